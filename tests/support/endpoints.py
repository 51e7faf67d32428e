"""Endpoints, and what their secrets are sealed with, for tests of webhooks.

`Meddled` are scripts before which something else happens each time: what a store has read is then
not what it writes over. After one of `Overheard` a worker finds that the job is over by which it was
called, before it has heard the answer.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace
from typing_extensions import override

from service import ids
from service.context import Context
from service.domain.endpoints import BY_DEFAULT, Endpoint
from service.store.scripting import Argument, Scripts
from tests.support.store import eventually

WEBHOOKS_ON = {"ROUNDTABLE_SECRET_KEY": "of these tests alone"}
"""The variables of a server that serves webhooks."""
WEBHOOKS_OFF = {"ROUNDTABLE_SECRET_KEY": ""}
REGISTERED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
URL = "https://hooks.example.com/roundtable"


def an_endpoint(**changes: object) -> Endpoint:
    """Return an endpoint of acme's, with these fields changed."""
    endpoint = Endpoint(
        id=ids.draw(ids.Prefix.ENDPOINT, REGISTERED_AT),
        tenant="acme",
        url=URL,
        events=BY_DEFAULT,
        description=None,
        created_at=REGISTERED_AT,
        secrets=(),
    )
    return replace(endpoint, **changes)


class Overheard(Scripts):
    """Scripts of a worker whose look at its leases comes between an end written and its answer."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.redis, context.keys.prefix)
        self._context = context

    @override
    async def call(self, name: str, keys: Sequence[str], args: Sequence[Argument]) -> object:
        answer = await super().call(name, keys, args)
        if name == "proceed":
            job_id = str(args[4])
            await self._context.redis.publish(f"{self._context.keys.prefix}deliver:lost", job_id)
            await eventually(_any_is_being_canceled)
        return answer


async def _any_is_being_canceled() -> bool:
    return any(task.cancelling() for task in asyncio.all_tasks())


class Meddled(Scripts):
    """Scripts before whose first calls, as many as `times`, that happens."""

    def __init__(
        self, context: Context, meanwhile: Callable[[], Awaitable[object]], times: int = 1
    ) -> None:
        super().__init__(context.redis, context.keys.prefix)
        self._meanwhile = [meanwhile] * times

    @override
    async def call(self, name: str, keys: Sequence[str], args: Sequence[Argument]) -> object:
        if self._meanwhile:
            await self._meanwhile.pop()()
        return await super().call(name, keys, args)
