"""Options of several commands, what they read, and how a wrong value is refused."""

import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from cli.client import LOCAL_URL

LOOPBACK = "127.0.0.1"
SPAN = re.compile(r"([1-9][0-9]{0,5})([smhd])")
DEBATE_ID = re.compile(r"dbt_[0-7][0-9a-hjkmnp-tv-z]{25}")
KEY = re.compile(r"[!-~]{1,512}")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def checked(read: Callable[[str], object]) -> Callable[..., object]:
    """Return a callback that reads an option's text; `ValueError` says what is wrong with it."""

    def check(_: click.Context, __: click.Parameter, text: str | None) -> object:
        try:
            return None if text is None else read(text)
        except ValueError as error:
            raise click.BadParameter(f"{error}.") from error

    return check


def read_time(text: str, now: datetime, *, ahead: bool) -> datetime:
    """Read a time: so long from now, ahead or ago (90d, 12h, 30m for minutes), or a date in UTC.

    `ValueError` says what is needed.
    """
    span = SPAN.fullmatch(text)
    try:
        if span:
            length = timedelta(**{UNITS[span[2]]: int(span[1])})
            return now + length if ahead else now - length
        read = datetime.fromisoformat(text)
        return (read.replace(tzinfo=UTC) if read.tzinfo is None else read).astimezone(UTC)
    except (ValueError, OverflowError):
        whence = "a time from now" if ahead else "a time before now"
        raise ValueError(f"{whence} such as 90d or 12h, or a date is needed") from None


def read_key(text: str) -> str | None:
    """Read an API key, if there is one; `ValueError` quotes nothing of what is none."""
    key = text.strip()
    if key and not KEY.fullmatch(key):
        raise ValueError("a key is one word of ASCII letters, digits and marks")
    return key or None


def read_file(name: str) -> str:
    """Read a file, or standard input for `-`; `ValueError` says why that is not possible."""
    try:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return body.decode("utf-8-sig")
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{name} is no text in UTF-8") from error


def read_debate_id(text: str) -> str:
    """Read the id of a debate; `ValueError` says what one looks like."""
    if not DEBATE_ID.fullmatch(text):
        raise ValueError("the id of a debate is needed, such as dbt_01m8agk8w3yza5k543jg1m8ttc")
    return text


def loopback_options(port: int) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """Return the options of what is served on this machine alone, by default at that port."""
    host_option = click.option(
        "--host",
        default=LOOPBACK,
        show_default=True,
        metavar="ADDRESS",
        help="A loopback address.",
    )
    port_option = click.option(
        "--port",
        type=click.IntRange(0, 65_535),
        default=port,
        show_default=True,
        metavar="NUMBER",
        help="Port to listen on; 0 takes a free one.",
    )
    return lambda command: host_option(port_option(command))


url_option = click.option(
    "--url",
    envvar="ROUNDTABLE_URL",
    show_envvar=True,
    metavar="URL",
    default=LOCAL_URL,
    show_default=True,
    help="The server to ask.",
)
key_option = click.option(
    "--key",
    envvar="ROUNDTABLE_API_KEY",
    show_envvar=True,
    callback=checked(read_key),
    metavar="KEY",
    help="The API key to ask with; others on this machine can read an option, not a variable.",
)
plain_option = click.option(
    "--plain", is_flag=True, help="Print line by line instead of redrawing the terminal."
)
