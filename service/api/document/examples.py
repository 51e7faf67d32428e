"""What operations are sent and return, by example. A test holds that none is without.

A reply is a row of `REPLIES`, a body one of `BODIES`; whatever a debate yields comes from the
worked example.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import msgspec

from service.api.document import worked_example, worked_webhooks
from service.api.document.nodes import as_sent
from service.api.document.worked_example import ASKED, FORKED, Story
from service.api.reply import JSON
from service.api.streaming import EVENT_STREAM
from service.api.transcript_page import page
from service.api.transcripts import HTML, MARKDOWN
from service.domain.circuit import CircuitState
from service.domain.debate import Debate
from service.domain.events import LoggedEvent
from service.domain.markdown import markdown
from service.domain.sharing import Share
from service.domain.transcript import title, transcript
from service.ids import share_id
from service.resources import schemas
from service.resources.present import (
    present_debate,
    present_note,
    present_responses,
    present_rounds,
    present_summary,
    present_transcript,
)
from service.resources.present_events import present_event
from service.resources.present_shares import present_new_share, present_share
from service.resources.present_webhooks import (
    present_delivery,
    present_endpoint,
    present_new_secret,
    present_secret,
)

SHARE_ID = share_id(worked_example.DEBATE_ID, "example")
SHARE_TOKEN = "4Zk0v9Q2mXr7TbLc8HdNwE"  # noqa: S105 - of no link that there is

BODIES: Mapping[str, Any] = {
    "createDebate": ASKED,
    "estimateDebate": ASKED,
    "cancelDebate": {},
    "addNote": {"text": worked_example.NOTE},
    "recordAnswer": {"option": worked_example.ANSWER},
    "createShare": {"expires_in_seconds": 604_800},
    "forkDebate": FORKED,
    "createWebhookEndpoint": worked_webhooks.REGISTERED,
    "updateWebhookEndpoint": {"events": ["debate.completed"], "description": None},
    "rotateWebhookEndpointSecret": {},
    "testWebhookEndpoint": {},
    "rotateWebhookSecret": {},
    "redeliverWebhook": {},
}
"""A body for each operation that has one."""


def _debate(story: Story) -> schemas.Debate:
    return present_debate(story.debate, "")


def _debates() -> schemas.DebateList:
    shown = _debate(worked_example.completed())
    return schemas.DebateList(data=(shown,), has_more=True, next_cursor=shown.id)


def _rounds() -> schemas.RoundList:
    data = present_rounds(worked_example.completed().debate)
    return schemas.RoundList(data=data, has_more=False, next_cursor=None)


def _responses() -> schemas.ResponseList:
    data = present_responses(worked_example.completed().debate)[:2]
    return schemas.ResponseList(data=data, has_more=True, next_cursor=data[-1].id)


def _changed_response() -> schemas.PanelResponse:
    shown = present_responses(worked_example.completed().debate)
    return next(response for response in shown if response.changed_mind)


def _summary() -> schemas.Summary:
    story = worked_example.completed()
    if story.summary is None:
        message = "the worked example has no summary"
        raise ValueError(message)
    return present_summary(story.debate, story.summary)


def _note() -> schemas.Note:
    return present_note(worked_example.running().debate, worked_example.NOTE_ID)


def _share() -> Share:
    debate = worked_example.completed().debate
    created_at = debate.state.finished_at or debate.spec.created_at
    return Share(
        id=SHARE_ID,
        tenant=debate.spec.tenant,
        debate_id=debate.spec.id,
        created_at=created_at,
        expires_at=created_at + timedelta(days=7),
    )


def _shares() -> schemas.ShareList:
    data = (present_share(_share()),)
    return schemas.ShareList(data=data, has_more=False, next_cursor=None)


def _transcript() -> schemas.Transcript:
    story = worked_example.completed()
    return present_transcript(story.debate, story.summary, "")


def _transcript_in_markdown() -> str:
    story = worked_example.completed()
    return markdown(transcript(story.debate, story.summary))


def _transcript_as_page() -> str:
    story = worked_example.completed()
    return page(title(story.debate), transcript(story.debate, story.summary))


def _events() -> schemas.EventList:
    story = worked_example.completed()
    data = tuple(present_event(story.debate, logged, "") for logged in story.log[:3])
    return schemas.EventList(data=data, has_more=True, next_cursor=str(data[-1].sequence))


def _frame() -> dict[str, str]:
    event = shown_events()["response.completed"]
    data = msgspec.json.encode(event).decode()
    return {"id": str(event.sequence), "event": event.type, "data": data}


def _estimate() -> schemas.Estimate:
    calls = schemas.CountRange(min=1, max=2)
    read, written = schemas.CountRange(min=596, max=2_013), schemas.CountRange(min=218, max=4_656)
    cost = schemas.AmountRange(min=0.00476, max=0.07336)
    seats = tuple(
        schemas.SeatEstimate(
            participant=f"seat_{place}",
            model="openai/gpt-5.4",
            name=f"GPT-5.4{'' if place == 1 else f' ({place})'}",
            calls=calls,
            input_tokens=read,
            output_tokens=written,
            cost_usd=cost,
        )
        for place in (1, 2)
    )
    return schemas.Estimate(
        calls=schemas.CountRange(min=2, max=4),
        input_tokens=schemas.CountRange(min=1_192, max=4_026),
        output_tokens=schemas.CountRange(min=436, max=9_312),
        cost_usd=schemas.AmountRange(min=0.00952, max=0.14672),
        prices_as_of=date(2026, 11, 1),
        wall_time_seconds=schemas.AmountRange(min=1.4, max=216.2),
        seats=seats,
        summary=None,
    )


def _endpoint() -> schemas.WebhookEndpoint:
    return present_endpoint(worked_webhooks.endpoint())


def _new_secret() -> schemas.WebhookEndpointWithSecret:
    return present_new_secret(worked_webhooks.endpoint(), worked_webhooks.SECRET)


def _endpoints() -> schemas.WebhookEndpointList:
    return schemas.WebhookEndpointList(data=(_endpoint(),), has_more=False, next_cursor=None)


def _secret() -> schemas.WebhookSecret:
    kept = worked_webhooks.kept()
    return present_secret(kept, worked_webhooks.SECRET, kept[0].created_at)


def _delivery() -> schemas.Delivery:
    return present_delivery(worked_webhooks.delivery())


def _deliveries() -> schemas.DeliveryList:
    shown = _delivery()
    return schemas.DeliveryList(data=(shown,), has_more=True, next_cursor=shown.id)


def _models() -> schemas.ModelList:
    real = schemas.Model(
        id="openai/gpt-5.4",
        provider="openai",
        display_name="GPT-5.4",
        context_window=400_000,
        max_output_tokens=128_000,
        prices=schemas.Price(
            input_usd=2.5,
            cached_input_usd=0.25,
            cache_write_usd=None,
            output_usd=15.0,
            as_of=date(2026, 11, 1),
        ),
        structured_output=True,
        configured=True,
        simulated=False,
        circuit=CircuitState.CLOSED,
    )
    simulated = schemas.Model(
        id="sim/majority",
        provider="sim",
        display_name="Votes for what most of the others argue for",
        context_window=None,
        max_output_tokens=None,
        prices=None,
        structured_output=None,
        configured=True,
        simulated=True,
        circuit=CircuitState.CLOSED,
    )
    return schemas.ModelList(data=(real, simulated), has_more=False, next_cursor=None)


REPLIES: Mapping[tuple[str, int, str], Callable[[], Any]] = {
    ("createDebate", 202, JSON): lambda: _debate(worked_example.queued()),
    ("createDebate", 200, JSON): lambda: _debate(worked_example.completed()),
    ("listDebates", 200, JSON): _debates,
    ("getDebate", 200, JSON): lambda: _debate(worked_example.running()),
    ("cancelDebate", 200, JSON): lambda: _debate(worked_example.canceled()),
    ("recordAnswer", 200, JSON): lambda: _debate(worked_example.resolved()),
    ("forkDebate", 202, JSON): lambda: _debate(worked_example.forked()),
    ("forkDebate", 200, JSON): lambda: _debate(worked_example.forked_and_completed()),
    ("createShare", 201, JSON): lambda: present_new_share(_share(), SHARE_TOKEN, ""),
    ("listShares", 200, JSON): _shares,
    ("listRounds", 200, JSON): _rounds,
    ("listResponses", 200, JSON): _responses,
    ("getResponse", 200, JSON): _changed_response,
    ("getSummary", 200, JSON): _summary,
    ("addNote", 201, JSON): _note,
    ("getTranscript", 200, JSON): _transcript,
    ("getTranscript", 200, MARKDOWN): _transcript_in_markdown,
    ("getTranscript", 200, HTML): _transcript_as_page,
    ("streamEvents", 200, JSON): _events,
    ("streamEvents", 200, EVENT_STREAM): _frame,
    ("estimateDebate", 200, JSON): _estimate,
    ("listModels", 200, JSON): _models,
    ("createWebhookEndpoint", 201, JSON): _new_secret,
    ("listWebhookEndpoints", 200, JSON): _endpoints,
    ("getWebhookEndpoint", 200, JSON): _endpoint,
    ("updateWebhookEndpoint", 200, JSON): lambda: present_endpoint(worked_webhooks.updated()),
    ("rotateWebhookEndpointSecret", 200, JSON): _new_secret,
    ("testWebhookEndpoint", 201, JSON): lambda: present_delivery(worked_webhooks.tested()),
    ("getWebhookSecret", 200, JSON): _secret,
    ("rotateWebhookSecret", 200, JSON): _secret,
    ("listWebhookDeliveries", 200, JSON): _deliveries,
    ("getWebhookDelivery", 200, JSON): _delivery,
    ("redeliverWebhook", 202, JSON): lambda: present_delivery(worked_webhooks.redelivered()),
    ("getLiveness", 200, JSON): lambda: schemas.Health(status="ok"),
    ("getReadiness", 200, JSON): lambda: schemas.Health(status="ok"),
}
"""A reply for each operation, status and media type that has a body."""


def example_of(operation_id: str, status: int, media_type: str) -> Any:  # noqa: ANN401 - any JSON
    """Return the example of a reply, None while it has no row."""
    make = REPLIES.get((operation_id, status, media_type))
    return None if make is None else as_sent(make())


@cache
def shown_events() -> dict[str, schemas.Event]:
    """Return an event of each type that happens in the worked example."""
    return {name: present_event(*told, "") for name, told in happened().items()}


@cache
def happened() -> dict[str, tuple[Debate, LoggedEvent]]:
    """Return the first event of each type in the worked example and its other ends."""
    ends = (
        worked_example.completed(),
        worked_example.canceled(),
        worked_example.failed(),
        worked_example.expired(),
    )
    return {
        logged.type: (story.debate, logged)
        for story in reversed(ends)
        for logged in reversed(story.log)
    }
