"""How long the stages of a debate have taken, told when each of them ends."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from service.domain.debate import DebateState, DebateStatus


class Stage(StrEnum):
    """A part of a debate, or all of it.

    `queued`: until its first round began; `round`: one of them; `summary`: from the end of the
    last round to the summary; `debate`: from its creation to its end, whatever that was.
    """

    QUEUED = "queued"
    ROUND = "round"
    SUMMARY = "summary"
    DEBATE = "debate"


def stages_ended(
    before: DebateState, after: DebateState, *, created_at: datetime
) -> Iterator[tuple[Stage, float]]:
    """Yield each stage that a decision has ended, and how many seconds it took."""
    if before.started_at is None and after.started_at is not None:
        yield Stage.QUEUED, _seconds(created_at, after.started_at)
    closed = {round_.number for round_ in before.rounds if round_.finished_at}
    for round_ in after.rounds:
        if round_.finished_at and round_.number not in closed:
            yield Stage.ROUND, _seconds(round_.started_at, round_.finished_at)
    if after.status is DebateStatus.COMPLETED and before.status is DebateStatus.SUMMARIZING:
        begun_at = before.rounds[-1].finished_at or before.changed_at
        yield Stage.SUMMARY, _seconds(begun_at, after.changed_at)
    if after.status.terminal and not before.status.terminal:
        yield Stage.DEBATE, _seconds(created_at, after.changed_at)


def _seconds(begun_at: datetime, ended_at: datetime) -> float:
    return max(0.0, (ended_at - begun_at).total_seconds())
