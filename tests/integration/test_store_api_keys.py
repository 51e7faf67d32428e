"""API keys in Redis: what is kept of them, and that nothing is ever lost."""

from datetime import timedelta

import pytest

from service.context import Context
from service.domain.access import KeyStatus, Scope
from service.domain.errors import UnknownKeyError
from service.domain.key_text import digest, is_key
from tests.support.store import keyspace


async def test_a_key_is_found_by_its_digest_with_all_that_was_said_of_it(context: Context) -> None:
    now = context.clock.now()

    key, text = await context.api_keys.create(
        "acme",
        now=now,
        name="nightly",
        scopes=(Scope.DEBATES_READ,),
        expires_at=now + timedelta(days=90),
    )

    assert is_key(text)
    assert await context.api_keys.find(digest(text)) == key
    assert (key.tenant, key.name, key.scopes) == ("acme", "nightly", (Scope.DEBATES_READ,))
    assert (key.created_at, key.expires_at) == (now, now + timedelta(days=90))
    assert await context.api_keys.find(digest("another")) is None


async def test_no_two_keys_are_alike(context: Context) -> None:
    made = [await context.api_keys.create("acme", now=context.clock.now()) for _ in range(20)]

    assert len({text for _, text in made}) == len({key.id for key, _ in made}) == 20
    assert set(await context.api_keys.all()) == {key for key, _ in made}


async def test_the_key_itself_is_nowhere_in_redis(context: Context) -> None:
    _, text = await context.api_keys.create("acme", now=context.clock.now())

    stored = repr(await keyspace(context.redis, context.keys.namespace))

    assert text not in stored
    assert text[len("rt_live_") : -4] not in stored


@pytest.mark.parametrize("by", ["id", "key"])
async def test_a_key_is_revoked_by_its_id_or_by_itself_and_once(context: Context, by: str) -> None:
    now = context.clock.now()
    key, text = await context.api_keys.create("acme", now=now)
    other, _ = await context.api_keys.create("acme", now=now)
    named = key.id if by == "id" else text

    first = await context.api_keys.revoke(named, now=now)
    second = await context.api_keys.revoke(named, now=now + timedelta(hours=1))

    assert first == key
    assert second.revoked_at == now
    found = {stored.id: stored for stored in await context.api_keys.all()}
    assert found[key.id].status(now) is KeyStatus.REVOKED
    assert found[key.id].revoked_at == now
    assert found[other.id] == other


async def test_what_does_not_exist_cannot_be_revoked(context: Context) -> None:
    with pytest.raises(UnknownKeyError, match="keys list"):
        await context.api_keys.revoke("key_nobody", now=context.clock.now())


async def test_a_store_has_had_keys_even_when_all_are_revoked(context: Context) -> None:
    before = await context.api_keys.exist()
    key, _ = await context.api_keys.create("acme", now=context.clock.now())
    await context.api_keys.revoke(key.id, now=context.clock.now())

    assert (before, await context.api_keys.exist()) == (False, True)
