"""The rules for those who are told of debates, which no schema can say, for all who name one.

Every operation on webhooks is `guarded`: without a secret key there are none.
"""

from collections.abc import Iterator
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from msgspec import UnsetType

from service.api.bodies import fault_at
from service.api.mending import Told
from service.api.requests import SentEvents, WebhookRequest, chosen
from service.domain.debate import DebateWebhook
from service.domain.endpoints import BY_DEFAULT
from service.domain.errors import Fault
from service.domain.webhook_urls import AllowList, UrlProblem, why_refused
from service.settings import Settings
from service.store.sealing import MISSING

URL_CODES = {
    UrlProblem.MALFORMED: "validation_failed",
    UrlProblem.FORBIDDEN: "webhook_url_forbidden",
}


def webhooks_are_on(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Raise `SecretKeyMissingError` where webhooks are not served."""
    connection.app.state["shards"].registry.sealing.check()


def own_address(asked: WebhookRequest | UnsetType) -> DebateWebhook | None:
    """Return the address that a debate brings itself."""
    if isinstance(asked, UnsetType):
        return None
    return DebateWebhook(url=asked.url, events=chosen(asked.events, BY_DEFAULT))


def webhook_faults(
    asked: WebhookRequest | UnsetType, settings: Settings, told: Told
) -> Iterator[Fault]:
    """Find what is wrong with the address that a debate brings itself."""
    if isinstance(asked, UnsetType):
        return
    if not settings.secret_keys:
        yield fault_at("webhook", detail=MISSING, code="not_available")
        return
    yield from url_faults(asked.url, settings.webhook_allow, told, "webhook")
    yield from event_faults(asked.events, told, "webhook")


def url_faults(url: str | UnsetType, allow: AllowList, told: Told, *place: str) -> Iterator[Fault]:
    """Find why a URL is refused, if it is; `place` is where it stands."""
    if isinstance(url, UnsetType) or not told.sound(*place, "url"):
        return
    refusal = why_refused(url, allow)
    if refusal is not None:
        yield fault_at(*place, "url", detail=refusal.detail, code=URL_CODES[refusal.problem])


def event_faults(events: SentEvents | UnsetType, told: Told, *place: str) -> Iterator[Fault]:
    """Find types of events that are named twice."""
    named = set[str]()
    for number, name in enumerate(chosen(events, ())):
        if not told.sound(*place, "events", number):
            continue
        if name in named:
            yield fault_at(*place, "events", number, detail=TWICE)
        named.add(name)


TWICE = "This type of event is named twice."
