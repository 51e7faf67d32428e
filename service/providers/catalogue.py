"""Which models a debate may name here, told without asking anyone.

The API checks models against a `Catalogue` and lists it; it holds no keys and opens no
connection. What can be named comes from `configuration`, what is known of it from `prices`, and
simulated models from `sim`: a new simulated name gets its line in `SIMULATED_MODELS`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from service.domain.model_ids import SIMULATED
from service.domain.pricing import FREE, Price
from service.providers.configuration import (
    EVERY_MODEL,
    FILE_VARIABLE,
    MODEL_NAME,
    ProviderConfig,
)
from service.providers.prices import KnownModel, Prices
from service.providers.sim import SimModel, parse_sim, parse_writer
from service.providers.specs import Structured

SIMULATED_MODELS: tuple[tuple[str, str], ...] = (
    ("{option_id}", "Votes for that option in every round"),
    ("{option_id}>{option_id}", "Votes for the next id in each round, then stays with the last"),
    ("majority", "Follows the arguments it can see"),
    ("abstain", "Argues and does not vote"),
    ("refuse", "Declines to answer"),
    ("garbage", "Answers without a vote"),
    ("truncated", "Is cut off in the middle of its answer"),
    ("timeout", "Never answers in time"),
    ("error:{status}", "Fails with that HTTP status, 400 to 599"),
    ("flaky", "Fails once in every round, then answers"),
    ("inject", "Orders the others to vote as it does"),
    ("summary", "Writes summaries and takes no seat"),
)
"""The named patterns, without `sim/`; each also takes `?delay=seconds`."""


class FaultCode(StrEnum):
    """What is wrong with a model id."""

    UNKNOWN_MODEL = "unknown_model"
    MODEL_NOT_CONFIGURED = "model_not_configured"
    PRICE_UNKNOWN = "price_unknown"


class ModelFault(msgspec.Struct, frozen=True, kw_only=True):
    """Why a model cannot be used here, and what would change that."""

    code: FaultCode
    detail: str


class ModelEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of models; an id may be a pattern such as `openai/*`."""

    id: str
    provider: str
    display_name: str
    configured: bool
    simulated: bool
    structured_output: bool | None
    """Whether replies follow a schema; None where only a request would tell."""
    context_window: int | None = None
    max_output_tokens: int | None = None
    price: Price | None = None
    as_of: date | None = None
    """The day of the price; None where the operator gave it."""


ParseSim: TypeAlias = Callable[[str], SimModel]
"""Reads the name of a simulated model; `ValueError` says what is wrong with it."""

