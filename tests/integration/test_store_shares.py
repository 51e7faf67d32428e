"""Share links in a real store: what opens what, and until when."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import cast

import pytest

from service import ids
from service.context import Context
from service.domain.errors import TooManySharesError, UnknownResourceError
from service.domain.key_text import digest
from service.domain.sharing import MOST_SHARES
from service.store.shares import TOKEN_CHARACTERS
from tests.support.shares import a_share
from tests.support.store import a_stored_debate, keyspace

MINUTE = timedelta(minutes=1)


async def test_a_token_opens_its_debate_and_is_kept_nowhere(context: Context) -> None:
    share = a_share(await a_stored_debate(context))

    token = await context.shares.create(share)

    assert await context.shares.find(token, now=share.created_at) == share
    kept = await keyspace(context.redis, context.keys.namespace)
    assert len(token) == TOKEN_CHARACTERS
    assert token not in repr(kept)
    assert context.keys.share(digest(token)) in kept


async def test_every_link_has_a_token_of_its_own(context: Context) -> None:
    debate = await a_stored_debate(context)

    tokens = {await context.shares.create(a_share(debate)) for _ in range(MOST_SHARES)}

    assert len(tokens) == MOST_SHARES


async def test_a_link_ends_by_the_clock_of_whoever_looks(context: Context) -> None:
    debate = await a_stored_debate(context)
    share = a_share(debate, expires_at=debate.spec.created_at + MINUTE)

    token = await context.shares.create(share)

    before, after = (share.created_at + MINUTE * n for n in (0.9, 1))
    whose = (share.tenant, share.debate_id)
    assert await context.shares.find(token, now=before) == share
    assert await context.shares.find(token, now=after) is None
    assert await context.shares.of_debate(*whose, now=before) == (share,)
    assert await context.shares.of_debate(*whose, now=after) == ()
    with pytest.raises(UnknownResourceError):
        await context.shares.revoke(*whose, share.id, now=after)


async def test_the_store_forgets_a_link_when_it_ends(context: Context) -> None:
    debate = await a_stored_debate(context)
    ends_at = debate.spec.created_at + MINUTE
    for_a_while = await context.shares.create(a_share(debate, expires_at=ends_at))
    for_good = await context.shares.create(a_share(debate))

    for token, ends in ((for_a_while, True), (for_good, False)):
        left_ms = await context.redis.pttl(context.keys.share(digest(token)))
        assert (left_ms > 0) is ends


async def test_an_ended_link_makes_room_for_another(context: Context) -> None:
    debate = await a_stored_debate(context)
    now = debate.spec.created_at
    for _ in range(MOST_SHARES):
        await context.shares.create(a_share(debate, expires_at=now + MINUTE))
    with pytest.raises(TooManySharesError):
        await context.shares.create(a_share(debate, created_at=now))

    token = await context.shares.create(a_share(debate, created_at=now + MINUTE))

    of_debate = context.keys.debate("public", debate.spec.id).shares
    kept = await cast("Awaitable[int]", context.redis.hlen(of_debate))
    assert await context.shares.find(token, now=now + MINUTE)
    assert kept == 1


async def test_a_request_that_is_tried_again_leaves_one_link(context: Context) -> None:
    share = a_share(await a_stored_debate(context))
    lost = await context.shares.create(share)

    told = await context.shares.create(share)

    found = [await context.shares.find(token, now=share.created_at) for token in (lost, told)]
    assert found == [None, share]
    whose = (share.tenant, share.debate_id)
    assert await context.shares.of_debate(*whose, now=share.created_at) == (share,)


async def test_what_was_made_twice_at_once_is_revoked_as_one(context: Context) -> None:
    share = a_share(await a_stored_debate(context))
    whose, now = (share.tenant, share.debate_id), share.created_at
    tokens = await asyncio.gather(*(context.shares.create(share) for _ in range(5)))

    await context.shares.revoke(*whose, share.id, now=now)

    assert [await context.shares.find(token, now=now) for token in tokens] == [None] * 5
    assert await context.shares.of_debate(*whose, now=now) == ()


async def test_what_is_revoked_opens_nothing_and_the_others_stay(context: Context) -> None:
    debate = await a_stored_debate(context)
    ending, staying = a_share(debate), a_share(debate)
    tokens = [await context.shares.create(share) for share in (ending, staying)]
    whose, now = (debate.spec.tenant, debate.spec.id), debate.spec.created_at

    await context.shares.revoke(*whose, ending.id, now=now)

    assert [await context.shares.find(token, now=now) for token in tokens] == [None, staying]
    for share_id in (ending.id, "shr_x", ids.share_id(debate.spec.id, "of nobody")):
        with pytest.raises(UnknownResourceError):
            await context.shares.revoke(*whose, share_id, now=now)


async def test_another_debate_cannot_end_a_link(context: Context) -> None:
    debate, other = [await a_stored_debate(context) for _ in range(2)]
    share = a_share(debate)
    token = await context.shares.create(share)

    for tenant, debate_id in (("public", other.spec.id), ("other", debate.spec.id)):
        with pytest.raises(UnknownResourceError):
            await context.shares.revoke(tenant, debate_id, share.id, now=share.created_at)

    assert await context.shares.find(token, now=share.created_at) == share
