"""What the form of the start page asks for, and where its faults are told."""

import msgspec
import pytest
from hypothesis import given, strategies as st
from msgspec import structs

from service.api.creation import new_debate
from service.api.mending import decode_mended
from service.api.requests import CreateDebate
from service.api.start_form import FIELDS, StartForm, beside_fields, create_body, typed
from service.domain.debate import Debate, Identities
from service.domain.errors import InvalidRequestError
from service.pages.start_page import EXAMPLE, LABELS, Typed
from service.providers.catalogue import Catalogue
from service.settings import read_settings
from tests.support.debates import NOW

SETTINGS = read_settings({})
CATALOGUE = Catalogue((), sim=True)
GOOD = StartForm(question="Is it?", options="Yes\nNo", panel="simulated", rounds="3")


def asked(form: StartForm) -> dict[str, object]:
    body: dict[str, object] = msgspec.json.decode(create_body(form))
    return body


def debate_of(form: StartForm) -> Debate:
    body, told = decode_mended(create_body(form), CreateDebate)
    return new_debate(body, tenant="t", now=NOW, settings=SETTINGS, catalogue=CATALOGUE, told=told)


def said_of(form: StartForm) -> dict[str, tuple[str, ...]]:
    with pytest.raises(InvalidRequestError) as refused:
        debate_of(form)
    return beside_fields(refused.value.told, form)


def changed(**changes: object) -> StartForm:
    return structs.replace(GOOD, **changes)


def test_each_line_is_an_option_and_line_breaks_are_as_elsewhere() -> None:
    form = changed(question=" Is it?\r\nReally? \r\n", options="\r\n Yes \r\n\r\nNo\rMaybe\n")

    assert asked(form)["question"] == "Is it?\nReally?"
    assert asked(form)["options"] == [{"label": "Yes"}, {"label": "No"}, {"label": "Maybe"}]


def test_what_is_left_empty_is_not_asked_for() -> None:
    form = StartForm(question="Is it?", options="Yes\nNo", context=" \r\n ", rounds="")

    assert asked(form) == {
        "question": "Is it?",
        "options": [{"label": "Yes"}, {"label": "No"}],
        "protocol": {},
    }


def test_a_debate_has_what_the_form_asks_for() -> None:
    form = changed(context="It was.", rounds="5", identities="named")

    spec = debate_of(form).spec

    assert (spec.question, spec.context) == ("Is it?", "It was.")
    assert [(option.id, option.label) for option in spec.options] == [("A", "Yes"), ("B", "No")]
    assert (spec.rules.max_rounds, spec.rules.identities) == (5, Identities.NAMED)


@pytest.mark.parametrize(
    ("options", "models"),
    [
        ("Yes\nNo", ["sim/A", "sim/B", "sim/A>B", "sim/B", "sim/A", "sim/majority"]),
        ("Yes\nNo\nMaybe", ["sim/A", "sim/B", "sim/A>B", "sim/B", "sim/C", "sim/majority"]),
    ],
)
def test_simulated_models_vote_for_the_options_that_were_typed(
    options: str, models: list[str]
) -> None:
    assert [seat.model for seat in debate_of(changed(options=options)).spec.panel] == models


def test_who_was_ticked_sits_down_only_on_a_panel_of_ones_own() -> None:
    chosen = changed(panel="chosen", model=("sim/B", "sim/A"))

    assert [seat.model for seat in debate_of(chosen).spec.panel] == ["sim/B", "sim/A"]
    assert len(debate_of(structs.replace(chosen, panel="simulated")).spec.panel) == 6
    assert "panel" not in asked(structs.replace(chosen, panel="default"))


