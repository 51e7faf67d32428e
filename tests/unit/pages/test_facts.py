"""What stands on a page is what the API says of the same debate: votes, moves, quotes, dissent."""

from itertools import pairwise

import pytest

from service.domain.debate import Debate, Summary
from service.domain.plain_text import one_line, printable
from service.pages.debate_page import debate_page
from service.resources.present import present_debate, present_responses, present_rounds
from service.resources.schemas import PanelResponse
from tests.support.gallery import GALLERY, over
from tests.support.paged import PAGE
from tests.support.random_debates import a_random_debate
from tests.support.reading_html import Element, Reading

Shown = tuple[Debate, Summary | None]

SEEDS = range(0, 60, 5)
DEBATES = {
    **{name: hung() for name, hung in GALLERY.items()},
    **{str(n): over(drawn) for n in SEEDS if (drawn := a_random_debate(n)).state.outcome},
}

every_debate = pytest.mark.parametrize("shown", DEBATES.values(), ids=DEBATES.keys())


def words(text: str) -> str:
    return " ".join(one_line(text).split())


def letters(text: str) -> str:
    return "".join(character for character in printable(text) if character.isalnum())


def labels(debate: Debate) -> dict[str | None, str]:
    return {option.id: words(option.label) for option in debate.spec.options}


def read(shown: Shown) -> Reading:
    debate, summary = shown
    return Reading(debate_page(debate, summary, page=PAGE).decode())


def who(responses: list[PanelResponse], number: int, vote: str | None) -> list[str]:
    return [words(one.name) for one in responses if (one.round, one.vote) == (number, vote)]


@every_debate
def test_first_and_last_votes_are_those_of_the_responses(shown: Shown) -> None:
    debate, responses = shown[0], list(present_responses(shown[0]))
    outcome, begun = present_debate(debate, "").outcome, len(debate.state.rounds)
    columns = dict.fromkeys((1, outcome.rounds if outcome else begun)) if begun else {}

    rows = read(shown).by_id("votes").all("tbody")

    found = {}
    for row in rows:
        ids = row.all(".id")
        if ids:
            assert [one.words for one in row.all("th")[0].all("bdi")] == [
                labels(debate)[ids[0].text]
            ]
            found[ids[0].text] = [
                (int(cell.all(".count")[0].text), [name.words for name in cell.all("bdi")])
                for cell in row.all("td")
            ]
    assert found == {
        vote: [(len(names), names) for names in (who(responses, n, vote) for n in columns)]
        for vote in labels(debate)
        if vote in {one.vote for one in responses}
    }


@every_debate
def test_rounds_are_those_of_the_ledger(shown: Shown) -> None:
    debate, page = shown[0], read(shown)

    for held in present_rounds(debate):
        (votes,) = page.by_id(f"round-{held.number}").all(".votes")
        rows = [one for one in votes.all("li") if one.all("span")[0].text]
        assert [(int(row.all("span")[0].text), row.all("b")[0].words) for row in rows] == sorted(
            ((row.votes, labels(debate)[row.option]) for row in held.tally if row.votes),
            key=lambda row: -row[0],
        )
        assert sorted(link.words for row in votes.all("li") for link in row.all("a")) == sorted(
            words(one.name) for one in debate.spec.panel_of(held.number)
        )
        assert len(page.by_id(f"round-{held.number}").all(".move")) == len(held.changed)


@every_debate
def test_changes_are_those_of_the_responses(shown: Shown) -> None:
    debate = shown[0]
    outcome = present_debate(debate, "").outcome
    moved = [one for one in present_responses(debate) if one.changed_mind]
    page = read(shown)

    changes = page.by_id("changes") if "changes" in page.ids else Element("", {})

    told = [one.all("p")[0] for one in changes.all(".change")]
    assert [[name.words for name in one.all("bdi")] for one in told] == [
        [words(one.name), labels(debate)[one.previous_vote], labels(debate)[one.vote]]
        for one in moved
    ]
    assert [one.all("a")[0].text for one in told] == [f"round {one.round}" for one in moved]
    if moved and outcome:
        count = f"{outcome.changed_minds or 'None'} of {outcome.seats} changed"
        assert changes.all("p")[0].words.startswith(count)


@every_debate
def test_every_quote_leads_to_the_response_that_says_it(shown: Shown) -> None:
    page = read(shown)
    said = {one.id: one for response in page.root.all(".said") for one in response.within()}

    for link in page.root.all(".jump"):
        place = (link.attributes["href"] or "")[1:]
        passage, response = said[place].text, page.by_id(place.rpartition("-")[0])
        assert letters(link.text) in letters(response.text)
        assert letters(link.text).startswith(letters(passage))
        assert letters(passage) or not letters(link.text)


@every_debate
def test_a_page_is_sound_and_its_headings_leave_no_step_out(shown: Shown) -> None:
    page = read(shown)

    page.is_sound()
    depths = [int(one.tag[1]) for one in page.elements if one.tag in {"h1", "h2", "h3", "h4"}]
    assert depths[0] == 1
    assert depths.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(depths))
    for one in page.elements:
        assert list(one.within()) or one.tag not in {"dl", "ol", "ul"}
        assert one.words or one.tag != "p" or "hidden" in one.attributes
