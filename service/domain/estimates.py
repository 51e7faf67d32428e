"""What a debate will take before it is held: calls, tokens, money and time, each from least to most.

The least is a panel that agrees at once and argues briefly, and a summarizer whose draft holds; the
most is every round held, and a draft that goes back once, with every reply as long as its cap
allows, thinking included. Replies that cannot be read, fallbacks, further summarizers, hedges and a
moderator's notes are not foreseen, and neither is what a provider's cache saves.

What is assumed is a constant here. A new figure is a field of `Estimate`.
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from service.domain.debate import DebateSpec, Participant, SeatId, Usage
from service.domain.foreseen import (
    brief_draft_tokens,
    brief_reply_tokens,
    full_draft_tokens,
    full_reply_tokens,
    opened,
    prompt_tokens,
    summarizing,
    writers_prompt,
)
from service.domain.pricing import Price, cost
from service.domain.prompts import ask, max_output_tokens
from service.domain.summary_prompts import max_summary_tokens

FEWEST_ROUNDS = 1
"""All seats that agree end a debate in any round (see `lifecycle`)."""

DRAFT_AND_REPAIR = 2
"""Calls that a summary takes, at most."""

QUICKEST_START_S, QUICKEST_TOKENS_PER_S = 0.5, 250.0
"""A small model on a fast host."""

SLOWEST_START_S, SLOWEST_TOKENS_PER_S = 15.0, 25.0
"""A large model at a busy hour."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A number of calls or tokens, from the least to the most."""

    least: int
    most: int


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """US dollars or seconds, from the least to the most."""

    least: float
    most: float


class SeatEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat will take in all its rounds."""

    seat: SeatId
    calls: Count
    input_tokens: Count
    output_tokens: Count
    cost_usd: Amount | None
    """In US dollars; None when the price of its model is not known."""


class SummaryEstimate(msgspec.Struct, frozen=True, kw_only=True):
    """What writing the summary will take, if the first summarizer does."""

    model: str
    calls: Count
    input_tokens: Count
    output_tokens: Count
    cost_usd: Amount | None
    """In US dollars; None when the price of its model is not known."""


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What a debate will take."""

    calls: Count
    input_tokens: Count
    output_tokens: Count
    cost_usd: Amount | None
    """In US dollars; None when the price of any model is not known."""
    duration_s: Amount
    """In seconds, from the start of the first round to the end of the debate."""
    seats: tuple[SeatEstimate, ...]
    summary: SummaryEstimate | None
    """None where no model is asked for it."""


def usual_costs(spec: DebateSpec, prices: Mapping[str, Price]) -> dict[str, float]:
    """Return what one usual call of each model of a panel costs, in US dollars.

    It reads the longest prompt, in which every seat has argued at length, and writes an argument
    of full length with all fields. That is not the most that a call can cost: there is room for
    thousands of tokens of thinking, which few calls use. `KeyError` for a model without a price.
    """
    informed = opened(spec, min(spec.rules.max_rounds, 2))
    personas = {participant.persona: participant for participant in spec.panel}
    read = {
        persona: prompt_tokens(ask(informed, participant.id), with_schema=True)
        for persona, participant in personas.items()
    }
    written = full_reply_tokens(spec)
    costs: dict[str, float] = {}
    for participant in spec.panel:
        for model in participant.models:
            usd = _dearest(read[participant.persona], written, prices[model])
            costs[model] = max(usd, costs.get(model, 0.0))
    return costs


def summary_costs(spec: DebateSpec, prices: Mapping[str, Price]) -> dict[str, float]:
    """Return what one usual call of each summarizer costs, in US dollars.

    It reads every round at full length, and writes a draft that has much to tell. `KeyError` as
    above.
    """
    if not spec.summarizers:
        return {}
    longest = summarizing(spec, spec.rules.max_rounds, moving=True)
    read = prompt_tokens(writers_prompt(longest), with_schema=True)
    written = full_draft_tokens(spec)
    return {model: _dearest(read, written, prices[model]) for model in spec.summarizers}


def token_costs(spec: DebateSpec, prices: Mapping[str, Price]) -> dict[str, float]:
    """Return what one token more of a prompt costs with each model of a debate, in US dollars."""
    return {model: _dearest(1, 0, prices[model]) for model in spec.models}


def estimate(
    spec: DebateSpec, prices: Mapping[str, Price], at_once: Collection[str] = ()
) -> Estimate:
    """Estimate a debate, given the prices of its models by their id, where they are known.

    The models in `at_once` may answer without taking any time, as simulated ones do.
    """
    # Seats read texts of the same length, but for their personas.
    personas = {participant.persona: participant for participant in spec.panel}
    read = {persona: _read(spec, participant) for persona, participant in personas.items()}
    seats = tuple(
        _seat(spec, participant, read[participant.persona], prices.get(participant.model))
        for participant in spec.panel
    )
    summary = _summary(spec, prices)
    parts: tuple[SeatEstimate | SummaryEstimate, ...] = (*seats, *((summary,) if summary else ()))
    costs = [part.cost_usd for part in parts if part.cost_usd is not None]
    return Estimate(
        calls=_total(part.calls for part in parts),
        input_tokens=_total(part.input_tokens for part in parts),
        output_tokens=_total(part.output_tokens for part in parts),
        cost_usd=_sum(costs) if len(costs) == len(parts) else None,
        duration_s=_duration(spec, at_once),
        seats=seats,
        summary=summary,
    )


