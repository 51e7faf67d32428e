"""What anybody wrote is made safe to show, and stays what it was otherwise."""

import pytest
from hypothesis import given, strategies as st

from service.domain.plain_text import one_line, printable


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("bell\x07 and \x9b1mmore", "bell and 1mmore"),
        ("two\nlines\tand a tab\u2028", "two\nlines and a tab\n"),
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2029g", "a\nb\nc\nd\ne\nf\ng"),
        ("left \u202etfel\u202c", "left tfel"),
        ("\u2066\u2067out of place\u2069", "out of place"),
        ("by \u2068كيمي\u2069, who", "by \u2068كيمي\u2069, who"),
        ("half \u2068of one", "half of one"),
        ("\u2069the other half", "the other half"),
        ("zero\u200bwidth\ufeff and \U000e0041\U000e0042 tags", "zerowidth and  tags"),
        ("half a character \ud800", "half a character "),
        ("한국어 العربية ümläut 👩‍🔬", "한국어 العربية ümläut 👩‍🔬"),
    ],
)
def test_what_could_command_a_screen_is_dropped(sent: str, shown: str) -> None:
    assert printable(sent) == shown


@given(st.text())
def test_nothing_printable_moves_the_cursor_but_line_breaks(text: str) -> None:
    shown = printable(text)

    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in shown.replace("\n", ""))
    assert printable(shown) == shown
    assert shown.encode().decode() == shown


@given(st.text())
def test_one_line_is_one_line_without_margins(text: str) -> None:
    shown = one_line(text)

    assert shown.splitlines() in ([], [shown])
    assert shown.strip() == shown
    assert "  " not in shown
