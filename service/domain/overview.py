"""The overview of a debate in 60 to 110 words: what it turns on, what moved whom, what held the rest.

Each passage comes in several wordings, the fullest first and the shortest last. All start with the
shortest and are widened in the order of `STEPS` while there is room, so that twelve seats and
labels of two hundred letters still make an overview, and a small debate gets more of its quotes.
Facts are told in `standings` and `retelling`; here are the quotes and the fitting. A new passage
is a name in `Part`, its wordings in `overview` and its place in `STEPS`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum, auto
from itertools import cycle, pairwise

import msgspec

from service.domain.advocates import own_argument
from service.domain.debate import Citation, Debate, OptionId, Response, SeatId
from service.domain.excerpts import best_excerpt, cited
from service.domain.phrasing import PAIR, Naming, Wordings
from service.domain.retelling import (
    absences,
    handed_over,
    held_seats,
    movement,
    only_round,
    uncounted,
)
from service.domain.sentences import Excerpt, count_words
from service.domain.standings import closing, opening
from service.domain.tally import counted_rounds, round_tally

LEAST_WORDS = 60
MOST_WORDS = 110
MOVEMENT_WORDS = 66
OPENING_WORDS = 48
"""Room for facts before any quote has its place."""

QUOTE_WORDS = (30, 22, 16, 11)
"""Room for one quote, the widest first."""

CASES = (
    "{name} made the case for {label}: {quote}",
    "For {label}, {name} argued: {quote}",
    "{name} spoke for {label}: {quote}",
    "For {label}, {name} wrote: {quote}",
)

ONLY_CASE = "{name} gave this reason: {quote}"
"""Where nobody argued for anything else."""


class Part(IntEnum):
    """The passages in the order in which they are read."""

    OPENING = auto()
    SIDES = auto()
    HANDED_OVER = auto()
    MOVEMENT = auto()
    VOICES = auto()
    ABSENCES = auto()
    ONLY_ROUND = auto()
    UNCOUNTED = auto()
    CLOSING = auto()


STEPS: tuple[tuple[int, tuple[Part, ...]], ...] = (
    (MOVEMENT_WORDS, (Part.MOVEMENT, Part.HANDED_OVER)),
    (OPENING_WORDS, (Part.OPENING,)),
    (MOST_WORDS, (Part.SIDES, Part.VOICES, Part.CLOSING)),
    (MOST_WORDS, (Part.OPENING, Part.ABSENCES, Part.MOVEMENT)),
)
"""Up to how many words which passages are widened, the most important first."""


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Some prose, and the quotes in it."""

    text: str = ""
    citations: tuple[Citation, ...] = ()


def overview(debate: Debate, best: Mapping[OptionId, Response]) -> Passage:
    """Write the overview; `best` is the strongest argument for each option that has one."""
    if not counted_rounds(debate):
        return Passage(text="No round had enough votes to count.")
    voices = _voices(debate, best)
    passages: dict[Part, Sequence[Passage]] = {
        Part.OPENING: _told(opening(debate)),
        Part.SIDES: _sides(debate, best),
        Part.HANDED_OVER: _told(handed_over(debate)),
        Part.MOVEMENT: _told(movement(debate)),
        Part.VOICES: next(voices, (Passage(),)),
        Part.ONLY_ROUND: _told(only_round(debate)),
        Part.ABSENCES: _told(absences(debate)),
        Part.UNCOUNTED: _told(uncounted(debate)),
        Part.CLOSING: _told(closing(debate)),
    }
    chosen = {part: wordings[-1] for part, wordings in passages.items()}
    for most, parts in STEPS:
        for part in parts:
            _widen(chosen, part, passages[part], most)
    while chosen[Part.SIDES].text and _length(chosen) < LEAST_WORDS:
        more, heard = next(voices, None), chosen[Part.VOICES]
        if more is None:
            break
        _widen(chosen, Part.VOICES, [_joined((heard, voice)) for voice in more], MOST_WORDS)
    return _joined(chosen[part] for part in Part)


def _told(wordings: Wordings) -> tuple[Passage, ...]:
    return tuple(Passage(text=wording) for wording in wordings)


def _widen(
    chosen: dict[Part, Passage], part: Part, wordings: Iterable[Passage], most: int
) -> None:
    """Put the fullest wording of a passage in place with which all keeps within `most` words."""
    for wording in wordings:
        if _length(chosen | {part: wording}) <= most:
            chosen[part] = wording
            return


