"""A primary, its replica and the sentinels that watch them, on loopback, for tests of a fail-over."""

import contextlib
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from service.embedded import server_program
from tests.support.patience import PATIENCE_S, comes_true

HOST = "127.0.0.1"
NAME = "mymaster"
QUORUM = 2
SENTINELS = 3
DOWN_AFTER_MS = 500
AT_ONCE = ("--repl-diskless-sync-delay", "0", "--save", "")
"""Without a wait for more replicas than there are."""


class Watched:
    """Two servers of a password, and three sentinels of another one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self.first, self.second = self._start(), 0
        self.second = self._start("--replicaof", f"{HOST} {self.first}")
        self._await(lambda: self._link(self.second) == "up")
        self.sentinels = [self._start_sentinel() for _ in range(SENTINELS)]
        self._await(lambda: all(map(self._knows_all, self.sentinels)))

    @property
    def url(self) -> str:
        hosts = ",".join(f"{HOST}:{port}" for port in self.sentinels)
        return f"redis+sentinel://:store@{hosts}/{NAME}/0?sentinel_password=watch"

    def kill(self, port: int) -> None:
        """End one of them as a crash would."""
        with self._processes.pop(port) as process:
            process.send_signal(signal.SIGKILL)

    def await_replica(self) -> None:
        """Wait until the replica has all that the primary has."""
        with self._client(self.first) as primary:
            primary.wait(1, round(PATIENCE_S * 1000))

    def close(self) -> None:
        for port in list(self._processes):
            self.kill(port)

    def _start(self, *options: str) -> int:
        port = _free_port()
        self._launch(
            port, *("--requirepass", "store", "--masterauth", "store"), *AT_ONCE, *options
        )
        return port

    def _start_sentinel(self) -> int:
        port = _free_port()
        file = self._folder / f"sentinel-{port}.conf"
        lines = (
            f"sentinel monitor {NAME} {HOST} {self.first} {QUORUM}",
            f"sentinel auth-pass {NAME} store",
            f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER_MS}",
            f"sentinel failover-timeout {NAME} 2000",
            "sentinel sentinel-pass watch",
            "requirepass watch",
        )
        file.write_text("\n".join(lines))
        self._launch(port, str(file), "--sentinel")
        return port

    def _launch(self, port: int, *options: str) -> None:
        folder = self._folder / str(port)
        folder.mkdir()
        # A file of settings comes first, and what differs is said after it.
        files = [option for option in options if option.endswith(".conf")]
        others = [option for option in options if option not in files]
        self._processes[port] = subprocess.Popen(
            [
                *(server_program(), *files, "--port", str(port), "--bind", HOST),
                *("--dir", str(folder), *others),
            ],
            stdout=subprocess.DEVNULL,
        )

    def _link(self, port: int) -> object:
        with self._client(port) as client:
            return client.info("replication").get("master_link_status")

    def _knows_all(self, port: int) -> bool:
        with Redis(host=HOST, port=port, password="watch", socket_timeout=PATIENCE_S) as sentinel:
            state = sentinel.sentinel_master(NAME)
        return (state["num-other-sentinels"], state["num-slaves"]) == (SENTINELS - 1, 1)

    def _client(self, port: int) -> Redis:
        return Redis(host=HOST, port=port, password="store", socket_timeout=PATIENCE_S)

    def _await(self, holds: Callable[[], bool]) -> None:
        def holds_without_a_fault() -> bool:
            with contextlib.suppress(RedisError):
                return holds()
            return False

        assert comes_true(holds_without_a_fault)


@contextlib.contextmanager
def watched() -> Iterator[Watched]:
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        stage: Watched | None = None
        stage = Watched(Path(folder))
        try:
            yield stage
        finally:
            stage.close()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
