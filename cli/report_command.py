"""`roundtable report`: what the debates of a server tell together."""

import asyncio
from datetime import UTC, datetime

import click
import msgspec

from cli.client import Client
from cli.collecting import collect
from cli.console import open_console
from cli.options import checked, key_option, read_time, url_option
from cli.report_tables import drawn
from cli.running import run
from service.domain.panel_report import report


@click.command("report")
@click.option(
    "--since",
    metavar="WHEN",
    callback=checked(lambda text: read_time(text, datetime.now(UTC), ahead=False)),
    help="Only debates created after that: so long ago (90d, 12h, 30m for minutes), or a date"
    " (2027-01-01). Default: all.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Most debates to read, the newest first. Default: all.",
)
@url_option
@key_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def report_command(
    since: datetime | None, limit: int | None, *, url: str, key: str | None, as_json: bool
) -> int:
    """Report on all finished debates of a running server.

    How they agreed and ended, who changed its mind and who was credited for it, what each model and
    each panel cost; and, as far as right answers were posted to /v1/debates/{id}/answer, how often
    debates, panels and models are right, and whether a panel is worth more than its best seat.
    """

    async def tell(_: asyncio.Event) -> int:
        async with Client(url, key) as client:
            found = await collect(client, since=since, limit=limit, tell=_tell)
        made = report(found.debates, at_work=found.at_work)
        if as_json:
            click.echo(msgspec.json.format(msgspec.json.encode(made), indent=2))
        else:
            open_console().print(drawn(made))
        return 0

    return run(tell, patient=False)


def _tell(text: str) -> None:
    click.echo(text, err=True)
