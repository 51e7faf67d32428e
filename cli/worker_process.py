"""A worker as a process."""

import asyncio

from cli.connections import allow_many_connections
from cli.operators_port import operators_port
from cli.outdated import while_current
from cli.running import keep_what_is_built
from service.settings import Settings
from service.shards import open_shards
from service.tracing.opening import open_tracer
from workers.main import work_at
from workers.pulse import Pulse

NAME = "roundtable-worker"
"""Under which traces are exported, unless the environment has another."""


async def keep_working(settings: Settings, stop: asyncio.Event) -> None:
    """Run a worker until it is told to stop and has drained."""
    pulse = Pulse(settings.terms.lease_s)
    with open_tracer(settings, NAME) as tracer:
        async with open_shards(settings, tracer=tracer, followed=False) as shards:

            async def ready() -> None:
                if not pulse.stopping:
                    # It knows better why the store does not hear of this worker.
                    await shards.registry.probe.check()
                pulse.check()

            async with operators_port(shards, ready):
                allow_many_connections()
                keep_what_is_built()
                await while_current(shards, work_at(shards, stop, pulse), stop)
