"""What a simulated summarizer reads off its prompt, as a real one would.

Lines that are quoted from somebody are told from the prompt's own by their delimiter; of the
prompt's own lines each has a pattern here. To let a simulated summarizer notice something new,
add a field to `Brief` and fill it in `read_brief`.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from service.domain.debate import OptionId
from service.domain.excerpts import Sentence, judged
from service.domain.sentences import SPACELESS, count_words, excerpt, sentences
from service.domain.summary_prompts import INTRODUCES
from service.providers.base import ModelRequest

_CODE = r"[A-Z]{1,4}[0-9]{1,2}"
_KEY = rf"{_CODE}@[0-9]"
_KEYS = rf"{_KEY}(?:, {_KEY})*"
_ID = r"[A-Za-z0-9_]{1,32}"

DELIMITER = re.compile(r"^<<<(?P<word>[0-9a-f]+)$", re.MULTILINE)
OPTION = re.compile(rf"^- \[(?P<option>{_ID})\] (?P<label>.*)$", re.MULTILINE)
DEED = re.compile(
    rf"^- (?P<code>{_CODE})@(?P<round>[0-9]) for \[(?P<option>{_ID})\]", re.MULTILINE
)
POSITION = re.compile(rf"^- (?P<code>{_CODE}): (?P<keys>{_KEYS})$", re.MULTILINE)
STRONGEST = re.compile(
    rf"^- \[(?P<option>{_ID})\](?P<settled>,[^:\n]*)?: (?P<keys>{_KEYS})$", re.MULTILINE
)
TURN = re.compile(
    rf"^- (?P<turn>T[0-9]+), round [0-9], (?:(?P<code>{_CODE})|the lead) went from [^:\n]*? to (?P<to>[^:\n]*?)"
    rf"(?:, crediting (?:(?P<credited>{_KEY})|nobody))?: (?P<forms>\[.*\])$",
    re.MULTILINE,
)

WORDS_OF_A_NAME = 3
MOST_WORDS = 24
"""Of a quote."""
UNSOUND = 16
"""From how many flaws on a sentence may tell another view than its author's."""
FEWEST_WORDS, FEWEST_CHARACTERS = 3, 6
"""Of anything that may be quoted."""

_ENDS = " \t.!?…。！？｡؟۔।॥:;,：；，、-–—"


class Argument(msgspec.Struct, frozen=True, kw_only=True):
    """One argument as it is shown."""

    key: str
    """`P3@2`."""
    option: OptionId | None
    quotes: tuple[str, ...]
    """Spans of it that can be quoted, the best first."""
    opens: bool
    """Whether the first of these is what it begins with, so the author's foremost reason."""

    @property
    def code(self) -> str:
        """Return whose it is."""
        return self.key.partition("@")[0]

    @property
    def named(self) -> str:
        """Return the reference to its author, with its vote where there is one."""
        return f"[{self.key if self.option is not None else self.code}]"


class Turned(msgspec.Struct, frozen=True, kw_only=True):
    """One turning point."""

    code: str
    participant: str | None
    credited: str | None
    """The key of the response that whoever moved credits."""
    forms: tuple[str, ...]
    """The references of which one tells it."""
    ends: int
    """With how many options it ended."""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What a summarizer is told."""

    labels: Mapping[OptionId, str]
    votes: Mapping[str, Mapping[int, OptionId]]
    """By participant's code, then by round."""
    arguments: Mapping[str, Argument]
    """By key; those without anything to quote are left out."""
    positions: Mapping[str, tuple[str, ...]]
    strongest: Mapping[OptionId, tuple[str, ...]]
    settled: frozenset[OptionId]
    """Those for which the first response is the strongest, whoever writes."""
    turns: tuple[Turned, ...]

    def first_argument(self, keys: tuple[str, ...]) -> Argument | None:
        """Return the first of these that can be quoted."""
        return next((self.arguments[key] for key in keys if key in self.arguments), None)

    def adherents(self, option: OptionId) -> int:
        """Return how many chose it last."""
        return sum(votes[max(votes)] == option for votes in self.votes.values())

    def length(self, reference: str) -> int:
        """Return about how many words a reference becomes, a quote aside."""
        what, _, rounds = reference.strip("[]").partition("@")
        if what in self.votes:
            votes = self.votes[what]
            told = [votes[int(number)] for number in rounds.split(">") if number]
            return WORDS_OF_A_NAME + sum(count_words(self.labels[option]) for option in told)
        return count_words(self.labels.get(what, ""))


