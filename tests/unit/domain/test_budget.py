"""What is held of a budget, what it still pays for, and what it can be exceeded by."""

import re

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.budget import (
    held_usd,
    note_tokens,
    pays_another_round,
    quorum_lost_to_budget,
    seats_cut_short,
    too_small,
)
from service.domain.debate import SUMMARIZER, Budget, Call, CallStatus, ResponseStatus, Usage
from service.domain.pricing import count_tokens
from service.domain.prompts import ask
from service.domain.tally import FREE_USAGE, UNKNOWN_USAGE
from tests.support.debates import (
    Cell,
    a_cut_response,
    a_debate,
    a_ledger,
    a_panel,
    a_spec,
    noted,
    some_rules,
    within,
)

BUDGET = Budget(max_usd=1, expected_usd={"sim/A": 0.25})


def a_call(usage: Usage) -> Call:
    return Call(
        round=1,
        participant="seat_1",
        number=1,
        model="sim/A",
        status=CallStatus.SETTLED,
        usage=usage,
    )


@pytest.mark.parametrize(
    ("usage", "held"),
    [
        (UNKNOWN_USAGE, 0.25),
        (Usage(calls=1, input_tokens=500), 0.25),
        (FREE_USAGE, 0),
        (Usage(calls=1, cost_usd=0.125), 0.125),
        (Usage(calls=1, cost_usd=7), 7),
    ],
)
def test_a_call_holds_what_it_is_expected_to_cost_until_its_cost_is_known(
    usage: Usage, held: float
) -> None:
    assert held_usd(BUDGET, a_call(usage)) == held


def test_a_call_of_a_summarizer_holds_what_a_summary_is_expected_to_cost() -> None:
    budget = replace(BUDGET, summary_usd={"sim/A": 0.75})
    untold, told = (a_call(usage) for usage in (UNKNOWN_USAGE, Usage(calls=1, cost_usd=0.5)))

    assert held_usd(budget, replace(untold, participant=SUMMARIZER)) == 0.75
    noted_too = replace(untold, participant=SUMMARIZER, note_tokens=1_000)
    priced = replace(budget, token_usd={"sim/A": 0.0001})
    assert held_usd(budget, replace(told, participant=SUMMARIZER)) == 0.5
    assert held_usd(priced, noted_too) == pytest.approx(0.85)
    assert held_usd(budget, untold) == 0.25


def test_without_a_budget_nothing_is_held() -> None:
    assert held_usd(None, a_call(FREE_USAGE)) is None


@pytest.mark.parametrize(
    ("max_usd", "held", "pays"),
    [
        (0.75, (), True),
        (0.74, (), False),
        (1.0, (0.25,), True),
        (1.0, (0.25, 0.01), False),
        (1.0, (2.0,), False),
        (1.0, (0.0,) * 100, True),
    ],
)
def test_a_round_is_paid_for_when_every_seat_can_be_asked_once(
    max_usd: float,
    held: tuple[float, ...],
    pays: bool,  # noqa: FBT001 - of a table
) -> None:
    debate = a_debate("ABC", spec=a_spec(panel=a_panel(3)))

    assert pays_another_round(within(max_usd, debate, *held, each=0.25)) is pays


@pytest.mark.parametrize(("usd", "held"), [(None, 0.75), (0.1, 0.1)])
def test_a_call_that_reads_notes_is_expected_to_cost_more(usd: float | None, held: float) -> None:
    budget = replace(BUDGET, token_usd={"sim/A": 0.005})
    call = replace(a_call(Usage(calls=1, cost_usd=usd)), note_tokens=100)

    assert held_usd(budget, call) == pytest.approx(held)


def test_a_budget_of_a_time_before_notes_expects_nothing_of_them() -> None:
    assert held_usd(BUDGET, replace(a_call(UNKNOWN_USAGE), note_tokens=100)) == 0.25


@pytest.mark.parametrize(("max_usd", "pays"), [(1.35, False), (2.0, True)])
def test_notes_count_for_whether_another_round_is_paid_for(
    max_usd: float,
    pays: bool,  # noqa: FBT001 - of a table
) -> None:
    debate = within(max_usd, a_debate("ABC", spec=a_spec(panel=a_panel(3))), each=0.25)
    assert debate.spec.budget is not None
    budget = replace(debate.spec.budget, token_usd={"sim/A": 0.001})
    priced = replace(debate, spec=replace(debate.spec, budget=budget))

    assert pays_another_round(priced)
    assert pays_another_round(noted(priced, (2, "x" * 500))) is pays


