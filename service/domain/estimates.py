"""What a debate will take before it is held: calls, tokens, money and time, each from least to most.

The least is a panel that agrees at once and argues briefly; the most is every round held, with
every reply as long as its cap allows, thinking included. Prompts are built as they will be, with
filler for what nobody has said yet. Replies that have to be asked for again, fallbacks, hedges and
a moderator's notes are not foreseen, and neither is what a provider's cache saves.

What is assumed is a constant here. A new figure is a field of `Estimate`.
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from service.domain.debate import (
    Debate,
    DebateSpec,
    DebateState,
    DebateStatus,
    Participant,
    Response,
    ResponseStatus,
    Round,
    SeatId,
    Usage,
)
from service.domain.pricing import Price, cost, count_cjk, count_tokens
from service.domain.prompts import Prompt, ask, max_output_tokens

FEWEST_ROUNDS = 1
"""All seats that agree end a debate in any round (see `lifecycle`)."""

BRIEF = 0.5
"""How much of the length allowed a brief argument has."""

BRIEF_FIELDS_TOKENS = 40
"""The keys around it, when all that may be null is."""

FULL_FIELDS_TOKENS = 200
"""The keys around an argument, when each has a sentence or two."""

QUICKEST_START_S, QUICKEST_TOKENS_PER_S = 0.5, 250.0
"""A small model on a fast host."""

SLOWEST_START_S, SLOWEST_TOKENS_PER_S = 15.0, 25.0
"""A large model at a busy hour."""

WORD, WORD_OF_CHARACTERS = "point ", "论点"
"""Fillers of the usual length of a word; in scripts without spaces two characters count as one."""


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


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What a debate will take."""

    calls: Count
    input_tokens: Count
    output_tokens: Count
    cost_usd: Amount | None
    """In US dollars; None when the price of any model is not known."""
    duration_s: Amount
    """In seconds, from the start of the first round to the end of the last."""
    seats: tuple[SeatEstimate, ...]


def usual_costs(spec: DebateSpec, prices: Mapping[str, Price]) -> dict[str, float]:
    """Return what one usual call of each model of a debate costs, in US dollars.

    It reads the longest prompt, in which every seat has argued at length, and writes an argument
    of full length with all fields. That is not the most that a call can cost: there is room for
    thousands of tokens of thinking, which few calls use. `KeyError` for a model without a price.
    """
    opened = _opened(spec, min(spec.rules.max_rounds, 2))
    personas = {participant.persona: participant for participant in spec.panel}
    read = {
        persona: _prompt_tokens(ask(opened, participant.id), with_schema=True)
        for persona, participant in personas.items()
    }
    written = count_tokens(_filler(spec, spec.rules.max_argument_words)) + FULL_FIELDS_TOKENS
    costs: dict[str, float] = {}
    for participant in spec.panel:
        for model in participant.models:
            usd = _dearest(read[participant.persona], written, prices[model])
            costs[model] = max(usd, costs.get(model, 0.0))
    return costs


def token_costs(spec: DebateSpec, prices: Mapping[str, Price]) -> dict[str, float]:
    """Return what one token more of a prompt costs with each model of a debate, in US dollars."""
    models = (model for participant in spec.panel for model in participant.models)
    return {model: _dearest(1, 0, prices[model]) for model in models}


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
    costs = [seat.cost_usd for seat in seats if seat.cost_usd is not None]
    return Estimate(
        calls=_total(seat.calls for seat in seats),
        input_tokens=_total(seat.input_tokens for seat in seats),
        output_tokens=_total(seat.output_tokens for seat in seats),
        cost_usd=_sum(costs) if len(costs) == len(seats) else None,
        duration_s=_duration(spec, waits=any(p.model not in at_once for p in spec.panel)),
        seats=seats,
    )


def expected_tokens(spec: DebateSpec, prompt: Prompt) -> int:
    """Return what one call with this prompt will take, if it is answered briefly."""
    return _prompt_tokens(prompt, with_schema=False) + _brief_reply_tokens(spec)


def _seat(
    spec: DebateSpec, participant: Participant, read: Count, price: Price | None
) -> SeatEstimate:
    rounds = _rounds(spec)
    written = Count(
        least=FEWEST_ROUNDS * _brief_reply_tokens(spec),
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
    first = ask(_opened(spec, min(spec.copied_rounds, 1) + 1), participant.id)
    most = _prompt_tokens(first, with_schema=True)
    if _rounds(spec) > 1:
        informed = ask(_opened(spec, 2), participant.id)
        most += (_rounds(spec) - 1) * _prompt_tokens(informed, with_schema=True)
    return Count(least=FEWEST_ROUNDS * _prompt_tokens(first, with_schema=False), most=most)


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


def _duration(spec: DebateSpec, *, waits: bool) -> Amount:
    rules = spec.rules
    quickest_s = QUICKEST_START_S + _brief_reply_tokens(spec) / QUICKEST_TOKENS_PER_S
    longest = max(max_output_tokens(rules, participant.effort) for participant in spec.panel)
    slowest_s = SLOWEST_START_S + longest / SLOWEST_TOKENS_PER_S
    most_s = min(_rounds(spec) * min(slowest_s, rules.round_deadline_s), spec.deadline_s)
    return Amount(least=min(FEWEST_ROUNDS * quickest_s, most_s) if waits else 0, most=most_s)


def _opened(spec: DebateSpec, number: int) -> Debate:
    """Return the debate at the beginning of that round, every seat having argued at length."""
    rounds = tuple(Round(number=n, started_at=spec.created_at) for n in range(1, number + 1))
    said = _filler(spec, spec.rules.max_argument_words)
    responses = tuple(
        Response(
            round=before,
            participant=participant.id,
            status=ResponseStatus.VOTED,
            created_at=spec.created_at,
            vote=spec.options[0].id,
            argument=said,
        )
        for before in range(1, number)
        for participant in spec.panel
    )
    state = DebateState(status=DebateStatus.RUNNING, changed_at=spec.created_at, rounds=rounds)
    return Debate(spec=spec, state=state, rev=1, responses=responses)


def _filler(spec: DebateSpec, words: int) -> str:
    mostly_cjk = 2 * count_cjk(spec.question) > len(spec.question)
    return (WORD_OF_CHARACTERS if mostly_cjk else WORD) * words


def _brief_reply_tokens(spec: DebateSpec) -> int:
    argument = _filler(spec, round(spec.rules.max_argument_words * BRIEF))
    return count_tokens(argument) + BRIEF_FIELDS_TOKENS


def _prompt_tokens(prompt: Prompt, *, with_schema: bool) -> int:
    """Count what a model reads; some are shown the schema of the reply as well."""
    tokens = sum(count_tokens(message.content) for message in prompt.messages)
    if not with_schema:
        return tokens
    return tokens + count_tokens(msgspec.json.encode(prompt.schema).decode())


def _total(counts: Iterable[Count]) -> Count:
    parts = tuple(counts)
    return Count(least=sum(part.least for part in parts), most=sum(part.most for part in parts))


def _sum(amounts: Iterable[Amount]) -> Amount:
    parts = tuple(amounts)
    return Amount(least=sum(part.least for part in parts), most=sum(part.most for part in parts))
