"""The API as a client meets it: served for real on loopback, over a real store.

`a_context` opens the stores of a test, `serving` serves them, `calling` gives a client, with a key
that `a_key` has made or without one. `play`
advances a debate as workers would, by the same decisions, with votes that the test names.
"""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
import msgspec
import uvicorn
from litestar.handlers import HTTPRouteHandler

from cli.connections import Connection, prepare
from cli.http_server import server_config
from service.api.app import create_app
from service.context import Context, open_store
from service.domain.access import Scope
from service.domain.debate import (
    Call,
    CallStatus,
    Debate,
    DebateStatus,
    OptionId,
    ResponseStatus,
)
from service.domain.extractive import extractive_summary
from service.domain.lifecycle import begin, close_round, conclude
from service.settings import read_settings
from service.shards import Shards
from service.tracing.tracer import UNTRACED, Tracer
from tests.support.conformance import conforming
from tests.support.debates import a_response
from tests.support.endpoints import WEBHOOKS_ON
from tests.support.patience import PATIENCE_S

TENANT = "anonymous"

REFERENCE: dict[str, Any] = {
    "question": "should frontier models be open sourced, and their training stacks and data too?",
    "options": [
        {"id": "A", "label": "Yes, all"},
        {"id": "B", "label": "Yes, partial train"},
        {"id": "C", "label": "Yes, but not train"},
        {"id": "D", "label": "Maybe"},
        {"id": "E", "label": "No"},
    ],
    "panel": [{"model": f"sim/{votes}"} for votes in ("D", "E", "A>B", "E", "B", "C")],
    "protocol": {"max_rounds": 2},
}
"""The reference case, as a client would post it."""

Row = Sequence[OptionId | ResponseStatus | None]


@contextlib.asynccontextmanager
async def a_context(
    valkey_url: str,
    namespace: str,
    variables: Mapping[str, str] | None = None,
    *,
    tracer: Tracer = UNTRACED,
) -> AsyncIterator[Context]:
    """Open the stores of a server, which serves webhooks unless `WEBHOOKS_OFF` is among these."""
    given = {"ROUNDTABLE_REDIS_URL": valkey_url, **WEBHOOKS_ON, **(variables or {})}
    settings = read_settings(given)
    async with open_store(settings, namespace=namespace, tracer=tracer) as context:
        yield context


@contextlib.asynccontextmanager
async def serving(
    context: Context | Shards,
    *others: HTTPRouteHandler,
    connection: type[Connection] = Connection,
) -> AsyncIterator[str]:
    """Serve the API of one shard, or of several, on a free port, in this loop; gives its base URL."""
    shards = context if isinstance(context, Shards) else Shards([context])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        prepare(listener)
        config = server_config(create_app(shards, *others), connection)
        config.timeout_graceful_shutdown = 1
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            async with asyncio.timeout(PATIENCE_S):
                # It has no event to wait for.
                while not server.started:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@contextlib.asynccontextmanager
async def calling(
    context: Context,
    key: str | None = None,
    *,
    others: Sequence[HTTPRouteHandler] = (),
    connection: type[Connection] = Connection,
) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the API, and handlers of the test beside it; give a client that sends that key.

    It fails on replies that are not as documented.
    """
    async with (
        serving(context, *others, connection=connection) as base_url,
        a_client(base_url, key) as client,
    ):
        yield client


def a_client(base_url: str, key: str | None = None) -> httpx.AsyncClient:
    """Return a client of a server that sends that key."""
    return conforming(
        base_url=base_url,
        headers=bearer(key) if key else None,
        timeout=PATIENCE_S,
        trust_env=False,
    )


def bearer(key: str) -> dict[str, str]:
    """Return the header that holds a key."""
    return {"Authorization": f"Bearer {key}"}


async def a_key(
    context: Context,
    tenant: str = "acme",
    *,
    scopes: Sequence[Scope] = tuple(Scope),
    expires_at: datetime | None = None,
) -> str:
    """Make an API key and return it."""
    _, key = await context.api_keys.create(
        tenant, now=context.clock.now(), scopes=tuple(scopes), expires_at=expires_at
    )
    return key


def a_namespace() -> str:
    """Return a namespace for the tests of one file, which share a server."""
    return f"test-{secrets.token_hex(8)}"


def a_request(**changes: object) -> dict[str, Any]:
    """Return the body of a create that is good, with these fields changed; None leaves one out."""
    body = {**REFERENCE, **changes}
    return {name: value for name, value in body.items() if value is not None}


async def a_stored_debate(client: httpx.AsyncClient, **changes: object) -> str:
    """Create a debate and return its id."""
    reply = await client.post("/v1/debates", json=a_request(**changes))
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


async def play(context: Context, debate_id: str, *rounds: Row) -> Debate:
    """Run rounds of a debate, a vote or status for each seat, None for one that is late.

    When the debate ends by its own rules, its summary is written too.
    """
    debates, now = context.debates, context.clock.now
    debate = await debates.load(TENANT, debate_id)
    if debate.state.status is DebateStatus.QUEUED:
        debate = await debates.decide(TENANT, debate_id, lambda d: begin(d, now=now()))
    for row in rounds:
        await answer(context, debate, row)
        debate = await debates.decide(TENANT, debate_id, lambda d: close_round(d, now=now()))
    if debate.state.status is DebateStatus.SUMMARIZING:
        debate = await debates.decide(
            TENANT,
            debate_id,
            lambda d: conclude(d, extractive_summary(d, now=now()), now=now()),
        )
    return debate


async def answer(context: Context, debate: Debate, row: Row) -> None:
    """Store these answers to the open round, without closing it."""
    number = len(debate.state.rounds)
    for seat, cell in zip(debate.spec.panel, row, strict=False):
        if cell is None:
            continue
        response = a_response(number, seat.id, cell, created_at=context.clock.now())
        argued = msgspec.structs.replace(
            response,
            argument=f"What ⟦{seat.id}⟧ had to say in round {number}."
            if response.argument
            else None,
        )
        call = Call(
            round=number,
            participant=seat.id,
            number=1,
            model=seat.model,
            status=CallStatus.SETTLED,
            usage=response.usage,
        )
        await context.ledger.commit(debate.spec, argued, call)


def pointers(reply: httpx.Response) -> list[str | None]:
    """Return where the faults of a problem document lie."""
    return [fault["pointer"] for fault in reply.json()["errors"]]


def assert_problem(reply: httpx.Response, status: int, code: str) -> None:
    """Fail unless the reply is a whole problem document with that status and code."""
    problem = reply.json()
    assert (reply.status_code, problem["status"], problem["code"]) == (status, status, code), (
        reply.text
    )
    assert reply.headers["content-type"] == "application/problem+json"
    assert set(problem) == {
        "type",
        "title",
        "status",
        "detail",
        "instance",
        "code",
        "request_id",
        "errors",
    }
    assert problem["request_id"] == reply.headers["x-request-id"]
