"""All that is said of a debate in words, put to its ledger: `faults` names what is not true."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from service.domain.debate import (
    Debate,
    Dissent,
    StrongestArgument,
    Summary,
    TurningPoint,
    TurningPointKind,
)
from tests.support.prose import headlines, movement, quotes, rounds, standing, turns
from tests.support.prose.grammar import are_true, is_true, row
from tests.support.prose.recount import Recount
from tests.support.prose.words import Words

OF_AN_OVERVIEW = (
    *(standing.one_answer, standing.two_answers, standing.many_answers, standing.closing),
    *(quotes.arguments, movement.moves, movement.no_move, movement.handed_over),
    *(rounds.absences, rounds.uncounted, rounds.only_round),
)

NOTHING_COUNTED = "No round had enough votes to count."


def faults(debate: Debate, summary: Summary, of_rounds: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with a summary and the headlines of all rounds; nothing where all is true."""
    facts = Recount(debate)
    words = Words(facts)
    yield from _of_the_whole(facts, words, summary)
    for number, text in enumerate(of_rounds, start=1):
        if not is_true(headlines.of_a_round(facts, words, number), text):
            yield f"headline of round {number}: {text}"
    yield from _of_turns(facts, words, summary.turning_points)
    for position in summary.positions:
        if not is_true(quotes.position(facts, words, position.participant), position.claim):
            yield f"claim of {position.participant}: {position.claim}"
    for argument in summary.strongest_arguments:
        yield from _of_an_argument(facts, words, argument)
    yield from _of_dissent(facts, words, summary.dissent)


def _of_the_whole(facts: Recount, words: Words, summary: Summary) -> Iterator[str]:
    if not facts.counted:
        if (summary.overview, summary.headline) != (NOTHING_COUNTED, ""):
            yield f"of no counted round: {summary.headline!r}, {summary.overview!r}"
        return
    shapes = chain.from_iterable(some(facts, words) for some in OF_AN_OVERVIEW)
    if left := are_true(shapes, summary.overview):
        yield f"overview: {left}"
    if not is_true(headlines.of_the_debate(facts, words), summary.headline):
        yield f"headline: {summary.headline}"


def _of_turns(facts: Recount, words: Words, told: Iterable[TurningPoint]) -> Iterator[str]:
    moves = [turn for turn in told if turn.kind is TurningPointKind.POSITION_CHANGE]
    leads = [turn for turn in told if turn.kind is TurningPointKind.LEAD_CHANGE]
    changed = sorted((change.round, change.who) for change in facts.changes)
    if sorted((turn.round, turn.participant or "") for turn in moves) != changed:
        yield f"moves: {moves}"
    if [turn.round for turn in leads] != list(turns.lead_changes(facts)):
        yield f"changes of the lead: {leads}"
    for turn in moves:
        if not is_true(turns.move(facts, words, turn.participant or ""), turn.text):
            yield f"move: {turn.text}"
    for turn in leads:
        if not is_true(turns.lead(facts, words), turn.text):
            yield f"change of the lead: {turn.text}"


def _of_an_argument(facts: Recount, words: Words, told: StrongestArgument) -> Iterator[str]:
    option = told.option
    if told.status is not quotes.status(facts, option):
        yield f"{option} is {quotes.status(facts, option)}, not {told.status}"
    best = quotes.strongest(facts, option)
    if best is None:
        if told.claim is not None or told.chosen_by is not None:
            yield f"an argument for {option}, for which there is none: {told.claim}"
        return
    response, rule = best
    cited = [(citation.round, citation.participant) for citation in told.citations]
    if (told.chosen_by, cited) != (rule, [(response.round, response.participant)]):
        yield f"argument for {option}: {told.chosen_by}, {cited} in place of {best}"
    in_quotes = [(row(words.quote), lambda quote: quote in facts.said(response))]
    if told.claim is None or not is_true(in_quotes, told.claim):
        yield f"argument for {option}: {told.claim}"


def _of_dissent(facts: Recount, words: Words, told: Iterable[Dissent]) -> Iterator[str]:
    votes = facts.votes(facts.last) if facts.counted else {}
    won = set[str]()
    if facts.counted:
        decision, _ = facts.decided()
        won = facts.leaders(facts.last) if decision is None else {decision}
    lost = [option.id for option in facts.spec.options if option.id in {*votes.values()} - won]
    if [each.option for each in told] != lost:
        yield f"dissent: {told} in place of {lost}"
    for each in told:
        holders = [who for who, vote in votes.items() if vote == each.option]
        if sorted(each.participants) != sorted(holders):
            yield f"holders of {each.option}: {each.participants} in place of {holders}"
        if not is_true(quotes.dissent(facts, words, each.option, holders), each.claim):
            yield f"dissent for {each.option}: {each.claim}"
