"""References in a draft's text: found, and replaced by names, labels, votes and quotes.

    "[P3@1>2] took up [quote 1]."  -- slots -->  (Who(P3, 1>2), " took up ", Quoted(1), ".")

What stands in square brackets and is none of the forms of `docs/summaries.md` is `Unknown`. A new
form is a Struct in `Slot`, a row in `_read` and a case in `Rendering.told`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from service.domain.debate import Citation, DebateSpec, OptionId, SeatId
from service.domain.desk import Desk
from service.domain.facts import Facts
from service.domain.phrasing import Naming
from service.domain.quotations import bare_quote, folded
from service.domain.sentences import quoted


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """A participant; with one round its vote of then, with two both votes."""

    participant: SeatId
    rounds: tuple[int, ...] = ()

    @property
    def moves(self) -> bool:
        """Return whether it tells a position change."""
        return len(self.rounds) > 1


class What(msgspec.Struct, frozen=True, kw_only=True):
    """An option; with a round also its votes."""

    option: OptionId
    round: int | None = None


class When(msgspec.Struct, frozen=True, kw_only=True):
    """The number of a round."""

    round: int


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """The quote of that citation, from 1."""

    number: int


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in square brackets and means nothing."""

    text: str


Slot: TypeAlias = Who | What | When | Quoted | Unknown
Piece: TypeAlias = str | Slot

_CODE = r"[A-Za-z]{1,4}[0-9]{1,2}"
_ROUNDS = r"(?:\s?@\s?(?P<first>[0-9])(?:\s?(?:[-–]?>|→)\s?(?P<second>[0-9]))?)?"
_FORM = re.compile(
    rf"\s*(?:(?P<code>{_CODE}){_ROUNDS}"
    r"|(?P<option>[A-Za-z0-9_]{1,32})(?:\s?@\s?(?P<counted>[0-9]))?"
    r"|@\s?(?P<when>[0-9])|quote\s(?P<quote>[0-9]{1,2}))\s*",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[［【](?P<inside>[^\[\]［］【】]{0,200})[\]］】]")
_JOINT = re.compile(r"(\s*[,;/&+、，،]\s*(?:\w{1,4}\s+)?|\s+\w{1,4}\s+)")
_BARE = re.compile(
    rf"(?<![A-Za-z0-9_./@#-])(?P<form>{_CODE}(?:@[0-9](?:>[0-9])?)?)"
    r"(?![A-Za-z0-9_@>]|[-.][A-Za-z0-9])"
)
_DIGIT = re.compile("[0-9]")
"""Without one, nothing is a bare code."""
_IN_MARKS = re.compile(
    r"“([^“”]*)”|„([^„“”]*)[“”]|\"([^\"]*)\"|«([^«»]*)»|»([^«»]*)«|「([^「」]*)」|『([^『』]*)』"
    r"|《([^《》]*)》|‹([^‹›]*)›|‚([^‚‘’]*)‘|‘([^‘]*?)’(?!\w)|(?<!\w)'([^']*(?:'\w[^']*)*)'(?!\w)"
)


def slots(text: str, desk: Desk, quotes: Sequence[str]) -> tuple[Piece, ...]:
    """Take a text apart; `quotes` are those of its citations, which may also be typed out."""
    return tuple(
        piece for piece in _pieces(text, desk, [folded(bare_quote(q)) for q in quotes]) if piece
    )


def _pieces(text: str, desk: Desk, quotes: Sequence[str]) -> Iterator[Piece]:
    at = 0
    for match in _IN_MARKS.finditer(text):
        inside = match[match.lastindex or 0]
        known = _typed_out(inside, quotes) or _single(inside, desk)
        if known:
            yield from _outside_marks(text[at : match.start()], desk)
            yield from known
            at = match.end()
    yield from _outside_marks(text[at:], desk)


def _typed_out(inside: str, quotes: Sequence[str]) -> tuple[Piece, ...]:
    """Return the cited quote that stands between marks, and the mark that ends the clause."""
    said = folded(bare_quote(inside))
    if said and said in quotes:
        return (Quoted(number=quotes.index(said) + 1),)
    if said[-1:] in {",", "."} and said[:-1] in quotes:
        return (Quoted(number=quotes.index(said[:-1]) + 1), said[-1])
    return ()


def _single(inside: str, desk: Desk) -> tuple[Piece, ...]:
    """Return a quote or a label that brings quotation marks of its own."""
    bracketed = _BRACKETED.fullmatch(inside.strip())
    slot = _read(bracketed["inside"], desk) if bracketed else None
    return (slot,) if isinstance(slot, Quoted | What) else ()


