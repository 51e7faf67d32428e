"""Which models are known by name, and what each asks: the table `models.json`, and the operator's.

The table is written by `make models` and says of which day it is. An operator corrects a price, or
gives one to a model of their own, in `ROUNDTABLE_PROVIDERS_FILE` (see `configuration`). A model
that neither knows has no price, and what it costs is not known.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec

from service.domain.debate import Budget, DebateSpec, Usage
from service.domain.estimates import (
    Estimate,
    estimate,
    summary_costs,
    token_costs,
    usual_costs,
)
from service.domain.model_ids import is_other_model, is_simulated, provider_of, undated
from service.domain.pricing import FREE, Price, charged
from service.domain.tally import UNKNOWN_USAGE
from service.providers.configuration import FilePrice

TABLE = "models.json"


class KnownModel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model of which more is known than its id."""

    id: str
    """`provider/model`."""
    name: str | None = None
    """The name that its maker gives it."""
    context_window: int | None = None
    """Tokens that a prompt and its reply have together, at most."""
    max_output_tokens: int | None = None
    price: Price | None = None
    retired: bool = False
    """Whether its maker has ended it: some gateway may serve it still."""
    as_of: date | None = None
    """The day of the price; None where the operator gave it."""


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The package from which the prices were taken."""

    name: str
    version: str


class ModelTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table as it stands in its file."""

    as_of: date
    source: Source
    models: tuple[KnownModel, ...]


class Prices:
    """The models and prices known to one deployment."""

    def __init__(self, given: Iterable[FilePrice] = ()) -> None:
        """Know the table, and what the operator has given in place of it."""
        table = model_table()
        self.as_of = table.as_of
        self._models = {
            model.id: msgspec.structs.replace(model, as_of=table.as_of) for model in table.models
        }
        for own in given:
            self._models[own.model] = _corrected(self._models.get(own.model), own)

    def find(self, model: str) -> KnownModel | None:
        """Return the model of that id, or of which that is a dated snapshot; nothing looser."""
        return self._models.get(model) or self._models.get(undated(model))

    def of_provider(self, provider: str) -> tuple[KnownModel, ...]:
        """Return the known models of a provider, in the order of the table."""
        return tuple(known for id_, known in self._models.items() if provider_of(id_) == provider)

    def price(self, model: str) -> Price | None:
        """Return what that model asks; None when it is not known."""
        if is_simulated(model):
            return FREE
        known = self.find(model)
        return known.price if known else None

    def charged(self, usage: Usage, model: str, served: str | None = None) -> Usage:
        """Return the usage of one call with its cost.

        When the provider says that another model has answered, its price counts, if it is known.
        """
        price = self.price(model)
        if served and is_other_model(model, served):
            price = self.price(f"{provider_of(model)}/{served}")
        return charged(usage, price)

    def untold(self, model: str) -> Usage:
        """Return the usage of a call of which nothing was told: only what is free has a cost."""
        return self.charged(UNKNOWN_USAGE, model)

    def estimate(self, spec: DebateSpec) -> Estimate:
        """Say what a debate would take, at the prices known here."""
        at_once = {model for model in spec.models if is_simulated(model)}
        return estimate(spec, self._of(spec), at_once)

    def budget(self, spec: DebateSpec, max_usd: float) -> Budget:
        """Return a budget of that size; `KeyError` when the price of one of the models is unknown.

        The prices of now hold for it to the end of the debate.
        """
        prices = self._of(spec)
        return Budget(
            max_usd=max_usd,
            expected_usd=usual_costs(spec, prices),
            token_usd=token_costs(spec, prices),
            summary_usd=summary_costs(spec, prices),
        )

    def _of(self, spec: DebateSpec) -> dict[str, Price]:
        return {m: price for m in spec.models if (price := self.price(m)) is not None}


@cache
def model_table() -> ModelTable:
    """Return the table that this version came with."""
    content = files("service.providers").joinpath(TABLE).read_bytes()
    return msgspec.json.decode(content, type=ModelTable)


def _corrected(known: KnownModel | None, own: FilePrice) -> KnownModel:
    before = known or KnownModel(id=own.model)
    return msgspec.structs.replace(
        before,
        price=Price(
            input_usd=own.input,
            cached_input_usd=own.cached_input,
            cache_write_usd=own.cache_write,
            output_usd=own.output,
        ),
        context_window=own.context_window or before.context_window,
        as_of=None,
    )
