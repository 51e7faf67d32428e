"""Two shards: who is served by which, and what is left when one of them is away."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest

from service.domain.errors import SettingsError
from service.domain.placement import Placement, Stage
from service.shards import Shards, open_shards
from tests.support.api import a_client, a_key, a_request, assert_problem, serving
from tests.support.delivering import webhooks_to
from tests.support.receiver import Receiver
from tests.support.shards import (
    QUICK,
    a_key_on,
    at_work,
    created,
    ended,
    settings_of,
    some_shards,
)
from tests.support.shares import a_link
from tests.support.store import a_stored_debate, again, an_open_store, eventually
from tests.support.valkey import Server

Servers = tuple[Server, Server]
HOMES = {"acme": 1, "globex": 2}


class House(msgspec.Struct, frozen=True, kw_only=True):
    """Two API processes over two shards, and a client of each tenant at each of them."""

    shards: Shards
    clients: dict[str, tuple[httpx.AsyncClient, httpx.AsyncClient]]

    def one(self, tenant: str) -> httpx.AsyncClient:
        return self.clients[tenant][0]

    def other(self, tenant: str) -> httpx.AsyncClient:
        return self.clients[tenant][1]


@contextlib.asynccontextmanager
async def a_house(servers: Servers, namespace: str) -> AsyncIterator[House]:
    async with contextlib.AsyncExitStack() as stack:
        processes = [
            await stack.enter_async_context(some_shards(servers, namespace)) for _ in range(2)
        ]
        urls = [await stack.enter_async_context(serving(shards)) for shards in processes]
        clients = {}
        for tenant, shard in HOMES.items():
            key = await a_key_on(processes[0], tenant, shard)
            both = [await stack.enter_async_context(a_client(url, key)) for url in urls]
            clients[tenant] = (both[0], both[1])
        yield House(shards=processes[0], clients=clients)


@pytest.fixture
async def house(servers: Servers, namespace: str) -> AsyncIterator[House]:
    async with a_house(servers, namespace) as house:
        yield house


@pytest.mark.parametrize("tenant", HOMES)
async def test_every_operation_works_on_every_shard_through_every_process(
    house: House, servers: Servers, namespace: str, tenant: str
) -> None:
    one, other = house.one(tenant), house.other(tenant)
    async with some_shards(servers, namespace) as shards, at_work(shards):
        debate_id = await created(one)
        stays_id = await created(one, panel=[{"model": "sim/A?delay=60"}] * 3)
        stream = await other.get(
            f"/v1/debates/{debate_id}/events", headers={"Accept": "text/event-stream"}
        )
        debate = await ended(other, debate_id)
        canceled = await other.post(f"/v1/debates/{stays_id}/cancel")
        link = await a_link(other, debate_id)
        listed = await other.get("/v1/debates")
        pages = [await client.get(link, headers={"Authorization": ""}) for client in (one, other)]
        removed = await one.delete(f"/v1/debates/{debate_id}")
        gone = [await client.get(link) for client in (one, other)]

    assert debate["status"] == "completed"
    assert "event: debate.completed" in stream.text
    assert canceled.json()["status"] == "canceled"
    assert {row["id"] for row in listed.json()["data"]} == {debate_id, stays_id}
    assert [page.status_code for page in pages] == [200, 200]
    assert removed.status_code == 204
    assert [page.status_code for page in gone] == [404, 404]


async def test_what_a_tenant_has_is_on_its_own_shard_alone(house: House) -> None:
    ids = {tenant: await created(house.one(tenant)) for tenant in HOMES}

    for tenant, home in HOMES.items():
        for context in house.shards:
            debate = await context.redis.exists(context.keys.debate(tenant, ids[tenant]).spec)
            assert bool(debate) is (context.shard == home)


async def test_what_another_tenant_has_is_not_there(house: House) -> None:
    ids = {tenant: await created(house.one(tenant)) for tenant in HOMES}

    for tenant, other in (("acme", "globex"), ("globex", "acme")):
        client = house.other(other)
        for path in ("", "/events", "/responses", "/transcript", "/share"):
            found = await client.get(f"/v1/debates/{ids[tenant]}{path}")
            assert_problem(found, 404, "not_found")
        assert_problem(await client.post(f"/v1/debates/{ids[tenant]}/cancel"), 404, "not_found")
        assert_problem(await client.delete(f"/v1/debates/{ids[tenant]}"), 404, "not_found")
        assert ids[tenant] not in (await client.get("/v1/debates")).text


async def test_an_idempotency_key_holds_for_all_processes(house: House) -> None:
    headers, body = {"Idempotency-Key": "once-for-all"}, a_request(**QUICK)

    first = await house.one("globex").post("/v1/debates", json=body, headers=headers)
    again = await house.other("globex").post("/v1/debates", json=body, headers=headers)

    assert first.json()["id"] == again.json()["id"]


async def test_webhooks_are_sent_from_every_shard(servers: Servers, namespace: str) -> None:
    async with Receiver() as receiver:
        variables = webhooks_to(receiver.address)
        async with (
            some_shards(servers, namespace, variables) as shards,
            at_work(shards),
            serving(shards) as url,
        ):
            ids = set()
            for tenant, home in HOMES.items():
                async with a_client(url, await a_key_on(shards, tenant, home)) as client:
                    await client.post("/v1/webhook-endpoints", json={"url": receiver.url})
                    ids.add(await created(client))

            async def have_come() -> bool:
                return {json.loads(one.body)["data"]["id"] for one in receiver.received} >= ids

            await eventually(have_come)

    assert len(receiver.received) == len(ids)


async def test_an_ended_link_is_forgotten_by_the_registry_too(house: House) -> None:
    client, registry = house.one("globex"), house.shards.registry
    debate_id = await created(client)
    link = await a_link(client, debate_id)
    shares = (await client.get(f"/v1/debates/{debate_id}/share")).json()["data"]
    pattern = f"{registry.keys.prefix}share:*"
    before = len(await registry.redis.keys(pattern))

    await client.delete(f"/v1/debates/{debate_id}/share/{shares[0]['id']}")
    opened = await house.other("globex").get(link)

    assert (before, len(await registry.redis.keys(pattern))) == (1, 0)
    assert opened.status_code == 404


async def test_a_link_ends_in_the_registry_when_it_ends(house: House) -> None:
    client, registry = house.one("globex"), house.shards.registry
    debate_id = await created(client)
    await a_link(client, debate_id, expires_in_seconds=60)

    (key,) = await registry.redis.keys(f"{registry.keys.prefix}share:*")

    assert 0 < await registry.redis.pttl(key) <= 60_000


async def test_a_link_that_only_the_registry_knows_opens_nothing(house: House) -> None:
    client, home = house.one("globex"), await house.shards.of("globex")
    link = await a_link(client, await created(client))
    (key,) = await home.redis.keys(f"{home.keys.prefix}share:*")

    await home.redis.delete(key)

    assert (await client.get(link)).status_code == 404


async def test_a_shard_that_is_away_costs_its_own_tenants_only(
    house: House, servers: Servers, namespace: str
) -> None:
    _, second = servers
    async with some_shards(servers, namespace) as shards, at_work(shards):
        begun_id = await created(house.one("globex"), panel=[{"model": "sim/A?delay=1"}] * 3)
        second.kill()
        refused = [
            await house.one("globex").get(f"/v1/debates/{begun_id}"),
            await house.other("globex").post("/v1/debates", json=a_request(**QUICK)),
        ]
        others = await ended(house.other("acme"), await created(house.one("acme")))
        second.start()
        begun = await ended(house.other("globex"), begun_id)

    for reply in refused:
        assert_problem(reply, 503, "queue_unavailable")
        assert reply.headers["Retry-After"]
    assert others["status"] == begun["status"] == "completed"


async def test_a_registry_that_is_away_keeps_nobody_waiting_who_was_served_just_now(
    house: House, servers: Servers, namespace: str
) -> None:
    first, _ = servers
    async with some_shards(servers, namespace) as shards, at_work(shards):
        await house.one("globex").get("/v1/debates")
        first.kill()
        served = await ended(house.one("globex"), await created(house.one("globex")))
        unknown = await house.other("acme").get("/v1/debates")
        first.start()

        async def is_served() -> bool:
            return (await house.other("acme").get("/v1/debates")).status_code == 200

        await eventually(is_served)

    assert served["status"] == "completed"
    assert_problem(unknown, 503, "queue_unavailable")


async def test_a_shard_may_be_away_at_the_start(servers: Servers, namespace: str) -> None:
    _, second = servers
    second.stop()
    async with some_shards(servers, namespace) as shards, at_work(shards):
        keys = {tenant: await a_key_on(shards, tenant, home) for tenant, home in HOMES.items()}
        async with serving(shards) as url, a_client(url, keys["acme"]) as acme:
            at_home = await ended(acme, await created(acme))
            second.start()
            async with a_client(url, keys["globex"]) as globex:
                elsewhere = await ended(globex, await created(globex))

    assert at_home["status"] == elsewhere["status"] == "completed"


async def test_a_worker_serves_the_shards_that_it_is_told_to(
    house: House, servers: Servers, namespace: str
) -> None:
    async with some_shards(servers, namespace, {"ROUNDTABLE_WORKER_SHARDS": "2"}) as shards:
        left_id = await created(house.one("acme"))
        async with at_work(shards):
            done = await ended(house.one("globex"), await created(house.one("globex")))
            left = (await house.one("acme").get(f"/v1/debates/{left_id}")).json()

    assert (done["status"], left["status"]) == ("completed", "queued")


async def test_what_is_older_than_the_second_shard_goes_on(
    servers: Servers, namespace: str
) -> None:
    async with an_open_store(servers[0].url, namespace) as alone, serving(alone) as url:
        key = await a_key(alone, "veteran")
        async with a_client(url, key) as client:
            debate_id = await created(client)
            link = await a_link(client, debate_id)
    async with (
        some_shards(servers, namespace) as shards,
        at_work(shards),
        serving(shards) as url,
        a_client(url, key) as client,
    ):
        debate = await ended(client, debate_id)
        page = await client.get(link)

    assert (debate["status"], page.status_code) == ("completed", 200)


async def test_a_tenant_of_a_shard_that_is_not_named_is_not_served(
    servers: Servers, namespace: str
) -> None:
    async with some_shards(servers, namespace) as shards:
        key = await a_key_on(shards, "globex", 2)

    async with (
        some_shards(servers[:1], namespace) as alone,
        serving(alone) as url,
        a_client(url, key) as client,
    ):
        assert_problem(await client.get("/v1/debates"), 503, "queue_unavailable")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ((1, 0), "in place 1 of ROUNDTABLE_REDIS_URLS is shard 2: name all shards, each"),
        (
            (1,),
            "only server that is named is shard 2 of several: name all shards in ROUNDTABLE_REDIS_",
        ),
    ],
    ids=["swapped", "the second alone"],
)
async def test_shards_that_are_not_what_they_were_stop_the_start(
    servers: Servers, namespace: str, order: tuple[int, ...], said: str
) -> None:
    async with some_shards(servers, namespace):
        pass

    with pytest.raises(SettingsError, match=said):
        async with some_shards([servers[place] for place in order], namespace):
            pass


async def test_two_names_of_one_server_are_no_two_shards(server: Server, namespace: str) -> None:
    same = settings_of([server]).redis_url or ""
    disguised = settings_of([server], {"ROUNDTABLE_REDIS_URLS": f"{same},{same}?db=0"})

    with pytest.raises(SettingsError, match="place 2"):
        async with open_shards(disguised, namespace=namespace):
            pass


async def test_nobody_is_served_while_debates_are_moved(house: House) -> None:
    tenants, client = house.shards.registry.tenants, house.other("globex")
    settled = Placement(shard=2)
    await tenants.change("globex", settled, Placement(shard=2, stage=Stage.LEAVING, other=1))

    reply = await client.get("/v1/debates")
    await tenants.change("globex", Placement(shard=2, stage=Stage.LEAVING, other=1), settled)

    assert_problem(reply, 503, "queue_unavailable")
    assert "being moved" in reply.json()["detail"]
    await eventually(lambda: _is_served(client))


async def test_a_debate_finds_its_workers_through_any_process(
    servers: Servers, namespace: str
) -> None:
    async with (
        some_shards(servers, namespace) as shards,
        some_shards(servers, namespace) as elsewhere,
        at_work(elsewhere),
    ):
        debates = [
            await a_stored_debate(context, tenant=f"tenant-{context.shard}") for context in shards
        ]

        async def are_over() -> bool:
            found = await asyncio.gather(*map(again, shards, debates))
            return all(debate.state.status.terminal for debate in found)

        await eventually(are_over)


async def _is_served(client: httpx.AsyncClient) -> bool:
    return (await client.get("/v1/debates")).status_code == 200
