import pytest
from msgspec.structs import replace

from service.domain.debate import Debate, DebateStatus, Origin, ResponseStatus
from service.domain.forking import fork
from tests.support.debates import (
    a_debate,
    a_ledger,
    a_panel,
    a_spec,
    noted,
    some_options,
    some_rules,
    the_reference_case,
)
from tests.support.paged import PAGE, a_page, a_view, over, stopped
from tests.support.random_debates import a_random_debate
from tests.support.summaries import argued

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b onclick=alert(1)>&amp;"
    "[x](javascript:alert(1)) \x1b[31mred\x1b[0m \u202eturned {{ 7 * 7 }}"
)

DEBATES = {
    "reference": over(the_reference_case()),
    "unanimous": over(argued("EE", "EE")),
    "plurality": over(argued("EEEBAC", "EEEBAC")),
    "poll": over(argued("EEBDA", max_rounds=1)),
    "running": a_debate("DEAEBC", ("D", "E", "B", None, None, None)),
    "waiting": replace(
        a_debate(), state=replace(a_debate().state, status=DebateStatus.QUEUED, rounds=())
    ),
    "failed": stopped(a_debate(("E", ResponseStatus.FAILED)), DebateStatus.FAILED),
    "canceled": stopped(a_debate("EB", ("E", None)), DebateStatus.CANCELED),
}


def a_hostile_debate() -> Debate:
    """Return the largest debate there is, in which every text is hostile."""
    ids = [chr(ord("A") + n) for n in range(26)]
    options = tuple(
        replace(option, label=f"{n} {HOSTILE}"[:200])
        for n, option in enumerate(some_options(*ids))
    )
    panel = tuple(replace(p, name=f"{n} {HOSTILE}"[:80]) for n, p in enumerate(a_panel(12)))
    spec = a_spec(
        question=HOSTILE,
        context=HOSTILE,
        options=options,
        panel=panel,
        rules=some_rules(max_rounds=6),
    )
    votes = [[ids[(7 * seat + 5 * number) % 26] for seat in range(12)] for number in range(6)]
    debate = noted(a_debate(*votes, spec=spec), (2, HOSTILE))
    said = [replace(r, argument=HOSTILE, change_reason=HOSTILE) for r in debate.responses]
    return over(a_ledger(debate, *said))


@pytest.mark.parametrize("debate", DEBATES.values(), ids=DEBATES.keys())
def test_every_page_says_what_is_so_and_what_it_took(debate: Debate) -> None:
    page = a_page(debate)

    assert {"result", "headline", "colophon"} <= set(page.ids)
    page.is_sound()


@pytest.mark.parametrize("debate", DEBATES.values(), ids=DEBATES.keys())
def test_every_link_leads_to_something(debate: Debate) -> None:
    page = a_page(debate)

    places = {f"#{each}" for each in page.ids}
    assert page.links - places == {
        f"{PAGE}/transcript?format={form}" for form in ("markdown", "json")
    }


def test_the_title_tells_the_number_of_models() -> None:
    page = a_page(DEBATES["reference"])

    assert f"<title>{a_view(DEBATES['reference']).head.title} (6 models)</title>" in page.html
    assert '<meta name="description" content="Tie: Yes, partial train and No' in page.html


def test_the_order_is_that_of_the_questions_that_people_have() -> None:
    asked = [name for _, name in a_view(DEBATES["reference"]).contents]

    assert asked == [
        "First and final votes",
        "Changed minds",
        "Best cases",
        "How votes moved",
        "Summary",
        "Rounds",
        "Arguments",
        "Who answered whom",
        "Cost and downloads",
    ]


def test_what_is_not_there_yet_is_left_out() -> None:
    asked = [name for _, name in a_view(DEBATES["waiting"]).contents]

    assert asked == ["Options", "Rounds", "The panel", "Cost and downloads"]


def test_the_reference_case_names_whom_the_mover_credits() -> None:
    text = " ".join(a_page(DEBATES["reference"]).text.split())

    assert (
        "DeepSeek V3.2 moved from Yes, all to Yes, partial train in round 2"
        " Auditors can work without the hazardous part of the data."
        " It credits Claude Opus 4.6 (round 1), which is consistent:"
        " that one had voted for the new option before."
    ) in text


def test_what_the_service_says_is_read_from_the_left_whatever_language_it_names() -> None:
    page = a_page(DEBATES["unanimous"])

    assert not [one for one in page.by_id("result").all("dd") if "dir" in one.attributes]


def test_no_page_has_style_or_script_within() -> None:
    for debate in (*DEBATES.values(), a_hostile_debate()):
        page = a_page(debate)
        tags = [one.tag for one in page.elements]
        attributes = {name for one in page.elements for name in one.attributes}
        assert tags.count("script") == 1
        assert not {"style", "img", "iframe"} & set(tags)
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_hostile_text_stands_there_as_text() -> None:
    page = a_page(a_hostile_debate())

    assert "<script>alert(1)</script>" in page.text
    assert "\x1b" not in page.html
    assert "\u202e" not in page.html
    assert "49" not in page.html.split("</title>")[0]
    assert not [link for link in page.links if "javascript" in link]


def test_a_fork_tells_no_id_of_its_original_and_none_of_its_own() -> None:
    original = replace(the_reference_case(), spec=a_spec(id="dbt_original"))
    origin = Origin(debate_id="dbt_original", round=2)
    forked = fork(original, replace(original.spec, id="dbt_fork", forked_from=origin))

    page = a_page(replace(forked, state=replace(forked.state, status=DebateStatus.RUNNING)))

    assert "dbt_original" not in page.html
    assert "dbt_fork" not in page.html
    assert "Goes on from another debate: rounds 1 to 2 were held there." in page.text


def test_any_debate_has_a_sound_page() -> None:
    for seed in range(40):
        debate = a_random_debate(seed)
        done = DebateStatus.COMPLETED if debate.state.outcome else DebateStatus.FAILED
        a_page(stopped(debate, done)).is_sound()
