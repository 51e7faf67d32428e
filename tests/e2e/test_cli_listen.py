"""`roundtable webhooks`: a local receiver beside a real server, and secrets sealed anew."""

import asyncio
import json
import re
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.main import main
from service import embedded
from service.context import open_store
from service.domain.signing import secret_text
from service.settings import read_settings
from tests.support.commands import (
    Command,
    a_command,
    address_of,
)
from tests.support.patience import PATIENCE_S, comes_true

OLD, NEW = "the key of last year", "the key of this year"
ANOTHER_SECRET = secret_text(b"x" * 32)
A_DEBATE = {
    "question": "Is it?",
    "options": [{"label": "Yes"}, {"label": "No"}],
    "panel": [{"model": "sim/A"}, {"model": "sim/A"}],
}


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def place() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        yield folder


@pytest.fixture(scope="module")
def port() -> int:
    """The port that the server may send to."""
    return a_free_port()


@pytest.fixture(scope="module")
def api(port: int) -> Iterator[httpx.Client]:
    """A server that may send to that port."""
    with (
        tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder,
        a_command(
            *("dev", "--port", "0"),
            ROUNDTABLE_DATA_DIR=folder,
            ROUNDTABLE_WEBHOOK_ALLOW=f"127.0.0.1:{port}",
        ) as dev,
        httpx.Client(base_url=address_of(dev), trust_env=False, timeout=PATIENCE_S) as client,
    ):
        yield client


def listening(api: httpx.Client, port: int, *arguments: str) -> AbstractContextManager[Command]:
    """Run a listener that asks that server."""
    own = ("--port", str(port), "--url", str(api.base_url).rstrip("/"))
    return a_command("webhooks", "listen", *own, *arguments)


def endpoints(api: httpx.Client) -> list[str]:
    return [endpoint["id"] for endpoint in api.get("/v1/webhook-endpoints").json()["data"]]


def arrivals(listener: Command) -> list[dict[str, Any]]:
    """Return the lines of JSON that a listener has printed."""
    lines = listener.output.splitlines()
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


def test_who_begins_with_the_listener_is_told_how_to_go_on(place: str) -> None:
    own, server = a_free_port(), a_free_port()
    asked = ("--port", str(own), "--url", f"http://127.0.0.1:{server}")
    with a_command("webhooks", "listen", *asked) as listener:
        said = listener.prints("roundtable dev")
        found = re.search(r"ROUNDTABLE_WEBHOOK_ALLOW=(\S+) \S+/roundtable (dev .*)", said)
        assert found, said
        variables = {"ROUNDTABLE_WEBHOOK_ALLOW": found[1], "ROUNDTABLE_DATA_DIR": place}
        with a_command(*found[2].split(), **variables):
            shown = listener.prints("verified")

    assert "Nothing answers at" in said
    assert re.search(r"endpoint\.test +whe_\w+ +#1  verified \(endpoint\), answered 204", shown)


def test_every_delivery_of_a_debate_is_shown_and_verified(api: httpx.Client, port: int) -> None:
    own = {"url": f"http://127.0.0.1:{port}/own", "events": ["debate.completed"]}
    with listening(api, port) as listener:
        listener.prints("endpoint.test")
        debate = api.post("/v1/debates", json={**A_DEBATE, "webhook": own}).json()["id"]
        assert comes_true(lambda: listener.output.count("debate.completed") == 2)
        registered = endpoints(api)
        listener.process.send_signal(signal.SIGINT)
        status, shown = listener.ends(), listener.output

    assert len(registered) == 1
    assert registered[0] in shown
    assert (status, endpoints(api)) == (128 + signal.SIGINT, [])
    lines = [line for line in shown.splitlines() if debate in line]
    assert {line.split()[1] for line in lines} == {
        "debate.started", "round.completed", "response.completed", "debate.completed"
    }  # fmt: skip
    assert all("  verified (" in line for line in lines)
    assert sum("(debate's own)" in line for line in lines) == 1
    assert "Traceback" not in shown


