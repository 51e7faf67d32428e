"""The event table: each event under its public type, and back again."""

from typing import get_args

import msgspec
import pytest

from service.domain.debate import ResponseRef
from service.domain.events import (
    EVENTS,
    TERMINAL_EVENTS,
    DebateCompleted,
    Event,
    LoggedEvent,
    ResponseCompleted,
    RoundStarted,
)
from tests.support.debates import NOW

PUBLIC_TYPES = (
    "debate.queued",
    "debate.started",
    "round.started",
    "response.completed",
    "round.completed",
    "summary.started",
    "note.added",
    "debate.completed",
    "debate.failed",
    "debate.canceled",
    "debate.expired",
)
FIELDS = {
    "round": 2,
    "response": {"round": 2, "participant": "seat_3"},
    "note": "nte_00000000000000000000000000",
    "status": "running",
}


def an_event(kind: type[Event]) -> Event:
    fields = {name: FIELDS[name] for name in kind.__struct_fields__}
    return msgspec.convert({"type": kind.__struct_config__.tag, **fields}, type=kind)


def a_logged(event: Event) -> LoggedEvent:
    return LoggedEvent(sequence=1, created_at=NOW, event=event)


def test_the_table_holds_every_event_by_its_public_type() -> None:
    assert tuple(EVENTS) == PUBLIC_TYPES
    assert set(EVENTS.values()) == set(get_args(Event))


@pytest.mark.parametrize("name", PUBLIC_TYPES)
def test_an_event_is_read_as_it_was_written(name: str) -> None:
    event = an_event(EVENTS[name])

    blob = msgspec.msgpack.encode(event)

    assert msgspec.msgpack.decode(blob, type=Event) == event
    assert msgspec.msgpack.decode(blob)["type"] == name
    assert a_logged(event).type == name


@pytest.mark.parametrize("name", PUBLIC_TYPES)
def test_only_the_end_of_a_debate_is_terminal(name: str) -> None:
    ends = name in {"debate.completed", "debate.failed", "debate.canceled", "debate.expired"}

    assert a_logged(an_event(EVENTS[name])).terminal is ends
    assert (EVENTS[name] in TERMINAL_EVENTS) is ends


@pytest.mark.parametrize("name", PUBLIC_TYPES)
def test_every_event_tells_its_subscriber_what_it_means(name: str) -> None:
    assert (EVENTS[name].__doc__ or "").strip().endswith(".")


def test_an_event_names_what_it_is_about() -> None:
    assert RoundStarted(2).round == 2
    assert ResponseCompleted(ResponseRef(round=1, participant="seat_4")).response.round == 1
    assert DebateCompleted() == DebateCompleted()
