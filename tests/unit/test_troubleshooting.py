"""The manual's page on troubleshooting has a row for every code, and none that does not exist."""

import re
from pathlib import Path

import pytest

from service.api.problems import CODES
from service.domain import budget, instructions, lifecycle, recording
from service.domain.debate import (
    DebateError,
    DegradedReason,
    ResponseError,
    ResponseStatus,
    StopReason,
)
from service.domain.delivery import AttemptError
from service.domain.endpoints import DisabledReason
from service.providers.statuses import code_of

PAGE = Path("docs/troubleshooting.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
ANY_STATUS = range(400, 600)


def _constants(kind: type[DebateError] | type[ResponseError]) -> set[str]:
    """Return the codes of all errors of that kind that `lifecycle` ends something with."""
    return {each.code for each in vars(lifecycle).values() if isinstance(each, kind)}


OF_A_DEBATE = _constants(DebateError) | {budget.BUDGET_EXCEEDED}
OF_A_RESPONSE = _constants(ResponseError) | {
    ResponseStatus.REFUSED.value,
    ResponseStatus.UNREADABLE.value,
    *map(code_of, ANY_STATUS),
}
FLAGS = {
    recording.FALLBACK,
    recording.OTHER_MODEL,
    instructions.INSTRUCTION_LIKE,
    budget.BUDGET_EXCEEDED,
}
TABLES = {
    "Errors of the API": set(CODES),
    "Why a debate did not complete": OF_A_DEBATE,
    "Why it ended when it did": {reason.value for reason in StopReason},
    "Why it is degraded": {reason.value for reason in DegradedReason},
    "Why a seat has no vote": OF_A_RESPONSE,
    "Flags of a response": FLAGS,
    "Attempts at webhooks": {error.value for error in AttemptError},
    "Endpoints that are disabled": {reason.value for reason in DisabledReason},
}
"""What each section has a row for."""


@pytest.mark.parametrize("section", TABLES)
def test_a_section_has_a_row_for_each_code_and_no_other(section: str) -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \|", SECTIONS[section], re.MULTILINE)

    assert sorted(rows) == sorted(TABLES[section])


def test_each_error_of_the_api_has_its_status() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (\d+) \|", SECTIONS["Errors of the API"], re.MULTILINE)

    assert dict(rows) == {code: str(row.status) for code, row in CODES.items()}


def test_links_within_the_page_lead_to_its_sections() -> None:
    anchors = {heading.lower().replace(" ", "-") for heading in SECTIONS}

    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors
