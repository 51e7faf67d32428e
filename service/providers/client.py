"""One call to a provider, whatever protocol it speaks: sent once, read within bounds.

What is written and what the bytes mean is said by a `Wire`, how one provider differs from the
next by its row of `specs`, what a failure means by `failures`, within which bounds a reply is read
by `receiving`.
"""

import asyncio
from collections.abc import AsyncIterable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from functools import lru_cache

import httpx
import msgspec

from service.domain.debate import Usage
from service.domain.errors import Cause, ProviderError
from service.domain.replies import Finish
from service.domain.tracing import call_headers
from service.providers.base import ModelReply, ModelRequest, OnText, ignore_text
from service.providers.configuration import ProviderConfig, key_headers
from service.providers.failures import (
    Rejection,
    failure,
    hidden,
    is_refusal,
    quotable,
    request_id,
)
from service.providers.forms import UNSUPPORTED, first_form, lower_forms
from service.providers.rate_headers import read_allowance
from service.providers.receiving import (
    STALL_S,
    Deadline,
    Listener,
    OverlongError,
    at_once,
    beginning,
    take_all,
    whole,
)
from service.providers.reports import read_report
from service.providers.transport import (
    CONNECTION_ERRORS,
    EXTENSIONS,
    HEADERS,
    MAX_IN_FLIGHT,
    pieces_of,
    was_never_sent,
)
from service.providers.wire import FILTERED, ErrorDetail, Form, ReportedError, Wire
from service.telemetry import logger

log = logger(__name__)

OK = 200
EVENT_STREAM = "text/event-stream"
JSON = "json"
EVENTS_BEGIN_WITH = (b"data:", b"event:", b":")

LONG_S = 10.0
"""A call that was not given even that long tells nothing of its provider when it is late."""


# The same few addresses for every call of a process.
parsed_url = lru_cache(maxsize=256)(httpx.URL)


