"""What makes a drafted sentence hold, wherever it stands: the rules of `docs/summaries.md`.

Each rule is a generator of faults, which are sentences for the writer that say what to do instead,
and stands in `RULES`, in the order of the document. What holds by place is in `grounding_places`.
"""

from collections.abc import Callable, Iterator, Mapping

from service.domain.debate import SeatId
from service.domain.drafted import Drafted, Evidence
from service.domain.instructions import INSTRUCTION_LIKE, gives_orders
from service.domain.quotations import QuoteFault
from service.domain.sentences import sentences
from service.domain.slots import Piece, Quoted, Unknown, What, When, Who
from service.domain.unreferenced import (
    addresses_readers,
    answers,
    beside_references,
    credits_nobody,
    says_both,
    says_it_leads,
    says_moved,
    says_stayed,
    turns_credit_round,
    turns_on_an_option,
)

PAIR = 2
BRIEF = 60
"""Characters of the writer's own words that are shown back in a fault."""


def _is_cited(_: Evidence, drafted: Drafted) -> Iterator[str]:
    if not drafted.cited:
        yield "Cite the response that the sentence rests on, and quote it."
    for citation, response in zip(drafted.sentence.citations, drafted.cited, strict=True):
        if response is None:
            yield (
                f"“{brief(citation.response)}” is no response with an argument: cite one that is"
                " listed, as in CODE@1."
            )


def _is_verbatim(_: Evidence, drafted: Drafted) -> Iterator[str]:
    for citation, response, quote in zip(
        drafted.sentence.citations, drafted.cited, drafted.quotes, strict=True
    ):
        if response is not None and isinstance(quote, QuoteFault):
            yield QUOTE_FAULTS[quote].format(
                quote=brief(citation.quote), response=brief(citation.response)
            )


def _orders_nothing(_: Evidence, drafted: Drafted) -> Iterator[str]:
    for response, quote in zip(drafted.cited, drafted.quotes, strict=True):
        flagged = response is not None and INSTRUCTION_LIKE in response.flags
        if flagged and not isinstance(quote, QuoteFault) and gives_orders(quote):
            yield f"“{brief(quote)}” gives orders to readers: quote something else."


