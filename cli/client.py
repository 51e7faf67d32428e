"""The API seen from outside: create a debate, follow its events, read how it ended.

A new operation is a method of `Client`; what a server refuses becomes a `ServerError` whose message
can be shown as it is.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, cast

import httpx
import msgspec

from cli.reading import Resource, read
from cli.scene import TERMINAL
from service.domain.endpoints import MOST_ENDPOINTS
from service.domain.errors import RoundtableError, SettingsError
from service.domain.plain_text import printable
from service.domain.retry_after import wait_s
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
CONNECT_TIMEOUT_S = 5.0
SILENCE_S = 45.0
"""Three times the pings of an event stream."""
RESUME_PAUSE_S = 0.5
RETRY_PAUSE_S = 1.0
"""For a server that is busy and does not say for how long."""
BUSY = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE})
TOLD = cast("type[Event | DeltaEvent]", Event | DeltaEvent)
"""What a stream tells; each says in `object` which it is."""
MOST_RESUMES = 60
"""How often in a row a stream is opened again without a single event coming through it."""


class ServerError(RoundtableError):
    """The server is not there, or does not do what was asked."""

    def __init__(
        self, message: str, code: str | None = None, retry_after_s: float | None = None
    ) -> None:
        """Say what is so, by which `code` the server has refused, and when the same may be taken.

        `retry_after_s` is None where it need not be tried again.
        """
        super().__init__(message)
        self.code = code
        self.retry_after_s = retry_after_s


class NoServerError(ServerError):
    """Nothing answers there."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a request."""

    detail: str
    pointer: str | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal as the server words it."""

    title: str = "The server refused"
    code: str | None = None
    detail: str | None = None
    errors: tuple[Fault, ...] = ()


class Client:
    """Speaks to one server, with an API key if there is one; an async context manager."""

    def __init__(self, url: str, key: str | None = None) -> None:
        host = host_of(url)
        self.url = url.rstrip("/")
        self._http = httpx.AsyncClient(
            base_url=self.url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_TIMEOUT_S),
            # A proxy for the internet is in the way of one's own machine.
            trust_env=not is_loopback(host),
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
            reply = await self._http.post("/v1/debates", json=body)
            return _read(_accepted(reply), Debate)

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
            return _read(_accepted(reply), DebateList)

    async def whole_debate(self, debate_id: str) -> Debate:
        """Get a debate as it is now, with its responses."""
        with self._spoken_to():
            path = f"/v1/debates/{debate_id}"
            reply = await self._http.get(path, params={"include": "responses"})
            return _read(_accepted(reply), Debate)

    async def debate(self, debate_id: str) -> Debate:
        """Get a debate as it is now."""
        return _read(await self.debate_json(debate_id), Debate)

    async def summary(self, debate_id: str) -> Summary | None:
        """Get the summary; None when there is none."""
        body = await self.summary_json(debate_id)
        return None if body is None else _read(body, Summary)

    async def debate_json(self, debate_id: str) -> bytes:
        """Get a debate as the server wrote it."""
        with self._spoken_to():
            return _accepted(await self._http.get(f"/v1/debates/{debate_id}"))

    async def summary_json(self, debate_id: str) -> bytes | None:
        """Get the summary as the server wrote it; None when there is none."""
        with self._spoken_to():
            reply = await self._http.get(f"/v1/debates/{debate_id}/summary")
            return None if reply.status_code == httpx.codes.CONFLICT else _accepted(reply)

    async def events(
        self, debate_id: str, hear: Callable[[DeltaEvent], None] | None = None
    ) -> AsyncIterator[Event]:
        """Follow a debate from its first event to its last, through interruptions.

        `hear` is given what is being written meanwhile.
        """
        last, resumes = 0, 0
        while resumes < MOST_RESUMES:
            with contextlib.suppress(httpx.TransportError):
                async with contextlib.aclosing(self._stream(debate_id, last, hear)) as stream:
                    async for event in stream:
                        last, resumes = event.sequence, 0
                        yield event
                        if event.type in TERMINAL:
                            return
            resumes += 1
            await asyncio.sleep(RESUME_PAUSE_S)
        raise ServerError(f"{self.url} has stopped answering; the debate is {debate_id}.")

    async def endpoints(self) -> tuple[WebhookEndpoint, ...]:
        """Get the webhook endpoints, the newest first; a page holds all that a tenant may have."""
        with self._spoken_to():
            reply = await self._http.get("/v1/webhook-endpoints", params={"limit": MOST_ENDPOINTS})
            return _read(_accepted(reply), WebhookEndpointList).data

    async def register(self, body: Mapping[str, object]) -> WebhookEndpointWithSecret:
        """Post a webhook endpoint; return it with its secret."""
        with self._spoken_to():
            reply = await self._http.post("/v1/webhook-endpoints", json=body)
            return _read(_accepted(reply), WebhookEndpointWithSecret)

    async def unregister(self, endpoint_id: str) -> None:
        """Delete a webhook endpoint; one that is gone already is no error."""
        with self._spoken_to():
            reply = await self._http.delete(f"/v1/webhook-endpoints/{endpoint_id}")
            if reply.status_code != httpx.codes.NOT_FOUND:
                _accepted(reply)

    async def test(self, endpoint_id: str) -> Delivery:
        """Let a test be sent to a webhook endpoint; return its delivery, which is to be made."""
        with self._spoken_to():
            reply = await self._http.post(f"/v1/webhook-endpoints/{endpoint_id}/test")
            return _read(_accepted(reply), Delivery)

    async def delivery(self, delivery_id: str) -> Delivery:
        """Get a delivery as it is now."""
        with self._spoken_to():
            reply = await self._http.get(f"/v1/webhook-deliveries/{delivery_id}")
            return _read(_accepted(reply), Delivery)

    async def webhook_secret(self) -> str:
        """Get the secret that signs what is sent to addresses that debates bring."""
        with self._spoken_to():
            reply = await self._http.get("/v1/webhook-secret")
            return _read(_accepted(reply), WebhookSecret).secret

    async def _stream(
        self, debate_id: str, last: int, hear: Callable[[DeltaEvent], None] | None
    ) -> AsyncGenerator[Event, None]:
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(last)}
        path = f"/v1/debates/{debate_id}/events" + ("?deltas=true" if hear else "")
        async with self._http.stream("GET", path, headers=headers) as reply:
            if reply.is_error:
                await reply.aread()
                _accepted(reply)
            parser = EventParser()
            async for piece in reply.aiter_bytes():
                for data in parser.feed(piece):
                    told = _read(data, TOLD)
                    if isinstance(told, Event):
                        yield told
                    elif hear:
                        hear(told)

    @contextlib.contextmanager
    def _spoken_to(self) -> Iterator[None]:
        try:
            yield
        except httpx.ConnectError as error:
            raise NoServerError(
                f"Nothing answers at {self.url}; start a server with `roundtable dev`."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServerError(
                f"{self.url} does not answer as it should: {str(error) or type(error).__name__}."
            ) from error


def host_of(url: str) -> str:
    """Return the host of a server's address; `SettingsError` when it is no such address."""
    with contextlib.suppress(httpx.InvalidURL):
        read = httpx.URL(url)
        if read.scheme in {"http", "https"} and read.host:
            return read.host
    raise SettingsError(f"{printable(url)} is no address of a server, such as {LOCAL_URL}.")


def _accepted(reply: httpx.Response) -> bytes:
    if reply.is_success:
        return reply.content
    try:
        problem = msgspec.json.decode(reply.content, type=Problem)
    except (msgspec.DecodeError, msgspec.ValidationError):
        problem = Problem(detail=f"It answered {reply.status_code} {reply.reason_phrase}.")
    faults = [
        f"{fault.pointer}: {fault.detail}" if fault.pointer else fault.detail
        for fault in problem.errors
    ]
    said = "\n".join(faults) or problem.detail or problem.title
    raise ServerError(printable(said), problem.code, _retry_after_s(reply))


def _retry_after_s(reply: httpx.Response) -> float | None:
    """Return in how many seconds a server that is busy wants to be asked again."""
    if reply.status_code not in BUSY:
        return None
    asked = wait_s(reply.headers.get("Retry-After", ""), now=datetime.now(UTC))
    return RETRY_PAUSE_S if asked is None else asked


def _read(body: bytes, kind: type[Resource]) -> Resource:
    try:
        return read(body, kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ServerError(f"The server's answer cannot be read: {error}.") from error
