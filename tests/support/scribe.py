"""A summarizer for a model server of tests: it reads its prompt as a real one would, and drafts.

`honest` writes what holds, `Draft` lets a test put other sentences beside or in place of it.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from tests.support.model_server import Answer, Asked, Reply, completion, words

SHOWN = re.compile(
    r"^(?P<key>[A-Z]+\d+@\d) (?:argues for \[(?P<option>\w+)\][^\n]*|chooses no option)\n"
    r"<<<(?P<mark>\w+)\n(?P<text>.*?)\n(?P=mark)>>>",
    re.MULTILINE | re.DOTALL,
)
POSITION = re.compile(r"^- (?P<code>[A-Z]+\d+): (?P<keys>[A-Z]+\d+@\d.*)$", re.MULTILINE)
STRONGEST = re.compile(r"^- \[(?P<option>\w+)\][^:\n]*: (?P<keys>[A-Z]+\d+@\d.*)$", re.MULTILINE)
TURN = re.compile(r"^- (?P<turn>T\d+), [^\n]*: (?P<form>\[[^\]]+\])", re.MULTILINE)
PLAIN = re.compile(r"(?<![^ ])[A-Z][a-z ,]+(?=\.)")
"""A whole sentence in which no code and no label stands."""

Sentence = dict[str, Any]

FALSE: Sentence = {
    "text": "[P99] has it that a heron knows better: [quote 1].",
    "citations": [{"response": "P99@1", "quote": "a heron knows better"}],
}
"""A sentence that holds in no debate."""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """What a prompt shows to whoever is to write."""

    arguments: Mapping[str, str]
    """`P3@2` -> what was argued."""
    votes: Mapping[str, str | None]
    positions: Mapping[str, Sequence[str]]
    strongest: Mapping[str, Sequence[str]]
    turns: Mapping[str, str]
    """`T1` -> the reference that its sentence has to hold."""

    def quote(self, key: str) -> str:
        """Return a sentence of an argument."""
        found = PLAIN.search(self.arguments[key])
        assert found is not None, self.arguments[key]
        return found[0]

    def said(self, key: str, text: str = "{who} puts it like this: [quote 1].") -> Sentence:
        """Return a sentence about a response, which it cites."""
        return {
            "text": text.format(who=f"[{key.partition('@')[0]}]"),
            "citations": [{"response": key, "quote": self.quote(key)}],
        }


def brief(asked: Asked) -> Brief:
    """Read the prompt of a request."""
    _, shown, *_ = words(asked.body)
    arguments = {found["key"]: found for found in SHOWN.finditer(shown)}
    return Brief(
        arguments={key: found["text"] for key, found in arguments.items()},
        votes={key: found["option"] for key, found in arguments.items()},
        positions={f["code"]: f["keys"].split(", ") for f in POSITION.finditer(shown)},
        strongest={f["option"]: f["keys"].split(", ") for f in STRONGEST.finditer(shown)},
        turns={f["turn"]: f["form"] for f in TURN.finditer(shown)},
    )


def honest(shown: Brief) -> dict[str, list[Sentence]]:
    """Return a draft of which every sentence holds."""
    return {
        "overview": [shown.said(key) for key in list(shown.arguments)[:2]],
        "positions": [
            {"participant": code, **shown.said(keys[-1])} for code, keys in shown.positions.items()
        ],
        "strongest_arguments": [
            {"option": option, **shown.said(keys[0], "The case for it: [quote 1].")}
            for option, keys in shown.strongest.items()
        ],
        "turning_points": [
            {"turn": turn, **_turned(shown, form)} for turn, form in shown.turns.items()
        ],
    }


def writes(draft: object) -> Reply:
    """Return the reply that holds a draft."""
    return completion(json.dumps(draft))


def writes_honestly(asked: Asked) -> Reply:
    """Draft what holds."""
    return writes(honest(brief(asked)))


def mends(asked: Asked) -> Reply:
    """Draft sentences that hold for all places that were sent back."""
    shown, sent_back = brief(asked), words(asked.body)[-1]
    places = re.findall(
        r"^((?:overview|positions|strongest_arguments|turning_points) \w+)$",
        sent_back,
        re.MULTILINE,
    )
    sound = {f"overview {n}": shown.said(next(iter(shown.arguments))) for n in range(1, 9)}
    sound |= {f"positions {one['participant']}": one for one in honest(shown)["positions"]}
    return writes({"sentences": [{"at": at, **sound[at]} for at in places]})


def is_repair(asked: Asked) -> bool:
    """Return whether sentences are sent back."""
    return "do not hold" in words(asked.body)[-1]


def _turned(shown: Brief, form: str) -> Sentence:
    about, number = form.strip("[]").split("@")
    last = number[-1]
    if ">" in number:
        return shown.said(f"{about}@{last}", f"{form} now argues: [quote 1].")
    key = next(key for key, vote in shown.votes.items() if vote == about)
    return shown.said(key, f"The lead lay with {form}, for which it was said: [quote 1].")


def in_turn(*scripts: Answer | Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """Return a script that does one after the other, the last one for ever."""
    left = list(scripts)

    def script(asked: Asked) -> Answer:
        one = left.pop(0) if len(left) > 1 else left[0]
        return one(asked) if callable(one) else one

    return script