def _seat(
    spec: DebateSpec, participant: Participant, read: Count, price: Price | None
) -> SeatEstimate:
    rounds = _rounds(spec)
    written = Count(
        least=FEWEST_ROUNDS * brief_reply_tokens(spec),
        most=rounds * max_output_tokens(spec.rules, participant.effort),
    )
    return SeatEstimate(
        seat=participant.id,
        calls=Count(least=FEWEST_ROUNDS, most=rounds),
        input_tokens=read,
        output_tokens=written,
        cost_usd=None if price is None else _cost(read, written, price),
    )


def _read(spec: DebateSpec, participant: Participant) -> Count:
    # Blind, unless a fork has taken over a round that all have read.
    first = ask(opened(spec, min(spec.copied_rounds, 1) + 1), participant.id)
    most = prompt_tokens(first, with_schema=True)
    if _rounds(spec) > 1:
        informed = ask(opened(spec, 2), participant.id)
        most += (_rounds(spec) - 1) * prompt_tokens(informed, with_schema=True)
    return Count(least=FEWEST_ROUNDS * prompt_tokens(first, with_schema=False), most=most)


def _summary(spec: DebateSpec, prices: Mapping[str, Price]) -> SummaryEstimate | None:
    if not spec.summarizers:
        return None
    model = spec.summarizers[0]
    brief = summarizing(spec, spec.copied_rounds + FEWEST_ROUNDS, moving=False)
    longest = summarizing(spec, spec.rules.max_rounds, moving=True)
    shown = prompt_tokens(writers_prompt(longest), with_schema=True)
    read = Count(
        least=prompt_tokens(writers_prompt(brief), with_schema=False),
        most=DRAFT_AND_REPAIR * shown + full_draft_tokens(spec),
    )
    written = Count(
        least=brief_draft_tokens(spec),
        most=DRAFT_AND_REPAIR * max_summary_tokens(longest),
    )
    price = prices.get(model)
    return SummaryEstimate(
        model=model,
        calls=Count(least=1, most=DRAFT_AND_REPAIR),
        input_tokens=read,
        output_tokens=written,
        cost_usd=None if price is None else _cost(read, written, price),
    )


def _rounds(spec: DebateSpec) -> int:
    """Return how many rounds can be held that are to be paid for."""
    return spec.rules.max_rounds - spec.copied_rounds


def _cost(read: Count, written: Count, price: Price) -> Amount:
    least = Usage(input_tokens=read.least, output_tokens=written.least)
    return Amount(least=cost(least, price), most=_dearest(read.most, written.most, price))


def _dearest(read: int, written: int, price: Price) -> float:
    # Some providers charge more for what they put into their cache than for reading it plainly.
    plain = Usage(input_tokens=read, output_tokens=written)
    cached = msgspec.structs.replace(plain, cache_write_tokens=read)
    return max(cost(plain, price), cost(cached, price))


def _duration(spec: DebateSpec, at_once: Collection[str]) -> Amount:
    rules = spec.rules
    longest = max(max_output_tokens(rules, participant.effort) for participant in spec.panel)
    rounds = Amount(
        least=_quickest_s(brief_reply_tokens(spec), [p.model for p in spec.panel], at_once),
        most=_rounds(spec) * min(_slowest_s(longest), rules.round_deadline_s),
    )
    summary = _summary_duration(spec, at_once)
    most_s = min(rounds.most + summary.most, spec.deadline_s)
    return Amount(least=min(FEWEST_ROUNDS * rounds.least + summary.least, most_s), most=most_s)


def _summary_duration(spec: DebateSpec, at_once: Collection[str]) -> Amount:
    if not spec.summarizers:
        return Amount(least=0, most=0)
    longest = max_summary_tokens(summarizing(spec, spec.rules.max_rounds, moving=True))
    return Amount(
        least=_quickest_s(brief_draft_tokens(spec), spec.summarizers[:1], at_once),
        most=min(DRAFT_AND_REPAIR * _slowest_s(longest), spec.rules.round_deadline_s),
    )


def _quickest_s(tokens: int, models: Iterable[str], at_once: Collection[str]) -> float:
    if all(model in at_once for model in models):
        return 0
    return QUICKEST_START_S + tokens / QUICKEST_TOKENS_PER_S


def _slowest_s(tokens: int) -> float:
    return SLOWEST_START_S + tokens / SLOWEST_TOKENS_PER_S


def _total(counts: Iterable[Count]) -> Count:
    parts = tuple(counts)
    return Count(least=sum(part.least for part in parts), most=sum(part.most for part in parts))


def _sum(amounts: Iterable[Amount]) -> Amount:
    parts = tuple(amounts)
    return Amount(least=sum(part.least for part in parts), most=sum(part.most for part in parts))
