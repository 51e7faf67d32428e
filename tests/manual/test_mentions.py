"""What the manual mentions is there: commands, options, targets, settings, operations, pages."""

import re
import struct
from pathlib import Path
from urllib.parse import unquote

import pytest

from cli.configuration import PREFIX, ROWS
from scripts.picture import PICTURE, SHARPNESS, WIDTH
from tests.support.commands import ROOT
from tests.support.manual.mentions import faults
from tests.support.manual.reading import PAGES, Page, page_of, read_page

LOOKED_UP = (
    *PAGES,
    Path("ARCHITECTURE.md"),
    Path("bench/README.md"),
    Path("helm/roundtable/README.md"),
    *sorted(path.relative_to(ROOT) for path in (ROOT / "docs/decisions").glob("*.md")),
)
"""Pages whose links and mentions are looked up; not all of them are tried."""
ELSEWHERE = re.compile(r"[a-z]+://|mailto:")
WRONG = {
    "a command": "`roundtable fly`",
    "an option of it": "`.venv/bin/roundtable demo --fly`",
    "a value of it": "`roundtable local --port often`",
    "an option by itself": "`--fly`",
    "a target": "`make coffee`",
    "an operation": "`POST /v1/coffees`",
    "a method of it": "`PATCH /v1/debates/{id}`",
    "a setting": "`ROUNDTABLE_COFFEE=1`",
    "a setting of a block": "x |\n\n```sh\nROUNDTABLE_COFFEE=1 true\n```\n",
    "a call": "`curl http://127.0.0.1:8000/v1/debates`",
}


@pytest.mark.parametrize("path", LOOKED_UP, ids=str)
def test_whatever_a_page_mentions_is_there(path: Path) -> None:
    assert list(faults(read_page(path))) == []


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_not_there_is_noticed(text: str) -> None:
    page = page_of(Path("page.md"), f"| in a table |\n|---|\n| {text} |\n")

    assert len(list(faults(page))) == 1


@pytest.mark.parametrize("path", LOOKED_UP, ids=str)
def test_every_link_leads_somewhere(path: Path) -> None:
    assert dead_links(page_of(path, (ROOT / path).read_text())) == []


@pytest.mark.parametrize("target", ["nowhere.md", "#nowhere", "README.md#nowhere", "no.png"])
def test_a_link_to_nothing_is_noticed(target: str) -> None:
    page = page_of(Path("page.md"), f"# Here\n\n![a picture]({target}), [a page]({target})\n")

    assert dead_links(page) == [f"page.md:3: {target}"] * 2


def test_the_table_of_settings_has_each_setting_once() -> None:
    named = re.findall(
        r"^\| .*$", section_of((ROOT / "README.md").read_text(), "Settings"), re.MULTILINE
    )

    first_cells = " ".join(row.split("|")[1] for row in named)
    assert sorted(re.findall(rf"{PREFIX}([A-Z_]+)", first_cells)) == sorted(ROWS)


def test_every_page_of_the_manual_can_be_reached_from_the_first() -> None:
    linked = {code.text.partition("#")[0] for code in read_page(Path("README.md")).links}

    assert {str(path) for path in PAGES} - {"README.md"} <= linked


def test_the_picture_of_a_page_is_as_wide_as_it_is_taken() -> None:
    width, height = struct.unpack_from(">II", PICTURE.read_bytes(), 16)  # where a PNG has it

    assert width == WIDTH * SHARPNESS < height


def section_of(page: str, heading: str) -> str:
    """Return what stands under a heading of the second level."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def dead_links(page: Page) -> list[str]:
    """Return the places and targets of links within the project that lead nowhere."""
    return [
        f"{link.place}: {link.text}"
        for link in page.links
        if not ELSEWHERE.match(link.text) and not leads_somewhere(page, unquote(link.text))
    ]


def leads_somewhere(page: Page, target: str) -> bool:
    name, _, anchor = target.partition("#")
    path = (ROOT / page.path).parent / name if name else ROOT / page.path
    if not anchor or not name:
        return path.exists() if name else anchor in page.anchors
    return path.is_file() and anchor in page_of(Path(name), path.read_text()).anchors
