"""Models whose every call does what a test tells it, when it tells it."""

import asyncio
from collections import defaultdict
from typing import TypeAlias

from service.domain.debate import SeatId, Usage
from service.domain.replies import Finish
from service.providers.base import ModelReply, ModelRequest, OnText, ignore_text
from tests.support.speakers import a_ballot
from tests.support.store import eventually

TheCall: TypeAlias = tuple[SeatId, int]
"""A seat and the number of the call."""


class Puppets:
    """Each call waits for its words: `say` adds some, `vote` or `finish` end it well, `fail` not.

    One that is `stubborn` does not let itself be canceled until it is told to end.
    """

    def __init__(self) -> None:
        self.asked: list[ModelRequest] = []
        """In the order they came."""
        self.broken_off: list[TheCall] = []
        self.ended = set[TheCall]()
        """Those that have answered or failed."""
        self.stubborn = set[TheCall]()
        self._script: defaultdict[TheCall, asyncio.Queue[str | Exception | None]] = defaultdict(
            asyncio.Queue
        )

    def calls(self, seat: SeatId) -> list[int]:
        """Return the numbers of the calls of a seat, as they came."""
        return [one.turn.attempt for one in self.asked if one.turn.seat == seat]

    async def is_called(self, seat: SeatId, attempt: int = 1) -> None:
        """Wait until that call has been made."""

        async def has_come() -> bool:
            return attempt in self.calls(seat)

        await eventually(has_come)

    async def has_ended(self, call: TheCall) -> None:
        """Wait until that call has answered or failed."""

        async def is_over() -> bool:
            return call in self.ended

        await eventually(is_over)

    def say(self, call: TheCall, text: str) -> None:
        self._script[call].put_nowait(text)

    def vote(self, call: TheCall, option: str, argument: str = "So it is.") -> None:
        self.say(call, a_ballot(option, argument))
        self.finish(call)

    def finish(self, call: TheCall) -> None:
        self._script[call].put_nowait(None)

    def fail(self, call: TheCall, error: Exception) -> None:
        self._script[call].put_nowait(error)

    async def complete(self, request: ModelRequest, on_text: OnText = ignore_text) -> ModelReply:
        self.asked.append(request)
        call, said = (request.turn.seat, request.turn.attempt), ""
        while (line := await self._told(call)) is not None:
            if isinstance(line, Exception):
                self.ended.add(call)
                raise line
            on_text(line)
            said += line
        self.ended.add(call)
        usage = Usage(calls=1, input_tokens=1, output_tokens=1, cost_usd=0.0)
        return ModelReply(text=said, finish=Finish.STOP, usage=usage)

    async def _told(self, call: TheCall) -> str | Exception | None:
        while True:
            try:
                return await self._script[call].get()
            except asyncio.CancelledError:
                self.broken_off.append(call)
                if call not in self.stubborn:
                    raise
