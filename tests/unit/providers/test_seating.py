"""Who sits down when a debate names nobody."""

import pytest

from service.domain.debate import MOST_SEATS
from service.domain.errors import SettingsError
from service.providers.catalogue import Catalogue
from service.providers.configuration import configure, load_providers_file
from service.providers.presets import FURTHER, PRESETS, PresetSeat
from service.providers.prices import Prices
from service.providers.seating import (
    cannot_choose,
    check_default_panel,
    check_summarizers,
    missing,
    panel_here,
    preset_panel,
)
from service.providers.specs import SPECS
from service.settings import Preset

ELSEWHERE = "http://127.0.0.1:9/v1"
EVERY_SEAT = tuple(seat for seats in PRESETS.values() for seat in seats) + FURTHER


def a_catalogue(file: str = "", **variables: str) -> Catalogue:
    return Catalogue(configure(variables, load_providers_file(file)), sim=True)


def finding(*models: str, **variables: str) -> Catalogue:
    return Catalogue(configure(variables), sim=True, discovered={"ollama": models})


def models(catalogue: Catalogue) -> list[str]:
    return [seated.model for seated in panel_here(catalogue)]


def by_name(preset: Preset, **variables: str) -> dict[str | None, str]:
    return {s.name: s.model for s in preset_panel(preset, a_catalogue(**variables))}


def a_file(*names: str) -> str:
    listed = ", ".join(f'"{name}"' for name in names)
    return f'[[provider]]\nname = "lab"\nbase_url = "{ELSEWHERE}"\nmodels = [{listed}]'


@pytest.mark.parametrize("seat", EVERY_SEAT, ids=lambda seat: seat.name)
def test_every_route_has_a_price_and_the_name_of_its_seat(seat: PresetSeat) -> None:
    last = (seat.last_resort,) if seat.last_resort else ()

    for model in (*seat.routes, *last):
        known = Prices().find(model)
        assert known is not None, model
        assert known.id == model
        assert known.name == seat.name


@pytest.mark.parametrize("preset", Preset)
def test_a_preset_has_six_seats_of_six_makers(preset: Preset) -> None:
    assert len({seat.name for seat in PRESETS[preset]}) == 6


@pytest.mark.parametrize("preset", Preset)
def test_one_key_can_reach_a_whole_preset(preset: Preset) -> None:
    catalogue = a_catalogue(OPENROUTER_API_KEY="k")

    panel = preset_panel(preset, catalogue)

    assert [seated.name for seated in panel] == [seat.name for seat in PRESETS[preset]]
    assert all(seated.model.startswith("openrouter/") for seated in panel)
    assert not missing(preset, catalogue)


def test_the_maker_comes_first() -> None:
    panel = by_name(Preset.REFERENCE, OPENAI_API_KEY="k", OPENROUTER_API_KEY="k")

    assert panel["GPT-5.4"] == "openai/gpt-5.4"
    assert panel["Claude Opus 4.6"] == "openrouter/anthropic/claude-opus-4.6"


def test_a_maker_that_has_retired_the_model_is_not_asked_for_it() -> None:
    assert "Grok 4.1 Fast" not in by_name(Preset.REFERENCE, XAI_API_KEY="k")


def test_a_gateway_in_its_place_is_the_last_resort() -> None:
    moved = {"XAI_API_KEY": "k", "XAI_BASE_URL": ELSEWHERE}

    alone = by_name(Preset.REFERENCE, **moved)
    beside = by_name(Preset.REFERENCE, OPENROUTER_API_KEY="k", **moved)

    assert alone["Grok 4.1 Fast"] == "xai/grok-4-1-fast-reasoning"
    assert beside["Grok 4.1 Fast"] == "openrouter/x-ai/grok-4.1-fast"


def test_a_seat_out_of_reach_says_what_to_set() -> None:
    wanting = missing(Preset.REFERENCE, a_catalogue(OPENAI_API_KEY="k"))

    assert len(wanting) == 5
    (grok,) = (sentence for sentence in wanting if "Grok" in sentence)
    assert grok == (
        "Nothing that serves Grok 4.1 Fast is configured here; set OPENROUTER_API_KEY or"
        " XAI_BASE_URL to another server that still has it."
    )


