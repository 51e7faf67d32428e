"""What holds for the summary of any ledger, drawn at random."""

import re
from itertools import pairwise
from random import Random

import msgspec
from hypothesis import given, settings, strategies as st

from service.domain.debate import (
    Agreement,
    ArgumentStatus,
    Citation,
    ConsensusRule,
    Credit,
    Debate,
    Response,
    ResponseStatus,
    Summary,
    TieBreak,
    TurningPointKind,
)
from service.domain.excerpts import reading
from service.domain.extractive import CLAIM_WORDS, extractive_summary
from service.domain.overview import MOST_WORDS
from service.domain.phrasing import number
from service.domain.sentences import count_words
from service.domain.tally import counted_rounds, leaders, position_changes, round_tally
from tests.support.debates import (
    NOW,
    a_debate,
    a_ledger,
    a_panel,
    a_spec,
    some_options,
    some_rules,
)
from tests.support.summaries import ended

ABSTAINED = ResponseStatus.ABSTAINED


TEXTS = (
    "Release cannot be undone. That is why it should wait until tests exist for it.",
    "⟦seat_1⟧ is right that claims need data. Still, weights alone would already do much good.",
    "I agree with ⟦seat_2⟧ and ⟦seat_3⟧, because a closed file protects nobody for very long.",
    "公开权重有助于审计，因为外部研究者可以检查模型。数据则不同！",
    "لا يمكن التراجع عن النشر، لأن الملف يبقى متاحا للجميع. هل هذا مقبول؟",
    "one two three four five six seven eight nine ten, " * 9,
    "No.",
    "a" * 300,
    "First line\n- second, of “three”\n1. third (⟦seat_12⟧)",
)


NAMES = ("Grok", "Grok 4.1", "نموذج", "模型", "e. g.", "A " * 38, "é", "No")
LABELS = ("Yes", "Yes, all", "No!", "نعم، كلها!", "不", "Say “no”", "{0} %s", "w " * 90 + "end")


def a_random_debate(seed: int) -> Debate:
    """Return a finished debate of 1-6 rounds, 2-12 seats and 2-26 options, drawn from a seed.

    Drawn here and not by strategies: a ledger of 72 responses is too large to be shrunk.
    """
    draw = Random(seed)
    seats, options = draw.randint(2, 12), draw.randint(2, 26)
    labels = [f"{draw.choice(LABELS)} {n}" if n % 3 else f"Option {n}" for n in range(options)]
    popular = [chr(ord("A") + n) for n in range(draw.randint(1, options))]
    failures = [status for status in ResponseStatus if status is not ResponseStatus.VOTED]
    often = draw.randint(1, 20)
    rounds = draw.randint(1, 6)
    votes = [
        [
            draw.choice([draw.choice(failures), *(draw.choice(popular),) * often])
            for _ in range(seats)
        ]
        for _ in range(rounds)
    ]
    spec = a_spec(
        options=some_options(*labels),
        panel=tuple(
            msgspec.structs.replace(seat, name=f"{draw.choice(NAMES)} {seat.id[5:]}")
            for seat in a_panel(seats)
        ),
        rules=some_rules(
            max_rounds=draw.randint(rounds, 6),
            consensus=draw.choice(list(ConsensusRule)),
            votes_needed=draw.randint(1, seats),
            quorum=draw.randint(1, seats),
            tie_break=draw.choice(list(TieBreak)),
        ),
    )
    debate = a_debate(*votes, spec=spec)
    return ended(a_ledger(debate, *(spoken(draw, debate, r) for r in debate.responses)))


def spoken(draw: Random, debate: Debate, response: Response) -> Response:
    """Return a response with something said, others answered and perhaps credited."""
    if response.vote is None and response.status is not ABSTAINED:
        return response
    earlier = [r.ref for r in debate.responses if r.round < response.round]
    others = [ref for ref in earlier if ref.participant != response.participant]
    return msgspec.structs.replace(
        response,
        argument=draw.choice((*TEXTS, None)),
        responds_to=tuple(draw.sample(earlier, min(len(earlier), draw.randint(0, 3)))),
        persuaded_by=draw.choice([None, *others]),
        second_choice=draw.choice([None, *(o.id for o in debate.spec.options)]),
    )


SEEDS = st.integers(0, 2**32)


def claims(summary: Summary) -> list[tuple[str, tuple[Citation, ...]]]:
    """Return all claims of a summary, each with its citations."""
    return [
        *((each.claim, each.citations) for each in summary.positions),
        *((each.claim or "", each.citations) for each in summary.strongest_arguments),
        *((each.claim, each.citations) for each in summary.dissent),
    ]


@settings(max_examples=25, deadline=None)
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


@settings(max_examples=25, deadline=None)
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


@settings(max_examples=25, deadline=None)
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


@settings(max_examples=25, deadline=None)
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
            if r.participant == by.participant and r.round <= by.round
        )
        assert turn.credit == (
            None if by is None else Credit.CONSISTENT if voted else Credit.INCONSISTENT
        )


@settings(max_examples=25, deadline=None)
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


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_an_overview_is_true_and_claims_no_more_agreement_than_there_was(seed: int) -> None:
    debate = a_random_debate(seed)
    summary = extractive_summary(debate, now=NOW)

    text, outcome = summary.overview, debate.state.outcome
    assert count_words(text) <= MOST_WORDS
    if outcome is None:
        assert text == "No round had enough votes to count."
        return
    prose = " ".join((text, *(turn.text for turn in summary.turning_points)))
    if outcome.agreement in {Agreement.TIE, Agreement.PLURALITY}:
        assert not re.search("majority|unanim", prose, re.IGNORECASE)
    rounds = counted_rounds(debate)
    first, last = round_tally(debate, rounds[0]), round_tally(debate, rounds[-1])
    changes = position_changes(debate)
    kept = {p.participant for p in summary.positions if p.final_vote and not p.changed_mind}
    counts = {
        r"(?:divided|split|spread) (\w+) votes": sum(row.votes for row in first),
        r"(?:evenly over|votes over|votes between) (\w+) options": sum(
            row.votes > 0 for row in first
        ),
        r"ahead with (\w+)": max(row.votes for row in first),
        rf"Round {rounds[-1]} closed with (\w+) of \w+ votes": max(row.votes for row in last),
        rf"Round {rounds[-1]} closed with \w+ of (\w+) votes": outcome.valid_votes,
        r"level at (\w+) vote": max(row.votes for row in last),
        r"(?:short of the|had the) (\w+) (?:votes? )?that the": outcome.votes_needed,
        r"(\w+) times in all": len(changes),
        r"No seat changed its vote in (\w+) rounds?\.": len(debate.state.rounds),
        r"quorum of (\w+) votes?\.": debate.spec.rules.quorum,
    }
    for pattern, count in counts.items():
        for word in re.findall(pattern, text):
            assert word.casefold() == number(count), pattern
    for word in re.findall(r"; (?:the other )?(\w+)(?: others)? kept their votes", text):
        assert word in [number(count) for count in range(1, len(kept) + 1)]
    if re.search("Nobody moved|No seat changed|nobody had read", text):
        assert not changes
    if "nobody had read" in text:
        assert len(debate.state.rounds) == 1
    assert ("was met" in text or "meets the" in text) <= outcome.consensus_reached
    assert ("tie-break" in text) <= (outcome.agreement is Agreement.TIE)
    assert ("could not part" in text) <= (outcome.decision is None)
    assert ("not count" in text) == (len(rounds) < len(debate.state.rounds))
