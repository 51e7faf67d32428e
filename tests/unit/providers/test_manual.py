"""The manual's page on providers names every row, its variables and its protocol."""

import re
from pathlib import Path

import pytest

from service.providers.specs import SPECS, ProtocolName, ProviderSpec

PAGE = Path("docs/providers.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([a-z]+)` (\|.*)$", PAGE, re.MULTILINE))
SPOKEN = {
    ProtocolName.OPENAI_CHAT: "chat completions",
    ProtocolName.ANTHROPIC: "messages",
    ProtocolName.GEMINI: "generateContent",
}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_row_is_in_the_manual(spec: ProviderSpec) -> None:
    line = ROWS[spec.name]

    for variable in (spec.key_variable, spec.address_variable, *spec.placeholders):
        assert variable is None or f"`{variable}`" in line
    assert SPOKEN[spec.protocol] in line
    assert ("JSON schema" in line) is (spec.structured.value == "json_schema")


def test_the_manual_names_no_provider_that_is_not_there() -> None:
    assert set(ROWS) == {spec.name for spec in SPECS} | {"sim"}
