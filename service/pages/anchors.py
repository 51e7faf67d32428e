"""Where things stand on the page of a debate, so that other things can lead there."""

from collections.abc import Iterator

from service.domain.debate import Citation, ResponseRef, Summary, seat_of
from service.pages.prose import Mark


def response_anchor(ref: ResponseRef) -> str:
    """Return the id of the element that holds a response."""
    return f"{seat_of(ref.participant)}-r{ref.round}"


class Passages:
    """The passages of arguments that a summary quotes, each with the id that it has on the page."""

    def __init__(self, summary: Summary | None) -> None:
        self._ids: dict[tuple[ResponseRef, str], str] = {}
        for citation in _citations(summary) if summary else ():
            ref = _ref(citation)
            place = (ref, citation.quote)
            number = len(self.marks(ref)) + 1
            self._ids.setdefault(place, f"{response_anchor(ref)}-q{number}")

    def link(self, citation: Citation) -> str:
        """Return where the passage stands that a citation quotes."""
        return f"#{self._ids[_ref(citation), citation.quote]}"

    def marks(self, ref: ResponseRef) -> tuple[Mark, ...]:
        """Return what is quoted of a response."""
        return tuple(
            Mark(id=place, quote=quote) for (of, quote), place in self._ids.items() if of == ref
        )


def _ref(citation: Citation) -> ResponseRef:
    return ResponseRef(round=citation.round, participant=citation.participant)


def _citations(summary: Summary) -> Iterator[Citation]:
    yield from summary.overview_citations
    for case in summary.strongest_arguments:
        yield from case.citations
    for position in summary.positions:
        yield from position.citations
    for dissent in summary.dissent:
        yield from dissent.citations
