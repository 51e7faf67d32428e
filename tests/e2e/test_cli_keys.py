"""`roundtable keys`: over a server of one's own, beside a running `dev`, and where nothing runs."""

import asyncio
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from service import embedded
from service.domain.key_text import is_key
from tests.support.api import a_client, a_request, assert_problem
from tests.support.commands import COMMAND, ROOT, a_command, address_of
from tests.support.patience import PATIENCE_S
from tests.support.store import eventually

LOOPBACK_IN_DISGUISE = "127.1"
"""Taken for an address that others can reach, which is what the test needs, and none."""


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def redis_url(place: Path) -> Iterator[str]:
    with embedded.start(place / "store") as server:
        yield server.url


def keys(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `roundtable keys` to its end."""
    return subprocess.run(
        [*COMMAND, "keys", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere", **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_a_key_is_made_shown_and_revoked(redis_url: str) -> None:
    store = {"ROUNDTABLE_REDIS_URL": redis_url}
    made = keys("create", "--tenant", "acme", "--name", "nightly run", **store)
    key = made.stdout.strip()
    limited = keys(
        "create", "--tenant", "globex", "--scope", "debates:read", "--expires", "90d", "--json",
        **store,
    )  # fmt: skip
    listed = keys("list", **store)
    as_json = msgspec.json.decode(keys("list", "--json", **store).stdout)
    revoked = keys("revoke", key, **store)
    again = keys("revoke", as_json[0]["id"], **store)
    after = msgspec.json.decode(keys("list", "--json", **store).stdout)
    unknown = keys("revoke", "key_nobody", **store)

    assert made.returncode == 0
    assert is_key(key)
    assert made.stdout == f"{key}\n"
    assert "acme" in made.stderr
    assert "it expires: never" in made.stderr
    other = msgspec.json.decode(limited.stdout)
    assert is_key(other["key"])
    assert (other["tenant"], other["scopes"]) == ("globex", ["debates:read"])
    assert other["expires_at"] is not None
    assert [row["tenant"] for row in as_json] == ["acme", "globex"]
    assert "nightly run" in listed.stdout
    assert key[-4:] in listed.stdout
    for shown in (listed.stdout, repr(as_json), revoked.stderr):
        assert key not in shown
        assert other["key"] not in shown
    assert (revoked.returncode, again.returncode) == (0, 0)
    assert "was revoked before" in again.stderr
    assert [row["status"] for row in after] == ["revoked", "active"]
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "There is no such key" in unknown.stderr


def test_without_keys_the_list_says_how_to_make_one(place: Path) -> None:
    nothing = keys("list", ROUNDTABLE_DATA_DIR=str(place / "data"))

    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "roundtable keys create" in nothing.stderr


def test_a_store_that_is_away_is_a_sentence(place: Path) -> None:
    away = keys("list", ROUNDTABLE_REDIS_URL=f"unix://{place}/nobody.sock")

    assert (away.returncode, away.stdout) == (1, "")
    assert "cannot be reached" in away.stderr
    assert "Traceback" not in away.stderr


async def test_the_first_key_closes_a_running_dev_to_everyone_else(place: Path) -> None:
    variables = {"ROUNDTABLE_DATA_DIR": str(place / "data")}
    before = keys("list", "--json", **variables)
    with a_command("dev", "--port", "0", **variables) as dev:
        url = await asyncio.to_thread(address_of, dev)
        async with a_client(url) as anyone:
            served = await anyone.get("/v1/debates")
            made = await asyncio.to_thread(keys, "create", "--tenant", "acme", **variables)

            async def is_closed() -> bool:
                return (await anyone.get("/v1/debates")).status_code == 401

            await eventually(is_closed)
        key = made.stdout.strip()
        async with a_client(url, key) as acme:
            created = await acme.post("/v1/debates", json=a_request())
        dev.process.terminate()
        await asyncio.to_thread(dev.ends)
        printed = dev.output
    after = keys("list", "--json", **variables)

    assert (before.returncode, served.status_code) == (0, 200)
    assert created.status_code == 202
    assert key not in printed
    assert [row["tenant"] for row in msgspec.json.decode(after.stdout)] == ["acme"]


async def test_a_server_for_others_starts_once_there_is_a_key(redis_url: str) -> None:
    variables = {"ROUNDTABLE_REDIS_URL": redis_url, "ROUNDTABLE_HOST": LOOPBACK_IN_DISGUISE}
    with a_command("serve", "--port", "0", **variables) as refused:
        status = await asyncio.to_thread(refused.ends)
        said = refused.output
    made = await asyncio.to_thread(keys, "create", "--tenant", "acme", **variables)
    with a_command("serve", "--port", "0", **variables) as serve:
        printed = await asyncio.to_thread(serve.prints, "Roundtable serves ")
        port = int(printed.partition("http://127.0.0.1:")[2].partition(".")[0])
        async with a_client(f"http://127.0.0.1:{port}") as client:
            nobody = await client.get("/v1/debates")
            owner = await client.get(
                "/v1/debates", headers={"Authorization": f"Bearer {made.stdout.strip()}"}
            )

    assert status == 2
    assert said.count("\n") == 1
    assert "roundtable keys create" in said
    assert_problem(nobody, 401, "missing_api_key")
    assert owner.status_code == httpx.codes.OK


def test_who_waits_for_a_key_goes_on_once_there_is_one(place: Path) -> None:
    variables = {"ROUNDTABLE_REDIS_URL": f"unix://{place}/store/valkey.sock"}
    with a_command("keys", "wait", **variables) as wait:
        wait.prints("The store does not answer yet.")
        with embedded.start(place / "store") as server:
            assert server.url == variables["ROUNDTABLE_REDIS_URL"]
            wait.prints("There is no key yet")
            still_waiting = wait.process.poll() is None
            keys("create", "--tenant", "acme", **variables)
            status, said = wait.ends(), wait.output
            at_once = keys("wait", **variables)

    assert still_waiting
    assert status == 0
    assert said.count("\n") == 2
    assert (at_once.returncode, at_once.stdout, at_once.stderr) == (0, "", "")


def test_who_waits_for_a_key_can_be_told_to_stop(redis_url: str) -> None:
    with a_command("keys", "wait", ROUNDTABLE_REDIS_URL=redis_url) as wait:
        wait.prints("There is no key yet")
        wait.process.terminate()
        status = wait.ends()

    assert status == 128 + signal.SIGTERM


def test_dev_is_no_more_open_than_serve(place: Path) -> None:
    elsewhere = ("--host", LOOPBACK_IN_DISGUISE, "--port", "0")
    with a_command("dev", *elsewhere, ROUNDTABLE_DATA_DIR=str(place / "data")) as dev:
        status, said = dev.ends(), dev.output

    assert status == 2
    assert "roundtable keys create" in said


def test_the_terminal_asks_with_the_key_that_is_set(place: Path) -> None:
    variables = {"ROUNDTABLE_DATA_DIR": str(place / "data")}
    question = ("debate", "Is it?", "-o", "Yes", "-o", "No", "-m", "sim/A", "-m", "sim/A")
    key = keys("create", "--tenant", "acme", **variables).stdout.strip()
    with a_command("dev", "--port", "0", **variables) as dev:
        url = ("--url", address_of(dev))
        with a_command(*question, *url) as refused:
            without = refused.ends(), refused.output
        with a_command(*question, *url, ROUNDTABLE_API_KEY=key) as debate:
            with_key = debate.ends(), debate.output

    assert without[0] == 1
    assert "Send an API key" in without[1]
    assert with_key[0] == 0, with_key[1]
