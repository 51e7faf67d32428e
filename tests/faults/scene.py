"""A real Valkey, an API, workers and a model provider, each in a process of its own.

    async with a_scene(seed="7") as scene:
        await scene.kill_worker(0)      # and what else there is

Every fault is an `Incident`, so that the audit knows what it may excuse. A new fault is a member
of `Kind` and a method of `Scene`.
"""

import asyncio
import contextlib
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from service import embedded
from tests.faults.processes import EndedEarlyError, Process, tail
from tests.faults.provider import Noted, read_log
from tests.faults.stalls import stalls_noted

WORKERS = 3
CONCURRENCY = 12
SEATS = ("seat_1", "seat_2", "seat_3")
"""The models: each sits in the seat of its name."""
MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
UNLIMITED = resource.RLIM_INFINITY
COMMAND = (sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main())")
PROVIDERS_FILE = """\
[[provider]]
name = "lab"
base_url = "{url}/{worker}/v1"
models = {models}

[[limit]]
provider = "lab"
concurrency = 64
"""


class Kind(StrEnum):
    """What was done."""

    WORKER_KILLED = "worker killed"
    WORKER_FROZEN = "worker frozen"
    WORKER_DRAINED = "worker drained"
    STORE_KILLED = "store killed"
    STORE_FROZEN = "store frozen"
    STORE_FULL = "store full"
    PROVIDER_FROZEN = "provider frozen"
    PROVIDER_KILLED = "provider killed"
    API_KILLED = "API killed"
    MACHINE_STALLED = "machine stalled"


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """A fault that was done, from and until when, in seconds since 1970."""

    kind: Kind
    at: float
    until: float
    worker: str = ""


