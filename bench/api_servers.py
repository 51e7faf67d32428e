"""The servers that requests are sent to, each a process of its own over a Valkey of its own.

A further one is a context manager here and its row in `SERVERS`.
"""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import msgspec

from bench.model_server import LOOPBACK, ROOT
from bench.queued.server import a_valkey
from tests.support.commands import COMMAND, a_command, address_of

BACKLOG = 1024
NO_HINDRANCE = {
    "ROUNDTABLE_RATE_LIMIT": "1000000/60",
    "ROUNDTABLE_MAX_ACTIVE_DEBATES": "1000000",
}
"""Limits that are looked at for every request, and never reached."""


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """A running server and the Valkey behind it."""

    port: int
    pid: int
    valkey_url: str
    key: str | None = None
    """What callers have to send."""


@contextlib.contextmanager
def roundtable() -> Iterator[Server]:
    """Run `roundtable serve`, without a worker, for callers without a key."""
    with a_valkey() as valkey_url, _serving(valkey_url) as server:
        yield server


@contextlib.contextmanager
def roundtable_with_key() -> Iterator[Server]:
    """Run `roundtable serve` for the owner of a key, with limits."""
    with a_valkey() as valkey_url:
        made = subprocess.run(
            [*COMMAND, "keys", "create", "--tenant", "bench"],
            cwd=ROOT,
            env={"ROUNDTABLE_REDIS_URL": valkey_url},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        with _serving(valkey_url, **NO_HINDRANCE) as server:
            yield msgspec.structs.replace(server, key=made.stdout.strip())


@contextlib.contextmanager
def bare() -> Iterator[Server]:
    """Run the floor."""
    # Bound here and handed over: the port is known at once, and who connects early waits.
    listener = socket.create_server((LOOPBACK, 0), backlog=BACKLOG)
    with (
        a_valkey() as valkey_url,
        subprocess.Popen(
            [sys.executable, "-m", "bench.bare_api", str(listener.fileno()), valkey_url],
            cwd=ROOT,
            pass_fds=[listener.fileno()],
        ) as process,
    ):
        port = listener.getsockname()[1]
        listener.close()
        try:
            yield Server(port=port, pid=process.pid, valkey_url=valkey_url)
        finally:
            process.terminate()


@contextlib.contextmanager
def _serving(valkey_url: str, **variables: str) -> Iterator[Server]:
    variables["ROUNDTABLE_REDIS_URL"] = valkey_url
    with a_command("serve", "--port", "0", **variables) as command:
        port = urlsplit(address_of(command)).port
        yield Server(port=port or 0, pid=command.process.pid, valkey_url=valkey_url)


SERVERS: Mapping[str, Callable[[], AbstractContextManager[Server]]] = {
    "bare": bare,
    "roundtable": roundtable,
    "with key": roundtable_with_key,
}
