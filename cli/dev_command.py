"""`roundtable dev`."""

from functools import partial

import click
from msgspec.structs import replace

from cli.house import keep_house
from cli.running import run
from cli.starting import host_option, port_option, settings_with, started, until
from service.settings import Settings


@click.command("dev")
@host_option
@port_option
def dev_command(host: str | None, port: str | None) -> int:
    """Serve the API with everything included, in one process.

    A worker runs beside it, over an embedded Valkey that keeps its data in ROUNDTABLE_DATA_DIR, or
    over ROUNDTABLE_REDIS_URL or ROUNDTABLE_REDIS_URLS where one is set. What was interrupted goes on at the next start.
    At `/` a person finds a form that starts a debate, unless ROUNDTABLE_START_PAGE is off.
    """
    settings = _for_people(started(settings_with(host, port)))
    several = "S" if settings.further_redis_urls else ""
    store = f"ROUNDTABLE_REDIS_URL{several}" if settings.redis_url else settings.data_dir
    hint = " (open it in a browser to start a debate)" if settings.start_page else ""
    rest = f"{hint} and keeps its debates in {store}; Ctrl-C stops it"
    return run(lambda stop: keep_house(settings, partial(until, stop, settings, rest)))


def _for_people(settings: Settings) -> Settings:
    """Return them with the start page, unless that is off."""
    return replace(settings, start_page=settings.start_page is not False)
