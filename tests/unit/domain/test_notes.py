"""A moderator's notes: when they are taken, which round shows them, and what bounds them."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.debate import Debate, DebateState, DebateStatus
from service.domain.errors import DebateFinishedError, TooManyNotesError
from service.domain.events import NoteAdded
from service.domain.lifecycle import LONGEST_NOTES, MOST_NOTES, add_note, begin, close_round
from tests.support.debates import NOW, ROUND_TIME, a_debate, a_ledger, a_spec, noted, some_rules

LATER = NOW + timedelta(minutes=5)


def a_queued_debate() -> Debate:
    debate = a_debate(spec=a_spec(rules=some_rules(max_rounds=2)))
    state = DebateState(status=DebateStatus.QUEUED, changed_at=NOW)
    return replace(debate, state=state)


def in_round(number: int, *, max_rounds: int = 3) -> Debate:
    spec = a_spec(panel=a_debate("ABC").spec.panel, rules=some_rules(max_rounds=max_rounds))
    return a_debate(*["ABC"] * (number - 1), spec=spec, next_round=True)


def with_note(debate: Debate, text: str = "Think of cost.", note_id: str = "nte_1") -> Debate:
    step = add_note(debate, note_id, text, now=LATER)
    assert step is not None
    return replace(debate, state=step.state)


def in_status(status: DebateStatus) -> Debate:
    debate = in_round(2)
    return replace(debate, state=replace(debate.state, status=status))


@pytest.mark.parametrize(
    ("debate", "shown_in"),
    [
        (a_queued_debate(), 1),
        (in_round(1), 2),
        (in_round(2), 3),
        (in_round(3), None),
        (in_round(1, max_rounds=1), None),
        (in_status(DebateStatus.SUMMARIZING), None),
    ],
    ids=["queued", "round 1", "round 2", "last round", "poll", "summarizing"],
)
def test_a_note_is_for_the_next_round_to_begin_if_one_can(
    debate: Debate, shown_in: int | None
) -> None:
    step = add_note(debate, "nte_1", "Think of cost.", now=LATER)

    assert step is not None
    (note,) = step.state.notes
    assert (note.id, note.text, note.created_at) == ("nte_1", "Think of cost.", LATER)
    assert note.round == shown_in
    assert step.events == (NoteAdded("nte_1", debate.state.status),)
    assert step.state == replace(debate.state, notes=(note,), changed_at=LATER)


def test_a_note_stands_in_its_round_and_in_every_later_one() -> None:
    debate = noted(in_round(3), (1, "one"), (3, "three"), (None, "never"), (2, "two"))

    shown = [[note.text for note in debate.notes_shown(number)] for number in (1, 2, 3)]

    assert shown == [["one"], ["one", "two"], ["one", "three", "two"]]


def test_notes_are_kept_in_the_order_in_which_they_came() -> None:
    debate = with_note(with_note(in_round(1), "first", "nte_2"), "second", "nte_1")

    assert [note.text for note in debate.state.notes] == ["first", "second"]


def test_a_note_that_is_recorded_is_not_recorded_twice() -> None:
    debate = with_note(in_round(1))
    ended = replace(debate, state=replace(debate.state, status=DebateStatus.COMPLETED))

    assert add_note(debate, "nte_1", "Think of cost.", now=LATER) is None
    assert add_note(ended, "nte_1", "Think of cost.", now=LATER) is None


@pytest.mark.parametrize("status", [status for status in DebateStatus if status.terminal])
def test_a_debate_that_is_over_takes_no_note(status: DebateStatus) -> None:
    with pytest.raises(DebateFinishedError, match=f"already {status}"):
        add_note(in_status(status), "nte_1", "Too late?", now=LATER)


def test_a_debate_takes_so_many_notes_and_no_more() -> None:
    full = noted(in_round(1), *[(2, "Short.")] * MOST_NOTES)

    with pytest.raises(TooManyNotesError, match="at most 20 notes of 20,000 characters together"):
        add_note(full, "nte_1", "One more.", now=LATER)


def test_a_debate_takes_notes_of_so_many_characters_and_no_more() -> None:
    debate = noted(in_round(1), *[(2, "x" * 4_000)] * 4)

    full = with_note(debate, "x" * (LONGEST_NOTES - 16_000))

    with pytest.raises(TooManyNotesError, match="this one has 5 of 20,000"):
        add_note(full, "nte_2", "x", now=LATER)


def test_notes_outlive_every_later_decision() -> None:
    queued = with_note(a_queued_debate())
    running = replace(queued, state=begin(queued, now=LATER).state)
    answered = a_ledger(running, *a_debate("ABCDEA").responses)

    closed = close_round(answered, now=LATER + ROUND_TIME)

    assert closed.state.notes == queued.state.notes
    assert len(closed.state.rounds) == 2


def test_a_state_that_was_stored_before_there_were_notes_is_read() -> None:
    state = in_round(2).state
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(state))
    del stored["notes"]

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(stored), type=DebateState) == state


@given(st.lists(st.text(min_size=1, max_size=4_000), max_size=30))
def test_a_prompt_never_holds_more_notes_than_are_allowed(texts: list[str]) -> None:
    debate = in_round(1)
    for n, text in enumerate(texts):
        try:
            debate = with_note(debate, text, f"nte_{n}")
        except TooManyNotesError:
            continue

    shown = debate.notes_shown(6)

    assert len(shown) <= MOST_NOTES
    assert sum(len(note.text) for note in shown) <= LONGEST_NOTES
