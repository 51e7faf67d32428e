"""Models that say what a test tells them, when it tells them."""

import asyncio
import json
from collections import defaultdict

from service.domain.debate import SeatId, Usage
from service.domain.replies import Finish
from service.providers.base import ModelReply, ModelRequest, OnText, ignore_text


class Speakers:
    """One model for each seat: `say` adds to its reply, `finish` or `fail` ends the call."""

    def __init__(self) -> None:
        self.attempts: defaultdict[SeatId, int] = defaultdict(int)
        """How often each seat has been asked."""
        self._script: defaultdict[SeatId, asyncio.Queue[str | Exception | None]] = defaultdict(
            asyncio.Queue
        )

    def say(self, seat: SeatId, *texts: str) -> None:
        """Let a seat's model write these pieces."""
        for text in texts:
            self._script[seat].put_nowait(text)

    def finish(self, seat: SeatId) -> None:
        """Let the call return what has been said in it."""
        self._script[seat].put_nowait(None)

    def fail(self, seat: SeatId, error: Exception) -> None:
        """Let the call raise."""
        self._script[seat].put_nowait(error)

    async def complete(self, request: ModelRequest, on_text: OnText = ignore_text) -> ModelReply:
        seat, said = request.turn.seat, ""
        self.attempts[seat] += 1
        while (line := await self._script[seat].get()) is not None:
            if isinstance(line, Exception):
                raise line
            on_text(line)
            said += line
        usage = Usage(calls=1, input_tokens=1, output_tokens=1, cost_usd=0.0)
        return ModelReply(text=said, finish=Finish.STOP, usage=usage)


def a_ballot(vote: str, argument: str) -> str:
    """Return a whole reply."""
    return json.dumps({"argument": argument, "vote": vote})
