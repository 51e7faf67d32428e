"""What holds for the summary of any ledger, drawn at random; `test_true_sentences` reads its prose."""

from itertools import pairwise

from hypothesis import given, settings, strategies as st

from service.domain.debate import ArgumentStatus, Citation, Credit, Summary, TurningPointKind
from service.domain.excerpts import reading
from service.domain.extractive import CLAIM_WORDS, extractive_summary
from service.domain.overview import MOST_WORDS
from service.domain.sentences import count_words
from service.domain.tally import counted_rounds, leaders, position_changes, round_tally
from tests.support.debates import NOW
from tests.support.random_debates import a_random_debate

SEEDS = st.integers(0, 2**32)


def claims(summary: Summary) -> list[tuple[str, tuple[Citation, ...]]]:
    """Return all claims of a summary, each with its citations."""
    return [
        *((each.claim, each.citations) for each in summary.positions),
        *((each.claim or "", each.citations) for each in summary.strongest_arguments),
        *((each.claim, each.citations) for each in summary.dissent),
    ]


@settings(max_examples=25)
@given(SEEDS)
def test_every_quote_is_a_span_of_the_argument_it_names(seed: int) -> None:
    debate = a_random_debate(seed)
    summary = extractive_summary(debate, now=NOW)

    for citation in (
        *summary.overview_citations,
        *(each for _, cited in claims(summary) for each in cited),
    ):
        response = debate.response(citation.round, citation.participant)
        assert response is not None
        assert citation.quote
        assert citation.quote in reading(debate.spec, response)


@settings(max_examples=25)
@given(SEEDS)
def test_every_claim_is_short_and_holds_its_quote(seed: int) -> None:
    debate = a_random_debate(seed)
    summary = extractive_summary(debate, now=NOW)

    assert all(citation.quote in summary.overview for citation in summary.overview_citations)
    for claim, citations in claims(summary):
        assert count_words(claim) <= CLAIM_WORDS
        assert all(citation.quote in claim for citation in citations)
    for argument in summary.strongest_arguments:
        votes = {r.vote for r in debate.responses}
        assert (argument.status is ArgumentStatus.NO_ARGUMENT_MADE) == (
            argument.option not in votes
        )
        assert (argument.claim is None) == (argument.chosen_by is None) == (not argument.citations)


@settings(max_examples=25)
@given(SEEDS)
def test_positions_are_those_of_the_ledger(seed: int) -> None:
    debate = a_random_debate(seed)
    positions = extractive_summary(debate, now=NOW).positions

    assert [p.participant for p in positions] == [p.id for p in debate.spec.panel]
    for position in positions:
        own = [r for r in debate.responses if r.participant == position.participant]
        votes = [r.vote for r in own if r.vote is not None]
        changes = [c for c in position_changes(debate) if c.participant == position.participant]
        assert position.first_vote == (votes[0] if votes else None)
        assert position.final_vote == (votes[-1] if votes else None)
        assert position.changed_mind == (len(set(votes)) > 1) == bool(changes)
        assert position.persuaded_by == (changes[-1].persuaded_by if changes else None)
        for citation in position.citations:
            cited = debate.response(citation.round, citation.participant)
            assert cited is not None
            assert cited.participant == position.participant
            assert cited.vote == position.final_vote


@settings(max_examples=25)
@given(SEEDS)
def test_turning_points_are_the_moves_and_the_changes_of_the_lead(seed: int) -> None:
    debate = a_random_debate(seed)
    turns = extractive_summary(debate, now=NOW).turning_points

    rounds = counted_rounds(debate)
    leads = {number: set(leaders(round_tally(debate, number))) for number in rounds}
    moves = [turn for turn in turns if turn.kind is TurningPointKind.POSITION_CHANGE]
    assert [turn.round for turn in turns] == sorted(turn.round for turn in turns)
    assert [(t.round, t.participant, t.from_options, t.to_options) for t in moves] == [
        (c.round, c.participant, (c.from_option,), (c.to_option,))
        for c in position_changes(debate)
    ]
    assert [
        (t.round, set(t.from_options), set(t.to_options)) for t in turns if t not in moves
    ] == [
        (now, leads[then], leads[now])
        for then, now in pairwise(rounds)
        if leads[then] != leads[now]
    ]
    for turn in moves:
        by = turn.persuaded_by
        voted = by is not None and any(
            r.vote in turn.to_options
            for r in debate.responses
            if r.participant == by.participant and r.round < turn.round
        )
        assert turn.credit == (
            None if by is None else Credit.CONSISTENT if voted else Credit.INCONSISTENT
        )


@settings(max_examples=25)
@given(SEEDS)
def test_dissent_and_exchanges_follow_the_votes(seed: int) -> None:
    debate = a_random_debate(seed)
    summary = extractive_summary(debate, now=NOW)

    outcome = debate.state.outcome
    lost = {row.option for row in outcome.tally if row.votes} if outcome else set()
    if outcome is not None:
        lost -= {outcome.decision} if outcome.decision else set(outcome.leaders)
    assert {each.option for each in summary.dissent} == lost
    for exchange in summary.exchanges:
        assert exchange.from_participant != exchange.to_participant
        for ref in exchange.responses:
            assert ref.participant == exchange.from_participant
    keys = [(e.from_participant, e.to_participant, e.relation) for e in summary.exchanges]
    assert len(keys) == len(set(keys))


@settings(max_examples=25)
@given(SEEDS)
def test_an_overview_is_short(seed: int) -> None:
    summary = extractive_summary(a_random_debate(seed), now=NOW)

    assert count_words(summary.overview) <= MOST_WORDS
