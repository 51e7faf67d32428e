"""Who sits in the demo, and what it may cost."""

import pytest

from cli.demo import request
from cli.panels import REPLAY, PanelSeat, as_debate, choose_panel
from service.domain.debate import MOST_SEATS
from service.domain.errors import InvalidRequestError, SettingsError
from service.providers.catalogue import Catalogue
from service.providers.configuration import configure, load_providers_file
from service.providers.sim import parse_sim
from service.settings import read_settings
from tests.support.debates import NOW


def a_catalogue(file: str = "", **variables: str) -> Catalogue:
    return Catalogue(configure(variables, load_providers_file(file)), sim=True)


def models(asked: str, **variables: str) -> list[str]:
    return [seat.model for seat in choose_panel(asked, a_catalogue(**variables))]


def test_the_reference_panel_is_simulated_under_the_names_of_the_case() -> None:
    panel = choose_panel("reference", a_catalogue())

    assert [seat.model for seat in panel] == list(REPLAY)
    assert [seat.name for seat in panel][2] == "DeepSeek V3.2"
    assert all(seat.simulated and parse_sim(seat.model[4:]) for seat in panel)


def test_the_current_panel_has_one_seat_for_each_configured_provider() -> None:
    assert models("current", OPENAI_API_KEY="k", XAI_API_KEY="k") == [
        "openai/gpt-6.1-sol",
        "xai/grok-4.7",
    ]


def test_an_operator_s_own_server_sits_with_the_models_it_lists() -> None:
    listed = '[[provider]]\nname = "lab"\nbase_url = "http://127.0.0.1:9/v1"\nmodels = ["a", "b"]'

    panel = choose_panel("current", a_catalogue(listed))

    assert [seat.model for seat in panel] == ["lab/a", "lab/b"]


def test_without_a_provider_the_variables_are_named() -> None:
    with pytest.raises(SettingsError, match=r"OPENAI_API_KEY.*simulated"):
        models("current")


def test_the_local_panel_is_one_model_in_three_seats_with_names_of_their_own() -> None:
    panel = choose_panel("local", a_catalogue())

    assert {seat.model for seat in panel} == {"llamacpp/smollm2-135m-instruct"}
    assert len({seat.name for seat in panel}) == 3
    assert all(seat.free and not seat.simulated for seat in panel)


def test_any_models_can_be_named() -> None:
    assert models(" sim/A, openai/gpt-5.4,") == ["sim/A", "openai/gpt-5.4"]


@pytest.mark.parametrize("asked", ["sim/A", "", ",".join(["sim/A"] * (MOST_SEATS + 1))])
def test_a_panel_has_two_to_twelve_seats(asked: str) -> None:
    with pytest.raises(SettingsError, match="2 to 12 models"):
        models(asked)


def test_the_demo_asks_for_what_the_api_would_hold() -> None:
    panel = (PanelSeat(model="sim/A", name="Ada"), PanelSeat(model="openai/gpt-5.4"))

    spec = as_debate(request(panel), read_settings({}), a_catalogue(OPENAI_API_KEY="k"), NOW)

    assert [seat.name for seat in spec.panel] == ["Ada", "GPT-5.4"]
    assert spec.rules.max_rounds == 2


def test_a_model_that_is_not_configured_is_refused_before_anything_starts() -> None:
    panel = (PanelSeat(model="sim/A"), PanelSeat(model="openai/gpt-5.4"))

    with pytest.raises(InvalidRequestError, match="OPENAI_API_KEY"):
        as_debate(request(panel), read_settings({}), a_catalogue(), NOW)
