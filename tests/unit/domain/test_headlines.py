"""The headlines, word by word."""

import pytest
from hypothesis import given, strategies as st

from service.domain.debate import (
    Agreement,
    ConsensusRule,
    Debate,
    ResponseStatus,
    StopReason,
    TieBreak,
)
from service.domain.headlines import SHAPES, Standing, listed, outcome_headline, round_headline
from service.domain.outcome import outcome_of
from service.domain.tally import agreement, round_tally
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

PLAIN = some_options("North", "South", "East", "West")
CELLS: st.SearchStrategy[Cell] = st.sampled_from((*"ABCD", ResponseStatus.FAILED))


def a_vote(*rounds: str, **rules: object) -> Debate:
    """Return a finished debate over four plain labels."""
    spec = a_spec(
        options=PLAIN,
        panel=a_panel(len(rounds[0])),
        rules=some_rules(**{"quorum": 1, **rules}),
    )
    return a_debate(*rounds, spec=spec)


def the_headline(debate: Debate) -> str:
    return outcome_of(debate, StopReason.MAX_ROUNDS).headline


def test_every_agreement_has_a_shape() -> None:
    assert set(SHAPES) == set(Agreement)


def test_the_reference_case_is_called_a_tie() -> None:
    assert the_headline(the_reference_case()) == (
        "Tie: Yes, partial train and No (2 of 6 each), no agreement after 2 rounds;"
        " No by tie-break over all rounds"
    )


@pytest.mark.parametrize(
    ("debate", "headline"),
    [
        (a_vote("AAAAAA"), "Unanimous: North (6 of 6)"),
        (a_vote("AAAABB", "AAAABB"), "Majority: North (4 of 6)"),
        (a_vote("AAABB", "AAABB"), "Majority: North (3 of 5)"),
        (
            a_vote("AAABBCCD", "AAABBCCD"),
            "Plurality: North (3 of 8), no agreement after 2 rounds",
        ),
        (a_vote("AABC"), "Plurality: North (2 of 4), no agreement after 1 round"),
        (
            a_vote("ABCA", "ABCB"),
            "Plurality: South (2 of 4), no agreement after 2 rounds",
        ),
        (
            a_vote("AABB", "AABB"),
            "Tie: North and South (2 of 4 each), no agreement after 2 rounds",
        ),
        (
            a_vote("ABCC", "ABCD", tie_break=TieBreak.NONE),
            "Tie: North, South, East and West (1 of 4 each), no agreement after 2 rounds",
        ),
        (
            a_vote("ABCC", "ABCD"),
            (
                "Tie: North, South, East and West (1 of 4 each), no agreement after 2 rounds;"
                " East by tie-break over all rounds"
            ),
        ),
    ],
)
def test_a_headline_says_what_the_votes_say(debate: Debate, headline: str) -> None:
    assert the_headline(debate) == headline


@pytest.mark.parametrize(
    ("votes", "headline"),
    [
        ("AAA", "Unanimous: North (3 of 3) in one round"),
        ("AAB", "Majority: North (2 of 3) in one round"),
        ("AABC", "Plurality: North (2 of 4) in one round"),
        ("AABB", "Tie: North and South (2 of 4 each) in one round"),
    ],
)
def test_a_poll_says_in_one_round_and_never_no_agreement(votes: str, headline: str) -> None:
    poll = a_vote(votes, max_rounds=1, min_rounds=1)

    assert the_headline(poll) == headline


def test_a_plurality_that_reaches_the_votes_needed_is_not_said_to_disagree() -> None:
    rule = {"consensus": ConsensusRule.VOTES_NEEDED, "votes_needed": 3}

    assert the_headline(a_vote("AAABBC", "AAABBC", **rule)) == "Plurality: North (3 of 6)"


def test_second_choices_that_decide_are_named_as_the_tie_break() -> None:
    debate = a_ledger(a_vote("AABBC"), a_response(1, "seat_5", "C", second_choice="B"))

    assert the_headline(debate) == (
        "Tie: North and South (2 of 5 each), no agreement after 1 round;"
        " South by tie-break on second choices"
    )


def test_a_round_without_quorum_says_so() -> None:
    failed = ResponseStatus.FAILED
    debate = a_debate(
        ["A", failed, failed, "A"],
        spec=a_spec(panel=a_panel(4), options=PLAIN, rules=some_rules(quorum=3)),
    )

    assert round_headline(debate, 1) == "Unanimous: North (2 of 2), short of the quorum of 3"


def test_without_a_valid_vote_the_headline_says_only_that() -> None:
    debate = a_debate([ResponseStatus.ABSTAINED, ResponseStatus.ABSTAINED])
    standing = Standing(
        rows=round_tally(debate, 1),
        rounds=1,
        max_rounds=1,
        consensus_reached=False,
        decision=None,
        decided_by=None,
    )

    assert outcome_headline(debate, standing) == "No valid vote"


@pytest.mark.parametrize(
    ("number", "headline"),
    [
        (1, "Plurality: North (2 of 4)"),
        (2, "Majority: North (3 of 4); Model 3 moved from East to North"),
        (3, "Majority: North (3 of 4); nobody moved"),
        (
            4,
            (
                "Tie: South, East and West (1 of 3 each);"
                " Model 1 moved from North to West, Model 3 moved from North to East"
            ),
        ),
        (5, "No valid vote, short of the quorum of 2; nobody moved"),
    ],
)
def test_a_round_says_how_it_stands_and_who_moved(number: int, headline: str) -> None:
    failed = ResponseStatus.FAILED
    spec = a_spec(options=PLAIN, panel=a_panel(4))
    debate = a_debate("AACB", "AAAB", "AAAB", ["D", failed, "C", "B"], [failed] * 4, spec=spec)

    assert round_headline(debate, number) == headline


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_items_are_listed_as_prose_does(items: list[str], text: str) -> None:
    assert listed(items) == text


def test_labels_with_braces_and_other_scripts_stand_as_they_are() -> None:
    spec = a_spec(options=some_options("{votes} or {0}", "نعم، بالكامل"), panel=a_panel(2))

    assert the_headline(a_debate("AA", spec=spec)) == "Unanimous: {votes} or {0} (2 of 2)"
    assert the_headline(a_debate("BB", spec=spec)) == "Unanimous: نعم، بالكامل (2 of 2)"


@given(
    seats=st.integers(2, 9).flatmap(
        lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=3)
    ),
    rule=st.sampled_from(ConsensusRule),
    max_rounds=st.sampled_from((1, 3)),
)
def test_no_headline_of_a_tie_or_plurality_claims_more_agreement_than_there_is(
    seats: list[list[Cell]], rule: ConsensusRule, max_rounds: int
) -> None:
    rounds = seats[:max_rounds]
    rules = some_rules(
        consensus=rule, votes_needed=len(rounds[0]), max_rounds=max_rounds, quorum=1
    )
    spec = a_spec(options=PLAIN, panel=a_panel(len(rounds[0])), rules=rules)
    debate = a_debate(*rounds, spec=spec)

    for number in range(1, len(rounds) + 1):
        rows = round_tally(debate, number)
        said = [round_headline(debate, number)]
        if agreement(rows) is not Agreement.NONE:
            said.append(the_headline(a_debate(*rounds[:number], spec=spec)))
        if agreement(rows) in {Agreement.TIE, Agreement.PLURALITY}:
            assert not any(word in " ".join(said).lower() for word in ("majority", "unanim"))