def _outside_marks(text: str, desk: Desk) -> Iterator[Piece]:
    at = 0
    for match in _BRACKETED.finditer(text):
        yield from _bare(text[at : match.start()], desk)
        yield from _listed(match["inside"], desk)
        at = match.end()
    yield from _bare(text[at:], desk)


def _listed(inside: str, desk: Desk) -> Iterator[Piece]:
    slot = _read(inside, desk)
    if slot is not None:
        yield slot
        return
    parts = _JOINT.split(inside)
    found = [_read(part, desk) for part in parts[::2]]
    if None in found:
        yield Unknown(text=inside)
        return
    for number, each in enumerate(found):
        yield each or ""
        yield from parts[2 * number + 1 : 2 * number + 2]


def _bare(text: str, desk: Desk) -> Iterator[Piece]:
    """Find the codes whose brackets were dropped; an option's id is never meant so."""
    at = 0
    for match in _BARE.finditer(text) if _DIGIT.search(text) else ():
        code = match["form"].partition("@")[0]
        slot = _read(match["form"], desk) if code in desk.codes else None
        if slot is not None:
            yield text[at : match.start()]
            yield slot
            at = match.end()
    yield text[at:]


def _read(form: str, desk: Desk) -> Slot | None:
    match = _FORM.fullmatch(form)
    if match is None:
        return None
    if match["code"] and match["code"].upper() in desk.codes:
        rounds = tuple(int(number) for number in (match["first"], match["second"]) if number)
        return Who(participant=desk.codes[match["code"].upper()], rounds=rounds)
    if match["when"]:
        return When(round=int(match["when"]))
    if match["quote"]:
        return Quoted(number=int(match["quote"]))
    return _option(form, {option.id for option in desk.spec.options})


def _option(form: str, ids: set[OptionId]) -> What | None:
    option, _, number = (part.strip() for part in form.partition("@"))
    if option not in ids or (number and not re.fullmatch("[0-9]", number)):
        return None
    return What(option=option, round=int(number) if number else None)


class Rendering(msgspec.Struct, frozen=True, kw_only=True):
    """How the references of one sentence are told."""

    spec: DebateSpec
    facts: Facts
    citations: Sequence[Citation]

    def text(self, pieces: Sequence[Piece]) -> str:
        """Return the sentence as people read it."""
        signed = {number: self._signed(pieces, c) for number, c in enumerate(self.citations, 1)}
        return "".join(p if isinstance(p, str) else self._told(p, signed) for p in pieces)

    def _told(self, slot: Slot, signed: Mapping[int, str]) -> str:
        """Return what stands in the place of a reference that the ledger bears out."""
        match slot:
            case Who():
                return self._who(slot)
            case What():
                return self._what(slot)
            case When():
                return str(slot.round)
            case Quoted():
                return signed[slot.number]
            case Unknown():
                return slot.text

    def _signed(self, pieces: Sequence[Piece], citation: Citation) -> str:
        """Return a quote, signed by whose it is and of when, unless nothing else can be meant.

        Who speaks in a sentence, and when, is said by its grammar, which nothing here can read.
        """
        who = [piece for piece in pieces if isinstance(piece, Who)]
        rounds = {piece.round for piece in pieces if isinstance(piece, When)}
        for each in who:
            if not each.moves and not self.facts.is_steady(each.participant):
                rounds.update(each.rounds)
        signature = []
        if not {each.participant for each in who} <= {citation.participant}:
            signature.append(Naming(spec=self.spec).name(citation.participant))
        if not rounds <= {citation.round}:
            signature.append(f"R{citation.round}")
        said = quoted(" ".join(citation.quote.split()))
        return f"{said} ({', '.join(signature)})" if signature else said

    def _who(self, who: Who) -> str:
        naming = Naming(spec=self.spec)
        name = naming.name(who.participant)
        if not who.rounds:
            return name
        votes = self.facts.votes[who.participant]
        once = len(self.facts.moves[who.participant]) == 1 and who.moves
        plain = once or self.facts.is_steady(who.participant)
        told = [
            naming.label(votes[number]) if plain else f"R{number}: {naming.label(votes[number])}"
            for number in who.rounds
        ]
        return f"{name} ({' → '.join(told)})"

    def _what(self, what: What) -> str:
        label = Naming(spec=self.spec).label(what.option)
        if what.round is None:
            return label
        count = self.facts.counts[what.round][what.option]
        when = "" if self.facts.is_steady_count(what.option) else f"R{what.round}: "
        return f"{label} ({when}{count.votes}/{count.valid})"
