"""Whoever follows a page of the manual from top to bottom sees what it says."""

from pathlib import Path

import pytest

from tests.support.manual.reading import PAGES, Step, read_page
from tests.support.manual.rehearsing import rehearsal
from tests.support.tools import path_of

STEPS = [step for page in PAGES for step in read_page(page).steps]


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_can_be_followed(path: Path, folder: Path) -> None:
    with rehearsal(folder) as page:
        for step in read_page(path).steps:
            if "needs" not in step.hints:
                page.take(step)


@pytest.mark.parametrize(
    "step", [step for step in STEPS if "needs" in step.hints], ids=lambda step: step.place
)
def test_what_needs_more_tools_can_be_followed_with_them(step: Step, folder: Path) -> None:
    for tool in step.hints["needs"].split(", "):
        path_of(tool)

    with rehearsal(folder) as page:
        page.take(step)
