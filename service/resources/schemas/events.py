"""What happens in a debate, as it is told."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from service.domain.debate import DebateStatus
from service.domain.events import EVENTS
from service.resources.schemas.debates import DebateError, DebateUrls, ForkedFrom
from service.resources.schemas.ledger import Note, PanelResponse, Round, Usage
from service.resources.schemas.outcomes import Outcome
from service.resources.schemas.terms import (
    DebateId,
    Degraded,
    EventId,
    Metadata,
    Reasons,
    ResponseId,
    RoundNumber,
    SeatId,
    Time,
)


class DebateSnapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="debate"):
    """The debate at the moment of an event."""

    id: DebateId
    status: DebateStatus
    degraded: Degraded
    degraded_reasons: Reasons
    outcome: Annotated[
        Outcome | None, Meta(description="With the event that ends the debate, if it has one.")
    ]
    error: Annotated[
        DebateError | None, Meta(description="With `debate.failed` and `debate.expired`.")
    ]
    usage: Annotated[
        Usage | None,
        Meta(
            description="With the event that ends the debate: what its responses took. The debate's"
            " own `usage` counts calls that brought no response, too."
        ),
    ]
    urls: DebateUrls
    metadata: Metadata


class EventData(DebateSnapshot, frozen=True, kw_only=True):
    """The debate at the moment of the event, and what the event is about."""

    round: Annotated[
        Round | UnsetType,
        Meta(description="With `round.started` as opened, with `round.completed` as closed."),
    ] = UNSET
    response: Annotated[
        PanelResponse | UnsetType, Meta(description="With `response.completed`.")
    ] = UNSET
    forked_from: Annotated[
        ForkedFrom | UnsetType, Meta(description="With `debate.queued` of a fork.")
    ] = UNSET
    note: Annotated[Note | UnsetType, Meta(description="With `note.added`.")] = UNSET


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="event"):
    """Something that happened in a debate; read again later, it says the same."""

    id: EventId
    sequence: Annotated[int, Meta(ge=1, description="From 1, without gaps.")]
    type: Annotated[
        str, Meta(description="What happened.", extra_json_schema={"enum": list(EVENTS)})
    ]
    created_at: Time
    data: EventData


class DeltaData(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="delta"):
    """What has been added to the argument of a response that is not complete yet."""

    response_id: ResponseId
    round: RoundNumber
    participant: SeatId
    attempt: Annotated[
        int,
        Meta(
            ge=1,
            description="Which call of the participant writes. A later attempt starts the text"
            " anew: drop what an earlier one has written.",
        ),
    ]
    index: Annotated[
        int,
        Meta(
            ge=0,
            description="From 0 in every attempt. A gap means that text is missing: the stream"
            " was joined late, or was read too slowly.",
        ),
    ]
    text: Annotated[str, Meta(description="To be added to what this attempt has written so far.")]


class DeltaEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="event.delta"):
    """More of an argument that is being written; not in the log, so without id and sequence."""

    type: Literal["response.delta"]
    data: DeltaData
