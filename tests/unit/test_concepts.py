"""The manual's page on concepts: its tables have all that there is, its defaults are those in force."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from service.api.protocols import usual_rules
from service.domain.consensus import votes_needed
from service.domain.debate import Agreement, ConsensusRule, ResponseStatus, StopReason
from service.settings import read_settings

PAGE = Path("docs/concepts.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
SEATS = 6
LISTED = {
    "What a seat answers": ResponseStatus,
    "When it stops": StopReason,
    "How it ends": Agreement,
}
"""What each section has a row for."""


@pytest.mark.parametrize("section", LISTED)
def test_a_section_has_a_row_for_each_value(section: str) -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \|", SECTIONS[section], re.MULTILINE)

    assert rows == [each.value for each in LISTED[section]]


@pytest.mark.parametrize("rule", set(ConsensusRule) - {ConsensusRule.VOTES_NEEDED})
def test_the_page_says_how_many_votes_a_rule_needs(rule: ConsensusRule) -> None:
    heads = re.search(r"^\| rule .*$", SECTIONS["Counting"], re.MULTILINE)
    row = re.search(rf"^\| `{rule}`.*$", SECTIONS["Counting"], re.MULTILINE)
    assert heads
    assert row

    said = {int(n) for n in re.findall(r"of (\d+)", heads[0])}
    needed = dict(zip((6, 5, 4, 3), map(int, re.findall(r"\| (\d)", row[0])), strict=True))
    rules = replace(usual_rules(SEATS), consensus=rule)
    assert said == set(needed)
    assert needed == {valid: votes_needed(rules, valid) for valid in needed}


def test_the_defaults_are_those_in_force() -> None:
    rules, settings = usual_rules(SEATS), read_settings({})
    table = SECTIONS["The defaults, and the evidence for each"]

    for row in (
        f"| `max_rounds` {rules.max_rounds} |",
        f"| `min_rounds` {rules.min_rounds} |",
        f"| {rules.consensus} |",
        f"| `tie_break` {rules.tie_break} |",
        f"| `identities` {rules.identities} |",
        f"| `max_argument_words` {rules.max_argument_words} |",
        f"| `round_deadline_seconds` {rules.round_deadline_s} |",
        f"| hedges, {settings.hedge_percent} % of the calls |",
        f"| kept for {settings.retention_days} days |",
    ):
        assert row in table
    assert (rules.stop_when_stable, rules.shuffle_options, rules.allow_abstain) == (
        True,
        True,
        False,
    )
    assert rules.quorum == SEATS // 2 + 1
