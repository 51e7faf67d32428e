"""From what a model said to the response that is recorded.

Codes become references here, once: what is stored never depends on who was looking.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from service.domain.budget import BUDGET_EXCEEDED
from service.domain.debate import (
    Debate,
    Participant,
    Response,
    ResponseError,
    ResponseRef,
    ResponseStatus,
    SeatId,
    Usage,
)
from service.domain.errors import ProviderError
from service.domain.instructions import INSTRUCTION_LIKE, gives_orders
from service.domain.model_ids import is_other_model
from service.domain.prompts import Prompt
from service.domain.references import canonical
from service.domain.replies import Ballot, Reading, Refusal, Unreadable
from service.domain.tally import previous_vote

OTHER_MODEL = "model_served_differs"
"""The flag of a response that another model gave than the one that was asked."""
FALLBACK = "fallback"
"""The flag of a response for which another model was asked than the seat's own."""

NOT_AGAIN = "The budget did not pay for asking again."


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """How a response came about."""

    prompt: Prompt
    model: str
    """The model that was asked last."""
    created_at: datetime
    attempts: int
    latency_ms: int
    usage: Usage
    model_served: str | None = None


def record_reading(
    debate: Debate, participant: Participant, reading: Reading, telling: Telling
) -> Response:
    """Return the response for a reply that was read, whatever was read from it."""
    blank = _blank(debate, participant, telling)
    match reading:
        case Ballot():
            return _marked(_cast(debate, blank, reading, telling.prompt))
        case Refusal():
            return replace(
                blank,
                status=ResponseStatus.REFUSED,
                error=ResponseError(code="refused", message=reading.reason, retryable=False),
            )
        case Unreadable():
            return replace(
                blank,
                status=ResponseStatus.UNREADABLE,
                error=ResponseError(code="unreadable", message=reading.fault, retryable=False),
            )


def record_failure(
    debate: Debate, participant: Participant, error: ProviderError, telling: Telling
) -> Response:
    """Return the response for a provider that gave no answer."""
    late = error.code == ResponseStatus.TIMED_OUT
    return replace(
        _blank(debate, participant, telling),
        status=ResponseStatus.TIMED_OUT if late else ResponseStatus.FAILED,
        error=ResponseError(code=error.code, message=str(error), retryable=error.retryable),
    )


def cut_short(response: Response, *, now: datetime) -> Response:
    """Return what becomes of a response when the budget does not pay for asking again.

    What went wrong stays what it was: that is what its reader can do something about.
    """
    error = response.error
    return replace(
        response,
        created_at=max(now, response.created_at),
        flags=(*response.flags, BUDGET_EXCEEDED),
        error=error and replace(error, message=f"{error.message.rstrip('.')}. {NOT_AGAIN}"),
    )


def _blank(debate: Debate, participant: Participant, telling: Telling) -> Response:
    return Response(
        round=len(debate.state.rounds),
        participant=participant.id,
        status=ResponseStatus.FAILED,
        # Another worker's clock may have been ahead of this one's.
        created_at=max(telling.created_at, debate.state.changed_at),
        attempts=telling.attempts,
        latency_ms=telling.latency_ms,
        usage=telling.usage,
        flags=_flags(participant, telling),
        model=telling.model,
        model_served=telling.model_served,
        prompt_version=telling.prompt.version,
        option_order=telling.prompt.option_order,
        codes=telling.prompt.codes,
    )


def _flags(participant: Participant, telling: Telling) -> tuple[str, ...]:
    served = telling.model_served
    flags = {
        FALLBACK: telling.model != participant.model,
        OTHER_MODEL: served is not None and is_other_model(telling.model, served),
    }
    return tuple(flag for flag, applies in flags.items() if applies)


def _cast(debate: Debate, blank: Response, ballot: Ballot, prompt: Prompt) -> Response:
    own = blank.participant
    seats = {code: ref.participant for code, ref in prompt.codes.items()}
    abstained = ballot.vote is None
    response = replace(
        blank,
        status=ResponseStatus.ABSTAINED if abstained else ResponseStatus.VOTED,
        vote=ballot.vote,
        argument=canonical(ballot.argument, seats),
        confidence=ballot.confidence,
        second_choice=ballot.second_choice,
        strongest_objection=_canonical(ballot.strongest_objection, seats),
        would_change_mind=_canonical(ballot.would_change_mind, seats),
        responds_to=_others(ballot.responds_to, prompt, own),
    )
    before = previous_vote(debate, response)
    if before is None or response.vote is None or response.vote == before:
        return response
    credited = _others((ballot.persuaded_by or "",), prompt, own)
    return replace(
        response,
        change_reason=_canonical(ballot.change_reason, seats),
        persuaded_by=credited[0] if credited else None,
        new_information=ballot.new_information,
    )


def _marked(response: Response) -> Response:
    """Flag a response that gives orders to its readers anywhere in its prose."""
    prose = (
        response.argument,
        response.strongest_objection,
        response.would_change_mind,
        response.change_reason,
    )
    if gives_orders("\n".join(text for text in prose if text)):
        return replace(response, flags=(*response.flags, INSTRUCTION_LIKE))
    return response


def _others(codes: Iterable[str], prompt: Prompt, own: SeatId) -> tuple[ResponseRef, ...]:
    """Resolve codes, once each; nobody answers or credits oneself."""
    refs = (prompt.codes.get(code) for code in codes)
    return tuple(dict.fromkeys(ref for ref in refs if ref and ref.participant != own))


def _canonical(text: str | None, seats: dict[str, SeatId]) -> str | None:
    return None if text is None else canonical(text, seats)
