"""One real Valkey for a whole test run, a namespace of its own for every test, and outages.

`server` is a Valkey of one test's own, which it may kill; `servers` are two. `tests/conftest.py` makes these known to
all tests.
"""

import contextlib
import os
import secrets
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import embedded


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    # Not pytest's own folder: a socket's path has to be short.
    with (
        tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder,
        embedded.start(Path(folder)) as server,
    ):
        yield server.url


class Server:
    """A server of a test's own, to be ended and started again with what it had stored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.running = embedded.start(folder)
        self.url = self.running.url

    def stop(self) -> None:
        """End it in good order."""
        self.running.stop()

    def kill(self) -> None:
        """End it as a crash would."""
        os.kill(self.running.pid, signal.SIGKILL)
        self.running.stop()

    def start(self) -> None:
        self.running = embedded.start(self._folder)

    def pause(self) -> None:
        """Let it hang: it takes connections and answers nothing."""
        os.kill(self.running.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.running.pid, signal.SIGCONT)


@contextlib.contextmanager
def a_server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        try:
            yield server
        finally:
            if server.running.alive():
                server.resume()
            server.stop()


@pytest.fixture
def server() -> Iterator[Server]:
    with a_server() as server:
        yield server


@pytest.fixture
def servers() -> Iterator[tuple[Server, Server]]:
    """Give the servers of two shards, the registry first."""
    with a_server() as first, a_server() as second:
        yield first, second


@pytest.fixture
def namespace() -> str:
    return f"test-{secrets.token_hex(8)}"
