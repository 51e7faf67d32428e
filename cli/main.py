"""The `roundtable` command: what can be run, with which options, and how it is wired.

A new command is a function here; what it does belongs in a file of its own. Expected errors are
one sentence on standard error: status 2 when settings or usage are at fault, else 1.
"""

import asyncio
import errno
import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from cli import configuration, panels
from cli.console import open_console, print_table
from cli.debate_commands import debate_command, watch_command
from cli.demo import hold_demo, hold_local_demo, print_estimate, request
from cli.key_commands import keys_commands
from cli.local_model import FILE_NAME, MODEL_ID, find_model
from cli.local_server import LOOPBACK, MOST_THREADS, SLOTS, LocalPlace, open_server
from cli.options import plain_option
from cli.processes import keep_house, keep_working, run, serve
from cli.report_command import report_command
from cli.tenant_commands import tenants_commands
from cli.webhook_commands import webhooks_commands
from service.api.app import document
from service.domain.errors import RoundtableError, SettingsError
from service.providers.catalogue import Catalogue
from service.settings import Settings, read_settings
from service.telemetry import configure_logging

OK, FAILED, WRONG_USE = 0, 1, 2
UNPRINTABLE = {
    errno.EPIPE: None,
    errno.ENOSPC: "There is no room left for what is to be printed.",
    errno.EDQUOT: "No more may be kept there: there is no room for what is to be printed.",
}
"""Why nothing more can be written to standard output; there is nothing to say to who has left."""
LOCAL_PORT = 8080
LOCAL_HINT = """\
The local model is served at {url}, as {model}; Ctrl-C stops it.
It argues badly, but it is real. To let it debate, in two other terminals:

  LLAMACPP_BASE_URL={url} .venv/bin/roundtable dev

  .venv/bin/roundtable debate "Is a hot dog a sandwich?" -o Yes -o No --rounds 2 \\
    -m llamacpp/{model} -m llamacpp/{model} -m llamacpp/{model}
"""

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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    try:
        status = commands.main(arguments, prog_name="roundtable", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return FAILED
    except OSError as error:
        if error.errno not in UNPRINTABLE:
            raise
        # Without this the interpreter would complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if said := UNPRINTABLE[error.errno]:
            click.echo(f"roundtable: {said}", err=True)
        return FAILED
    except SettingsError as error:
        click.echo(f"roundtable: {error}", err=True)
        return WRONG_USE
    except RoundtableError as error:
        click.echo(f"roundtable: {error}", err=True)
        return FAILED
    return int(status or OK)


@click.group(name="roundtable", context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Put a question to a panel of language models, and get votes, arguments and a summary.

    `roundtable demo` shows a debate and needs nothing; `roundtable dev` serves the API with
    everything included.
    """


@commands.command("serve")
@host_option
@port_option
def serve_command(host: str | None, port: str | None) -> int:
    """Serve the API over your own Redis; run workers beside it."""
    settings = _started(_settings(host, port))
    return run(lambda stop: serve(settings, partial(_until, stop, "")))


@commands.command("worker")
def worker_command() -> int:
    """Run the debates that an API has queued in your own Redis."""
    settings = _started(read_settings())

    async def keep(stop: asyncio.Event) -> int:
        await keep_working(settings, stop)
        return OK

    return run(keep)


@commands.command("dev")
@host_option
@port_option
def dev_command(host: str | None, port: str | None) -> int:
    """Serve the API with everything included, in one process.

    A worker runs beside it, over an embedded Valkey that keeps its data in ROUNDTABLE_DATA_DIR, or
    over ROUNDTABLE_REDIS_URL or ROUNDTABLE_REDIS_URLS where one is set. What was interrupted goes on at the next start.
    At `/` a person finds a form that starts a debate, unless ROUNDTABLE_START_PAGE is off.
    """
    settings = _for_people(_started(_settings(host, port)))
    several = "S" if settings.further_redis_urls else ""
    store = f"ROUNDTABLE_REDIS_URL{several}" if settings.redis_url else settings.data_dir
    hint = " (open it in a browser to start a debate)" if settings.start_page else ""
    rest = f"{hint} and keeps its debates in {store}; Ctrl-C stops it"
    return run(lambda stop: keep_house(settings, partial(_until, stop, rest)))


@commands.command("demo")
@click.option(
    "--panel",
    default=panels.REFERENCE,
    metavar="reference|current|local|MODELS",
    help="Who debates: the simulated reference panel (default), the best model of each provider"
    " that is configured, three seats of a small model on this machine (see `roundtable local`), or"
    " models separated by commas.",
)
@click.option("--yes", is_flag=True, help="Spend money on real models without asking first.")
@plain_option
def demo_command(panel: str, *, yes: bool, plain: bool) -> int:
    """Show one debate from start to end, and leave nothing behind.

    Without `--panel` the models are simulated and nothing is spent.
    """
    settings = read_settings()
    configure_logging(settings.log_format, logging.WARNING)
    console = open_console()
    prices = configuration.prices(settings)
    configs = configuration.provider_configs(settings)
    catalogue = Catalogue(configs, sim=True, prices=prices)
    chosen = panels.choose_panel(panel or panels.REFERENCE, catalogue)
    if panel == panels.LOCAL:
        model = find_model(settings.data_dir)
        return run(
            lambda _: hold_local_demo(settings, model, chosen, console, plain=plain),
            patient=False,
        )
    if not all(seat.free for seat in chosen):
        spec = panels.as_debate(request(chosen), settings, catalogue, datetime.now(UTC))
        print_estimate(console, spec, prices.estimate(spec), prices.as_of)
        if not yes and not _confirmed():
            return FAILED
    return run(
        lambda _: hold_demo(settings, chosen, console, plain=plain),
        patient=False,
    )


@commands.command("local")
@click.option(
    "--host", default=LOOPBACK, show_default=True, metavar="ADDRESS", help="A loopback address."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=LOCAL_PORT,
    show_default=True,
    metavar="NUMBER",
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Where {FILE_NAME} is. Default: models/ in ROUNDTABLE_DATA_DIR, else where"
    " `make local` has installed it.",
)
@click.option(
    "--slots",
    type=click.IntRange(1, 64),
    default=SLOTS,
    show_default=True,
    metavar="NUMBER",
    help="Seats that are answered at a time; more wait. Each takes up to 100 MB.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    metavar="NUMBER",
    help=f"Threads to think with. Default: one for each processor, {MOST_THREADS} at most.",
)
def local_command(
    host: str, port: int, model: Path | None, slots: int, threads: int | None
) -> int:
    """Serve a small, real model on this machine; no key needed.

    It speaks OpenAI's API on loopback, and has 135 million parameters: it argues badly.
    """
    settings = read_settings()
    place = LocalPlace(host=host, port=port, slots=slots, threads=threads)
    found = find_model(settings.data_dir, given=model)

    async def keep(stop: asyncio.Event) -> int:
        async with open_server(settings, found, place) as url:
            click.echo(LOCAL_HINT.format(url=url, model=MODEL_ID))
            await stop.wait()
        return OK

    return run(keep)


@commands.command("openapi")
def openapi_command() -> None:
    """Print the OpenAPI document of this version."""
    click.echo(msgspec.json.format(msgspec.json.encode(document()), indent=2))


@commands.command("config")
@click.option("--check", is_flag=True, help="Print only what is wrong; status 2 when anything is.")
def config_command(*, check: bool) -> int:
    """Show all settings, where each came from, and the providers."""
    settings = read_settings()
    configs = configuration.provider_configs(settings)
    catalogue = Catalogue(configs, sim=settings.sim, prices=configuration.prices(settings))
    faults = tuple(configuration.faults(settings, catalogue))
    if not check:
        print_table(configuration.rows(settings))
        click.echo()
        print_table(configuration.providers(configs))
        if limits := tuple(configuration.limits(settings)):
            click.echo("\nLimits, of all workers together:")
            print_table(limits)
        click.echo(f"\nDefault panel: {configuration.panel_by_default(settings, catalogue)}")
    for fault in faults:
        click.echo(f"roundtable: {fault}", err=True)
    return WRONG_USE if check and faults else OK


commands.add_command(debate_command)
commands.add_command(watch_command)
commands.add_command(report_command)
commands.add_command(keys_commands)
commands.add_command(tenants_commands)
commands.add_command(webhooks_commands)


def _settings(host: str | None, port: str | None) -> Settings:
    """Read the settings, with what was said on the command line in place of the environment."""
    settings = read_settings()
    said = {"ROUNDTABLE_HOST": host, "ROUNDTABLE_PORT": port}
    given = {variable: text for variable, text in said.items() if text is not None}
    return read_settings({**settings.variables, **given}) if given else settings


def _for_people(settings: Settings) -> Settings:
    """Return them with the start page, unless that is off."""
    return replace(settings, start_page=settings.start_page is not False)


def _started(settings: Settings) -> Settings:
    configure_logging(settings.log_format)
    return settings


async def _until(stop: asyncio.Event, rest: str, url: str) -> int:
    click.echo(f"Roundtable serves {url}{rest}.")
    await stop.wait()
    return OK


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise SettingsError("Nothing was spent: there is nobody here to ask; add --yes to go on.")
    return click.confirm("Go on?")
