"""One client for every server that speaks OpenAI's chat completions.

How one provider differs from the next is in its row of `specs`; the form of bodies is in `wire`,
what a failure means in `failures`. Here is one call: sent once, read within a cap and a deadline,
and turned into a `ModelReply` or a `ProviderError`.

A server that may not know `response_format` is found out by use: where a row says `probe`, a
request refused with 400 or 422 is sent again with less structure (schema, then JSON mode, then
the prompt alone), and what worked is remembered for that model until the process ends.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx
import msgspec

from service.domain.debate import Usage
from service.domain.errors import ProviderError
from service.domain.replies import Finish
from service.providers.base import Hear, ModelReply, ModelRequest, unheard
from service.providers.failures import Rejection, failure, is_refusal, quotable
from service.providers.specs import ProviderSpec, Structured
from service.providers.transport import CONNECTION_ERRORS, MAX_IN_FLIGHT
from service.providers.wire import (
    Choice,
    Completion,
    read_completion,
    read_error,
    read_usage,
    write_request,
)

MOST_BYTES = 4 * 1024 * 1024
"""A longer body is not read to its end."""

OK = 200
UNSUPPORTED = frozenset({400, 422})
"""How servers refuse a `response_format` that they do not know."""

LOWER: Mapping[Structured, Structured] = {
    Structured.JSON_SCHEMA: Structured.JSON_OBJECT,
    Structured.JSON_OBJECT: Structured.PROMPT,
}

FINISHES: Mapping[str, Finish] = {
    "length": Finish.LENGTH,
    "content_filter": Finish.REFUSAL,
}
"""Every other reason to finish is a stop."""

FILTERED = "The provider's content filter stopped the answer."


class _Received(msgspec.Struct, frozen=True, kw_only=True):
    """A reply as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.body[:512].lstrip().startswith(b"<")


class OpenAICompatible:
    """One provider, asked over one pooled client."""

    def __init__(
        self,
        spec: ProviderSpec,
        base_url: str,
        api_key: str | None,
        client: httpx.AsyncClient,
    ) -> None:
        """Speak to the server at `base_url` (no slash at the end) as its row says."""
        self._spec = spec
        self._url = f"{base_url}/chat/completions"
        self._api_key = api_key
        self._client = client
        self._headers = {"content-type": "application/json"}
        if api_key:
            self._headers["authorization"] = f"Bearer {api_key}"
        self._in_flight = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._structured: dict[str, Structured] = {}

    async def complete(self, request: ModelRequest, hear: Hear = unheard) -> ModelReply:
        """Ask once; waiting for a free connection counts as time, too."""
        try:
            async with asyncio.timeout(request.timeout_s), self._in_flight:
                received = await self._ask(request)
        except TimeoutError as error:
            raise ProviderError(
                f"{self._name} did not answer within {request.timeout_s:g} s.",
                code="timed_out",
            ) from error
        except CONNECTION_ERRORS as error:
            raise self._unreachable(error) from error
        reply = self._read(received)
        hear(reply.text)
        return reply

    @property
    def _name(self) -> str:
        return self._spec.display_name

    async def _ask(self, request: ModelRequest) -> _Received:
        """Send the request with as much structure as the server is known to take."""
        structured = self._structured.get(request.model, self._spec.structured)
        while True:
            received = await self._post(write_request(self._spec, request, structured))
            if received.status == OK:
                self._structured[request.model] = structured
            refused = received.status in UNSUPPORTED and self._spec.probe
            if not refused or structured not in LOWER:
                return received
            structured = LOWER[structured]

    async def _post(self, body: bytes) -> _Received:
        async with self._client.stream(
            "POST", self._url, content=body, headers=self._headers
        ) as response:
            chunks = bytearray()
            async for chunk in response.aiter_bytes():
                chunks += chunk
                if len(chunks) > MOST_BYTES:
                    raise ProviderError(f"{self._name} answered with more than 4 MiB.")
            return _Received(
                status=response.status_code,
                headers=response.headers,
                body=bytes(chunks),
            )

    def _read(self, received: _Received) -> ModelReply:
        if received.status != OK:
            return self._declined(_rejection(received, received.status))
        if received.is_page:
            raise ProviderError(f"{self._name} answered with a web page; check its address.")
        try:
            completion = read_completion(received.body)
        except msgspec.ValidationError as error:
            raise self._odd(f"in a form that is no chat completion ({error})") from error
        except ValueError as error:
            raise self._odd("with something that is not valid JSON", retryable=True) from error
        except RecursionError as error:
            raise self._odd("with JSON nested too deeply") from error
        if not completion.choices:
            return self._without_choices(received)
        return self._answer(completion, completion.choices[0])

    def _answer(self, completion: Completion, choice: Choice) -> ModelReply:
        message = choice.message
        finish = FINISHES.get(choice.finish_reason or "", Finish.STOP)
        if message.refusal:
            finish = Finish.REFUSAL
        if finish is Finish.STOP and not message.text.strip():
            raise self._odd("without any text", retryable=True)
        return ModelReply(
            text=message.text,
            finish=finish,
            usage=read_usage(completion.usage),
            refusal=(message.refusal or FILTERED) if finish is Finish.REFUSAL else None,
            model_served=completion.model or None,
        )

    def _without_choices(self, received: _Received) -> ModelReply:
        """Read an error that came under status 200; its own code says which status it means."""
        rejection = _rejection(received, 502)
        code = rejection.detail.code
        if not rejection.detail.message and code is None:
            raise self._odd("without any choices")
        meant = code if isinstance(code, int) else rejection.status
        return self._declined(msgspec.structs.replace(rejection, status=meant))

    def _declined(self, rejection: Rejection) -> ModelReply:
        if is_refusal(rejection.detail):
            return ModelReply(
                text="",
                finish=Finish.REFUSAL,
                usage=Usage(calls=1),
                refusal=quotable(rejection.detail.message, self._api_key) or FILTERED,
            )
        now = datetime.now(UTC)
        raise failure(self._name, rejection, secret=self._api_key, now=now)

    def _odd(self, what: str, *, retryable: bool = False) -> ProviderError:
        return ProviderError(f"{self._name} answered {what}.", retryable=retryable)

    def _unreachable(self, error: Exception) -> ProviderError:
        said = quotable(str(error), self._api_key) or type(error).__name__
        return ProviderError(f"{self._name} cannot be reached: {said}", retryable=True)


def _rejection(received: _Received, status: int) -> Rejection:
    detail = read_error(received.body)
    return Rejection(status=status, headers=received.headers, detail=detail)
