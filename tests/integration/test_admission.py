"""How calls are let through to providers: two workers, a real store, a real server."""

import asyncio
import contextlib
import random
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

import pytest

from service import embedded
from service.context import Context
from service.domain.errors import ProviderError
from service.ending import end
from service.store.provider_limits import SLOT_S
from tests.support.admission import Asker, Timed, an_asker, most_within
from tests.support.limits import lives_ms
from tests.support.model_server import ModelServer, Reply, ballot, completion, rejection
from tests.support.patience import PATIENCE_S
from tests.support.store import an_open_store, eventually

WithLimits = Callable[..., Path]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
def file(server: ModelServer, tmp_path: Path) -> WithLimits:
    """Return what writes a providers file with the server, and limits where they are given."""

    def write(**limits: int) -> Path:
        limit = "\n".join(f"{name} = {most}" for name, most in limits.items())
        given = f'[[limit]]\nprovider = "lab"\n{limit}\n' if limits else ""
        path = tmp_path / "providers.toml"
        path.write_text(f'[[provider]]\nname = "lab"\nbase_url = "{server.url}"\n{given}')
        return path

    return write


@contextlib.asynccontextmanager
async def a_store(valkey_url: str, namespace: str, file: Path) -> AsyncIterator[Context]:
    variables = {"ROUNDTABLE_PROVIDERS_FILE": str(file)}
    async with an_open_store(valkey_url, namespace, variables) as store:
        yield store


@contextlib.asynccontextmanager
async def two_askers(
    valkey_url: str, namespace: str, file: Path, *, minute_s: float = 60
) -> AsyncIterator[tuple[Asker, Asker]]:
    """Give two workers with connections of their own."""
    async with (
        a_store(valkey_url, namespace, file) as one,
        a_store(valkey_url, namespace, file) as other,
        an_asker(one, minute_s=minute_s) as first,
        an_asker(other, minute_s=minute_s) as second,
    ):
        yield first, second


@contextlib.asynccontextmanager
async def one_asker(valkey_url: str, namespace: str, file: Path) -> AsyncIterator[Asker]:
    async with a_store(valkey_url, namespace, file) as store, an_asker(store) as asker:
        yield asker


def admitted_s(askers: Iterable[Asker]) -> list[float]:
    """Return when calls were admitted; they may be held up on their way to the provider."""
    return [at_s for asker in askers for at_s in asker.limits.admitted_s]


async def refusal(asker: Asker, **how: float) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await asker.ask(**how)  # type: ignore[arg-type]
    assert raised.value.unbilled
    assert not raised.value.retryable
    return raised.value


