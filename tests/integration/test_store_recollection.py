"""What a worker remembers of a debate: what it finds when it reads, or it is not believed."""

import asyncio
from functools import partial

import pytest
from typing_extensions import override

from service.context import Context
from service.domain.debate import Debate
from service.domain.jobs import Claim
from service.domain.lifecycle import Step, add_note, cancel, close_round
from service.store.debates import DebateStore
from service.store.leases import Leases
from service.store.ledger import LedgerStore
from service.store.recollection import Recollection
from tests.support.debates import a_response
from tests.support.store import a_call, again, begun


class Looking(DebateStore):
    """A store that counts how often it reads a debate."""

    def __init__(self, context: Context) -> None:
        self.looks = 0
        self.recollection = Recollection()
        super().__init__(
            context.redis,
            context.scripts,
            context.keys,
            context.queue.job_for,
            context.subscriptions,
            metrics=context.metrics,
            recollection=self.recollection,
        )
        self.ledger = LedgerStore(
            context.scripts,
            context.keys,
            context.subscriptions,
            context.metrics,
            self.recollection,
        )

    @override
    async def load(self, tenant: str, debate_id: str) -> Debate:
        self.looks += 1
        return await super().load(tenant, debate_id)


class Work:
    """A debate at work, and what its worker remembers of it."""

    def __init__(self, context: Context, debate: Debate, claim: Claim) -> None:
        self.context = context
        self.store = Looking(context)
        self.debate = debate
        self.claim = claim

    async def decide(self, *, closing: bool) -> Debate:
        """Close the round, or only look what the debate is."""

        def decision(debate: Debate) -> Step | None:
            return close_round(debate, now=self.context.clock.now()) if closing else None

        spec = self.debate.spec
        return await self.store.decide(spec.tenant, spec.id, decision, claim=self.claim)

    async def answer(self, *seats: str) -> None:
        ledger, spec = self.store.ledger, self.debate.spec
        await ledger.reserve(self.debate, [a_call(seat) for seat in seats], self.claim)
        await asyncio.gather(
            *(
                ledger.commit(spec, a_response(1, seat, "A"), a_call(seat, settled=True))
                for seat in seats
            )
        )

    def remembered(self) -> Debate | None:
        return self.store.recollection.of(self.debate.spec.id)


@pytest.fixture
async def work(context: Context, leases: Leases) -> Work:
    """Give a debate whose first round is open, which its worker has looked at once."""
    work = Work(context, *await begun(context, leases))
    await work.decide(closing=False)
    return work


async def test_what_a_worker_wrote_itself_it_does_not_read(work: Work) -> None:
    await work.answer("seat_1", "seat_2")
    await work.store.ledger.settle(work.debate.spec, a_call("seat_3", settled=True))
    remembered = work.remembered()
    stored = await again(work.context, work.debate)

    closed = await work.decide(closing=True)

    assert remembered == stored
    assert closed == await again(work.context, work.debate)
    assert await work.decide(closing=False) == closed
    assert work.store.looks == 1


async def test_what_others_have_written_is_read_before_anything_is_decided(work: Work) -> None:
    await work.answer("seat_1", "seat_2", "seat_3")
    noted = await noted_by_another(work)

    closed = await work.decide(closing=True)

    assert closed.state.notes == noted.state.notes
    assert closed == await again(work.context, work.debate)
    assert work.store.looks == 2


async def test_who_does_nothing_has_looked_whether_others_did(work: Work) -> None:
    noted = await noted_by_another(work)

    assert await work.decide(closing=False) == noted


async def test_an_answer_that_came_too_late_is_nothing_to_remember(work: Work) -> None:
    await work.answer("seat_1")

    await work.store.ledger.commit(
        work.debate.spec, a_response(1, "seat_1", "B"), a_call(number=2, settled=True)
    )

    assert work.remembered() is None


async def test_what_was_read_after_it_was_written_counts_once(work: Work) -> None:
    await work.answer("seat_1")
    recollection, spec = work.store.recollection, work.debate.spec
    stored = await again(work.context, work.debate)
    (response,), (call,) = stored.responses, stored.calls

    for tell in (
        partial(recollection.reserved, spec.id, [call]),
        partial(recollection.settled, spec.id, call),
        partial(recollection.stored, spec.id, response, call),
    ):
        recollection.keep(stored)
        tell()
        assert recollection.of(spec.id) is None
        tell()
        assert recollection.of(spec.id) is None


async def test_a_debate_that_is_over_is_forgotten(work: Work) -> None:
    spec, now = work.debate.spec, work.context.clock.now()

    await work.store.decide(spec.tenant, spec.id, lambda d: cancel(d, now=now), claim=work.claim)

    assert work.remembered() is None


async def test_only_so_many_are_remembered(work: Work) -> None:
    few = Recollection(most=0)

    few.keep(work.debate)

    assert few.of(work.debate.spec.id) is None


async def noted_by_another(work: Work) -> Debate:
    """Return the debate after somebody has told its panel something."""
    spec, now = work.debate.spec, work.context.clock.now()
    return await work.context.debates.decide(
        spec.tenant, spec.id, lambda debate: add_note(debate, "not_1", "Mind the cost.", now=now)
    )
