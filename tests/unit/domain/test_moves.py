"""Moves between statuses, and what they add up to."""

from hypothesis import given, strategies as st

from service.domain.debate import DebateStatus
from service.domain.lifecycle import TRANSITIONS
from service.domain.moves import ACTIVE, ENDINGS, NOWHERE, REMOVED, Move, add_up

WAYS = sorted({(before, after) for (before, _), after in TRANSITIONS.items() if before != after})


def moves(*ways: str) -> list[tuple[Move, int]]:
    """Return each move once: `queued>running`, or with a reason, `running>failed:quorum_lost`."""
    parted = (way.partition(">") for way in ways)
    return [(Move(before, *after.partition(":")[::2]), 1) for before, _, after in parted]


def test_a_debate_is_active_from_its_acceptance_to_its_end() -> None:
    found = add_up(moves(">queued", ">queued", "queued>running"))

    assert found.accepted == 2
    assert found.active == {"queued": 1, "running": 1, "summarizing": 0}


def test_ends_are_told_apart_by_status_and_reason() -> None:
    found = add_up(
        moves(*[">queued"] * 3, "queued>canceled", "queued>failed:odd", "queued>failed:odd")
    )

    assert found.ended["canceled", ""] == 1
    assert found.ended["failed", "odd"] == 2
    assert sum(found.active.values()) == 0


def test_what_may_end_a_debate_is_told_before_it_has_ended_one() -> None:
    found = add_up([])

    assert found.ended["completed", "consensus"] == 0
    assert {status for status, _ in found.ended} == ENDINGS - {REMOVED}


@given(st.lists(st.lists(st.integers(0, 3), max_size=6), max_size=10))
def test_whatever_debates_do_what_was_accepted_is_active_or_has_ended(
    lives: list[list[int]],
) -> None:
    made: list[tuple[Move, int]] = []
    for choices in lives:
        status: str = DebateStatus.QUEUED
        made.append((Move(NOWHERE, status, ""), 1))
        for choice in choices:
            ways = [after for before, after in WAYS if before == status]
            if ways:
                after = ways[choice % len(ways)]
                made.append((Move(status, after, ""), 1))
                status = after

    found = add_up(made)

    assert found.accepted == len(lives)
    assert found.accepted == sum(found.active.values()) + sum(found.ended.values())
    assert all(found.active[status] >= 0 for status in ACTIVE)
