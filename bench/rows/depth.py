"""P12: whether a store costs more per request that is full of finished debates, or of queued ones."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from statistics import median

import msgspec
from redis.asyncio import Redis

from bench.debating import VOTES, Debates, a_body
from bench.deployment import a_deployment, a_leashed
from bench.goals import Figure, Report, at_most
from bench.http_load import press
from bench.model_server import LOOPBACK
from bench.queued import depth
from bench.queued.machine import PROC, cpu_of_process
from bench.queued.server import a_valkey, cpu_of
from service import ids
from service.context import Context
from tests.support.api import TENANT, a_context, play
from tests.support.commands import address_of
from tests.support.store import a_queued_debate, a_reply

FINISHED, QUEUED = 100_000, 10_000
FEW = 100
"""Of either, to compare with: a page of a list is full."""
BATCH = 1_000
TURNS, REQUESTS, IN_FLIGHT = 9, 200, 16
MOST_KB = 40.0
MEASURED_DEBATES = 20
SHARE_OF_MEMORY = 0.5
"""Of what is free: on a smaller machine fewer debates are put into the store."""
COPY = """
-- ARGV: prefix of a tenant's keys, the debate to copy, the ids of its copies
for i = 3, #ARGV do
  local id = ARGV[i]
  for _, part in ipairs({'spec', 'state', 'resp', 'calls', 'events', 'summary'}) do
    redis.call('COPY', ARGV[1] .. 'd:' .. ARGV[2] .. ':' .. part, ARGV[1] .. 'd:' .. id .. ':' .. part)
  end
  redis.call('ZADD', ARGV[1] .. 'idx:all', 0, id)
  redis.call('ZADD', ARGV[1] .. 'idx:completed', 0, id)
end
"""
"""Fills a store in seconds: what a debate holds is copied under other ids, and indexed."""


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """A store and the API over it."""

    port: int
    pid: int
    url: str
    debate: str
    """The path of one that is finished."""
    finished: int


BODY = a_body(panel=[{"model": f"sim/{vote}"} for vote in VOTES], summarizer={"models": ["sim/s"]})

Requests = Callable[[Store], bytes]


def _list(store: Store) -> bytes:
    return _request(store, "GET", "/v1/debates?limit=20")


def _get(store: Store) -> bytes:
    return _request(store, "GET", store.debate)


def _create(store: Store) -> bytes:
    return _request(store, "POST", "/v1/debates", body=BODY)


REQUESTED: dict[str, tuple[Requests, int]] = {
    "list": (_list, 200),
    "get": (_get, 200),
    "create": (_create, 202),
}


async def report(
    finished: int = FINISHED,
    queued: int = QUEUED,
    turns: int = TURNS,
    measured: int = MEASURED_DEBATES,
) -> Report:
    """Compare a store that is full with one that is almost empty, in turn."""
    few, many = await depth.measure((FEW, queued), turns=turns)
    each_kb = await _memory_of_one_kb(measured)
    async with _a_store(FEW) as empty, _a_store(finished) as full:
        ratios = {
            name: [await _ratio(empty, full, *asked) for _ in range(turns)]
            for name, asked in REQUESTED.items()
        }
    return Report(
        figures=(
            _flat(f"enqueue, {queued:,} queued", many.enqueue.server_us / few.enqueue.server_us),
            _flat(f"claim, {queued:,} queued", many.claim.server_us / few.claim.server_us),
            *(
                _flat(f"{name}, {full.finished:,} finished", median(each))
                for name, each in ratios.items()
            ),
            at_most("memory of a finished debate of 6 seats, 2 rounds", MOST_KB, each_kb, " kB"),
        ),
        notes=(
            (
                f"Enqueue and claim: time in the server, beside {FEW} queued, {turns} times. The others:"
                f" CPU of API and Valkey for a request, beside {FEW} finished, median of {turns}. The"
                f" {full.finished:,} finished debates are copies of a small one; memory is that of the keys"
                f" of {measured} that models have held."
            ),
        ),
    )


def _flat(what: str, ratio: float) -> Figure:
    return at_most(f"{what}: times the cost", depth.FLAT, ratio)


@contextlib.asynccontextmanager
async def _a_store(finished: int) -> AsyncIterator[Store]:
    with a_valkey() as url, a_leashed("serve", "--port", "0", settings={"REDIS_URL": url}) as api:
        port = int(address_of(api).rpartition(":")[2])
        async with a_context(url, "roundtable") as context:
            debate = a_queued_debate(context, tenant=TENANT)
            await context.debates.create(debate, a_reply())
            await play(context, debate.spec.id, "AAA")
            copied = await _copied(context, debate.spec.id, finished)
        path = f"/v1/debates/{debate.spec.id}"
        yield Store(port=port, pid=api.process.pid, url=url, debate=path, finished=copied)


async def _copied(context: Context, debate: str, times: int) -> int:
    """Copy a debate that often, as far as there is memory; return how often."""
    before = await depth.memory_in_use(context.redis)
    await _copy(context, debate, FEW)
    each = (await depth.memory_in_use(context.redis) - before) / FEW
    times = min(times, int(SHARE_OF_MEMORY * _free_bytes() / max(each, 1)))
    for start in range(FEW, times, BATCH):
        await _copy(context, debate, min(BATCH, times - start), start)
    return times


async def _copy(context: Context, debate: str, times: int, start: int = 0) -> None:
    now = context.clock.now()
    names = [
        ids.draw(ids.Prefix.DEBATE, now - timedelta(milliseconds=start + number))
        for number in range(times)
    ]
    prefix = f"{context.keys.prefix}t:{TENANT}:"
    await context.redis.register_script(COPY)(args=[prefix, debate, *names])


def _free_bytes() -> int:
    lines = dict(line.split(":", 1) for line in (PROC / "meminfo").read_text().splitlines())
    return 1024 * int(lines["MemAvailable"].split()[0])


async def _ratio(empty: Store, full: Store, request: Requests, wanted: int) -> float:
    one, other = [await _cost_s(store, request, wanted) for store in (empty, full)]
    return other / one


async def _cost_s(store: Store, request: Requests, wanted: int) -> float:
    """Return the CPU that API and Valkey take for some requests."""
    requests: Iterator[bytes] = (request(store) for _ in range(REQUESTS))
    used_s = cpu_of_process(store.pid) + await cpu_of(store.url)
    await press(store.port, requests, in_flight=IN_FLIGHT, wanted=wanted)
    return cpu_of_process(store.pid) + await cpu_of(store.url) - used_s


async def _memory_of_one_kb(debates: int) -> float:
    """Return what the keys take, on average, of a debate that has been held."""
    with a_deployment({"lab": "d=1"}) as deployed:
        asking = Debates(deployed)
        for _ in range(debates):
            await asking.hold()
        async with Redis.from_url(deployed.valkey_url) as redis:
            keys = [key async for key in redis.scan_iter("*:d:dbt_*", count=BATCH)]
            sizes = [await redis.memory_usage(key, samples=0) or 0 for key in keys]
    return sum(sizes) / debates / 1024


def _request(store: Store, method: str, path: str, *, body: bytes = b"") -> bytes:
    own = (f"{method} {path} HTTP/1.1", f"Host: {LOOPBACK}:{store.port}")
    typed = ("Content-Type: application/json", f"Content-Length: {len(body)}") if body else ()
    return "\r\n".join((*own, *typed, "", "")).encode() + body
