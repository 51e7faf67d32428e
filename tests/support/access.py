"""API keys as they are kept, and a store of them that remembers how often it was asked."""

from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis
from typing_extensions import override

from service.domain.access import ApiKey, Scope
from service.domain.key_text import RANDOM_CHARACTERS, digest, key_of
from service.store.api_keys import ApiKeys
from service.store.keys import Keys

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def a_kept_key(**changes: object) -> ApiKey:
    fields: dict[str, Any] = {
        "id": "key_1",
        "tenant": "acme",
        "name": "",
        "ending": "wxyz",
        "scopes": (Scope.DEBATES_READ,),
        "created_at": T0,
    }
    return ApiKey(**{**fields, **changes})


def a_key_text(number: int = 1) -> str:
    """Return the text of a key; another one for another number."""
    return key_of(str(number).rjust(RANDOM_CHARACTERS, "0"))


class KeptKeys(ApiKeys):
    """Keys in memory, by digest."""

    def __init__(self) -> None:
        super().__init__(Redis(), Keys())
        self.kept: dict[str, ApiKey] = {}
        self.asked = 0

    def keep(self, text: str, key: ApiKey) -> None:
        self.kept[digest(text)] = key

    @override
    async def find(self, mark: str) -> ApiKey | None:
        self.asked += 1
        return self.kept.get(mark)

    @override
    async def exist(self) -> bool:
        self.asked += 1
        return bool(self.kept)
