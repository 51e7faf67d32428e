"""What is left of a scene: every debate, every event, every key, and every call.

`collect` reads it from the store; nothing is judged here.
"""

import contextlib
import re
from collections.abc import Mapping, Sequence

import msgspec
from redis.asyncio import Redis

from service.context import Context
from service.domain.debate import Debate
from service.domain.errors import UnknownResourceError
from service.domain.events import LoggedEvent
from service.domain.moves import add_up
from service.store.figures import StoreFigures
from tests.faults.callers import Callers
from tests.faults.provider import Noted
from tests.faults.scene import Incident, Scene
from tests.support.store import READS

TENANT = "anonymous"
MOST_EVENTS = 10_000
NEVER = -1
"""How long a key lives that does not go away by itself."""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A key of the store."""

    value: object
    """As the client returns it."""
    passes: bool
    """Whether it goes away by itself."""

    @property
    def members(self) -> frozenset[str]:
        """Return the members of a sorted set, read with their scores."""
        listed = self.value if isinstance(self.value, list) else []
        return frozenset(member.decode() for member in listed[::2])


NO_FIGURES = StoreFigures(debates=add_up(()), lanes={})


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that the audit looks at."""

    debates: Mapping[str, Debate]
    """By id."""
    events: Mapping[str, Sequence[LoggedEvent]]
    """By debate."""
    keys: Mapping[str, Key]
    """By name, without the prefix of the namespace."""
    calls: Sequence[Noted]
    incidents: Sequence[Incident]
    accepted: Mapping[int, str]
    """Debates that a caller was promised, by the number in their question."""
    canceled: Mapping[str, float]
    """Debates whose cancel was confirmed, and when, in seconds since 1970."""
    figures: StoreFigures = NO_FIGURES
    """What the store tells in numbers."""
    surprises: Sequence[str] = ()
    """Answers that no caller should get."""


async def collect(context: Context, scene: Scene, callers: Callers) -> Evidence:
    """Read everything that the store, the provider and the callers know."""
    keys = await read_keys(context.redis, context.keys.prefix)
    debates = await _read_debates(
        context, {debate for name in keys if (debate := debate_of(name))}
    )
    return Evidence(
        debates=debates,
        events={
            debate: await context.events.read(TENANT, debate, after=0, limit=MOST_EVENTS)
            for debate in debates
        },
        keys=keys,
        figures=await context.figures.read(),
        calls=scene.calls,
        incidents=tuple(scene.incidents),
        accepted=dict(callers.accepted),
        canceled=dict(callers.canceled),
        surprises=tuple(callers.surprises),
    )


def debate_of(name: str) -> str:
    """Return the id of the debate that a key belongs to; empty for any other key."""
    found = re.match(r"t:[^:]+:d:([^:]+):", name)
    return found[1] if found else ""


async def read_keys(redis: Redis, prefix: str) -> dict[str, Key]:
    """Return every key of the server, whoever wrote it."""
    found: dict[str, Key] = {}
    async for name in redis.scan_iter(match="*", count=1_000):
        kind = await redis.type(name)
        if kind == b"none":  # it has passed away
            continue
        command, *rest = READS[kind]
        value = await redis.execute_command(command, name, *rest)  # type: ignore[no-untyped-call]
        passes = await redis.pttl(name) != NEVER
        found[name.decode().removeprefix(prefix)] = Key(value=value, passes=passes)
    return found


async def _read_debates(context: Context, ids: set[str]) -> dict[str, Debate]:
    found: dict[str, Debate] = {}
    for debate in sorted(ids):
        # One of which only a part is left is no debate any more; its keys tell of it.
        with contextlib.suppress(UnknownResourceError):
            found[debate] = await context.debates.load(TENANT, debate)
    return found
