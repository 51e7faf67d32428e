"""A receiver on this machine that lets a server send to it, and servers that do not."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from cli.client import Client
from cli.refusals import ServerError
from cli.subscription import (
    LEFT_BEHIND,
    NO_ATTEMPT,
    NO_SECRETS,
    NOT_HERE,
    REASONS,
    subscribed,
)
from service.context import Context
from service.domain.access import Scope
from service.domain.endpoints import BY_DEFAULT
from service.ending import end
from tests.support.api import a_context, a_key, serving
from tests.support.endpoints import WEBHOOKS_OFF
from tests.support.store import eventually

PLACE = "127.0.0.1:9000"
RECEIVER = f"http://{PLACE}"
MAY_SEND = {"ROUNDTABLE_WEBHOOK_ALLOW": PLACE}


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, namespace, MAY_SEND) as context:
        yield context


async def registered(url: str, told: list[str]) -> None:
    """Register with a server, as long as that may take."""
    async with Client(url) as client, subscribed(client, RECEIVER, BY_DEFAULT, told.append):
        pass


@pytest.mark.parametrize(
    ("variables", "reason"),
    [(WEBHOOKS_OFF, NO_SECRETS), ({}, NOT_HERE)],
    ids=["without a key for secrets", "with no private address allowed"],
)
async def test_how_to_start_a_server_that_can_send_here_is_told(
    valkey_url: str, namespace: str, variables: dict[str, str], reason: str
) -> None:
    assert reason in REASONS.values()
    told: list[str] = []
    async with a_context(valkey_url, namespace, variables) as context, serving(context) as url:
        waiting = asyncio.create_task(registered(url, told))

        async def is_told() -> bool:
            return bool(told)

        await eventually(is_told)
        await end(waiting)

    (said,) = told
    assert said.startswith(reason.format(url=url, place=PLACE))
    port = url.rpartition(":")[2]
    assert f"ROUNDTABLE_WEBHOOK_ALLOW={PLACE} .venv/bin/roundtable dev --port {port}\n" in said


async def test_a_refusal_that_no_start_cures_is_an_error(context: Context) -> None:
    key = await a_key(context, scopes=[Scope.DEBATES_READ])
    async with serving(context) as url, Client(url, key) as client:
        with pytest.raises(ServerError, match="webhooks:write"):
            async with subscribed(client, RECEIVER, BY_DEFAULT, print):
                pass


async def test_a_test_that_nobody_sends_is_looked_into(context: Context) -> None:
    told: list[str] = []
    async with (
        serving(context) as url,
        Client(url) as client,
        subscribed(client, RECEIVER, BY_DEFAULT, told.append, look_after_s=0),
    ):

        async def is_told() -> bool:
            return NO_ATTEMPT in told

        await eventually(is_told)


async def test_an_endpoint_that_stays_behind_is_named(context: Context) -> None:
    told: list[str] = []
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(contextlib.AsyncExitStack())
        url = await server.enter_async_context(serving(context))
        client = await stack.enter_async_context(Client(url))
        await stack.enter_async_context(subscribed(client, RECEIVER, BY_DEFAULT, told.append))
        (endpoint,) = await client.endpoints()
        await server.aclose()

    assert told[-1].startswith(LEFT_BEHIND.format(endpoint=endpoint.id, error=""))
