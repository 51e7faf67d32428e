"""Reading a draft: from a summarizer's raw text to sentences at their places, or to why there are none.

Tolerant in form, like `replies`, whose means it uses; what a sentence says is judged in
`grounding`. A place is one of `PLACES`, written as the key of a list of sentences or, as in a
repair, as the `at` of a single one. Whatever else a reply holds is passed over, and so is what no
draft needs so much of: see the bounds below.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from service.domain.ballot_forms import fields_of, take_in
from service.domain.ballot_values import clean, folded_key, is_visible, text_of
from service.domain.drafts import Draft, DraftCitation, Sentence
from service.domain.loose_json import Loose, Members, Word
from service.domain.refusals import is_refusal
from service.domain.replies import MAX_TEXT, Finish, Refusal, Unreadable

MOST_SENTENCES = 256
"""More than the largest debate has places for."""
MOST_CITATIONS = 24
"""Of one sentence: more than any holds with."""
TEXT_LENGTH = 2_000
QUOTE_LENGTH = 4_000
KEY_LENGTH = 64
REASON_LENGTH = 2_000

OVERVIEW = "overview"
PLACES: Mapping[str, tuple[str, str]] = {
    "overview": (OVERVIEW, ""),
    "positions": ("positions", "participant"),
    "strongestarguments": ("strongest_arguments", "option"),
    "turningpoints": ("turning_points", "turn"),
}
"""By folded key: the first word of its places, and the folded key of a sentence that ends them."""

_SINGULARS = {
    "position": "positions",
    "strongestargument": "strongestarguments",
    "turningpoint": "turningpoints",
}
_CODED = frozenset({"participant", "turn"})
_AT = re.compile(r"\s*(?P<kind>[A-Za-z_ -]{1,30}?)[\s:.\[(#]+(?P<key>[A-Za-z0-9_]{1,32})[\s\])]*")
_ID = re.compile(r"[\s\[(\"'“‘]*(?P<id>[A-Za-z0-9_]+)")
_DEPTH = 3

_CUT = "The reply was cut off before it was complete."
_BROKEN = "The JSON object in the reply could not be read: check its quotes, commas and braces."
_NOTHING = "The reply holds no JSON object with sentences under the keys that were asked for."


def read_draft(
    text: str, *, finish: Finish, refusal: str | None = None
) -> Draft | Refusal | Unreadable:
    """Read a summarizer's raw text; never raises.

    `refusal` is what the provider says in place of an answer; it counts only when the text holds
    no sentence. Where a place is given twice, the first one counts.
    """
    declined = clean(refusal or "", REASON_LENGTH)
    if finish is Finish.REFUSAL:
        reason = declined or clean(text, REASON_LENGTH)
        return Refusal(reason=reason or "The provider withheld the answer.")
    reading = _read(text, finish)
    if declined and isinstance(reading, Unreadable):
        return Refusal(reason=declined)
    return reading


def _read(text: str, finish: Finish) -> Draft | Refusal | Unreadable:
    if len(text) > MAX_TEXT:
        return Unreadable(fault=f"The reply is longer than {MAX_TEXT:,} characters.")
    said, objects = take_in(text)
    incomplete = objects.broken or any(not found.closed for found in objects.found)
    if incomplete and finish is Finish.LENGTH:
        return Unreadable(fault=_CUT, truncated=True)
    draft = _draft(found.value for found in objects.found)
    if draft:
        return draft
    if is_refusal(said):
        return Refusal(reason=clean(said, REASON_LENGTH))
    if finish is Finish.LENGTH:
        return Unreadable(fault=_CUT, truncated=True)
    return Unreadable(fault=_BROKEN if objects.broken else _NOTHING)


def _draft(objects: Iterable[Members]) -> Draft:
    sentences: dict[str, Sentence] = {}
    for found in objects:
        for sentence in _sentences(found, _DEPTH):
            if len(sentences) < MOST_SENTENCES:
                sentences.setdefault(sentence.at, sentence)
    return tuple(sentences.values())


def _sentences(value: Members, depth: int) -> Iterator[Sentence]:
    """Yield the sentences of an object that is a draft, a repaired sentence, or wraps either."""
    fields = fields_of(value)
    if "at" in fields:
        yield from _sentence(_place(fields["at"][0]), value)
        return
    for key, item in value.pairs:
        place = PLACES.get(folded_key(key[:KEY_LENGTH]))
        if place is not None:
            yield from _list(item, *place)
        elif depth:
            for part in item if isinstance(item, tuple) else (item,):
                if isinstance(part, Members):
                    yield from _sentences(part, depth - 1)


def _list(value: Loose, kind: str, key: str) -> Iterator[Sentence]:
    """Yield the sentences of one key: of a list or, by what they are about, of an object."""
    if isinstance(value, Members) and "text" not in fields_of(value):
        for name, item in value.pairs:
            yield from _sentence(_joined(kind, key, name), item)
        return
    for number, item in enumerate(value if isinstance(value, tuple) else (value,), start=1):
        about = fields_of(item).get(key, ("",))[0] if isinstance(item, Members) else ""
        yield from _sentence(_joined(kind, key, text_of(about) if key else str(number)), item)


def _joined(kind: str, key: str, name: str) -> str:
    """Return a place; empty where what ends it is missing."""
    found = _ID.match(name[:KEY_LENGTH])
    if found is None:
        return ""
    return f"{kind} {found['id'].upper() if key in _CODED else found['id']}"


def _place(said: Loose) -> str:
    at = _AT.fullmatch(text_of(said)[:KEY_LENGTH])
    if at is None:
        return ""
    folded = folded_key(at["kind"])
    place = PLACES.get(_SINGULARS.get(folded, folded))
    return "" if place is None else _joined(*place, at["key"])


def _sentence(at: str, value: Loose) -> Iterator[Sentence]:
    """Yield what stands at a place, if anything does."""
    fields = fields_of(value) if isinstance(value, Members) else {}
    said = fields.get("text", ("",))[0] if fields else value
    text = clean(text_of(said), TEXT_LENGTH) if isinstance(said, str | Word) else ""
    if at and is_visible(text):
        yield Sentence(
            at=at, text=text, citations=tuple(_citations(fields.get("citations", ((),))[0]))
        )


def _citations(value: Loose) -> Iterator[DraftCitation]:
    """Yield one for each item, readable or not: a text counts them."""
    for item in (value if isinstance(value, tuple) else (value,))[:MOST_CITATIONS]:
        fields = fields_of(item) if isinstance(item, Members) else {"response": (item,)}
        response = text_of(fields.get("response", ("",))[0])[:KEY_LENGTH]
        yield DraftCitation(
            response=re.sub(r"[\s\[\]]", "", clean(response, KEY_LENGTH)).upper(),
            quote=clean(text_of(fields.get("quote", ("",))[0]), QUOTE_LENGTH),
        )
