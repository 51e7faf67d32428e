"""`roundtable webhooks`: try webhooks out on this machine, and seal their secrets anew."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import click

from cli.client import Client, host_of
from cli.console import open_console
from cli.deliveries import KnownSecret, json_line, line
from cli.http_server import url_of
from cli.listening import Show, receive, take_place
from cli.options import key_option, loopback_options, url_option
from cli.own_store import own_store
from cli.receiver import Receiver
from cli.resealing import told
from cli.running import run
from cli.secret_file import with_secret_key
from cli.subscription import subscribed
from service.context import open_resealing
from service.domain.endpoints import SENT
from service.domain.errors import SettingsError
from service.domain.signing import read_secret
from service.settings import is_loopback, read_settings
from service.store.resealing import Found
from service.telemetry import configure_logging

PORT = 9000
LISTENING = "Listening at {url}, on any path; Ctrl-C stops it."
GIVEN = "Verifying with the secret that was given; no server is asked or told to send here."


@click.group("webhooks")
def webhooks_commands() -> None:
    """Try webhooks out on this machine, and seal their secrets anew."""


def _keys(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> tuple[bytes, ...]:
    try:
        return tuple(map(read_secret, texts))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@webhooks_commands.command("listen")
@loopback_options(PORT)
@click.option(
    "--event",
    "events",
    multiple=True,
    type=click.Choice(SENT),
    metavar="TYPE",
    help="What to be sent, such as debate.completed; repeat. Default: everything.",
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    type=click.IntRange(200, 599),
    metavar="STATUS",
    help="What to answer, such as 500; repeated, to the first attempt of a delivery, to the second,"
    " and so on. Default: 204, or 401 to what is not verified.",
)
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    envvar="ROUNDTABLE_WEBHOOK_SECRET",
    show_envvar=True,
    callback=_keys,
    metavar="WHSEC",
    help="What deliveries are signed with; repeat. With one no server is asked, and none is told"
    " to send here. Others on this machine can read an option, not a variable.",
)
@url_option
@key_option
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each delivery.")
@click.option("--plain", is_flag=True, help="Print without colours.")
def listen_command(  # noqa: PLR0913 - one parameter an option
    host: str,
    port: int,
    *,
    events: tuple[str, ...],
    answers: tuple[int, ...],
    secrets: tuple[bytes, ...],
    url: str,
    key: str | None,
    as_json: bool,
    plain: bool,
) -> int:
    """Receive webhooks on this machine; print and verify each.

    With `roundtable dev` at work it registers itself there, is sent a test, then whatever debates
    send; when it ends, nothing of it stays. The server has to be allowed to send here, and says so
    if it is not: start it with ROUNDTABLE_WEBHOOK_ALLOW=127.0.0.1:9000.
    """
    configure_logging(read_settings().log_format, logging.WARNING)
    if not secrets and not is_loopback(host_of(url)):
        raise SettingsError(
            f"{url} is not on this machine and cannot send here. Register the public address of a"
            " tunnel there, and give the secret of that endpoint with --secret."
        )
    show, server = _shown(as_json=as_json, plain=plain), partial(Client, url, key)

    async def keep(_: asyncio.Event) -> int:
        with contextlib.closing(take_place(host, port)) as listener:
            here = url_of(listener)
            _tell(LISTENING.format(url=here))
            async with _secrets(here, secrets, server, events or SENT) as known:
                await receive(Receiver(known, answers, partial(datetime.now, UTC)), listener, show)
        return 0

    return run(keep, patient=False)


@webhooks_commands.command("reseal")
def reseal_command() -> int:
    """Seal every stored secret anew with the first key of ROUNDTABLE_SECRET_KEY.

    Then the keys after it may go, and this says whether. The store is that of
    ROUNDTABLE_REDIS_URL, or, where that is not set, what `roundtable dev` keeps in
    ROUNDTABLE_DATA_DIR, be it running or not. The status is 1 when a secret cannot be opened.
    """
    settings = read_settings()
    if settings.redis_url is None:
        settings = with_secret_key(settings)

    async def reseal(_: asyncio.Event) -> int:
        with own_store(settings) as reachable:
            found = Counter[Found]()
            for shard in reachable.shards:
                async with open_resealing(shard) as resealing:
                    found += await resealing.all()
        click.echo(told(found, len(settings.secret_keys)))
        return 1 if found[Found.LOST] else 0

    return run(reseal, patient=False)


@contextlib.asynccontextmanager
async def _secrets(
    here: str, given: Sequence[bytes], server: Callable[[], Client], events: Sequence[str]
) -> AsyncIterator[Sequence[KnownSecret]]:
    """Give the secrets to verify with: those that were given, else those of a server."""
    if given:
        _tell(GIVEN)
        yield [KnownSecret(of="given", key=key) for key in given]
        return
    async with server() as client, subscribed(client, here, events, _tell) as secrets:
        yield secrets


def _shown(*, as_json: bool, plain: bool) -> Show:
    console = open_console()
    if as_json:
        return lambda arrival: click.echo(json_line(arrival))
    if plain:
        return lambda arrival: click.echo(line(arrival).plain)
    return lambda arrival: console.print(line(arrival), soft_wrap=True)


def _tell(text: str) -> None:
    click.echo(text, err=True)
