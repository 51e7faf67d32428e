"""`roundtable dev`: one process that serves and works, and what survives when it is killed."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from tests.support.commands import (
    a_command,
    address_of,
    embedded_pid,
    is_gone,
)
from tests.support.conformance import conforming
from tests.support.model_server import ModelServer, Script, ballot, completion
from tests.support.patience import PATIENCE_S, POLL_S, comes_true

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

QUICK = ("quick", "brisk")
QUESTION = {
    "question": "Does a debate outlive the process that held it?",
    "options": [{"label": "Yes"}, {"label": "No"}],
    "panel": [{"model": f"lab/{model}"} for model in (*QUICK, "slow")],
    "protocol": {"max_rounds": 2},
}


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rt-") as folder:
        yield Path(folder)


def providers_file(place: Path, server: ModelServer) -> str:
    path = place / "providers.toml"
    path.write_text(f'[[provider]]\nname = "lab"\nbase_url = "{server.url}"\nmodels = ["*"]\n')
    return str(path)


async def answered(client: httpx.AsyncClient, debate: str, count: int) -> list[dict[str, Any]]:
    """Wait until that many responses are stored, and return them."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            stored = (await client.get(f"/v1/debates/{debate}/responses")).json()["data"]
            if len(stored) >= count:
                return list(stored)
            await asyncio.sleep(POLL_S)


async def reaches(client: httpx.AsyncClient, debate: str, status: str) -> None:
    """Wait until the debate has that status."""
    async with asyncio.timeout(PATIENCE_S):
        found = ""
        while found != status:
            found = (await client.get(f"/v1/debates/{debate}")).json()["status"]
            await asyncio.sleep(POLL_S)


async def test_a_killed_process_goes_on_where_it_was_and_asks_nothing_again(place: Path) -> None:
    slow = completion(ballot("A"))
    replies: dict[str, Script] = {
        "quick": completion(ballot("A")),
        "brisk": completion(ballot("B")),
        "slow": (msgspec.structs.replace(slow, delay_s=60), slow),
    }
    async with ModelServer(replies) as models:
        variables = {
            "ROUNDTABLE_DATA_DIR": str(place / "data"),
            "ROUNDTABLE_PROVIDERS_FILE": providers_file(place, models),
        }
        with a_command("dev", "--port", "0", **variables) as dev:
            async with conforming(
                base_url=await asyncio.to_thread(address_of, dev),
                trust_env=False,
                timeout=PATIENCE_S,
            ) as api:
                debate = (await api.post("/v1/debates", json=QUESTION)).json()["id"]
                before = await answered(api, debate, len(QUICK))
                sealed_with_its_own_key = (await api.get("/v1/webhook-secret")).json()
            server = embedded_pid(dev)
            dev.process.send_signal(signal.SIGKILL)
            assert comes_true(lambda: is_gone(server))

        with a_command("dev", "--port", "0", **variables) as dev:
            async with conforming(
                base_url=await asyncio.to_thread(address_of, dev),
                trust_env=False,
                timeout=PATIENCE_S,
            ) as api:
                headers = {"Prefer": "wait=20"}
                ended = (await api.get(f"/v1/debates/{debate}", headers=headers)).json()
                after = await answered(api, debate, 6)
                opened_again = (await api.get("/v1/webhook-secret")).json()
            dev.process.send_signal(signal.SIGTERM)
            status = await asyncio.to_thread(dev.ends)

    assert ended["status"] == "completed", dev.output
    assert after[: len(before)] == before
    assert opened_again == sealed_with_its_own_key
    assert [len(models.asked_of(model)) for model in (*QUICK, "slow")] == [2, 2, 3]
    assert status == 0


@pytest.mark.parametrize(("switch", "status"), [("", 200), ("off", 404)])
def test_a_person_is_led_to_the_start_page_unless_there_is_none(
    place: Path, switch: str, status: int
) -> None:
    variables = {"ROUNDTABLE_DATA_DIR": str(place / "data"), "ROUNDTABLE_START_PAGE": switch}
    with a_command("dev", "--port", "0", **variables) as dev:
        address = address_of(dev)

        assert httpx.get(address, trust_env=False, timeout=PATIENCE_S).status_code == status
        assert ("open it in a browser" in dev.output) is (status == 200)


def test_the_end_of_the_embedded_server_ends_the_process_with_a_sentence(place: Path) -> None:
    with a_command("dev", "--port", "0", ROUNDTABLE_DATA_DIR=str(place / "data")) as dev:
        dev.prints("Ctrl-C stops it")
        os.kill(embedded_pid(dev), signal.SIGKILL)

        assert dev.ends() == 2
        assert "The embedded Valkey has ended" in dev.output
        assert "Traceback" not in dev.output


async def test_a_second_signal_quits_without_waiting_for_the_panel(place: Path) -> None:
    variables = {"ROUNDTABLE_DATA_DIR": str(place / "data"), "ROUNDTABLE_DRAIN_SECONDS": "600"}
    body = {**QUESTION, "panel": [{"model": "sim/A?delay=50"}, {"model": "sim/B?delay=50"}]}
    with a_command("dev", "--port", "0", **variables) as dev:
        async with conforming(
            base_url=await asyncio.to_thread(address_of, dev), trust_env=False
        ) as api:
            debate = (await api.post("/v1/debates", json=body)).json()["id"]
            await reaches(api, debate, "running")
        dev.process.send_signal(signal.SIGTERM)
        dev.prints("stopping")
        dev.process.send_signal(signal.SIGTERM)

        assert dev.ends() == 143, dev.output
        assert "Traceback" not in dev.output
