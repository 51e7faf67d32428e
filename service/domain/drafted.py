"""A drafted sentence, taken apart: its references, what it cites, and how it is read."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec

from service.domain.debate import Citation, Debate, OptionId, Response, SeatId
from service.domain.desk import Desk
from service.domain.drafts import DraftCitation, Sentence
from service.domain.excerpts import names_of
from service.domain.facts import Facts, facts_of
from service.domain.quotations import Argument, QuoteFault, found_in, prepared
from service.domain.references import render
from service.domain.sentences import count_words
from service.domain.skeletons import (
    COUNTED,
    MOVED,
    QUOTE,
    STAND_INS,
    TYPED,
    WHAT,
    WHEN,
    WHO,
    Seen,
    see,
)
from service.domain.slots import Piece, Quoted, Slot, Unknown, What, When, Who, slots
from service.domain.topics import Topic, topic_of


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What the sentences of drafts are checked against; follows from the ledger alone."""

    desk: Desk
    facts: Facts
    topic: Topic
    names: Mapping[SeatId, str]
    arguments: Mapping[str, Argument]
    """What can be cited, by the desk's key, as quotes are looked for in it."""


class Drafted(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One sentence, taken apart."""

    sentence: Sentence
    pieces: tuple[Piece, ...]
    slots: tuple[Slot, ...]
    """The references among the pieces."""
    cited: tuple[Response | None, ...]
    """Of each citation, the response; None where there is none with an argument."""
    quotes: tuple[str | QuoteFault, ...]
    """Of each citation, the response's own span as people read it, or why there is none."""
    seen: Seen
    words: int

    @cached_property
    def who(self) -> tuple[Who, ...]:
        """Return the references to participants."""
        return tuple(slot for slot in self.slots if isinstance(slot, Who))

    @cached_property
    def what(self) -> tuple[What, ...]:
        """Return the references to options."""
        return tuple(slot for slot in self.slots if isinstance(slot, What))

    @cached_property
    def rounds(self) -> frozenset[int]:
        """Return the rounds that are named."""
        return frozenset(slot.round for slot in self.slots if isinstance(slot, When))

    @cached_property
    def named(self) -> frozenset[SeatId]:
        """Return the participants that are named."""
        return frozenset(who.participant for who in self.who)

    @cached_property
    def options(self) -> frozenset[OptionId]:
        """Return the options that are named by themselves."""
        return frozenset(what.option for what in self.what)

    @cached_property
    def responses(self) -> tuple[Response, ...]:
        """Return the responses that are cited."""
        return tuple(response for response in self.cited if response is not None)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Return what is served as citations, once every quote holds."""
        return tuple(
            Citation(round=response.round, participant=response.participant, quote=str(quote))
            for response, quote in zip(self.responses, self.quotes, strict=True)
        )

    @cached_property
    def plain(self) -> str:
        """Return the text with something ordinary in the place of each reference."""
        return "".join(p if isinstance(p, str) else ORDINARY[type(p)] for p in self.pieces)


def evidence_of(debate: Debate, desk: Desk) -> Evidence:
    """Return what the sentences of a draft are checked against."""
    arguments = {key: response.argument or "" for key, response in desk.citable.items()}
    return Evidence(
        desk=desk,
        facts=facts_of(debate),
        topic=topic_of(debate.spec, tuple(arguments.values())),
        names=names_of(debate.spec),
        arguments={key: prepared(argument) for key, argument in arguments.items()},
    )


def take_apart(evidence: Evidence, sentence: Sentence) -> Drafted:
    """Take a sentence apart."""
    text = STAND_INS.sub(TYPED, " ".join(sentence.text.split()))
    pieces = slots(text, evidence.desk, [citation.quote for citation in sentence.citations])
    keys = [key_of(citation) for citation in sentence.citations]
    quotes = tuple(
        _quote(evidence, key, citation.quote)
        for key, citation in zip(keys, sentence.citations, strict=True)
    )
    return Drafted(
        sentence=sentence,
        pieces=pieces,
        slots=tuple(piece for piece in pieces if not isinstance(piece, str)),
        cited=tuple(map(evidence.desk.citable.get, keys)),
        quotes=quotes,
        seen=see("".join(p if isinstance(p, str) else _stand_in(p) for p in pieces)),
        words=count_words("".join(p if isinstance(p, str) else "x" for p in pieces))
        + sum(_more_words(p, quotes) for p in pieces if isinstance(p, Quoted)),
    )


def key_of(citation: DraftCitation) -> str:
    """Return the desk's key of a cited response, as far as it was written like one."""
    return citation.response.strip(" []").replace(" ", "").upper()


def _more_words(slot: Quoted, quotes: Sequence[str | QuoteFault]) -> int:
    """Return how many words more than one stand in the place of a reference: those of a quote."""
    if not 0 < slot.number <= len(quotes):
        return 0
    quote = quotes[slot.number - 1]
    return 0 if isinstance(quote, QuoteFault) else count_words(quote) - 1


def _stand_in(slot: Slot) -> str:
    match slot:
        case Who():
            return MOVED if slot.moves else WHO
        case What():
            return WHAT if slot.round is None else COUNTED
        case When():
            return WHEN
        case Quoted():
            return QUOTE
        case Unknown():
            return "x"


def _quote(evidence: Evidence, key: str, quote: str) -> str | QuoteFault:
    argument = evidence.arguments.get(key)
    if argument is None:
        return QuoteFault.ABSENT
    span = found_in(argument, quote, evidence.desk.codes)
    return span if isinstance(span, QuoteFault) else render(span, evidence.names)


ORDINARY: Mapping[type[Slot], str] = {
    Who: "Kim",
    What: "it",
    When: "2",
    Quoted: "so",
    Unknown: "so",
}
