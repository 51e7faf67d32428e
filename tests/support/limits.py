"""Calls to providers that want to be admitted, and what is kept of them."""

from typing import Any

from redis.asyncio import Redis

from service.context import Context
from service.domain.limits import NO_LIMITS, Admitted, Allowance, Parting, Room
from service.store.provider_limits import Candidate, ProviderLimits


def a_candidate(nonce: str = "n1", **changes: object) -> Candidate:
    fields: dict[str, Any] = {
        "account": "lab:1",
        "limits": NO_LIMITS,
        "model": "m",
        "nonce": nonce,
        "tokens": 100,
        **changes,
    }
    return Candidate(**fields)


async def admitted(store: ProviderLimits, call: Candidate) -> Admitted:
    verdict = await store.admit(call)
    assert isinstance(verdict, Admitted), verdict
    return verdict


def told(**left: int) -> Parting:
    """Return the end of a call whose provider said how much is left for 30 s."""
    rooms = {name: Room(left=number, resets_in_s=30) for name, number in left.items()}
    return Parting(allowance=Allowance(requests=rooms.get("requests"), tokens=rooms.get("tokens")))


async def lives_ms(redis: Redis, context: Context) -> dict[str, int]:
    """Return how long each key of what was sent will live: -1 is for ever."""
    start = f"{context.keys.prefix}sent:"
    return {
        key.decode().removeprefix(start): await redis.pttl(key)
        async for key in redis.scan_iter(match=f"{start}*", count=1_000)
    }
