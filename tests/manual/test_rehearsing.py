"""The manual cannot be wrong unnoticed: of every kind of block, one that is not so fails."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.manual.comparing import differences, shows, shows_part
from tests.support.manual.reading import ManualError, page_of
from tests.support.manual.rehearsing import Rehearsal, rehearsal

PRINTS = "```sh\necho one; echo two\n```\n"
PRINTS_JSON = '```sh\necho \'{"id": "dbt_01m8afs7n75sbv053qq1jjt3rd", "votes": [1, 2]}\'\n```\n'
STAYS = "<!-- manual: stays until ready -->\n```sh\necho ready; echo one; sleep 60\n```\n"
NO_TYPES = "```ts\nconst one: number = 'one';\n```\n"

WRONG = {
    "a command that fails": ("```sh\nfalse\ntrue\n```\n", "ended with 1, not 0"),
    "a part of a pipe that fails": ("```sh\nfalse | true\n```\n", "ended with 1, not 0"),
    "a command that should fail": (
        "<!-- manual: exits 2 -->\n```sh\ntrue\n```\n",
        "ended with 0, not 2",
    ),
    "a command that is not ready": (
        "<!-- manual: stays until steady -->\n```sh\necho ready\n```\n",
        "no 'steady' came",
    ),
    "Python": ("```python\nimport nothing_of_the_kind\n```\n", "ended with 1, not 0"),
    "output": (f"{PRINTS}```text\none\n```\n", "this is not what was printed"),
    "output that was to come": (
        f"{STAYS}<!-- manual: printed by echo -->\n```text\nready\ntwo\n```\n",
        "this was not printed",
    ),
    "JSON that is none": ("```json\n{'a': 1}\n```\n", "this is no JSON"),
    "JSON of output": (f'{PRINTS_JSON}```json\n{{"votes": [1, 3]}}\n```\n', "/votes/1: 2, not 3"),
    "JSON of no output": (f'{PRINTS}```json\n{{"votes": []}}\n```\n', "no JSON"),
    "JSON that was to come": (
        f'{STAYS}<!-- manual: printed by echo -->\n```json\n{{"votes": []}}\n```\n',
        "this was not printed",
    ),
    "a file that is no TOML": (
        "<!-- manual: saved as a.toml -->\n```toml\n[[a]\n```\n",
        "this is no toml",
    ),
    "a file that nobody saves": ("```toml\na = 1\n```\n", "`saved as`"),
    "a file that is no Python": (
        "<!-- manual: saved as a.py -->\n```python\ndef\n```\n",
        "this is no python",
    ),
    "a block without a language": ("```\ntrue\n```\n", "not ''"),
    "a block by its indentation": ("    true\n", "not ''"),
    "a block of a language that nobody runs": ("```perl\n1\n```\n", "not 'perl'"),
    "a hint that is none": (
        "<!-- manual: sings -->\n```sh\ntrue\n```\n",
        "no hint 'sings'",
    ),
    "a command that does not run": (
        "<!-- manual: printed by nobody -->\n```text\none\n```\n",
        "no command with 'nobody' runs",
    ),
}


@pytest.fixture
def page() -> Iterator[Rehearsal]:
    with (
        tempfile.TemporaryDirectory(prefix="rt-") as name,
        rehearsal(Path(name), patience_s=1) as page,
    ):
        yield page


def follow(page: Rehearsal, text: str) -> None:
    for step in page_of(Path("page.md"), text).steps:
        page.take(step)


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=WRONG)
def test_what_is_not_so_fails_and_says_where(page: Rehearsal, text: str, told: str) -> None:
    with pytest.raises(ManualError) as failed:
        follow(page, text)

    assert told in str(failed.value)


def test_typescript_that_is_wrong_fails(page: Rehearsal) -> None:
    with pytest.raises(AssertionError, match="TS2322"):
        follow(page, NO_TYPES)


def test_what_a_page_exports_and_writes_is_there_in_later_blocks(page: Rehearsal) -> None:
    text = """\
        ```sh
        WHO=you; echo "print('me')" > who.py
        ```
        ```python
        import os
        print(os.environ["WHO"])
        ```
        ```text
        you
        ```
        ```sh
        .venv/bin/python who.py
        ```
        ```text
        me
        ```
        """.replace("        ", "")

    follow(page, text)


def test_a_command_that_stays_is_ended_with_what_it_has_started(tmp_path: Path) -> None:
    text = f"""\
<!-- manual: stays until ready -->
```sh
(trap 'echo ended > {tmp_path}/trace; exit' TERM; echo ready; while :; do sleep 0.05; done) &
wait
```
"""
    with (
        tempfile.TemporaryDirectory(prefix="rt-") as name,
        rehearsal(Path(name)) as page,
    ):
        follow(page, text)

    assert (tmp_path / "trace").read_text() == "ended\n"


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("one\ntwo", "one\ntwo\n"),
        ("at 23:13:46 dbt_01m8afs4vvwfczsbmm8gkz6zvf", "at 01:02:03 dbt_" + "7" * 26),
        ("created dbt_…", "created dbt_01m8afs4vvwfczsbmm8gkz6zvf"),
        ("one …\nthree", "one two\nthree"),
        ("one\n…\nfour", "one\ntwo\nthree\nfour"),
        ("one\n…", "one"),
    ],
)
def test_output_is_shown(shown: str, printed: str) -> None:
    assert shows(shown, printed)
    assert shows_part(shown, f"zero\n{printed}")


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("one", "one\ntwo"),
        ("one …\nthree", "one\ntwo\nthree"),
        ("dbt_01m8afs4vvwfczsbmm8gkz6zvf", "evt 01m8afs4vvwfczsbmm8gkz6zvf"),
        ("o.e", "one"),
    ],
)
def test_other_output_is_not(shown: str, printed: str) -> None:
    assert not shows(shown, printed)


def test_json_is_shown_in_part() -> None:
    said = {"a": {"b": [1, {"c": "2026-11-25T23:12:09.159Z"}, 3]}, "d": None, "e": "what\nelse"}

    assert differences({"a": {"b": [1, {"c": "2026-01-01T00:00:00Z"}, 3]}, "d": None}, said) == []
    assert differences({"a": {"b": [1, "…"]}, "e": "…"}, said) == []
    assert differences({"a": {"b": [1]}}, said) == ["/a/b: 3 elements, not 1"]
    assert differences({"d": 1, "f": 2}, said) == ["/d: None, not 1", "/f: 'nothing', not 2"]
    assert differences({"a": {"b": [True, "…"]}}, said) == ["/a/b/0: 1, not True"]
