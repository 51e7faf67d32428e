"""Sentences of drafts, written with seats in place of the codes that a desk has drawn for them.

`<3>` stands for the code of `seat_3`, in a place, a text or a response: `<3>@1`.
"""

import re

from service.domain.debate import Debate
from service.domain.desk import Desk, desk_of
from service.domain.drafted import evidence_of
from service.domain.drafts import Draft, DraftCitation, Sentence
from service.domain.grounding import Grounded, Held, Judged, ground, judge

OVERVIEW = "overview 1"


def coded(desk: Desk, text: str) -> str:
    """Return a text with codes in the place of seats."""
    return re.sub(r"<(\d+)>", lambda seat: desk.code_of[f"seat_{seat[1]}"], text)


def a_sentence(desk: Desk, text: str, *citations: tuple[str, str], at: str = OVERVIEW) -> Sentence:
    """Return a sentence that cites these responses with these quotes."""
    return Sentence(
        at=coded(desk, at),
        text=coded(desk, text),
        citations=tuple(
            DraftCitation(response=coded(desk, response), quote=coded(desk, quote))
            for response, quote in citations
        ),
    )


def judgements(debate: Debate, desk: Desk, draft: Draft) -> list[Judged]:
    """Return what comes of each sentence of a draft."""
    evidence = evidence_of(debate, desk)
    return [judge(evidence, sentence) for sentence in draft]


def checked(debate: Debate, desk: Desk, draft: Draft) -> Grounded:
    """Return what checking a draft comes to."""
    return ground(judgements(debate, desk, draft))


def judged(debate: Debate, text: str, *citations: tuple[str, str], at: str = OVERVIEW) -> Judged:
    """Return what comes of a single sentence."""
    desk = desk_of(debate)
    sentence = a_sentence(desk, text, *citations, at=at)
    found = checked(debate, desk, (sentence,))
    return (found.held | found.faulty)[sentence.at]


def served(debate: Debate, text: str, *citations: tuple[str, str], at: str = OVERVIEW) -> str:
    """Return a single sentence as it is served; its faults when it is not."""
    found = judged(debate, text, *citations, at=at)
    return found.text if isinstance(found, Held) else " / ".join(found.faults)
