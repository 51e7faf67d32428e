"""What holds for all tests of the domain."""

import pytest

from service.domain.instructions import gives_orders
from tests.unit.domain.instruction_corpus import HONEST


@pytest.fixture(scope="session", autouse=True)
def every_language_was_met() -> None:
    """Have patterns compiled that are compiled when first needed: no example's time is spent so."""
    for texts in HONEST.values():
        gives_orders(texts[0])
