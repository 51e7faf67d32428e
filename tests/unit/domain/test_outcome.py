"""How a debate ended: the reference case, ties and their breaking, and every way of counting."""

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.debate import (
    Agreement,
    ByRule,
    ConsensusRule,
    Debate,
    DecidedBy,
    FirstRound,
    Outcome,
    Response,
    ResponseStatus,
    StopReason,
    TallyRow,
    TieBreak,
)
from service.domain.outcome import outcome_of
from tests.support.debates import (
    Cell,
    a_debate,
    a_ledger,
    a_panel,
    a_response,
    a_spec,
    some_options,
    some_rules,
    the_reference_case,
)

FAILED = ResponseStatus.FAILED
CELLS: st.SearchStrategy[Cell] = st.sampled_from(
    (*"ABCDE", *(status for status in ResponseStatus if status is not ResponseStatus.VOTED))
)


def a_vote(*rounds: str, **rules: object) -> Debate:
    """Return a finished debate in which every round counts."""
    spec = a_spec(panel=a_panel(len(rounds[0])), rules=some_rules(**{"quorum": 1, **rules}))
    return a_debate(*rounds, spec=spec)


def with_second_choices(debate: Debate, **choices: str) -> Debate:
    """Return the debate with these second choices in its last round."""
    last = len(debate.state.rounds)
    return a_ledger(
        debate,
        *(
            replace(the_response(debate, last, seat), second_choice=choice)
            for seat, choice in choices.items()
        ),
    )


def the_response(debate: Debate, number: int, seat: str) -> Response:
    response = debate.response(number, seat)
    assert response is not None
    return response


def the_outcome(debate: Debate) -> Outcome:
    return outcome_of(debate, StopReason.MAX_ROUNDS)


def test_the_reference_case_ends_as_published_facts_demand() -> None:
    assert the_outcome(the_reference_case()) == Outcome(
        agreement=Agreement.TIE,
        consensus_reached=False,
        rule=ConsensusRule.SUPERMAJORITY,
        votes_needed=4,
        leaders=("B", "E"),
        decision="E",
        decided_by=DecidedBy.TRAJECTORY,
        headline="Tie: Yes, partial train and No (2 of 6 each), no agreement after 2 rounds;"
        " No by tie-break over all rounds",
        tally=(
            TallyRow(option="A", votes=0, participants=()),
            TallyRow(option="B", votes=2, participants=("seat_3", "seat_5")),
            TallyRow(option="C", votes=1, participants=("seat_6",)),
            TallyRow(option="D", votes=1, participants=("seat_1",)),
            TallyRow(option="E", votes=2, participants=("seat_2", "seat_4")),
        ),
        valid_votes=6,
        seats=6,
        stop_reason=StopReason.MAX_ROUNDS,
        rounds=2,
        changed_minds=1,
        first_round=FirstRound(
            tally=(
                TallyRow(option="A", votes=1, participants=("seat_3",)),
                TallyRow(option="B", votes=1, participants=("seat_5",)),
                TallyRow(option="C", votes=1, participants=("seat_6",)),
                TallyRow(option="D", votes=1, participants=("seat_1",)),
                TallyRow(option="E", votes=2, participants=("seat_2", "seat_4")),
            ),
            leaders=("E",),
        ),
        by_rule=ByRule(
            first_round="E",
            last_round=None,
            trajectory="E",
            second_choices=None,
            confidence=None,
        ),
        rules_agree=False,
    )


@pytest.mark.parametrize(
    ("votes", "kind", "decision"),
    [
        ("AAAAAA", Agreement.UNANIMOUS, "A"),
        ("AAAABB", Agreement.MAJORITY, "A"),
        ("AAABBC", Agreement.PLURALITY, "A"),
    ],
)
def test_one_leader_is_decided_by_votes(votes: str, kind: Agreement, decision: str) -> None:
    outcome = the_outcome(a_vote(votes))

    assert outcome.agreement is kind
    assert (outcome.decision, outcome.decided_by) == (decision, DecidedBy.VOTES)


def test_three_of_six_is_a_plurality_and_reaches_no_rule_of_the_table() -> None:
    for rule in (ConsensusRule.UNANIMOUS, ConsensusRule.SUPERMAJORITY, ConsensusRule.MAJORITY):
        outcome = the_outcome(a_vote("AAABBC", "AAABBC", consensus=rule))

        assert outcome.agreement is Agreement.PLURALITY
        assert not outcome.consensus_reached