def _length(chosen: Mapping[Part, Passage]) -> int:
    return count_words(" ".join(passage.text for passage in chosen.values()))


def _joined(passages: Iterable[Passage]) -> Passage:
    said = [passage for passage in passages if passage.text]
    return Passage(
        text=" ".join(passage.text for passage in said),
        citations=tuple(citation for passage in said for citation in passage.citations),
    )


def _sides(debate: Debate, best: Mapping[OptionId, Response]) -> tuple[Passage, ...]:
    """Quote the options against each other: all or, where there is no room, the foremost.

    Options that ended with equally many votes are quoted all or none; only beside a single leader
    may one runner-up stand for several. Whole sentences go before more sides, those before longer
    quotes.
    """
    order = _by_standing(debate, best)
    votes = {row.option: row.votes for row in round_tally(debate, counted_rounds(debate)[-1])}
    breaks = [n for n, (a, b) in enumerate(pairwise(order), start=1) if votes[a] != votes[b]]
    lone = [PAIR] if breaks[:1] == [1] else []
    sizes = sorted({len(order), *(n for n in (*breaks, *lone) if n >= PAIR)}, reverse=True)
    arguments = [(option, best[option]) for option in order]
    tried = [_cases(debate, arguments[:size], room) for size in sizes for room in QUOTE_WORDS]
    tried.sort(key=lambda case: case[0])
    return (*(passage for _, passage in tried), Passage())


def _by_standing(debate: Debate, best: Mapping[OptionId, Response]) -> list[OptionId]:
    """Order the options that have an argument by last votes, all votes, answers, the caller."""
    last = {row.option: row.votes for row in round_tally(debate, counted_rounds(debate)[-1])}
    over_all = {o: sum(r.vote == o for r in debate.responses) for o in best}
    votes = {response.ref: response.vote for response in debate.responses}
    answered = Counter(votes.get(ref) for r in debate.responses for ref in r.responds_to)
    return sorted(best, key=lambda o: (-last[o], -over_all[o], -answered[o]))


def _cases(
    debate: Debate, arguments: Sequence[tuple[OptionId, Response]], room: int
) -> tuple[bool, Passage]:
    """Return whether a quote had to be cut, and one sentence for each option's argument."""
    naming = Naming(spec=debate.spec)
    cases = cycle(CASES if len(arguments) > 1 else (ONLY_CASE,))
    quotes = [
        (option, argument, quote)
        for option, argument in arguments
        if (quote := best_excerpt(debate.spec, argument, room))
    ]
    told = [
        Passage(
            text=case.format(
                name=naming.name(argument.participant),
                label=naming.label(option),
                quote=quote.in_quotes(),
            ),
            citations=(cited(argument, quote),),
        )
        for case, (option, argument, quote) in zip(cases, quotes, strict=False)
    ]
    return any(quote.cut for _, _, quote in quotes), _joined(told)


def _voices(debate: Debate, best: Mapping[OptionId, Response]) -> Iterator[tuple[Passage, ...]]:
    """Yield quotes of the seats that speak for no option; who held its vote comes first."""
    heard: set[SeatId] = {response.participant for response in best.values()}
    held = held_seats(debate)
    rest = [p.id for p in debate.spec.panel if p.id not in heard]
    known = {text for response in best.values() for text in _quotes(debate, response)}
    for seat in sorted(rest, key=lambda seat: seat not in held):
        response = own_argument(debate, seat)
        quotes = _quotes(debate, response) if response is not None else {}
        if response is not None and quotes.keys().isdisjoint(known):
            known |= quotes.keys()
            yield _voice(debate, response, quotes.values(), held=seat in held)


def _quotes(debate: Debate, response: Response) -> dict[str, Excerpt]:
    """Return whole sentences that a response can be quoted with, the longest room first."""
    found = (best_excerpt(debate.spec, response, room) for room in QUOTE_WORDS)
    return {quote.text: quote for quote in found if quote is not None and not quote.cut}


def _voice(
    debate: Debate, response: Response, quotes: Iterable[Excerpt], *, held: bool
) -> tuple[Passage, ...]:
    naming = Naming(spec=debate.spec)
    name, label = naming.name(response.participant), naming.label(response.vote or "")
    says = f"{name} stayed with {label}" if held else f"{name}, voting for {label}, wrote"
    told = (
        Passage(text=f"{says}: {quote.in_quotes()}", citations=(cited(response, quote),))
        for quote in quotes
    )
    return (*told, Passage())
