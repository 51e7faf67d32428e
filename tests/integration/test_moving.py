"""Moving a tenant to another shard: what is there afterwards, and after it was broken off."""

import json
from collections.abc import AsyncIterator

import pytest

from service.context import Context
from service.domain.errors import NotMovedError, StoreUnavailableError
from service.domain.placement import Placement, Stage
from service.moving import Order, move
from service.shards import Shards
from tests.support.api import a_client, serving
from tests.support.deliveries import an_owed_test
from tests.support.delivering import registered, webhooks_to
from tests.support.receiver import Receiver
from tests.support.shards import a_key_on, at_work, created, ended, some_shards
from tests.support.shares import a_link, a_share
from tests.support.store import (
    a_stored_debate,
    completed,
    eventually,
    is_at_rest,
    keyspace,
    some_leases,
)
from tests.support.valkey import Server

TENANT = "public"
"""Whose debates the builders of tests make."""
AT_ONCE = Order(tenant=TENANT, to=2, caches_s=0, wait_s=5)
BACK = Order(tenant=TENANT, to=1, caches_s=0, wait_s=5)
STEPS = 7
"""How often a mover tells of something, at least."""


def quietly(_: str) -> None:
    pass


@pytest.fixture
async def shards(servers: tuple[Server, Server], namespace: str) -> AsyncIterator[Shards]:
    async with some_shards(servers, namespace) as shards:
        yield shards


async def luggage(context: Context) -> dict[str, object]:
    """Return what a shard has of the tenant, and of nobody else."""
    found = await keyspace(context.redis, context.keys.namespace)
    return {
        name: value
        for name, value in found.items()
        if name.startswith(context.keys.of_tenant(TENANT))
    }


async def scheduled(context: Context) -> dict[str, list[bytes]]:
    return {
        name: [member async for member, _ in context.redis.zscan_iter(key)]
        for name, key in context.keys.schedules.items()
    }


async def a_full_house(shards: Shards) -> dict[str, object]:
    """Give the tenant, on the first shard, something of everything; return what there is."""
    first, _ = shards
    async with some_leases(first) as leases:
        debate = await completed(first, leases)
    await first.shares.create(a_share(debate))
    await an_owed_test(first)
    assert await is_served(shards, 1)
    return await luggage(first)


async def is_served(shards: Shards, shard: int) -> bool:
    return await shards.registry.tenants.find(TENANT) == Placement(shard=shard)


async def is_known(shards: Shards) -> bool:
    return (await shards.of(TENANT)).shard == 2


class Broken:
    """Is told of steps, and ends the mover at one of them, as if its machine had died."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, _: str) -> None:
        self.left -= 1
        if self.left == 0:
            raise StoreUnavailableError


async def test_all_that_a_tenant_has_is_at_the_other_shard_and_nowhere_else(
    shards: Shards,
) -> None:
    first, second = shards
    before, waits = await a_full_house(shards), await scheduled(first)
    assert waits["expiring"]
    assert waits["deliveries"]

    await move(shards, AT_ONCE, quietly)

    assert await luggage(second) == before
    assert await luggage(first) == {}
    assert await scheduled(second) == waits
    assert await scheduled(first) == {"checks": [], "expiring": [], "deliveries": []}
    assert await is_at_rest(first)
    assert await is_served(shards, 2)


async def test_a_tenant_moves_there_and_back(shards: Shards) -> None:
    before = await a_full_house(shards)

    for order in (AT_ONCE, BACK):
        await move(shards, order, quietly)

    first, second = shards
    assert (await luggage(first), await luggage(second)) == (before, {})


@pytest.mark.parametrize("step", range(1, STEPS + 1))
async def test_a_move_that_was_broken_off_is_gone_on_with(shards: Shards, step: int) -> None:
    first, second = shards
    before, waits = await a_full_house(shards), await scheduled(first)
    with pytest.raises(StoreUnavailableError):
        await move(shards, AT_ONCE, Broken(step))

    await move(shards, AT_ONCE, quietly)

    assert (await luggage(first), await luggage(second)) == ({}, before)
    assert await scheduled(second) == waits
    assert await is_served(shards, 2)


async def test_a_move_that_was_broken_off_can_be_taken_back(shards: Shards) -> None:
    first, second = shards
    before, waits = await a_full_house(shards), await scheduled(first)
    with pytest.raises(StoreUnavailableError):
        await move(shards, AT_ONCE, Broken(3))
    assert not (await shards.registry.tenants.find(TENANT)).served

    await move(shards, BACK, quietly)

    assert (await luggage(first), await luggage(second)) == (before, {})
    assert await scheduled(first) == waits
    assert await is_served(shards, 1)


@pytest.mark.parametrize("wait_s", [0, 0.2])
async def test_a_tenant_whose_debates_do_not_end_stays(shards: Shards, wait_s: float) -> None:
    first, _ = shards
    await a_stored_debate(first)
    before, waits = await luggage(first), await scheduled(first)
    order = Order(tenant=TENANT, to=2, caches_s=0, wait_s=wait_s)

    with pytest.raises(NotMovedError, match="1 debates"):
        await move(shards, order, quietly)

    assert (await luggage(first), await scheduled(first)) == (before, waits)
    assert await is_served(shards, 1)


@pytest.mark.parametrize(
    ("tenant", "to", "why"),
    [("anonymous", 2, "stays with the first"), (TENANT, 3, "no shard 3")],
)
async def test_what_cannot_be_is_refused_before_anything_is_done(
    shards: Shards, tenant: str, to: int, why: str
) -> None:
    with pytest.raises(NotMovedError, match=why):
        await move(shards, Order(tenant=tenant, to=to), quietly)

    assert await is_served(shards, 1)


async def test_movers_take_turns(shards: Shards) -> None:
    refused = []

    def meddle(_: str) -> None:
        refused.append(move(shards, AT_ONCE, quietly))

    await move(shards, AT_ONCE, meddle)
    await shards.registry.redis.set(shards.registry.keys.moving, "another")

    for second in refused[:1]:
        with pytest.raises(NotMovedError, match="one after the other"):
            await second
    for never in refused[1:]:
        never.close()


async def test_a_move_under_way_is_not_turned_elsewhere(shards: Shards) -> None:
    half = Placement(shard=2, stage=Stage.ARRIVING, other=1)
    await shards.registry.tenants.change(TENANT, Placement(shard=1), half)

    with pytest.raises(NotMovedError, match="being moved to shard 2"):
        await move(shards, BACK, quietly)


async def test_clients_and_receivers_notice_nothing_but_the_pause(
    servers: tuple[Server, Server], namespace: str
) -> None:
    async with Receiver() as receiver:
        variables = webhooks_to(receiver.address)
        async with (
            some_shards(servers, namespace, variables) as shards,
            at_work(shards),
            serving(shards) as url,
            a_client(url, await a_key_on(shards, TENANT, 1)) as client,
        ):
            await registered(shards.registry, receiver.url)
            debate_id = await created(client)
            debate = await ended(client, debate_id)
            link = await a_link(client, debate_id)
            await move(shards, AT_ONCE, quietly)
            # What this process knows of it is a few seconds old.
            await eventually(lambda: is_known(shards))
            moved = (await client.get(f"/v1/debates/{debate_id}")).json()
            page = await client.get(link)
            later_id = await created(client)
            later = await ended(client, later_id)

            async def are_told() -> bool:
                return len(receiver.received) == 2

            await eventually(are_told)

    assert moved == debate
    assert (page.status_code, later["status"]) == (200, "completed")
    told = [json.loads(one.body)["data"]["id"] for one in receiver.received]
    assert told == [debate_id, later_id]
