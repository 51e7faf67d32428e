"""The page for Prometheus, and probes: what they say, and to whom."""

import asyncio
import socket
import subprocess
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.context import Context
from service.metrics.table import TABLE
from tests.support.api import a_context, a_key, a_stored_debate, assert_problem, calling
from tests.support.tools import path_of
from tests.support.valkey import Server

PATH, OPEN_METRICS = "/metrics", "application/openmetrics-text"
BEYOND = {"ROUNDTABLE_HOST": "0.0.0.0", "ROUNDTABLE_ALLOW_ANONYMOUS": "1"}  # noqa: S104


def numbers(page: httpx.Response) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Return every sample by its name and its labels."""
    assert page.status_code == 200, page.text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }


async def test_a_page_tells_of_the_store_and_of_the_process(
    valkey_url: str, namespace: str
) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        await a_stored_debate(client)
        told = numbers(await client.get(PATH))

    assert told["roundtable_debates_accepted_total", (("shard", "1"),)] == 1
    active = (("shard", "1"), ("status", "queued"))
    assert told["roundtable_debates_active", active] == 1
    depth = (("lane", "debates"), ("shard", "1"))
    assert told["roundtable_queue_depth", depth] == 1
    created = (("operation", "createDebate"), ("status", "202"))
    assert told["roundtable_http_requests_total", created] == 1


async def test_promtool_has_nothing_against_the_page(valkey_url: str, namespace: str) -> None:
    promtool = path_of("promtool")
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        await a_stored_debate(client)
        page = await client.get(PATH)
    checked = await asyncio.to_thread(
        subprocess.run,
        [promtool, "check", "metrics"],
        input=page.content,
        capture_output=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")
    for row in TABLE:
        assert f"# TYPE {row.name}" in page.text


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/plain; version=0.0.4; charset=utf-8"),
        ("text/html", "text/plain; version=0.0.4; charset=utf-8"),
        (f"{OPEN_METRICS};version=1.0.0,text/plain;q=0.5", f"{OPEN_METRICS}; version=1.0.0"),
        (f"{OPEN_METRICS};version=1e;escaping=odd", f"{OPEN_METRICS}; version=1.0.0"),
    ],
)
async def test_the_page_comes_in_the_form_that_is_asked_for(
    valkey_url: str, namespace: str, accept: str, media_type: str
) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        page = await client.get(PATH, headers={"Accept": accept})

    assert page.headers["content-type"].startswith(media_type)
    assert page.text.endswith("# EOF\n") is (OPEN_METRICS in accept)


async def test_while_the_store_is_away_the_process_tells_of_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"redis://127.0.0.1:{listener.getsockname()[1]}"
    async with a_context(nobody, "away") as context, calling(context) as client:
        told = numbers(await client.get(PATH))

    assert told["roundtable_store_up", (("shard", "1"),)] == 0
    assert told["roundtable_sse_clients", ()] == 0
    assert not [name for name, _ in told if name.startswith("roundtable_debates")]


async def test_many_scrapes_at_once_are_one_look_at_the_store(
    valkey_url: str, namespace: str
) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        before = await commands_of(context)
        await asyncio.gather(*(client.get(PATH) for _ in range(30)))
        after = await commands_of(context)

    assert after.get("zcard", 0) - before.get("zcard", 0) <= 2 * 2 * 3
    assert after.get("scan", 0) == before.get("scan", 0)


async def commands_of(context: Context) -> dict[str, int]:
    """Return how often each command was called."""
    stats: dict[str, Any] = await context.redis.info("commandstats")
    return {name.removeprefix("cmdstat_"): row["calls"] for name, row in stats.items()}


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "debates.example"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-Forwarded-For": "10.0.0.1"},
    ],
)
async def test_a_server_on_loopback_tells_programs_of_its_machine_alone(
    valkey_url: str, namespace: str, headers: dict[str, str]
) -> None:
    public = {"ROUNDTABLE_PUBLIC_URL": "https://debates.example"}
    async with a_context(valkey_url, namespace, public) as context:
        key = await a_key(context)
        async with calling(context, key) as client:
            refused = await client.get(PATH, headers=headers)
            own = await client.get(PATH)

    assert_problem(refused, 403, "forbidden_origin")
    assert own.status_code == 200


async def test_a_server_that_others_reach_has_no_page_at_its_own_port(
    valkey_url: str, namespace: str
) -> None:
    async with a_context(valkey_url, namespace, BEYOND) as context, calling(context) as client:
        page = await client.get(PATH)

    assert_problem(page, 404, "not_found")


async def test_the_page_is_not_described(valkey_url: str, namespace: str) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        document = (await client.get("/openapi.json")).json()

    assert PATH not in document["paths"]


async def fill_up(context: Context) -> None:
    await context.redis.config_set("maxmemory", 1)


async def follow_nobody(context: Context) -> None:
    await context.redis.replicaof("127.0.0.1", 1)


async def demand_replicas(context: Context) -> None:
    await context.redis.config_set("min-replicas-to-write", 1)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (fill_up, "its memory is full"),
        (follow_nobody, "it is a replica"),
        (demand_replicas, "NOREPLICAS"),
    ],
)
async def test_a_store_that_cannot_be_written_is_not_ready_and_the_problem_says_why(
    server: Server, namespace: str, spoil: Callable[[Context], Awaitable[None]], said: str
) -> None:
    async with a_context(server.url, namespace) as context, calling(context) as client:
        await spoil(context)

        ready, alive = await client.get("/health/ready"), await client.get("/health/live")

    assert_problem(ready, 503, "queue_unavailable")
    assert said in ready.json()["detail"]
    assert alive.status_code == 200


async def test_many_probes_at_once_are_one_write(valkey_url: str, namespace: str) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        before = await commands_of(context)
        replies = await asyncio.gather(*(client.get("/health/ready") for _ in range(30)))
        after = await commands_of(context)

    assert {reply.status_code for reply in replies} == {200}
    assert after["set"] - before.get("set", 0) <= 3
