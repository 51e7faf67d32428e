"""A receiver of webhooks on loopback: takes whatever is sent, checks it, answers as told.

It is an ASGI application; who shows what has arrived reads `arrivals`.
"""

import asyncio
import contextlib
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from cli.deliveries import Arrival, KnownSecret, Verdict, judge, webhook_id
from service.api.errors import BodyTimeoutError, BodyTooLargeError, ClientGoneError
from service.api.intake import take_in
from service.api.reply import Reply
from service.domain.errors import RoundtableError

LARGEST_BODY = 64 * 1024
BODY_WITHIN_S = 15.0
"""As long as the sender waits for an answer."""
MOST_REMEMBERED = 10_000
MOST_WAITING = 1_000
"""Arrivals that nobody has read yet; more have to wait for their answer."""
LONGEST_PATH = 200

TAKEN, NOT_VERIFIED, NO_POST = 204, 401, 405
REFUSALS: Mapping[type[RoundtableError], int] = {BodyTooLargeError: 413, BodyTimeoutError: 408}

Asgi: TypeAlias = Any
"""What an ASGI server hands over: a scope, `receive` and `send`."""


class Receiver:
    """Believes what is signed with one of the secrets."""

    def __init__(
        self,
        secrets: Sequence[KnownSecret],
        answers: Sequence[int],
        now: Callable[[], datetime],
        *,
        remembered: int = MOST_REMEMBERED,
    ) -> None:
        """Give the attempts of each delivery these answers in turn, the last from then on.

        Without any the answer is 204, or 401 to what is not verified. Of that many deliveries, the
        latest, attempts are counted.
        """
        self.arrivals: asyncio.Queue[Arrival] = asyncio.Queue(MOST_WAITING)
        self._secrets = secrets
        self._answers = answers
        self._now = now
        self._remembered = remembered
        self._attempts: OrderedDict[bytes, int] = OrderedDict()

    async def __call__(self, scope: Asgi, receive: Asgi, send: Asgi) -> None:
        """Take one request."""
        # Whoever has hung up is answered no more.
        with contextlib.suppress(ClientGoneError):
            reply = await self._reply_to(scope, receive)
            await reply(scope, receive, send)

    async def _reply_to(self, scope: Asgi, receive: Asgi) -> Reply:
        if scope["method"] != "POST":
            said = b"Webhooks are received here, by POST.\n"
            return Reply(status=NO_POST, headers={"Allow": "POST"}, body=said)
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        body, refusal = b"", None
        try:
            body = await take_in(receive, headers, BODY_WITHIN_S, largest=LARGEST_BODY)
            verdict = judge(headers, body, self._secrets, self._now())
        except (BodyTooLargeError, BodyTimeoutError) as error:
            verdict, refusal = Verdict(fault=str(error).rstrip(".")), REFUSALS[type(error)]
        attempt = self._attempt(scope["path"], headers, verdict)
        arrival = Arrival(
            at=self._now(),
            path=scope["path"][:LONGEST_PATH],
            webhook_id=webhook_id(headers),
            body=body,
            verdict=verdict,
            attempt=attempt,
            answered=refusal or self._answer(verdict, attempt),
        )
        await self.arrivals.put(arrival)
        return Reply(status=arrival.answered, headers={})

    def _answer(self, verdict: Verdict, attempt: int) -> int:
        if self._answers:
            return self._answers[min(attempt, len(self._answers)) - 1]
        return TAKEN if verdict.fault is None else NOT_VERIFIED

    def _attempt(self, path: str, headers: Mapping[str, str], verdict: Verdict) -> int:
        """Count this one; two receivers of one event are told apart by their secret and path."""
        own = f"{webhook_id(headers)}\n{verdict.verified_by}\n{path}"
        key = hashlib.sha256(own.encode(errors="surrogatepass")).digest()
        count = self._attempts[key] = self._attempts.pop(key, 0) + 1
        if len(self._attempts) > self._remembered:
            self._attempts.popitem(last=False)
        return count