def _is_known(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    for slot in drafted.slots:
        match slot:
            case Unknown():
                yield f"[{brief(slot.text)}] is no reference: use only those that there are."
            case Who():
                yield from _known_votes(evidence, slot)
            case What() if slot.round is not None and slot.round not in evidence.facts.counts:
                yield f"Round {slot.round} has no count: leave out @{slot.round}."
            case When() if slot.round not in evidence.facts.rounds:
                yield f"There was no round {slot.round}."
            case Quoted() if not 0 < slot.number <= len(drafted.cited):
                yield f"[quote {slot.number}] is the quote of a citation that there is not."
            case _:
                pass


def _known_votes(evidence: Evidence, who: Who) -> Iterator[str]:
    code = evidence.desk.code_of[who.participant]
    if who.moves:
        since, now = who.rounds
        move = evidence.facts.moves[who.participant].get(now)
        if move is None or move.since != since:
            yield (
                f"[{code}@{since}>{now}] is no change of a choice: both rounds need one, the"
                " second the next after the first, and they must differ."
            )
    elif not set(who.rounds) <= evidence.facts.votes[who.participant].keys():
        yield f"[{code}] chose nothing in round {who.rounds[0]}: leave out @{who.rounds[0]}."


def _names_are_cited(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    cited = {(r.participant, r.round) for r in drafted.responses}
    code_of = evidence.desk.code_of
    for participant in drafted.named - {by for by, _ in cited}:
        yield f"[{code_of[participant]}] is named: cite a response of it, or leave it out."
    for participant in drafted.named:
        told = {
            evidence.facts.votes[participant].get(number)
            for who in drafted.who
            if who.participant == participant
            for number in who.rounds
        }
        own = {r.vote for r in drafted.responses if r.participant == participant}
        if told and own - told:
            yield (
                f"[{code_of[participant]}] is told with another choice than in a response that is"
                " cited of it: cite one with that choice."
            )
    if drafted.rounds:
        yield from _rounds_are_cited(evidence, drafted, cited)


def _rounds_are_cited(
    evidence: Evidence, drafted: Drafted, cited: set[tuple[SeatId, int]]
) -> Iterator[str]:
    if {number for _, number in cited} != drafted.rounds:
        yield "Cite responses of the rounds that are named by [@2], of each of them, and of no other."
    for participant in drafted.named:
        if any((participant, number) not in cited for number in drafted.rounds):
            yield (
                f"[{evidence.desk.code_of[participant]}] stands in a sentence about a round: cite its"
                " response of that round."
            )


def _options_were_voted_for(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    votes = {response.vote for response in drafted.responses}
    for option in drafted.options - votes:
        yield f"[{option}] is named: cite a response that chose it, or leave it out."
    for option in drafted.options:
        if any(not evidence.facts.always_for(p, option) for p in drafted.named):
            yield (
                f"[{option}] stands beside a participant that did not choose it in every round:"
                " tell its choice by [CODE@2] or [CODE@1>2] and leave the option out."
            )
    if drafted.named and drafted.options and turns_on_an_option(drafted.seen):
        yield "Do not say who is against an option: name who holds it instead."


def _leaders_lead(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    if not drafted.what or not says_it_leads(drafted.seen):
        return
    for what in drafted.what:
        counts = evidence.facts.counts.get(what.round or 0)
        if counts is None or counts[what.option].votes < max(c.votes for c in counts.values()):
            yield f"Tell that [{what.option}] leads only by the count of a round in which it does."


def _only_the_credited(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    movers = {who.participant: who.rounds[1] for who in drafted.who if who.moves}
    if not movers:
        return
    moves = [
        move
        for who in drafted.who
        if who.moves and (move := evidence.facts.moves[who.participant].get(who.rounds[1]))
    ]
    credited = {m.change.persuaded_by.participant for m in moves if m.change.persuaded_by}
    if credited and credits_nobody(drafted.seen):
        yield "The change is credited: name whom it is credited to, or say nothing of it."
    for participant in drafted.named - movers.keys() - credited:
        yield (
            f"[{evidence.desk.code_of[participant]}] is not whom the change is credited to: leave it"
            " out, or tell the change in another sentence."
        )


def _moves_are_told(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    movers = {who.participant for who in drafted.who if who.moves}
    if drafted.named and not movers and says_moved(drafted.seen):
        yield (
            "Tell who changed its choice, and on whose point, by [CODE@1>2]; where nobody did,"
            " say what each holds."
        )
    moved = {p for p in drafted.named - movers if evidence.facts.moves[p]}
    if movers and turns_credit_round(drafted.seen):
        yield "Whoever changed its choice credits another: do not say that it persuaded that one."
    if moved and says_stayed(drafted.seen):
        yield (
            f"[{evidence.desk.code_of[min(moved)]}] did change its choice: do not say that it stayed."
        )


def _exchanges_are_told(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    for by, to in answers(drafted.seen):
        pair = drafted.who[by].participant, drafted.who[to].participant
        if pair not in evidence.facts.answers:
            code, other = (evidence.desk.code_of[participant] for participant in pair)
            yield f"[{code}] answers [{other}] in no response: say what each holds."


def _quotes_have_their_author(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    before: set[SeatId] = set()
    cited = dict(enumerate(drafted.cited, start=1))
    for piece in drafted.slots:
        if isinstance(piece, Who):
            before.add(piece.participant)
        response = cited.get(piece.number) if isinstance(piece, Quoted) else None
        if not isinstance(piece, Quoted) or response is None:
            continue
        code = evidence.desk.code_of[response.participant]
        if response.participant not in (before or drafted.named or {response.participant}):
            yield f"[quote {piece.number}] is by [{code}]: name it before, or leave the quote out."
        elif not drafted.named and drafted.options and response.vote not in drafted.options:
            yield f"[quote {piece.number}] is not for an option that is named: name [{code}] instead."


def _says_nothing_else(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    yield from beside_references(drafted.seen, evidence.topic)
    if addresses_readers(drafted.seen) or gives_orders(drafted.plain):
        yield "Tell readers nothing to do or to believe: report what participants hold."
    if says_both(drafted.seen) and PAIR not in {len(drafted.named), len(drafted.options)}:
        yield "Write “both” only of two participants or two options that the sentence names."


def _is_one_sentence(_: Evidence, drafted: Drafted) -> Iterator[str]:
    if len(drafted.sentence.text.strip().splitlines()) > 1 or not _is_one(drafted.pieces):
        yield "Write one sentence, on one line."


def _is_one(pieces: tuple[Piece, ...]) -> bool:
    """Return whether that is one sentence; the stop in “in der [@2]. Runde” ends none."""
    ordinals = zip(("", *pieces), pieces, strict=False)
    plain = (
        "X" if not isinstance(p, str) else p.removeprefix(".") if isinstance(b, When) else p
        for b, p in ordinals
    )
    return len(sentences("".join(plain))) == 1


def brief(text: str) -> str:
    """Return the writer's own words as they are shown back."""
    line = " ".join(text.split())
    return line if len(line) <= BRIEF else f"{line[:BRIEF]}…"


QUOTE_FAULTS: Mapping[QuoteFault, str] = {
    QuoteFault.SHORT: "The quote “{quote}” is too short: quote at least three words.",
    QuoteFault.ABSENT: (
        "“{quote}” does not stand in {response}, word for word: copy it from there, or cite the"
        " response in which it stands."
    ),
    QuoteFault.CUT: "The quote “{quote}” begins or ends within a word: quote whole words.",
    QuoteFault.TOLD: (
        "“{quote}” begins right behind the name of another, whose view it tells: begin the quote"
        " with the name, or quote something else."
    ),
    QuoteFault.DENIED: (
        "The quote “{quote}” is turned round by what it leaves out: quote the sentence from its"
        " beginning, with the negation."
    ),
}

Rule = Callable[[Evidence, Drafted], Iterator[str]]
RULES: tuple[Rule, ...] = (
    _is_cited,
    _is_verbatim,
    _orders_nothing,
    _is_known,
    _names_are_cited,
    _options_were_voted_for,
    _leaders_lead,
    _only_the_credited,
    _moves_are_told,
    _exchanges_are_told,
    _quotes_have_their_author,
    _says_nothing_else,
    _is_one_sentence,
)
