"""Which stages a decision ends, and how long they took."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from service.domain.debate import DebateState, DebateStatus, Round
from service.domain.stages import Stage, stages_ended

CREATED = datetime(2026, 1, 1, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return CREATED + timedelta(seconds=seconds)


QUEUED = DebateState(status=DebateStatus.QUEUED, changed_at=CREATED)
BEGUN = DebateState(
    status=DebateStatus.RUNNING,
    changed_at=at(2),
    started_at=at(2),
    rounds=(Round(number=1, started_at=at(2)),),
)
ONE_ROUND = Round(number=1, started_at=at(2), finished_at=at(5))
SECOND = replace(BEGUN, changed_at=at(5), rounds=(ONE_ROUND, Round(number=2, started_at=at(5))))
BOTH_ROUNDS = (ONE_ROUND, Round(number=2, started_at=at(5), finished_at=at(9)))
SUMMARIZING = replace(
    SECOND, status=DebateStatus.SUMMARIZING, changed_at=at(10), rounds=BOTH_ROUNDS
)
COMPLETED = replace(SUMMARIZING, status=DebateStatus.COMPLETED, changed_at=at(11))
CANCELED = replace(QUEUED, status=DebateStatus.CANCELED, changed_at=at(1))


@pytest.mark.parametrize(
    ("before", "after", "ended"),
    [
        (QUEUED, BEGUN, {Stage.QUEUED: 2}),
        (BEGUN, SECOND, {Stage.ROUND: 3}),
        (SECOND, SUMMARIZING, {Stage.ROUND: 4}),
        (SUMMARIZING, COMPLETED, {Stage.SUMMARY: 2, Stage.DEBATE: 11}),
        (QUEUED, CANCELED, {Stage.DEBATE: 1}),
        (SECOND, SECOND, {}),
        (COMPLETED, COMPLETED, {}),
    ],
)
def test_a_stage_is_told_when_it_ends(
    before: DebateState, after: DebateState, ended: dict[Stage, float]
) -> None:
    assert dict(stages_ended(before, after, created_at=CREATED)) == ended


def test_no_stage_took_less_than_no_time() -> None:
    earlier = replace(CANCELED, changed_at=at(-1))

    assert dict(stages_ended(QUEUED, earlier, created_at=CREATED)) == {Stage.DEBATE: 0}
