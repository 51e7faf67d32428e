"""In which format a store is written: which releases may serve it side by side.

Raise `FORMAT` with whatever an older process beside a new one, or one that comes back after it, would
break or not bring to its end: another meaning of a key, a job that it has no function for.
"""

from redis.asyncio import Redis

from service.domain.errors import SettingsError
from service.store.keys import Keys
from service.store.scripting import answered

FORMAT = 1


async def check_format(redis: Redis, keys: Keys) -> None:
    """Make sure that this release may serve a store; older ones may not from now on.

    Raises `SettingsError` when a newer one has served it that writes what this one cannot read.
    """
    found = int(await answered(redis.get(keys.format)) or 0)
    if found > FORMAT:
        raise SettingsError(
            f"The store is written in format {found}, by a newer release; this one knows {FORMAT}:"
            " start the newer one, or restore what was backed up before it."
        )
    if found < FORMAT:
        await answered(redis.set(keys.format, FORMAT))
