"""What an operator is told of secrets that were sealed anew."""

import pytest

from cli.resealing import MAY_GO, told
from service.store.resealing import Found


@pytest.mark.parametrize(
    ("found", "keys", "may_go"),
    [
        ({}, 1, False),
        ({}, 2, True),
        ({Found.CURRENT: 3}, 1, False),
        ({Found.CURRENT: 3}, 2, True),
        ({Found.RESEALED: 2, Found.CURRENT: 1}, 3, True),
        ({Found.RESEALED: 2, Found.LOST: 1}, 2, False),
    ],
)
def test_further_keys_may_go_once_nothing_needs_them(
    found: dict[Found, int], keys: int, *, may_go: bool
) -> None:
    assert (MAY_GO in told(found, keys)) is may_go


def test_what_was_found_is_counted() -> None:
    said = told({Found.RESEALED: 2, Found.CURRENT: 3, Found.LOST: 4}, 2)

    assert "opens 4 of them" in said
    assert said.startswith("Secrets stored: 9; sealed with the first key now: 2, before: 3.\n")
