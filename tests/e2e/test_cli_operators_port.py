"""The port for operators: metrics and probes of every process, also while it drains."""

import re
import signal
import socket

import httpx
import pytest

from service.store.keys import NAMESPACE
from tests.support.commands import Command, a_command
from tests.support.patience import PATIENCE_S, comes_true
from tests.support.store import an_open_store
from tests.support.valkey import Server
from tests.support.workers import answered, asked

OF_THE_API = ("/", "/docs", "/v1/debates", "/debates/dbt_1", "/s/rts_1", "/nothing")


def operators_url(command: Command) -> str:
    """Return what a command serves operators at."""
    command.prints("metrics_served")
    found = re.search(r"http://127\.0\.0\.1:\d+(?=/metrics)", command.output)
    assert found, command.output
    return found[0]


def look(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False, timeout=PATIENCE_S)


def is_ready(url: str) -> bool:
    return look(f"{url}/health/ready").status_code == 200


def variables(server: Server, **more: str) -> dict[str, str]:
    return {"ROUNDTABLE_REDIS_URL": server.url, "ROUNDTABLE_METRICS_PORT": "0", **more}


async def test_a_worker_tells_how_it_is_until_it_has_drained(server: Server) -> None:
    async with an_open_store(server.url, NAMESPACE) as store:
        with a_command("worker", **variables(server, ROUNDTABLE_DRAIN_SECONDS="20")) as worker:
            url = operators_url(worker)
            assert comes_true(lambda: is_ready(url))
            debate = await asked(store, "A", "B", "C?delay=60")
            await answered(store, debate, 2)
            page = look(f"{url}/metrics")
            worker.process.send_signal(signal.SIGTERM)
            assert comes_true(lambda: not is_ready(url))
            ready, alive = look(f"{url}/health/ready"), look(f"{url}/health/live")
            worker.process.send_signal(signal.SIGTERM)

    assert 'roundtable_jobs_running{lane="debates",shard="1"} 1.0' in page.text
    assert (ready.status_code, ready.json()["code"]) == (503, "stopping")
    assert alive.status_code == 200


def test_a_worker_without_a_store_is_alive_and_not_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"redis://127.0.0.1:{listener.getsockname()[1]}"
    given = {"ROUNDTABLE_REDIS_URL": nobody, "ROUNDTABLE_METRICS_PORT": "0"}
    with a_command("worker", **given) as worker:
        url = operators_url(worker)
        ready, page = look(f"{url}/health/ready"), look(f"{url}/metrics")

    assert (ready.status_code, ready.json()["code"]) == (503, "queue_unavailable")
    assert 'roundtable_store_up{shard="1"} 0.0' in page.text


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_port_that_is_taken_is_one_sentence(server: Server, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        given = variables(server, ROUNDTABLE_METRICS_PORT=port, ROUNDTABLE_PORT="0")
        with a_command(command, **given) as process:
            status, said = process.ends(), process.output

    assert status == 1
    assert said.count("\n") == 1
    assert f"Cannot listen on 127.0.0.1, port {port}" in said
    assert "choose another with ROUNDTABLE_METRICS_PORT" in said


def test_whatever_else_is_asked_for_is_at_another_port(server: Server) -> None:
    with a_command("worker", **variables(server)) as worker:
        urls = [f"{operators_url(worker)}{path}" for path in OF_THE_API]
        replies = [
            *(look(url) for url in urls),
            *(httpx.post(url, json={}, trust_env=False) for url in urls),
        ]

    for reply in replies:
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
        assert "/health/live, /health/ready, /metrics" in reply.json()["detail"]