NOTHING_FOUND: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Catalogue:
    """The models of one deployment."""

    def __init__(
        self,
        configs: Sequence[ProviderConfig],
        *,
        sim: bool,
        prices: Prices | None = None,
        discovered: Mapping[str, tuple[str, ...]] = NOTHING_FOUND,
    ) -> None:
        """Know these providers, and simulated models unless `sim` is off.

        `discovered` holds the models that a provider was found to serve, by its name; it is
        looked at anew each time, so whoever finds more may add to it.
        """
        self.configs = {config.name: config for config in configs}
        self.discovered = discovered
        self.prices = prices or Prices()
        self._sim = sim

    def check(self, model: str) -> ModelFault | None:
        """Say why `provider/model` cannot take a seat here; None when it can."""
        return self._check(model, parse_sim)

    def check_summarizer(self, model: str) -> ModelFault | None:
        """Say why `provider/model` cannot write summaries here; None when it can."""
        return self._check(model, parse_writer)

    def check_price(self, model: str) -> ModelFault | None:
        """Say why no budget can be kept with `provider/model`; None when one can."""
        return _unpriced(model) if self.prices.price(model) is None else None

    def check_priced(self, model: str) -> ModelFault | None:
        """Say why `provider/model` cannot take a seat here within a budget; None when it can."""
        return self.check(model) or self.check_price(model)

    def _check(self, model: str, parse: ParseSim) -> ModelFault | None:
        provider, slash, name = model.partition("/")
        if not slash or not name:
            return _unknown(f"{model!r} is not a model id; write provider/model.")
        if provider == SIMULATED:
            return self._check_simulated(name, parse)
        config = self.configs.get(provider)
        if config is None:
            known = ", ".join(sorted({*self.configs, *self._simulated_name()}))
            return _unknown(f"There is no provider {provider!r} here; there are {known}.")
        if not MODEL_NAME.fullmatch(name):
            return _unknown(f"{name!r} cannot be a model id.")
        if EVERY_MODEL not in config.models and name not in config.models:
            served = ", ".join(config.models)
            return _unknown(f"{config.name} has no model {name!r} here; it has {served}.")
        return None if self._is_here(config) else _not_configured(config)

    def list(self) -> tuple[ModelEntry, ...]:
        """Return all entries: real providers in the order of their rows, then simulated ones."""
        real = tuple(
            _entry(config, name, self._known(f"{config.name}/{name}"), here=self._is_here(config))
            for config in self.configs.values()
            for name in self._names(config)
        )
        return real + (_SIMULATED_ENTRIES if self._sim else ())

    def display_name(self, model: str) -> str:
        """Return the name under which a seat with this model stands when it was given none."""
        provider, _, name = model.partition("/")
        if provider == SIMULATED:
            return f"Sim {name.partition('?')[0]}"
        return self._known(model).name or name.rpartition("/")[2] or model

    def _is_here(self, config: ProviderConfig) -> bool:
        return config.configured or config.name in self.discovered

    def _known(self, model: str) -> KnownModel:
        return self.prices.find(model) or KnownModel(id=model)

    def _names(self, config: ProviderConfig) -> Iterator[str]:
        """Yield what there is of a provider: models by their names, then `*` if it has others."""
        if EVERY_MODEL in config.models:
            offered = [
                model.id.removeprefix(f"{config.name}/")
                for model in self.prices.of_provider(config.name)
                if not model.retired
            ]
            # A model can be both known and found.
            yield from dict.fromkeys([*offered, *self.discovered.get(config.name, ())])
        yield from config.models

    def _check_simulated(self, name: str, parse: ParseSim) -> ModelFault | None:
        if not self._sim:
            return ModelFault(
                code=FaultCode.MODEL_NOT_CONFIGURED,
                detail="Simulated models are switched off here; set ROUNDTABLE_SIM=on.",
            )
        try:
            parse(name)
        except ValueError as error:
            return _unknown(str(error))
        return None

    def _simulated_name(self) -> tuple[str, ...]:
        return (SIMULATED,) if self._sim else ()


def _unknown(detail: str) -> ModelFault:
    return ModelFault(code=FaultCode.UNKNOWN_MODEL, detail=detail)


def _not_configured(config: ProviderConfig) -> ModelFault:
    spec = config.spec
    by_key = " and ".join(filter(None, (spec.key_variable, *spec.placeholders)))
    wanted = " or ".join(filter(None, (by_key, spec.address_variable)))
    return ModelFault(
        code=FaultCode.MODEL_NOT_CONFIGURED,
        detail=f"{spec.display_name} is not configured here; set {wanted}.",
    )


def _unpriced(model: str) -> ModelFault:
    return ModelFault(
        code=FaultCode.PRICE_UNKNOWN,
        detail=f"What {model} costs is not known here, so no budget can be kept with it; give it a"
        f" [[price]] in {FILE_VARIABLE}, or leave budget out.",
    )


def _entry(config: ProviderConfig, name: str, known: KnownModel, *, here: bool) -> ModelEntry:
    display = f"Any model of {config.spec.display_name}" if name == EVERY_MODEL else name
    return ModelEntry(
        id=f"{config.name}/{name}",
        provider=config.name,
        display_name=known.name or display,
        configured=here,
        simulated=False,
        structured_output=_follows_schemas(config),
        context_window=known.context_window,
        max_output_tokens=known.max_output_tokens,
        price=known.price,
        as_of=known.as_of,
    )


def _follows_schemas(config: ProviderConfig) -> bool | None:
    """Return whether replies follow a schema; None where a server of the operator's would tell."""
    own = config.moved or config.spec.address_variable is None or not config.spec.key_required
    return None if own else config.spec.structured is Structured.JSON_SCHEMA


_SIMULATED_ENTRIES = tuple(
    ModelEntry(
        id=f"{SIMULATED}/{pattern}",
        provider=SIMULATED,
        display_name=description,
        configured=True,
        simulated=True,
        structured_output=True,
        price=FREE,
    )
    for pattern, description in SIMULATED_MODELS
)
