"""Every measure of a debate, against numbers worked out by hand."""

import math
from typing import Any

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.debate import (
    Changes,
    Conformity,
    Debate,
    DebateStatus,
    Measures,
    ResponseStatus,
    StopReason,
    SummarySource,
    TieBreak,
    Usage,
    Verification,
    Written,
)
from service.domain.measures import measures
from service.domain.outcome import outcome_of
from tests.support.debates import (
    REFERENCE_PANEL,
    Cell,
    a_debate,
    a_ledger,
    a_panel,
    a_response,
    a_spec,
    some_rules,
    the_reference_case,
)
from tests.support.forks import MISTRAL, a_fork, begun, held, with_seat

FAILED = ResponseStatus.FAILED


def ended(debate: Debate, reason: StopReason = StopReason.MAX_ROUNDS) -> Debate:
    """Return the debate with its outcome, stopped for that reason."""
    state = replace(debate.state, outcome=outcome_of(debate, reason), stop_reason=reason)
    return replace(debate, state=state)


def measured(
    *votes: str | list[Cell], reason: StopReason = StopReason.MAX_ROUNDS, **rules: object
) -> Measures:
    """Measure a debate with these votes, a row a round."""
    spec = a_spec(panel=a_panel(len(votes[0])), rules=some_rules(**rules))
    return of(ended(a_debate(*votes, spec=spec), reason))


def of(debate: Debate) -> Measures:
    found = measures(debate)
    assert found is not None
    return found


def test_the_reference_case_is_measured() -> None:
    found = of(ended(the_reference_case()))

    # D E A E B C: four options with one vote and one with two; then D E B E B C.
    assert found.first_entropy == pytest.approx(4 / 6 * math.log2(6) + 2 / 6 * math.log2(3))
    assert found.last_entropy == pytest.approx(2 / 6 * math.log2(6) + 4 / 6 * math.log2(3))
    # E led round 1 alone, and the one who moved went elsewhere.
    assert found.changes == Changes(total=1, to_plurality=0, from_plurality=0, other=1)
    assert found.conformity == Conformity(outside=4, joined=0, inside=2, left=0)
    assert found.conformity.gap == 0
    # E by trajectory, 4 to 3: without an E it is B; without any other seat it is E.
    assert found.decision_stability == 4 / 6
    assert found.agreement_confidence == 2 / 6
    assert found.output_tokens_saved == 0
    assert found.claims_verified is None


@pytest.mark.parametrize("status", [DebateStatus.RUNNING, DebateStatus.FAILED])
def test_without_an_outcome_there_is_nothing_to_measure(status: DebateStatus) -> None:
    debate = the_reference_case()

    assert measures(replace(debate, state=replace(debate.state, status=status))) is None


@pytest.mark.parametrize(
    ("votes", "bits"),
    [("AAAA", 0.0), ("AABB", 1.0), ("ABCD", 2.0), (["A", "B", FAILED, FAILED], 1.0)],
)
def test_entropy_is_that_of_the_valid_votes_in_bits(votes: str | list[Cell], bits: float) -> None:
    found = measured(votes, max_rounds=1, min_rounds=1)

    assert (found.first_entropy, found.last_entropy) == (bits, bits)
    assert math.copysign(1, found.first_entropy) == 1


def test_rounds_that_did_not_count_are_passed_over() -> None:
    found = measured("AABC", [FAILED, FAILED, FAILED, "A"], reason=StopReason.QUORUM_LOST)

    assert (found.first_entropy, found.last_entropy) == (1.5, 1.5)
    assert found.changes.total == 0
    assert found.agreement_confidence == 0.5
    assert [one.round for one in found.rounds] == [1, 2]


@pytest.mark.parametrize(
    ("rounds", "changes", "conformity", "gap"),
    [
        # B joins A; C goes to B; an A leaves for C.
        (["AAABC", "AACAB"], (3, 1, 1, 1), (2, 1, 3, 1), 1 / 2 - 1 / 3),
        # Nobody leads alone: every change is an other one, and nothing is counted.
        (["AABB", "ABBB"], (1, 0, 0, 1), (0, 0, 0, 0), None),
        # All were inside: nobody could join.
        (["AAA", "AAB"], (1, 0, 1, 0), (0, 0, 3, 1), None),
        # Who failed and then votes has not moved, and is counted by its vote before.
        (["AAB", ["A", "A", FAILED], "AAA"], (1, 1, 0, 0), (1, 1, 4, 0), 1.0),
        # Everyone resists, and those inside leave.
        (["AABC", "BCBC"], (2, 0, 2, 0), (2, 0, 2, 2), -1.0),
    ],
)
def test_changes_are_told_by_what_led_the_round_before(
    rounds: list[str | list[Cell]],
    changes: tuple[int, int, int, int],
    conformity: tuple[int, int, int, int],
    gap: float | None,
) -> None:
    found = measured(*rounds)

    told, crowd = found.changes, found.conformity
    assert (told.total, told.to_plurality, told.from_plurality, told.other) == changes
    assert (crowd.outside, crowd.joined, crowd.inside, crowd.left) == conformity
    assert crowd.gap == (gap if gap is None else pytest.approx(gap))


