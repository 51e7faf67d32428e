"""What a seat does after each way in which a call can end."""

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.asking import (
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    MAX_RETRIES,
    MAX_RETRIES_WHEN_TOLD,
    PATIENCE_S,
    AskAgain,
    Asking,
    Ended,
    GiveRoom,
    Move,
    NextModel,
    Record,
    Repair,
    first_asking,
    is_answer,
    most_telling,
    next_asking,
    next_move,
    pause_before_retry,
)
from service.domain.errors import ProviderError
from service.domain.replies import Ballot, Refusal, Unreadable

BALLOT = Ballot(vote="A", argument="So it is.")
REFUSAL = Refusal(reason="I would rather not.")
GARBAGE = Unreadable(fault="There was no vote.")
CUT_OFF = Unreadable(fault="It was cut off.", truncated=True)
BUSY = ProviderError("Busy.", retryable=True, retry_after_s=20)
FAULT = ProviderError("It broke.", retryable=True)
HOPELESS = ProviderError("No such model.")
TOO_SLOW = ProviderError("It took too long.", code="timed_out")

LONGEST_OF = {
    n: min(FIRST_PAUSE_S * 2 ** (n - 1), LONGEST_PAUSE_S)
    for n in range(1, MAX_RETRIES_WHEN_TOLD + 1)
}


def an_asking(*fallbacks: str, **changes: object) -> Asking:
    """Return a seat that has just begun to ask `own/model`, at 0 of a round of two minutes."""
    return replace(first_asking(("own/model", *fallbacks), now=0, all_ends=120), **changes)


def after(asking: Asking, ended: Ended[Ballot], *, now: float = 1, jitter: float = 0) -> Move:
    return next_move(asking, ended, now=now, jitter=jitter)


def test_a_seat_begins_with_its_own_model_and_leaves_the_others_as_much_time() -> None:
    alone, first = an_asking(), an_asking("b/b", "c/c")

    assert (alone.model, alone.ends, alone.fallbacks) == ("own/model", 120, ())
    assert (first.model, first.ends, first.fallbacks) == ("own/model", 40, ("b/b", "c/c"))


MOVES: dict[str, tuple[Asking, Ended[Ballot], float, Move]] = {
    "a ballot is recorded": (an_asking("b/b"), BALLOT, 1, Record()),
    "so is a refusal, which is an answer": (an_asking("b/b"), REFUSAL, 1, Record()),
    "a reply without a vote is asked for again": (
        an_asking(),
        GARBAGE,
        1,
        Repair(asking=an_asking(mended=True), fault="There was no vote."),
    ),
    "one that was cut off gets room": (
        an_asking(),
        CUT_OFF,
        1,
        GiveRoom(asking=an_asking(mended=True)),
    ),
    "once": (an_asking("b/b", mended=True), GARBAGE, 1, Record()),
    "whatever it was for": (an_asking(mended=True), CUT_OFF, 1, Record()),
    "and not when the time is over": (an_asking(), GARBAGE, 120, Record()),
    "a fault is asked again after a pause": (
        an_asking(),
        FAULT,
        1,
        AskAgain(asking=an_asking(faults=1), pause_s=0.375),
    ),
    "a busy provider after the time it named": (
        an_asking(),
        BUSY,
        1,
        AskAgain(asking=an_asking(waits=1), pause_s=20),
    ),
    "waiting as told uses up no tries of faults": (
        an_asking(waits=MAX_RETRIES_WHEN_TOLD),
        FAULT,
        1,
        AskAgain(asking=an_asking(waits=MAX_RETRIES_WHEN_TOLD, faults=1), pause_s=0.375),
    ),
    "nor do faults use up waits": (
        an_asking(faults=MAX_RETRIES),
        BUSY,
        1,
        AskAgain(asking=an_asking(faults=MAX_RETRIES, waits=1), pause_s=20),
    ),
    "too many faults are the end": (an_asking(faults=MAX_RETRIES), FAULT, 1, Record()),
    "too many waits as well": (an_asking(waits=MAX_RETRIES_WHEN_TOLD), BUSY, 1, Record()),
    "a failure that would repeat itself is the end": (an_asking(), HOPELESS, 1, Record()),
    "so is a pause beyond the time": (an_asking(), BUSY, 100, Record()),
    "a model that cannot answer is followed by the next, with half of what is left": (
        an_asking("b/b", "c/c"),
        HOPELESS,
        20,
        NextModel(
            asking=Asking(model="b/b", ends=70, fallbacks=("c/c",), all_ends=120),
        ),
    ),
    "one that hangs, too": (
        an_asking("b/b"),
        TOO_SLOW,
        60,
        NextModel(asking=Asking(model="b/b", ends=120, fallbacks=(), all_ends=120)),
    ),
    "the next one begins with a clean slate": (
        an_asking("b/b", faults=MAX_RETRIES, waits=2, mended=True),
        FAULT,
        20,
        NextModel(asking=Asking(model="b/b", ends=120, fallbacks=(), all_ends=120)),
    ),
    "a wait that is longer than the model's share is not worth it": (
        an_asking("b/b"),
        BUSY,
        41,
        NextModel(asking=Asking(model="b/b", ends=120, fallbacks=(), all_ends=120)),
    ),
    "who may not wait for long does so in all no longer": (
        an_asking(may_wait_s=20.5),
        BUSY,
        1,
        AskAgain(asking=an_asking(waits=1, may_wait_s=0.5), pause_s=20),
    ),
    "and turns to the next": (
        an_asking("b/b", may_wait_s=10),
        BUSY,
        20,
        NextModel(asking=Asking(model="b/b", ends=120, fallbacks=(), all_ends=120, may_wait_s=10)),
    ),
    "or does without": (an_asking(may_wait_s=10), BUSY, 1, Record()),
    "after the round nobody is asked": (an_asking("b/b"), TOO_SLOW, 120, Record()),
}


