"""What a summary quotes, as links to the sentences that it quotes."""

from collections.abc import Iterable, Sequence

import msgspec

from service.domain.debate import Citation, DebateSpec, ResponseRef
from service.pages.anchors import Passages
from service.pages.links import Link, to_response


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a text: prose, or a passage that stands in an argument."""

    text: str
    link: str | None = None
    """Where on the page the passage stands."""


class QuoteView(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that a text rests on without having it in its words."""

    piece: Piece
    source: Link


class Quoting(msgspec.Struct, frozen=True, kw_only=True):
    """A text with its quotes."""

    pieces: tuple[Piece, ...]
    sources: tuple[Link, ...]
    """Whom it quotes."""
    beside: tuple[QuoteView, ...]
    """What it rests on without having it in its words."""


def quoting(
    spec: DebateSpec, passages: Passages, text: str, citations: Sequence[Citation]
) -> Quoting:
    """Return a text of a summary in which each quote leads to where it stands."""
    pieces, found = _woven(passages, text, citations)
    distinct = tuple(dict.fromkeys(citations))
    return Quoting(
        pieces=pieces,
        sources=tuple(dict.fromkeys(_source(spec, one) for one in distinct if one in found)),
        beside=tuple(
            QuoteView(piece=_passage(passages, one), source=_source(spec, one))
            for one in distinct
            if one not in found
        ),
    )


def _woven(
    passages: Passages, text: str, citations: Iterable[Citation]
) -> tuple[tuple[Piece, ...], frozenset[Citation]]:
    """Split a text at the quotes that are in it; they come in the order of the citations."""
    pieces: list[Piece] = []
    found: list[Citation] = []
    done = 0
    for citation in citations:
        start = text.find(citation.quote, done)
        if start >= 0:
            pieces += [Piece(text=text[done:start]), _passage(passages, citation)]
            found.append(citation)
            done = start + len(citation.quote)
    pieces.append(Piece(text=text[done:]))
    return tuple(piece for piece in pieces if piece.text), frozenset(found)


def _passage(passages: Passages, citation: Citation) -> Piece:
    return Piece(text=citation.quote, link=passages.link(citation))


def _source(spec: DebateSpec, citation: Citation) -> Link:
    return to_response(spec, ResponseRef(round=citation.round, participant=citation.participant))
