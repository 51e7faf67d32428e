"""`roundtable serve` and `roundtable worker` apart, over a server of their own: who is killed."""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from service import embedded
from service.context import open_store
from service.settings import read_settings
from service.store.format import FORMAT
from tests.support.commands import Command, a_command, address_of
from tests.support.conformance import conforming
from tests.support.model_server import ModelServer, Script, ballot, completion
from tests.support.patience import PATIENCE_S, POLL_S, comes_true
from tests.support.store import eventually

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

QUESTION = {
    "question": "Does a debate end in time when nobody is there to end it?",
    "options": [{"label": "Yes"}, {"label": "No"}],
    "panel": [{"model": "lab/one"}, {"model": "lab/two"}],
}
DEADLINE = 5
"""Seconds that a debate is given, which is the least."""


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
async def models() -> AsyncIterator[ModelServer]:
    """Give a panel that does not agree, and whose first seat is silent in the second round."""
    first = completion(ballot("A"))
    replies: dict[str, Script] = {
        "one": (first, msgspec.structs.replace(first, delay_s=60)),
        "two": completion(ballot("B")),
    }
    async with ModelServer(replies) as server:
        yield server


@pytest.fixture
def variables(place: Path, models: ModelServer) -> Iterator[dict[str, str]]:
    """Give the environment of API and worker, with a store beside it."""
    file = place / "providers.toml"
    file.write_text(f'[[provider]]\nname = "lab"\nbase_url = "{models.url}"\nmodels = ["*"]\n')
    with embedded.start(place / "store") as server:
        yield {"ROUNDTABLE_REDIS_URL": server.url, "ROUNDTABLE_PROVIDERS_FILE": str(file)}


@contextlib.asynccontextmanager
async def an_api(variables: dict[str, str]) -> AsyncIterator[tuple[Command, httpx.AsyncClient]]:
    with a_command("serve", "--port", "0", **variables) as serve:
        base_url = await asyncio.to_thread(address_of, serve)
        async with conforming(base_url=base_url, trust_env=False, timeout=PATIENCE_S) as client:
            yield serve, client


async def ended(client: httpx.AsyncClient, debate: str) -> dict[str, Any]:
    """Poll until the debate is over."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found: dict[str, Any] = (await client.get(f"/v1/debates/{debate}")).json()
            if found["status"] in {"completed", "failed", "canceled", "expired"}:
                return found
            await asyncio.sleep(POLL_S)


async def the_log(client: httpx.AsyncClient, debate: str) -> list[str]:
    page = await client.get(f"/v1/debates/{debate}/events", headers={"Accept": "application/json"})
    return [event["type"] for event in page.json()["data"]]


async def test_a_debate_expires_in_time_where_no_worker_is(variables: dict[str, str]) -> None:
    async with an_api(variables) as (serve, client):
        body = {**QUESTION, "deadline_seconds": DEADLINE}
        created = await client.post("/v1/debates", json=body)
        debate = created.json()["id"]

        found = await ended(client, debate)
        log = await the_log(client, debate)
        summary = await client.get(f"/v1/debates/{debate}/summary")
        serve.process.terminate()
        status = await asyncio.to_thread(serve.ends)
        printed = serve.output

    assert found["status"] == "expired"
    assert found["error"]["code"] == "deadline_exceeded"
    assert log == ["debate.queued", "debate.expired"]
    assert (summary.status_code, summary.json()["code"]) == (409, "debate_expired")
    assert status == 0, printed
    assert "Traceback" not in printed


async def test_who_waits_when_the_api_stops_is_told_how_far_the_debate_is(
    variables: dict[str, str],
) -> None:
    wait = {"Prefer": "wait=50"}
    async with an_api(variables) as (serve, client):
        debate = (await client.post("/v1/debates", json=QUESTION)).json()["id"]
        waiting = (
            asyncio.create_task(client.post("/v1/debates", json=QUESTION, headers=wait)),
            asyncio.create_task(client.get(f"/v1/debates/{debate}", headers=wait)),
            asyncio.create_task(client.get(f"/v1/debates/{debate}/events")),
        )

        async def both_are_there() -> bool:
            return len((await client.get("/v1/debates")).json()["data"]) == 2

        await eventually(both_are_there)
        serve.process.terminate()
        async with asyncio.timeout(PATIENCE_S):
            created, found, streamed = await asyncio.gather(*waiting)

    assert (created.status_code, created.json()["status"]) == (202, "queued")
    assert (found.status_code, found.json()["status"]) == (200, "queued")
    assert "debate.queued" in streamed.text


@pytest.mark.parametrize("command", ["serve", "worker"])
async def test_a_process_ends_when_a_newer_release_serves_its_store(
    variables: dict[str, str], command: str
) -> None:
    started = {"serve": "Roundtable serves", "worker": "worker_started"}[command]
    free = {"ROUNDTABLE_PORT": "0", **variables}
    with a_command(command, **free) as old:
        await asyncio.to_thread(old.prints, started)
        async with open_store(read_settings(variables)) as store:
            await store.redis.set(store.keys.format, FORMAT + 1)
        status = await asyncio.to_thread(old.ends)
        printed = old.output

    assert status == 2, printed
    assert "by a newer release" in printed
    assert "Traceback" not in printed


async def test_a_debate_whose_only_worker_was_killed_is_completed_at_its_deadline(
    variables: dict[str, str], models: ModelServer
) -> None:
    async with an_api(variables) as (_, client):
        with a_command("worker", **variables) as worker:
            await asyncio.to_thread(worker.prints, "worker_started")
            body = {**QUESTION, "deadline_seconds": 2 * DEADLINE}
            debate = (await client.post("/v1/debates", json=body)).json()["id"]
            assert await asyncio.to_thread(comes_true, lambda: len(models.asked_of("one")) == 2)
            worker.process.kill()
            await asyncio.to_thread(worker.ends)

        found = await ended(client, debate)
        log = await the_log(client, debate)
        summary = (await client.get(f"/v1/debates/{debate}/summary")).json()

    assert found["status"] == "completed"
    assert found["outcome"]["stop_reason"] == "deadline"
    assert found["degraded"] is True
    assert "deadline" in found["degraded_reasons"]
    assert found["outcome"]["rounds"] == 1
    assert summary["source"] == "extractive"
    assert log[-3:] == ["round.completed", "summary.started", "debate.completed"]
    assert log.count("round.completed") == 2
