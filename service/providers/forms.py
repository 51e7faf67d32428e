"""What a model turns out not to take, and how to ask it then.

Not every server knows every field, and a model may know fewer than its provider. So where a
request is refused with 400 or 422 and the refusal names a part of it that can be left out, it is
sent again without that part: another request, not a repetition. What is no longer refused is
remembered for that model until the process ends. Another part that can be left out is a member of
`Part`.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec.structs import replace

from service.providers.specs import ProviderSpec, Structured
from service.providers.wire import Form

UNSUPPORTED = frozenset({400, 422})
"""How servers refuse a part of a request."""

LOWER: Mapping[Structured, Structured] = {
    Structured.JSON_SCHEMA: Structured.JSON_OBJECT,
    Structured.JSON_OBJECT: Structured.PROMPT,
}


class Part(StrEnum):
    """A part of a request that a model can be asked without."""

    EFFORT = "effort"
    STREAM = "stream"
    CAP = "cap"
    SYSTEM = "system"
    STRUCTURE = "structure"


NAMES: Mapping[Part, tuple[bytes, ...]] = {
    Part.EFFORT: (b"effort", b"thinking", b"reasoning"),
    Part.STREAM: (b"stream",),
    Part.CAP: (b"max_completion_tokens", b"'max_tokens' is not supported"),
    Part.SYSTEM: (
        b"system role",
        b"system message",
        b"system prompt",
        b"system instruction",
        b"developer instruction",
    ),
    Part.STRUCTURE: (
        b"response_format",
        b"response format",
        b"output_config",
        b"json_schema",
        b"json schema",
        b"json_object",
        b"json mode",
        b"responsejsonschema",
        b"response_json_schema",
        b"responsemimetype",
        b"response_mime_type",
        b"structured output",
        b"json_validate_failed",
        b"grammar",
    ),
}
"""How a refusal names each part, in small letters, the most telling parts first."""

# Where a word begins: an "upstream" error says nothing of streams.
_NAMED: Mapping[Part, re.Pattern[bytes]] = {
    part: re.compile(rb"(?<![a-z])(?:" + b"|".join(map(re.escape, names)) + rb")")
    for part, names in NAMES.items()
}


def first_form(spec: ProviderSpec) -> Form:
    """Return the form in which a provider's models are asked at first: with everything."""
    return Form(structured=spec.structured, streams=spec.streams)


def lower_forms(form: Form, status: int, refusal: bytes) -> Iterator[Form]:
    """Yield the forms to ask in after a refusal, each without one part that may be to blame.

    Whoever asks takes the first that makes another request of it: not every protocol says every
    part, and some have no other way to say it.
    """
    if status not in UNSUPPORTED:
        return
    said = refusal.lower()
    for part, named in _NAMED.items():
        lower = _without(form, part)
        if lower != form and named.search(said):
            yield lower


def _without(form: Form, part: Part) -> Form:
    match part:
        case Part.EFFORT:
            return replace(form, effort=False)
        case Part.STREAM:
            return replace(form, streams=False)
        case Part.CAP:
            return replace(form, other_cap=True)
        case Part.SYSTEM:
            return replace(form, system=False)
        case Part.STRUCTURE:
            return replace(form, structured=LOWER.get(form.structured, form.structured))
