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

import msgspec

from service.domain.debate import Citation, DebateSpec, Response, SeatId
from service.domain.instructions import INSTRUCTION_LIKE, gives_orders
from service.domain.references import reference, render
from service.domain.sentences import Excerpt, count_words, excerpt, sentences

SHORTEST = 6
"""Words below which a sentence hardly carries a reason."""

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
    limit: int
    labels: tuple[str, ...]
    others: tuple[str, ...]
    """References and names by which it would speak of somebody else."""
    suspect: bool
    """Whether its argument may give orders to its readers somewhere."""

    @property
    def flaws(self) -> int:
        """Return the summed weight of all that speaks against quoting it."""
        return sum(weight for weight, is_flawed in FLAWS if is_flawed(self))


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
    names = names_of(spec)
    labels = tuple(option.label for option in spec.options)
    others = tuple(
        called
        for participant in spec.participants
        if participant.id != response.participant
        for called in (reference(participant.id), participant.name)
    )
    found = [
        Sentence(
            canonical=sentence,
            text=render(sentence, names),
            index=index,
            limit=limit,
            labels=labels,
            others=others,
            suspect=INSTRUCTION_LIKE in response.flags,
        )
        for index, sentence in enumerate(sentences(response.argument or ""))
    ]
    if not found:
        return None
    best = min(found, key=lambda sentence: (sentence.flaws, sentence.index))
    return excerpt(best.text, limit)


def cited(response: Response, quote: Excerpt) -> Citation:
    """Return where a quote of a response stands."""
    return Citation(round=response.round, participant=response.participant, quote=quote.text)


def _orders(sentence: Sentence) -> bool:
    return sentence.suspect and gives_orders(sentence.text)


def _speaks_of_another(sentence: Sentence) -> bool:
    return any(called in sentence.canonical for called in sentence.others)


def _tells_another_view(sentence: Sentence) -> bool:
    return OTHER_VIEW.search(sentence.text) is not None


def _needs_a_cut(sentence: Sentence) -> bool:
    return count_words(sentence.text) > sentence.limit


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
    (8, _needs_a_cut),
    (8, _only_leads_on),
    (5, _asks),
    (4, _is_short),
    (4, _restates),
    (2, _leans_on_the_one_before),
)
