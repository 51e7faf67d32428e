"""What `roundtable serve`, `worker` and `dev` have in common: options, settings, and a last word."""

import asyncio

import click

from service.settings import LogFormat, Settings, read_settings
from service.telemetry import configure_logging, logger

log = logger(__name__)

host_option = click.option(
    "--host",
    metavar="ADDRESS",
    help="Address to listen on, instead of ROUNDTABLE_HOST (127.0.0.1).",
)
port_option = click.option(
    "--port",
    metavar="NUMBER",
    help="Port to listen on, instead of ROUNDTABLE_PORT (8000); 0 takes a free one.",
)


def settings_with(host: str | None, port: str | None) -> Settings:
    """Read the settings, with what was said on the command line in place of the environment."""
    settings = read_settings()
    said = {"ROUNDTABLE_HOST": host, "ROUNDTABLE_PORT": port}
    given = {variable: text for variable, text in said.items() if text is not None}
    return read_settings({**settings.variables, **given}) if given else settings


def started(settings: Settings) -> Settings:
    """Return them once lines are logged as they say."""
    configure_logging(settings.log_format)
    return settings


async def until(stop: asyncio.Event, settings: Settings, rest: str, url: str) -> int:
    """Say what is served where, and wait until that is to end."""
    said = f"Roundtable serves {url}{rest}."
    if settings.log_format is LogFormat.JSON:
        log.info("api_served", url=url, message=said)
    else:
        click.echo(said)
    await stop.wait()
    return 0
