"""The figures of the queue can still be taken; what they are is for `make bench-queue` to say."""

import pytest

from bench.queued import depth, draining, fairness, recovery, resting, scaling, starts
from bench.queued.orders import Kind


@pytest.mark.parametrize("kind", [Kind.LEASED, Kind.STOCK])
async def test_every_job_has_a_wait_from_being_queued_to_its_start(kind: Kind) -> None:
    waits = await starts.measure(kind, jobs=5, per_s=100)

    assert len(waits.waits_s) == 5
    assert min(waits.waits_s) > 0


async def test_every_round_has_a_wait_until_its_first_seat_is_asked() -> None:
    waits = await starts.measure_rounds(debates=2, per_s=50)

    assert len(waits.waits_s) == 4
    assert 0 < max(waits.waits_s) < 5


async def test_two_workers_share_a_load() -> None:
    load = scaling.Load(name="a few", jobs=12, slots=2, nap_s=0.01)

    pace = await scaling.measure(Kind.LEASED, load, workers=2)

    assert pace.jobs == 12
    assert pace.per_s > 0
    assert pace.worker_ms > 0
    assert pace.server_ms >= 0


async def test_a_newcomer_has_a_wait_behind_a_backlog() -> None:
    waits = await fairness.measure(Kind.LEASED, slots=1, newcomers=1, backlog=3)

    assert len(waits) == 1
    assert 0 < waits[0] < fairness.PATIENCE


async def test_a_newcomer_that_does_not_get_its_turn_is_given_up() -> None:
    waits = await fairness.measure(Kind.STOCK, slots=1, newcomers=2, backlog=50, patience=2)

    assert waits == [float("inf")]


async def test_queues_of_some_depths_have_their_costs() -> None:
    few, more = await depth.measure((100, 200), turns=1)

    assert (few.queued, more.queued) == (100, 200)
    for cost in (few.enqueue, few.claim, more.enqueue, more.claim):
        assert 0 < cost.server_us < cost.whole_us
    assert more.debate_bytes > 0


async def test_a_worker_that_is_told_to_stop_ends_and_has_stored_what_came_in_time() -> None:
    case = draining.Case(name="", models=("A?delay=0.5", "B?delay=60"), drain_s=3, answers=1)

    drained = await draining.measure(case, rounds=2)

    assert drained.exit_s > 0.5
    assert drained.stored == 2


async def test_rounds_of_a_killed_worker_go_on_beside_others() -> None:
    recovered = await recovery.measure(kills=1, busy=True)

    assert len(recovered.stood_s) == recovery.HELD
    assert min(recovered.stood_s) > 0
    assert recovered.survivor_cpu > 0


async def test_what_rests_is_watched() -> None:
    rests = await resting.measure(for_s=1)

    assert set(rests) == {"worker", "API"}
    assert rests["worker"].sent.total() > 0
    assert rests["worker"].cpu_percent > 0
