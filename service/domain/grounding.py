"""Whether a drafted sentence holds, and what is served of a draft.

The rules are those of `docs/summaries.md`: `grounding_rules` for any sentence, `grounding_places`
by place. Only what has no fault is rendered, from references, so that what is served names nothing
that the ledger does not bear out.
"""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from service.domain.debate import Citation, Verification
from service.domain.drafted import Drafted, Evidence, take_apart
from service.domain.drafts import Sentence
from service.domain.grounding_places import (
    OVERVIEW,
    OVERVIEW_SENTENCES,
    is_place,
    place_faults,
    place_of,
)
from service.domain.grounding_rules import RULES
from service.domain.slots import Rendering

OVERVIEW_WORDS = 160
MOST_CHARACTERS = 600
"""Of a text: more than its words and references need in any language."""
MOST_CITATIONS = 12
NO_PLACE = "There is no such place."
TOO_LONG = f"Write one short sentence with {MOST_CITATIONS} citations at most."
TOO_MUCH = (
    f"The overview has room for {OVERVIEW_SENTENCES} sentences and {OVERVIEW_WORDS} words: shorten"
    " it, or leave it out."
)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that holds, as it is served."""

    sentence: Sentence
    """As it was drafted."""
    text: str
    """With names, labels, counts and quotes in the place of references."""
    citations: tuple[Citation, ...]
    """Each with the response's own span."""
    words: int
    """A reference counts as one, a quote as those that it has."""

    @property
    def at(self) -> str:
        """Return its place."""
        return self.sentence.at


class Faulty(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that does not hold, and what its writer has to change."""

    sentence: Sentence
    faults: tuple[str, ...]

    @property
    def at(self) -> str:
        """Return its place."""
        return self.sentence.at


Judged: TypeAlias = Held | Faulty


class Grounded(msgspec.Struct, frozen=True, kw_only=True):
    """What checking a draft came to, by place; what was mended stands last."""

    held: dict[str, Held]
    faulty: dict[str, Faulty]
    repaired: int = 0

    @property
    def verification(self) -> Verification:
        """Return the figures that a summary tells of itself."""
        return Verification(
            checked=len(self.held) + len(self.faulty),
            repaired=self.repaired,
            dropped=len(self.faulty),
        )


def judge(evidence: Evidence, sentence: Sentence) -> Judged:
    """Check a sentence for itself: each takes a millisecond, a hostile one some more."""
    if not is_place(evidence.desk, sentence.at):
        return Faulty(sentence=sentence, faults=(NO_PLACE,))
    if len(sentence.text) > MOST_CHARACTERS or len(sentence.citations) > MOST_CITATIONS:
        return Faulty(sentence=sentence, faults=(TOO_LONG,))
    drafted = take_apart(evidence, sentence)
    faults = [fault for rule in RULES for fault in rule(evidence, drafted)]
    if not faults:
        faults = list(place_faults(evidence, drafted))
    if faults:
        return Faulty(sentence=sentence, faults=tuple(dict.fromkeys(faults)))
    return _held(evidence, drafted)


def ground(draft: Iterable[Judged]) -> Grounded:
    """Put together what the sentences of a draft came to, the first of each place."""
    checked = _fitted(draft, room=OVERVIEW_WORDS, seats=OVERVIEW_SENTENCES)
    return Grounded(
        held={at: each for at, each in checked.items() if isinstance(each, Held)},
        faulty={at: each for at, each in checked.items() if isinstance(each, Faulty)},
    )


def mend(first: Grounded, repairs: Iterable[Judged]) -> Grounded:
    """Put in what was faulty and is mended; what held is not touched, all else stays faulty."""
    asked = (judged for judged in repairs if judged.at in first.faulty)
    overview = [held for at, held in first.held.items() if place_of(at)[0] == OVERVIEW]
    checked = _fitted(
        asked,
        room=OVERVIEW_WORDS - sum(held.words for held in overview),
        seats=OVERVIEW_SENTENCES - len(overview),
    )
    mended = {at: each for at, each in checked.items() if isinstance(each, Held)}
    failed = {at: each for at, each in checked.items() if isinstance(each, Faulty)}
    left = {at: each for at, each in first.faulty.items() if at not in mended}
    return Grounded(
        held=first.held | mended,
        faulty=left | failed,
        repaired=first.repaired + len(mended),
    )


def _fitted(draft: Iterable[Judged], *, room: int, seats: int) -> dict[str, Judged]:
    """Return sentences by place; `room` and `seats` are the words and sentences left to the overview."""
    fitted: dict[str, Judged] = {}
    for judged in draft:
        if judged.at in fitted:
            continue
        fitted[judged.at] = judged
        if isinstance(judged, Held) and place_of(judged.at)[0] == OVERVIEW:
            if seats < 1 or judged.words > room:
                fitted[judged.at] = Faulty(sentence=judged.sentence, faults=(TOO_MUCH,))
            else:
                seats, room = seats - 1, room - judged.words
    return fitted


def _held(evidence: Evidence, drafted: Drafted) -> Held:
    rendering = Rendering(
        spec=evidence.desk.spec, facts=evidence.facts, citations=drafted.citations
    )
    return Held(
        sentence=drafted.sentence,
        text=rendering.text(drafted.pieces),
        citations=drafted.citations,
        words=drafted.words,
    )
