"""What models ask, by the table and by the operator."""

from datetime import date

import pytest

from service.domain.debate import Usage
from service.domain.pricing import FREE, Price
from service.providers.catalogue import Catalogue
from service.providers.configuration import MODEL_NAME, configure, load_providers_file
from service.providers.prices import KnownModel, Prices, model_table
from service.providers.specs import SPECS, ProviderSpec
from tests.support.debates import a_panel, a_spec
from tests.support.workers import seats

MODELS = model_table().models
MILLION = Usage(calls=1, input_tokens=1_000_000)

OWN = """
[[provider]]
name = "lab"
base_url = "http://127.0.0.1:9000/v1"

[[price]]
model = "lab/alpha"
input = 1
output = 2.5
cached_input = 0.1
cache_write = 1.25
context_window = 32768

[[price]]
model = "openai/gpt-5.4"
input = 1
output = 8
"""


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_every_row_of_the_table_makes_sense(model: KnownModel) -> None:
    price = model.price

    assert MODEL_NAME.fullmatch(model.id.partition("/")[2])
    assert model.name
    assert model.context_window is not None
    assert model.context_window > (model.max_output_tokens or 0) - 1
    assert price is not None
    assert 0 < price.input_usd <= price.output_usd < 100
    assert 0 < (price.cached_input_usd or price.input_usd) <= price.input_usd
    assert price.input_usd <= (price.cache_write_usd or price.input_usd) < 2 * price.input_usd


def test_the_table_has_each_model_once_and_says_of_which_day_and_source_it_is() -> None:
    table = model_table()

    assert len({model.id for model in table.models}) == len(table.models)
    assert table.as_of >= date(2026, 11, 25)
    assert table.source.name == "genai-prices"


@pytest.mark.parametrize(
    ("model", "usd"), [("sim/A", 0), ("lab/gift", 0), ("lab/alpha", None), ("lab/other", None)]
)
def test_of_a_call_of_which_nothing_was_told_only_what_is_free_has_a_cost(
    model: str, usd: float | None
) -> None:
    gift = '[[price]]\nmodel = "lab/gift"\ninput = 0\noutput = 0\n'
    prices = Prices(load_providers_file(OWN + gift).prices)

    assert prices.untold(model) == Usage(calls=1, cost_usd=usd)


OWN_NAMES = [spec for spec in SPECS if spec.key_required and not spec.placeholders]
"""Of the providers that ask money, those whose models do not go by names of the customer's."""


@pytest.mark.parametrize("spec", OWN_NAMES, ids=lambda spec: spec.name)
def test_every_provider_that_asks_money_has_models_in_the_table(spec: ProviderSpec) -> None:
    assert 3 <= len(Prices().of_provider(spec.name)) <= 13


@pytest.mark.parametrize(
    "model",
    [
        "openai/gpt-5.4",
        "openai/gpt-5.4-2026-03-05",
        "anthropic/claude-opus-4-6-20260205",
        "openrouter/deepseek/deepseek-v3.2-20251201",
    ],
)
def test_a_model_and_its_dated_snapshots_are_known(model: str) -> None:
    known = Prices().find(model)

    assert known is not None
    assert model.startswith(known.id)


@pytest.mark.parametrize(
    "model",
    [
        "openai/gpt-5.4-turbo",
        "openai/gpt-5.4-2026",
        "openai/gpt-5.4-1234567",
        "openai/gpt-5.4:free",
        "openai/gpt-5",
        "openai/GPT-5.4",
        "gpt-5.4",
        "azure/gpt-5.4",
        "",
    ],
)
def test_nothing_looser_is(model: str) -> None:
    assert Prices().find(model) is None
    assert Prices().price(model) is None


def test_the_operators_prices_win() -> None:
    prices = Prices(load_providers_file(OWN).prices)
    alpha, gpt = prices.find("lab/alpha"), prices.find("openai/gpt-5.4")

    assert alpha == KnownModel(
        id="lab/alpha",
        context_window=32_768,
        price=Price(input_usd=1, output_usd=2.5, cached_input_usd=0.1, cache_write_usd=1.25),
    )
    assert gpt is not None
    assert (gpt.name, gpt.price, gpt.as_of) == ("GPT-5.4", Price(input_usd=1, output_usd=8), None)
    assert gpt.context_window == 1_050_000
    assert prices.price("openai/gpt-5.4-2026-03-05") == gpt.price


