"""Until when a round is waited for, and what a seat holds while it waits."""

import contextlib
import dataclasses
import math
from collections import Counter
from collections.abc import AsyncIterator, Iterable

import pytest
from msgspec.structs import replace
from typing_extensions import override

from service.admission.admission import Admission
from service.admission.passage import Passage
from service.context import Context
from service.domain.debate import (
    Call,
    Debate,
    DegradedReason,
    ResponseStatus,
    SeatId,
    StopReason,
)
from service.domain.errors import ProviderError
from service.domain.jobs import Claim
from service.domain.tally import degraded_reasons
from service.store.ledger import LedgerStore, Reserved
from tests.support.puppets import Puppets
from tests.support.store import again, an_open_store, eventually
from tests.support.workers import a_worker, answered, asked, the_end


class Counting(Admission):
    """Knows how many calls of each model are under way."""

    def __init__(self) -> None:
        self.inside = Counter[str]()

    @override
    @contextlib.asynccontextmanager
    async def admitted(
        self,
        model: str,
        *,
        tokens: int,
        within_s: float,
        patience_s: float,
        longest_pause_s: float = math.inf,
    ) -> AsyncIterator[Passage]:
        self.inside[model] += 1
        try:
            yield Passage()
        finally:
            self.inside[model] -= 1


@pytest.fixture
async def store(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as store:
        yield store


async def test_a_seat_that_waits_as_told_holds_nothing_and_nobody(store: Context) -> None:
    models, admission = Puppets(), Counting()
    told = ProviderError("Slow down.", retryable=True, retry_after_s=1.0)
    async with a_worker(store, models, admission=admission):
        debate = await asked(store, "A", "B", "C", max_rounds=1, min_rounds=1)
        models.fail(("seat_1", 1), told)
        models.vote(("seat_2", 1), "B")
        models.vote(("seat_3", 1), "C")
        await answered(store, debate, 2)

        async def has_failed() -> bool:
            return (await again(store, debate)).calls[0].error is not None

        await eventually(has_failed)
        waiting, under_way = await again(store, debate), admission.inside.total()
        models.vote(("seat_1", 2), "A")
        ended = await the_end(store, debate)

    assert [response.participant for response in waiting.responses] == ["seat_2", "seat_3"]
    assert under_way == 0
    assert ended.responses[0].vote == "A"
    assert ended.responses[0].latency_ms >= 1_000


async def test_the_slow_seat_is_waited_for_until_the_round_ends_whoever_is_in(
    store: Context,
) -> None:
    models = Puppets()
    async with a_worker(store, models):
        debate = await asked(
            store, "A", "A", "B", quorum=2, max_rounds=1, min_rounds=1, round_deadline_s=2
        )
        models.vote(("seat_1", 1), "A")
        models.vote(("seat_2", 1), "A")
        ended = await the_end(store, debate)

    (only,) = ended.state.rounds
    assert only.finished_at is not None
    assert (only.finished_at - only.started_at).total_seconds() >= 2
    assert ended.responses[2].status is ResponseStatus.TIMED_OUT


async def test_a_late_seat_may_return_and_the_debate_is_called_degraded(store: Context) -> None:
    models = Puppets()
    async with a_worker(store, models):
        debate = await asked(store, "A", "A", "B", quorum=2, round_deadline_s=1)
        for seat in ("seat_1", "seat_2"):
            models.vote((seat, 1), "A")
        await answered(store, debate, 3)
        for seat in ("seat_1", "seat_2", "seat_3"):
            models.vote((seat, 1), "A")
        ended = await the_end(store, debate)

    assert [r.status for r in ended.responses] == [
        *[ResponseStatus.VOTED] * 2,
        ResponseStatus.TIMED_OUT,
        *[ResponseStatus.VOTED] * 3,
    ]
    assert degraded_reasons(ended) == (DegradedReason.SEAT_TIMED_OUT,)


async def test_late_seats_below_the_quorum_end_the_debate(store: Context) -> None:
    models = Puppets()
    async with a_worker(store, models):
        debate = await asked(store, "A", "A", "B", quorum=2, round_deadline_s=1, max_rounds=2)
        for seat in ("seat_1", "seat_2"):
            models.vote((seat, 1), "A")
        await answered(store, debate, 3)
        models.vote(("seat_1", 1), "A")
        ended = await the_end(store, debate)

    assert ended.state.stop_reason is StopReason.QUORUM_LOST
    assert degraded_reasons(ended) == (DegradedReason.SEAT_TIMED_OUT, DegradedReason.QUORUM)


async def test_a_round_ends_in_time_though_a_provider_ignores_being_canceled(
    store: Context,
) -> None:
    models = Puppets()
    models.stubborn.add(("seat_2", 1))
    async with a_worker(store, models):
        debate = await asked(store, "A", "B", max_rounds=1, min_rounds=1, round_deadline_s=1)
        models.vote(("seat_1", 1), "A")
        ended = await the_end(store, debate)
        models.vote(("seat_2", 1), "B")

        async def has_ended() -> bool:
            return ("seat_2", 1) in models.ended

        await eventually(has_ended)
        after = await again(store, debate)

    assert ended.responses[1].status is ResponseStatus.TIMED_OUT
    assert ended.calls[1].error == "timed_out"
    assert ended.calls[1].usage.cost_usd == 0
    assert after == ended


class Forgetful(LedgerStore):
    """Leaves a seat out at first, as when a run that broke off had written down its call."""

    def __init__(self, store: Context, seat: SeatId) -> None:
        super().__init__(store.scripts, store.keys, store.subscriptions, store.metrics)
        self._seats = [seat]

    @override
    async def reserve(self, debate: Debate, calls: Iterable[Call], claim: Claim) -> Reserved:
        reserved = await super().reserve(debate, calls, claim)
        left_out = self._seats.pop() if self._seats else None
        kept = tuple(call for call in reserved.calls if call.participant != left_out)
        return replace(reserved, calls=kept)


async def test_a_seat_that_was_left_out_is_asked_before_the_round_is_closed(
    store: Context,
) -> None:
    forgetful = dataclasses.replace(store, ledger=Forgetful(store, "seat_2"))
    async with a_worker(forgetful):
        ended = await the_end(store, await asked(store, "A", "B", max_rounds=1, min_rounds=1))

    assert [response.vote for response in ended.responses] == ["A", "B"]
    assert [(call.participant, call.number) for call in ended.calls] == [
        ("seat_1", 1),
        ("seat_2", 1),
        ("seat_2", 2),
    ]
