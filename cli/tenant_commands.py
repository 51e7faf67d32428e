"""`roundtable tenants`: on which shard who is, and moving somebody to another one."""

import asyncio

import click

from cli.console import print_table
from cli.keys import check_shard, read_tenant, stored_keys
from cli.options import checked
from cli.running import run
from service.domain.errors import NotMovedError, SettingsError
from service.domain.placement import Placement, Stage
from service.moving import CACHES_S, WAIT_S, Order, move
from service.settings import Settings, read_settings
from service.shards import open_shards

HEADINGS = ("TENANT", "SHARD", "MOVE")
MOVES = {
    Stage.SETTLED: "-",
    Stage.LEAVING: "to {other}: not served, not copied yet",
    Stage.ARRIVING: "from {other}: copied, not served yet",
    Stage.CLEARING: "from {other}: served, not removed there yet",
}


@click.group("tenants")
def tenants_commands() -> None:
    """Show on which shard each tenant is, and move tenants.

    The shards are those of ROUNDTABLE_REDIS_URLS; the first knows where everybody is.
    """


@tenants_commands.command("list")
def list_command() -> int:
    """Show all tenants who have, or had, a key."""

    async def show(_: asyncio.Event) -> int:
        async with stored_keys(read_settings()) as directory:
            placed = await directory.placements()
        if placed:
            rows = ((tenant, str(place.shard), _move(place)) for tenant, place in placed.items())
            print_table((HEADINGS, *rows))
        else:
            click.echo("There are no tenants yet; `roundtable keys create` makes one.", err=True)
        return 0

    return run(show, patient=False)


@tenants_commands.command("move")
@click.argument("tenant", callback=checked(read_tenant))
@click.option("--to", type=int, required=True, metavar="NUMBER", help="The shard to move it to.")
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(min=0),
    default=WAIT_S,
    show_default=True,
    metavar="SECONDS",
    help="How long what is under way may take to end. With 0 nothing is done while debates are.",
)
@click.option(
    "--stopped",
    is_flag=True,
    help="No API process is running: do not wait until all of them know.",
)
def move_command(tenant: str, to: int, wait_s: float, *, stopped: bool) -> int:
    """Move a tenant with all its debates, while all others are served.

    Its requests are refused with 503 meanwhile: for more than a minute, and until its debates have
    ended. When this is broken off, run it again: it goes on. With the number of the shard that the
    tenant was on it is taken back.
    """
    settings = read_settings()
    if settings.redis_url is None:
        raise SettingsError("Set ROUNDTABLE_REDIS_URLS: what `dev` keeps by itself is one shard.")
    check_shard(to, settings)
    order = Order(tenant=tenant, to=to, wait_s=wait_s, caches_s=0 if stopped else CACHES_S)

    async def go(_: asyncio.Event) -> int:
        await _check_known(tenant, settings)
        async with open_shards(settings) as shards:
            await move(shards, order, lambda said: click.echo(said, err=True))
        return 0

    return run(go, patient=False)


async def _check_known(tenant: str, settings: Settings) -> None:
    async with stored_keys(settings) as directory:
        if tenant not in await directory.placements():
            message = f"There is no tenant {tenant}; `roundtable tenants list` shows all."
            raise NotMovedError(message)


def _move(place: Placement) -> str:
    return MOVES[place.stage].format(other=place.other)
