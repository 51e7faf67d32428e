"""Letting a server send its webhooks to a receiver on this machine, for as long as that runs.

The receiver is registered as an endpoint, which is deleted afterwards. Who was killed leaves his
behind: whoever takes the address next removes it, since nobody else can be listening there.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from urllib.parse import urlsplit

from cli.client import LOCAL_URL, Client
from cli.deliveries import KnownSecret
from cli.refusals import NoServerError, ServerError
from service.domain.signing import read_secret
from service.ending import end
from service.resources.schemas import Delivery, WebhookEndpoint, WebhookEndpointWithSecret

DESCRIPTION = "roundtable webhooks listen"
"""By which endpoints are recognised that a listener has registered."""
TRY_AGAIN_S = 1.0
GOODBYE_S = 5.0
LOOK_AFTER_S = 10.0
"""When a test should have arrived."""
HOW_TO_START = """\
{reason}
In another terminal, start it like this; it is waited for here:

  ROUNDTABLE_WEBHOOK_ALLOW={place} .venv/bin/roundtable dev{options}
"""
NOTHING_ANSWERS = "Nothing answers at {url} yet."
NOT_HERE = "The server at {url} sends no webhooks to {place}, an address that is not public."
NO_SECRETS = (
    "The server at {url} has no key to keep secrets with; `roundtable dev` makes its own, others"
    " need ROUNDTABLE_SECRET_KEY."
)
REASONS = {
    "webhook_url_forbidden": NOT_HERE,
    "not_available": NO_SECRETS,
}
"""Why a server refuses what another start of it would allow, by its code."""
REGISTERED = "Registered at {url} as {endpoint}, until this ends; a test is coming."
NO_ATTEMPT = "The test was not sent yet: is a worker running?"
NO_SUCCESS = (
    "The test was sent, and did not arrive: {error}. A worker that runs by itself needs"
    " ROUNDTABLE_WEBHOOK_ALLOW={place}, too."
)
LEFT_BEHIND = (
    "{endpoint} could not be deleted and stays registered; the next listener at this address"
    " removes it. {error}"
)

Tell = Callable[[str], None]


@contextlib.asynccontextmanager
async def subscribed(
    client: Client,
    receiver_url: str,
    events: Sequence[str],
    tell: Tell,
    *,
    look_after_s: float = LOOK_AFTER_S,
) -> AsyncIterator[tuple[KnownSecret, ...]]:
    """Register the receiver at that address, for these types, while the block runs.

    Gives what signs all that it will be sent, a test first. A server that is not there, or does
    not send to this address, is waited for, and `tell` is told how to start one that does; and what
    is in the way of a test that does not come. Raises `ServerError` for any other refusal.
    """
    endpoint = await _registered(client, receiver_url, events, tell)
    try:
        own = await client.webhook_secret()
        tell(REGISTERED.format(url=client.url, endpoint=endpoint.id))
        trying = asyncio.create_task(_try_out(client, endpoint, tell, look_after_s), name="test")
        try:
            yield (
                KnownSecret(of="endpoint", key=read_secret(endpoint.secret)),
                KnownSecret(of="debate's own", key=read_secret(own)),
            )
        finally:
            await end(trying)
    finally:
        await _unregister(client, endpoint.id, tell)


async def _try_out(
    client: Client, endpoint: WebhookEndpoint, tell: Tell, look_after_s: float
) -> None:
    """Let the server send a test, and see after a while what came of it."""
    try:
        sent = await client.test(endpoint.id)
        await asyncio.sleep(look_after_s)
        found = hindrance(await client.delivery(sent.id), endpoint.url)
    except ServerError as error:
        found = str(error)
    if found:
        tell(found)


def hindrance(test: Delivery, url: str) -> str | None:
    """Return what is in the way of a test that was sent to that address; None where it came."""
    if not test.attempts:
        return NO_ATTEMPT
    last = test.attempts[-1]
    arrived = last.status_code is not None
    return None if arrived else NO_SUCCESS.format(error=last.error_code, place=_place(url))


async def _registered(
    client: Client, receiver_url: str, events: Sequence[str], tell: Tell
) -> WebhookEndpointWithSecret:
    """Return the new endpoint, however long it takes."""
    url, told = f"{receiver_url}/", set[str]()
    body = {"url": url, "events": list(events), "description": DESCRIPTION}
    while True:
        try:
            await _remove_leftovers(client, url)
            return await client.register(body)
        except ServerError as error:
            reason = _curable(error)
            if reason is None:
                raise
            # Between two starts nothing answers; that is no news.
            if reason not in told | ({NOTHING_ANSWERS} if told else set()):
                tell(_how_to_start(reason, client.url, _place(receiver_url)))
            told.add(reason)
        await asyncio.sleep(TRY_AGAIN_S)


async def _remove_leftovers(client: Client, url: str) -> None:
    for endpoint in await client.endpoints():
        if (endpoint.url, endpoint.description) == (url, DESCRIPTION):
            await client.unregister(endpoint.id)


async def _unregister(client: Client, endpoint_id: str, tell: Tell) -> None:
    try:
        async with asyncio.timeout(GOODBYE_S):
            await client.unregister(endpoint_id)
    except (ServerError, TimeoutError) as error:
        tell(LEFT_BEHIND.format(endpoint=endpoint_id, error=error))


def _curable(error: ServerError) -> str | None:
    """Return what is wrong with a server that has to be started otherwise; else None."""
    if isinstance(error, NoServerError):
        return NOTHING_ANSWERS
    return REASONS.get(error.code or "")


def _how_to_start(reason: str, url: str, place: str) -> str:
    options = "" if url == LOCAL_URL else f" --port {urlsplit(url).port or 80}"
    return HOW_TO_START.format(
        reason=reason.format(url=url, place=place), place=place, options=options
    )


def _place(url: str) -> str:
    return url.partition("//")[2].rstrip("/")