FAULTS: dict[str, tuple[StartForm, dict[str, tuple[str, ...]]]] = {
    "nothing typed": (
        changed(question="", options=""),
        {
            "question": ("This must not be empty.",),
            "options": ("2 to 26 are needed, one on each line; there are 0.",),
        },
    ),
    "a NUL": (
        changed(question="a\0b", context="\0"),
        {
            "question": ("Text must not contain the character U+0000.",),
            "context": ("Text must not contain the character U+0000.",),
        },
    ),
    "options alike": (
        changed(options="\nYes\n\nNo\nyes!"),
        {"options": ("Line 5: This reads the same as the id or label of option 1.",)},
    ),
    "a label too long": (
        changed(options=f"Yes\n{'x' * 201}"),
        {"options": ("Line 2: At most 200 characters are allowed, not 201.",)},
    ),
    "too many options": (
        changed(options="\n".join(f"number {n}" for n in range(27))),
        {"options": ("2 to 26 are needed, one on each line; there are 27.",)},
    ),
    "far too many options": (
        changed(options="x\r\n" * 250_000),
        {"options": ("2 to 26 are needed, one on each line; there are 250000.",)},
    ),
    "nobody ticked": (
        changed(panel="chosen"),
        {"panel": ("Tick 2 to 12 models; 0 are ticked.",)},
    ),
    "everybody ticked": (
        changed(panel="chosen", model=("sim/A",) * 13),
        {"panel": ("Tick 2 to 12 models; 13 are ticked.",)},
    ),
    "somebody unknown ticked": (
        changed(panel="chosen", model=("sim/A", "nope/x")),
        {"panel": ("nope/x: There is no provider 'nope' here; there are sim.",)},
    ),
    "a panel that is none": (
        changed(panel="best"),
        {"panel": ("This must be an array, not that text.",)},
    ),
    "too many rounds": (
        changed(rounds="7"),
        {"rounds": ("The number must be at most 6.",)},
    ),
    "no number of rounds": (
        changed(rounds="³"),
        {"rounds": ("This must be a whole number, not that text.",)},
    ),
    "a huge number of rounds": (
        changed(rounds="9" * 5_000),
        {"rounds": ("This must be a whole number, not that text.",)},
    ),
    "no such identities": (
        changed(identities="secret"),
        {"identities": ("This must be one of anonymous, named, not that text.",)},
    ),
}


@pytest.mark.parametrize(("form", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_beside_its_field(
    form: StartForm, said: dict[str, tuple[str, ...]]
) -> None:
    assert said_of(form) == said


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.just("x" * 4_001)


@given(
    st.builds(
        StartForm,
        question=TEXTS,
        context=TEXTS,
        options=st.lists(TEXTS, max_size=30).map("\n".join),
        panel=st.sampled_from(["default", "simulated", "chosen", ""]) | TEXTS,
        model=st.lists(st.sampled_from(["sim/A", "nope/x", ""]) | TEXTS, max_size=14).map(tuple),
        rounds=st.sampled_from(["1", "6", "0", "-1", ""]) | TEXTS,
        identities=st.sampled_from(["named", ""]) | TEXTS,
    )
)
def test_whatever_is_posted_gives_a_debate_or_faults_beside_fields(form: StartForm) -> None:
    try:
        debate_of(form)
    except InvalidRequestError as error:
        said = beside_fields(error.told, form)
        assert said
        assert said.keys() <= LABELS.keys()


def test_a_fault_of_nothing_in_the_form_is_told_beside_none() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        decode_mended(b'{"metadata": 1, "question": "x", "options": []}', CreateDebate)[1].refuse()

    assert set(beside_fields(refused.value.told, GOOD)) == {"", "options"}


def test_the_example_can_be_sent_as_it_is() -> None:
    form = changed(question=EXAMPLE.question, options=EXAMPLE.options)

    assert len(debate_of(form).spec.options) == 5


def test_what_was_typed_is_kept() -> None:
    form = StartForm(
        question=" q",
        context="c ",
        options="o\r\n",
        panel="chosen",
        model=("sim/A",),
        rounds="9",
        identities="named",
    )

    assert typed(form) == Typed(
        question=" q",
        context="c ",
        options="o\r\n",
        panel="chosen",
        models=("sim/A",),
        rounds="9",
        identities="named",
    )


def test_every_field_that_faults_stand_beside_has_a_label() -> None:
    assert set(FIELDS.values()) == set(LABELS)
