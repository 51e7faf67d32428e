"""The start page: what its form offers, where its faults stand, and how debates are listed."""

import pytest
from msgspec import structs

from service.domain.debate import DebateError, DebateStatus
from service.pages.recent_debates import Recent, recent_view
from service.pages.start_page import LABELS, ModelGroup, Seating, Typed, start_page, start_view
from tests.support.debates import NOW, a_debate, a_panel, a_spec
from tests.support.drafted_debates import reference
from tests.support.start_form import Page, read_page

NOBODY = Seating(default=(), simulated=True, groups=())
LAB = ModelGroup(provider="Lab", models=(("lab/a", "Alpha"), ("lab/b", "Beta")))
EVERYBODY = Seating(default=a_panel(2, model="lab/a"), simulated=True, groups=(LAB,))
NONE = Recent(debates=(), newest=True, has_more=False)


def shown(
    typed: Typed | None = None,
    seating: Seating = NOBODY,
    recent: Recent = NONE,
    said: dict[str, tuple[str, ...]] | None = None,
) -> Page:
    page = start_page(start_view(typed or Typed(), seating, recent, once="drawn-once", said=said))
    return read_page(page.decode())


def test_without_any_key_the_first_click_starts_a_simulated_debate() -> None:
    page = shown()

    assert page.action == "post /debates"
    assert page.offered["panel"] == ["simulated"]
    assert page.fields == {
        "question": [""],
        "context": [""],
        "options": [""],
        "panel": ["simulated"],
        "rounds": ["3"],
        "once": ["drawn-once"],
    }
    assert "OPENAI_API_KEY" in page.said_of("panel")


def test_the_servers_panel_comes_first_and_models_can_be_chosen() -> None:
    page = shown(seating=EVERYBODY)

    assert page.offered["panel"] == ["default", "simulated", "chosen"]
    assert page.fields["panel"] == ["default"]
    assert page.offered["model"] == ["lab/a", "lab/b"]
    assert "model" not in page.fields
    assert "OPENAI_API_KEY" not in page.said_of("panel")


@pytest.mark.parametrize(("model", "costs"), [("lab/a", True), ("sim/A", False)])
def test_what_may_cost_money_says_so(model: str, *, costs: bool) -> None:
    seating = structs.replace(NOBODY, default=a_panel(2, model=model))

    page = shown(seating=seating)

    assert ("may cost money" in page.texts["panel"]) is costs
    assert ("OPENAI_API_KEY" in page.texts["panel"]) is not costs
    assert "Model 1 and Model 2." in page.texts["panel"]


def test_what_is_not_to_be_had_is_not_offered() -> None:
    page = shown(seating=structs.replace(NOBODY, simulated=False))

    assert "panel" not in page.offered


def test_what_was_typed_stands_there_again() -> None:
    typed = Typed(
        question="\n</textarea><script>alert(1)</script>",
        context="\u202eback & forth",
        options="Yes\r\nNo",
        panel="chosen",
        models=("lab/b",),
        rounds="5",
        identities="named",
    )

    page = shown(typed, EVERYBODY)

    assert page.fields["question"] == [typed.question.removeprefix("\n")]
    assert page.fields["context"] == [typed.context]
    assert page.fields["options"] == [typed.options]
    assert page.fields["panel"] == ["chosen"]
    assert page.fields["model"] == ["lab/b"]
    assert page.fields["rounds"] == ["5"]
    assert page.fields["identities"] == ["named"]


def test_faults_stand_beside_their_fields_and_are_linked_from_above() -> None:
    said = {name: (f"{name} is <wrong>.", "And twice so.") for name in LABELS}

    page = shown(said=said | {"": ("The store is away.",)})

    assert page.invalid == ["question", "context", "options", "rounds", "identities"]
    for name, label in LABELS.items():
        assert f"{name} is <wrong>. And twice so." in page.said_of(name)
        assert page.links[f"{label}: {name} is <wrong>."] == f"#{name}"
        assert name in page.ids
    assert page.alert.startswith("The debate was not started.")
    assert "The store is away." in page.alert
    assert page.focused == "question"


def test_the_first_field_with_a_fault_is_where_one_goes_on() -> None:
    assert shown(said={"rounds": ("No.",), "options": ("No.",)}).focused == "options"
    assert shown(seating=EVERYBODY, said={"panel": ("No.",)}).focused == "panel"
    assert shown(said={"": ("No.",)}).focused is None
    assert shown().focused is None
    assert not shown().alert


def test_all_that_describes_a_field_is_there() -> None:
    page = shown(seating=EVERYBODY, said=dict.fromkeys(LABELS, ("No.",)))

    assert {one for ids in page.described_by.values() for one in ids} <= set(page.ids)


def test_models_of_many_providers_are_folded_but_for_those_that_are_ticked() -> None:
    many = ModelGroup(provider="Many", models=tuple((f"many/{n}", f"{n}") for n in range(20)))
    seating = structs.replace(EVERYBODY, groups=(many, LAB))

    page = start_page(start_view(Typed(models=("lab/a",)), seating, NONE, once="")).decode()

    assert '<details role="group" aria-label="Many">' in page
    assert '<details role="group" aria-label="Lab" open>' in page


def test_a_debate_is_listed_by_its_question_what_came_of_it_and_by_whom() -> None:
    debate = reference()
    completed = structs.replace(
        debate, state=structs.replace(debate.state, status=DebateStatus.COMPLETED)
    )

    [row] = recent_view(Recent(debates=(completed,), newest=True, has_more=False)).rows

    assert row.title == completed.spec.question
    assert row.link == f"/debates/{completed.spec.id}"
    assert completed.state.outcome
    assert row.headline == completed.state.outcome.headline
    assert (row.status, row.models) == ("Completed", "6 models")
    assert (row.created, row.created_at) == ("2 November 2026, 09:00 UTC", NOW.isoformat())


def test_a_debate_without_an_outcome_says_how_far_it_is_or_why_it_ended() -> None:
    running = a_debate(["A", "B"], spec=a_spec(panel=a_panel(2)), next_round=True)
    error = DebateError(code="internal_error", message="It broke.")
    failed = structs.replace(
        running, state=structs.replace(running.state, status=DebateStatus.FAILED, error=error)
    )
    canceled = structs.replace(
        running, state=structs.replace(running.state, status=DebateStatus.CANCELED)
    )

    rows = recent_view(
        Recent(debates=(running, failed, canceled), newest=True, has_more=False)
    ).rows

    assert [(row.status, row.headline) for row in rows] == [
        ("Running", "Round 2 of at most 3"),
        ("Failed", "It broke."),
        ("Canceled", ""),
    ]
    assert {row.models for row in rows} == {"2 simulated models"}


def test_simulated_models_on_a_mixed_panel_are_told() -> None:
    panel = (*a_panel(2, model="lab/a"), structs.replace(a_panel(3)[2]))

    [row] = recent_view(
        Recent(debates=(a_debate(spec=a_spec(panel=panel)),), newest=True, has_more=False)
    ).rows

    assert row.models == "3 models, 1 of them simulated"


def test_one_can_go_on_to_older_debates_and_back() -> None:
    debate = reference()

    first = shown(recent=Recent(debates=(debate,), newest=True, has_more=True)).links
    last = shown(recent=Recent(debates=(debate,), newest=False, has_more=False)).links

    assert first["Older debates"] == f"/?starting_after={debate.spec.id}#recent"
    assert "Newest debates" not in first
    assert last["Newest debates"] == "/#recent"
    assert "Older debates" not in last


def test_a_list_of_nothing_says_so() -> None:
    assert "None yet." in shown().texts["recent"]
