"""How a simulated summarizer writes: the account of a debate as a draft of references and quotes.

The same prompt always gives the same draft. What happened comes from `sim_brief`; here it becomes
sentences, every one of which says who holds what by references alone and lets the participants
speak. A new kind of sentence is a row of templates and a function that fills it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum, auto

import msgspec

from service.domain.debate import OptionId
from service.domain.sentences import count_words
from service.providers.sim_brief import Argument, Brief, Turned

MOST_WORDS = 110
"""Of the overview as it will read, names and labels guessed at."""
MOST_SENTENCES = 8
PAIR = 2

SIDES = (
    "The dispute turns on a point that {who} puts like this: [quote 1].",
    "Against it stands {who}: [quote 1].",
    "{who} draws the line elsewhere: [quote 1].",
    "For {who} the matter hangs on something else: [quote 1].",
)
ONE_SIDE = ("The case rests on a point that {who} puts like this: [quote 1].",)
VOICES = (
    "{who} gives this reason: [quote 1].",
    "{who} adds: [quote 1].",
    "From {who} comes this: [quote 1].",
)
UNDECIDED = "{who} holds back and says why: [quote 1]."
STAYED = (
    "{who} was not moved and holds on to this: [quote 1].",
    "What kept {who} in place is this: [quote 1].",
    "{who} stayed where it was, for this reason: [quote 1].",
)
MOVED_BY = (
    "{who} was moved by a point of {credited}: [quote 1].",
    "A point of {credited} moved {who}: [quote 1].",
)
MOVED = (
    "{who} moved without giving credit and argues now: [quote 1].",
    "On second thoughts, {who} argues this: [quote 1].",
)
MOVED_FROM = "{who} moved, having argued before: [quote 1]."
LED = "The lead now lay with {options}, for which it was said: [quote 1]."
LED_LEVEL = "The lead now lay with {options}."
LED_AMONG_OTHERS = "The lead now lay with {options}, among others."
POSITIONS = (
    "{who} rests its case on this: [quote 1].",
    "For {who}, this decides it: [quote 1].",
    "{who} puts it in these words: [quote 1].",
    "What counts for {who} is this: [quote 1].",
)
STRONGEST = (
    "The best case for {option} runs like this: [quote 1].",
    "What speaks for {option} is put like this: [quote 1].",
    "{option} has this in its favour: [quote 1].",
)


REFERENCE = re.compile(r"\[[^\[\]]*\]")


class Move(IntEnum):
    """The three moves of an overview."""

    DISPUTE = auto()
    CHANGE = auto()
    STAY = auto()


class Quotation(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence rests on."""

    response: str
    quote: str


