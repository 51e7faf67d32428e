"""One real Valkey for a whole test run, and a namespace of its own for every test.

`tests/conftest.py` makes both known to all tests, and `server` for those that need a server of
their own, to kill it or to hold it up.
"""

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


@pytest.fixture
def namespace() -> str:
    return f"test-{secrets.token_hex(8)}"


class Server:
    """A server of one test's own: to be stopped, killed or frozen, and to go on from its file."""

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
        """Start it again with what it had written."""
        self.running = embedded.start(self._folder)

    def freeze(self) -> None:
        """Let it do nothing more; connections stay open."""
        os.kill(self.running.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self.running.pid, signal.SIGCONT)


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        try:
            yield server
        finally:
            if server.running.alive():
                server.thaw()
            server.stop()