def test_simulated_models_are_free() -> None:
    assert Prices().price("sim/A>B?delay=1") == FREE


@pytest.mark.parametrize(
    ("model", "served", "usd"),
    [
        ("openai/gpt-5.4", None, 2.5),
        ("openai/gpt-5.4", "gpt-5.4-2026-03-05", 2.5),
        # Answered by another model, and that one is known.
        ("openai/gpt-5.4", "gpt-5.4-mini", 0.75),
        ("xai/grok-4-1-fast-reasoning", "grok-4.3", 1.25),
        ("openrouter/x-ai/grok-4.1-fast", "x-ai/grok-4.7", 2),
        # By another whose price is not known: what another provider calls so is not this one's.
        ("openai/gpt-5.4", "claude-opus-4-6", None),
        ("openai/gpt-5.4", "a-deployment", None),
        ("openai/a-deployment", "gpt-5.4", 2.5),
        ("openai/a-deployment", "another", None),
        ("ollama/qwen3:8b", "qwen3:8b", None),
        ("sim/A", None, 0),
    ],
)
def test_a_call_costs_what_the_model_asks_that_answered(
    model: str, served: str | None, usd: float | None
) -> None:
    assert Prices().charged(MILLION, model, served).cost_usd == usd


def test_a_reported_cost_stays() -> None:
    reported = Usage(calls=1, input_tokens=1_000_000, cost_usd=0.01)

    assert Prices().charged(reported, "openai/gpt-5.4") == reported


def test_a_debate_is_estimated_at_the_prices_known_here() -> None:
    prices = Prices()
    simulated = prices.estimate(a_spec(panel=seats("A", "B")))
    reference = prices.estimate(a_spec())

    assert simulated.cost_usd is not None
    assert (simulated.cost_usd.most, simulated.duration_s.least) == (0, 0)
    assert reference.cost_usd is not None
    assert 0.01 < reference.cost_usd.least < reference.cost_usd.most < 3


def test_a_budget_holds_what_calls_cost_at_the_prices_known_here() -> None:
    own = Prices(load_providers_file(OWN).prices)
    spec = a_spec(panel=a_panel(2, model="openai/gpt-5.4"))

    budget, corrected = Prices().budget(spec, 0.5), own.budget(spec, 0.5)

    assert (budget.max_usd, corrected.max_usd) == (0.5, 0.5)
    usual, less = budget.expected_usd["openai/gpt-5.4"], corrected.expected_usd["openai/gpt-5.4"]
    assert 0.005 < less < usual < 0.05
    assert Prices().budget(a_spec(panel=seats("A", "B")), 1).expected_usd == {
        "sim/A": 0,
        "sim/B": 0,
    }


def test_no_budget_is_kept_with_a_price_that_is_not_known() -> None:
    with pytest.raises(KeyError):
        Prices().budget(a_spec(panel=a_panel(2, model="lab/alpha")), 0.5)


def test_what_is_known_of_a_model_is_listed() -> None:
    prices = Prices(load_providers_file(OWN).prices)
    catalogue = Catalogue(configure({}), sim=True, prices=prices)
    entries = {entry.id: entry for entry in catalogue.list()}

    known = entries["openai/gpt-6.1-sol"]

    assert known.display_name == "GPT-6.1 Sol"
    assert known.context_window == 1_050_000
    assert known.max_output_tokens == 128_000
    assert known.price is not None
    assert known.as_of == prices.as_of
    assert (entries["openai/gpt-5.4"].as_of, entries["openai/*"].price) == (None, None)
    assert entries["sim/majority"].price == FREE


def test_retired_models_have_a_price_and_are_not_listed() -> None:
    retired = [model for model in MODELS if model.retired]
    listed = {entry.id for entry in Catalogue(configure({}), sim=True).list()}

    assert retired
    assert not listed & {model.id for model in retired}
