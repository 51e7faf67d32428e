"""Whether a drafted sentence holds: what it cites, quotes, names and says beside that.

The rules are those of `docs/summaries.md`. A sentence is taken apart once (`Reading`); each rule is
a generator of faults, which are sentences for the writer, and stands in `RULES`; what a sentence
needs by its place is a row of `PLACES`. Only what has no fault is rendered, from references, so
that what is served names nothing that the ledger does not bear out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import msgspec

from service.domain.debate import Citation, Debate, OptionId, Response, SeatId, Verification
from service.domain.desk import Desk
from service.domain.drafts import Draft, DraftCitation, Sentence
from service.domain.excerpts import names_of
from service.domain.facts import Facts, facts_of
from service.domain.quotations import Argument, QuoteFault, found_in, prepared
from service.domain.references import render
from service.domain.sentences import count_words, sentences
from service.domain.slots import Piece, Quoted, Rendering, Slot, Unknown, What, When, Who, slots
from service.domain.unreferenced import (
    MOVED,
    QUOTE,
    WHAT,
    WHEN,
    WHO,
    Seen,
    Topic,
    beside_references,
    says_both,
    says_moved,
    says_stayed,
    see,
    topic_of,
    turns_on_an_option,
)

SENTENCE_WORDS, CLAIM_WORDS = 45, 35
OVERVIEW_SENTENCES, OVERVIEW_WORDS = 8, 160
MOST_CHARACTERS = 2_000
MOST_CITATIONS = 24
PAIR = 2


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that holds, as it is served."""

    at: str
    text: str
    """With names, labels, counts and quotes in the place of references."""
    citations: tuple[Citation, ...]
    """Each with the response's own span."""
    words: int
    """A reference counts as one, a quote as those that it has."""


