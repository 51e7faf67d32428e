"""Running the Lua scripts: the one door to Redis for everything that writes a debate.

Every script may be sent twice, so a call whose reply was lost is repeated by the connection's own
retries. A new script is a file in `scripts/`, named in `SCRIPTS` and sent twice in a test.
"""

import asyncio
import re
from collections.abc import Awaitable, Sequence
from importlib import resources
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import (
    BusyLoadingError,
    ConnectionError as RedisConnectionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    TimeoutError as RedisTimeoutError,
)

from service.domain.errors import StoreUnavailableError

Reply = TypeVar("Reply")
Argument = str | bytes | int

UNAVAILABLE = (
    RedisConnectionError,
    RedisTimeoutError,
    BusyLoadingError,
    ReadOnlyError,
    OutOfMemoryError,
    OSError,
    asyncio.TimeoutError,
)
CANNOT_WRITE = re.compile(
    r"(?:^-?|@user_script: \d+: -|of pipeline caused error: \W*)"
    r"(?:LOADING|READONLY|OOM|MISCONF|NOREPLICAS|CLUSTERDOWN|BUSY)\b"
)
"""How a server that is there says that it cannot write now; before Redis 7, a script says where.

Of a pipeline the client says which command it was.
"""

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
OF_DELIVERIES = {
    *("commit", "apply", "due", "remove"),
    *("owe", "open", "proceed", "put_off", "call_off", "reschedule", "shift"),
}
"""Those that write deliveries: what these have in common is put before them as well."""


class Scripts:
    """The scripts, bound to one Redis and one namespace."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        folder = resources.files("service.store") / "scripts"
        queue, deliveries = (
            (folder / f"{name}.lua").read_text() for name in ("_queue", "_deliveries")
        )
        self._prefix = prefix
        self._scripts = {
            name: redis.register_script(
                queue
                + (deliveries if name in OF_DELIVERIES else "")
                + (folder / f"{name}.lua").read_text()
            )
            for name in SCRIPTS
        }

    async def call(self, name: str, keys: Sequence[str], args: Sequence[Argument]) -> object:
        """Run a script and return its reply.

        Raises `StoreUnavailableError` when Redis cannot be reached or cannot write.
        """
        return await answered(self._scripts[name](keys=keys, args=[self._prefix, *args]))


async def answered(command: Awaitable[Reply]) -> Reply:
    """Await a Redis command.

    Raises `StoreUnavailableError` when Redis cannot be reached or cannot write; any other error of
    Redis is a bug and stays what it is.
    """
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await command
    except (*UNAVAILABLE, ResponseError) as error:
        if is_unavailable(error):
            raise StoreUnavailableError(NOT_NOW) from error
        raise


def is_unavailable(error: Exception) -> bool:
    """Return whether an error of the client means that Redis cannot be reached or cannot write."""
    if isinstance(error, UNAVAILABLE):
        return True
    return isinstance(error, ResponseError) and CANNOT_WRITE.search(str(error)) is not None


NOT_NOW = "The store cannot be reached or cannot write at the moment; try again shortly."