@pytest.mark.parametrize(
    ("votes", "rules", "stability"),
    [
        ("AAAA", {}, 1.0),
        ("AAAB", {}, 1.0),
        # Without an A it is a tie of A and B, which nothing parts.
        ("AAB", {}, 1 / 3),
        ("AABC", {"tie_break": TieBreak.NONE}, 2 / 4),
        # Nothing is decided: nothing can be stable.
        ("AABB", {}, None),
        # Without the one who votes there is no vote at all.
        (["A", FAILED], {"quorum": 1}, 1 / 2),
    ],
)
def test_a_decision_is_stable_as_far_as_no_seat_alone_makes_it(
    votes: str | list[Cell], rules: dict[str, Any], stability: float | None
) -> None:
    assert measured(votes, **rules).decision_stability == stability


def test_characters_are_those_that_people_read_and_tokens_those_that_were_written() -> None:
    debate = a_ledger(
        a_debate("AB", spec=a_spec(panel=a_panel(2))),
        a_response(1, "seat_1", "A", argument="⟦seat_2⟧ errs.", usage=Usage(output_tokens=7)),
        a_response(1, "seat_2", FAILED, argument=None, usage=Usage(output_tokens=30)),
    )
    rules = replace(debate.spec.rules, quorum=1)
    debate = replace(debate, spec=replace(debate.spec, rules=rules))

    (length,) = of(ended(debate)).rounds

    assert (length.argument_characters, length.output_tokens) == (len("Model 2 errs."), 37)


@pytest.mark.parametrize(
    ("rounds", "reason", "most", "saved"),
    [
        # 200 tokens a response, two seats: 400 a round.
        (["AB", "AA"], StopReason.CONSENSUS, 4, 800),
        (["AB", "AB"], StopReason.STABLE, 3, 400),
        (["AA"], StopReason.CONSENSUS, 3, 800),
        (["AB", "AB"], StopReason.MAX_ROUNDS, 2, 0),
        (["AB", "AA"], StopReason.CONSENSUS, 2, 0),
        (["AB", "AB"], StopReason.DEADLINE, 6, 0),
        (["AB", "AB"], StopReason.BUDGET, 6, 0),
        (["AB", "AB"], StopReason.QUORUM_LOST, 6, 0),
    ],
)
def test_tokens_are_saved_where_more_rounds_would_have_brought_nothing(
    rounds: list[str], reason: StopReason, most: int, saved: int
) -> None:
    assert measured(*rounds, reason=reason, max_rounds=most).output_tokens_saved == saved


def test_what_a_round_would_have_taken_is_told_by_the_informed_ones() -> None:
    debate = a_debate("AB", "AA", spec=a_spec(panel=a_panel(2)))
    longer = [a_response(2, f"seat_{n}", "A", usage=Usage(output_tokens=500)) for n in (1, 2)]

    found = of(ended(a_ledger(debate, *longer), StopReason.CONSENSUS))

    assert found.output_tokens_saved == 1_000


@pytest.mark.parametrize(
    ("verification", "share"),
    [
        (Verification(checked=8, repaired=2, dropped=2), 0.75),
        (Verification(checked=3), 1.0),
        (Verification(), None),
    ],
)
def test_the_share_of_claims_that_hold_is_of_those_that_were_checked(
    verification: Verification, share: float | None
) -> None:
    debate = ended(the_reference_case())
    written = Written(source=SummarySource.MODEL, verification=verification)

    found = of(replace(debate, state=replace(debate.state, written=written)))

    assert found.claims_verified == share


def test_a_newcomer_in_a_fork_has_not_changed_the_mind_of_who_sat_there_before() -> None:
    forked = a_fork(the_reference_case(), panel=with_seat(MISTRAL, REFERENCE_PANEL))

    found = of(ended(held(begun(forked), "DEEEBE")))

    # Seat 6 joined E, which led alone; the newcomer on seat 3, which votes E, had no vote before.
    assert found.changes == Changes(total=1, to_plurality=1, from_plurality=0, other=0)
    assert found.conformity == Conformity(outside=3, joined=1, inside=2, left=0)
    assert found.decision_stability == 1.0
    assert [one.round for one in found.rounds] == [1, 2]


@given(
    st.integers(2, 8).flatmap(
        lambda seats: st.lists(
            st.lists(st.sampled_from([*"ABCDE", FAILED]), min_size=seats, max_size=seats),
            min_size=1,
            max_size=4,
        )
    )
)
def test_measures_stay_within_what_they_can_be(rounds: list[list[Cell]]) -> None:
    rounds = [["A", "B", *rounds[0][2:]], *rounds[1:]]

    found = measured(*rounds)

    seats, changes, crowd = len(rounds[0]), found.changes, found.conformity
    assert 0 <= found.last_entropy <= math.log2(min(seats, 5)) + 1e-9
    assert changes.total == changes.to_plurality + changes.from_plurality + changes.other
    assert (changes.to_plurality, changes.from_plurality) == (crowd.joined, crowd.left)
    assert crowd.gap is None or -1 <= crowd.gap <= 1
    assert found.decision_stability is None or 0 <= found.decision_stability <= 1
    assert 0 < found.agreement_confidence <= 1
