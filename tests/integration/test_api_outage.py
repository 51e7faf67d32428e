"""The API while its store is away: every operation says so in time, streams wait, all recovers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from service.api.operations import OPERATIONS
from service.context import SOCKET_TIMEOUT_S, TURN_WITHIN_S, Context
from tests.support.api import (
    TENANT,
    a_context,
    a_request,
    a_stored_debate as a_posted_debate,
    assert_problem,
    calling,
    play,
)
from tests.support.endpoints import URL
from tests.support.patience import PATIENCE_S
from tests.support.store import eventually
from tests.support.valkey import Server

WITHIN_S = 2 * (SOCKET_TIMEOUT_S + TURN_WITHIN_S)
"""In how long the API has to answer that its store is away, also when that hangs: before it could
have waited for it twice."""
RECOVERY_S = 5.0
"""In how long all is well after the store's return."""

Outage = tuple[Callable[[Server], None], Callable[[Server], None]]
OUTAGES: dict[str, Outage] = {
    "killed": (Server.kill, Server.start),
    "hanging": (Server.pause, Server.resume),
}
"""How a server goes away, and how it comes back."""

Asked = tuple[str, str, Any]
"""Method, path and body."""

ENDPOINT = "/v1/webhook-endpoints/whe_0000000000000000000000000a"
DELIVERY = "/v1/webhook-deliveries/dlv_0000000000000000000000000a"

OF_A_DEBATE: dict[str, Asked] = {
    "getDebate": ("GET", "", None),
    "cancelDebate": ("POST", "/cancel", None),
    "deleteDebate": ("DELETE", "", None),
    "forkDebate": ("POST", "/fork", {"from_round": 1}),
    "addNote": ("POST", "/notes", {"text": "Think of the children, too."}),
    "recordAnswer": ("POST", "/answer", {"option": "A"}),
    "createShare": ("POST", "/share", None),
    "listShares": ("GET", "/share", None),
    "deleteShare": ("DELETE", "/share/shr_0000000000000000000000000a", None),
    "listRounds": ("GET", "/rounds", None),
    "listResponses": ("GET", "/responses", None),
    "getResponse": ("GET", "/responses/rsp_0000000000000000000000000a", None),
    "getSummary": ("GET", "/summary", None),
    "getTranscript": ("GET", "/transcript", None),
    "streamEvents": ("GET", "/events", None),
}
"""Paths begin with that of the debate."""
OTHERS: dict[str, Asked] = {
    "createDebate": ("POST", "/v1/debates", a_request()),
    "listDebates": ("GET", "/v1/debates", None),
    "listModels": ("GET", "/v1/models", None),
    "getReadiness": ("GET", "/health/ready", None),
    "createWebhookEndpoint": ("POST", "/v1/webhook-endpoints", {"url": URL}),
    "listWebhookEndpoints": ("GET", "/v1/webhook-endpoints", None),
    "getWebhookEndpoint": ("GET", ENDPOINT, None),
    "updateWebhookEndpoint": ("PATCH", ENDPOINT, {"description": "New."}),
    "deleteWebhookEndpoint": ("DELETE", ENDPOINT, None),
    "rotateWebhookEndpointSecret": ("POST", f"{ENDPOINT}/rotate-secret", None),
    "testWebhookEndpoint": ("POST", f"{ENDPOINT}/test", None),
    "getWebhookSecret": ("GET", "/v1/webhook-secret", None),
    "rotateWebhookSecret": ("POST", "/v1/webhook-secret/rotate", None),
    "listWebhookDeliveries": ("GET", "/v1/webhook-deliveries", None),
    "getWebhookDelivery": ("GET", DELIVERY, None),
    "redeliverWebhook": ("POST", f"{DELIVERY}/redeliver", None),
}
NEEDS_NO_STORE = {"estimateDebate", "getLiveness"}


@pytest.fixture(params=list(OUTAGES.values()), ids=list(OUTAGES))
def outage(request: pytest.FixtureRequest) -> Outage:
    found: Outage = request.param
    return found


@pytest.fixture
async def context(server: Server, namespace: str) -> AsyncIterator[Context]:
    async with a_context(server.url, namespace) as context:
        yield context


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as client:
        client.timeout = httpx.Timeout(PATIENCE_S)
        yield client


def requests(client: httpx.AsyncClient, debate: str) -> dict[str, httpx.Request]:
    """Return a good request of every operation that needs the store."""
    own = f"/v1/debates/{debate}"
    about_it = {
        name: (method, own + path, body) for name, (method, path, body) in OF_A_DEBATE.items()
    }
    return {
        name: client.build_request(method, path, json=body)
        for name, (method, path, body) in {**about_it, **OTHERS}.items()
    }


