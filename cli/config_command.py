"""`roundtable config`."""

import click

from cli import configuration
from cli.console import print_table
from service.providers.catalogue import Catalogue
from service.settings import read_settings

WRONG_USE = 2


@click.command("config")
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
    return WRONG_USE if check and faults else 0
