"""Deployments of several shards: opened, served and worked at in the loop of a test.

`some_shards` opens what one process has of them, `at_work` runs a worker over it. `a_key_on` makes a
key for a tenant on a shard that the test names.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx

from service.ending import end
from service.settings import Settings, read_settings
from service.shards import Shards, open_shards
from tests.support.api import a_key, a_request
from tests.support.endpoints import WEBHOOKS_ON
from tests.support.patience import PATIENCE_S
from tests.support.store import eventually
from tests.support.valkey import Server
from workers.main import work_at

QUICK: Mapping[str, Any] = {"panel": [{"model": "sim/A"}] * 3, "protocol": {"max_rounds": 1}}
"""A debate that takes no time."""


def settings_of(servers: Sequence[Server], variables: Mapping[str, str] | None = None) -> Settings:
    urls = ",".join(server.url for server in servers)
    return read_settings({"ROUNDTABLE_REDIS_URLS": urls, **WEBHOOKS_ON, **(variables or {})})


@contextlib.asynccontextmanager
async def some_shards(
    servers: Sequence[Server], namespace: str, variables: Mapping[str, str] | None = None
) -> AsyncIterator[Shards]:
    async with open_shards(settings_of(servers, variables), namespace=namespace) as shards:
        yield shards


@contextlib.asynccontextmanager
async def at_work(shards: Shards) -> AsyncIterator[None]:
    """Run a worker until the block ends."""
    stop = asyncio.Event()
    working = asyncio.create_task(work_at(shards, stop), name="worker of a test")
    try:
        yield
        stop.set()
        async with asyncio.timeout(PATIENCE_S):
            await working
    finally:
        await end(working)


async def a_key_on(shards: Shards, tenant: str, shard: int) -> str:
    """Place a tenant and return a key of it."""
    await shards.registry.tenants.place(tenant, shard)
    return await a_key(shards.registry, tenant)


async def created(client: httpx.AsyncClient, **changes: object) -> str:
    """Create a debate that takes no time and return its id."""
    reply = await client.post("/v1/debates", json=a_request(**{**QUICK, **changes}))
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


async def ended(client: httpx.AsyncClient, debate_id: str) -> dict[str, Any]:
    """Wait for a debate to end and return it."""
    found: dict[str, Any] = {}

    async def is_over() -> bool:
        reply = await client.get(f"/v1/debates/{debate_id}")
        found.update(reply.json())
        return reply.status_code == 200 and found["status"] not in {
            "queued",
            "running",
            "summarizing",
        }

    await eventually(is_over)
    return found