def test_a_plurality_can_have_the_votes_that_were_needed() -> None:
    rules = {"consensus": ConsensusRule.VOTES_NEEDED, "votes_needed": 3}

    outcome = the_outcome(a_vote("AAABBC", "AAABBC", **rules))

    assert outcome.agreement is Agreement.PLURALITY
    assert outcome.consensus_reached
    assert (outcome.rule, outcome.votes_needed) == (ConsensusRule.VOTES_NEEDED, 3)


def test_votes_needed_are_counted_from_the_valid_votes() -> None:
    outcome = the_outcome(a_debate(["A", "A", "B", FAILED, FAILED, FAILED]))

    assert outcome.valid_votes == 3
    assert outcome.votes_needed == 2
    assert outcome.consensus_reached


def test_the_trajectory_counts_the_leaders_only() -> None:
    # C had the most votes over all rounds, and does not lead any more.
    outcome = the_outcome(a_vote("CCCCAB", "CABABC", "AABBCD"))

    assert outcome.leaders == ("A", "B")
    assert (outcome.decision, outcome.decided_by) == (None, None)
    assert outcome.by_rule.trajectory == "C"


def test_a_three_way_tie_can_be_broken_by_the_trajectory() -> None:
    outcome = the_outcome(a_vote("ABCC", "ABCA", "ABCD"))

    assert outcome.agreement is Agreement.TIE
    assert outcome.leaders == ("A", "B", "C", "D")
    assert (outcome.decision, outcome.decided_by) == (None, None)

    outcome = the_outcome(a_vote("ABCC", "ABCC", "ABCD"))

    assert (outcome.decision, outcome.decided_by) == ("C", DecidedBy.TRAJECTORY)


def test_second_choices_of_seats_that_voted_for_no_leader_break_what_the_trajectory_leaves() -> (
    None
):
    debate = with_second_choices(a_vote("AABBC", "AABBC"), seat_5="B")

    outcome = the_outcome(debate)

    assert outcome.agreement is Agreement.TIE
    assert outcome.leaders == ("A", "B")
    assert (outcome.decision, outcome.decided_by) == ("B", DecidedBy.SECOND_CHOICES)


def test_second_choices_of_seats_that_voted_for_a_leader_break_nothing() -> None:
    debate = with_second_choices(a_vote("AABB"), seat_1="B", seat_2="B", seat_3="C")

    assert the_outcome(debate).decision is None


def test_second_choices_cannot_bring_back_a_leader_that_the_trajectory_left_behind() -> None:
    # Three lead; over both rounds C is behind A and B, and only C is anyone's second choice.
    debate = with_second_choices(a_vote("AABBCDD", "AABBCCD"), seat_7="C")

    outcome = the_outcome(debate)

    assert outcome.leaders == ("A", "B", "C")
    assert (outcome.decision, outcome.decided_by) == (None, None)


def test_second_choices_of_an_abstention_break_nothing() -> None:
    abstained = a_response(1, "seat_5", ResponseStatus.ABSTAINED, second_choice="B")

    assert the_outcome(a_ledger(a_vote("AABBC"), abstained)).decision is None


def test_tied_second_choices_decide_nothing() -> None:
    debate = with_second_choices(a_vote("AABBCC", "AABBCD"), seat_5="A", seat_6="B")

    assert the_outcome(debate).decision is None


def test_a_tie_break_of_none_leaves_the_decision_open() -> None:
    outcome = the_outcome(a_vote("DEAEBC", "DEBEBC", tie_break=TieBreak.NONE))

    assert outcome.leaders == ("B", "E")
    assert (outcome.decision, outcome.decided_by) == (None, None)
    assert outcome.headline == (
        "Tie: Yes, partial train and No (2 of 6 each), no agreement after 2 rounds"
    )


def test_a_tie_is_not_broken_by_the_order_of_the_options() -> None:
    turned = a_spec(
        options=tuple(reversed(a_spec().options)), panel=a_panel(4), rules=some_rules()
    )

    assert the_outcome(a_debate("AABB", spec=turned)).decision is None
    assert the_outcome(a_vote("AABB")).decision is None


def test_a_seat_that_failed_and_then_votes_is_no_changed_mind() -> None:
    outcome = the_outcome(a_debate([FAILED, "A", "B"], "AAB"))

    assert outcome.changed_minds == 0


def test_a_seat_that_moves_twice_is_one_changed_mind() -> None:
    assert the_outcome(a_vote("AB", "BB", "AB")).changed_minds == 1


