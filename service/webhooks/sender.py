"""One attempt after another, each of them on its own: nothing of one is left for the next."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import h11
from msgspec.structs import replace

from service.domain.addresses import Address
from service.domain.delivery import LONGEST_RETRY_AFTER, Answer, AttemptError
from service.domain.retry_after import wait_s
from service.domain.webhook_urls import AllowList, Target, UrlRefusal, read_target
from service.webhooks.connecting import connect, tls_context
from service.webhooks.exchange import Exchange, Request
from service.webhooks.phases import AttemptFailedError, Limits, phase
from service.webhooks.resolving import Resolver, SystemResolver

PUBLISHED_LIMITS = Limits()
SUCCESSES = range(200, 300)
REDIRECTS = range(300, 400)
PAUSING = frozenset({429, 502, 503, 504})
"""Statuses whose `Retry-After` is honoured."""
LONGEST_PAUSE_S = LONGEST_RETRY_AFTER.total_seconds()


class Sender:
    """Makes attempts; one for a worker, which has nothing to close.

    Each attempt looks its name up anew, connects to what it has looked at, and ends its connection.
    """

    def __init__(
        self,
        allow: AllowList,
        *,
        resolver: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
        limits: Limits = PUBLISHED_LIMITS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Addresses, certificates, limits and seconds are the usual ones unless they are given."""
        self._allow = allow
        self._resolver = resolver or SystemResolver()
        self._tls = tls or tls_context()
        self._limits = limits
        self._clock = clock

    async def send(
        self,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        began: float | None = None,
    ) -> Answer:
        """Send a body once and return what came of it; only bugs raise.

        `headers` are what signs and traces it, names in lower case; those that are the same for
        every request, and `content-length`, are added. `began` is when the attempt began by
        `time.monotonic`, if that was earlier: after 15 s nothing is sent any more, however
        long this process was held up meanwhile.

        A 2xx counts once its reply has ended, or 64 KiB of it were read, within the 15 s: one
        that drips on, or breaks off, is not whole, and its receiver may not have done its work.
        Any other status counts as it is, whatever comes of the body.
        """
        start = self._clock()
        until = (start if began is None else began) + self._limits.attempt_s
        try:
            answer = await self._attempt(url, headers, body, until)
        except AttemptFailedError as failed:
            answer = Answer(error_code=failed.code)
        return replace(answer, latency_ms=round((self._clock() - start) * 1000))

    async def _attempt(
        self, url: str, headers: Mapping[str, str], body: bytes, until: float
    ) -> Answer:
        target = read_target(url, self._allow)
        if isinstance(target, UrlRefusal):
            # What was allowed when it was named need not be so any more.
            raise AttemptFailedError(AttemptError.BLOCKED_ADDRESS)
        addresses = await self._addresses(target)
        async with phase(self._limits.connect_s, AttemptError.CONNECT_TIMEOUT):
            connection = await connect(target, addresses, self._allow, self._tls)
        with contextlib.closing(connection):
            request = Request(target=target, headers=headers, body=body)
            return await self._exchange(Exchange(connection), request, until)

    async def _addresses(self, target: Target) -> tuple[Address, ...]:
        try:
            async with asyncio.timeout(self._limits.resolve_s):
                addresses = await self._resolver.addresses(target.host)
        except (OSError, ValueError) as error:
            raise AttemptFailedError(AttemptError.DNS_ERROR) from error
        if not addresses:
            raise AttemptFailedError(AttemptError.DNS_ERROR)
        return addresses

    async def _exchange(self, exchange: Exchange, request: Request, until: float) -> Answer:
        data = exchange.written(request)
        async with phase(until - self._clock(), AttemptError.READ_TIMEOUT):
            # A process that was stopped may come to here before its timers do. Between this look
            # and the sending there is next to nothing to be stopped in.
            if self._clock() >= until:
                raise AttemptFailedError(AttemptError.CONNECT_TIMEOUT)
            await exchange.ask(data)
            head = await exchange.head()
        answer = read_head(head, now=datetime.now(UTC))
        try:
            async with phase(until - self._clock(), AttemptError.READ_TIMEOUT):
                await exchange.skim()
        except AttemptFailedError as failed:
            return replace(answer, error_code=answer.error_code or failed.code)
        return answer


def read_head(head: h11.Response, *, now: datetime) -> Answer:
    """Return what the status and the headers of a reply say."""
    asked = dict(head.headers).get(b"retry-after", b"").decode("latin-1")
    pause_s = wait_s(asked, now=now) if head.status_code in PAUSING else None
    return Answer(
        status_code=head.status_code,
        error_code=_error(head.status_code),
        retry_after_s=None if pause_s is None else min(pause_s, LONGEST_PAUSE_S),
    )


def _error(status: int) -> AttemptError | None:
    if status in SUCCESSES:
        return None
    return AttemptError.REDIRECT if status in REDIRECTS else AttemptError.HTTP_STATUS
