"""A second call beside a summarizer that takes long: who writes the summary, and what it costs."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.debate import SUMMARIZER, Budget, CallStatus, Debate, DebateStatus, Summary
from service.domain.hedging import ENOUGH_ANSWERS, Asked, Hedging
from service.domain.lifecycle import cancel
from service.domain.tally import degraded_reasons
from tests.support.debates import some_rules
from tests.support.hedges import Impatient
from tests.support.model_server import (
    Answer,
    Asked as Request,
    ModelServer,
    Reply,
    completion,
    rejection,
)
from tests.support.scribe import FALSE, brief, honest, in_turn, mends, writes, writes_honestly
from tests.support.store import a_stored_debate, again, an_open_store, eventually, is_at_rest
from tests.support.workers import a_worker, seats, the_end

SCRIBE = "openai/scribe"
PANEL = seats("A", "B", "C")
HANGS = Reply(hangs=True)
GARBAGE = completion("There is a good deal to be said here, and much of it depends.")


def some_hedging() -> Hedging:
    """Return the memory of a worker that hedges whoever writes a summary at once."""
    return Impatient(*(seat.model for seat in PANEL), percent=100)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
async def store(server: ModelServer, valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    variables = {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": "sk-of-a-test",
        "ROUNDTABLE_DRAIN_SECONDS": "0",
    }
    async with an_open_store(valkey_url, namespace, variables) as store:
        yield store


async def asked(store: Context, *, budget: Budget | None = None, within_s: int = 20) -> Debate:
    """Store a debate of one round."""
    rules = some_rules(max_rounds=1, min_rounds=1, round_deadline_s=within_s)
    return await a_stored_debate(
        store, panel=PANEL, rules=rules, summarizers=(SCRIBE,), budget=budget
    )


async def held(
    store: Context, *, budget: Budget | None = None, within_s: int = 20
) -> tuple[Debate, Summary]:
    """Have a debate held by a worker that hedges its summary; all of its calls are settled."""
    async with a_worker(store, hedging=some_hedging()):
        debate = await the_end(store, await asked(store, budget=budget, within_s=within_s))
        await eventually(lambda: is_at_rest(store))
    summary = await store.debates.summary("public", debate.spec.id)
    assert debate.state.status is DebateStatus.COMPLETED
    assert summary is not None
    assert {call.status for call in debate.calls} == {CallStatus.SETTLED}
    return debate, summary


def once_hedged(second: Answer | Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """Return a script of a first call that writes when there is another, and of that one."""
    is_hedged = asyncio.Event()

    def first(asked: Request) -> Answer:
        return replace(writes_honestly(asked), after=is_hedged)

    def hedge(asked: Request) -> Answer:
        is_hedged.set()
        return second(asked) if callable(second) else second

    return in_turn(first, hedge)


def calls_of(debate: Debate) -> list[tuple[int, bool, str | None]]:
    """Return number, whether a hedge, and error of the calls for the summary."""
    calls = (call for call in debate.calls if call.participant == SUMMARIZER)
    return [(call.number, call.hedge, call.error) for call in calls]


async def test_the_draft_of_a_hedge_is_served_when_it_is_first(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = in_turn(HANGS, writes_honestly)

    debate, summary = await held(store)

    assert (summary.model, degraded_reasons(debate)) == (SCRIBE, ())
    assert calls_of(debate) == [(1, False, "canceled"), (2, True, None)]
    first, second = server.asked_of("scribe")
    assert first.body == second.body


async def test_the_draft_of_the_first_call_is_served_when_it_is_first(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = once_hedged(HANGS)

    debate, summary = await held(store)

    assert (summary.model, degraded_reasons(debate)) == (SCRIBE, ())
    assert calls_of(debate) == [(1, False, None), (2, True, "canceled")]


async def test_when_both_answer_one_draft_is_served(server: ModelServer, store: Context) -> None:
    server.replies["scribe"] = once_hedged(writes_honestly)

    debate, summary = await held(store)

    assert (summary.model, summary.verification.dropped) == (SCRIBE, 0)
    assert [(number, hedge) for number, hedge, _ in calls_of(debate)] == [(1, False), (2, True)]


@pytest.mark.parametrize("failure", [rejection(401, "Who are you?"), GARBAGE])
async def test_a_hedge_that_fails_leaves_the_first_call_its_time(
    server: ModelServer, store: Context, failure: Answer
) -> None:
    server.replies["scribe"] = once_hedged(failure)

    debate, summary = await held(store)

    assert summary.model == SCRIBE
    assert [(number, hedge) for number, hedge, _ in calls_of(debate)] == [(1, False), (2, True)]


async def test_what_follows_a_hedge_is_numbered_after_it(
    server: ModelServer, store: Context
) -> None:
    def lies(asked: Request) -> Answer:
        draft = honest(brief(asked))
        return writes({**draft, "overview": [FALSE, *draft["overview"]]})

    server.replies["scribe"] = in_turn(HANGS, lies, mends)

    debate, summary = await held(store)

    assert summary.verification.repaired == 1
    assert [number for number, _, _ in calls_of(debate)][:3] == [1, 2, 3]


async def test_a_summary_is_not_hedged_when_the_budget_does_not_pay_for_it(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = lambda asked: replace(writes_honestly(asked), delay_s=0.3)
    free = {seat.model: 0.0 for seat in PANEL}
    budget = Budget(max_usd=1.5, expected_usd=free, summary_usd={SCRIBE: 1.0})

    debate, summary = await held(store, budget=budget)

    assert (summary.model, calls_of(debate)) == (SCRIBE, [(1, False, None)])


async def test_when_neither_answers_in_time_the_summary_needs_no_model(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = HANGS

    debate, summary = await held(store, within_s=1)

    assert summary.model is None
    assert calls_of(debate) == [(1, False, "timed_out"), (2, True, "timed_out")]


async def test_a_summary_that_was_hedged_by_the_worker_before_is_not_hedged_again(
    server: ModelServer, store: Context
) -> None:
    slowly = in_turn(HANGS, HANGS, lambda asked: replace(writes_honestly(asked), delay_s=0.3))
    server.replies["scribe"] = slowly
    async with a_worker(store, hedging=some_hedging()) as stop:
        debate = await asked(store)
        await eventually(lambda: are_made(server, 2))
        stop.set()
    async with a_worker(store, hedging=some_hedging()):
        debate = await the_end(store, debate)

    calls = calls_of(debate)
    assert [(number, hedge) for number, hedge, _ in calls] == [(1, False), (2, True), (3, False)]


async def test_both_calls_stop_when_the_debate_is_canceled(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = HANGS
    async with a_worker(store, hedging=some_hedging()):
        debate = await asked(store)
        await eventually(lambda: are_made(server, 2))
        await store.debates.decide(
            "public", debate.spec.id, lambda d: cancel(d, now=store.clock.now())
        )
        await eventually(lambda: is_at_rest(store), within_s=2)

    assert (await again(store, debate)).state.status is DebateStatus.CANCELED
    assert await store.debates.summary("public", debate.spec.id) is None


async def test_the_time_that_a_summary_takes_is_learned(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = writes_honestly
    hedging = Hedging(0, least_s=0.0001)
    async with a_worker(store, hedging=hedging):
        for _ in range(ENOUGH_ANSWERS):
            await the_end(store, await asked(store))

    unknown_s = hedging.slow_after_s(Asked(SCRIBE))
    assert hedging.slow_after_s(Asked(SCRIBE, of_a_seat=False)) > unknown_s


async def are_made(server: ModelServer, calls: int) -> bool:
    return len(server.asked_of("scribe")) >= calls
