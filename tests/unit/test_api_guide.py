"""The manual's page on the API has each operation and each event."""

import re
from pathlib import Path

from service.api.app import document
from service.domain.events import EVENTS

PAGE = Path("docs/api.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
BESIDE_THE_DOCUMENT = ["GET /docs", "GET /openapi.json"]


def test_each_operation_is_listed_once() -> None:
    listed = re.findall(r"`([A-Z]+ /[^`]+)`", SECTIONS["All operations"])

    offered = [
        f"{method.upper()} {path}"
        for path, methods in document()["paths"].items()
        for method in methods
    ]
    assert sorted(map(_unnamed, listed)) == sorted(map(_unnamed, offered + BESIDE_THE_DOCUMENT))


def test_each_event_is_listed_once() -> None:
    rows = re.findall(r"^\| (`\w+\.\w+`.*?) \|", SECTIONS["Wait, poll or listen"], re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`(.+?)`", row)]

    assert sorted(listed) == sorted(EVENTS)


def _unnamed(operation: str) -> str:
    """Return an operation without the names of its parameters."""
    return re.sub(r"{\w+}", "{}", operation)
