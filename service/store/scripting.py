"""Running the Lua scripts: the one door to Redis for everything that writes a debate.

Every script may be sent twice, so a call whose reply was lost is repeated by the `Writer`. A new
script is a file in `scripts/`, named in `SCRIPTS` and sent twice in a test.
"""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, TypeVar

import msgspec
from redis.asyncio import Redis
from redis.exceptions import (
    ConnectionError as RedisConnectionError,
    ExecAbortError,
    ResponseError,
    TimeoutError as RedisTimeoutError,
)

from service.domain.errors import StoreUnavailableError
from service.settings import DiskWait
from service.store.group_commit import Writer
from service.store.refusals import refusal

Reply = TypeVar("Reply")
Argument = str | bytes | int

UNAVAILABLE = (
    RedisConnectionError,
    RedisTimeoutError,
    ExecAbortError,  # up to Redis 7.0 nothing is read as of one moment while memory is full
    OSError,
    asyncio.TimeoutError,
)
ANSWER_WITHIN_S = 5.0
"""Room for one time-out of a connection and a retry: a server that hangs is as good as away."""

MAX_CONFLICTS = 100
"""How often what was decided is decided anew because it did not fit any more what it met."""

SCRIPTS = (
    "create",
    "commit",
    "apply",
    "reserve",
    "settle",
    "due",
    "requeue",
    "remove",
    "claim",
    "beat",
    "release",
    "purge",
    "admit",
    "leave",
    "renew",
    "hold",
    "keep",
    "take",
    "endpoint",
    "swap",
    "share",
    "unshare",
    "place",
    "shift",
    "owe",
    "open",
    "proceed",
    "put_off",
    "call_off",
    "reschedule",
)
COMMON = ("_queue", "_deliveries")
"""What scripts have in common; what comes later builds upon what comes before."""

DURABLE = frozenset({"create"})
"""Those that are on disk before they are answered, where a setting asks for it."""


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """A script as the server knows it."""

    text: str
    digest: str
    """SHA-1 of the text, by which it is run."""


@cache
def scripts() -> Mapping[str, Script]:
    """Return all scripts by name."""
    folder = resources.files("service.store") / "scripts"
    common = "\n".join((folder / f"{name}.lua").read_text() for name in COMMON)
    found = {}
    for name in SCRIPTS:
        text = linked(common, (folder / f"{name}.lua").read_text())
        # What Redis calls a script by; it protects nothing.
        found[name] = Script(text=text, digest=hashlib.sha1(text.encode()).hexdigest())  # noqa: S324
    return found


def linked(common: str, text: str) -> str:
    """Return a script behind what it needs of what scripts have in common, and no more than that.

    What stands there is made anew whenever a script is run, which costs more than many of them do.
    It is in parts with an empty line between two; a part needs those before it that it names.
    """
    common, text = (_COMMENT.sub("", lua) for lua in (common, text))
    needed, parts = set(_NAME.findall(text)), [text]
    for part in reversed(common.split("\n\n")):
        said = _LOCAL.findall(part)
        if needed.intersection(name for names in said for name in _NAME.findall(names)):
            needed.update(_NAME.findall(part))
            parts.append(part.strip("\n") + "\n")
    return "".join(reversed(parts))


_COMMENT = re.compile(r"^ *--.*\n", re.MULTILINE)
_NAME = re.compile(r"\w+")
_LOCAL = re.compile(r"^local (?:function )?([\w, ]+)", re.MULTILINE)


class Scripts:
    """The scripts, bound to one Redis and one namespace."""

    def __init__(self, redis: Redis, prefix: str, wait: DiskWait | None = None) -> None:
        """Wait for disks, if told to, with what is in `DURABLE`."""
        texts = [script.text for script in scripts().values()]
        self._prefix = prefix
        self._writer = Writer(redis, texts)
        # Others are not to wait with them.
        self._durable = Writer(redis, texts, wait, f"{prefix}on-disk") if wait else None

    async def call(self, name: str, keys: Sequence[str], args: Sequence[Argument]) -> object:
        """Run a script and return its reply.

        Raises `StoreUnavailableError` when Redis cannot be reached or cannot write.
        """
        digest = scripts()[name].digest
        writer = self._durable if self._durable and name in DURABLE else self._writer
        return await answered(writer.run(digest, keys, [self._prefix, *args]))

    async def on_disk(self) -> None:
        """Wait until all that was written before is on as many disks as it has to be.

        Raises `StoreUnavailableError` when it is not in time, `DiskWaitError` when nobody can tell.
        """
        if self._durable:
            await answered(self._durable.read([]))

    async def read(self, *commands: tuple[str, ...]) -> list[Any]:
        """Read several things as of one moment, in one round trip, with whoever else asks.

        Raises `StoreUnavailableError` when Redis cannot be reached.
        """
        found = await answered(self._writer.read(commands))
        for error in found:
            if isinstance(error, ResponseError):
                raise error
        return found


async def answered(command: Awaitable[Reply]) -> Reply:
    """Await a Redis command.

    Raises `StoreUnavailableError` when Redis cannot be reached, cannot write or refuses us; any other
    error of Redis is a bug and stays what it is.
    """
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await command
    except (*UNAVAILABLE, ResponseError) as error:
        if is_unavailable(error):
            raise StoreUnavailableError(refusal(error) or NOT_NOW) from error
        raise


def is_unavailable(error: Exception) -> bool:
    """Return whether an error of the client means that Redis cannot be reached or cannot write."""
    return isinstance(error, UNAVAILABLE) or refusal(error) is not None


NOT_NOW = "The store cannot be reached or cannot write at the moment; try again shortly."
