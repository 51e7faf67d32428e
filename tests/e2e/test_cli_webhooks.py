"""`roundtable serve` and `roundtable worker` tell a receiver that fails at first, in real time."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from service.domain.delivery import JITTER, SCHEDULE
from tests.support.commands import a_command, address_of
from tests.support.conformance import conforming
from tests.support.delivering import webhooks_to
from tests.support.patience import PATIENCE_S
from tests.support.receiver import Received, Receiver, answers
from tests.support.valkey import Server

DEBATE = {
    "question": "Is the second attempt made when it is due?",
    "options": [{"label": "Yes"}, {"label": "No"}],
    "panel": [{"model": "sim/A"}, {"model": "sim/A"}],
}


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver([answers(500), answers(204)]) as receiver:
        yield receiver


async def the_delivery(client: httpx.AsyncClient) -> dict[str, Any]:
    """Return the one delivery that there is, when nothing is to come of it any more."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            page = (await client.get("/v1/webhook-deliveries")).json()
            (delivery,) = page["data"]
            if delivery["status"] != "pending":
                return dict(delivery)
            await asyncio.sleep(0.1)


def verified(secret: str, received: Received) -> dict[str, Any]:
    """Return what a receiver reads that uses the reference library."""
    headers = {name.lower(): value for name, value in received.headers}
    return dict(Webhook(secret).verify(received.body, headers))


async def test_a_receiver_that_fails_at_first_is_told_again_after_five_seconds(
    server: Server, receiver: Receiver
) -> None:
    variables = {"ROUNDTABLE_REDIS_URL": server.url, **webhooks_to(receiver.address)}
    with a_command("serve", "--port", "0", **variables) as serve, a_command("worker", **variables):
        base_url = await asyncio.to_thread(address_of, serve)
        async with conforming(base_url=base_url, trust_env=False, timeout=PATIENCE_S) as client:
            created = await client.post("/v1/webhook-endpoints", json={"url": receiver.url})
            endpoint = created.json()
            debate = (await client.post("/v1/debates", json=DEBATE)).json()["id"]
            first, second = await receiver.has_received(2)
            delivery = await the_delivery(client)

    told = verified(endpoint["secret"], second)
    assert first.ended_at is not None
    pause_s, due_s = second.arrived_at - first.ended_at, SCHEDULE[1].total_seconds()
    assert pause_s >= (1 - JITTER) * due_s
    assert told == verified(endpoint["secret"], first) == json.loads(second.body)
    assert (told["type"], told["data"]["id"]) == ("debate.completed", debate)
    assert (delivery["status"], delivery["endpoint_id"]) == ("delivered", endpoint["id"])
    assert [attempt["status_code"] for attempt in delivery["attempts"]] == [500, 204]
