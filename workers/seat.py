"""One participant's way to a response: asked, asked again, and stored.

What follows from the end of a call is decided in `asking`; here it is done.
"""

import asyncio
import random
import time

from msgspec.structs import replace

from service.context import WorkerContext
from service.domain.asking import (
    AskAgain,
    Asking,
    GiveRoom,
    NextModel,
    Record,
    Repair,
    first_asking,
    next_move,
)
from service.domain.debate import Call, Debate, Response
from service.domain.errors import ProviderError
from service.domain.jobs import Claim
from service.domain.prompts import ask, max_output_tokens, repair
from service.domain.recording import Telling, cut_short, record_failure, record_reading
from service.domain.tally import add_up
from service.ending import leave
from service.store.ledger import Reserved
from service.telemetry import logger
from workers.attempt import Question
from workers.exchange import Exchange, Exchanged
from workers.persistence import persist

log = logger(__name__)


class Seat:
    """A participant in the open round, which `ends` at that reading of the monotonic clock."""

    def __init__(
        self, worker: WorkerContext, debate: Debate, claim: Claim, first: Call, ends: float
    ) -> None:
        """Begin with the call `first`, which is reserved."""
        self._worker = worker
        self._debate = debate
        self._claim = claim
        self._participant = debate.spec.participant(first.participant)
        self._began = time.monotonic()
        self._call = first
        asking = first_asking(self._participant, now=self._began, round_ends=ends)
        self._question = self._opening(asking)
        self._exchanges: list[Exchange] = []
        self._calls: list[Call] = []
        """All that are over."""

    async def answer(self) -> None:
        """Ask until there is something to record, and store it."""
        try:
            while await self._asks_again():
                pass
        finally:
            await leave(*(task for one in self._exchanges for task in one.tasks.values()))

    async def _asks_again(self) -> bool:
        """Ask once and do what follows; return whether there is another call to make."""
        exchanged = await self._exchange()
        response = self._response(exchanged)
        move = next_move(
            self._question.asking,
            exchanged.ended,
            now=time.monotonic(),
            jitter=random.random(),  # noqa: S311 - spreads retries, no secret
        )
        if isinstance(move, Record):
            await self._record(response, exchanged)
            return False
        for call in exchanged.calls:
            await self._settle(call)
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
            cut = cut_short(response, now=self._worker.store.clock.now())
            await self._record(cut, exchanged)
        return bool(reserved.calls)

    async def _exchange(self) -> Exchanged:
        exchange = Exchange(
            self._worker,
            self._question,
            self._call,
            self._may_be_made,
            may_hedge=not self._has_hedged,
        )
        self._exchanges.append(exchange)
        exchanged = await exchange.run()
        self._calls += exchanged.calls
        return exchanged

    @property
    def _has_hedged(self) -> bool:
        """Return whether a call of this round was a hedge, here or at a worker before this one."""
        calls = (*self._calls, *self._debate.calls)
        whose = (self._call.round, self._call.participant)
        return any(call.hedge and (call.round, call.participant) == whose for call in calls)

    def _opening(self, asking: Asking) -> Question:
        spec, participant = self._debate.spec, self._participant
        return Question(
            spec=spec,
            prompt=ask(self._debate, participant.id),
            max_output_tokens=max_output_tokens(spec.rules, participant.effort),
            effort=participant.effort,
            asking=asking,
        )

    def _follow_up(self, move: AskAgain | Repair | GiveRoom | NextModel, reply: str) -> Question:
        same = replace(self._question, asking=move.asking)
        match move:
            case AskAgain():
                return same
            case Repair():
                spec = self._debate.spec
                prompt = repair(same.prompt, spec=spec, reply=reply, fault=move.fault)
                return replace(same, prompt=prompt)
            case GiveRoom():
                return replace(same, max_output_tokens=2 * same.max_output_tokens)
            case NextModel():
                return self._opening(move.asking)

    async def _may_be_made(self, call: Call) -> bool:
        return bool((await self._reserve(call)).calls)

    async def _reserve(self, call: Call) -> Reserved:
        ledger = self._worker.store.ledger
        return await persist(lambda: ledger.reserve(self._debate, [call], self._claim))

    async def _settle(self, call: Call) -> None:
        await persist(lambda: self._worker.store.ledger.settle(self._debate.spec, call))

    async def _record(self, response: Response, exchanged: Exchanged) -> None:
        await self._store(response, exchanged.last.call)
        for other in exchanged.beside:
            await self._settle(other.call)

    def _response(self, exchanged: Exchanged) -> Response:
        telling = Telling(
            prompt=self._question.prompt,
            model=self._call.model,
            created_at=self._worker.store.clock.now(),
            attempts=len(self._calls),
            latency_ms=round((time.monotonic() - self._began) * 1000),
            usage=add_up(call.usage for call in self._calls),
            model_served=exchanged.last.model_served,
        )
        if isinstance(exchanged.ended, ProviderError):
            return record_failure(self._debate, self._participant, exchanged.ended, telling)
        return record_reading(self._debate, self._participant, exchanged.ended, telling)

    async def _store(self, response: Response, call: Call) -> None:
        spec = self._debate.spec
        committed = await persist(lambda: self._worker.store.ledger.commit(spec, response, call))
        log.info(
            "response_committed",
            round=response.round,
            participant=response.participant,
            model=call.model,
            hedge=call.hedge,
            status=response.status,
            attempts=response.attempts,
            committed=committed,
        )
