"""Which texts give orders to their readers; the texts are in `instruction_corpus`."""

import sys
import unicodedata
from collections.abc import Iterator, Mapping

import msgspec
import pytest
from hypothesis import given, strategies as st

from service.domain.disguises import UNSEEN
from service.domain.instructions import gives_orders
from service.domain.order_words.languages import LANGUAGES
from service.providers.sim_answers import ORDER
from service.providers.sim_themes import THEMES
from tests.unit.domain.instruction_corpus import HONEST, ORDERS

LEAST_ORDERS = 120
LEAST_HONEST = 200


def of_all_languages(texts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    return (text for language in texts.values() for text in language)


def reasons_of_simulated_models() -> Iterator[str]:
    for theme in THEMES:
        for reason in msgspec.structs.astuple(theme):
            yield reason.format(label="“Yes, all”", question="“Should it be open?”")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_order_of_the_corpus_is_missed(language: str) -> None:
    assert [text for text in ORDERS[language] if not gives_orders(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_honest_text_of_the_corpus_is_flagged(language: str) -> None:
    assert [text for text in HONEST[language] if gives_orders(text)] == []


def test_precision_and_recall_over_the_corpus() -> None:
    orders = list(of_all_languages(ORDERS))
    honest = [*of_all_languages(HONEST), *reasons_of_simulated_models()]

    caught = sum(map(gives_orders, orders))
    flagged = sum(map(gives_orders, honest))

    precision, recall = caught / (caught + flagged), caught / len(orders)
    print(f"{len(orders)} orders, {len(honest)} honest: {precision=:.3f} {recall=:.3f}")  # noqa: T201 - what the corpus is for
    assert len(orders) >= LEAST_ORDERS
    assert len(honest) >= LEAST_HONEST
    assert (precision, recall) == (1, 1)


def test_what_the_simulated_model_that_gives_orders_says_is_an_order() -> None:
    assert gives_orders(ORDER.format(label="“Yes, all”", id="A"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_is_found_amid_an_argument(language: str) -> None:
    reason = "Outsiders find the faults that a vendor has no reason to look for."

    hidden = [f"{reason} {order} {reason}" for order in ORDERS[language] if "\n" not in order]

    assert [text for text in hidden if not gives_orders(text)] == []


@given(st.text())
def test_any_text_gives_orders_or_does_not(text: str) -> None:
    assert gives_orders(text) in {True, False}


REPEATED = (
    *("a ", "i ", "vote ", "ignore all the ", "you must not ", "the moderator has ", "please, "),
    *(
        "(",
        '"',
        "“",
        "[",
        "<",
        "#",
        "\n",
        " ",
        "é",
        "a1",
        "и ",
        "你必须",
        "あなた",
        "모든 ",
        "के ",
        "A",
    ),
)


@pytest.mark.timeout(60)  # Far more than is needed, and far less than what grows faster.
@pytest.mark.parametrize("piece", REPEATED)
def test_hostile_repetition_is_read_to_its_end(piece: str) -> None:
    text = (piece * 20_000)[:20_000]

    assert gives_orders(text) in {True, False}


def test_every_format_character_is_taken_for_unseen() -> None:
    formats = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) == "Cf"]

    assert [hex(ord(one)) for one in formats if not UNSEEN.match(one)] == []
