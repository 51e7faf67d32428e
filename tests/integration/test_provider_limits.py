"""What providers are sent by all workers together: counted, corrected, and given back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.limits import (
    UNCOUNTED,
    Admitted,
    Allowance,
    Limits,
    Obstacle,
    Parting,
    Refused,
    Room,
)
from service.store.provider_limits import ON_THE_WAY_S, Candidate, ProviderLimits
from tests.support.limits import a_candidate, admitted, lives_ms, told
from tests.support.store import an_open_store, eventually

MINUTE_S = 0.3
UNSENT = Parting(tokens=0, unsent=True)


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as context:
        yield context


@pytest.fixture
def store(context: Context) -> ProviderLimits:
    return ProviderLimits(context.scripts, context.keys)


@pytest.fixture
def quick(context: Context) -> ProviderLimits:
    return ProviderLimits(context.scripts, context.keys, minute_s=MINUTE_S)


async def obstacle(store: ProviderLimits, call: Candidate) -> Obstacle | None:
    verdict = await store.admit(call)
    return verdict.obstacle if isinstance(verdict, Refused) else None


async def leave(
    store: ProviderLimits, context: Context, call: Candidate, parting: Parting
) -> None:
    first = await admitted(store, call)
    await store.leave(call, first, parting, now=context.clock.now())


async def test_no_more_calls_are_under_way_than_allowed(
    store: ProviderLimits, context: Context
) -> None:
    calls = [a_candidate(f"n{n}", limits=Limits(concurrency=2)) for n in range(4)]
    for call in calls[:2]:
        await admitted(store, call)

    assert await store.admit(calls[2]) == Refused(obstacle=Obstacle.CONCURRENCY, until=None)

    await leave(store, context, calls[0], Parting())
    assert await obstacle(store, calls[2]) is None
    assert await obstacle(store, calls[3]) is Obstacle.CONCURRENCY


async def test_a_slot_that_is_renewed_stays_and_another_comes_back(
    store: ProviderLimits, context: Context
) -> None:
    kept, lost = (a_candidate(n, limits=Limits(concurrency=2)) for n in ("kept", "lost"))
    for call in (kept, lost):
        await admitted(store, call)
    slots = context.keys.account(kept.account).slots
    await context.redis.zadd(slots, {"kept": 1, "lost": 1})

    await store.renew({kept.account: ("kept",)})

    await admitted(store, a_candidate("next", limits=kept.limits))
    assert await context.redis.zrange(slots, 0, -1) == [b"kept", b"next"]


async def test_no_minute_has_more_calls_than_allowed(
    quick: ProviderLimits, context: Context
) -> None:
    limits, times = Limits(requests_per_minute=3), list[float]()
    for n in range(8):
        call = a_candidate(f"n{n}", limits=limits, model=f"m{n}")
        await until_admitted(quick, call)
        score = await context.redis.zscore(context.keys.account(call.account).times, call.nonce)
        assert score is not None
        times.append(score)

    window_ms = 1000 * (MINUTE_S + ON_THE_WAY_S)
    assert all(later - first >= window_ms for first, later in zip(times, times[3:], strict=False))


async def until_admitted(store: ProviderLimits, call: Candidate) -> None:
    async def is_admitted() -> bool:
        return isinstance(await store.admit(call), Admitted)

    await eventually(is_admitted)


async def test_a_refusal_says_when_the_next_call_is_due(
    store: ProviderLimits, context: Context
) -> None:
    limits = Limits(requests_per_minute=2)
    for n in range(2):
        await admitted(store, a_candidate(f"n{n}", limits=limits))
    first = await context.redis.zscore(context.keys.account("lab:1").times, "n0")

    refused = await store.admit(a_candidate("n2", limits=limits))

    assert isinstance(refused, Refused)
    assert refused.obstacle is Obstacle.REQUESTS
    assert refused.until is not None
    assert first is not None
    assert refused.until.timestamp() * 1000 == pytest.approx(first + 60_250)


async def test_tokens_of_a_minute_are_limited_and_corrected_afterwards(
    store: ProviderLimits, context: Context
) -> None:
    limits = Limits(tokens_per_minute=250)
    first, second, third = (a_candidate(f"n{n}", limits=limits) for n in range(3))
    await admitted(store, first)
    await admitted(store, second)
    assert await obstacle(store, third) is Obstacle.TOKENS

    await leave(store, context, first, Parting(tokens=40))
    assert await obstacle(store, third) is None

    await leave(store, context, second, Parting(tokens=500))
    assert await obstacle(store, a_candidate("n4", limits=limits, tokens=1)) is Obstacle.TOKENS


async def test_a_call_larger_than_the_limit_goes_alone(
    quick: ProviderLimits, context: Context
) -> None:
    limits = Limits(tokens_per_minute=50)
    await admitted(quick, a_candidate("n1", limits=limits))

    large = a_candidate("n2", limits=limits)
    assert await obstacle(quick, large) is Obstacle.TOKENS
    await until_admitted(quick, large)

    assert await context.redis.zrange(context.keys.account("lab:1").times, 0, -1) == [b"n2"]


async def test_tokens_come_free_when_enough_calls_have_left_the_minute(
    quick: ProviderLimits, context: Context
) -> None:
    limits = Limits(tokens_per_minute=100)
    for n in range(10):
        await admitted(quick, a_candidate(f"n{n}", limits=limits, tokens=10))

    refused = await quick.admit(a_candidate("large", limits=limits, tokens=55))

    sixth = await context.redis.zscore(context.keys.account("lab:1").times, "n5")
    assert isinstance(refused, Refused)
    assert refused.until is not None
    assert sixth is not None
    assert refused.until.timestamp() * 1000 == pytest.approx(sixth + 550)


async def test_a_call_that_was_never_sent_counts_nowhere(
    store: ProviderLimits, context: Context
) -> None:
    limits = Limits(concurrency=1, requests_per_minute=1, tokens_per_minute=100)
    await leave(store, context, a_candidate("n1", limits=limits), UNSENT)

    await admitted(store, a_candidate("n2", limits=limits))


async def test_a_call_that_was_never_sent_takes_nothing_of_what_a_provider_said_is_left(
    store: ProviderLimits, context: Context
) -> None:
    await leave(store, context, a_candidate("n0"), told(requests=1, tokens=100))
    never, now = a_candidate("n1"), context.clock.now()
    first = await admitted(store, never)
    for _ in range(2):
        await store.leave(never, first, UNSENT, now=now)

    met = [await obstacle(store, a_candidate(f"n{n}")) for n in range(2, 4)]

    assert met == [None, Obstacle.TOLD_REQUESTS]


async def test_what_was_said_after_a_call_that_was_never_sent_holds_as_it_was_said(
    store: ProviderLimits, context: Context
) -> None:
    calls = [a_candidate(f"n{n}") for n in range(2)]
    never, later = [await admitted(store, call) for call in calls]
    now = context.clock.now()
    await store.leave(calls[1], later, told(requests=0), now=now)

    await store.leave(calls[0], never, UNSENT, now=now)

    assert await obstacle(store, a_candidate("n9")) is Obstacle.TOLD_REQUESTS


@pytest.mark.parametrize(
    ("said", "obstacle_met"),
    [
        (told(requests=0), Obstacle.TOLD_REQUESTS),
        (told(tokens=99), Obstacle.TOLD_TOKENS),
        (Parting(pause_s=9), Obstacle.PAUSED),
    ],
)
async def test_what_a_provider_said_holds_for_that_model_alone(
    store: ProviderLimits, context: Context, said: Parting, obstacle_met: Obstacle
) -> None:
    await leave(store, context, a_candidate("n1"), said)

    assert await obstacle(store, a_candidate("n2")) is obstacle_met
    assert await obstacle(store, a_candidate("n3", model="other")) is None
    assert await obstacle(store, a_candidate("n4", account="lab:2")) is None


async def test_what_is_left_is_counted_down_by_the_calls_since(
    store: ProviderLimits, context: Context
) -> None:
    await leave(store, context, a_candidate("n0"), told(requests=2, tokens=1_000))

    met = [await obstacle(store, a_candidate(f"n{n}")) for n in range(1, 4)]

    assert met == [None, None, Obstacle.TOLD_REQUESTS]


async def test_calls_under_way_when_something_was_said_count_as_well(
    store: ProviderLimits, context: Context
) -> None:
    calls = [a_candidate(f"n{n}") for n in range(4)]
    passes = [await admitted(store, call) for call in calls]

    await store.leave(calls[0], passes[0], told(requests=3), now=context.clock.now())

    assert await obstacle(store, a_candidate("n9")) is Obstacle.TOLD_REQUESTS


async def test_what_was_said_to_the_latest_call_holds(
    store: ProviderLimits, context: Context
) -> None:
    calls = [a_candidate(f"n{n}") for n in range(2)]
    passes = [await admitted(store, call) for call in calls]
    now = context.clock.now()

    await store.leave(calls[1], passes[1], told(requests=5, tokens=500), now=now)
    await store.leave(calls[0], passes[0], told(requests=0, tokens=0), now=now)

    await admitted(store, a_candidate("n9"))


async def test_calls_that_nobody_counted_are_heeded_when_they_leave_less(
    store: ProviderLimits, context: Context
) -> None:
    now = context.clock.now()
    for number, left in enumerate((3, 2, 9)):
        call = a_candidate(f"u{number}")
        await store.leave(call, UNCOUNTED, told(requests=left, tokens=9_999), now=now)

    met = [await obstacle(store, a_candidate(f"n{n}")) for n in range(3)]

    assert met == [None, None, Obstacle.TOLD_REQUESTS]


async def test_what_nobody_counted_is_heeded_again_when_the_time_of_what_was_said_is_over(
    store: ProviderLimits, context: Context
) -> None:
    none = Allowance(requests=Room(left=0, resets_in_s=0))
    await leave(store, context, a_candidate("n0"), Parting(allowance=none))
    said = told(requests=1)

    await store.leave(a_candidate("u1"), UNCOUNTED, said, now=context.clock.now())

    met = [await obstacle(store, a_candidate(f"n{n}")) for n in (1, 2)]
    assert met == [None, Obstacle.TOLD_REQUESTS]


async def test_a_place_is_scarce_for_as_long_as_the_longest_that_was_said(
    store: ProviderLimits, context: Context
) -> None:
    call, other, now = a_candidate("n1"), a_candidate("n2", model="x"), context.clock.now()
    first = await admitted(store, call)
    for scarce_s in (60.0, 5.0):
        await store.leave(call, first, Parting(), now=now, scarce_s=scarce_s)
    await store.leave(other, first, Parting(), now=now)

    assert await store.scarce(now=now) == {call.place}
    assert await store.scarce(now=now + timedelta(seconds=59)) == {call.place}
    assert await store.scarce(now=now + timedelta(seconds=60)) == set()
    assert 0 < await context.redis.pttl(context.keys.scarce) <= 600_000


async def test_tokens_that_are_left_are_counted_down_too(
    store: ProviderLimits, context: Context
) -> None:
    await leave(store, context, a_candidate("n0"), told(tokens=250))

    met = [await obstacle(store, a_candidate(f"n{n}")) for n in range(1, 4)]

    assert met == [None, None, Obstacle.TOLD_TOKENS]


async def test_a_reset_and_a_pause_pass(store: ProviderLimits, context: Context) -> None:
    nothing = told(requests=0, tokens=0).allowance
    rooms = [
        replace(room, resets_in_s=0.05) for room in (nothing.requests, nothing.tokens) if room
    ]
    over_soon = Parting(
        allowance=replace(nothing, requests=rooms[0], tokens=rooms[1]), pause_s=0.05
    )
    await leave(store, context, a_candidate("n1"), over_soon)

    await until_admitted(store, a_candidate("n2"))


async def test_a_shorter_pause_does_not_cut_a_longer_one(
    store: ProviderLimits, context: Context
) -> None:
    calls = [a_candidate(f"n{n}") for n in range(2)]
    passes = [await admitted(store, call) for call in calls]
    now = context.clock.now()
    for call, pass_, pause_s in zip(calls, passes, (60, 0), strict=True):
        await store.leave(call, pass_, Parting(pause_s=pause_s), now=now)

    refused = await store.admit(a_candidate("n9"))

    assert isinstance(refused, Refused)
    assert refused.until is not None
    assert (refused.until - now).total_seconds() == pytest.approx(60, abs=0.01)


async def test_nobody_is_paused_for_ever(store: ProviderLimits, context: Context) -> None:
    await leave(store, context, a_candidate("n1"), Parting(pause_s=1e9))

    refused = await store.admit(a_candidate("n2"))

    assert isinstance(refused, Refused)
    assert refused.until is not None
    assert (refused.until - context.clock.now()).total_seconds() <= 600


async def test_of_several_obstacles_the_one_that_lasts_longest_is_told(
    store: ProviderLimits, context: Context
) -> None:
    limits = Limits(concurrency=1, requests_per_minute=1)
    call = a_candidate("n1", limits=limits)
    first = await admitted(store, call)
    assert await obstacle(store, a_candidate("n2", limits=limits)) is Obstacle.REQUESTS

    await store.leave(call, first, Parting(pause_s=300), now=context.clock.now())

    assert await obstacle(store, a_candidate("n2", limits=limits)) is Obstacle.PAUSED


async def test_every_key_vanishes_when_nothing_is_sent_any_more(
    store: ProviderLimits, context: Context
) -> None:
    limits = Limits(concurrency=1, requests_per_minute=9, tokens_per_minute=900)
    call = a_candidate("n1", limits=limits)
    first = await admitted(store, call)
    await store.renew({call.account: ("n1",)})
    before = await lives_ms(context.redis, context)
    await store.leave(call, first, told(requests=0), now=context.clock.now())

    after = await lives_ms(context.redis, context)

    assert set(before) == {"lab:1:slots", "lab:1:times", "lab:1:calls", "lab:1:told:m"}
    assert set(after) == set(before) - {"lab:1:slots"}
    assert all(0 < ms <= 600_000 for ms in (*before.values(), *after.values()))
