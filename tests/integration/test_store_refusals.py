"""A store that lets nobody in, or not everything be done: what callers, probes and the log say."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import structlog
from redis.asyncio import Redis

from service.domain.errors import StoreUnavailableError
from service.ending import end
from service.sweeper import keep_sweeping
from tests.support.store import a_queued_debate, a_reply, an_open_store, eventually
from tests.support.valkey import Server

PASSWORD = "correct-horse"
NOT_LET_IN, NOT_ALLOWED = "user and password of its address", "its rules (ACL) lack"
CREDENTIALS = {
    "": NOT_LET_IN,
    "password=wrong": NOT_LET_IN,
    f"username=nobody&password={PASSWORD}": NOT_LET_IN,
    f"username=reader&password={PASSWORD}": NOT_ALLOWED,
    f"username=neighbour&password={PASSWORD}": NOT_ALLOWED,
    f"username=unscripted&password={PASSWORD}": NOT_ALLOWED,
    f"username=deaf&password={PASSWORD}": NOT_ALLOWED,
}
RULES = {
    "reader": ("~*", "&*", "+@read", "+@connection"),
    "neighbour": ("~other:*", "&*", "+@all"),
    "unscripted": ("~*", "&*", "+@all", "-@scripting"),
    "deaf": ("~*", "resetchannels", "+@all"),
}


@pytest.fixture
async def guarded(server: Server) -> AsyncIterator[Server]:
    """Give a server that asks for a password, and has users who may not do everything."""
    admin = Redis.from_url(server.url)
    for user, rules in RULES.items():
        await admin.execute_command("ACL", "SETUSER", user, "on", f">{PASSWORD}", *rules)
    await admin.config_set("requirepass", PASSWORD)
    yield server
    await admin.config_set("requirepass", "")
    await admin.aclose()


def with_credentials(server: Server, credentials: str) -> str:
    return f"{server.url}{'&' if '?' in server.url else '?'}{credentials}"


@pytest.mark.parametrize(("credentials", "said"), CREDENTIALS.items())
async def test_readiness_says_what_is_refused_and_no_secret(
    guarded: Server, namespace: str, credentials: str, said: str
) -> None:
    async with an_open_store(with_credentials(guarded, credentials), namespace) as context:
        with pytest.raises(StoreUnavailableError) as refused:
            await context.probe.check()

    assert said in str(refused.value)
    assert PASSWORD not in str(refused.value)
    assert "wrong&" not in str(refused.value)


@pytest.mark.parametrize(
    ("credentials", "said"),
    [(given, said) for given, said in CREDENTIALS.items() if "deaf" not in given],
)
async def test_a_create_that_is_refused_is_one_for_later(
    guarded: Server, namespace: str, credentials: str, said: str
) -> None:
    async with an_open_store(with_credentials(guarded, credentials), namespace) as context:
        with pytest.raises(StoreUnavailableError, match=re.escape(said)):
            await context.debates.create(a_queued_debate(context), a_reply())


async def test_who_may_do_everything_is_ready(guarded: Server, namespace: str) -> None:
    async with an_open_store(
        with_credentials(guarded, f"password={PASSWORD}"), namespace
    ) as context:
        await context.probe.check()


async def test_the_log_names_the_command_that_is_not_allowed(
    guarded: Server, namespace: str
) -> None:
    url = with_credentials(guarded, f"username=unscripted&password={PASSWORD}")
    async with an_open_store(url, namespace) as context:
        with structlog.testing.capture_logs() as lines:
            sweeping = asyncio.create_task(keep_sweeping(context))

            async def told() -> bool:
                return bool(lines)

            await eventually(told)
            await end(sweeping)

    [line] = lines
    assert line["event"] == "sweeping_put_off"
    assert NOT_ALLOWED in line["reason"]
    assert "script" in line["reason"] or "eval" in line["reason"]
