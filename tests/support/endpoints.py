"""Endpoints, and what their secrets are sealed with, for tests of webhooks.

`Meddled` are scripts before which something else happens each time: what a store has read is then
not what it writes over.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace
from typing_extensions import override

from service import ids
from service.context import Context
from service.domain.endpoints import BY_DEFAULT, Endpoint
from service.store.scripting import Argument, Scripts

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
