"""API keys as operators handle them: what they write, what they are shown, and where keys are kept.

Nothing here is decided about keys; that is in `service.domain.access`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime

import msgspec

from cli.options import read_time
from cli.own_store import own_store
from service.context import open_directory
from service.domain.access import TENANT, ApiKey, KeyStatus, Scope, Tenant
from service.domain.errors import SettingsError, StoreUnavailableError
from service.domain.placement import Placement
from service.domain.plain_text import one_line, printable
from service.settings import Settings
from service.store.directory import Directory
from service.store.refusals import refusal

LONGEST_NAME = 80
LOOK_AGAIN_S = 2.0
HEADINGS = ("ID", "TENANT", "SHARD", "NAME", "KEY", "STATUS", "SCOPES", "CREATED", "EXPIRES")


class ShownKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key as it is shown as JSON."""

    object: str = "api_key"
    id: str
    tenant: str
    shard: int
    name: str
    ending: str
    status: KeyStatus
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class NewKey(ShownKey, frozen=True, kw_only=True):
    """The same, with the key itself: once, when it is made."""

    key: str


@contextlib.asynccontextmanager
async def stored_keys(settings: Settings) -> AsyncIterator[Directory]:
    """Open the keys of the store that is set, else of what `roundtable dev` keeps."""
    with own_store(settings) as reachable:
        async with open_directory(reachable) as opened:
            yield opened


async def wait_for_a_key(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Return once there is a key, and say what is missing until then, each thing once."""
    said = None
    while (missing := await _missing(settings)) is not None:
        if missing != said:
            say(missing)
            said = missing
        await asyncio.sleep(LOOK_AGAIN_S)


def read_tenant(text: str) -> str:
    """Read the name of a tenant; `ValueError` says what is needed."""
    if not TENANT.fullmatch(text):
        raise ValueError("a tenant has 1 to 64 lower-case letters, digits, hyphens or underscores")
    return text


def read_name(text: str) -> str:
    """Read the name of a key; `ValueError` as above."""
    if len(text) > LONGEST_NAME or "\n" in text or printable(text) != text:
        raise ValueError(f"a name has at most {LONGEST_NAME} printable characters, on one line")
    return text


def read_expiry(text: str, now: datetime) -> datetime:
    """Read when a key expires, as a time from now or as a date in UTC; `ValueError` as above."""
    expires = read_time(text, now, ahead=True)
    if expires <= now:
        raise ValueError("that is in the past")
    return expires


def check_shard(shard: int | None, settings: Settings) -> None:
    """Raise `SettingsError` when there is no shard of that number."""
    there = len(settings.shards)
    if shard is not None and not 1 <= shard <= there:
        raise SettingsError(
            f"There is no shard {shard}; ROUNDTABLE_REDIS_URLS names {there}, from 1 on."
            if there > 1
            else f"There is no shard {shard}: ROUNDTABLE_REDIS_URLS does not name several."
        )


def shown(key: ApiKey, shard: int, now: datetime) -> ShownKey:
    """Return what may be shown of a key at any time."""
    return ShownKey(status=key.status(now), shard=shard, **msgspec.structs.asdict(key))


def rows(
    keys: tuple[ApiKey, ...], placed: Mapping[Tenant, Placement], now: datetime
) -> Iterator[tuple[str, ...]]:
    """Yield the table of keys, headings first."""
    yield HEADINGS
    for key in keys:
        yield (
            key.id,
            key.tenant,
            str(placed[key.tenant].shard),
            one_line(key.name) or "-",
            f"...{key.ending}",
            key.status(now),
            " ".join(key.scopes),
            _moment(key.created_at),
            end_of(key),
        )


def end_of(key: ApiKey) -> str:
    """Return when a key expires."""
    return _moment(key.expires_at) if key.expires_at else "never"


async def _missing(settings: Settings) -> str | None:
    try:
        async with stored_keys(settings) as directory:
            if await directory.keys.exist():
                return None
    except StoreUnavailableError as error:
        return refusal(error.__cause__) or "The store does not answer yet."
    return "There is no key yet: make one, with `roundtable keys create --tenant NAME`."


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
