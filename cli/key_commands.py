"""`roundtable keys`: make, list, revoke and wait for the keys that callers need.

The key itself is all that `create` prints on standard output, so that scripts can take it.
"""

import asyncio
from datetime import UTC, datetime

import click
import msgspec

from cli.console import print_table
from cli.keys import (
    NewKey,
    check_shard,
    end_of,
    read_expiry,
    read_name,
    read_tenant,
    rows,
    shown,
    stored_keys,
    wait_for_a_key,
)
from cli.options import checked
from cli.running import run
from cli.starting import started
from service.domain.access import ApiKey, KeyStatus, Scope
from service.settings import LogFormat, read_settings
from service.telemetry import logger

log = logger(__name__)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("keys")
def keys_commands() -> None:
    """Make, list, revoke and wait for API keys.

    They are those of ROUNDTABLE_REDIS_URL, of several shards those of the first, or, where nothing
    is set, of what `roundtable dev` keeps in ROUNDTABLE_DATA_DIR, be it running or not. With the
    first key a server stops serving callers without one.
    """


@keys_commands.command("create")
@click.option(
    "--tenant",
    required=True,
    callback=checked(read_tenant),
    help="Whose debates the key opens; callers without a key were `anonymous`.",
)
@click.option("--name", default="", callback=checked(read_name), help="What it is for.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it allows; repeat. Default: everything.",
)
@click.option(
    "--expires",
    "expires_at",
    metavar="WHEN",
    callback=checked(lambda text: read_expiry(text, datetime.now(UTC))),
    help="In how long (90d, 12h, 30m for minutes), or when (2027-01-01). Default: never.",
)
@click.option(
    "--shard",
    type=int,
    metavar="NUMBER",
    help="Which shard keeps a new tenant's debates. Default: the one with the fewest tenants.",
)
@json_option
def create_command(  # noqa: PLR0913 - one parameter an option
    tenant: str,
    name: str,
    scopes: tuple[str, ...],
    expires_at: datetime | None,
    shard: int | None,
    *,
    as_json: bool,
) -> int:
    """Make a key and print it, once: nobody can tell it again."""
    allowed = tuple(scope for scope in Scope if scope in scopes) or tuple(Scope)
    settings = read_settings()
    check_shard(shard, settings)

    async def create(_: asyncio.Event) -> int:
        async with stored_keys(settings) as directory:
            now = directory.clock.now()
            key, text, placed = await directory.create(
                tenant, now=now, name=name, scopes=allowed, expires_at=expires_at, shard=shard
            )
        if as_json:
            _print_json(NewKey(key=text, **msgspec.structs.asdict(shown(key, placed, now))))
        else:
            click.echo(text)
            click.echo(
                f"This is {key.id}, of tenant {key.tenant} on shard {placed}, for"
                f" {' '.join(key.scopes)}; it expires:"
                f" {end_of(key)}. Keep the key now: it is not shown again.",
                err=True,
            )
        return 0

    return run(create, patient=False)


@keys_commands.command("list")
@json_option
def list_command(*, as_json: bool) -> int:
    """Show all keys, revoked and expired ones too; never the keys themselves."""

    async def show(_: asyncio.Event) -> int:
        async with stored_keys(read_settings()) as directory:
            found, now = await directory.keys.all(), directory.clock.now()
            placed = await directory.placements()
        if as_json:
            _print_json([shown(key, placed[key.tenant].shard, now) for key in found])
        elif found:
            print_table(rows(found, placed, now))
        else:
            click.echo("There are no keys yet; `roundtable keys create` makes one.", err=True)
        return 0

    return run(show, patient=False)


@keys_commands.command("revoke")
@click.argument("key", metavar="ID")
def revoke_command(key: str) -> int:
    """Revoke the key with that ID, or that key itself, for good.

    Servers refuse it within seconds.
    """

    async def revoke(_: asyncio.Event) -> int:
        async with stored_keys(read_settings()) as directory:
            now = directory.clock.now()
            before: ApiKey = await directory.keys.revoke(key, now=now)
        already = before.status(now) is KeyStatus.REVOKED
        said = "was revoked before" if already else "is revoked"
        click.echo(f"{before.id}, of tenant {before.tenant}, {said}.", err=True)
        return 0

    return run(revoke, patient=False)


@keys_commands.command("wait")
def wait_command() -> int:
    """Wait until there is a key, however long that takes, be the store away meanwhile or not.

    With it `roundtable serve` can listen beyond this machine: run this before, where a server is
    started by other programs.
    """
    settings = started(read_settings())

    def say(hint: str) -> None:
        if settings.log_format is LogFormat.JSON:
            log.info("key_missing", message=hint)
        else:
            click.echo(hint, err=True)

    async def wait(_: asyncio.Event) -> int:
        await wait_for_a_key(settings, say=say)
        return 0

    return run(wait, patient=False)


def _print_json(what: object) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(what), indent=2))
