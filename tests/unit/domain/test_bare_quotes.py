"""Which marks around a quote are its writer's, and which its own."""

import pytest

from service.domain.quotations import bare_quote


@pytest.mark.parametrize(
    ("quote", "bare"),
    [
        ("weights leak", "weights leak"),
        ("“weights leak”", "weights leak"),
        ("“weights leak", "weights leak"),
        ("weights leak”", "weights leak"),
        ("« les poids fuient »", "les poids fuient"),
        ("„Gewichte bleiben draußen“", "Gewichte bleiben draußen"),
        ("「重みは戻らない」", "重みは戻らない"),
        ("“No” is an answer, too", "“No” is an answer, too"),
        ("the answer is “no”", "the answer is “no”"),
        ("““No” is an answer, too”", "“No” is an answer, too"),
        ("“open” and “closed”", "“open” and “closed”"),
        ('"open" means open', '"open" means open'),
        ("“", ""),
        ("", ""),
    ],
)
def test_only_marks_around_the_whole_are_taken_off(quote: str, bare: str) -> None:
    assert bare_quote(quote) == bare
