"""What options of several commands read."""

from pathlib import Path

import pytest

from cli.options import read_file, read_key


@pytest.mark.parametrize(("text", "key"), [("rt_live_x", "rt_live_x"), (" k\n", "k"), (" ", None)])
def test_a_key_is_read_without_what_surrounds_it(text: str, key: str | None) -> None:
    assert read_key(text) == key


@pytest.mark.parametrize("text", ["two words", "clé", "\x1b[2J", "k" * 600])
def test_what_is_no_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="one word") as raised:
        read_key(text)

    assert text not in str(raised.value)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_file_is_read_without_the_mark_that_some_editors_put_before_it(
    start: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "context.txt"
    file.write_bytes(start + "Größe".encode())

    assert read_file(str(file)) == "Größe"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "picture"
    file.write_bytes(b"\xff\xd8")

    with pytest.raises(ValueError, match="no text in UTF-8"):
        read_file(str(file))
