"""The API as a process, and what operators ask of it."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Coroutine
from typing import Any

from typing_extensions import override

from cli.connections import allow_many_connections
from cli.http_server import Server, listen
from cli.operators_port import operators_port
from cli.outdated import while_current
from cli.running import keep_what_is_built
from service.api.app import create_app
from service.api.health import readiness
from service.context import Context
from service.domain.errors import SettingsError, StoreUnavailableError
from service.ending import end
from service.settings import Settings
from service.shards import Shards, open_shards
from service.store.refusals import told
from service.sweeper import keep_sweeping
from service.telemetry import logger
from service.tracing.opening import open_tracer

log = logger(__name__)

NAME = "roundtable-api"
"""Under which traces are exported, unless the environment has another."""

Use = Callable[[str], Coroutine[None, None, int]]
"""What is done with an API at an address; returns an exit status."""

Beside = Callable[[asyncio.Event], Coroutine[None, None, None]]


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
        keep_what_is_built()


async def check_exposure(context: Context) -> None:
    """Make sure that nobody without a key is served beyond this machine, unless that is wanted.

    Raises `SettingsError`. While the store does not answer nobody is served anyway.
    """
    if not context.settings.exposed:
        return
    try:
        has_keys = await context.api_keys.exist()
    except StoreUnavailableError as error:
        log.warning("started_without_store", host=context.settings.host, reason=told(error))
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
        open_tracer(settings, NAME) as tracer,
    ):
        async with open_shards(settings, tracer=tracer) as shards:
            return await served(shards, listener, use)


async def served(
    shards: Shards, listener: socket.socket, use: Use, beside: Beside | None = None
) -> int:
    """Serve the API, and what operators ask of it, over shards that are open.

    What runs `beside` it is told when to end.
    """
    await check_exposure(shards.registry)
    async with operators_port(shards, readiness(shards)):
        return await _serving(shards, Api(shards, listener), use, beside)


async def _serving(shards: Shards, api: Api, use: Use, beside: Beside | None = None) -> int:
    """Run the API, and what runs beside it, until `use` has ended; then let both end well."""
    stop = asyncio.Event()
    house = asyncio.gather(
        while_current(shards, api.serve_until(stop), stop),
        *([beside(stop)] if beside else []),
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
