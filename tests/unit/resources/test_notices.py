"""The body of a webhook: what is in it, the same bytes every time, and never too many."""

from datetime import timedelta
from functools import reduce
from operator import getitem
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from service import ids
from service.domain.debate import (
    Debate,
    Option,
    Participant,
    ResponseError,
    ResponseRef,
    StopReason,
)
from service.domain.endpoints import BY_DEFAULT, SENT, DisabledReason, EndpointStatus
from service.domain.events import (
    DebateCanceled,
    DebateCompleted,
    DebateExpired,
    DebateFailed,
    DebateStarted,
    Event,
    LoggedEvent,
    ResponseCompleted,
    RoundCompleted,
    type_of,
)
from service.resources import schemas
from service.resources.notices import MOST_BYTES, debate_notice, endpoint_test
from service.resources.present_events import present_event
from service.resources.schemas.notices import OMITTABLE
from tests.support.debates import (
    NOW,
    a_debate,
    a_ledger,
    a_response,
    a_spec,
    some_rules,
    the_reference_case,
)
from tests.support.summaries import ended

LONGEST_BASE = f"https://debates.example/{'p' * 1_950}"
"""With which the longest URL of a debate is as long as the document allows."""
REFS = tuple(
    ResponseRef(round=number, participant=f"seat_{seat}")
    for number in range(1, 6)
    for seat in range(1, 13)
)
WIDEST = "\x01"
"""Six bytes in JSON, more than any other character."""
CHARACTERS = st.sampled_from([WIDEST, "\\", "é", "€", "😀", "a"])


def told(debate: Debate, event: Event, base: str = "") -> bytes:
    return debate_notice(debate, logged(event), base)


def logged(event: Event) -> LoggedEvent:
    return LoggedEvent(sequence=7, created_at=NOW + timedelta(seconds=81.5), event=event)


def as_json(value: object) -> Any:  # noqa: ANN401 - any JSON
    return msgspec.json.decode(msgspec.json.encode(value))


def decoded(body: bytes) -> dict[str, Any]:
    """Return a body that is as the document says."""
    msgspec.json.decode(body, type=schemas.WebhookEvent)
    content: dict[str, Any] = msgspec.json.decode(body)
    return content


