"""Which models can sit on a panel."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.circuit import CircuitState
from service.resources.schemas.terms import Count, Dollars, Name


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What a million tokens cost, in US dollars; the price of short prompts where length matters."""

    input_usd: Annotated[Dollars, Meta(description="For what is read.")]
    cached_input_usd: Annotated[
        Dollars | None,
        Meta(description="For tokens from the provider's cache; null: as all input."),
    ]
    cache_write_usd: Annotated[
        Dollars | None, Meta(description="For tokens put into that cache; null: as all input.")
    ]
    output_usd: Annotated[Dollars, Meta(description="Thinking included.")]
    as_of: Annotated[
        date | None,
        Meta(description="The day of these prices; null where the operator has given them."),
    ]


class Model(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="model"):
    """A model, or a pattern of model ids, that a seat can name here."""

    id: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=200,
            description="What a seat gives as its `model`; one that ends in `*` stands for any model"
            " of that provider, one with braces for the simulated models of that form.",
        ),
    ]
    provider: Annotated[
        str, Meta(pattern="^[a-z0-9-]{1,32}$", description="What the id begins with.")
    ]
    display_name: Annotated[Name, Meta(description="What people call it.")]
    context_window: Annotated[
        Count | None, Meta(description="Tokens of a prompt and its reply together, at most.")
    ]
    max_output_tokens: Annotated[Count | None, Meta(description="Tokens of a reply, at most.")]
    prices: Annotated[Price | None, Meta(description="Null where they are not known.")]
    structured_output: Annotated[
        bool | None,
        Meta(description="Whether replies can be held to a schema; null if not known."),
    ]
    configured: Annotated[bool, Meta(description="Whether this server can call it.")]
    simulated: Annotated[
        bool, Meta(description="Whether it is a test model, which needs no key and costs nothing.")
    ]
    circuit: Annotated[
        CircuitState | None,
        Meta(
            description="Whether calls to the provider pass: `closed` as a rule; `open` while it"
            " is left alone after failures in a row; `half_open` when one call finds out whether"
            " it is back. The worst that any worker finds; null for what is not configured."
        ),
    ]
