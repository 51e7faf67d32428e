"""Counting: what is a vote, who leads, who moved, what is missing."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.debate import (
    Agreement,
    Call,
    CallStatus,
    DegradedReason,
    Option,
    PositionChange,
    ResponseRef,
    ResponseStatus,
    StopReason,
    SummarySource,
    TallyRow,
    Usage,
    Verification,
    Written,
)
from service.domain.tally import (
    CUT_REASONS,
    SEAT_REASONS,
    UNKNOWN_USAGE,
    add_up,
    agreement,
    counted_rounds,
    degraded_reasons,
    is_counted,
    leaders,
    position_changes,
    previous_vote,
    round_tally,
    tally,
    usage,
    valid_votes,
    votes_by_seat,
)
from tests.support.debates import (
    NOW,
    Cell,
    a_debate,
    a_panel,
    a_response,
    a_spec,
    some_options,
    some_rules,
    the_reference_case,
)

WITHOUT_A_VOTE = tuple(s for s in ResponseStatus if s is not ResponseStatus.VOTED)
CELLS: st.SearchStrategy[Cell] = st.sampled_from((*"ABCDE", *WITHOUT_A_VOTE))
ROUNDS = st.integers(1, 12).flatmap(
    lambda seats: st.lists(st.lists(CELLS, min_size=seats, max_size=seats), min_size=1, max_size=4)
)


def test_a_tally_has_a_row_for_every_option_in_the_callers_order_zeros_included() -> None:
    rows = round_tally(the_reference_case(), 1)

    assert rows == (
        TallyRow(option="A", votes=1, participants=("seat_3",)),
        TallyRow(option="B", votes=1, participants=("seat_5",)),
        TallyRow(option="C", votes=1, participants=("seat_6",)),
        TallyRow(option="D", votes=1, participants=("seat_1",)),
        TallyRow(option="E", votes=2, participants=("seat_2", "seat_4")),
    )


def test_a_switcher_never_counts_for_its_old_option() -> None:
    rows = {row.option: row for row in round_tally(the_reference_case(), 2)}

    assert rows["A"].participants == ()
    assert rows["B"].participants == ("seat_3", "seat_5")


@pytest.mark.parametrize("status", WITHOUT_A_VOTE)
def test_whatever_did_not_end_voted_is_no_vote(status: ResponseStatus) -> None:
    rows = round_tally(a_debate(["A", status, "B"]), 1)

    assert valid_votes(rows) == 2


def test_the_same_model_in_two_seats_has_two_votes() -> None:
    spec = a_spec(panel=a_panel(2, model="sim/A"))

    rows = round_tally(a_debate("AA", spec=spec), 1)

    assert rows[0].participants == ("seat_1", "seat_2")


def test_twenty_six_options_are_counted_like_two() -> None:
    options = some_options(*(f"Option {n}" for n in range(26)))

    rows = tally(options, [a_response(1, "seat_1", "Z"), a_response(1, "seat_2", "Z")])

    assert len(rows) == 26
    assert leaders(rows) == ("Z",)


@pytest.mark.parametrize(
    ("votes", "kind", "leading"),
    [
        ("AAAAAA", Agreement.UNANIMOUS, ("A",)),
        ("AAAABB", Agreement.MAJORITY, ("A",)),
        ("AAABBC", Agreement.PLURALITY, ("A",)),
        ("AAABBCDE", Agreement.PLURALITY, ("A",)),
        ("AAABBB", Agreement.TIE, ("A", "B")),
        ("ABC", Agreement.TIE, ("A", "B", "C")),
        ("BBEEAD", Agreement.TIE, ("B", "E")),
        ("AAB", Agreement.MAJORITY, ("A",)),
        ("A", Agreement.UNANIMOUS, ("A",)),
    ],
)
def test_agreement_and_leaders_follow_from_the_votes(
    votes: str, kind: Agreement, leading: tuple[str, ...]
) -> None:
    rows = round_tally(a_debate(votes), 1)

    assert agreement(rows) is kind
    assert leaders(rows) == leading


def test_three_of_six_is_no_majority() -> None:
    assert agreement(round_tally(a_debate("AAABCD"), 1)) is Agreement.PLURALITY


def test_a_majority_is_of_the_valid_votes_not_of_the_seats() -> None:
    failed = ResponseStatus.FAILED

    rows = round_tally(a_debate(["A", "A", "B", failed, failed, failed]), 1)

    assert agreement(rows) is Agreement.MAJORITY


def test_unanimous_are_all_valid_votes_even_where_a_seat_failed() -> None:
    rows = round_tally(a_debate(["A", ResponseStatus.REFUSED, "A"]), 1)

    assert agreement(rows) is Agreement.UNANIMOUS


def test_no_valid_vote_has_no_leader_and_no_agreement() -> None:
    rows = round_tally(a_debate([ResponseStatus.ABSTAINED, ResponseStatus.ABSTAINED]), 1)

    assert agreement(rows) is Agreement.NONE
    assert leaders(rows) == ()


def test_only_finished_rounds_with_a_quorum_of_votes_count() -> None:
    failed = ResponseStatus.FAILED
    spec = a_spec(panel=a_panel(3), rules=some_rules(quorum=2))

    debate = a_debate("AAB", ["A", failed, failed], "AB", spec=spec)
    left_open = a_debate("AAB", ["A", "B", None], spec=spec)

    assert counted_rounds(debate) == (1, 3)
    assert is_counted(left_open, 2)
    assert counted_rounds(left_open) == (1,)


def test_votes_by_seat_hold_none_for_a_seat_that_cast_none() -> None:
    debate = a_debate(["A", ResponseStatus.FAILED, None])

    assert votes_by_seat(debate, 1) == {"seat_1": "A", "seat_2": None, "seat_3": None}


def test_a_changed_vote_is_a_position_change_with_its_credit() -> None:
    assert position_changes(the_reference_case()) == (
        PositionChange(
            round=2,
            participant="seat_3",
            from_option="A",
            to_option="B",
            persuaded_by=ResponseRef(round=1, participant="seat_5"),
        ),
    )


@pytest.mark.parametrize("status", WITHOUT_A_VOTE)
def test_who_had_no_vote_and_then_votes_has_not_changed_its_mind(status: ResponseStatus) -> None:
    assert position_changes(a_debate([status, "A"], "BA")) == ()


@pytest.mark.parametrize("status", WITHOUT_A_VOTE)
def test_a_round_without_a_vote_is_skipped_over(status: ResponseStatus) -> None:
    returned = a_debate("AB", [status, "B"], "AB")
    moved = a_debate("AB", [status, "B"], "CB")

    assert position_changes(returned) == ()
    assert [(c.round, c.from_option, c.to_option) for c in position_changes(moved)] == [
        (3, "A", "C")
    ]


def test_every_change_of_a_seat_that_moves_there_and_back_is_told() -> None:
    changes = position_changes(a_debate("AB", "BB", "AB"))

    assert [(c.round, c.participant, c.to_option) for c in changes] == [
        (2, "seat_1", "B"),
        (3, "seat_1", "A"),
    ]


def test_the_previous_vote_is_the_last_one_cast_before() -> None:
    debate = a_debate("AB", "CB", [ResponseStatus.FAILED, "B"])

    assert previous_vote(debate, a_response(4, "seat_1", "D")) == "C"
    assert previous_vote(debate, a_response(1, "seat_1", "A")) is None


def test_usage_adds_up_all_calls_those_without_an_answer_included() -> None:
    paid = Usage(calls=1, input_tokens=10, cached_input_tokens=4, output_tokens=5, cost_usd=0.25)
    call = Call(
        round=1,
        participant="seat_1",
        number=1,
        model="sim/A",
        status=CallStatus.SETTLED,
        usage=paid,
    )
    debate = a_debate("AB", calls=(call, replace(call, number=2)))

    total = usage(debate)

    assert total == Usage(
        calls=2, input_tokens=20, cached_input_tokens=8, output_tokens=10, cost_usd=0.5
    )


def test_a_cost_is_unknown_as_soon_as_that_of_one_call_is() -> None:
    assert add_up([Usage(calls=1, cost_usd=0.25), UNKNOWN_USAGE]).cost_usd is None


def test_no_call_costs_nothing() -> None:
    assert add_up([]) == Usage(cost_usd=0)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (ResponseStatus.VOTED, None),
        (ResponseStatus.ABSTAINED, None),
        (ResponseStatus.CANCELED, None),
        (ResponseStatus.REFUSED, DegradedReason.SEAT_REFUSED),
        (ResponseStatus.UNREADABLE, DegradedReason.SEAT_UNREADABLE),
        (ResponseStatus.TIMED_OUT, DegradedReason.SEAT_TIMED_OUT),
        (ResponseStatus.FAILED, DegradedReason.SEAT_FAILED),
    ],
)
def test_a_seat_of_any_round_that_gave_no_answer_degrades_a_debate(
    status: ResponseStatus, reason: DegradedReason | None
) -> None:
    cell = "A" if status is ResponseStatus.VOTED else status

    debate = a_debate([cell, "A"], "AA")

    assert SEAT_REASONS.get(status) is reason
    assert degraded_reasons(debate) == (() if reason is None else (reason,))


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        (StopReason.CONSENSUS, None),
        (StopReason.STABLE, None),
        (StopReason.MAX_ROUNDS, None),
        (StopReason.QUORUM_LOST, DegradedReason.QUORUM),
        (StopReason.DEADLINE, DegradedReason.DEADLINE),
        (StopReason.BUDGET, DegradedReason.BUDGET),
    ],
)
def test_what_cut_a_debate_short_degrades_it(
    stop: StopReason, reason: DegradedReason | None
) -> None:
    debate = a_debate("AA", "AA")
    debate = replace(debate, state=replace(debate.state, stop_reason=stop))

    assert CUT_REASONS.get(stop) is reason
    assert degraded_reasons(debate) == (() if reason is None else (reason,))


@pytest.mark.parametrize("summarizers", [(), ("sim/summary",)])
@pytest.mark.parametrize("source", [None, *SummarySource])
def test_a_summary_without_the_models_that_were_to_write_it_degrades_a_debate(
    summarizers: tuple[str, ...], source: SummarySource | None
) -> None:
    debate = a_debate("AA", "AA")
    written = source and Written(source=source, verification=Verification())
    debate = replace(
        debate,
        spec=replace(debate.spec, summarizers=summarizers),
        state=replace(debate.state, written=written),
    )

    fell_back = bool(summarizers) and source is SummarySource.EXTRACTIVE
    assert degraded_reasons(debate) == ((DegradedReason.SUMMARY_FALLBACK,) if fell_back else ())


def test_reasons_are_named_once_each_in_one_order() -> None:
    debate = a_debate(
        [ResponseStatus.TIMED_OUT, ResponseStatus.REFUSED, "A"],
        [ResponseStatus.TIMED_OUT, ResponseStatus.REFUSED, "A"],
    )

    assert degraded_reasons(debate) == (
        DegradedReason.SEAT_REFUSED,
        DegradedReason.SEAT_TIMED_OUT,
    )


@given(ROUNDS)
def test_a_tally_never_exceeds_the_seats_and_its_leaders_have_the_most(
    rounds: list[list[Cell]],
) -> None:
    debate = a_debate(*rounds)

    for number, cells in enumerate(rounds, start=1):
        rows = round_tally(debate, number)
        most = max(row.votes for row in rows)
        assert valid_votes(rows) == sum(not isinstance(cell, ResponseStatus) for cell in cells)
        assert valid_votes(rows) <= len(debate.spec.panel)
        assert all(row.votes == len(set(row.participants)) for row in rows)
        assert leaders(rows) == tuple(r.option for r in rows if r.votes == most and most > 0)


@given(ROUNDS)
def test_a_tie_is_never_anything_else(rounds: list[list[Cell]]) -> None:
    rows = round_tally(a_debate(*rounds), 1)

    kind = agreement(rows)

    assert (kind is Agreement.TIE) == (len(leaders(rows)) > 1)
    assert (kind is Agreement.NONE) == (valid_votes(rows) == 0)
    if kind in {Agreement.MAJORITY, Agreement.UNANIMOUS}:
        assert 2 * max(row.votes for row in rows) > valid_votes(rows)


def test_the_options_of_a_debate_are_found_by_their_id() -> None:
    spec = a_spec()

    assert spec.option("B") == Option(id="B", label="Yes, partial train")
    assert spec.participant("seat_2").name == "Gemini 3.1 Pro"
    assert spec.deadline_at == NOW + timedelta(seconds=spec.deadline_s)
    with pytest.raises(KeyError):
        spec.option("Z")
    with pytest.raises(KeyError):
        spec.participant("seat_12")