def test_the_panel_here_is_what_of_the_current_one_can_be_reached() -> None:
    catalogue = a_catalogue(OPENAI_API_KEY="k", XAI_API_KEY="k", MISTRAL_API_KEY="k")

    panel = panel_here(catalogue)

    assert [(seated.model, seated.name) for seated in panel] == [
        ("openai/gpt-6.1-sol", "GPT-6.1 Sol"),
        ("xai/grok-4.7", "Grok 4.7"),
        ("mistral/mistral-large-4", "Mistral Large 4"),
    ]


def test_every_provider_at_once_fills_no_more_than_a_panel() -> None:
    variables = {spec.key_variable: "k" for spec in SPECS if spec.key_variable}
    configs = configure(variables, load_providers_file(a_file("a", "b", "c")))

    panel = panel_here(Catalogue(configs, sim=True))

    assert 6 + len(FURTHER) == len(panel) <= MOST_SEATS


def test_listed_models_fill_up_to_six() -> None:
    listed = a_file(*"abcdefgh")

    beside = models(a_catalogue(listed, OPENAI_API_KEY="k", XAI_API_KEY="k"))
    alone = models(a_catalogue(listed))

    assert beside[2:] == ["lab/a", "lab/b", "lab/c", "lab/d"]
    assert alone == [f"lab/{name}" for name in "abcdef"]


def test_one_model_alone_takes_three_seats() -> None:
    panel = panel_here(a_catalogue(MISTRAL_API_KEY="k"))

    assert [(seated.model, seated.name) for seated in panel] == [
        ("mistral/mistral-large-4", None)
    ] * 3


def test_what_was_found_running_sits_only_when_nobody_else_does() -> None:
    found = ("qwen3:8b", "gemma4:12b")

    assert models(finding(*found)) == ["ollama/qwen3:8b", "ollama/gemma4:12b"]
    assert models(finding(*found, GROQ_API_KEY="k")) == ["groq/openai/gpt-oss-120b"] * 3


def test_nobody_sits_where_nothing_is_configured() -> None:
    assert panel_here(a_catalogue(a_file("*"))) == ()


def test_what_was_found_is_listed() -> None:
    ids = [e.id for e in finding("qwen3:8b").list()]

    assert ids.index("ollama/qwen3:8b") + 1 == ids.index("ollama/*")


def test_a_server_in_the_place_of_a_maker_without_a_key_is_not_asked_for_the_makers_best() -> None:
    moved = Catalogue(
        configure({"OPENAI_BASE_URL": ELSEWHERE}), sim=True, discovered={"openai": ("llama",)}
    )

    assert models(moved) == ["openai/llama"] * 3


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        (("foo/bar", "foo/baz"), "no provider 'foo'"),
        (("sim/A?delay=99", "sim/B"), "delay"),
        (("anthropic/x", "google/y"), "ANTHROPIC_API_KEY"),
        (("sim/A", "openai/gpt-5.4"), "mixes"),
    ],
)
def test_a_default_panel_that_could_never_debate_stops_the_start(
    panel: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        check_default_panel(panel, a_catalogue(OPENAI_API_KEY="k"))


@pytest.mark.parametrize(
    "panel", [(), ("openai/x", "ollama/later"), ("sim/A", "sim/B"), ("openai/x", "openai/y")]
)
def test_a_default_panel_that_may_debate_does_not(panel: tuple[str, ...]) -> None:
    check_default_panel(panel, a_catalogue(OPENAI_API_KEY="k"))


def test_a_key_for_models_that_nobody_knows_is_said_not_simulated() -> None:
    azure = a_catalogue(AZURE_OPENAI_API_KEY="k", AZURE_OPENAI_ENDPOINT="https://x.example")

    assert models(azure) == []
    assert [said.partition(" has a key")[0] for said in cannot_choose(azure)] == ["Azure OpenAI"]
    assert cannot_choose(a_catalogue()) == ()


def test_summarizers_that_may_yet_be_reached_are_no_fault() -> None:
    check_summarizers(
        ("sim/summary?delay=1", "ollama/x", "openai/x"), a_catalogue(OPENAI_API_KEY="k")
    )
    check_summarizers((), a_catalogue())


@pytest.mark.parametrize(
    ("model", "said"),
    [("openai/x", "set OPENAI_API_KEY"), ("nobody/x", "no provider 'nobody'"), ("sim/@", "sim/")],
)
def test_summarizers_that_could_never_be_reached_stop_the_start(model: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as raised:
        check_summarizers(("sim/summary", model), a_catalogue())

    assert str(raised.value).startswith("ROUNDTABLE_SUMMARIZERS cannot be used: ")