def test_a_server_that_does_not_send_here_is_waited_for(api: httpx.Client) -> None:
    elsewhere = a_free_port()
    with listening(api, elsewhere) as listener:
        said = listener.prints("roundtable dev --port")
        listener.process.terminate()
        status = listener.ends()

    assert f"sends no webhooks to 127.0.0.1:{elsewhere}" in said
    assert f"ROUNDTABLE_WEBHOOK_ALLOW=127.0.0.1:{elsewhere} " in said
    assert status == 128 + signal.SIGTERM
    assert endpoints(api) == []


def test_what_is_signed_with_another_secret_is_said_to_be(api: httpx.Client, port: int) -> None:
    asked = ("--port", str(port), "--plain")
    with a_command(
        "webhooks", "listen", *asked, ROUNDTABLE_WEBHOOK_SECRET=ANOTHER_SECRET
    ) as listener:
        listener.prints("Listening at")
        made = api.post("/v1/webhook-endpoints", json={"url": f"http://127.0.0.1:{port}/"}).json()
        api.post(f"/v1/webhook-endpoints/{made['id']}/test")
        shown = listener.prints("NOT VERIFIED")
    api.delete(f"/v1/webhook-endpoints/{made['id']}")

    assert "NOT VERIFIED: signed with another secret, or changed on its way, answered 401" in shown


def test_a_refused_delivery_comes_again_after_five_seconds(api: httpx.Client, port: int) -> None:
    answers = ("--answer", "500", "--answer", "204")
    with listening(api, port, "--json", *answers) as listener:
        assert comes_true(lambda: len(arrivals(listener)) == 2)
        first, second = arrivals(listener)
        listener.process.terminate()
        listener.ends()

    assert (first["attempt"], first["answered"]) == (1, 500)
    assert (second["attempt"], second["answered"]) == (2, 204)
    assert first["webhook_id"] == second["webhook_id"]
    assert first["body"] == second["body"]
    assert first["verified"]
    assert second["verified"]
    times = [datetime.fromisoformat(one["received_at"]) for one in (first, second)]
    assert 3.9 < (times[1] - times[0]).total_seconds() < 8


def test_what_a_killed_listener_has_left_is_removed_by_the_next(
    api: httpx.Client, port: int
) -> None:
    other = api.post("/v1/webhook-endpoints", json={"url": "https://hooks.example.com/x"}).json()
    with listening(api, port) as killed:
        killed.prints("endpoint.test")
        killed.process.kill()
        killed.ends()
    left = endpoints(api)
    with listening(api, port) as listener:
        listener.prints("endpoint.test")
        during = endpoints(api)
        listener.process.terminate()
        listener.ends()

    assert len(left) == len(during) == 2
    assert left[0] not in during
    assert endpoints(api) == [other["id"]]
    api.delete(f"/v1/webhook-endpoints/{other['id']}")


def test_secrets_are_sealed_anew_and_the_old_key_can_go(
    place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def reseal(keys: str) -> tuple[int, str]:
        monkeypatch.setenv("ROUNDTABLE_SECRET_KEY", keys)
        return main(["webhooks", "reseal"]), capsys.readouterr().out

    with embedded.start(Path(place)) as server:
        monkeypatch.setenv("ROUNDTABLE_REDIS_URL", server.url)
        before = asyncio.run(the_secret(server.url, OLD))
        lost, changed, again = reseal(NEW), reseal(f"{NEW},{OLD}"), reseal(NEW)
        after = asyncio.run(the_secret(server.url, NEW))

    assert lost[0] == 1
    assert "opens 1 of them" in lost[1]
    assert changed[0] == 0
    assert "now: 1" in changed[1]
    assert "the others may go" in changed[1]
    assert again == (0, "Secrets stored: 1; sealed with the first key now: 0, before: 1.\n")
    assert after == before


async def the_secret(url: str, key: str) -> bytes:
    """Return a tenant's secret, made if need be, as a server with that key knows it."""
    settings = read_settings({"ROUNDTABLE_REDIS_URL": url, "ROUNDTABLE_SECRET_KEY": key})
    async with open_store(settings) as store:
        (secret,) = await store.webhook_secrets.signing("acme", None, now=store.clock.now())
    return secret