def events_about(debate: Debate) -> dict[str, Event]:
    """Return an event of each type that is sent."""
    events = (
        DebateCompleted(),
        DebateFailed(),
        DebateCanceled(),
        DebateExpired(),
        DebateStarted(),
        RoundCompleted(len(debate.state.rounds)),
        ResponseCompleted(debate.responses[-1].ref),
    )
    return {type_of(type(event)): event for event in events}


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How many of each there are, and how long texts are, in characters."""

    seats: int = 12
    options: int = 26
    label: int = 200
    name: int = 200
    prose: int = 2_000
    metadata: int = 256


def a_debate_of(character: str, sizes: Sizes) -> Debate:
    """Return a debate of that size, in which everybody changes the vote in every round."""
    letters = [chr(ord("A") + n) for n in range(sizes.options)]
    prose, metadata = sizes.prose, sizes.metadata
    spec = a_spec(
        options=tuple(
            Option(id=letter * 32, label=(letter + character * sizes.label)[: sizes.label])
            for letter in letters
        ),
        panel=tuple(
            Participant(
                id=f"seat_{n}",
                model=f"sim/{'a' * 160}",
                name=f"{n}{character * sizes.name}"[: sizes.name],
            )
            for n in range(1, sizes.seats + 1)
        ),
        rules=some_rules(max_rounds=6),
        metadata={f"{n:02}{character * 38}": character * metadata for n in range(16)},
    )
    votes = [[letters[(n + r) % sizes.options] * 32 for n in range(sizes.seats)] for r in range(6)]
    mentions = "⟦seat_1⟧" * (prose // 8) + character * (prose % 8)
    debate = a_debate(*votes, spec=spec)
    last = a_response(
        6,
        f"seat_{sizes.seats}",
        votes[-1][-1],
        second_choice=letters[0] * 32,
        strongest_objection=character * prose,
        would_change_mind=mentions,
        change_reason=mentions[: prose // 2] + character * (prose // 2),
        responds_to=REFS,
        persuaded_by=REFS[0],
        new_information=True,
        confidence=1 / 3,
        model_served=character * 200,
        flags=("fallback", "model_served_differs", "budget_exceeded"),
        error=ResponseError(
            code="provider_unavailable", message=character * prose, retryable=True
        ),
    )
    return ended(a_ledger(debate, last), StopReason.MAX_ROUNDS)


def test_the_body_of_a_terminal_event_is_what_the_event_says() -> None:
    debate = ended(the_reference_case())
    event = present_event(debate, logged(DebateCompleted()), "https://debates.example")

    content = decoded(told(debate, DebateCompleted(), "https://debates.example"))

    assert list(content) == ["id", "type", "timestamp", "sequence", "data"]
    assert content["id"] == ids.event_id(debate.spec.id, 7, event.created_at) == event.id
    assert content["type"] == "debate.completed"
    assert content["timestamp"] == "2026-11-02T09:01:21.500000Z"
    assert content["sequence"] == 7
    assert content["data"] == as_json(event.data)
    assert set(content["data"]) == {
        *("id", "object", "status", "degraded", "degraded_reasons", "outcome", "error", "usage"),
        *("urls", "metadata"),
    }


def test_a_response_is_told_without_its_argument() -> None:
    debate = the_reference_case()
    event = ResponseCompleted(ResponseRef(round=2, participant="seat_3"))

    whole = as_json(present_event(debate, logged(event), "").data)
    content = decoded(told(debate, event))

    assert whole["response"].pop("argument")
    assert content["data"] == whole


@pytest.mark.parametrize("name", SENT)
def test_whatever_can_be_subscribed_to_has_a_body(name: str) -> None:
    debate = ended(the_reference_case())

    content = decoded(told(debate, events_about(debate)[name]))

    assert content["type"] == name
    assert ("outcome" in content["data"] and content["data"]["outcome"] is not None) == (
        name in BY_DEFAULT
    )
    assert ("round" in content["data"]) == (name == "round.completed")
    assert ("response" in content["data"]) == (name == "response.completed")


def test_a_body_is_the_same_bytes_however_far_the_debate_has_gone() -> None:
    began, over = the_reference_case(rounds=1), ended(the_reference_case())
    first = ResponseRef(round=1, participant="seat_1")

    for event in (DebateStarted(), RoundCompleted(1), ResponseCompleted(first)):
        assert told(began, event) == told(over, event)


@pytest.mark.parametrize("base", ["", "https://debates.example/api"])
def test_urls_are_as_everywhere(base: str) -> None:
    content = decoded(told(the_reference_case(), DebateStarted(), base))

    assert content["data"]["urls"]["self"] == f"{base}/v1/debates/dbt_0000000000000000000000000a"


def test_the_largest_debate_has_bodies_that_fit() -> None:
    debate = a_debate_of(WIDEST, Sizes())

    left_out = {
        logged(event).type: decoded(body)["data"]["omitted"]
        for event in events_about(debate).values()
        if len(body := told(debate, event, LONGEST_BASE)) <= MOST_BYTES
    }

    assert left_out == {
        **{name: ["metadata", "outcome.headline"] for name in BY_DEFAULT},
        "debate.started": ["metadata"],
        "round.completed": ["round.headline", "metadata"],
        "response.completed": [
            "response.would_change_mind",
            "response.change_reason",
            "metadata",
            "response.strongest_objection",
            "response.error.message",
        ],
    }


def test_only_what_is_largest_is_left_out() -> None:
    debate = a_debate_of("a", Sizes(name=60, metadata=20))
    event = ResponseCompleted(debate.responses[-1].ref)

    data = decoded(told(debate, event))["data"]

    assert data["omitted"] == ["response.would_change_mind"]
    assert data["response"]["would_change_mind"] is None
    assert data["response"]["strongest_objection"] == "a" * 2_000
    assert data["metadata"] == debate.spec.metadata


def test_nothing_is_said_to_be_left_out_where_nothing_is() -> None:
    data = decoded(told(the_reference_case(), RoundCompleted(1)))["data"]

    assert "omitted" not in data


@settings(max_examples=60)
@given(
    debate=st.builds(
        a_debate_of,
        CHARACTERS,
        st.builds(
            Sizes,
            seats=st.integers(2, 12),
            options=st.integers(2, 26),
            label=st.integers(1, 200),
            name=st.integers(3, 200),
            prose=st.integers(0, 2_000),
            metadata=st.integers(0, 256),
        ),
    ),
    name=st.sampled_from(SENT),
)
def test_what_does_not_fit_is_left_out_and_named(debate: Debate, name: str) -> None:
    event = events_about(debate)[name]

    body = told(debate, event, LONGEST_BASE)

    data = decoded(body)["data"]
    whole = as_json(present_event(debate, logged(event), LONGEST_BASE).data)
    whole.get("response", {}).pop("argument", None)
    for path in data.pop("omitted", []):
        *above, last = path.split(".")
        holder = reduce(getitem, above, whole)
        assert holder[last]
        holder[last] = OMITTABLE[path]
    assert len(body) <= MOST_BYTES
    assert data == whole


def test_a_test_tells_the_endpoint_itself() -> None:
    endpoint = schemas.WebhookEndpoint(
        id="whe_01m6dqs9m03zq8w6v5m2r9xhd7",
        url="https://hooks.example.com/roundtable",
        events=BY_DEFAULT,
        description=None,
        status=EndpointStatus.DISABLED,
        disabled_reason=DisabledReason.FAILING,
        created_at=NOW,
    )

    body = endpoint_test(endpoint, "evt_01m6dqs9m05p9y7k2c4w8e3xtb", NOW)

    content = msgspec.json.decode(body)
    assert msgspec.json.decode(body, type=schemas.EndpointTest).data == endpoint
    assert list(content) == ["id", "type", "timestamp", "sequence", "data"]
    assert (content["type"], content["sequence"]) == ("endpoint.test", 1)
    assert content["data"] == as_json(endpoint)
