"""The manual's page on operations lists every event of the log, by how much it asks for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from service.admission.breaker import SAID

PAGE = Path("docs/operations.md").read_text(encoding="utf-8")
LOGS = PAGE.partition("\n## Logs\n")[2].partition("\n## ")[0]
SOURCES = ("service", "workers", "cli")
LEVELS = {"info": "info", "warning": "warning", "error": "error", "exception": "error"}
"""Methods of a logger, and the level of the line that each writes."""


def test_what_somebody_should_look_at_is_listed_with_its_level() -> None:
    table = re.findall(r"^\| (`.+?) \| (error|warning) \|", LOGS, re.MULTILINE)
    rows = [(name, level) for names, level in table for name in re.findall(r"`(\w+)`", names)]

    assert sorted(rows) == sorted({(name, lvl) for name, lvl in _logged() if lvl != "info"})


def test_everything_else_is_listed_beside() -> None:
    _, _, table = LOGS.partition("once is none")
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]

    expected = {name for name, level in _logged() if level == "info"} | set(SAID.values())
    assert sorted(named) == sorted(expected)


def _logged() -> Iterator[tuple[str, str]]:
    """Yield each event that is logged under a name of its own, and its level."""
    paths = (path for source in SOURCES for path in Path(source).rglob("*.py"))
    for node in (node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="log"), attr=method), args=[said, *_]
            ) if method in LEVELS:
                yield from ((name, LEVELS[method]) for name in _names(said))
            case _:
                pass


def _names(said: ast.expr) -> tuple[str, ...]:
    """Return what may be said there, as far as it is written there."""
    match said:
        case ast.Constant(value=str(name)):
            return (name,)
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            return one, other
        case _:
            return ()