class Faulty(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that does not hold, and what its writer has to change."""

    sentence: Sentence
    faults: tuple[str, ...]


class Grounded(msgspec.Struct, frozen=True, kw_only=True):
    """What checking a draft came to, by place, in the order of the draft."""

    held: dict[str, Held]
    faulty: dict[str, Faulty]
    repaired: int = 0

    @property
    def verification(self) -> Verification:
        """Return the figures that a summary tells of itself."""
        return Verification(
            checked=len(self.held) + len(self.faulty),
            repaired=self.repaired,
            dropped=len(self.faulty),
        )


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence, taken apart."""

    sentence: Sentence
    pieces: tuple[Piece, ...]
    cited: tuple[Response | None, ...]
    """Of each citation, the response; None where there is none with an argument."""
    quotes: tuple[str | QuoteFault, ...]
    """Of each citation, the response's own span as people read it, or why there is none."""
    seen: Seen

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return the references of the text, in their order."""
        return tuple(piece for piece in self.pieces if not isinstance(piece, str))

    @property
    def who(self) -> tuple[Who, ...]:
        """Return the references to participants."""
        return tuple(slot for slot in self.slots if isinstance(slot, Who))

    @property
    def what(self) -> tuple[What, ...]:
        """Return the references to options."""
        return tuple(slot for slot in self.slots if isinstance(slot, What))

    @property
    def rounds(self) -> frozenset[int]:
        """Return the rounds that are named."""
        return frozenset(slot.round for slot in self.slots if isinstance(slot, When))

    @property
    def shown(self) -> tuple[int, ...]:
        """Return the numbers of the quotes that stand in the text and of which there are any."""
        numbers = (slot.number for slot in self.slots if isinstance(slot, Quoted))
        return tuple(number for number in numbers if 0 < number <= len(self.cited))

    @property
    def named(self) -> frozenset[SeatId]:
        """Return the participants that are named."""
        return frozenset(who.participant for who in self.who)

    @property
    def options(self) -> frozenset[OptionId]:
        """Return the options that are named by themselves."""
        return frozenset(what.option for what in self.what)

    @property
    def responses(self) -> tuple[Response, ...]:
        """Return the responses that are cited."""
        return tuple(response for response in self.cited if response is not None)

    @property
    def words(self) -> int:
        """Count the words."""
        plain = "".join(p if isinstance(p, str) else "x" for p in self.pieces)
        quotes = (self.quotes[number - 1] for number in self.shown)
        more = (count_words(q) - 1 for q in quotes if not isinstance(q, QuoteFault))
        return count_words(plain) + sum(more)


class Bench(msgspec.Struct, frozen=True, kw_only=True):
    """What the sentences of one draft are checked with."""

    debate: Debate
    desk: Desk
    facts: Facts
    topic: Topic
    arguments: dict[str, Argument]
    """Those that were cited so far, by the desk's key."""


def ground(debate: Debate, desk: Desk, draft: Draft) -> Grounded:
    """Check every sentence of a draft."""
    checked = _checked(_bench(debate, desk), draft, room=OVERVIEW_WORDS, seats=OVERVIEW_SENTENCES)
    return Grounded(
        held={at: each for at, each in checked.items() if isinstance(each, Held)},
        faulty={at: each for at, each in checked.items() if isinstance(each, Faulty)},
    )


def mend(debate: Debate, desk: Desk, first: Grounded, repairs: Draft) -> Grounded:
    """Check once more what was faulty; what held is not touched, what is not mended stays faulty."""
    asked = tuple(sentence for sentence in repairs if sentence.at in first.faulty)
    overview = [held for at, held in first.held.items() if _place(at)[0] == "overview"]
    checked = _checked(
        _bench(debate, desk),
        asked,
        room=OVERVIEW_WORDS - sum(held.words for held in overview),
        seats=OVERVIEW_SENTENCES - len(overview),
    )
    mended = {at: each for at, each in checked.items() if isinstance(each, Held)}
    failed = {at: each for at, each in checked.items() if isinstance(each, Faulty)}
    left = {at: each for at, each in first.faulty.items() if at not in mended}
    return Grounded(
        held=first.held | mended,
        faulty=left | failed,
        repaired=first.repaired + len(mended),
    )


def _bench(debate: Debate, desk: Desk) -> Bench:
    return Bench(
        debate=debate, desk=desk, facts=facts_of(debate), topic=topic_of(debate.spec), arguments={}
    )


def _checked(bench: Bench, draft: Draft, *, room: int, seats: int) -> dict[str, Held | Faulty]:
    """Check sentences; `room` and `seats` are the words and sentences left to the overview."""
    checked: dict[str, Held | Faulty] = {}
    for sentence in draft:
        if sentence.at in checked:
            continue
        judged = _judged(bench, sentence)
        if isinstance(judged, Held) and _place(sentence.at)[0] == "overview":
            if seats < 1 or judged.words > room:
                judged = Faulty(sentence=sentence, faults=(TOO_MUCH,))
            else:
                seats, room = seats - 1, room - judged.words
        checked[sentence.at] = judged
    return checked


def _judged(bench: Bench, sentence: Sentence) -> Held | Faulty:
    if len(sentence.text) > MOST_CHARACTERS or len(sentence.citations) > MOST_CITATIONS:
        return Faulty(sentence=sentence, faults=(TOO_LONG,))
    reading = _reading(bench, sentence)
    faults = [fault for rule in RULES for fault in rule(bench, reading)]
    if not faults:
        faults = list(_by_place(bench, reading))
    if faults:
        return Faulty(sentence=sentence, faults=tuple(dict.fromkeys(faults)))
    return _held(bench, reading)


def _reading(bench: Bench, sentence: Sentence) -> Reading:
    text = " ".join(sentence.text.split())
    pieces = slots(text, bench.desk, [citation.quote for citation in sentence.citations])
    cited = tuple(bench.desk.citable.get(_key(c)) for c in sentence.citations)
    skeleton = "".join(p if isinstance(p, str) else _stand_in(p) for p in pieces)
    return Reading(
        sentence=sentence,
        pieces=pieces,
        cited=cited,
        quotes=tuple(
            _quote(bench, citation, response)
            for citation, response in zip(sentence.citations, cited, strict=True)
        ),
        seen=see(skeleton),
    )


def _key(citation: DraftCitation) -> str:
    return citation.response.strip(" []").replace(" ", "").upper()


def _stand_in(slot: Slot) -> str:
    match slot:
        case Who():
            return MOVED if slot.moves else WHO
        case What():
            return WHAT
        case When():
            return WHEN
        case Quoted():
            return QUOTE
        case Unknown():
            return "x"


def _quote(bench: Bench, citation: DraftCitation, response: Response | None) -> str | QuoteFault:
    if response is None:
        return QuoteFault.ABSENT
    key = _key(citation)
    if key not in bench.arguments:
        bench.arguments[key] = prepared(response.argument or "")
    span = found_in(bench.arguments[key], citation.quote, bench.desk.codes)
    return span if isinstance(span, QuoteFault) else render(span, names_of(bench.desk.spec))


def _held(bench: Bench, reading: Reading) -> Held:
    citations = tuple(
        Citation(round=response.round, participant=response.participant, quote=str(quote))
        for response, quote in zip(reading.responses, reading.quotes, strict=True)
    )
    rendering = Rendering(spec=bench.desk.spec, facts=bench.facts, citations=citations)
    return Held(
        at=reading.sentence.at,
        text=rendering.text(reading.pieces),
        citations=citations,
        words=reading.words,
    )


def _is_cited(_: Bench, reading: Reading) -> Iterator[str]:
    if not reading.cited:
        yield "Cite the response that the sentence rests on, and quote it."
    for citation, response in zip(reading.sentence.citations, reading.cited, strict=True):
        if response is None:
            yield (
                f"“{_brief(citation.response)}” is no response with an argument: cite one that is"
                " listed, as in CODE@1."
            )


def _is_verbatim(_: Bench, reading: Reading) -> Iterator[str]:
    for citation, response, quote in zip(
        reading.sentence.citations, reading.cited, reading.quotes, strict=True
    ):
        if response is not None and isinstance(quote, QuoteFault):
            yield QUOTE_FAULTS[quote].format(
                quote=_brief(citation.quote), response=_brief(citation.response)
            )


def _is_known(bench: Bench, reading: Reading) -> Iterator[str]:
    for slot in reading.slots:
        match slot:
            case Unknown():
                yield f"[{_brief(slot.text)}] is no reference: use only those that there are."
            case Who():
                yield from _known_votes(bench, slot)
            case What() if slot.round is not None and slot.round not in bench.facts.counts:
                yield f"Round {slot.round} has no count: leave out @{slot.round}."
            case When() if slot.round not in bench.facts.rounds:
                yield f"There was no round {slot.round}."
            case Quoted() if not 0 < slot.number <= len(reading.cited):
                yield f"[quote {slot.number}] is the quote of a citation that there is not."
            case _:
                pass


def _known_votes(bench: Bench, who: Who) -> Iterator[str]:
    code = bench.desk.code_of[who.participant]
    if who.moves:
        since, now = who.rounds
        move = bench.facts.moves[who.participant].get(now)
        if move is None or move.since != since:
            yield (
                f"[{code}@{since}>{now}] is no change of a choice: both rounds need one, the"
                " second the next after the first, and they must differ."
            )
    elif not set(who.rounds) <= bench.facts.votes[who.participant].keys():
        yield f"[{code}] chose nothing in round {who.rounds[0]}: leave out @{who.rounds[0]}."


def _names_are_cited(bench: Bench, reading: Reading) -> Iterator[str]:
    cited = {(r.participant, r.round) for r in reading.responses}
    code_of = bench.desk.code_of
    for participant in reading.named - {by for by, _ in cited}:
        yield f"[{code_of[participant]}] is named: cite a response of it, or leave it out."
    for participant in reading.named:
        told = {
            bench.facts.votes[participant].get(number)
            for who in reading.who
            if who.participant == participant
            for number in who.rounds
        }
        own = {r.vote for r in reading.responses if r.participant == participant}
        if told and own - told:
            yield (
                f"[{code_of[participant]}] is told with another choice than in a response that is"
                " cited of it: cite one with that choice."
            )
    if reading.rounds:
        yield from _rounds_are_cited(bench, reading, cited)


def _rounds_are_cited(
    bench: Bench, reading: Reading, cited: set[tuple[SeatId, int]]
) -> Iterator[str]:
    if {number for _, number in cited} != reading.rounds:
        yield "Cite responses of the rounds that are named by [@2], of each of them, and of no other."
    for participant in reading.named:
        if any((participant, number) not in cited for number in reading.rounds):
            yield (
                f"[{bench.desk.code_of[participant]}] stands in a sentence about a round: cite its"
                " response of that round."
            )


def _options_were_voted_for(bench: Bench, reading: Reading) -> Iterator[str]:
    votes = {response.vote for response in reading.responses}
    for option in reading.options - votes:
        yield f"[{option}] is named: cite a response that chose it, or leave it out."
    for option in reading.options:
        if any(not bench.facts.always_for(p, option) for p in reading.named):
            yield (
                f"[{option}] stands beside a participant that did not choose it in every round:"
                " tell its choice by [CODE@2] or [CODE@1>2] and leave the option out."
            )
    if reading.named and reading.options and turns_on_an_option(reading.seen):
        yield "Do not say who is against an option: name who holds it instead."


def _only_the_credited(bench: Bench, reading: Reading) -> Iterator[str]:
    movers = {who.participant: who.rounds[1] for who in reading.who if who.moves}
    if not movers:
        return
    moves = [
        move
        for who in reading.who
        if who.moves and (move := bench.facts.moves[who.participant].get(who.rounds[1]))
    ]
    credited = {m.change.persuaded_by.participant for m in moves if m.change.persuaded_by}
    for participant in reading.named - movers.keys() - credited:
        yield (
            f"[{bench.desk.code_of[participant]}] is not whom the change is credited to: leave it"
            " out, or tell the change in another sentence."
        )


def _moves_are_told(bench: Bench, reading: Reading) -> Iterator[str]:
    movers = {who.participant for who in reading.who if who.moves}
    if reading.named and not movers and says_moved(reading.seen):
        yield (
            "Tell who changed its choice, and on whose point, by [CODE@1>2]; where nobody did,"
            " say what each holds."
        )
    moved = {p for p in reading.named - movers if bench.facts.moves[p]}
    if moved and says_stayed(reading.seen):
        yield (
            f"[{bench.desk.code_of[min(moved)]}] did change its choice: do not say that it stayed."
        )


def _quotes_have_their_author(bench: Bench, reading: Reading) -> Iterator[str]:
    for at, piece in enumerate(reading.pieces):
        if not isinstance(piece, Quoted) or piece.number not in reading.shown:
            continue
        response = reading.cited[piece.number - 1]
        if response is None:
            continue
        code = bench.desk.code_of[response.participant]
        if reading.named and response.participant not in reading.named:
            yield f"[quote {piece.number}] is by [{code}]: name it, or leave the quote out."
        elif not reading.named and reading.options and response.vote not in reading.options:
            yield f"[quote {piece.number}] is not for an option that is named: name [{code}] instead."
        elif _is_anothers(reading.pieces[:at], response.participant):
            yield (
                f"[quote {piece.number}] is by [{code}] alone: let it be said by [{code}], and by"
                " nobody else."
            )


def _is_anothers(before: tuple[Piece, ...], author: SeatId) -> bool:
    """Return whether a quote behind these pieces seems to be said by somebody who did not.

    So it is where only others are named before it; where the author is, and another then in a new
    clause; or where one of several who are named side by side is the author.
    """
    places = [(at, who) for at, who in enumerate(before) if isinstance(who, Who)]
    if not places:
        return False
    by_author = [n for n, (_, who) in enumerate(places) if who.participant == author]
    if not by_author:
        return True
    for (at, first), (then, second) in pairwise(places[max(0, by_author[-1] - 1) :]):
        others = {first.participant, second.participant} - {author}
        between = "".join(p if isinstance(p, str) else "x" for p in before[at + 1 : then])
        if others and (
            SIDE_BY_SIDE.fullmatch(between)
            or (first.participant == author and CLAUSE.search(between))
        ):
            return True
    return False


def _says_nothing_else(bench: Bench, reading: Reading) -> Iterator[str]:
    yield from beside_references(reading.seen, bench.topic)
    if says_both(reading.seen) and PAIR not in {len(reading.named), len(reading.options)}:
        yield "Write “both” only of two participants or two options that the sentence names."


def _is_one_short_sentence(_: Bench, reading: Reading) -> Iterator[str]:
    claim = _place(reading.sentence.at)[0] in {"positions", "strongest_arguments"}
    most = CLAIM_WORDS if claim else SENTENCE_WORDS
    if reading.words > most:
        yield f"Shorten it to {most} words; the words of a quote count."
    if len(reading.sentence.text.strip().splitlines()) > 1 or not _is_one(reading.pieces):
        yield "Write one sentence, on one line."


def _is_one(pieces: tuple[Piece, ...]) -> bool:
    """Return whether that is one sentence; the stop in “in der [@2]. Runde” ends none."""
    ordinals = zip(("", *pieces), pieces, strict=False)
    plain = (
        "X" if not isinstance(p, str) else p.removeprefix(".") if isinstance(b, When) else p
        for b, p in ordinals
    )
    return len(sentences("".join(plain))) == 1


def _place(at: str) -> tuple[str, str]:
    kind, _, key = at.partition(" ")
    return kind, key


def _by_place(bench: Bench, reading: Reading) -> Iterator[str]:
    kind, key = _place(reading.sentence.at)
    rule = PLACES.get(kind)
    if rule is None:
        yield "There is no such place."
    else:
        yield from rule(bench, reading, key)


def _in_the_overview(_: Bench, __: Reading, key: str) -> Iterator[str]:
    if not (key.isascii() and key.isdigit()):
        yield "There is no such place."


def _as_a_position(bench: Bench, reading: Reading, key: str) -> Iterator[str]:
    participant = bench.desk.codes.get(key)
    if participant is None:
        yield "There is no such participant."
        return
    final = bench.facts.final_vote(participant)
    if any(
        r.participant != participant or (final is not None and r.vote != final)
        for r in reading.responses
    ):
        yield f"Cite only responses of [{key}] in which it chose what it ended with."
    if reading.named - {participant}:
        yield f"Name nobody but [{key}]."


def _as_the_strongest(bench: Bench, reading: Reading, key: str) -> Iterator[str]:
    if any(response.vote != key for response in reading.responses):
        yield f"Cite only responses that chose [{_brief(key)}]."
    best = bench.desk.strongest.get(key)
    if best is not None and reading.responses[0].ref != best.ref:
        code = bench.desk.code_of[best.participant]
        yield f"Cite {code}@{best.round} first: the debate shows it to be the strongest."


def _as_a_turn(bench: Bench, reading: Reading, key: str) -> Iterator[str]:
    turn = bench.desk.turns.get(key)
    if turn is None:
        yield "There is no such turning point."
    elif turn.participant is not None:
        if not any(
            who.moves and who.participant == turn.participant and who.rounds[1] == turn.round
            for who in reading.who
        ):
            code = bench.desk.code_of[turn.participant]
            since = bench.facts.moves[turn.participant][turn.round].since
            yield f"Tell the change by [{code}@{since}>{turn.round}]."
    elif not any(w.round == turn.round and w.option in turn.to_options for w in reading.what):
        forms = " or ".join(f"[{option}@{turn.round}]" for option in turn.to_options)
        yield f"Tell the count by {forms}."


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= BRIEF else f"{line[:BRIEF]}…"


BRIEF = 60
TOO_LONG = "Write one short sentence, with few citations."
TOO_MUCH = (
    f"The overview has room for {OVERVIEW_SENTENCES} sentences and {OVERVIEW_WORDS} words: shorten"
    " it, or leave it out."
)

SIDE_BY_SIDE = re.compile(
    r"\W*(?:(?:and|or|as well as|along with|together with|with|like|just like|as|und|oder|sowie|wie|mit|et|ou|comme"
    r"|avec|y|e|o|con|como|come|com|en|net als|met|i|oraz|z|jak|и|как|с|ve|ile|och)\W+)?|[、,，]?\s?(?:和|与|與|跟|同|及|以及|や|と"
    r"|와|과|하고|및)\s?",
    re.IGNORECASE,
)
"""What stands between two who are named for the same thing."""
CLAUSE = re.compile(r"[,;:—–，；：、()]")

QUOTE_FAULTS: Mapping[QuoteFault, str] = {
    QuoteFault.SHORT: "The quote “{quote}” is too short: quote at least three words.",
    QuoteFault.ABSENT: (
        "“{quote}” does not stand in {response}, word for word: copy it from there, or cite the"
        " response in which it stands."
    ),
    QuoteFault.CUT: "The quote “{quote}” begins or ends within a word: quote whole words.",
    QuoteFault.DENIED: (
        "The quote “{quote}” leaves a negation beside it out: quote the negation, too."
    ),
}

Rule = Callable[[Bench, Reading], Iterator[str]]
RULES: tuple[Rule, ...] = (
    _is_cited,
    _is_verbatim,
    _is_known,
    _names_are_cited,
    _options_were_voted_for,
    _only_the_credited,
    _moves_are_told,
    _quotes_have_their_author,
    _says_nothing_else,
    _is_one_short_sentence,
)

PLACES: Mapping[str, Callable[[Bench, Reading, str], Iterator[str]]] = {
    "overview": _in_the_overview,
    "positions": _as_a_position,
    "strongest_arguments": _as_the_strongest,
    "turning_points": _as_a_turn,
}
