"""Hostile drafts are caught and honest ones are served: the corpus, through desk and checker."""

import pytest

from service.domain.debate import Debate
from service.domain.desk import Desk, desk_of
from service.domain.drafts import DraftCitation, Sentence
from service.domain.sentences import count_words
from tests.support.drafted_debates import DEBATES
from tests.support.drafts import checked
from tests.unit.domain.draft_corpus import HONEST, HOSTILE, SWAPPED, Cited, Honest, Hostile

MOST_SENTENCES, MOST_WORDS = 8, 160
"""Of an overview."""

TABLE: dict[str, tuple[Debate, Desk]] = {
    name: (debate := make(), desk_of(debate)) for name, make in DEBATES.items()
}


def served(row: Hostile | Honest) -> str | None:
    """Return the sentence as it is served; None when it is not."""
    debate, desk = TABLE[row.debate]
    grounded = checked(debate, desk, (written(row.at, row.text, row.citations),))
    return grounded.held[row.at].text if row.at in grounded.held else None


def written(at: str, text: str, citations: tuple[Cited, ...]) -> Sentence:
    cited = (DraftCitation(response=response, quote=quote) for response, quote in citations)
    return Sentence(at=at, text=text, citations=tuple(cited))


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: row.name)
def test_a_hostile_sentence_is_not_served(row: Hostile) -> None:
    assert served(row) is None, f"breaks rule {row.breaks}: {row.why}"


@pytest.mark.parametrize("row", HONEST, ids=lambda row: row.name)
def test_an_honest_sentence_is_served_as_it_was_meant(row: Honest) -> None:
    assert served(row) == row.served


@pytest.mark.parametrize("row", SWAPPED, ids=lambda row: row.name)
def test_a_quote_is_never_served_as_the_words_of_somebody_else(row: Hostile) -> None:
    _, desk = TABLE[row.debate]
    authors = {desk.citable[response].participant for response, _ in row.citations}
    signatures = [f"” ({desk.spec.participant(author).name})" for author in authors]
    text = served(row)

    assert text is None or text.count("”") == sum(text.count(each) for each in signatures), row.why


@pytest.mark.parametrize("row", HONEST, ids=lambda row: row.name)
def test_what_is_cited_with_an_honest_sentence_is_in_the_ledger(row: Honest) -> None:
    debate, desk = TABLE[row.debate]
    held = checked(debate, desk, (written(row.at, row.text, row.citations),)).held[row.at]

    cited = [desk.citable[response] for response, _ in row.citations]
    assert [(c.round, c.participant) for c in held.citations] == [
        (response.round, response.participant) for response in cited
    ]


@pytest.mark.parametrize("row", [h for h in HONEST if h.at == "overview 1"], ids=lambda r: r.name)
def test_an_overview_is_cut_where_it_grows_too_long(row: Honest) -> None:
    debate, desk = TABLE[row.debate]
    places = [f"overview {n}" for n in range(1, 2 * MOST_SENTENCES)]
    draft = tuple(written(at, row.text, row.citations) for at in places)

    grounded = checked(debate, desk, draft)

    assert 1 <= len(grounded.held) <= MOST_SENTENCES
    assert len(grounded.held) * count_words(row.text) <= MOST_WORDS + count_words(row.text)
    assert set(grounded.held) | set(grounded.faulty) == set(places)


def test_nothing_hostile_is_served_and_nothing_honest_is_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    caught = [row for row in HOSTILE if served(row) is None]
    lost = [row for row in HONEST if served(row) is None]
    recall = len(caught) / len(HOSTILE)
    precision = len(caught) / (len(caught) + len(lost))

    with capsys.disabled():
        print(  # noqa: T201 the figures are what one runs this for
            f"\n{len(HOSTILE)} hostile and {len(HONEST)} honest sentences:"
            f" recall {recall:.3f}, precision {precision:.3f} of catching"
        )
    assert (recall, precision) == (1.0, 1.0)
