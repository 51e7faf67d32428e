"""What a summarizer writes: sentences in which every fact is a reference (see `docs/summaries.md`).

A draft is as untrusted as any model's text. Reading it, checking it and putting a summary together
from what holds are in `draft_reading`, `grounding` and `written_summary`.
"""

import msgspec


class DraftCitation(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence rests on."""

    response: str
    """`P3@2`: the response of that participant in that round, under the desk's codes."""
    quote: str
    """Words of its argument, as the writer spells them."""


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence and what it rests on."""

    at: str
    """Its place in the draft: `overview 2`, `positions P3`, `strongest_arguments B` or
    `turning_points T1`."""
    text: str
    citations: tuple[DraftCitation, ...] = ()


Draft = tuple[Sentence, ...]
"""All sentences of a draft, by place; no two have the same."""