async def test_workers_share_the_number_of_calls_at_once(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = calls = Timed(delay_s=0.1)
    async with two_askers(valkey_url, namespace, file(concurrency=3)) as askers:
        await asyncio.gather(*(asker.ask() for asker in askers for _ in range(6)))

    assert len(calls.times) == 12
    assert most_within(0.09, calls.times) == 3


async def test_workers_share_the_calls_of_a_minute(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = calls = Timed()
    path = file(requests_per_minute=4)
    async with two_askers(valkey_url, namespace, path, minute_s=0.5) as askers:
        await asyncio.gather(*(asker.ask() for asker in askers for _ in range(5)))

    assert len(calls.times) == 10
    assert most_within(0.5, admitted_s(askers)) == 4


async def test_workers_share_the_tokens_of_a_minute(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = Timed()
    # The server says that each call used 150.
    path = file(tokens_per_minute=450)
    async with two_askers(valkey_url, namespace, path, minute_s=0.5) as askers:
        await asyncio.gather(*(asker.ask(tokens=150) for asker in askers for _ in range(3)))

    assert most_within(0.5, admitted_s(askers)) == 3


async def test_when_nothing_is_left_no_worker_asks_until_the_reset(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = calls = Timed()
    calls.headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "400ms"}
    async with two_askers(valkey_url, namespace, file()) as (one, other):
        await one.ask()
        calls.headers = {}
        await asyncio.gather(one.ask(), other.ask())

    assert min(calls.times[1:]) - calls.times[0] >= 0.4


async def test_a_pause_that_a_provider_asks_for_is_kept_by_all_workers(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = [
        rejection(429, "Slow down.", retry_after="0.4"),
        completion(ballot("A")),
    ]
    async with two_askers(valkey_url, namespace, file()) as (one, other):
        began = time.monotonic()
        with pytest.raises(ProviderError, match="Slow down"):
            await one.ask()
        await other.ask()

    assert time.monotonic() - began >= 0.4


async def test_another_model_does_not_wait_for_one_that_is_paused(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = rejection(429, "Slow down.", retry_after="9")
    async with one_asker(valkey_url, namespace, file(concurrency=9)) as asker:
        with pytest.raises(ProviderError, match="Slow down"):
            await asker.ask()
        waiting = asyncio.create_task(asker.ask())
        try:
            await eventually(lambda: has_asked(asker, 2))
            reply = await asker.ask("lab/beta", within_s=6)
        finally:
            await end(waiting)

    assert reply.text


async def has_asked(asker: Asker, times: int) -> bool:
    return asker.limits.commands.count("admit") >= times


async def test_who_comes_first_is_served_first(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    calls = Timed()
    models = [f"m{n % 3}" for n in range(9)]
    server.replies.update(dict.fromkeys(models, calls))
    async with one_asker(valkey_url, namespace, file(concurrency=1)) as asker:
        async with asker.admission.admitted("lab/a", tokens=1, within_s=1, patience_s=0):
            waiting = []
            for n, model in enumerate(models, start=1):
                waiting.append(asyncio.create_task(asker.ask(f"lab/{model}")))
                await until_standing(asker, n)
        await asyncio.gather(*waiting)

    assert calls.models == models


async def until_standing(asker: Asker, count: int) -> None:
    async def stand() -> bool:
        return asker.admission.standing("lab") == count

    await eventually(stand)


async def test_who_does_not_wait_is_admitted_only_into_free_room(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    async with one_asker(valkey_url, namespace, file(concurrency=1)) as asker:
        await asker.ask(within_s=0, patience_s=0)
        async with asker.admission.admitted("lab/a", tokens=1, within_s=1, patience_s=0):
            full = await refusal(asker, within_s=0, patience_s=0)
            waiting = asyncio.create_task(asker.ask())
            await until_standing(asker, 1)
            asked = len(asker.limits.commands)
            behind = await refusal(asker, within_s=0, patience_s=0)
            assert len(asker.limits.commands) == asked
        await waiting

    assert (full.code, behind.code) == ("timed_out", "timed_out")
    assert "as many calls as the operator allows are under way" in str(full)
    assert "others are waiting" in str(behind)


async def test_who_would_wait_too_long_is_told_at_once(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = rejection(429, "Slow down.", retry_after=f"{3 * PATIENCE_S:.0f}")
    async with one_asker(valkey_url, namespace, file()) as asker:
        with pytest.raises(ProviderError, match="Slow down"):
            await asker.ask()
        async with asyncio.timeout(PATIENCE_S):
            refused = await refusal(asker, within_s=2 * PATIENCE_S)

    assert refused.code == "timed_out"
    assert "it asked to be left alone" in str(refused)


async def test_who_waits_in_vain_is_told_when_the_time_is_over(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    async with (
        one_asker(valkey_url, namespace, file(concurrency=1)) as asker,
        asker.admission.admitted("lab/a", tokens=1, within_s=1, patience_s=0),
    ):
        late = await asyncio.gather(refusal(asker, within_s=0.3), refusal(asker, within_s=0.3))

    assert {error.code for error in late} == {"timed_out"}


async def test_who_is_canceled_while_waiting_leaves_nothing_behind(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    path = file(concurrency=1, requests_per_minute=100)
    async with a_store(valkey_url, namespace, path) as store, an_asker(store) as asker:
        async with asker.admission.admitted("lab/a", tokens=1, within_s=1, patience_s=0):
            before = await counts(store)
            waiting = [asyncio.create_task(asker.ask()) for _ in range(5)]
            await until_standing(asker, 5)
            for task in waiting:
                task.cancel()
            await asyncio.wait(waiting)
            assert asker.admission.standing("lab") == 0
            assert await counts(store) == before == (1, 1)
        await eventually(lambda: are_counted(store, (0, 0)))


async def test_who_is_canceled_while_being_admitted_is_taken_back(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    path = file(concurrency=10)
    async with a_store(valkey_url, namespace, path) as store, an_asker(store) as asker:
        for turns in range(8):
            asking = asyncio.create_task(asker.ask())
            for _ in range(turns):
                await asyncio.sleep(0)
            asking.cancel()
            await asyncio.wait({asking})

        await eventually(lambda: are_counted(store, (0, 0)))


async def test_however_calls_are_canceled_no_more_than_allowed_are_under_way(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    chance, under_way, most = random.Random(7), 0, 0

    async def call(asker: Asker, lasts_s: float) -> None:
        nonlocal under_way, most
        model = f"lab/m{chance.randrange(3)}"
        async with asker.admission.admitted(model, tokens=1, within_s=9, patience_s=0):
            under_way += 1
            most = max(most, under_way)
            try:
                await asyncio.sleep(lasts_s)
            finally:
                under_way -= 1

    path = file(concurrency=3)
    async with two_askers(valkey_url, namespace, path) as askers:
        calls = [asyncio.create_task(call(askers[n % 2], chance.random() / 50)) for n in range(80)]
        for task in chance.sample(calls, 60):
            await asyncio.sleep(chance.random() / 100)
            task.cancel()
        await asyncio.wait(calls)

        assert most == 3
        assert [asker.admission.standing("lab") for asker in askers] == [0, 0]
        async with a_store(valkey_url, namespace, path) as store:
            await eventually(lambda: have_no_slot(store))


async def have_no_slot(store: Context) -> bool:
    return (await counts(store))[0] == 0


async def test_a_call_that_was_admitted_and_not_made_counts_nowhere(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    async with (
        a_store(valkey_url, namespace, file(concurrency=1)) as store,
        an_asker(store) as asker,
    ):
        async with asker.admission.admitted("lab/a", tokens=1, within_s=1, patience_s=0):
            during = await counts(store)

        assert (during, await counts(store)) == ((1, 1), (0, 0))


async def test_a_call_that_is_canceled_gives_its_slot_back_at_once(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = Reply(hangs=True, delay_s=60)
    path = file(concurrency=1)
    async with a_store(valkey_url, namespace, path) as store, an_asker(store) as asker:
        calling = asyncio.create_task(asker.ask())
        await eventually(lambda: is_asked(server, "alpha"))
        calling.cancel()
        await asyncio.wait({calling})

        await eventually(lambda: are_counted(store, (0, 1)), within_s=SLOT_S / 2)


async def is_asked(server: ModelServer, model: str) -> bool:
    return bool(server.asked_of(model))


async def counts(store: Context) -> tuple[int, int]:
    """Return how many calls hold a slot, and how many count in this minute."""
    keys = store.keys.account(store.accounts["lab"].id)
    return await store.redis.zcard(keys.slots), await store.redis.zcard(keys.times)


async def are_counted(store: Context, expected: tuple[int, int]) -> bool:
    return await counts(store) == expected


async def test_a_slot_is_kept_for_as_long_as_its_call_lasts(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    async with (
        two_askers(valkey_url, namespace, file(concurrency=1)) as (one, other),
        one.admission.admitted("lab/a", tokens=1, within_s=1, patience_s=0),
    ):
        began = time.monotonic()
        await refusal(other, within_s=6.5)

    assert time.monotonic() - began > 6


async def test_the_slots_of_a_killed_worker_come_back(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    path = file(concurrency=1)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.support.admission", valkey_url, namespace, str(path)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with one_asker(valkey_url, namespace, path) as asker:
        try:
            assert await process.stdout.readline() == b"admitted\n"
            await refusal(asker, within_s=0.2)
        finally:
            process.send_signal(signal.SIGKILL)
            await process.wait()
        await asker.ask()


async def test_an_outage_of_the_store_is_waited_through(file: WithLimits, namespace: str) -> None:
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        valkey = embedded.start(Path(folder))
        async with one_asker(valkey.url, namespace, file(concurrency=1)) as asker:
            await asker.ask()
            valkey.stop()
            asking = asyncio.create_task(asker.ask())
            short = await refusal(asker, within_s=0.5)
            hedge = await refusal(asker, within_s=0)
            valkey = embedded.start(Path(folder))
            try:
                assert (await asking).text
            finally:
                valkey.stop()

    assert (short.code, hedge.code) == ("timed_out", "timed_out")
    assert "the store could not be reached" in str(short)


async def test_simulated_models_cost_the_store_nothing(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    async with a_store(valkey_url, namespace, file()) as store, an_asker(store) as asker:
        await asker.ask("sim/A")

        assert asker.limits.commands == []
        assert await lives_ms(store.redis, store) == {}


async def test_simulated_models_can_be_limited(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    path = file()
    path.write_text('[[limit]]\nprovider = "sim"\nconcurrency = 1\n')
    async with (
        one_asker(valkey_url, namespace, path) as asker,
        asker.admission.admitted("sim/A", tokens=1, within_s=1, patience_s=0),
    ):
        with pytest.raises(ProviderError, match="The simulator could not be asked in time"):
            await asker.ask("sim/B", within_s=0)


async def test_where_there_is_room_calls_share_one_look_a_second(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = calls = Timed()
    calls.headers = {"ratelimit": "r=900;t=5"}
    async with one_asker(valkey_url, namespace, file()) as asker:
        began = time.monotonic()
        for _ in range(20):
            await asker.ask()

        assert asker.limits.commands == []
        assert asker.limits.looks <= 1 + (time.monotonic() - began)


async def test_where_little_is_left_each_call_is_counted_and_tells(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = calls = Timed()
    calls.headers = {"ratelimit": "r=9;t=30"}
    async with one_asker(valkey_url, namespace, file()) as asker:
        await asker.ask()
        await asker.ask()
        await asker.ask("lab/beta")

        assert asker.limits.commands == ["leave", "admit", "leave"]


async def test_what_is_scarce_is_known_to_workers_that_have_looked_before(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = [
        completion(ballot("A")),
        rejection(429, "Slow down.", retry_after="60"),
        *[completion(ballot("A"))] * 1_000,
    ]
    async with two_askers(valkey_url, namespace, file()) as (one, other):
        await other.ask()
        with pytest.raises(ProviderError, match="Slow down"):
            await one.ask()

        async def is_turned_away() -> bool:
            try:
                await other.ask(within_s=0)
            except ProviderError as error:
                return "it asked to be left alone" in str(error)
            return False

        await eventually(is_turned_away)


async def test_of_what_is_left_no_more_is_sent_though_nobody_counted_before(
    server: ModelServer, file: WithLimits, valkey_url: str, namespace: str
) -> None:
    server.replies["alpha"] = calls = Timed()
    calls.headers = {"ratelimit": "r=3;t=60"}
    async with two_askers(valkey_url, namespace, file()) as (one, other):
        await one.ask()
        calls.headers = {}
        asked = [asker.ask(within_s=0.0) for asker in (one, other) for _ in range(4)]
        answers = await asyncio.gather(*asked, return_exceptions=True)

    refused = [answer for answer in answers if isinstance(answer, ProviderError)]
    assert len(refused) == 5
    assert len(calls.times) == 1 + 3


async def test_a_provider_that_is_not_known_here_passes(
    file: WithLimits, valkey_url: str, namespace: str
) -> None:
    async with (
        one_asker(valkey_url, namespace, file()) as asker,
        asker.admission.admitted("nobody/x", tokens=1, within_s=0, patience_s=0),
    ):
        assert asker.limits.commands == []
