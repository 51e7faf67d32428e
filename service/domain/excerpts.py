"""Which sentence of an argument is quoted for it.

The first one that stands by itself. Position is the best evidence there is in any language: every
prompt asks for the reason first, and what comes later weighs objections, so a search for the
strongest wording would soon quote somebody with the opposite of what they hold. What a sentence
must not be is a row of `FLAWS`, with how much it weighs; the least flawed sentence wins, the
earlier one where two weigh the same, so that every argument yields something. Flaws that are
told by words know English only: elsewhere position, length and references decide.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec

from service.domain.debate import Citation, DebateSpec, Response, SeatId
from service.domain.instructions import INSTRUCTION_LIKE, gives_orders
from service.domain.references import reference, render
from service.domain.sentences import Excerpt, count_words, excerpt, sentences

SHORTEST = 6
"""Words below which a sentence hardly carries a reason."""

TOO_LONG = 8
"""What a sentence weighs that has to be cut; beside the weights of `FLAWS`."""

BARE = 8
"""Words beside an option's label below which a sentence only names the option."""

OTHER_VIEW = re.compile(
    r"\b(objection|counter-?arguments?|opponents?|critics|proponents|skeptics|sceptics"
    r"|others (say|argue)|some (say|argue|would)|one (could|might) (say|argue)"
    r"|(would|could|might|will) change my (mind|view|vote)|i (concede|grant)|granted|admittedly"
    r"|is right (that|about)|i had (treated|thought|assumed|argued|held))\b",
    re.IGNORECASE,
)

ANNOUNCEMENT = re.compile(
    r"(i|my) (vote|choose|chose|choice|pick|support|favou?r|maintain|stand by|stay with|remain"
    r"|answer|position|view is|agree|disagree|am (still )?(for|against))\b"
    r"|after (careful|much) (consideration|thought|reflection)\b",
    re.IGNORECASE,
)

LEANING = re.compile(
    r"(that|this|those|these|it|its|they|their|he|she|but|however|yet|and|so|still|nor|or|such"
    r"|thus|hence|therefore|then|instead|otherwise|also|moreover|furthermore|conversely"
    r"|both|either|neither|the (same|former|latter)|second(ly)?|third(ly)?|finally)\b",
    re.IGNORECASE,
)


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of an argument and what is needed to judge it."""

    canonical: str
    text: str
    """As people read it."""
    index: int
    labels: tuple[str, ...]
    others: tuple[str, ...]
    """References and names by which it would speak of somebody else."""
    suspect: bool
    """Whether its argument may give orders to its readers somewhere."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that could be quoted."""

    text: str
    """As people read it."""
    words: int
    flaws: int
    """The summed weight of all that speaks against quoting it, but for its length."""

    def weighed(self, limit: int) -> int:
        """Return the weight of what speaks against quoting at most so many words of it."""
        return self.flaws + (TOO_LONG if self.words > limit else 0)


def names_of(spec: DebateSpec) -> Mapping[SeatId, str]:
    """Return the names by which people read about the seats."""
    return {participant.id: participant.name for participant in spec.participants}


def reading(spec: DebateSpec, response: Response) -> str:
    """Return an argument as people read it; empty when there is none."""
    return render(response.argument or "", names_of(spec))


def best_excerpt(spec: DebateSpec, response: Response, limit: int) -> Excerpt | None:
    """Return what to quote of a response in at most `limit` words; None without an argument.

    The text stands verbatim in `reading(spec, response)`.
    """
    candidates = _judged(
        response.argument or "",
        tuple(names_of(spec).items()),
        tuple(option.label for option in spec.options),
        response.participant,
        suspect=INSTRUCTION_LIKE in response.flags,
    )
    if not candidates:
        return None
    # Of those with equally few flaws, the first.
    best = min(candidates, key=lambda one: one.weighed(limit))
    return excerpt(best.text, limit)


@lru_cache(maxsize=512)
def _judged(
    argument: str,
    seats: tuple[tuple[SeatId, str], ...],
    labels: tuple[str, ...],
    author: SeatId,
    *,
    suspect: bool,
) -> tuple[Judged, ...]:
    """Return the sentences of an argument; a debate is quoted many times from the same ones."""
    names = dict(seats)
    others = tuple(
        called for seat, name in seats if seat != author for called in (reference(seat), name)
    )
    found = (
        Sentence(
            canonical=sentence,
            text=render(sentence, names),
            index=index,
            labels=labels,
            others=others,
            suspect=suspect,
        )
        for index, sentence in enumerate(sentences(argument))
    )
    return tuple(map(judged, found))


def judged(sentence: Sentence) -> Judged:
    """Return a sentence with what speaks against quoting it."""
    return Judged(
        text=sentence.text,
        words=count_words(sentence.text),
        flaws=sum(weight for weight, is_flawed in FLAWS if is_flawed(sentence)),
    )


def cited(response: Response, quote: Excerpt) -> Citation:
    """Return where a quote of a response stands."""
    return Citation(round=response.round, participant=response.participant, quote=quote.text)


def _orders(sentence: Sentence) -> bool:
    return sentence.suspect and gives_orders(sentence.text)


def _speaks_of_another(sentence: Sentence) -> bool:
    return any(called in sentence.canonical for called in sentence.others)


def _tells_another_view(sentence: Sentence) -> bool:
    return OTHER_VIEW.search(sentence.text) is not None


def _only_leads_on(sentence: Sentence) -> bool:
    return sentence.text.endswith((":", "："))


def _asks(sentence: Sentence) -> bool:
    return sentence.text.rstrip("\"'”’»)").endswith(("?", "？", "؟"))


def _is_short(sentence: Sentence) -> bool:
    return count_words(sentence.text) < SHORTEST


def _restates(sentence: Sentence) -> bool:
    text = sentence.text.casefold()
    length = count_words(text)
    return ANNOUNCEMENT.match(text) is not None or any(
        _names(text, label.casefold()) and length - count_words(label) < BARE
        for label in sentence.labels
    )


def _names(text: str, label: str) -> bool:
    """Return whether a text has the label as a phrase: `no` is not in `nothing`."""
    return label in text and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None


def _leans_on_the_one_before(sentence: Sentence) -> bool:
    return sentence.index > 0 and LEANING.match(sentence.text) is not None


FLAWS: tuple[tuple[int, Callable[[Sentence], bool]], ...] = (
    # More than all the others together: quoted only where an argument holds nothing else.
    (100, _orders),
    (16, _speaks_of_another),
    (18, _tells_another_view),
    (8, _only_leads_on),
    (5, _asks),
    (4, _is_short),
    (4, _restates),
    (2, _leans_on_the_one_before),
)
