"""`roundtable serve`."""

from functools import partial

import click

from cli.api_process import serve
from cli.running import run
from cli.starting import host_option, port_option, settings_with, started, until


@click.command("serve")
@host_option
@port_option
def serve_command(host: str | None, port: str | None) -> int:
    """Serve the API over your own Redis; run workers beside it."""
    settings = started(settings_with(host, port))
    return run(lambda stop: serve(settings, partial(until, stop, settings, "")))
