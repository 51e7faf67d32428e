"""A second call beside one that takes long: which answer counts, and what is written down."""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import pytest
from msgspec.structs import replace
from typing_extensions import override

from service.admission.admission import Admission
from service.admission.passage import Passage
from service.context import Context
from service.domain.debate import Budget, CallStatus, Debate, Response, ResponseStatus
from service.domain.errors import ProviderError
from service.domain.hedging import Asked, Hedging
from service.domain.lifecycle import cancel
from service.providers.registry import Providers
from tests.support.debates import some_rules
from tests.support.hedges import Impatient
from tests.support.model_server import ModelServer, Reply, ballot, completion
from tests.support.puppets import Puppets
from tests.support.store import (
    a_call,
    a_stored_debate,
    again,
    an_open_store,
    begun,
    eventually,
    some_leases,
)
from tests.support.workers import a_worker, asked, seats, the_end

A_POLL = {"max_rounds": 1, "min_rounds": 1}
BUSY = ProviderError("Busy.", retryable=True, retry_after_s=0.01, unbilled=True)
HOPELESS = ProviderError("No such model.", unbilled=True)


class Watched(Impatient):
    """Takes a call of any model but `sim/A` for slow at once, and counts how often that is told."""

    def __init__(self, percent: int = 5) -> None:
        super().__init__("sim/A", percent=percent)
        self.found_slow = 0

    @property
    @override
    def allowed(self) -> bool:
        self.found_slow += 1
        return super().allowed


class Meanwhile(Admission):
    """Admits a hedge when something else has happened."""

    def __init__(self, happens: Callable[[], Awaitable[object]]) -> None:
        self.has_happened = asyncio.Event()
        self._happens = happens

    @override
    @contextlib.asynccontextmanager
    async def admitted(
        self,
        model: str,
        *,
        tokens: int,
        within_s: float,
        patience_s: float,
        longest_pause_s: float = math.inf,
    ) -> AsyncIterator[Passage]:
        if within_s == 0:
            await self._happens()
        try:
            yield Passage()
        finally:
            if within_s == 0:
                self.has_happened.set()


class Full(Admission):
    """Has room for whoever waits, and so many times for nobody at once."""

    def __init__(self, times: float = math.inf) -> None:
        self.turned_away = 0
        self._times = times

    @override
    def admitted(
        self,
        model: str,
        *,
        tokens: int,
        within_s: float,
        patience_s: float,
        longest_pause_s: float = math.inf,
    ) -> AbstractAsyncContextManager[Passage]:
        if within_s == 0 and self.turned_away < self._times:
            self.turned_away += 1
            raise ProviderError("There is no room.", code="timed_out", unbilled=True)
        return contextlib.nullcontext(Passage())


