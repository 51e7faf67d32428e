"""The manual's page on operations, held to what happens: its commands are run as they stand there."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.support.commands import a_command, a_process, address_of, until
from tests.support.valkey_cli import valkey_tools

PAGE = Path("docs/operations.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^##+ (.+?)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))


def _blocks(section: str) -> list[str]:
    return re.findall(r"```text\n(.*?)```", SECTIONS[section], re.DOTALL)


CONFIGURATION, USER = _blocks("The store")
BACKUP, RESTORE = _blocks("Back up and restore")
FIRST, SECOND = "6379", "6380"
"""The ports that the page names."""
WAIT_S = 20
LOGIN = "roundtable:a-long-password@"
QUESTION = {"question": "Tea or coffee?", "options": [{"label": "Tea"}, {"label": "Coffee"}]}


class Place:
    """A folder in which the page's commands are run, with ports of its own in place of the page's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {FIRST: _free_port(), SECOND: _free_port()}
        self._tools = folder / "bin"
        self._tools.mkdir()
        valkey_tools(self._tools)

    def run(self, block: str) -> None:
        """Run a block of the page to its end."""
        script = re.sub(f"{FIRST}|{SECOND}", lambda port: self.ports[port[0]], block)
        path = f"{self._tools}:{os.environ['PATH']}"
        ended = subprocess.run(
            ["/bin/sh", "-eu", "-c", script],
            cwd=self.folder,
            env={"PATH": path, "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr

    def url(self, port: str, user: str = "") -> str:
        return f"redis://{user}127.0.0.1:{self.ports[port]}/0"

    @contextlib.contextmanager
    def configured_store(self) -> Iterator[None]:
        """Start a server with the page's configuration."""
        data = self.folder / "data"
        data.mkdir()
        configuration = self.folder / "valkey.conf"
        configuration.write_text(
            f"{CONFIGURATION}\nbind 127.0.0.1\nport {self.ports[FIRST]}\ndir {data}\n"
        )
        with a_process(self._tools / "valkey-server", configuration):
            until(lambda: _answers(self.url(FIRST)))
            yield

    def end_restored(self) -> None:
        """End the server that the page has started in the background."""
        with contextlib.suppress(RedisConnectionError):
            with Redis.from_url(self.url(SECOND)) as store:
                pid = store.info("server")["process_id"]
            os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def a_deployment(place: Place, store: str) -> Iterator[httpx.Client]:
    """Run an API and a worker on a store; give a client of them."""
    variables = {
        "ROUNDTABLE_REDIS_URL": store,
        "ROUNDTABLE_DATA_DIR": str(place.folder / "dev"),
        "ROUNDTABLE_LEASE_SECONDS": "1",
    }
    with (
        a_command("dev", "--port", "0", **variables) as dev,
        httpx.Client(base_url=address_of(dev), timeout=2 * WAIT_S) as client,
    ):
        yield client


@pytest.fixture
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        place = Place(Path(folder))
        try:
            yield place
        finally:
            place.end_restored()


def test_a_restored_backup_has_all_debates_and_goes_on_with_those_that_were_interrupted(
    place: Place,
) -> None:
    with place.configured_store():
        place.run(USER)
        with a_deployment(place, place.url(FIRST, LOGIN)) as client:
            finished = _ended(client, _created(client, "sim/A", "sim/B"))
            interrupted = _created(client, "sim/A?delay=1", "sim/B?delay=1")["id"]
            until(lambda: _debate(client, interrupted)["status"] == "running")
            place.run(BACKUP)

    place.run(RESTORE)

    with a_deployment(place, place.url(SECOND)) as client:
        assert _debate(client, finished["id"]) == finished
        assert _ended(client, {"id": interrupted})["status"] == "completed"


def _free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


def _answers(url: str) -> bool:
    with contextlib.suppress(RedisConnectionError), Redis.from_url(url) as store:
        return bool(store.ping())
    return False


def _created(client: httpx.Client, *models: str) -> dict[str, object]:
    body = {**QUESTION, "panel": [{"model": model} for model in models]}
    return dict(client.post("/v1/debates", json=body).raise_for_status().json())


def _ended(client: httpx.Client, debate: dict[str, object]) -> dict[str, object]:
    return _debate(client, debate["id"], Prefer=f"wait={WAIT_S}")


def _debate(client: httpx.Client, debate_id: object, **headers: str) -> dict[str, object]:
    reply = client.get(f"/v1/debates/{debate_id}", headers=headers)
    return dict(reply.raise_for_status().json())
