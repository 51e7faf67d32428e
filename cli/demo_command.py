"""`roundtable demo`."""

import logging
import sys
from datetime import UTC, datetime

import click

from cli import configuration, panels
from cli.console import open_console
from cli.demo import hold_demo, hold_local_demo, print_estimate, request
from cli.local_model import find_model
from cli.options import plain_option
from cli.running import run
from service.domain.errors import SettingsError
from service.providers.catalogue import Catalogue
from service.settings import read_settings
from service.telemetry import configure_logging

FAILED = 1


@click.command("demo")
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


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise SettingsError("Nothing was spent: there is nobody here to ask; add --yes to go on.")
    return click.confirm("Go on?")
