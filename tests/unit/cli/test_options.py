"""What options of several commands read."""

import pytest

from cli.options import read_key


@pytest.mark.parametrize(("text", "key"), [("rt_live_x", "rt_live_x"), (" k\n", "k"), (" ", None)])
def test_a_key_is_read_without_what_surrounds_it(text: str, key: str | None) -> None:
    assert read_key(text) == key


@pytest.mark.parametrize("text", ["two words", "clé", "\x1b[2J", "k" * 600])
def test_what_is_no_key_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="one word") as raised:
        read_key(text)

    assert text not in str(raised.value)