@given(st.lists(st.tuples(st.integers(1, 3), st.text(min_size=1, max_size=400)), max_size=5))
def test_notes_are_counted_for_no_less_than_they_add_to_a_prompt(
    notes: list[tuple[int, str]],
) -> None:
    plain = a_debate("ABC", "ABC", next_round=True)
    debate = noted(plain, *notes)

    lengths = [
        sum(count_tokens(message.content) for message in ask(one, "seat_1").messages)
        for one in (plain, debate)
    ]

    assert lengths[1] - lengths[0] <= note_tokens(debate, 3)


def test_without_a_budget_every_round_is_paid_for() -> None:
    assert pays_another_round(a_debate("ABC"))


FAILED = ResponseStatus.FAILED


@pytest.mark.parametrize(
    ("votes", "seats", "quorum", "cost"),
    [
        (("A", FAILED, FAILED), ("seat_2",), 2, True),
        (("A", FAILED, FAILED), ("seat_2", "seat_3"), 3, True),
        (("A", FAILED, FAILED), ("seat_2",), 3, False),
        (("A", FAILED, FAILED), (), 2, False),
        (("A", "B", FAILED), ("seat_3",), 2, False),
        ((FAILED, FAILED, FAILED), ("seat_1",), 1, True),
    ],
)
def test_a_budget_quorum_lost_to_budget_if_the_seats_it_cut_short_could_have_made_it(
    votes: tuple[Cell, ...],
    seats: tuple[str, ...],
    quorum: int,
    cost: bool,  # noqa: FBT001 - of a table
) -> None:
    spec = a_spec(panel=a_panel(3), rules=some_rules(quorum=quorum))
    debate = a_ledger(a_debate(votes, spec=spec), *(a_cut_response(1, seat) for seat in seats))

    assert seats_cut_short(debate, 1) == len(seats)
    assert quorum_lost_to_budget(debate, 1) is cost


def test_only_the_seats_of_that_round_count() -> None:
    debate = a_ledger(a_debate("ABC", ["A", "B", FAILED]), a_cut_response(2, "seat_3"))

    assert (seats_cut_short(debate, 1), seats_cut_short(debate, 2)) == (0, 1)


@pytest.mark.parametrize(
    ("max_usd", "each", "told"),
    [
        (0.5, 0.25, ("$0.5 ", "$0.75,", "$0.4 ")),
        (0.1, 0.1, ("$0.1 ", "$0.301,", "$0.4 ")),
        (10_000, 12_345.678, ("$10000 ", "$37100,", "$0.4 ")),
        (0.000012, 0.0000041, ("$0.000012 ", "$0.0000123,", "$0.4 ")),
    ],
)
def test_a_budget_that_was_too_small_is_told_its_size_and_what_it_takes(
    max_usd: float, each: float, told: tuple[str, ...]
) -> None:
    spec = a_spec(panel=a_panel(3))
    debate = within(max_usd, a_debate("ABC", spec=spec), 0.3, 0.1, each=each)
    assert debate.spec.budget is not None

    error = too_small(debate, debate.spec.budget)

    assert error.code == "budget_exceeded"
    assert all(amount in error.message for amount in told), error.message
    assert "max_cost_usd" in error.message


@given(each=st.floats(1e-9, 1_000))
def test_the_amount_that_is_told_is_enough_for_a_round(each: float) -> None:
    debate = within(0, a_debate(spec=a_spec(panel=a_panel(3))), each=each)
    assert debate.spec.budget is not None

    told = re.findall(r"\$([0-9.]+)", too_small(debate, debate.spec.budget).message)[1]

    assert pays_another_round(within(float(told), debate, each=each))
    assert float(told) <= 1.02 * 3 * each


@given(
    max_usd=st.floats(0.001, 10),
    expected=st.floats(0, 1),
    steps=st.lists(
        st.tuples(st.integers(0, 5), st.none() | st.floats(0, 5)), min_size=1, max_size=60
    ),
)
def test_a_budget_is_exceeded_by_no_more_than_what_calls_under_way_cost_beyond_expectation(
    max_usd: float, expected: float, steps: list[tuple[int, float | None]]
) -> None:
    """Six seats call whenever they are allowed to, one call at a time, at any real cost."""
    budget = Budget(max_usd=max_usd, expected_usd={"sim/A": expected})
    under_way: dict[int, Call] = {}
    ended: list[Call] = []
    beyond = 0.0

    def held() -> float:
        return sum(held_usd(budget, call) or 0 for call in (*under_way.values(), *ended))

    for seat, cost in steps:
        if seat in under_way:
            spent = replace(under_way.pop(seat), usage=Usage(calls=1, cost_usd=cost))
            beyond += max(0.0, (held_usd(budget, spent) or 0) - expected)
            ended.append(spent)
        elif held() + expected <= max_usd:
            under_way[seat] = a_call(UNKNOWN_USAGE)
            beyond = 0.0

        assert held() <= max_usd + beyond + 1e-9
        assert sum(call.usage.cost_usd or 0 for call in ended) <= max_usd + beyond + 1e-9
