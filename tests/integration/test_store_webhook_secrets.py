"""Secrets in a real store: drawn once, rotated, and never there to be read."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.endpoints import OLD_SECRET_FOR
from service.domain.errors import SecretKeyMissingError, SecretLostError
from service.store.idempotency import StoredReply, reply_purpose
from service.store.resealing import Found, Resealing
from service.store.sealing import Sealing
from service.store.webhook_secrets import WebhookSecrets
from tests.support.endpoints import WEBHOOKS_ON, an_endpoint
from tests.support.store import a_hold, a_reply, an_open_store, keyspace

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
OLD, NEW = WEBHOOKS_ON["ROUNDTABLE_SECRET_KEY"], "of these tests, but new"


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace, WEBHOOKS_ON) as context:
        yield context


def with_keys(context: Context, *keys: str) -> WebhookSecrets:
    """Return the secrets as a server with these keys has them."""
    return WebhookSecrets(context.redis, context.scripts, context.keys, Sealing(keys))


def resealing(context: Context, *keys: str) -> Resealing:
    return Resealing(context.redis, context.scripts, context.keys, Sealing(keys))


async def test_a_tenants_secret_is_made_when_it_is_first_needed(context: Context) -> None:
    (secret,) = await context.webhook_secrets.signing("acme", None, now=NOW)

    assert len(secret) == 32
    assert await context.webhook_secrets.signing("acme", None, now=NOW) == (secret,)
    assert await context.webhook_secrets.signing("other", None, now=NOW) != (secret,)


async def test_all_who_need_the_first_secret_at_once_get_the_same(context: Context) -> None:
    found = await asyncio.gather(
        *(context.webhook_secrets.signing("acme", None, now=NOW) for _ in range(20))
    )

    assert len(set(found)) == 1


async def test_the_secret_before_a_rotation_signs_for_a_day(context: Context) -> None:
    secrets = context.webhook_secrets
    (before,) = await secrets.signing("acme", None, now=NOW)

    await secrets.rotate("acme", now=NOW)

    both = await secrets.signing("acme", None, now=NOW + OLD_SECRET_FOR - timedelta(seconds=1))
    assert both[1] == before
    assert await secrets.signing("acme", None, now=NOW + OLD_SECRET_FOR) == both[:1]


async def test_rotations_at_once_leave_the_last_two_secrets(context: Context) -> None:
    secrets = context.webhook_secrets

    rotated = await asyncio.gather(*(secrets.rotate("acme", now=NOW) for _ in range(5)))

    kept = await secrets.of_tenant("acme", now=NOW)
    assert len({one[0].sealed for one in rotated}) == 5
    assert kept in rotated
    assert len(kept) == 2


async def test_an_endpoints_secret_signs_for_it_alone(context: Context) -> None:
    endpoint, other = an_endpoint(), an_endpoint()
    secrets = context.webhook_secrets
    drawn = secrets.renewed(endpoint, now=NOW)

    (secret,) = await secrets.signing("acme", drawn, now=NOW)

    assert len(secret) == 32
    with pytest.raises(SecretLostError):
        await secrets.signing("acme", replace(other, secrets=drawn.secrets), now=NOW)


async def test_a_secret_that_cannot_be_opened_signs_nothing_until_it_is_rotated(
    context: Context,
) -> None:
    await context.webhook_secrets.of_tenant("acme", now=NOW)
    changed = with_keys(context, NEW)

    with pytest.raises(SecretLostError):
        await changed.signing("acme", None, now=NOW)
    await changed.rotate("acme", now=NOW)

    assert len(await changed.signing("acme", None, now=NOW)) == 1


async def test_an_older_secret_does_not_come_back_for_one_that_is_lost(context: Context) -> None:
    await context.webhook_secrets.of_tenant("acme", now=NOW)
    changed = with_keys(context, NEW, OLD)
    await changed.rotate("acme", now=NOW)

    after = await context.webhook_secrets.rotate("acme", now=NOW)

    assert len(after) == 1


async def test_without_a_key_there_are_no_secrets(context: Context) -> None:
    off = with_keys(context)
    await context.webhook_secrets.of_tenant("acme", now=NOW)

    for attempt in (
        off.signing("acme", None, now=NOW),
        off.of_tenant("acme", now=NOW),
        off.rotate("acme", now=NOW),
    ):
        with pytest.raises(SecretKeyMissingError):
            await attempt
    with pytest.raises(SecretKeyMissingError):
        await resealing(context).all()


async def test_no_secret_can_be_read_from_the_store(context: Context) -> None:
    secrets = context.webhook_secrets
    endpoint = an_endpoint()
    drawn = secrets.renewed(endpoint, now=NOW)
    await context.endpoints.create(drawn)
    known = (
        *await secrets.signing("acme", drawn, now=NOW),
        *await secrets.signing("acme", None, now=NOW),
    )

    stored = repr(await keyspace(context.redis, context.keys.namespace))

    assert len(known) == 2
    for secret in known:
        assert repr(secret)[2:-1] not in stored
        assert secret.hex() not in stored
        assert base64.b64encode(secret).decode() not in stored
        assert base64.urlsafe_b64encode(secret).decode() not in stored


async def test_after_sealing_anew_the_old_key_can_go(context: Context) -> None:
    endpoint, secrets = an_endpoint(), context.webhook_secrets
    drawn = secrets.renewed(endpoint, now=NOW)
    await context.endpoints.create(drawn)
    await secrets.rotate("acme", now=NOW)
    await secrets.rotate("acme", now=NOW)
    await a_sealed_reply(context, "f" * 64)
    await a_plain_reply(context, "e" * 64)
    of_endpoint = await secrets.signing("acme", drawn, now=NOW)
    of_tenant = await secrets.signing("acme", None, now=NOW)

    found = await resealing(context, NEW, OLD).all()

    alone = with_keys(context, NEW)
    resealed = await context.endpoints.load("acme", endpoint.id)
    assert found == {Found.RESEALED: 4}
    assert await alone.signing("acme", resealed, now=NOW) == of_endpoint
    assert await alone.signing("acme", None, now=NOW) == of_tenant
    assert await opened_reply(context, "f" * 64, NEW) == b'{"secret": "..."}'
    assert await resealing(context, NEW).all() == {Found.CURRENT: 4}


async def test_a_stored_reply_that_is_sealed_anew_lives_no_longer(context: Context) -> None:
    await a_sealed_reply(context, "f" * 64)
    key = context.keys.idempotency("acme", "f" * 64)
    await context.redis.pexpire(key, 60_000)

    await resealing(context, NEW, OLD).all()

    assert 0 < await context.redis.pttl(key) <= 60_000


async def test_what_no_key_opens_is_left_as_it_is(context: Context) -> None:
    await context.webhook_secrets.of_tenant("acme", now=NOW)
    before = await keyspace(context.redis, context.keys.namespace)

    found = await resealing(context, NEW).all()

    assert found == {Found.LOST: 1}
    assert await keyspace(context.redis, context.keys.namespace) == before


async def a_sealed_reply(context: Context, mark: str) -> None:
    body = context.sealing.seal(b'{"secret": "..."}', reply_purpose("acme", mark))
    await a_kept_reply(context, mark, replace(a_reply(), body=body, sealed=True))


async def a_plain_reply(context: Context, mark: str) -> None:
    await a_kept_reply(context, mark, a_reply())


async def a_kept_reply(context: Context, mark: str, reply: StoredReply) -> None:
    hold = a_hold()
    await context.idempotency.hold("acme", mark, hold)
    await context.idempotency.keep("acme", mark, hold, reply)


async def opened_reply(context: Context, mark: str, key: str) -> bytes:
    stored = await context.idempotency.find("acme", mark, b"{}")
    assert stored is not None
    return Sealing([key]).open(stored.body, reply_purpose("acme", mark))
