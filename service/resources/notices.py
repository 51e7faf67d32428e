"""The bodies of webhooks: from an event to the bytes that are signed, stored and sent.

As an event says the same whenever it is read, so does its body. It has at most `MOST_BYTES`; what
has to be left out for that is said in it, and `OMITTABLE` has what may be.
"""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from service.domain.debate import Debate
from service.domain.events import LoggedEvent
from service.resources import schemas
from service.resources.present_events import present_event
from service.resources.schemas.notices import OMITTABLE

Json = dict[str, Any]

MOST_BYTES = 20_000
"""Of a body."""


def debate_notice(debate: Debate, logged: LoggedEvent, base: str) -> bytes:
    """Return the body that tells an event of this debate; `base` is what its URLs begin with."""
    event = present_event(debate, logged, base)
    told = schemas.WebhookEvent(
        id=event.id,
        type=event.type,
        timestamp=event.created_at,
        sequence=event.sequence,
        data=_data(event.data),
    )
    body = msgspec.json.encode(told)
    return body if len(body) <= MOST_BYTES else _shortened(told)


def endpoint_test(endpoint: schemas.WebhookEndpoint, event_id: str, at: datetime) -> bytes:
    """Return the body that tells an endpoint that it is reached."""
    told = schemas.EndpointTest(
        id=event_id, type="endpoint.test", timestamp=at, sequence=1, data=endpoint
    )
    return msgspec.json.encode(told)


def _data(event: schemas.EventData) -> schemas.WebhookDebate:
    return schemas.WebhookDebate(
        id=event.id,
        status=event.status,
        degraded=event.degraded,
        degraded_reasons=event.degraded_reasons,
        outcome=event.outcome,
        error=event.error,
        usage=event.usage,
        urls=event.urls,
        metadata=event.metadata,
        round=event.round,
        response=_outline(event.response),
    )


def _outline(response: schemas.PanelResponse | UnsetType) -> schemas.ResponseOutline | UnsetType:
    if response is UNSET:
        return UNSET
    return msgspec.convert(response, schemas.ResponseOutline, from_attributes=True)


def _shortened(told: schemas.WebhookEvent) -> bytes:
    """Leave out the largest of what may be left out, one after the other, until the rest fits."""
    content = msgspec.to_builtins(told)
    data, body = content["data"], b""
    data["omitted"] = []
    for path in sorted(OMITTABLE, key=lambda path: _size(data, path), reverse=True):
        holder, name = _place(data, path)
        holder[name] = OMITTABLE[path]
        data["omitted"].append(path)
        body = msgspec.json.encode(content)
        if len(body) <= MOST_BYTES:
            break
    return body


def _size(data: Json, path: str) -> int:
    holder, name = _place(data, path)
    return len(msgspec.json.encode(holder.get(name)))


def _place(data: Json, path: str) -> tuple[Json, str]:
    """Return what holds a part, and its name there; what holds nothing where it is not there."""
    *above, name = path.split(".")
    for step in above:
        data = data.get(step) or {}
    return data, name
