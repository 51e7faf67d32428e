"""A whole deployment to measure: one API, one worker, a Valkey, and models that answer after a time.

    with a_deployment({"lab": "d=50"}) as deployed:
        ...  # ask deployed.port

`roundtable serve` and `roundtable worker` run as an operator runs them, with JSON logs to a file;
the Valkey is the embedded one with its append-only file (`appendfsync everysec`). Each process ends
with the block, and with whoever started it, whatever becomes of that.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from redis import Redis

from bench.panel_server import PanelServer, a_panel_server
from bench.queued.machine import cpu_of_process, memory_of
from bench.queued.server import a_valkey
from service import leash
from tests.support.commands import COMMAND, Command, a_process, address_of

SLOTS = 1_000
"""Rounds and summaries that the worker may run at a time: its memory decides, not its default."""
LEASHED = (sys.executable, "-I", "-S", leash.__file__, "exec")
OURS = ("API", "worker", "Valkey")
"""The processes that an operator pays for."""


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """One that runs."""

    port: int
    """Of the API."""
    valkey_url: str
    models: PanelServer
    pids: Mapping[str, int]
    """Of `OURS`, of the models and of the caller, who is this process."""

    def cpu_s(self) -> dict[str, float]:
        """Return the seconds that each process has run."""
        return {name: cpu_of_process(pid) for name, pid in self.pids.items()}

    def most_memory_mb(self) -> dict[str, float]:
        """Return the most memory that each of ours has had at a time."""
        return {name: memory_of(self.pids[name], "VmHWM") for name in OURS}


@contextlib.contextmanager
def a_deployment(providers: Mapping[str, str], **variables: str) -> Iterator[Deployed]:
    """Run one whose providers answer as is said of each in the path that `panel_server` reads.

    `variables` are further settings, by what follows ROUNDTABLE_ in their names.
    """
    with contextlib.ExitStack() as stack:
        models = stack.enter_context(a_panel_server())
        store = stack.enter_context(a_valkey())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rt-")))
        file = folder / "providers.toml"
        file.write_text("".join(_provider(models, *one) for one in providers.items()))
        settings = {
            "REDIS_URL": store,
            "PROVIDERS_FILE": str(file),
            "LOG_FORMAT": "json",
            "WORKER_CONCURRENCY": str(SLOTS),
            **variables,
        }
        api = stack.enter_context(a_leashed("serve", "--port", "0", settings=settings))
        worker = stack.enter_context(a_leashed("worker", settings=settings))
        port = int(address_of(api).rpartition(":")[2])
        worker.prints("worker_started")
        with Redis.from_url(store) as redis:
            valkey = int(redis.info("server")["process_id"])
        yield Deployed(
            port=port,
            valkey_url=store,
            models=models,
            pids={
                "API": api.process.pid,
                "worker": worker.process.pid,
                "Valkey": valkey,
                "models": models.pid,
                "caller": os.getpid(),
            },
        )


def a_leashed(
    *arguments: str, settings: Mapping[str, str]
) -> contextlib.AbstractContextManager[Command]:
    """Start `roundtable` with these settings, so that it ends with this process at the latest."""
    variables = {f"ROUNDTABLE_{name}": value for name, value in settings.items()}
    return a_process(*LEASHED, str(os.getpid()), *COMMAND, *arguments, **variables)


def _provider(models: PanelServer, name: str, behaviour: str) -> str:
    """Return the lines of a provider whose replies come whole, as they do from the ceiling's."""
    url = f"{models.url}/{behaviour}/v1"
    return f'[[provider]]\nname = "{name}"\nbase_url = "{url}"\nstream = false\n'
