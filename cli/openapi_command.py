"""`roundtable openapi`."""

import click
import msgspec

from service.api.app import document


@click.command("openapi")
def openapi_command() -> None:
    """Print the OpenAPI document of this version."""
    click.echo(msgspec.json.format(msgspec.json.encode(document()), indent=2))
