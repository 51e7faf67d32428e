"""The API seen from outside: create a debate, follow its events, read how it ended.

A new operation is a method of `Client`; what a server refuses becomes a `ServerError` whose message
can be shown as it is.
"""

import asyncio
import contextlib
import re
import uuid
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
)
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar, cast

import httpx
import msgspec

from cli.reading import Resource, read
from cli.refusals import NoServerError, ServerError, accepted, another_kind, unreachable
from cli.scene import TERMINAL
from service.domain.endpoints import MOST_ENDPOINTS
from service.domain.errors import SettingsError
from service.domain.plain_text import printable
from service.providers.sse import EventParser
from service.resources.schemas import (
    PAGE,
    Debate,
    DebateList,
    Delivery,
    DeltaEvent,
    Event,
    Summary,
    WebhookEndpoint,
    WebhookEndpointList,
    WebhookEndpointWithSecret,
    WebhookSecret,
)
from service.settings import is_loopback

LOCAL_URL = "http://127.0.0.1:8000"
"""Where `roundtable dev` serves unless it is told otherwise."""
CONNECT_TIMEOUT_S = 10.0
SILENCE_S = 45.0
"""Three times the pings of an event stream."""
RESUME_PAUSE_S = 0.5
LONGEST_PAUSE_S = 5.0
"""Each pause in a row is longer than the one before, up to this."""
TOLD = cast("type[Event | DeltaEvent]", Event | DeltaEvent)
"""What a stream tells; each says in `object` which it is."""
LONGEST_WAIT_S = 30.0
"""How long a server may ask for between two attempts."""
FEWEST_PIECES = 2
"""Of an event stream that is worth opening again: a greeting, and an event or a ping."""
MOST_FAILURES = 17
"""How often in a row a server may fail before it is given up: about a minute."""
Got = TypeVar("Got")