@pytest.fixture
async def store(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as store:
        yield store


@pytest.fixture
async def models(store: Context) -> AsyncIterator[Puppets]:
    """Give the models of a worker that hedges at once."""
    models = Puppets()
    async with a_worker(store, models, hedging=Watched()):
        yield models


async def a_slow_call(store: Context, models: Puppets, **rules: object) -> Debate:
    """Return a debate of two seats: the first has voted A, the second is called a second time."""
    debate = await asked(store, "A", "B", **{**A_POLL, **rules})
    models.vote(("seat_1", 1), "A")
    await models.is_called("seat_2", 2)
    return debate


async def response_of(store: Context, debate: Debate) -> Response:
    """Return what the slow seat came to."""
    return (await the_end(store, debate)).responses[1]


async def calls_of(store: Context, debate: Debate) -> list[tuple[int, bool, str | None]]:
    """Return number, whether a hedge, and error of the slow seat's calls, all of them settled."""

    async def are_settled() -> bool:
        calls = (await again(store, debate)).calls
        return {call.status for call in calls} == {CallStatus.SETTLED}

    await eventually(are_settled)
    calls = (await again(store, debate)).calls
    return [(c.number, c.hedge, c.error) for c in calls if c.participant == "seat_2"]


async def test_the_answer_of_a_hedge_counts_when_it_is_first(
    store: Context, models: Puppets
) -> None:
    debate = await a_slow_call(store, models)

    models.vote(("seat_2", 2), "B")
    response = await response_of(store, debate)

    assert (response.vote, response.attempts, response.flags) == ("B", 2, ())
    assert response.usage.calls == 2
    assert response.usage.cost_usd == 0
    assert models.broken_off == [("seat_2", 1)]
    assert await calls_of(store, debate) == [(1, False, "canceled"), (2, True, None)]


async def test_the_answer_of_the_first_call_counts_when_it_is_first(
    store: Context, models: Puppets
) -> None:
    debate = await a_slow_call(store, models)

    models.vote(("seat_2", 1), "B")
    response = await response_of(store, debate)

    assert (response.vote, response.attempts) == ("B", 2)
    assert response.usage.cost_usd == 0
    assert models.broken_off == [("seat_2", 2)]
    assert await calls_of(store, debate) == [(1, False, None), (2, True, "canceled")]


async def test_a_hedge_is_the_same_request(store: Context, models: Puppets) -> None:
    debate = await a_slow_call(store, models)

    models.vote(("seat_2", 2), "B")
    await the_end(store, debate)

    first, second = (one for one in models.asked if one.turn.seat == "seat_2")
    assert (first.messages, first.model, first.schema) == (
        second.messages,
        second.model,
        second.schema,
    )
    assert first.max_output_tokens == second.max_output_tokens
    assert second.timeout_s < first.timeout_s


@pytest.mark.parametrize(("failing", "answering"), [(1, 2), (2, 1)])
@pytest.mark.parametrize("error", [BUSY, HOPELESS])
async def test_a_failure_of_one_is_not_the_end_while_the_other_is_under_way(
    store: Context, models: Puppets, failing: int, answering: int, error: ProviderError
) -> None:
    debate = await a_slow_call(store, models)

    models.fail(("seat_2", failing), error)
    await models.has_ended(("seat_2", failing))
    models.vote(("seat_2", answering), "B")
    response = await response_of(store, debate)

    assert (response.vote, response.attempts) == ("B", 2)
    errors = {number: error for number, _, error in await calls_of(store, debate)}
    assert errors == {failing: "provider_unavailable", answering: None}


async def test_when_both_fail_the_seat_goes_on_and_hedges_no_more(store: Context) -> None:
    models = Puppets()
    async with a_worker(store, models, hedging=Watched(100)):
        debate = await a_slow_call(store, models)

        models.fail(("seat_2", 2), HOPELESS)
        await models.has_ended(("seat_2", 2))
        models.fail(("seat_2", 1), BUSY)
        await models.is_called("seat_2", 3)
        models.vote(("seat_2", 3), "B")
        response = await response_of(store, debate)
        calls = await calls_of(store, debate)

    assert (response.vote, response.attempts) == ("B", 3)
    assert calls == [
        (1, False, "provider_unavailable"),
        (2, True, "provider_unavailable"),
        (3, False, None),
    ]


async def test_a_seat_that_was_hedged_by_the_worker_before_is_not_hedged_again(
    store: Context,
) -> None:
    models, panel = Puppets(), seats("B", "B")
    rules = some_rules(quorum=1, **A_POLL)
    async with some_leases(store) as leases:
        debate, claim = await begun(store, leases, panel=panel, rules=rules)
        before = [a_call("seat_1"), a_call("seat_1", number=2, hedge=True)]
        await store.ledger.reserve(debate, before, claim)
        await leases.release(claim, finished=False)

    async with a_worker(store, models, hedging=Watched(100)):
        await models.is_called("seat_1", 3)
        await models.is_called("seat_2", 2)
        models.vote(("seat_1", 3), "B")
        models.vote(("seat_2", 1), "B")
        await the_end(store, debate)

    assert models.calls("seat_1") == [3]


@pytest.mark.parametrize(("breaking", "answering"), [(1, 2), (2, 1)])
async def test_an_answer_is_kept_though_the_call_that_it_has_beaten_breaks(
    store: Context, models: Puppets, breaking: int, answering: int
) -> None:
    models.stubborn.add(("seat_2", breaking))
    debate = await a_slow_call(store, models)

    models.vote(("seat_2", answering), "B")
    models.fail(("seat_2", breaking), RuntimeError("a bug of ours"))
    response = await response_of(store, debate)

    assert (response.vote, response.attempts) == ("B", 2)


async def test_the_last_of_two_failures_decides(store: Context, models: Puppets) -> None:
    debate = await a_slow_call(store, models)

    models.fail(("seat_2", 1), BUSY)
    await models.has_ended(("seat_2", 1))
    models.fail(("seat_2", 2), HOPELESS)
    response = await response_of(store, debate)

    assert (response.status, response.attempts) == (ResponseStatus.FAILED, 2)
    assert response.error is not None
    assert response.error.message == "No such model."


@pytest.mark.parametrize(("unreadable", "answering"), [(1, 2), (2, 1)])
async def test_a_reply_without_a_vote_waits_for_the_other_and_is_not_repaired(
    store: Context, models: Puppets, unreadable: int, answering: int
) -> None:
    debate = await a_slow_call(store, models)

    models.say(("seat_2", unreadable), "I had rather not say.")
    models.finish(("seat_2", unreadable))
    await models.has_ended(("seat_2", unreadable))
    models.vote(("seat_2", answering), "B")
    response = await response_of(store, debate)

    assert (response.vote, response.attempts) == ("B", 2)
    assert models.calls("seat_2") == [1, 2]


@pytest.mark.parametrize(("unreadable", "failing"), [(1, 2), (2, 1)])
async def test_a_reply_without_a_vote_is_repaired_when_the_other_call_fails(
    store: Context, models: Puppets, unreadable: int, failing: int
) -> None:
    debate = await a_slow_call(store, models)

    models.say(("seat_2", unreadable), "I had rather not say.")
    models.finish(("seat_2", unreadable))
    await models.has_ended(("seat_2", unreadable))
    models.fail(("seat_2", failing), HOPELESS)
    await models.is_called("seat_2", 3)
    models.vote(("seat_2", 3), "B")
    response = await response_of(store, debate)

    assert (response.vote, response.attempts) == ("B", 3)
    shown_back = models.asked[-1].messages[-2]
    assert (shown_back.role, shown_back.content) == ("assistant", "I had rather not say.")


async def test_a_refusal_is_an_answer(store: Context, models: Puppets) -> None:
    debate = await a_slow_call(store, models)

    models.say(("seat_2", 2), "I'm sorry, but I can't help with that.")
    models.finish(("seat_2", 2))
    response = await response_of(store, debate)

    assert (response.status, response.attempts) == (ResponseStatus.REFUSED, 2)
    assert models.broken_off == [("seat_2", 1)]


async def test_a_call_is_not_hedged_before_it_is_slow(store: Context, models: Puppets) -> None:
    debate = await asked(store, "B", "A", **A_POLL)
    await models.is_called("seat_1", 2)
    for seat in ("seat_1", "seat_2"):
        models.vote((seat, 1), "A")

    ended = await the_end(store, debate)

    assert [(c.participant, c.hedge) for c in ended.calls] == [
        ("seat_1", False),
        ("seat_1", True),
        ("seat_2", False),
    ]


async def test_the_time_that_models_take_is_learned(store: Context) -> None:
    models, hedging = Puppets(), Hedging(0, least_s=0)
    async with a_worker(store, models, hedging=hedging):
        debate = await asked(store, "A", "B", **A_POLL)
        models.fail(("seat_1", 1), HOPELESS)
        models.vote(("seat_2", 1), "B")
        await the_end(store, debate)

    assert hedging.slow_after_s(Asked("sim/A")) == 0
    assert hedging.slow_after_s(Asked("sim/B")) > 0


async def test_hedges_can_be_turned_off(store: Context) -> None:
    models, hedging = Puppets(), Watched(0)
    async with a_worker(store, models, hedging=hedging):
        debate = await asked(store, "B", "B", **A_POLL)
        for seat in ("seat_1", "seat_2"):
            await models.is_called(seat)
            models.vote((seat, 1), "B")
        ended = await the_end(store, debate)

    assert (len(ended.calls), hedging.found_slow) == (2, 0)


@pytest.mark.parametrize(("percent", "hedges"), [(5, 1), (100, 3)])
async def test_hedges_have_their_share(store: Context, percent: int, hedges: int) -> None:
    models, hedging = Puppets(), Watched(percent)

    async def all_are_slow() -> bool:
        return hedging.found_slow >= 3 and len(models.asked) == 3 + hedges

    async with a_worker(store, models, hedging=hedging):
        debate = await asked(store, "B", "B", "B", **A_POLL)
        await eventually(all_are_slow)
        for seat in ("seat_1", "seat_2", "seat_3"):
            models.vote((seat, 1), "B")
        ended = await the_end(store, debate)

    assert sum(call.hedge for call in ended.calls) == hedges


async def test_a_hedge_for_which_there_was_no_room_is_made_when_there_is(store: Context) -> None:
    models, admission = Puppets(), Full(times=1)
    async with a_worker(store, models, hedging=Watched(), admission=admission):
        debate = await a_slow_call(store, models)
        models.vote(("seat_2", 2), "B")
        response = await response_of(store, debate)

    assert (response.vote, response.attempts, admission.turned_away) == ("B", 2, 1)


async def test_a_hedge_for_which_there_is_no_room_is_neither_made_nor_written_down(
    store: Context,
) -> None:
    models, hedging, admission = Puppets(), Watched(), Full()

    async def is_turned_away() -> bool:
        return admission.turned_away >= 1

    async with a_worker(store, models, hedging=hedging, admission=admission):
        debate = await asked(store, "A", "B", **A_POLL)
        await eventually(is_turned_away)
        for seat in ("seat_1", "seat_2"):
            models.vote((seat, 1), "B")
        ended = await the_end(store, debate)

    assert [call.number for call in ended.calls] == [1, 1]
    assert [response.attempts for response in ended.responses] == [1, 1]
    assert hedging.allowed


async def test_a_hedge_is_not_made_when_the_budget_does_not_pay_for_it(
    valkey_url: str, namespace: str
) -> None:
    models, hedging = Puppets(), Watched()
    quick, slow = seats("A", "B")
    panel = (quick, replace(slow, model="openai/slow"))
    rules = some_rules(quorum=1, **A_POLL)
    budget = Budget(max_usd=1.5, expected_usd={"sim/A": 0.0, "openai/slow": 1.0})
    admission = Meanwhile(lambda: asyncio.sleep(0))
    async with an_open_store(valkey_url, namespace, {"OPENAI_API_KEY": "k"}) as store:
        providers = Providers({"sim": models, "openai": models}, store.catalogue)
        worker = a_worker(store, providers=providers, hedging=hedging, admission=admission)
        async with worker:
            debate = await a_stored_debate(store, panel=panel, rules=rules, budget=budget)
            await admission.has_happened.wait()
            models.vote(("seat_1", 1), "A")
            models.vote(("seat_2", 1), "B")
            ended = await the_end(store, debate)

    assert [call.hedge for call in ended.calls] == [False, False]
    assert [(response.vote, response.flags) for response in ended.responses] == [
        ("A", ()),
        ("B", ()),
    ]


async def test_a_hedge_is_not_made_when_another_has_taken_the_last_of_the_share(
    store: Context,
) -> None:
    models, hedging = Puppets(), Watched()

    async def another_is_taken() -> None:
        assert hedging.take()

    admission = Meanwhile(another_is_taken)
    async with a_worker(store, models, hedging=hedging, admission=admission):
        debate = await asked(store, "A", "B", **A_POLL)
        await admission.has_happened.wait()
        models.vote(("seat_1", 1), "A")
        models.vote(("seat_2", 1), "B")
        ended = await the_end(store, debate)

    assert [call.number for call in ended.calls] == [1, 1]
    assert models.calls("seat_2") == [1]


async def test_when_neither_answers_in_time_both_are_broken_off(
    store: Context, models: Puppets
) -> None:
    debate = await a_slow_call(store, models, round_deadline_s=1)

    response = await response_of(store, debate)

    assert (response.status, response.attempts) == (ResponseStatus.TIMED_OUT, 2)
    assert await calls_of(store, debate) == [(1, False, "timed_out"), (2, True, "timed_out")]
    assert sorted(models.broken_off) == [("seat_2", 1), ("seat_2", 2)]


@pytest.mark.parametrize(("stubborn", "answering"), [(1, 2), (2, 1)])
async def test_a_call_that_does_not_let_itself_be_canceled_holds_nobody_up(
    store: Context, models: Puppets, stubborn: int, answering: int
) -> None:
    models.stubborn.add(("seat_2", stubborn))
    debate = await a_slow_call(store, models)

    models.vote(("seat_2", answering), "B")
    ended = await the_end(store, debate)

    assert ended.responses[1].vote == "B"
    models.vote(("seat_2", stubborn), "A")


async def test_a_bug_in_a_hedge_is_no_failure_of_the_provider(
    store: Context, models: Puppets
) -> None:
    debate = await a_slow_call(store, models)

    models.fail(("seat_2", 2), RuntimeError("a bug of ours"))
    ended = await the_end(store, debate)

    assert ended.state.error is not None
    assert ended.state.error.code == "internal_error"
    assert models.broken_off == [("seat_2", 1)]


async def test_both_calls_stop_when_the_debate_is_canceled(
    store: Context, models: Puppets
) -> None:
    debate = await a_slow_call(store, models)

    await store.debates.decide(
        "public", debate.spec.id, lambda d: cancel(d, now=store.clock.now())
    )

    async def both_are_broken_off() -> bool:
        return sorted(models.broken_off) == [("seat_2", 1), ("seat_2", 2)]

    await eventually(both_are_broken_off)


async def test_a_flaky_simulated_model_fails_once_and_its_hedge_answers(store: Context) -> None:
    async with a_worker(store, hedging=Watched()):
        debate = await asked(store, "A", "flaky?delay=0.5", **A_POLL)
        ended = await the_end(store, debate)

    flaky = ended.responses[1]
    assert (flaky.vote, flaky.attempts) == ("A", 2)
    assert [(call.hedge, call.error) for call in ended.calls[1:]] == [
        (False, "provider_unavailable"),
        (True, None),
    ]


async def test_over_http_the_slower_of_two_requests_is_broken_off(
    valkey_url: str, namespace: str
) -> None:
    rules = some_rules(max_rounds=1, min_rounds=1, quorum=1, round_deadline_s=120)
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(ModelServer())
        server.replies["slow"] = [Reply(hangs=True), completion(ballot("B"))]
        variables = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "k"}
        store = await stack.enter_async_context(an_open_store(valkey_url, namespace, variables))
        await stack.enter_async_context(a_worker(store, hedging=Watched()))
        quick, slow = seats("A", "B")
        panel = (quick, replace(slow, model="openai/slow"))
        debate = await a_stored_debate(store, panel=panel, rules=rules)

        ended = await the_end(store, debate)

    first, second = server.asked_of("slow")
    assert first.body == second.body
    assert ended.responses[1].vote == "B"
    costs = {call.error: call.usage.cost_usd for call in ended.calls[1:]}
    assert costs.keys() == {"canceled", None}
    assert costs["canceled"] is None