def is_asked_to_write(request: ModelRequest) -> bool:
    """Return whether a request is for a summary."""
    properties = msgspec.convert(request.schema, _Schema).properties
    return "overview" in properties or "sentences" in properties


def read_brief(request: ModelRequest) -> Brief:
    """Read what a request tells of the debate."""
    text = next((m.content for m in request.messages if m.role == "user"), "")
    own, quoted = _without_quotations(text)
    votes: dict[str, dict[int, OptionId]] = {}
    for deed in DEED.finditer(own):
        votes.setdefault(deed["code"], {})[int(deed["round"])] = deed["option"]
    labels = {line["option"]: line["label"] for line in OPTION.finditer(own)}
    arguments = (_argument(line, said, tuple(labels.values())) for line, said in quoted)
    return Brief(
        labels=labels,
        votes=votes,
        arguments={argument.key: argument for argument in arguments if argument.quotes},
        positions={line["code"]: _listed(line["keys"]) for line in POSITION.finditer(own)},
        strongest={line["option"]: _listed(line["keys"]) for line in STRONGEST.finditer(own)},
        settled=frozenset(line["option"] for line in STRONGEST.finditer(own) if line["settled"]),
        turns=tuple(
            Turned(
                code=line["turn"],
                participant=line["code"],
                credited=line["credited"],
                forms=tuple(line["forms"].split(" or ")),
                ends=line["to"].count("["),
            )
            for line in TURN.finditer(own)
        ),
    )


class _Schema(msgspec.Struct, frozen=True):
    properties: Mapping[str, object] = {}


def _without_quotations(text: str) -> tuple[str, list[tuple[re.Match[str], str]]]:
    """Return the prompt's own lines, and each argument with the line that introduces it."""
    delimiter = DELIMITER.search(text)
    if delimiter is None:
        return text, []
    word = delimiter["word"]
    own: list[str] = []
    quoted: list[tuple[re.Match[str], str]] = []
    for piece in text.split(f"<<<{word}\n"):
        said, _, rest = piece.rpartition(f"\n{word}>>>")
        introductions = list(INTRODUCES.finditer(own[-1])) if own else []
        if introductions:
            quoted.append((introductions[-1], said))
        own.append(rest)
    return "".join(own), quoted


def _listed(keys: str) -> tuple[str, ...]:
    return tuple(keys.split(", "))


def _argument(line: re.Match[str], text: str, labels: tuple[str, ...]) -> Argument:
    """Read an argument: what can be quoted of it are reasons of the author's own."""
    found: dict[str, Sentence] = {}
    read = [(judged(each).weighed(MOST_WORDS), each) for each in _read(text, labels)]
    for weight, sentence in sorted(read, key=lambda pair: pair[0]):
        if weight < UNSOUND:
            found.setdefault(excerpt(sentence.text, MOST_WORDS).text.rstrip(_ENDS), sentence)
    quotes = tuple(span for span in found if _is_long_enough(span))
    return Argument(
        key=line["response"],
        option=line["option"],
        quotes=quotes,
        opens=bool(quotes) and found[quotes[0]].index == 0,
    )


def _read(text: str, labels: tuple[str, ...]) -> Iterator[Sentence]:
    for index, sentence in enumerate(sentences(text)):
        yield Sentence(
            canonical=sentence,
            text=sentence,
            index=index,
            labels=labels,
            others=("[",),
            suspect=True,
        )


def _is_long_enough(span: str) -> bool:
    wide = len(SPACELESS.findall(span))
    return wide >= FEWEST_CHARACTERS or (not wide and len(span.split()) >= FEWEST_WORDS)