@pytest.mark.parametrize(("asking", "ended", "now", "move"), MOVES.values(), ids=MOVES.keys())
def test_what_follows_from_the_end_of_a_call(
    asking: Asking, ended: Ended[Ballot], now: float, move: Move
) -> None:
    assert after(asking, ended, now=now) == move


def test_the_next_model_has_a_share_of_what_is_left_of_the_time() -> None:
    second = next_asking(an_asking("b/b", "c/c", faults=2, mended=True), now=30)

    assert second == Asking(model="b/b", ends=75, fallbacks=("c/c",), all_ends=120)


def test_after_the_last_model_or_the_time_there_is_none() -> None:
    assert next_asking(an_asking(), now=30) is None
    assert next_asking(an_asking("b/b"), now=120) is None


@pytest.mark.parametrize("failures", range(1, MAX_RETRIES + 1))
def test_pauses_grow_and_are_spread(failures: int) -> None:
    pauses = [
        pause_before_retry(FAULT, failures, time_left_s=3_600, jitter=jitter) for jitter in (0, 1)
    ]

    assert pauses == [0.75 * LONGEST_OF[failures], LONGEST_OF[failures]]


@pytest.mark.parametrize("failures", range(1, MAX_RETRIES_WHEN_TOLD + 1))
def test_a_provider_that_names_a_time_is_given_it_and_seats_come_back_apart(failures: int) -> None:
    pauses = [
        pause_before_retry(BUSY, failures, time_left_s=3_600, jitter=jitter) for jitter in (0, 1)
    ]

    assert pauses == [20, 20 + LONGEST_OF[failures] / 2]


@pytest.mark.parametrize(("error", "left_s"), [(BUSY, 20.0), (BUSY, 19.0), (FAULT, 0.1)])
def test_nobody_is_asked_again_when_the_time_is_over(error: ProviderError, left_s: float) -> None:
    assert pause_before_retry(error, 1, time_left_s=left_s, jitter=0) is None


def test_only_the_last_model_is_waited_for_while_nobody_gets_through_to_it() -> None:
    assert an_asking("b/b").patience_s == 0
    assert an_asking().patience_s == PATIENCE_S
    assert an_asking(may_wait_s=10).patience_s == 10


def test_only_the_last_model_stands_in_line_for_longer_than_may_be_waited() -> None:
    assert an_asking("b/b", may_wait_s=10).longest_in_line_s == 10
    assert an_asking(may_wait_s=10).longest_in_line_s == an_asking("b/b").longest_in_line_s > 120


@pytest.mark.parametrize(
    ("ends", "place"),
    [
        ([FAULT], 0),
        ([BUSY, HOPELESS], 1),
        ([HOPELESS, BUSY], 1),
        ([GARBAGE, HOPELESS], 0),
        ([HOPELESS, GARBAGE], 1),
        ([GARBAGE, CUT_OFF], 1),
        ([GARBAGE, BALLOT], 1),
        ([REFUSAL, GARBAGE], 0),
        ([REFUSAL, FAULT], 0),
    ],
)
def test_of_two_ends_the_one_that_says_more_counts_then_the_later(
    ends: list[Ended[Ballot]], place: int
) -> None:
    assert most_telling(ends) == place


def test_a_ballot_and_a_refusal_are_answers() -> None:
    ends: list[Ended[Ballot]] = [BALLOT, REFUSAL, GARBAGE, CUT_OFF, FAULT]

    assert [is_answer(ended) for ended in ends] == [True, True, False, False, False]


@given(
    st.lists(st.sampled_from([GARBAGE, CUT_OFF, BUSY, FAULT, HOPELESS, TOO_SLOW]), min_size=60),
    st.lists(st.floats(min_value=0, max_value=40), min_size=60),
    st.floats(min_value=0, max_value=1),
)
def test_whatever_happens_a_seat_comes_to_an_end_in_time(
    ends: list[Ended[Ballot]], takes: list[float], jitter: float
) -> None:
    asking, now = an_asking("b/b", "c/c", "d/d"), 0.0
    models, calls = [asking.model], 0

    for ended, took_s in zip(ends, takes, strict=False):
        calls += 1
        now = min(now + took_s, asking.ends)
        move = after(asking, ended, now=now, jitter=jitter)
        if isinstance(move, Record):
            break
        if isinstance(move, AskAgain):
            now += move.pause_s
        assert now <= move.asking.ends <= 120
        asking = move.asking
        if isinstance(move, NextModel):
            models.append(asking.model)

    assert isinstance(move, Record)
    assert calls <= len(models) * (1 + 1 + MAX_RETRIES + MAX_RETRIES_WHEN_TOLD)
    assert models == ["own/model", "b/b", "c/c", "d/d"][: len(models)]
