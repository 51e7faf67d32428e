"""Running the house: the API, a worker, or both in one loop over an embedded Valkey.

Here is the only place of the commands that owns signals. A command hands `run`
a coroutine function; it is given an event that is set when the process is told to end.
"""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop
from msgspec.structs import replace
from typing_extensions import override

from cli.connections import allow_many_connections
from cli.http_server import Server, listen
from cli.operators_port import operators_port
from cli.secret_file import with_secret_key
from service.api.app import create_app
from service.api.health import readiness
from service.context import Context
from service.domain.errors import SettingsError, StoreUnavailableError
from service.domain.jobs import Lane
from service.embedded import EmbeddedError, EmbeddedValkey, start
from service.ending import end
from service.settings import Settings
from service.shards import Shards, open_shards
from service.store.leases import Leases
from service.sweeper import keep_sweeping
from service.telemetry import logger
from service.tracing.opening import open_tracer
from workers.main import work_at
from workers.pulse import Pulse

log = logger(__name__)

RESTART_PAUSE_S = 1.0
GIVE_UP_S = 1.0
"""How long the house may try to end well when its store is gone."""

API, WORKER, HOUSE = "roundtable-api", "roundtable-worker", "roundtable"
"""Under which names traces are exported, unless the environment has another."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)
BY_SIGNAL = 128
"""Added to a signal's number: the exit status of a process that it has ended."""

Use = Callable[[str], Coroutine[None, None, int]]
"""What is done with an API at an address; returns an exit status."""

Command = Callable[[asyncio.Event], Coroutine[None, None, int]]


def run(command: Command, *, patient: bool = True) -> int:
    """Run a command in an event loop of its own and return its exit status.

    The first SIGINT or SIGTERM asks it to stop, a second one cancels it; where the command is not
    `patient` the first one does. A canceled command ends with the status of that signal.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_obeying_signals(command, patient=patient))


async def _obeying_signals(command: Command, *, patient: bool) -> int:
    loop, stop, received = asyncio.get_running_loop(), asyncio.Event(), list[int]()
    task = loop.create_task(command(stop), name="command")

    def obey(number: int) -> None:
        received.append(number)
        if patient and not stop.is_set():
            log.info("stopping", next_signal="quits at once")
        if stop.is_set() or not patient:
            task.cancel()
        stop.set()

    for number in SIGNALS:
        loop.add_signal_handler(number, obey, number)
    try:
        return await task
    except asyncio.CancelledError:
        if not received:
            raise
        return BY_SIGNAL + received[-1]
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
        # What a framework has left running, an open event stream for instance.
        await end(*(asyncio.all_tasks() - {asyncio.current_task()}))


class Api(Server):
    """The API on its socket."""

    def __init__(self, shards: Shards, listener: socket.socket) -> None:
        super().__init__(create_app(shards), listener)
        self._shards = shards
        self._listener = listener

    async def serve_until(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then let the last requests end.

        Debates are looked after meanwhile: no worker may be there to do it.
        """
        allow_many_connections()
        sweeping = [
            asyncio.create_task(keep_sweeping(context), name="sweeper") for context in self._shards
        ]
        serving = asyncio.create_task(self.serve(sockets=[self._listener]), name="api")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            self.should_exit = True
            for context in self._shards:
                context.pokes.close()
            await serving
        finally:
            # Requests as well: the store that they read goes next.
            await end(serving, *sweeping, stopping, *self.server_state.tasks)

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What start-up has built stays for good: no collection has to go through it again.
        gc.collect()
        gc.freeze()


async def check_exposure(context: Context) -> None:
    """Make sure that nobody without a key is served beyond this machine, unless that is wanted.

    Raises `SettingsError`. While the store does not answer nobody is served anyway.
    """
    if not context.settings.exposed:
        return
    try:
        has_keys = await context.api_keys.exist()
    except StoreUnavailableError:
        log.warning("started_without_store", host=context.settings.host)
        return
    if not has_keys:
        raise SettingsError(
            f"ROUNDTABLE_HOST={context.settings.host} would serve anyone who can reach this"
            " machine: make a key first, with `roundtable keys create --tenant NAME`, or bind to"
            " 127.0.0.1, or set ROUNDTABLE_ALLOW_ANONYMOUS=1 if that is what you want."
        )


