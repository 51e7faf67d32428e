"""Pages are made once for all who fetch them at the same version."""

from service.api.kept_pages import KeptPages
from service.api.reply import Reply


class Maker:
    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> Reply:
        self.made += 1
        return Reply(status=200, headers={}, body=b"%d" % self.made)


def test_a_page_is_made_once_for_each_version() -> None:
    pages, make = KeptPages(), Maker()

    bodies = [pages.get("/debates/x", rev, make).body for rev in (1, 1, 2, 1)]

    assert bodies == [b"1", b"1", b"2", b"1"]


def test_the_same_version_of_another_debate_is_another_page() -> None:
    pages, make = KeptPages(), Maker()

    assert pages.get("/debates/x", 1, make) != pages.get("/debates/y", 1, make)


def test_what_was_not_fetched_for_longest_goes_first() -> None:
    pages, make = KeptPages(most=2), Maker()

    for path in ("/x", "/y", "/x", "/z", "/x", "/y"):
        pages.get(path, 1, make)

    assert make.made == 4
