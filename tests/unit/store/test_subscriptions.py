"""What a step owes: one delivery to each who wants to be told, under an id that follows from it."""

from datetime import timedelta
from typing import get_args

import pytest
from msgspec.structs import replace

from service.domain.debate import DebateStatus, DebateWebhook, ResponseRef
from service.domain.endpoints import SENT, DisabledReason, Endpoint
from service.domain.events import (
    DebateCompleted,
    DebateQueued,
    DebateStarted,
    Event,
    NoteAdded,
    ResponseCompleted,
    RoundCompleted,
    RoundStarted,
    type_of,
)
from service.store.subscriptions import owed
from tests.support.debates import NOW, a_spec

EVERYTHING = Endpoint(
    id="whe_01m6dqs9m05p9y7k2c4w8e3xtb",
    tenant="public",
    url="https://hooks.example.com/all",
    events=SENT,
    description=None,
    created_at=NOW,
    secrets=(),
)
OWN = DebateWebhook(url="https://own.example.com/x", events=SENT)
SEAT_1, SEAT_2 = (ResponseRef(round=2, participant=seat) for seat in ("seat_1", "seat_2"))
EXAMPLES: dict[type[Event], Event] = {
    RoundStarted: RoundStarted(1),
    RoundCompleted: RoundCompleted(1),
    ResponseCompleted: ResponseCompleted(SEAT_1),
    NoteAdded: NoteAdded("nte_01m6dqs9m05p9y7k2c4w8e3xtb", DebateStatus.RUNNING),
}


@pytest.mark.parametrize("kind", get_args(Event))
def test_events_that_can_be_sent_are_owed_to_all_who_want_them_and_no_others(
    kind: type[Event],
) -> None:
    event = EXAMPLES.get(kind) or kind()  # type: ignore[call-arg]

    found = owed(a_spec(webhook=OWN), event, NOW, [EVERYTHING])

    sent = type_of(kind) in SENT
    assert [(d.event_type, d.url, d.endpoint_id) for d in found] == [
        (type_of(kind), OWN.url, None),
        (type_of(kind), EVERYTHING.url, EVERYTHING.id),
    ] * sent


def test_what_is_owed_is_due_at_the_time_of_its_event() -> None:
    (delivery,) = owed(a_spec(webhook=OWN), DebateCompleted(), NOW, [])

    assert (delivery.created_at, delivery.next_attempt_at) == (NOW, NOW)
    assert (delivery.tenant, delivery.debate_id) == (a_spec().tenant, a_spec().id)


def test_each_event_and_each_receiver_has_its_own_delivery_and_a_repeat_has_the_same() -> None:
    events = (
        DebateStarted(),
        RoundCompleted(1),
        RoundCompleted(2),
        ResponseCompleted(SEAT_1),
        ResponseCompleted(SEAT_2),
        ResponseCompleted(replace(SEAT_1, round=1)),
        DebateCompleted(),
    )
    other = replace(EVERYTHING, id="whe_01m6dqs9m05p9y7k2c4w8e3xtc")
    spec = a_spec(webhook=OWN)

    found = [d for event in events for d in owed(spec, event, NOW, [EVERYTHING, other])]

    assert len({delivery.id for delivery in found}) == 3 * len(events)
    assert found == [d for event in events for d in owed(spec, event, NOW, [EVERYTHING, other])]
    later = owed(spec, events[0], NOW + timedelta(milliseconds=1), [])
    assert later[0].id > max(delivery.id for delivery in found)


def test_nothing_is_owed_to_who_is_disabled() -> None:
    gone = replace(EVERYTHING, disabled_reason=DisabledReason.GONE)

    assert owed(a_spec(), DebateCompleted(), NOW, [gone]) == ()


def test_nothing_is_owed_of_what_only_waits() -> None:
    assert owed(a_spec(webhook=OWN), DebateQueued(), NOW, [EVERYTHING]) == ()
