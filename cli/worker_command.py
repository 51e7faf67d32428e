"""`roundtable worker`."""

import asyncio

import click

from cli.running import run
from cli.starting import started
from cli.worker_process import keep_working
from service.settings import read_settings


@click.command("worker")
def worker_command() -> int:
    """Run the debates that an API has queued in your own Redis."""
    settings = started(read_settings())

    async def keep(stop: asyncio.Event) -> int:
        await keep_working(settings, stop)
        return 0

    return run(keep)
