"""Whatever is computed in words is true of a thousand random ledgers: each sentence is read again.

`tests.support.prose` reads and counts; it calls nothing of what it checks.
"""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from service.domain.debate import Debate, Summary
from service.domain.extractive import extractive_summary
from service.domain.headlines import round_headline
from tests.support.debates import NOW
from tests.support.prose.reading import faults
from tests.support.random_debates import a_random_debate
from tests.support.summaries import argued, crediting, ended

LEDGERS = 1_000
A_SHARE = 50
"""Ledgers of one test, so that several processes can take their part."""


@pytest.mark.parametrize("first", range(0, LEDGERS, A_SHARE))
def test_every_sentence_is_true(first: int) -> None:
    for seed in range(first, first + A_SHARE):
        debate = a_random_debate(seed)

        found = list(faults(debate, summary_of(debate), headlines(debate)))

        assert not found, f"seed {seed}: {found}"


def summary_of(debate: Debate) -> Summary:
    return extractive_summary(debate, now=NOW)


def headlines(debate: Debate) -> list[str]:
    return [round_headline(debate, one.number) for one in debate.state.rounds]


MOVED = ended(
    crediting(argued("DAEEBC", "DBEEBB", "BBEEBB"), (2, 2, 1, 5), (2, 6, 1, 5), (3, 1, 2, 3))
)
"""Three go over to B, the last of them crediting one that had not voted for it."""

LIES = (
    ("spread six votes", "spread five votes"),
    ("over five options", "over four options"),
    ("“No” ahead with two", "“Maybe” ahead with two"),
    ("“No” ahead with two", "“No” ahead with three"),
    ("Claude Opus 4.6 made the case", "Kimi K2.5 made the case"),
    ("while auditors get", "while nobody gets"),
    ("DeepSeek V3.2 argued", "GPT-5.4 argued"),
    ("In round 2 Gemini 3.1 Pro moved", "In round 3 Gemini 3.1 Pro moved"),
    ("moved from “Yes, all”", "moved from “No”"),
    ("while Kimi K2.5 moved", "while Grok 4.1 Fast moved"),
    ("crediting DeepSeek V3.2", "crediting Grok 4.1 Fast"),
    (", which had not voted for it by then", ""),
    ("the other three kept", "the other two kept"),
    ("the other three kept", "three others moved"),
    ("Majority: Yes, partial train (4 of 6)", "Unanimous: Yes, partial train (4 of 6)"),
    ("(4 of 6)", "(5 of 6)"),
    ("Plurality: No (2 of 6)", "Majority: No (2 of 6)"),
    ("Plurality: No (2 of 6)", "Tie: No and Maybe (2 of 6 each)"),
    ("; GPT-5.4 moved from Maybe to Yes, partial train", "; nobody moved"),
    ("passed from “No”", "passed from “Maybe”"),
    ("which had three votes", "which had four votes"),
    ("the other three kept their votes.", "the other three kept their votes. It was unanimous."),
)


@pytest.mark.parametrize(("true", "false"), LIES)
def test_a_lie_is_caught(true: str, false: str) -> None:
    summary, told = summary_of(MOVED), headlines(MOVED)
    assert list(faults(MOVED, summary, told)) == []

    lying = list(with_each(summary, told, true, false))

    assert lying, f"nothing says {true!r}"
    assert [one for one in lying if not list(faults(MOVED, *one))] == []


def with_each(
    summary: Summary, told: list[str], true: str, false: str
) -> Iterator[tuple[Summary, list[str]]]:
    """Yield the prose once for each of its texts that says so, with that one altered."""
    for field in ("overview", "headline"):
        text = getattr(summary, field)
        if true in text:
            yield replace(summary, **{field: text.replace(true, false)}), told
    for n, turn in enumerate(summary.turning_points):
        if true in turn.text:
            turns = list(summary.turning_points)
            turns[n] = replace(turn, text=turn.text.replace(true, false))
            yield replace(summary, turning_points=tuple(turns)), told
    for n, text in enumerate(told):
        if true in text:
            yield summary, [*told[:n], text.replace(true, false), *told[n + 1 :]]