class ModelClient:
    """One provider, asked over one pool of connections."""

    def __init__(
        self,
        config: ProviderConfig,
        wire: Wire,
        transport: httpx.AsyncBaseTransport,
        *,
        stall_s: float = STALL_S,
        long_s: float = LONG_S,
    ) -> None:
        """Speak to the server at the address of `config` as its row and its protocol say."""
        self._spec = config.spec
        self._base_url = config.base_url
        self._secret = config.api_key.reveal() if config.api_key else None
        self._wire = wire
        self._transport = transport
        self._headers = httpx.Headers(
            {**HEADERS, "content-type": "application/json", **wire.headers, **key_headers(config)}
        )
        self._stall_s = stall_s
        self._long_s = long_s
        self._in_flight = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._forms: dict[str, Form] = {}

    async def complete(self, request: ModelRequest, on_text: OnText = ignore_text) -> ModelReply:
        """Ask once; waiting for a free connection counts as time, too."""
        deadline = Deadline(request.timeout_s, self._stall_s)
        try:
            async with deadline.timeout, self._in_flight:
                return await self._ask(request, Listener(on_text, deadline))
        except TimeoutError as error:
            raise self._too_slow(deadline, request.timeout_s) from error
        except OverlongError as error:
            raise ProviderError(
                f"{self._name} answered with too many bytes.", cause=Cause.REQUEST
            ) from error
        except CONNECTION_ERRORS as error:
            raise self._unreachable(error) from error

    @property
    def _name(self) -> str:
        return self._spec.display_name

    async def _ask(self, request: ModelRequest, listener: Listener) -> ModelReply:
        """Send the request with as much as the model is known to take."""
        first = form = self._forms.get(request.model) or first_form(self._spec)
        while True:
            async with aclosing(await self._post(request, form)) as response:
                if form != first and response.status_code not in UNSUPPORTED:
                    # Whoever asks again need not be refused again.
                    self._forms[request.model] = form
                if response.status_code == OK:
                    return await self._receive(response, listener)
                refusal = await beginning(response)
            lower = self._lower(request, form, response.status_code, refusal)
            if lower is None:
                detail = read_report(refusal)
                return self._declined(response.status_code, response.headers, detail)
            form = lower

    def _lower(
        self, request: ModelRequest, form: Form, status: int, refusal: bytes
    ) -> Form | None:
        """Return the form to ask in after a refusal; None when that would repeat the request."""
        refused = self._written(request, form)
        lower = lower_forms(form, status, refusal)
        return next((form for form in lower if self._written(request, form) != refused), None)

    def _written(self, request: ModelRequest, form: Form) -> tuple[str, bytes]:
        """Return address and body: a form may change either."""
        url = self._wire.url(self._base_url, request, form)
        return url, self._wire.write(self._spec, request, form)

    async def _post(self, request: ModelRequest, form: Form) -> httpx.Response:
        url, body = self._written(request, form)
        headers = self._headers.copy()
        headers.update(call_headers(request.trace))
        written = httpx.Request(
            "POST", parsed_url(url), headers=headers, content=body, extensions=EXTENSIONS
        )
        return await self._transport.handle_async_request(written)

    async def _receive(self, response: httpx.Response, listener: Listener) -> ModelReply:
        """Read what came under status 200, which may still be an error."""
        try:
            reply = await self._read(response, listener)
        except ReportedError as error:
            status = error.detail.status or response.status_code
            reply = self._declined(status, response.headers, error.detail, at_once=False)
        except msgspec.ValidationError as error:
            raise self._odd(response, f"in a form that is no answer ({error})") from error
        except RecursionError as error:
            raise self._odd(response, "with JSON nested too deeply") from error
        except ValueError as error:
            said = "with something that is not valid JSON"
            raise self._odd(response, said, retryable=True) from error
        return msgspec.structs.replace(
            reply,
            text=hidden(reply.text, self._secret),
            refusal=hidden(reply.refusal or "", self._secret) or None,
            model_served=quotable(reply.model_served or "", self._secret) or None,
            request_id=request_id(response.headers, self._secret),
            allowance=read_allowance(response.headers, now=datetime.now(UTC)),
        )

    async def _read(self, response: httpx.Response, listener: Listener) -> ModelReply:
        content_type = response.headers.get("content-type", "")
        if content_type.startswith(EVENT_STREAM):
            return await self._follow(response, pieces_of(response), listener)
        body = await whole(response)
        if JSON not in content_type and body.lstrip().startswith(EVENTS_BEGIN_WITH):
            return await self._follow(response, at_once(body), listener)
        if body[:512].lstrip().startswith(b"<"):
            raise self._odd(response, "with a web page; check its address")
        reply = self._wire.read(body)
        listener.hear(reply.text)
        return reply

    async def _follow(
        self, response: httpx.Response, pieces: AsyncIterable[bytes], listener: Listener
    ) -> ModelReply:
        """Read a stream until its end marker, without which it is no answer."""
        stream = self._wire.stream()
        await take_all(stream, pieces, listener)
        if not stream.ended:
            raise self._odd(response, "with a stream that ended too early", retryable=True)
        return stream.reply()

    def _declined(
        self,
        status: int,
        headers: Mapping[str, str],
        detail: ErrorDetail,
        *,
        at_once: bool = True,
    ) -> ModelReply:
        if is_refusal(detail):
            return ModelReply(
                text="",
                finish=Finish.REFUSAL,
                usage=Usage(calls=1),
                refusal=quotable(detail.message, self._secret) or FILTERED,
                request_id=request_id(headers, self._secret),
                allowance=read_allowance(headers, now=datetime.now(UTC)),
            )
        rejection = Rejection(status=status, headers=headers, detail=detail, at_once=at_once)
        raise failure(self._name, rejection, secret=self._secret, now=datetime.now(UTC))

    def _odd(
        self, response: httpx.Response, what: str, *, retryable: bool = False
    ) -> ProviderError:
        return ProviderError(
            f"{self._name} answered {what}.",
            retryable=retryable,
            request_id=request_id(response.headers, self._secret),
            cause=Cause.DOWN if retryable else Cause.REQUEST,
        )

    def _too_slow(self, deadline: Deadline, allowed_s: float) -> ProviderError:
        if deadline.is_over:
            silent_for_long = allowed_s >= self._long_s and not deadline.is_flowing
            return ProviderError(
                f"{self._name} did not answer within {allowed_s:.3g} s.",
                code="timed_out",
                cause=Cause.DOWN if silent_for_long else None,
            )
        return ProviderError(
            f"{self._name} fell silent in the middle of an answer.",
            retryable=True,
            cause=Cause.DOWN,
        )

    def _unreachable(self, error: Exception) -> ProviderError:
        # What it says names addresses, which are the operator's and not the caller's to know.
        said = quotable(str(error), self._secret)
        log.info("connection_failed", provider=self._spec.name, error=said)
        unsent = was_never_sent(error)
        what = "cannot be reached" if unsent else "broke the connection off"
        kind = type(error.__cause__ or error).__name__
        return ProviderError(
            f"{self._name} {what} ({kind}).", retryable=True, unbilled=unsent, cause=Cause.DOWN
        )
