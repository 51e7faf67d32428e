"""The operation that says what a debate would take, without holding it."""

from datetime import date

from litestar import post

from service.api.calls import ApiRequest
from service.api.creation import asked_debate
from service.api.reply import Reply, json_reply
from service.domain.debate import DebateSpec
from service.domain.estimates import Amount, Count, Estimate, SeatEstimate, SummaryEstimate
from service.resources import schemas


@post("/v1/estimates", operation_id="estimateDebate")
async def estimate_debate(request: ApiRequest) -> Reply:
    """Say what a debate would take: calls, tokens, money and time, each from least to most.

    The body is that of a create, and is refused for the same faults. Nothing is stored.
    """
    context = request.context
    spec = (await asked_debate(request)).spec
    return json_reply(_present(spec, context.prices.estimate(spec), context.prices.as_of))


def _present(spec: DebateSpec, expected: Estimate, as_of: date) -> schemas.Estimate:
    return schemas.Estimate(
        calls=_count(expected.calls),
        input_tokens=_count(expected.input_tokens),
        output_tokens=_count(expected.output_tokens),
        cost_usd=_amount(expected.cost_usd) if expected.cost_usd else None,
        prices_as_of=as_of,
        wall_time_seconds=_amount(expected.duration_s),
        seats=tuple(_seat(spec, seat) for seat in expected.seats),
        summary=_summary(expected.summary) if expected.summary else None,
    )


def _seat(spec: DebateSpec, expected: SeatEstimate) -> schemas.SeatEstimate:
    participant = spec.participant(expected.seat)
    return schemas.SeatEstimate(
        participant=participant.id,
        model=participant.model,
        name=participant.name,
        calls=_count(expected.calls),
        input_tokens=_count(expected.input_tokens),
        output_tokens=_count(expected.output_tokens),
        cost_usd=_amount(expected.cost_usd) if expected.cost_usd else None,
    )


def _summary(expected: SummaryEstimate) -> schemas.SummaryEstimate:
    return schemas.SummaryEstimate(
        model=expected.model,
        calls=_count(expected.calls),
        input_tokens=_count(expected.input_tokens),
        output_tokens=_count(expected.output_tokens),
        cost_usd=_amount(expected.cost_usd) if expected.cost_usd else None,
    )


def _count(count: Count) -> schemas.CountRange:
    return schemas.CountRange(min=count.least, max=count.most)


def _amount(amount: Amount) -> schemas.AmountRange:
    return schemas.AmountRange(min=amount.least, max=amount.most)


HANDLERS = (estimate_debate,)
