"""Whose job is handed out next: tenants take turns, and none runs more than it may."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from service.context import Context
from service.domain.debate import Debate
from service.domain.jobs import Claim
from service.domain.lifecycle import cancel, close_round
from service.store.leases import Leases
from tests.support.debates import a_response
from tests.support.store import (
    a_call,
    a_stored_debate,
    again,
    an_open_store,
    claimed,
    decided,
    is_at_rest,
)

VOTES = str.maketrans("123", "ABC")
MOST = 3
"""Jobs that one tenant may run at a time here."""
STEPS_TO_REST = 10_000
"""Far more than it takes."""


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    # No lease ends by itself, however long a test takes.
    variables = {"ROUNDTABLE_TENANT_CONCURRENCY": str(MOST), "ROUNDTABLE_LEASE_SECONDS": "600"}
    async with an_open_store(valkey_url, namespace, variables) as context:
        yield context


async def queue(context: Context, tenant: str, count: int = 1) -> list[Debate]:
    return [await a_stored_debate(context, tenant=tenant) for _ in range(count)]


def tenant_of(claim: Claim) -> str:
    return claim.job_id.partition("}")[2].partition("|")[0]


async def served(leases: Leases, want: int = 1) -> list[str]:
    """Claim that many jobs; return their tenants in the order in which they were served."""
    claims, _ = await leases.claim(want)
    return [tenant_of(claim) for claim in claims]


async def run_next(leases: Leases) -> str:
    """Run one job from its claim to its end; return whose it was."""
    claim = await claimed(leases)
    await leases.release(claim, finished=True)
    return tenant_of(claim)


async def test_tenants_are_served_in_turn(context: Context, leases: Leases) -> None:
    for tenant in ("whale", "minnow", "shrimp"):
        await queue(context, tenant, 2)

    assert await served(leases, 6) == ["whale", "minnow", "shrimp"] * 2


async def test_whoever_comes_is_served_before_the_one_that_was_served_last(
    context: Context, leases: Leases
) -> None:
    await queue(context, "whale", 20)
    assert await run_next(leases) == "whale"

    await queue(context, "minnow", 2)

    assert [await run_next(leases) for _ in range(4)] == ["minnow", "whale", "minnow", "whale"]


async def test_whoever_comes_waits_for_those_who_were_there_before(
    context: Context, leases: Leases
) -> None:
    for tenant in ("whale", "shark", "cod"):
        await queue(context, tenant, 2)
    assert await run_next(leases) == "whale"

    await queue(context, "minnow")
    await queue(context, "a-shrimp")

    assert [await run_next(leases) for _ in range(5)] == [
        *("shark", "cod", "minnow", "a-shrimp"),
        "whale",
    ]


async def test_one_job_at_a_time_gains_nothing(context: Context, leases: Leases) -> None:
    await queue(context, "whale", 5)
    turns = []
    for _ in range(10):
        await queue(context, "a-sprinter")
        turns.append(await run_next(leases))

    assert all(one != other for one, other in pairwise(turns))


async def test_a_tenant_at_its_limit_lets_the_others_pass_and_comes_back(
    context: Context, leases: Leases
) -> None:
    await queue(context, "whale", 10)
    (first, *_), _ = await leases.claim(10)
    assert await served(leases, 10) == []

    await queue(context, "minnow")
    await queue(context, "whale")
    assert await served(leases, 10) == ["minnow"]

    await leases.release(first, finished=True)
    assert await served(leases, 10) == ["whale"]


async def test_a_hundred_tenants_at_their_limit_hide_nobody(
    context: Context, leases: Leases
) -> None:
    for number in range(100):
        await queue(context, f"full-{number}", MOST + 1)
    for _ in range(MOST * 2):
        await leases.claim(64)

    await queue(context, "minnow")

    assert await served(leases) == ["minnow"]
    assert await context.redis.exists(f"{context.keys.prefix}ready") == 0


async def test_a_canceled_debate_gives_its_place_to_the_next_of_its_tenant(
    context: Context, leases: Leases
) -> None:
    running, *_ = await queue(context, "whale", MOST + 1)
    await leases.claim(MOST)
    assert await served(leases) == []

    await context.debates.decide(
        "whale", running.spec.id, lambda d: cancel(d, now=context.clock.now())
    )

    assert await served(leases) == ["whale"]


async def test_what_has_begun_goes_before_what_is_new(context: Context, leases: Leases) -> None:
    first, *_ = await queue(context, "whale", 3)
    debate = await decided(context, first, await claimed(leases))
    for seat in ("seat_1", "seat_2", "seat_3"):
        response = a_response(1, seat, seat[-1].translate(VOTES))
        await context.ledger.commit(debate.spec, response, a_call(seat))

    await context.debates.decide(
        "whale", debate.spec.id, lambda d: close_round(d, now=context.clock.now())
    )

    job = context.queue.job_for(await again(context, debate))
    assert job is not None
    assert (await claimed(leases)).job_id == job.id


async def test_a_job_that_is_given_back_goes_first(context: Context, leases: Leases) -> None:
    await queue(context, "whale", 3)
    claim = await claimed(leases)

    await leases.release(claim, finished=False)

    assert (await claimed(leases)).job_id == claim.job_id


class Harbour:
    """Everything that can happen to the jobs of some tenants, in a random order."""

    def __init__(self, context: Context, leases: Leases, seed: int) -> None:
        self.running: list[Claim] = []
        self.queued = Counter[str]()
        self.passed_over: dict[str, Counter[str]] = {}
        """By tenant that waits: how often each other was served meanwhile."""
        self._context = context
        self._leases = leases
        self._random = random.Random(seed)
        self._tenants = [f"t{number}" for number in range(self._random.randint(2, 7))]

    async def live(self, steps: int) -> None:
        acts = (self.queue, self.claim, self.claim, self.finish, self.give_back, self.lose)
        for _ in range(steps):
            await self._random.choice(acts)()
            self.check()

    async def queue(self) -> None:
        tenant = self._random.choice(self._tenants)
        count = self._random.choice((1, 1, 1, 8))
        await queue(self._context, tenant, count)
        self.queued[tenant] += count

    async def claim(self) -> None:
        claims, _ = await self._leases.claim(self._random.choice((1, 1, 2, 5)))
        for claim in claims:
            # What is tried apart takes nobody's turn.
            if not claim.company:
                self.note(tenant_of(claim))
            self.running.append(claim)

    def note(self, tenant: str) -> None:
        self.queued[tenant] -= 1
        self.passed_over.pop(tenant, None)
        for others in self.passed_over.values():
            others[tenant] += 1

    async def finish(self) -> None:
        if claim := self.one_that_runs():
            await self._leases.release(claim, finished=True)

    async def give_back(self) -> None:
        if claim := self.one_that_runs():
            delay_s = self._random.choice((0, 60))
            await self._leases.release(claim, finished=False, delay_s=delay_s)
            if delay_s:
                # That time has passed.
                delayed = f"{self._context.keys.prefix}delayed"
                await self._context.redis.zadd(delayed, {claim.job_id: 1})
            self.queued[tenant_of(claim)] += 1

    async def lose(self) -> None:
        """End the lease of a job as if its worker were dead; the next claim finds out."""
        if claim := self.one_that_runs():
            leases = f"{self._context.keys.prefix}leases"
            await self._context.redis.zadd(leases, {claim.job_id: 1})
            await self._leases.claim(0)
            if not await self.is_suspect(claim):
                self.queued[tenant_of(claim)] += 1

    async def is_suspect(self, claim: Claim) -> bool:
        suspects = f"{self._context.keys.prefix}suspects"
        return await self._context.redis.zscore(suspects, claim.job_id) is not None

    def one_that_runs(self) -> Claim | None:
        if not self.running:
            return None
        claim = self.running.pop(self._random.randrange(len(self.running)))
        self._leases.ended(claim)
        return claim

    def check(self) -> None:
        running = Counter(tenant_of(claim) for claim in self.running)
        assert max(running.values(), default=0) <= MOST
        for tenant in self._tenants:
            if self.queued[tenant] and running[tenant] < MOST:
                passed_over = self.passed_over.setdefault(tenant, Counter())
                assert max(passed_over.values(), default=0) <= 1, (tenant, passed_over)
            else:
                self.passed_over.pop(tenant, None)

    async def come_to_rest(self) -> None:
        for _ in range(STEPS_TO_REST):
            if await is_at_rest(self._context):
                return
            await self.claim()
            await self.finish()
            self.check()


@pytest.mark.parametrize("seed", range(12))
async def test_nobody_that_is_ready_is_passed_over_twice_and_all_counters_end_at_zero(
    context: Context, leases: Leases, seed: int
) -> None:
    harbour = Harbour(context, leases, seed)

    await harbour.live(steps=120)
    await harbour.come_to_rest()

    assert await is_at_rest(context)
