"""Stores over a real Valkey: opening them, filling them, and looking at what is in them.

`an_open_store` opens what the API uses, in the namespace of one test; `a_stored_debate` puts a
queued debate into it, `begun` one whose first round is open and owned. `Repeating` sends
every script twice and tells apart replies or keys that differ.
"""

import asyncio
import contextlib
import dataclasses
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import cast

import msgspec
from redis.asyncio import Redis
from typing_extensions import override

from service import ids
from service.context import Context, connect, open_store
from service.domain.debate import (
    Call,
    CallStatus,
    Debate,
    DebateState,
    DebateStatus,
    SeatId,
    Usage,
)
from service.domain.extractive import extractive_summary
from service.domain.jobs import Claim, Lane
from service.domain.lifecycle import begin, close_round, conclude
from service.settings import read_settings
from service.store.debates import DebateStore
from service.store.idempotency import Hold, StoredReply, digest
from service.store.leases import Leases
from service.store.schedule import Schedule
from service.store.scripting import Argument, Scripts
from tests.support.debates import a_panel, a_response, a_spec
from tests.support.patience import PATIENCE_S

POLL_S = 0.005


@contextlib.asynccontextmanager
async def an_open_store(
    valkey_url: str, namespace: str, variables: Mapping[str, str] | None = None
) -> AsyncIterator[Context]:
    settings = read_settings({"ROUNDTABLE_REDIS_URL": valkey_url, **(variables or {})})
    async with open_store(settings, namespace=namespace) as context:
        yield context


@contextlib.asynccontextmanager
async def some_leases(context: Context, lane: Lane = Lane.DEBATES) -> AsyncIterator[Leases]:
    """Give a lane of the queue as one worker sees it, over a connection of its own."""
    redis = connect(context.settings)
    try:
        yield Leases(redis, context.keys, context.settings.terms, lane)
    finally:
        await redis.aclose()


def a_queued_debate(stores: Context, **changes: object) -> Debate:
    """Return a debate of three seats as the API would create it now, with these fields changed."""
    now = stores.clock.now()
    fields = {
        "id": ids.draw(ids.Prefix.DEBATE, now),
        "created_at": now,
        "panel": a_panel(3),
        **changes,
    }
    spec = a_spec(**fields)
    state = DebateState(status=DebateStatus.QUEUED, changed_at=spec.created_at)
    return Debate(spec=spec, state=state, rev=1)


def a_reply(body: bytes = b"{}") -> StoredReply:
    """Return the reply that a request with this body got."""
    return StoredReply(body_digest=digest(body), status=202, headers={}, body=b'{"id":"..."}')


def a_hold(owner: str = "mine", body: bytes = b"{}") -> Hold:
    """Return the hold that a request with this body has of its key."""
    return Hold(body_digest=digest(body), token=owner)


async def a_stored_debate(stores: Context, **changes: object) -> Debate:
    debate = a_queued_debate(stores, **changes)
    await stores.debates.create(debate, a_reply())
    return await again(stores, debate)


async def begun(stores: Context, leases: Leases, **changes: object) -> tuple[Debate, Claim]:
    """Return a debate whose first round is open, and the claim of the worker that has it."""
    debate = await a_stored_debate(stores, **changes)
    claim = await claimed(leases)
    return await decided(stores, debate, claim), claim


async def decided(context: Context, debate: Debate, claim: Claim | None = None) -> Debate:
    """Begin a queued debate."""
    return await context.debates.decide(
        debate.spec.tenant,
        debate.spec.id,
        lambda queued: begin(queued, now=context.clock.now()),
        claim=claim,
    )


async def completed(context: Context, leases: Leases, **changes: object) -> Debate:
    """Return a debate that everyone agreed in at once, with its summary."""
    debate, _ = await begun(context, leases, **changes)
    for seat in debate.spec.panel:
        call = a_call(seat.id, settled=True)
        await context.ledger.commit(debate.spec, a_response(1, seat.id, "A"), call)
    now, name = context.clock.now(), (debate.spec.tenant, debate.spec.id)
    await context.debates.decide(*name, lambda d: close_round(d, now=now))
    return await context.debates.decide(
        *name, lambda d: conclude(d, extractive_summary(d, now=now), now=now)
    )


async def let_the_lease_end(context: Context, claim: Claim) -> None:
    """Make it so long ago that the lease was renewed that it has ended."""
    await context.redis.zadd(f"{context.keys.prefix}leases", {claim.job_id: 1})


async def claimed(leases: Leases) -> Claim:
    """Claim the one job that is due."""
    claims, _ = await leases.claim(1)
    assert len(claims) == 1
    return claims[0]


async def rob(context: Context, debate: Debate) -> Claim:
    """Take the debate's job from its owner without a word; return the claim of the thief."""
    job = context.queue.job_for(debate)
    assert job is not None
    thief = Claim(job_id=job.id, token="of a thief")
    owners = f"{context.keys.prefix}owners"
    await cast("Awaitable[int]", context.redis.hset(owners, thief.job_id, thief.token))
    return thief


async def in_the_queue(context: Context) -> dict[str, object]:
    """Return what the queue keeps: nothing, as long as no job is queued, delayed or running."""
    prefix, found = context.keys.prefix, await keyspace(context.redis, context.keys.namespace)
    begins = re.compile(f"{re.escape(prefix)}({'|'.join(filter(None, Lane))})?")
    return {
        name: value
        for name, value in found.items()
        if name.startswith("arq:") or begins.sub("", name).partition(":")[0] in QUEUE_KEYS
    }


