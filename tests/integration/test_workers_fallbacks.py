"""Seats whose own model fails: who is asked next, for how long, and what is said of it."""

from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.asking import MAX_RETRIES
from service.domain.budget import BUDGET_EXCEEDED
from service.domain.debate import (
    Budget,
    Debate,
    DebateStatus,
    Effort,
    Participant,
    Response,
    ResponseStatus,
)
from service.domain.recording import FALLBACK, OTHER_MODEL
from service.domain.tally import degraded_reasons
from tests.support.api import a_request, calling
from tests.support.debates import some_rules
from tests.support.dialects import Said
from tests.support.model_server import (
    ModelServer,
    Reply,
    Script,
    ballot,
    completion,
    page,
    rejection,
)
from tests.support.store import a_stored_debate, an_open_store
from tests.support.workers import a_worker, the_end

A_POLL = {"max_rounds": 1, "min_rounds": 1}
VOTES_B = completion(ballot("B"))
HANGS = Reply(hangs=True)
GONE = rejection(404, "No such model.")
SOON_AGAIN = rejection(503, "Busy.", retry_after_ms="1")


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
async def store(server: ModelServer, valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    variables = {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": "k",
        "ROUNDTABLE_HEDGE_PERCENT": "0",
    }
    async with an_open_store(valkey_url, namespace, variables) as store, a_worker(store):
        yield store


async def ended(
    store: Context, *fallbacks: str, seat: dict[str, object] | None = None, **rules: object
) -> Debate:
    """Run a debate of two seats, `openai/own` with these fallbacks and one that votes A."""
    first = Participant(id="seat_1", model="openai/own", name="Own", fallbacks=fallbacks)
    panel = (
        replace(first, **(seat or {})),
        Participant(id="seat_2", model="sim/A", name="Other"),
    )
    resolved = some_rules(**{"quorum": 1, "round_deadline_s": 120, **A_POLL, **rules})
    return await the_end(store, await a_stored_debate(store, panel=panel, rules=resolved))


async def test_the_next_model_answers_for_one_that_cannot(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {"own": GONE, "spare": VOTES_B}

    debate = await ended(store, "openai/spare", "openai/never")

    response = debate.responses[0]
    assert (response.status, response.vote) == (ResponseStatus.VOTED, "B")
    assert (response.model, response.flags, response.attempts) == ("openai/spare", (FALLBACK,), 2)
    assert debate.spec.participant("seat_1").name == "Own"
    assert [(call.model, call.error) for call in debate.calls[:2]] == [
        ("openai/own", "provider_unavailable"),
        ("openai/spare", None),
    ]
    assert server.asked_of("never") == []
    assert degraded_reasons(debate) == ()


async def test_a_seat_whose_own_model_answers_is_flagged_with_nothing(
    server: ModelServer, store: Context
) -> None:
    server.replies["own"] = VOTES_B

    response = (await ended(store, "openai/spare")).responses[0]

    assert (response.model, response.flags) == ("openai/own", ())
    assert server.asked_of("spare") == []


async def test_the_next_model_is_asked_the_same(server: ModelServer, store: Context) -> None:
    unreadable = completion("I had rather not say.")
    server.replies |= {"own": [unreadable, GONE], "spare": [unreadable, VOTES_B]}

    await ended(
        store, "openai/spare", seat={"persona": "You run a hospital.", "effort": Effort.HIGH}
    )

    first, repair = server.asked_of("own")
    again, repair_again = server.asked_of("spare")
    assert {**first.body, "model": "spare"} == again.body
    assert "You run a hospital." in str(again.body)
    assert again.body["reasoning_effort"] == "high"
    assert {**repair.body, "model": "spare"} == repair_again.body


async def test_a_model_that_keeps_failing_is_given_up_and_the_next_has_all_its_tries(
    server: ModelServer, store: Context
) -> None:
    fault = rejection(500, "It broke.")
    server.replies |= {"own": fault, "spare": [fault, fault, VOTES_B]}

    response = (await ended(store, "openai/spare")).responses[0]

    assert (response.vote, response.model) == ("B", "openai/spare")
    assert response.attempts == 1 + MAX_RETRIES + 3


async def test_a_model_that_hangs_uses_up_its_share_of_the_time_and_no_more(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {"own": HANGS, "second": HANGS, "third": VOTES_B}

    debate = await ended(store, "openai/second", "openai/third", round_deadline_s=8)

    response = debate.responses[0]
    assert (response.vote, response.model) == ("B", "openai/third")
    waited = [call.latency_ms for call in debate.calls if call.error == "timed_out"]
    assert [latency_ms > 1_000 for latency_ms in waited] == [True, True]


async def test_a_model_that_asks_to_wait_beyond_its_share_is_passed_over(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {"own": rejection(429, "Slow down.", retry_after="100"), "spare": VOTES_B}

    response = (await ended(store, "openai/spare")).responses[0]

    assert (response.model, response.attempts) == ("openai/spare", 2)
    assert response.latency_ms < 100_000


@pytest.mark.parametrize(
    ("reply", "status", "attempts"),
    [
        (Said(pieces=("I'm sorry, but I can't help with that.",)), ResponseStatus.REFUSED, 1),
        (completion("I had rather not say."), ResponseStatus.UNREADABLE, 2),
    ],
    ids=["a refusal", "no vote"],
)
async def test_what_is_no_failure_of_the_model_is_its_answer(
    server: ModelServer, store: Context, reply: Script, status: ResponseStatus, attempts: int
) -> None:
    server.replies["own"] = reply

    response = (await ended(store, "openai/spare")).responses[0]

    assert (response.status, response.attempts) == (status, attempts)
    assert response.model == "openai/own"
    assert FALLBACK not in response.flags
    assert server.asked_of("spare") == []


async def test_when_all_have_failed_the_error_is_that_of_the_last(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {"own": HANGS, "spare": rejection(401, "Who are you?")}

    debate = await ended(store, "openai/spare", round_deadline_s=6)

    response = debate.responses[0]
    assert (response.status, response.model) == (ResponseStatus.FAILED, "openai/spare")
    assert response.flags == (FALLBACK,)
    assert response.error is not None
    assert response.error.code == "provider_auth"
    assert [call.error for call in debate.calls[:2]] == ["timed_out", "provider_auth"]


async def test_when_the_last_is_too_slow_the_seat_is_timed_out(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {"own": GONE, "spare": HANGS}

    response = (await ended(store, "openai/spare", round_deadline_s=1)).responses[0]

    assert (response.status, response.model) == (ResponseStatus.TIMED_OUT, "openai/spare")


async def test_a_model_that_this_worker_does_not_know_is_passed_over(
    server: ModelServer, store: Context
) -> None:
    server.replies["spare"] = VOTES_B

    debate = await ended(store, "openai/spare", seat={"model": "elsewhere/own"})

    assert debate.responses[0].model == "openai/spare"
    assert debate.calls[0].usage.cost_usd == 0


async def test_each_round_begins_with_the_own_model_again(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {"own": [GONE, VOTES_B, GONE], "spare": VOTES_B}

    debate = await ended(store, "openai/spare", max_rounds=3, stop_when_stable=False)

    own = [one.model for one in debate.responses if one.participant == "seat_1"]
    assert own == ["openai/spare", "openai/own", "openai/spare"]
    assert debate.state.status is DebateStatus.COMPLETED


async def test_what_a_fallback_was_served_by_is_compared_to_the_fallback(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {
        "own": GONE,
        "spare": [
            Said(pieces=(ballot("B"),), model="spare-2026-03-05"),
            Said(pieces=(ballot("B"),), model="own"),
        ],
    }

    debate = await ended(store, "openai/spare", max_rounds=2, min_rounds=2)

    flags = [one.flags for one in debate.responses if one.participant == "seat_1"]
    assert flags == [(FALLBACK,), (FALLBACK, OTHER_MODEL)]


async def test_calls_of_all_models_are_numbered_and_counted(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {"own": [SOON_AGAIN, GONE], "spare": [SOON_AGAIN, VOTES_B]}

    debate = await ended(store, "openai/spare")

    response: Response = debate.responses[0]
    calls = debate.calls[:-1]
    assert all(after.number == before.number + 1 for before, after in pairwise(calls))
    assert response.attempts == response.usage.calls == len(calls) == 4


async def test_a_fallback_that_the_budget_does_not_pay_for_is_not_asked(
    server: ModelServer, store: Context
) -> None:
    server.replies["own"] = page()
    expected = {"openai/own": 1.0, "openai/spare": 1.5, "sim/A": 1.0}
    first = Participant(id="seat_1", model="openai/own", name="Own", fallbacks=("openai/spare",))
    debate = await a_stored_debate(
        store,
        panel=(first, Participant(id="seat_2", model="sim/A", name="Other")),
        rules=some_rules(quorum=1, **A_POLL),
        budget=Budget(max_usd=2.0, expected_usd=expected),
    )

    response = (await the_end(store, debate)).responses[0]

    assert (response.status, response.model) == (ResponseStatus.FAILED, "openai/own")
    assert (response.flags, response.attempts) == ((BUDGET_EXCEEDED,), 1)
    assert server.asked_of("spare") == []


async def test_a_response_says_over_http_which_model_gave_it(store: Context) -> None:
    panel = [{"model": "sim/error:400", "fallbacks": ["sim/B"], "name": "Al"}, {"model": "sim/B"}]
    async with calling(store) as client:
        body = a_request(panel=panel, protocol={"max_rounds": 1})
        created = await client.post("/v1/debates", json=body, headers={"Prefer": "wait=20"})
        listed = await client.get(created.json()["urls"]["responses"])

    assert created.json()["status"] == "completed"
    assert [(one["name"], one["model"], one["flags"]) for one in listed.json()["data"]] == [
        ("Al", "sim/B", ["fallback"]),
        ("Sim B", "sim/B", []),
    ]


async def test_a_simulated_model_is_said_to_be_one_though_it_did_not_answer(
    store: Context,
) -> None:
    panel = [{"model": "sim/error:400"}, {"model": "sim/B"}]
    async with calling(store) as client:
        body = a_request(panel=panel, protocol={"max_rounds": 1, "quorum": 1})
        created = await client.post("/v1/debates", json=body, headers={"Prefer": "wait=20"})
        listed = await client.get(created.json()["urls"]["responses"])

    assert [(one["status"], one["simulated"]) for one in listed.json()["data"]] == [
        ("failed", True),
        ("voted", True),
    ]
