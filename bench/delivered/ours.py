"""Runs of a Roundtable worker, of which others have been told that it owes deliveries.

Debates that complete owe them, one to each endpoint, before the worker begins; it has to load each
debate, write the body, store it, sign it, look at where it goes, send it, and store what came of
it.
"""

import asyncio

from bench.delivered.receiver import a_receiver
from bench.delivered.sent import ENDPOINTS, LONGEST_RUN_S, LOOK_EVERY_S, Sent, all_taken
from bench.queued.crew import a_crew
from bench.queued.leased import a_store
from bench.queued.machine import beside_others
from bench.queued.orders import Kind, Order
from bench.queued.server import a_valkey, cpu_of
from service import ids
from service.context import Context
from service.domain.debate import Debate
from service.domain.delivery import DeliveryStatus
from service.domain.endpoints import BY_DEFAULT, Endpoint
from service.resources.notices import debate_notice
from tests.support.api import TENANT, play
from tests.support.store import a_queued_debate, a_reply

SECRET_KEY = "of this measurement alone"  # noqa: S105 - it opens nothing
SLOTS = 100
MOST_EVENTS = 100
PENDING = DeliveryStatus.PENDING


async def roundtable(deliveries: int, _body: str) -> Sent:
    """Let a worker make that many deliveries, which are owed when it begins."""
    with a_receiver() as receiver, a_valkey() as url:
        place = receiver.url.partition("//")[2]
        variables = {"SECRET_KEY": SECRET_KEY, "WEBHOOK_ALLOW": place}
        order = Order(kind=Kind.ROUNDS, url=url, slots=SLOTS, variables=variables)
        async with a_store(url, **variables) as store, a_crew(order) as crew:
            await owe(store, receiver.url, deliveries)
            store_s = await cpu_of(url)
            with beside_others() as others:
                crew.go()
                count = await all_taken(receiver, deliveries)
                await _all_stored(store)
            store_s = await cpu_of(url) - store_s
    return Sent(
        per_s=count.per_s,
        sender_ms=1000 * crew.cpu_s / deliveries,
        store_ms=1000 * store_s / deliveries,
        others=others.cores,
    )


async def a_body() -> str:
    """Return what is sent of such a debate, for others to send the same."""
    with a_valkey() as url:
        async with a_store(url) as store:
            debate = await _complete(store)
            events = await store.events.read(TENANT, debate.spec.id, after=0, limit=MOST_EVENTS)
            return debate_notice(debate, events[-1], "").decode()


async def owe(store: Context, receiver_url: str, deliveries: int) -> None:
    """Let debates end, and each tell every endpoint of it."""
    for number in range(ENDPOINTS):
        await store.endpoints.create(_endpoint(store, f"{receiver_url}/{number}"))
    for _ in range(deliveries // ENDPOINTS):
        await _complete(store)


def _endpoint(store: Context, url: str) -> Endpoint:
    now = store.clock.now()
    endpoint = Endpoint(
        id=ids.draw(ids.Prefix.ENDPOINT, now),
        tenant=TENANT,
        url=url,
        events=BY_DEFAULT,
        description=None,
        created_at=now,
        secrets=(),
    )
    return store.webhook_secrets.renewed(endpoint, now=now)


async def _complete(store: Context) -> Debate:
    debate = a_queued_debate(store, tenant=TENANT)
    await store.debates.create(debate, a_reply())
    return await play(store, debate.spec.id, "AAA")


async def _all_stored(store: Context) -> None:
    """Wait until what came of every delivery is stored."""
    async with asyncio.timeout(LONGEST_RUN_S):
        while (await store.deliveries.page(TENANT, limit=1, status=PENDING))[0]:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(LOOK_EVERY_S)