class Scene:
    """The processes; `a_scene` starts and ends them."""

    def __init__(
        self,
        folder: Path,
        *,
        seed: str,
        variables: Mapping[str, str],
        stack: contextlib.ExitStack,
    ) -> None:
        self.folder = folder
        self.incidents: list[Incident] = []
        self.workers: list[Process] = []
        self._seed = seed
        self._more_variables = variables
        self._stack = stack
        self._started = Counter[str]()
        self._store = embedded.start(folder / "store")
        stack.callback(self._end_store)
        self.store_url = self._store.url
        self.provider = self._start_provider(port=0)
        self._provider_port = 0
        self._api_port = 0

    async def open(self) -> None:
        """Start everything that waits for something else."""
        self._provider_port = await port_of(self.provider, "answering on 127.0.0.1:")
        for _ in range(WORKERS):
            self.workers.append(self.start_worker())
        await self.start_api()
        for worker in self.workers:
            await worker.prints("worker_started")

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._api_port}"

    @property
    def calls(self) -> list[Noted]:
        """Return what the provider has noted so far."""
        return read_log(self.folder / "calls.jsonl")

    async def start_api(self) -> None:
        """Start the API, at the address that it had before."""
        variables = {"ROUNDTABLE_PORT": str(self._api_port), **self._variables("api")}
        self.api = self._process("api", (*COMMAND, "serve"), variables)
        self._api_port = await port_of(self.api, "serves http://127.0.0.1:")

    def start_worker(self) -> Process:
        """Start one more worker, under a name that no other had."""
        name = f"w{self._started['w'] + 1}"
        return self._process("w", (*COMMAND, "worker"), self._variables(name))

    async def kill_worker(self, place: int) -> None:
        """Kill a worker and start another in its place."""
        worker = self.workers[place]
        with self._incident(Kind.WORKER_KILLED, worker.name):
            worker.kill()
        self.workers[place] = self.start_worker()

    async def freeze_worker(self, place: int, for_s: float, lives_s: float) -> None:
        """Freeze a worker, with another in its place; thaw it, and kill it some time later."""
        zombie = self.workers[place]
        with self._incident(Kind.WORKER_FROZEN, zombie.name):
            zombie.freeze()
            self.workers[place] = self.start_worker()
            await asyncio.sleep(for_s)
            zombie.thaw()
        await asyncio.sleep(lives_s)
        with self._incident(Kind.WORKER_KILLED, zombie.name):
            zombie.kill()

    async def drain_worker(self, place: int) -> int:
        """Ask a worker to stop, with another in its place; return the status it ends with."""
        worker = self.workers[place]
        with self._incident(Kind.WORKER_DRAINED, worker.name):
            worker.ask_to_stop()
            self.workers[place] = self.start_worker()
            return await worker.ends()

    async def kill_store(self, for_s: float) -> None:
        """Kill the store, and start it again from what it had written."""
        with self._incident(Kind.STORE_KILLED):
            os.kill(self._store.pid, signal.SIGKILL)
            self._store.stop()
            await asyncio.sleep(for_s)
            self._store = embedded.start(self.folder / "store")

    async def freeze_store(self, for_s: float) -> None:
        """Let the store give no answer for a while."""
        with self._incident(Kind.STORE_FROZEN):
            os.kill(self._store.pid, signal.SIGSTOP)
            await asyncio.sleep(for_s)
            os.kill(self._store.pid, signal.SIGCONT)

    @contextlib.contextmanager
    def full_store(self, room: int) -> Iterator[None]:
        """Let the append-only file grow by so many bytes more, and then no further, for a while.

        The limit is on the size of its files: it needs no rights, and the server meets it as it
        meets a full disk. Linux only: elsewhere there is room for everything.
        """
        if sys.platform != "linux":
            yield
            return
        size = max(path.stat().st_size for path in self.append_only_files())
        with self._incident(Kind.STORE_FULL):
            resource.prlimit(self._store.pid, resource.RLIMIT_FSIZE, (size + room, UNLIMITED))
            try:
                yield
            finally:
                resource.prlimit(self._store.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))

    def append_only_files(self) -> list[Path]:
        return sorted((self.folder / "store" / "appendonlydir").glob("*.incr.aof"))

    async def freeze_provider(self, for_s: float) -> None:
        """Let the provider give no answer for a while."""
        with self._incident(Kind.PROVIDER_FROZEN):
            self.provider.freeze()
            await asyncio.sleep(for_s)
            self.provider.thaw()

    async def kill_provider(self, for_s: float) -> None:
        """Kill the provider, and start it again at the same address."""
        with self._incident(Kind.PROVIDER_KILLED):
            self.provider.kill()
            await asyncio.sleep(for_s)
            self.provider = self._start_provider(self._provider_port)
            await self.provider.prints("answering on")

    async def kill_api(self, for_s: float) -> None:
        """Kill the API, and start it again at the same address."""
        with self._incident(Kind.API_KILLED):
            self.api.kill()
            await asyncio.sleep(for_s)
            await self.start_api()

    def logs(self) -> str:
        """Return the end of every log."""
        found = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{tail(log)}" for log in found)

    def keep(self, place: Path) -> None:
        """Copy all files of the scene to a folder that outlives it, with its incidents."""
        no_sockets = shutil.ignore_patterns("*.sock")
        shutil.copytree(self.folder, place, ignore=no_sockets, dirs_exist_ok=True)
        (place / "incidents.json").write_bytes(msgspec.json.encode(self.incidents))

    def _start_provider(self, port: int) -> Process:
        log = str(self.folder / "calls.jsonl")
        command = (sys.executable, "-m", "tests.faults.provider", log, self._seed, str(port))
        return self._process("provider", command, {})

    def _process(
        self, kind: str, command: tuple[str, ...], variables: Mapping[str, str]
    ) -> Process:
        self._started[kind] += 1
        name = f"{kind}{self._started[kind]}"
        process = Process(name, command, self.folder / f"{name}.log", variables)
        self._stack.callback(process.kill)
        return process

    def _variables(self, name: str) -> dict[str, str]:
        file = self.folder / f"{name}.toml"
        url = f"http://127.0.0.1:{self._provider_port}"
        file.write_text(PROVIDERS_FILE.format(url=url, worker=name, models=list(SEATS)))
        return {
            "ROUNDTABLE_REDIS_URL": self.store_url,
            "ROUNDTABLE_PROVIDERS_FILE": str(file),
            "ROUNDTABLE_WORKER_CONCURRENCY": str(CONCURRENCY),
            "ROUNDTABLE_LOG_FORMAT": "json",
            **self._more_variables,
        }

    def _end_store(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._store.pid, signal.SIGCONT)
        self._store.stop()

    def note_stall(self, at: float, until: float) -> None:
        self.incidents.append(Incident(kind=Kind.MACHINE_STALLED, at=at, until=until))

    @contextlib.contextmanager
    def _incident(self, kind: Kind, worker: str = "") -> Iterator[None]:
        at = time.time()
        try:
            yield
        finally:
            done = Incident(kind=kind, at=at, until=time.time(), worker=worker)
            self.incidents.append(done)


@contextlib.asynccontextmanager
async def a_scene(
    *, seed: str = "0", variables: Mapping[str, str] | None = None
) -> AsyncIterator[Scene]:
    """Start a scene; every process is gone when the block ends, however it ends.

    The API and the workers have these variables beside those that they need.
    What goes wrong in the block is raised with the ends of all logs.
    """
    with (
        tempfile.TemporaryDirectory(prefix="rt-", dir=in_memory()) as folder,
        contextlib.ExitStack() as stack,
    ):
        scene = Scene(Path(folder), seed=seed, variables=variables or {}, stack=stack)
        stack.enter_context(stalls_noted(scene.note_stall))
        try:
            await scene.open()
            yield scene
        except BaseException as error:
            error.add_note(scene.logs())
            raise


def in_memory() -> str | None:
    """Return where files are kept in memory, None where that is not known.

    A server that waits for its disk holds back up to two seconds of what it has answered, and
    loses that when it is killed. This is known, and it is not what is looked for here.
    """
    return MEMORY if os.access(MEMORY, os.W_OK) else None


async def port_of(process: Process, before: str) -> int:
    """Return the port that a process prints after these words."""
    await process.prints(before)
    found = re.search(rf"{re.escape(before)}(\d+)\.", process.output)
    if found is None:
        message = f"{process.name} names no port: {process.output}"
        raise EndedEarlyError(message)
    return int(found[1])
