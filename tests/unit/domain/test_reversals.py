"""A quote is refused where the rest of its sentence says the reverse, and only there."""

import pytest

from service.domain.quotations import QuoteFault, found_in, prepared
from tests.unit.domain.turned_corpus import FAIR, TURNED, Said


def named(said: Said) -> str:
    return f"{said.language}-{said.quote}-{said.argument}"


@pytest.mark.parametrize("said", TURNED, ids=named)
@pytest.mark.parametrize("before", ["", "That is old news. "], ids=["first", "second"])
def test_a_quote_that_its_sentence_denies_is_refused(said: Said, before: str) -> None:
    assert found_in(prepared(before + said.argument), said.quote, {}) is QuoteFault.DENIED


@pytest.mark.parametrize("said", FAIR, ids=named)
@pytest.mark.parametrize("before", ["", "That is not so. "], ids=["first", "second"])
def test_a_quote_that_its_author_stands_by_holds(said: Said, before: str) -> None:
    assert found_in(prepared(before + said.argument), said.quote, {}) == said.quote


@pytest.mark.parametrize("said", TURNED, ids=named)
def test_a_sentence_that_is_quoted_whole_always_holds(said: Said) -> None:
    assert found_in(prepared(said.argument), said.argument, {}) == said.argument


def test_the_corpus_is_large_and_in_many_languages() -> None:
    assert len(TURNED) >= 80
    assert len(FAIR) >= 60
    assert len({said.language for said in TURNED}) >= 20
    assert len({said.language for said in FAIR}) >= 15
