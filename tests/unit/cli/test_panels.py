"""Who sits in the demo, and what it may cost."""

import pytest

from cli.panels import CURRENT, MOST_SEATS, PanelSeat, choose_panel, estimate
from service.domain.errors import SettingsError
from service.providers.configuration import configure, load_providers_file
from service.providers.sim import parse_sim
from service.providers.specs import SPECS


def models(asked: str, **variables: str) -> list[str]:
    return [seat.model for seat in choose_panel(asked, configure(variables))]


def test_the_reference_panel_is_simulated_under_the_names_of_the_case() -> None:
    panel = choose_panel("reference", ())

    assert [seat.name for seat in panel][2] == "DeepSeek V3.2"
    assert all(seat.simulated and parse_sim(seat.model[4:]) for seat in panel)


def test_the_current_panel_has_one_seat_for_each_configured_provider() -> None:
    assert models("current", OPENAI_API_KEY="k", XAI_API_KEY="k") == [
        f"openai/{CURRENT['openai']}",
        f"xai/{CURRENT['xai']}",
    ]


def test_a_provider_alone_debates_with_itself() -> None:
    assert models("current", MISTRAL_API_KEY="k") == ["mistral/mistral-large-latest"] * 2


def test_an_operator_s_own_server_sits_with_the_first_model_it_lists() -> None:
    listed = '[[provider]]\nname = "lab"\nbase_url = "http://127.0.0.1:9/v1"\nmodels = ["a", "b"]'

    panel = choose_panel("current", configure({}, load_providers_file(listed)))

    assert {seat.model for seat in panel} == {"lab/a"}


def test_without_a_provider_the_variables_are_named() -> None:
    with pytest.raises(SettingsError, match=r"OPENAI_API_KEY.*simulated"):
        models("current")


def test_the_local_panel_is_one_model_in_three_seats_with_names_of_their_own() -> None:
    panel = choose_panel("local", ())

    assert {seat.model for seat in panel} == {"llamacpp/smollm2-135m-instruct"}
    assert len({seat.name for seat in panel}) == 3
    assert estimate(panel, rounds=2).most_calls == 0


def test_any_models_can_be_named() -> None:
    assert models(" sim/A, openai/gpt-5.4,") == ["sim/A", "openai/gpt-5.4"]


@pytest.mark.parametrize("asked", ["sim/A", "", ",".join(["sim/A"] * (MOST_SEATS + 1))])
def test_a_panel_has_two_to_twelve_seats(asked: str) -> None:
    with pytest.raises(SettingsError, match="2 to 12 models"):
        models(asked)


def test_every_known_model_belongs_to_a_known_provider() -> None:
    assert set(CURRENT) <= {spec.name for spec in SPECS}


def test_only_seats_that_cost_something_are_estimated() -> None:
    panel = (PanelSeat(model="sim/A"), PanelSeat(model="openai/a"), PanelSeat(model="xai/b"))

    expected = estimate(panel, rounds=2)

    assert (expected.calls, expected.most_calls) == (4, 8)
    assert estimate(panel[:1], rounds=2).input_tokens == 0


def test_a_later_round_reads_every_argument() -> None:
    panel = (PanelSeat(model="openai/a"),) * 4

    grows = estimate(panel, rounds=3).input_tokens - estimate(panel, rounds=2).input_tokens

    assert grows > estimate(panel, rounds=1).input_tokens