class Written(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sentence of a draft, with what it is about where its place asks for that."""

    participant: str | None = None
    option: OptionId | None = None
    turn: str | None = None
    text: str
    citations: tuple[Quotation, ...]


class Drafted(msgspec.Struct, frozen=True, kw_only=True):
    """A full draft."""

    overview: tuple[Written, ...]
    positions: tuple[Written, ...]
    strongest_arguments: tuple[Written, ...]
    turning_points: tuple[Written, ...]


def write(brief: Brief) -> str:
    """Return the draft of a summary, as JSON."""
    draft = Drafted(
        overview=_overview(brief),
        positions=tuple(_positions(brief)),
        strongest_arguments=tuple(_strongest(brief)),
        turning_points=tuple(_turning_points(brief)),
    )
    return msgspec.json.encode(draft).decode()


def _positions(brief: Brief) -> Iterator[Written]:
    for number, (code, keys) in enumerate(brief.positions.items()):
        if argument := brief.first_argument(keys):
            text = _of(POSITIONS, number).format(who=f"[{code}]")
            yield _written(text, argument, participant=code)


def _strongest(brief: Brief) -> Iterator[Written]:
    for number, (option, keys) in enumerate(brief.strongest.items()):
        if argument := brief.first_argument(keys[:1] if option in brief.settled else keys):
            text = _of(STRONGEST, number).format(option=f"[{option}]")
            yield _written(text, argument, option=option)


def _turning_points(brief: Brief) -> Iterator[Written]:
    for number, turn in enumerate(brief.turns):
        written = _move(brief, turn, number) if turn.participant else _lead(brief, turn)
        if written:
            yield msgspec.structs.replace(written, turn=turn.code)


def _move(brief: Brief, turn: Turned, number: int) -> Written | None:
    """Tell one position change: on whose point or, where nobody can be quoted, for what reason."""
    who = turn.forms[0]
    before, after = _ends(turn)
    own = [brief.arguments[key] for key in (after, before) if key in brief.arguments]
    if not own:
        return None
    credited = brief.arguments.get(turn.credited or "")
    if credited:
        text = _of(MOVED_BY, number).format(who=who, credited=f"[{credited.code}]")
        return _written(text, credited, *own)
    if own[0].key != after:
        return _written(MOVED_FROM.format(who=who), *own)
    templates = MOVED if turn.credited is None else MOVED[1:]
    return _written(_of(templates, number).format(who=who), *own)


def _ends(turn: Turned) -> tuple[str, str]:
    """Return the keys of the two responses between which a participant moved."""
    code, _, rounds = turn.forms[0].strip("[]").partition("@")
    before, _, after = rounds.partition(">")
    return f"{code}@{before}", f"{code}@{after}"


def _lead(brief: Brief, turn: Turned) -> Written | None:
    """Tell who leads now, as far as somebody can be quoted for it."""
    led = {form: _holder(brief, form) for form in turn.forms}
    arguments = {form: holder for form, holder in led.items() if holder}
    if not arguments:
        return None
    template = LED if turn.ends == 1 else LED_LEVEL
    if turn.ends > len(arguments):
        template = LED_AMONG_OTHERS
    return _written(template.format(options=_listed(list(arguments))), *arguments.values())


def _holder(brief: Brief, form: str) -> Argument | None:
    """Return an argument for the option of a reference, of its round where there is one."""
    option, _, number = form.strip("[]").partition("@")
    fitting = [argument for argument in brief.arguments.values() if argument.option == option]
    return min(fitting, key=lambda a: not a.key.endswith(f"@{number}"), default=None)


def _overview(brief: Brief) -> tuple[Written, ...]:
    """Tell two sides, a change and a stay, then as much more as there is room for."""
    sides, moves, stays = (tuple(tell(brief)) for tell in (_sides, _moves, _stays))
    page = _Page(brief)
    page.add(Move.DISPUTE, sides[:PAIR], PAIR)
    page.add(Move.CHANGE, moves, 1)
    page.add(Move.STAY, stays, 1)
    page.add(Move.CHANGE, moves)
    page.add(Move.DISPUTE, sides)
    page.add(Move.STAY, stays)
    page.add(Move.DISPUTE, tuple(_voices(brief)))
    return page.sentences


class _Page:
    """An overview that is being written."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._told: list[tuple[Move, Written]] = []
        self._words = 0

    @property
    def sentences(self) -> tuple[Written, ...]:
        """Return what is told, in the order in which it is read."""
        return tuple(sentence for _, sentence in sorted(self._told, key=lambda each: each[0]))

    def add(self, move: Move, sentences: Iterable[Written], most: int = MOST_SENTENCES) -> None:
        """Tell so many of these at most: what fits, is not told yet and has a quote of its own."""
        for sentence in sentences:
            fresh = self._fresh(sentence)
            if fresh is None or most == 0 or len(self._told) == MOST_SENTENCES:
                continue
            length = _length(self._brief, fresh)
            if not self._told or self._words + length <= MOST_WORDS:
                self._told.append((move, fresh))
                self._words += length
                most -= 1

    def _fresh(self, sentence: Written) -> Written | None:
        """Return the sentence with a quote that has not been read yet; None where there is none."""
        first, *others = sentence.citations
        said = {told.citations[0].quote for _, told in self._told}
        quotes = self._brief.arguments[first.response].quotes
        quote = next((quote for quote in quotes if quote not in said), None)
        if quote is None or sentence.text in {told.text for _, told in self._told}:
            return None
        first = msgspec.structs.replace(first, quote=quote)
        return msgspec.structs.replace(sentence, citations=(first, *others))


def _sides(brief: Brief) -> Iterator[Written]:
    """Yield a sentence for each option, those with most adherents first."""
    keys = sorted(brief.strongest.items(), key=lambda side: -brief.adherents(side[0]))
    found = [brief.first_argument(of_option) for _, of_option in keys]
    arguments = list({each.quotes[0]: each for each in found if each}.values())
    templates = SIDES if len(arguments) > 1 else ONE_SIDE
    for template, argument in zip(templates, arguments, strict=False):
        yield _written(template.format(who=argument.named), argument)


def _moves(brief: Brief) -> Iterator[Written]:
    for number, turn in enumerate(brief.turns):
        if turn.participant and (sentence := _move(brief, turn, number)):
            yield sentence


def _stays(brief: Brief) -> Iterator[Written]:
    """Yield a sentence for each participant that chose more than once, and always alike."""
    steady = [code for code, votes in brief.votes.items() if len(votes) > 1 and _is_steady(votes)]
    for number, code in enumerate(steady):
        own = [a for a in brief.arguments.values() if a.code == code and a.option is not None]
        if own:
            argument = max(own, key=lambda a: (a.opens, a.key))
            yield _written(_of(STAYED, number).format(who=argument.named), argument)


def _is_steady(votes: Mapping[int, OptionId]) -> bool:
    return len(set(votes.values())) == 1


def _voices(brief: Brief) -> Iterator[Written]:
    """Yield a sentence for the first argument of everybody, for where there is room left."""
    first = {argument.code: argument for argument in reversed(list(brief.arguments.values()))}
    for number, argument in enumerate(first.values()):
        template = UNDECIDED if argument.option is None else _of(VOICES, number)
        yield _written(template.format(who=argument.named), argument)


def _length(brief: Brief, sentence: Written) -> int:
    """Guess how many words a sentence will have when its references are told."""
    references = REFERENCE.findall(sentence.text)
    told = sum(brief.length(reference) for reference in references)
    quote = count_words(sentence.citations[0].quote)
    return quote + told + count_words(REFERENCE.sub("_", sentence.text)) - len(references)


def _written(text: str, *arguments: Argument, **about: str) -> Written:
    citations = [Quotation(response=each.key, quote=each.quotes[0]) for each in arguments]
    return Written(text=text, citations=tuple(dict.fromkeys(citations)), **about)


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _of(templates: tuple[str, ...], number: int) -> str:
    return templates[number % len(templates)]
