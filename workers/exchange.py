"""One question and its answer: one call, and beside one that takes long a second, the hedge.

The first answer that can be recorded wins, and the other call is broken off. A failure of one
while the other is under way is not the end. What a hedge writes is told to nobody before it wins.
"""

import asyncio
import contextlib
from contextlib import AbstractAsyncContextManager
from typing import Generic

import msgspec
from msgspec.structs import replace

from service.domain.asking import Answer, Ended, is_answer, most_telling
from service.domain.debate import Call
from service.domain.errors import ProviderError
from service.domain.hedging import LOOK_AGAIN_S
from service.ending import let_go
from service.providers.base import OnText, ignore_text
from service.worker_context import WorkerContext
from workers.attempt import Attempt, Question, Reserve, Settled

OVERRUN_S = 0.5
"""How long after its time a call is cut off: a provider has had that time to say so itself."""


class Exchanged(msgspec.Struct, Generic[Answer], frozen=True, kw_only=True):
    """The calls that one question took."""

    last: Settled[Answer]
    """The one to go on from."""
    beside: tuple[Settled[Answer], ...]

    @property
    def ended(self) -> Ended[Answer]:
        """Return how it ended."""
        return self.last.ended

    @property
    def calls(self) -> tuple[Call, ...]:
        """Return the calls, settled."""
        return (self.last.call, *(one.call for one in self.beside))


class Exchange(Generic[Answer]):
    """Puts one question to one model; `reserve` writes the hedge down, if there is to be one."""

    def __init__(
        self,
        worker: WorkerContext,
        question: Question[Answer],
        call: Call,
        reserve: Reserve,
        *,
        may_hedge: bool,
    ) -> None:
        self.tasks: dict[Attempt[Answer], asyncio.Task[object]] = {}
        """The calls, under way or over; who waits for the answer is not held up by either."""
        self._worker = worker
        self._question = question
        second = replace(call, number=call.number + 1, hedge=True)
        self._first = Attempt(worker, question, call, reserve)
        self._hedge = Attempt(worker, question, second, reserve)
        self._may_hedge = may_hedge
        self._settled: dict[Attempt[Answer], Settled[Answer]] = {}
        self._winner: Attempt[Answer] | None = None

    async def run(self) -> Exchanged[Answer]:
        """Return what came of it, in the model's time, whatever its provider does."""
        self.tasks[self._first] = asyncio.create_task(self._ask(self._first))
        if self._may_hedge:
            self.tasks[self._hedge] = asyncio.create_task(self._hedge_if_slow())
        try:
            await self._decided()
        finally:
            let_go(*self.tasks.values())
        late = self._winner is None
        for attempt in self.tasks:
            if attempt.reserved and attempt not in self._settled:
                self._settled[attempt] = attempt.broken_off(late=late)
        return self._exchanged()

    async def _decided(self) -> None:
        """Wait until nothing better is to come; raises what a call raises that is no failure."""
        running = set(self.tasks.values())
        while running:
            left_s = max(
                0.0, self._question.asking.ends + OVERRUN_S - asyncio.get_running_loop().time()
            )
            done, running = await asyncio.wait(
                running, timeout=left_s, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                if not task.cancelled() and not self._is_beaten(task):
                    task.result()
            if not done or self._is_over():
                return

    def _is_beaten(self, task: asyncio.Task[object]) -> bool:
        return self._winner is not None and task is not self.tasks[self._winner]

    def _is_over(self) -> bool:
        if self._winner:
            return self.tasks[self._winner].done()
        return self.tasks[self._first].done() and not self._hedge.reserved

    async def _hedge_if_slow(self) -> None:
        """Make the second call once it is time, and its provider has room for it."""
        asked, beside = self._question.asked, self._question.beside
        await self._first.sent.wait()
        while True:
            pause_s = self._worker.hedging.look_in_s(asked, beside, self._first.taken_s)
            if not pause_s:
                if await self._ask(self._hedge):
                    return
                pause_s = LOOK_AGAIN_S
            await asyncio.sleep(pause_s)

    async def _ask(self, attempt: Attempt[Answer]) -> bool:
        """Make a call, if it may be made; False when there was no room for it."""
        hedge = attempt.call.hedge
        try:
            # Entered by a hedge, too: whoever listens now must be known when it has won.
            async with self._told_live(attempt.call) as tell:
                reply = await attempt.ask(ignore_text if hedge else tell)
                if reply is not None and self._wins(attempt, attempt.answered(reply)) and hedge:
                    tell(reply.text)
        except ProviderError as error:
            if not attempt.reserved:
                return False
            self._settled[attempt] = attempt.failed(error)
        return True

    def _told_live(self, call: Call) -> AbstractAsyncContextManager[OnText]:
        if not self._question.of_a_seat:
            return contextlib.nullcontext(ignore_text)
        return self._worker.live.of(self._question.spec, self._question.prompt.codes, call)

    def _wins(self, attempt: Attempt[Answer], settled: Settled[Answer]) -> bool:
        """Take note of a reply; return whether it is the answer, which ends the other call."""
        self._settled[attempt] = settled
        if self._winner or not is_answer(settled.ended):
            return False
        self._winner = attempt
        let_go(*(task for other, task in self.tasks.items() if other is not attempt))
        return True

    def _exchanged(self) -> Exchanged[Answer]:
        attempts = list(self._settled)
        place = most_telling([settled.ended for settled in self._settled.values()])
        last = self._winner or attempts[place]
        beside = tuple(self._settled[other] for other in attempts if other is not last)
        return Exchanged(last=self._settled[last], beside=beside)