async def is_at_rest(context: Context) -> bool:
    """Return whether no job is queued, delayed or running, and nothing is left of one."""
    return await in_the_queue(context) == {}


async def forget_all_jobs(context: Context) -> None:
    """Lose the queue with everything in it; the debates stay."""
    for name in await in_the_queue(context):
        await context.redis.delete(name)


async def again(context: Context, debate: Debate) -> Debate:
    """Return the debate as it is by now."""
    return await context.debates.load(debate.spec.tenant, debate.spec.id)


def a_call(seat: SeatId = "seat_1", *, settled: bool = False, **changes: object) -> Call:
    call = Call(
        round=1,
        participant=seat,
        number=1,
        model="sim/A",
        status=CallStatus.SETTLED if settled else CallStatus.RESERVED,
        usage=Usage(calls=1, output_tokens=200 if settled else 0),
    )
    return msgspec.structs.replace(call, **changes)


async def eventually(holds: Callable[[], Awaitable[bool]], within_s: float = PATIENCE_S) -> None:
    """Wait until that is so; `TimeoutError` when it does not come about."""
    async with asyncio.timeout(within_s):
        while not await holds():  # noqa: ASYNC110 - nothing tells us
            await asyncio.sleep(POLL_S)


async def keyspace(redis: Redis, namespace: str) -> dict[str, object]:
    """Return every key of a namespace with its value.

    How long a key or a lease lives is left out, when a worker was last heard, and what a claim was
    answered, which is kept for seconds: time passes between two looks.
    """
    found: dict[str, object] = {}
    async for key in redis.scan_iter(match=f"*{{{namespace}}}*", count=1_000):
        kind = await redis.type(key)
        if kind == EXPIRED or key.endswith(HEARD) or CLAIMED in key:
            continue
        command, *rest = READS[kind]
        value = await redis.execute_command(command, key, *rest)  # type: ignore[no-untyped-call]
        found[key.decode()] = value[::2] if key.endswith(RENEWED) else value
    return found


QUEUE_KEYS = {
    *("queue", "ready", "waiting", "turn", "delayed", "suspects"),
    *("leases", "owners", "inflight", "tries"),
}

RENEWED = (b":leases", b":slots")
"""Ends of keys whose scores say until when something is held."""

HEARD = b":seen"
"""End of the keys that last as long as workers are heard."""

CLAIMED = b":claim:"
"""Part of the keys of claims that were answered."""

EXPIRED = b"none"
"""The type of a key that has come to its end since it was found."""

READS: dict[bytes, tuple[str, ...]] = {
    b"string": ("GET",),
    b"hash": ("HGETALL",),
    b"zset": ("ZRANGE", "0", "-1", "WITHSCORES"),
    b"stream": ("XRANGE", "-", "+"),
}


class Counting(Scripts):
    """Scripts that remember how often each was called."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.redis, context.keys.prefix)
        self.calls: Counter[str] = Counter()

    @override
    async def call(self, name: str, keys: Sequence[str], args: Sequence[Argument]) -> object:
        self.calls[name] += 1
        return await super().call(name, keys, args)


def debates_by(
    context: Context, scripts: Scripts, kind: type[DebateStore] = DebateStore
) -> DebateStore:
    """Return the debates of a context, which these scripts write."""
    return kind(
        context.redis,
        scripts,
        context.keys,
        context.queue.job_for,
        context.subscriptions,
        metrics=context.metrics,
    )


def counted(context: Context) -> tuple[Context, Counter[str]]:
    """Return the same stores, and how often each script has been called through them."""
    scripts, keys, job_for = Counting(context), context.keys, context.queue.job_for
    stores = dataclasses.replace(
        context,
        scripts=scripts,
        debates=debates_by(context, scripts),
        schedule=Schedule(scripts, keys, job_for),
    )
    return stores, scripts.calls


class Repeating(Scripts):
    """Scripts that arrive twice, as after a reply that was lost on the way.

    `answers` holds what was answered, by script; `differences` what the second sending changed.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context.redis, context.keys.prefix)
        self._context = context
        self.answers: list[tuple[str, object]] = []
        self.differences: list[str] = []

    @override
    async def call(self, name: str, keys: Sequence[str], args: Sequence[Argument]) -> object:
        return await self.sent_twice(name, lambda: super(Repeating, self).call(name, keys, args))

    async def sent_twice(self, name: str, send: Callable[[], Awaitable[object]]) -> object:
        """Send something twice; return what was answered first."""
        redis, namespace = self._context.redis, self._context.keys.namespace
        answer = await send()
        before = await keyspace(redis, namespace)
        second = await send()
        after = await keyspace(redis, namespace)
        self.answers.append((name, answer))
        if second != answer:
            self.differences.append(f"{name} answered {answer!r}, then {second!r}")
        if after != before:
            self.differences.append(f"{name} made {after!r} of {before!r}")
        return answer


class RepeatingLeases(Leases):
    """The lane of debates over such scripts."""

    def __init__(self, context: Context, scripts: Repeating) -> None:
        super().__init__(context.redis, context.keys, context.settings.terms)
        self._scripts = scripts