async def serve(settings: Settings, use: Use) -> int:
    """Serve the API for as long as `use` runs; `use` is given its address once it listens."""
    with (
        contextlib.closing(listen(settings.host, settings.port)) as listener,
        open_tracer(settings, API) as tracer,
    ):
        async with open_shards(settings, tracer=tracer) as shards:
            return await _served(shards, listener, use)


async def keep_working(settings: Settings, stop: asyncio.Event) -> None:
    """Run a worker until it is told to stop and has drained."""
    pulse = Pulse(settings.terms.lease_s)
    with open_tracer(settings, WORKER) as tracer:
        async with open_shards(settings, tracer=tracer) as shards:

            async def ready() -> None:
                pulse.check()
                await shards.registry.probe.check()

            async with operators_port(shards, ready):
                await _work(shards, stop, pulse)


async def keep_house(settings: Settings, use: Use) -> int:
    """Run API and worker together for as long as `use` runs, embedded unless a Redis is set.

    Raises `EmbeddedError` when the embedded server cannot start or ends too early.
    """
    settings = with_secret_key(settings)
    with (
        contextlib.closing(listen(settings.host, settings.port)) as listener,
        open_tracer(settings, HOUSE) as tracer,
    ):
        if settings.redis_url is not None:
            async with open_shards(settings, tracer=tracer) as shards:
                return await _served(shards, listener, use, working=shards)
        with contextlib.ExitStack() as stack:
            server = start(settings.data_dir)
            stack.callback(server.stop)
            own = replace(settings, redis_url=server.url)
            async with open_shards(own, tracer=tracer) as shards:
                context = shards.registry
                # Whoever held a lease has died together with the server that knew it.
                for lane in Lane:
                    await Leases(context.redis, context.keys, lane=lane).purge()
                house = _served(shards, listener, use, working=shards)
                return await _while_alive(server, house)


async def _served(
    shards: Shards, listener: socket.socket, use: Use, working: Shards | None = None
) -> int:
    """Serve the API, and what operators ask of it, over shards that are open."""
    await check_exposure(shards.registry)
    async with operators_port(shards, readiness(shards)):
        return await _serving(Api(shards, listener), use, working)


async def _serving(api: Api, use: Use, working: Shards | None = None) -> int:
    """Run the API, and a worker beside it, until `use` has ended; then let both end well."""
    stop = asyncio.Event()
    house = asyncio.gather(
        api.serve_until(stop),
        *([_supervise_worker(working, stop)] if working else []),
    )
    using = asyncio.create_task(_use(api, use), name="use")
    ends: set[asyncio.Future[Any]] = {house, using}
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        # Whoever cancels has no time for what is under way; leases and stored answers remain.
        house.cancel()
        raise
    finally:
        using.cancel()
        stop.set()
        await asyncio.gather(*ends, return_exceptions=True)
    await house
    return await using


async def _use(api: Api, use: Use) -> int:
    await api.listening()
    return await use(api.url)


async def _supervise_worker(shards: Shards, stop: asyncio.Event) -> None:
    while not stop.is_set():
        worker = asyncio.create_task(_work(shards, stop), name="worker")
        try:
            await asyncio.wait({worker})
        finally:
            await end(worker)
        if not stop.is_set():
            log.error("worker_ended_unexpectedly", error=repr(worker.exception()))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RESTART_PAUSE_S)


async def _work(shards: Shards, stop: asyncio.Event, pulse: Pulse | None = None) -> None:
    allow_many_connections()
    await work_at(shards, stop, pulse)


async def _while_alive(server: EmbeddedValkey, house: Coroutine[None, None, int]) -> int:
    """Run the house; end it with an error when the server under it ends."""
    living = asyncio.create_task(server.wait(), name="embedded")
    keeping = asyncio.create_task(house, name="house")
    try:
        await asyncio.wait({living, keeping}, return_when=asyncio.FIRST_COMPLETED)
        if keeping.done():
            return await keeping
        keeping.cancel()
        await asyncio.wait({keeping}, timeout=GIVE_UP_S)
        raise EmbeddedError("The embedded Valkey has ended; start again: what it stored is kept.")
    finally:
        await end(living, keeping)