def test_every_operation_is_tried() -> None:
    assert {*OF_A_DEBATE, *OTHERS, *NEEDS_NO_STORE} == set(OPERATIONS)


async def test_every_operation_says_in_time_that_the_store_is_away(
    client: httpx.AsyncClient, server: Server, outage: Outage
) -> None:
    go_away, come_back = outage
    debate = await a_posted_debate(client)
    go_away(server)

    replies = await asyncio.gather(
        *(in_time(client, request) for request in requests(client, debate).values())
    )
    alive = await client.get("/health/live")

    for reply in replies:
        assert_problem(reply, 503, "queue_unavailable")
        assert int(reply.headers["retry-after"]) >= 1
    assert alive.status_code == 200
    come_back(server)
    await well_again(client)


async def in_time(client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    async with asyncio.timeout(WITHIN_S):
        return await client.send(request)


async def well_again(client: httpx.AsyncClient) -> None:
    """Wait until debates are taken in again, which has to be soon."""

    async def takes_in() -> bool:
        return (await client.post("/v1/debates", json=a_request())).status_code == 202

    await eventually(takes_in, RECOVERY_S)


async def test_many_requests_at_once_wait_no_longer_than_one(
    client: httpx.AsyncClient, server: Server, outage: Outage
) -> None:
    go_away, come_back = outage
    debate = await a_posted_debate(client)
    go_away(server)

    async with asyncio.timeout(WITHIN_S):
        replies = await asyncio.gather(*(client.get(f"/v1/debates/{debate}") for _ in range(90)))

    assert {reply.status_code for reply in replies} == {503}
    come_back(server)
    await well_again(client)


async def test_who_waits_for_a_debate_is_told_what_was_known_when_the_store_went(
    context: Context, client: httpx.AsyncClient, server: Server
) -> None:
    waiting = asyncio.create_task(
        client.post("/v1/debates", json=a_request(), headers={"Prefer": "wait=1"})
    )

    async def is_stored() -> bool:
        return bool((await context.debates.page(TENANT, limit=1))[0])

    await eventually(is_stored)
    server.kill()

    reply = await waiting

    assert (reply.status_code, reply.json()["status"]) == (202, "queued")


@pytest.mark.parametrize("seconds", [1, 8])
async def test_a_stream_outlives_an_outage_without_gap_or_repetition(
    context: Context, client: httpx.AsyncClient, server: Server, outage: Outage, seconds: float
) -> None:
    go_away, come_back = outage
    debate = await a_posted_debate(client)
    stream = Stream(client, debate)
    reading = asyncio.create_task(stream.read())
    await asyncio.wait_for(stream.begun.wait(), PATIENCE_S)
    await play(context, debate, "DEAEBC")
    go_away(server)
    await asyncio.sleep(seconds)  # The outage itself.
    come_back(server)
    await well_again(client)

    await play(context, debate, "DEBEBC")
    await asyncio.wait_for(reading, PATIENCE_S)

    assert stream.ids == list(range(1, len(stream.ids) + 1))
    page = await client.get(f"/v1/debates/{debate}/events", headers={"Accept": "application/json"})
    assert stream.ids == [event["sequence"] for event in page.json()["data"]]


async def test_a_reader_that_was_cut_off_resumes_where_it_was_after_the_outage(
    context: Context, client: httpx.AsyncClient, server: Server, outage: Outage
) -> None:
    go_away, come_back = outage
    debate = await a_posted_debate(client)
    await play(context, debate, "DEAEBC")
    first, rest = Stream(client, debate), Stream(client, debate)
    reading = asyncio.create_task(first.read())
    await asyncio.wait_for(first.begun.wait(), PATIENCE_S)
    reading.cancel()
    go_away(server)

    turned_away = await client.get(f"/v1/debates/{debate}/events")
    come_back(server)
    await well_again(client)
    await play(context, debate, "DEBEBC")
    await asyncio.wait_for(rest.read(after=first.ids[-1]), PATIENCE_S)

    assert_problem(turned_away, 503, "queue_unavailable")
    assert [*first.ids, *rest.ids] == list(range(1, rest.ids[-1] + 1))


class Stream:
    """Reads the events of a debate until the last, and remembers their ids."""

    def __init__(self, client: httpx.AsyncClient, debate: str) -> None:
        self.ids: list[int] = []
        self.begun = asyncio.Event()
        """Set with the first event."""
        self._client = client
        self._path = f"/v1/debates/{debate}/events"

    async def read(self, after: int = 0) -> None:
        headers = {"Last-Event-ID": str(after)} if after else {}
        async with self._client.stream("GET", self._path, headers=headers) as reply:
            assert reply.status_code == 200
            async for line in reply.aiter_lines():
                if line.startswith("id: "):
                    self.ids.append(int(line.removeprefix("id: ")))
                    self.begun.set()