def test_the_outcome_is_of_the_last_counted_round() -> None:
    spec = a_spec(panel=a_panel(3), rules=some_rules(quorum=2))
    debate = a_debate("AAB", ["B", FAILED, FAILED], spec=spec)

    outcome = outcome_of(debate, StopReason.QUORUM_LOST)

    assert outcome.rounds == 1
    assert outcome.decision == "A"
    assert outcome.stop_reason is StopReason.QUORUM_LOST
    assert outcome.by_rule.trajectory == "A"
    assert outcome.changed_minds == 0


def test_without_a_counted_round_there_is_no_outcome() -> None:
    with pytest.raises(ValueError, match="without a counted round"):
        the_outcome(a_debate(["A", FAILED, FAILED]))


def test_two_options_and_twenty_six_end_alike() -> None:
    two = a_spec(options=some_options("Yes", "No"), panel=a_panel(3))
    many = a_spec(options=some_options(*(f"No. {n}" for n in range(26))), panel=a_panel(3))

    assert the_outcome(a_debate("BBA", spec=two)).decision == "B"
    outcome = the_outcome(a_debate("ZZA", spec=many))
    assert outcome.decision == "Z"
    assert len(outcome.tally) == 26


def test_borda_gives_two_points_to_a_vote_and_one_to_a_second_choice() -> None:
    debate = with_second_choices(
        a_vote("AAABB"), seat_1="C", seat_2="B", seat_3="B", seat_4="C", seat_5="B"
    )

    assert the_outcome(debate).by_rule.second_choices == "B"


def test_without_a_second_choice_there_is_no_winner_by_second_choices() -> None:
    assert the_outcome(a_vote("AAB")).by_rule.second_choices is None


def test_the_winner_by_confidence_has_the_highest_sum_and_not_the_most_votes() -> None:
    debate = a_ledger(
        a_vote("AABC"),
        a_response(1, "seat_1", "A", confidence=20.0),
        a_response(1, "seat_2", "A", confidence=30.0),
        a_response(1, "seat_3", "B", confidence=90.0),
    )

    assert the_outcome(debate).by_rule.confidence == "B"


def test_equal_confidences_tie_whatever_the_order_of_the_seats() -> None:
    debate = a_ledger(
        a_vote("AAABBB"),
        *(
            a_response(1, f"seat_{n}", option, confidence=confidence)
            for n, (option, confidence) in enumerate(
                zip("AAABBB", (0.1, 0.2, 0.3, 0.3, 0.2, 0.1), strict=True), start=1
            )
        ),
    )

    assert the_outcome(debate).by_rule.confidence is None


@pytest.mark.parametrize(
    ("rounds", "agree"),
    [(("AAB",), True), (("AAB", "AAB"), True), (("ABB", "AAB"), False), (("AAB", "ABC"), False)],
)
def test_the_rules_agree_when_every_count_that_counts_anything_names_one_option(
    rounds: tuple[str, ...],
    agree: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert the_outcome(a_vote(*rounds)).rules_agree is agree


def test_all_ways_of_counting_tied_alike_do_not_agree_on_a_winner() -> None:
    outcome = the_outcome(a_vote("AABB"))

    assert not outcome.rules_agree
    assert outcome.by_rule.last_round is None


@given(
    rounds=st.integers(1, 8).flatmap(
        lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=4)
    ),
    rule=st.sampled_from(ConsensusRule),
    tie_break=st.sampled_from(TieBreak),
)
def test_whatever_was_voted_an_outcome_claims_no_more_than_the_votes(
    rounds: list[list[Cell]], rule: ConsensusRule, tie_break: TieBreak
) -> None:
    rules = some_rules(consensus=rule, votes_needed=2, tie_break=tie_break, quorum=1)
    debate = a_debate(*rounds, spec=a_spec(panel=a_panel(len(rounds[0])), rules=rules))
    if all(isinstance(cell, ResponseStatus) for row in rounds for cell in row):
        with pytest.raises(ValueError, match="no outcome"):
            the_outcome(debate)
        return

    outcome = the_outcome(debate)

    assert outcome.valid_votes <= outcome.seats
    assert 1 <= outcome.rounds <= len(rounds)
    assert outcome.decision is None or outcome.decision in outcome.leaders
    assert (outcome.decision is None) == (outcome.decided_by is None)
    assert (outcome.agreement is Agreement.TIE) == (len(outcome.leaders) > 1)
    if outcome.agreement is Agreement.TIE:
        assert not outcome.consensus_reached
        assert not outcome.rules_agree
        assert outcome.decided_by is not DecidedBy.VOTES
    else:
        assert outcome.decision == outcome.leaders[0]
    if outcome.rules_agree:
        assert outcome.decision == outcome.by_rule.last_round
        assert outcome.by_rule.first_round in {None, outcome.decision}
