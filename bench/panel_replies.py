"""What the models of a simulated panel say: ballots for any option, and drafts of summaries.

A model is named after the option that it votes for, in every round. Its ballot has the length of a
real one; which of the two, blind or informed, follows from the schema that it is asked for. A
draft has a sentence that holds for each place, with a quote that is in every ballot.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from bench.replies import ARGUMENT, BALLOT, chat_completions

OPTIONS = "ABCDE"
INFORMED = b'"responds_to"'
"""In the schema of a reply to the arguments of others."""
DRAFT = b'"overview"'
"""In the schema of a summary."""
QUOTE = "anybody can see why a model was published"
CODES = re.compile(r"\[P\d\]")

# Lines of a prompt, as they stand in a JSON string.
POSITION = re.compile(rb"\\n- (\w+): (?:\w+@\d, )*(\w+@\d)(?=\\n)")
STRONGEST = re.compile(rb"\\n- \[(\w+)\][^:\\]*: (\w+@\d)")


def answer_of(model: str, body: bytes) -> bytes:
    """Return what a model answers to the body of a request, as chat completions."""
    if DRAFT in body:
        return chat_completions(_draft(body)).whole
    return BALLOTS[model, INFORMED in body]


def _ballot(vote: str, *, informed: bool) -> str:
    fields = msgspec.json.decode(BALLOT) | {"vote": vote, "second_choice": _other(vote)}
    if not informed:
        first = ("argument", "vote", "confidence", "second_choice")
        said = ("strongest_objection", "would_change_mind")
        fields = {name: fields[name] for name in (*first, *said)}
        # Nobody has been read yet whose code could be given.
        fields["argument"] = CODES.sub("Somebody", ARGUMENT)
    return msgspec.json.encode(fields).decode()


def _other(vote: str) -> str:
    return next(option for option in OPTIONS if option != vote)


def _draft(body: bytes) -> str:
    positions = list(POSITION.findall(body))
    draft = {
        "overview": list(_overview(positions)),
        "positions": [
            {"participant": code.decode(), **_said(key, "[%s] rests its case on this: [quote 1].")}
            for code, key in positions
        ],
        "strongest_arguments": [
            {"option": option.decode(), **_said(key, "The case for it is this: [quote 1].")}
            for option, key in STRONGEST.findall(body)
        ],
    }
    return msgspec.json.encode(draft).decode()


def _overview(positions: list[tuple[bytes, bytes]]) -> Iterator[Mapping[str, object]]:
    for _, key in positions[:2]:
        yield _said(key, "[%s] puts it like this: [quote 1].")


def _said(key: bytes, text: str) -> Mapping[str, object]:
    named = key.decode()
    code = named.partition("@")[0]
    return {
        "text": text.replace("%s", code),
        "citations": [{"response": named, "quote": QUOTE}],
    }


BALLOTS: Mapping[tuple[str, bool], bytes] = {
    (vote, informed): chat_completions(_ballot(vote, informed=informed)).whole
    for vote in OPTIONS
    for informed in (False, True)
}
"""By model, and whether it has read the others."""
