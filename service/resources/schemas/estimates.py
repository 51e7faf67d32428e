"""What a debate would take."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.debate import FEWEST_SEATS, MOST_SEATS
from service.resources.schemas.terms import Count, Dollars, ModelId, Name, SeatId


class CountRange(msgspec.Struct, frozen=True, kw_only=True):
    """From the least to the most."""

    min: Count
    max: Count


class AmountRange(msgspec.Struct, frozen=True, kw_only=True):
    """From the least to the most."""

    min: Dollars
    max: Dollars


class SeatEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat would take in all its rounds."""

    participant: SeatId
    model: ModelId
    name: Name
    calls: CountRange
    input_tokens: CountRange
    output_tokens: CountRange
    cost_usd: Annotated[
        AmountRange | None, Meta(description="Null where the price of the model is not known.")
    ]


class SummaryEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """What writing the summary would take, if the first summarizer does."""

    model: ModelId
    calls: CountRange
    input_tokens: CountRange
    output_tokens: CountRange
    cost_usd: Annotated[
        AmountRange | None, Meta(description="Null where the price of the model is not known.")
    ]


class Estimate(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="estimate"):
    """What a debate would take.

    The least is a panel that agrees at once, in brief, and a summarizer whose draft holds; the most
    is every round held, a draft that goes back once, and every reply as long as its cap allows,
    thinking included. Answers that have to be asked for again, models that step in for others and a
    moderator's notes are not foreseen, and neither is what a provider's cache saves.
    """

    calls: CountRange
    input_tokens: CountRange
    output_tokens: CountRange
    cost_usd: Annotated[
        AmountRange | None, Meta(description="Null where the price of any model is not known.")
    ]
    prices_as_of: Annotated[
        date, Meta(description="The day of the prices, but for those that the operator gave.")
    ]
    wall_time_seconds: AmountRange
    seats: Annotated[
        tuple[SeatEstimate, ...], Meta(min_length=FEWEST_SEATS, max_length=MOST_SEATS)
    ]
    summary: Annotated[
        SummaryEstimate | None, Meta(description="Null where no model is asked for it.")
    ]
