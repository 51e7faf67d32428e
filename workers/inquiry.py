"""A question and all that it takes to have it answered: retries, a repair, the next model.

What follows from the end of a call is decided in `asking`; here it is done. What is asked, and what
becomes of the answer, is the business of whoever asks: a `Seat`, or the `Writer` of a summary.
"""

import asyncio
import random
from functools import partial
from typing import Generic

import msgspec
from msgspec.structs import replace

from service.domain.asking import (
    Answer,
    AskAgain,
    GiveRoom,
    NextModel,
    Record,
    Repair,
    next_move,
)
from service.domain.debate import Call, Debate
from service.domain.jobs import Claim
from service.ending import leave
from service.store.ledger import Reserved
from service.worker_context import WorkerContext
from workers.attempt import Question
from workers.exchange import Exchange, Exchanged
from workers.persistence import persist


class Heard(msgspec.Struct, Generic[Answer], frozen=True, kw_only=True):
    """What an inquiry came to."""

    question: Question[Answer]
    """As it was put last."""
    exchanged: Exchanged[Answer]
    """What that brought; these calls are not settled yet."""
    calls: tuple[Call, ...]
    """All that were made, in order."""
    over_budget: bool = False
    """Whether more would have been asked, had there been more money."""


class Inquiry(Generic[Answer]):
    """Puts a question, as often and to as many models as `asking` says."""

    def __init__(
        self,
        worker: WorkerContext,
        debate: Debate,
        claim: Claim,
        question: Question[Answer],
        first: Call,
    ) -> None:
        """Begin with the call `first`, which is reserved."""
        self._worker = worker
        self._debate = debate
        self._claim = claim
        self._opening = question
        self._question = question
        self._call = first
        self._exchanges: list[Exchange[Answer]] = []
        self._calls: list[Call] = []
        """All that are over."""

    async def run(self) -> Heard[Answer] | None:
        """Ask until there is nothing more to ask; None when nobody waits for the answer any more.

        Raises `LeaseLostError` when another worker has taken over.
        """
        try:
            return await self._ask_on()
        finally:
            await leave(*(task for one in self._exchanges for task in one.tasks.values()))

    async def settle(self, *calls: Call) -> None:
        """Write down what these calls came to."""
        ledger, spec = self._worker.store.ledger, self._debate.spec
        for call in calls:
            await persist(partial(ledger.settle, spec, call))

    async def _ask_on(self) -> Heard[Answer] | None:
        while True:
            exchanged = await self._exchange()
            heard = Heard(question=self._question, exchanged=exchanged, calls=tuple(self._calls))
            move = next_move(
                self._question.asking,
                exchanged.ended,
                now=asyncio.get_running_loop().time(),
                jitter=random.random(),  # noqa: S311 - spreads retries, no secret
            )
            if isinstance(move, Record):
                return heard
            await self.settle(*exchanged.calls)
            self._question = self._follow_up(move, exchanged.last.text)
            if isinstance(move, AskAgain):
                # Nothing is held meanwhile: neither a slot of the provider nor a connection.
                await asyncio.sleep(move.pause_s)
            self._call = replace(
                self._call,
                number=self._call.number + len(exchanged.calls),
                model=move.asking.model,
                usage=self._worker.store.prices.untold(move.asking.model),
            )
            reserved = await self._reserve(self._call)
            if reserved.over_budget:
                return replace(heard, over_budget=True)
            if not reserved.calls:
                return None

    async def _exchange(self) -> Exchanged[Answer]:
        exchange = Exchange(
            self._worker,
            self._question,
            self._call,
            self._may_be_made,
            may_hedge=self._worker.hedging.is_on and not self._has_hedged,
        )
        self._exchanges.append(exchange)
        exchanged = await exchange.run()
        self._calls += exchanged.calls
        return exchanged

    @property
    def _has_hedged(self) -> bool:
        """Return whether a call for this was a hedge, here or at a worker before this one."""
        calls = (*self._calls, *self._debate.calls)
        whose = (self._call.round, self._call.participant)
        return any(call.hedge and (call.round, call.participant) == whose for call in calls)

    def _follow_up(
        self, move: AskAgain | Repair | GiveRoom | NextModel, reply: str
    ) -> Question[Answer]:
        same = replace(self._question, asking=move.asking)
        match move:
            case AskAgain():
                return same
            case Repair():
                return replace(same, prompt=same.repair(same.prompt, reply, move.fault))
            case GiveRoom():
                return replace(same, max_output_tokens=2 * same.max_output_tokens)
            case NextModel():
                return replace(self._opening, asking=move.asking)

    async def _may_be_made(self, call: Call) -> bool:
        return bool((await self._reserve(call)).calls)

    async def _reserve(self, call: Call) -> Reserved:
        ledger = self._worker.store.ledger
        return await persist(lambda: ledger.reserve(self._debate, [call], self._claim))
