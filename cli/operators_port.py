"""The port for operators: metrics and probes of a process, beside whatever else that serves."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from cli.http_server import Server, listen
from service.api.app import create_operators_app
from service.api.health import Readiness
from service.ending import end
from service.shards import Shards
from service.telemetry import logger

log = logger(__name__)

LAST_REQUESTS_S = 1
"""Nobody who watches a process holds up its end."""


@contextlib.asynccontextmanager
async def operators_port(shards: Shards, readiness: Readiness) -> AsyncIterator[None]:
    """Serve it for as long as the block runs, if there is to be one.

    Raises `AddressInUseError` when it cannot be taken.
    """
    settings = shards.registry.settings
    if settings.metrics_port is None:
        yield
        return
    port = settings.metrics_port
    with contextlib.closing(listen(settings.host, port, "ROUNDTABLE_METRICS_PORT")) as listener:
        server = Server(create_operators_app(shards, readiness), listener)
        server.config.timeout_graceful_shutdown = LAST_REQUESTS_S
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="operators' port")
        await server.listening()
        log.info("metrics_served", url=f"{server.url}/metrics")
        try:
            yield
        finally:
            server.should_exit = True
            await asyncio.wait({serving}, timeout=2 * LAST_REQUESTS_S)
            await end(serving, *server.server_state.tasks)
