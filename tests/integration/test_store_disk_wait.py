"""A create that is answered when it is on disk, or not at all."""

import pytest

from service.domain.errors import DiskWaitError, SettingsError, StoreUnavailableError
from tests.support.store import a_queued_debate, a_reply, again, an_open_store
from tests.support.valkey import Server

LOCAL = {"ROUNDTABLE_WAIT_AOF": "local"}
ONE_REPLICA = {"ROUNDTABLE_WAIT_AOF": "replicas:1"}
KEY = "fingerprint"


async def test_a_create_that_is_on_disk_is_answered(server: Server, namespace: str) -> None:
    async with an_open_store(server.url, namespace, LOCAL) as context:
        debate = a_queued_debate(context)

        assert await context.debates.create(debate, a_reply()) is None

        assert await again(context, debate) == debate
        assert "cmdstat_waitaof" in await context.redis.info("commandstats")


async def test_a_store_without_an_append_only_file_is_refused_at_the_start(
    server: Server, namespace: str
) -> None:
    async with an_open_store(server.url, namespace) as context:
        await context.redis.config_set("appendonly", "no")

    with pytest.raises(SettingsError, match="ROUNDTABLE_WAIT_AOF"):
        async with an_open_store(server.url, namespace, LOCAL):
            pass


async def test_a_store_that_has_lost_its_append_only_file_refuses_creates_and_nothing_else(
    server: Server, namespace: str
) -> None:
    async with an_open_store(server.url, namespace, LOCAL) as context:
        await context.redis.config_set("appendonly", "no")

        with pytest.raises(DiskWaitError, match="append-only file"):
            await context.debates.create(a_queued_debate(context), a_reply())

        await context.debates.page("public", limit=1)


async def test_a_store_that_is_away_at_the_start_is_waited_for(
    server: Server, namespace: str
) -> None:
    server.stop()

    async with an_open_store(server.url, namespace, LOCAL) as context:
        with pytest.raises(StoreUnavailableError):
            await context.debates.create(a_queued_debate(context), a_reply())


async def test_who_repeats_a_create_that_was_not_confirmed_learns_only_what_is(
    server: Server, namespace: str
) -> None:
    async with an_open_store(server.url, namespace, ONE_REPLICA) as context:
        debate, reply = a_queued_debate(context), a_reply()

        with pytest.raises(StoreUnavailableError, match="Idempotency-Key"):
            await context.debates.create(debate, reply, fingerprint=KEY)
        with pytest.raises(StoreUnavailableError, match="Idempotency-Key"):
            await context.idempotency.find("public", KEY, b"{}")

    async with an_open_store(server.url, namespace, LOCAL) as context:
        assert await context.idempotency.find("public", KEY, b"{}") == reply
