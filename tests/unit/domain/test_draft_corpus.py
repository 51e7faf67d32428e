"""The corpus of drafts is sound: its debates, its places and its quotes are what it says."""

from collections import Counter

import pytest

from service.domain.desk import desk_of
from service.domain.references import render
from service.domain.sentences import count_words
from tests.support.drafted_debates import DEBATES
from tests.unit.domain.draft_corpus import HONEST, HOSTILE, SWAPPED, Honest, Hostile

ROWS: tuple[Hostile | Honest, ...] = (*HOSTILE, *SWAPPED, *HONEST)
PLACES = {"overview", "positions", "strongest_arguments", "turning_points"}


@pytest.mark.parametrize("name", DEBATES)
def test_the_codes_of_a_debate_stand_in_the_order_of_its_seats(name: str) -> None:
    desk = desk_of(DEBATES[name]())

    assert [int(code[1:]) for code in desk.codes] == list(range(1, len(desk.codes) + 1))
    assert list(desk.codes.values()) == [p.id for p in desk.spec.participants]


@pytest.mark.parametrize("honest", HONEST, ids=lambda row: row.name)
def test_an_honest_quote_stands_in_the_response_that_it_is_cited_from(honest: Honest) -> None:
    desk = desk_of(DEBATES[honest.debate]())
    codes = {participant: f"[{code}]" for code, participant in desk.codes.items()}

    for cited, quote in honest.citations:
        argument = render(desk.citable[cited].argument or "", codes)
        assert flat(quote) in flat(argument)


@pytest.mark.parametrize("honest", HONEST, ids=lambda row: row.name)
def test_an_honest_sentence_has_a_place_and_at_most_as_many_words(honest: Honest) -> None:
    kind = honest.at.split()[0]

    assert kind in PLACES
    assert count_words(honest.text) <= (45 if kind == "overview" else 35)


def test_the_corpus_is_large_and_covers_every_place_and_debate() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert len(HOSTILE) >= 80
    assert len(HONEST) >= 40
    assert {row.breaks for row in HOSTILE} == set(range(9))
    assert {row.at.split()[0] for row in HONEST} == PLACES
    assert min(Counter(row.debate for row in ROWS)[name] for name in DEBATES) > 1


def flat(text: str) -> str:
    """Return a text without the differences of shape that a quote may have."""
    return text.casefold().replace("’", "'").replace("–", "-")