class Client:
    """Speaks to one server, with an API key if there is one; an async context manager."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self._local = is_loopback(host_of(url))
        self.url = without_password(url).rstrip("/")
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_TIMEOUT_S),
            # A proxy for the internet is in the way of one's own machine.
            trust_env=not self._local,
        )

    async def __aenter__(self) -> Self:
        """Open the client."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def create(self, body: Mapping[str, object]) -> Debate:
        """Post a debate; return it as the server has resolved it."""
        with self._spoken_to():
            once = {"Idempotency-Key": str(uuid.uuid4())}
            reply = await self._http.post("/v1/debates", json=body, headers=once)
            return self._read(reply, Debate)

    async def page(
        self, *, created_after: datetime | None, starting_after: str | None
    ) -> DebateList:
        """Get a page of debates, the newest first: the first one, or the one after that debate."""
        asked = {
            "limit": str(PAGE),
            "starting_after": starting_after,
            "created_after": created_after.isoformat() if created_after else None,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        with self._spoken_to():
            reply = await self._http.get("/v1/debates", params=given)
            return self._read(reply, DebateList)

    async def whole_debate(self, debate_id: str) -> Debate:
        """Get a debate as it is now, with its responses."""
        with self._spoken_to():
            path = f"/v1/debates/{debate_id}"
            reply = await self._http.get(path, params={"include": "responses"})
            return self._read(reply, Debate)

    async def summary(self, debate_id: str) -> Summary | None:
        """Get the summary; None when there is none."""
        body = await self.summary_json(debate_id)
        with self._spoken_to():
            return None if body is None else read(body, Summary)

    async def debate_json(self, debate_id: str) -> bytes:
        """Get a debate as the server wrote it."""
        with self._spoken_to():
            reply = await self._http.get(f"/v1/debates/{debate_id}")
            return accepted(reply, self.url)

    async def summary_json(self, debate_id: str) -> bytes | None:
        """Get the summary as the server wrote it; None when there is none."""
        with self._spoken_to():
            reply = await self._http.get(f"/v1/debates/{debate_id}/summary")
            return None if reply.status_code == httpx.codes.CONFLICT else accepted(reply, self.url)

    async def transcript(self, debate_id: str) -> str:
        """Get the whole debate as Markdown."""
        with self._spoken_to():
            path, accept = f"/v1/debates/{debate_id}/transcript", {"Accept": "text/markdown"}
            body = accepted(await self._http.get(path, headers=accept), self.url)
            return body.decode(errors="replace")

    async def events(
        self,
        debate_id: str,
        hear: Callable[[DeltaEvent], None] | None = None,
        *,
        lost: Callable[[], None] = lambda: None,
        found: Callable[[], None] = lambda: None,
    ) -> AsyncGenerator[Event, None]:
        """Follow a debate from its first event to its last, through interruptions.

        `hear` is given what is being written meanwhile; `lost` is called when the server does not
        answer, `found` when it does. Raises `NoServerError` when it has not for about a minute.
        """
        last, failures = 0, 0
        while True:
            pause_s = RESUME_PAUSE_S
            try:
                stream = self._stream(debate_id, last, hear, found)
                async with contextlib.aclosing(stream) as told:
                    async for event in told:
                        last, failures = event.sequence, 0
                        yield event
                        if event.type in TERMINAL:
                            return
            except ServerError as error:
                lost()
                failures += 1
                pause_s = pause_after(error, failures)
            await asyncio.sleep(pause_s)

    async def surely(self, ask: Callable[[], Awaitable[Got]]) -> Got:
        """Ask until the server answers, for about a minute; then raise `NoServerError`."""
        failures = 0
        while True:
            try:
                return await ask()
            except ServerError as error:
                failures += 1
                pause_s = pause_after(error, failures)
            await asyncio.sleep(pause_s)

    async def endpoints(self) -> tuple[WebhookEndpoint, ...]:
        """Get the webhook endpoints, the newest first; a page holds all that a tenant may have."""
        with self._spoken_to():
            reply = await self._http.get("/v1/webhook-endpoints", params={"limit": MOST_ENDPOINTS})
            return self._read(reply, WebhookEndpointList).data

    async def register(self, body: Mapping[str, object]) -> WebhookEndpointWithSecret:
        """Post a webhook endpoint; return it with its secret."""
        with self._spoken_to():
            reply = await self._http.post("/v1/webhook-endpoints", json=body)
            return self._read(reply, WebhookEndpointWithSecret)

    async def unregister(self, endpoint_id: str) -> None:
        """Delete a webhook endpoint; one that is gone already is no error."""
        with self._spoken_to():
            reply = await self._http.delete(f"/v1/webhook-endpoints/{endpoint_id}")
            if reply.status_code != httpx.codes.NOT_FOUND:
                accepted(reply, self.url)

    async def test(self, endpoint_id: str) -> Delivery:
        """Let a test be sent to a webhook endpoint; return its delivery, which is to be made."""
        with self._spoken_to():
            reply = await self._http.post(f"/v1/webhook-endpoints/{endpoint_id}/test")
            return self._read(reply, Delivery)

    async def delivery(self, delivery_id: str) -> Delivery:
        """Get a delivery as it is now."""
        with self._spoken_to():
            reply = await self._http.get(f"/v1/webhook-deliveries/{delivery_id}")
            return self._read(reply, Delivery)

    async def webhook_secret(self) -> str:
        """Get the secret that signs what is sent to addresses that debates bring."""
        with self._spoken_to():
            reply = await self._http.get("/v1/webhook-secret")
            return self._read(reply, WebhookSecret).secret

    async def _stream(
        self,
        debate_id: str,
        last: int,
        hear: Callable[[DeltaEvent], None] | None,
        found: Callable[[], None],
    ) -> AsyncGenerator[Event, None]:
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(last)}
        path = f"/v1/debates/{debate_id}/events" + ("?deltas=true" if hear else "")
        with self._spoken_to():
            async with self._http.stream("GET", path, headers=headers) as reply:
                if reply.is_error:
                    await reply.aread()
                    accepted(reply, self.url)
                found()
                parser, pieces = EventParser(), 0
                async for piece in reply.aiter_bytes():
                    pieces += 1
                    for data in parser.feed(piece):
                        told = read(data, TOLD)
                        if isinstance(told, Event):
                            yield told
                        elif hear:
                            hear(told)
                if pieces < FEWEST_PIECES:
                    raise NoServerError(f"{self.url} ends what it has to tell at once.")

    def _read(self, reply: httpx.Response, kind: type[Resource]) -> Resource:
        return read(accepted(reply, self.url), kind)

    @contextlib.contextmanager
    def _spoken_to(self) -> Iterator[None]:
        try:
            yield
        except httpx.TransportError as error:
            raise unreachable(error, self.url, local=self._local) from error
        except (httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError) as error:
            raise another_kind(error, self.url) from error


def host_of(url: str) -> str:
    """Return the host of a server's address; `SettingsError` when it is no such address."""
    with contextlib.suppress(httpx.InvalidURL):
        read = httpx.URL(url)
        if read.scheme in {"http", "https"} and read.host:
            return read.host
    shown = printable(without_password(url))
    raise SettingsError(f"{shown} is no address of a server, such as {LOCAL_URL}.")


def without_password(url: str) -> str:
    """Return an address as it may be shown: without the user and password that it may have."""
    return re.sub(r"//[^/?#]*@", "//", url)


def pause_after(error: ServerError, failures: int) -> float:
    """Return how long to wait before the same is asked again; raise what will not pass."""
    if not error.passing:
        raise error
    if failures >= MOST_FAILURES:
        raise NoServerError(f"Given up after {failures} attempts in a row. {error}") from error
    asked_s = error.retry_after_s or 0.0
    return max(min(failures * RESUME_PAUSE_S, LONGEST_PAUSE_S), min(asked_s, LONGEST_WAIT_S))
