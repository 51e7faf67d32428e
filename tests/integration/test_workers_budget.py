"""Whole debates within budgets, over real HTTP: how each of them ends, and what it spent."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import msgspec
import pytest

from service.context import Context
from service.domain.debate import (
    Call,
    CallStatus,
    Debate,
    DebateStatus,
    DegradedReason,
    Participant,
    ResponseStatus,
    StopReason,
)
from service.domain.lifecycle import add_note
from service.domain.tally import UNKNOWN_USAGE, degraded_reasons, usage
from tests.support.api import a_request, calling
from tests.support.debates import a_spec, some_rules
from tests.support.model_server import ModelServer, Reply, ballot, completion
from tests.support.store import a_stored_debate, an_open_store, begun, some_leases
from tests.support.workers import a_worker, the_end

SEATS = ("one", "two", "three")
PANEL = tuple(
    Participant(id=f"seat_{n}", model=f"lab/{name}", name=name)
    for n, name in enumerate(SEATS, start=1)
)
RULES = some_rules(max_rounds=3, quorum=3, stop_when_stable=False, round_deadline_s=60)

VOTED, FAILED = ResponseStatus.VOTED, ResponseStatus.FAILED
ONE_BEYOND = 3.5
"""Calls at their usual price that such a budget pays for: those of one round, and no other."""


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
async def store(
    server: ModelServer, tmp_path: Path, valkey_url: str, namespace: str
) -> AsyncIterator[Context]:
    file = tmp_path / "providers.toml"
    prices = "".join(f'[[price]]\nmodel = "lab/{name}"\ninput = 0\noutput = 1\n' for name in SEATS)
    file.write_text(f'[[provider]]\nname = "lab"\nbase_url = "{server.url}"\n{prices}')
    variables = {"ROUNDTABLE_PROVIDERS_FILE": str(file)}
    async with an_open_store(valkey_url, namespace, variables) as store:
        yield store


def usual(store: Context) -> float:
    """Return what a usual call is expected to cost, in US dollars; the same for all seats."""
    (usd,) = set(store.prices.budget(a_spec(panel=PANEL), 1).expected_usd.values())
    return usd


async def held(store: Context, calls: float, **rules: object) -> Debate:
    """Hold a debate whose budget pays for that many usual calls, and return it at its end."""
    spec = a_spec(panel=PANEL, rules=msgspec.structs.replace(RULES, **rules))
    budget = store.prices.budget(spec, calls * usual(store))
    debate = await a_stored_debate(store, panel=PANEL, rules=spec.rules, budget=budget)
    async with a_worker(store):
        return await the_end(store, debate)


async def noted(store: Context, debate: Debate, text: str) -> None:
    """Add a moderator's note to a debate."""
    spec, now = debate.spec, store.clock.now()
    await store.debates.decide(spec.tenant, spec.id, lambda d: add_note(d, "nte_1", text, now=now))


def costing(store: Context, calls: float, content: str, **ending: str) -> Reply:
    """Return a reply that costs as much as that many usual calls."""
    reply = completion(content, **ending)
    tokens = round(calls * usual(store) * 1_000_000)
    assert isinstance(reply.body, dict)
    counted = {"prompt_tokens": 100, "completion_tokens": tokens, "total_tokens": 100 + tokens}
    return msgspec.structs.replace(reply, body={**reply.body, "usage": counted})


def voting(store: Context, votes: str, calls: float = 1) -> list[Reply]:
    """Return the replies of a model that casts these votes, one a round."""
    return [costing(store, calls, ballot(vote)) for vote in votes]


def broken(store: Context) -> Reply:
    """Return a reply that breaks off: what it costs is never known."""
    return msgspec.structs.replace(costing(store, 1, ballot("A")), close_after=10)


def script(server: ModelServer, *replies: Sequence[Reply]) -> None:
    server.replies.update(zip(SEATS, replies, strict=True))


def questions(server: ModelServer) -> int:
    """Return how many calls were made; what a server is asked about itself is none."""
    return sum(asked.method == "POST" for asked in server.asked)


def statuses(debate: Debate) -> list[tuple[int, ResponseStatus]]:
    return [(response.round, response.status) for response in debate.responses]


async def test_a_budget_that_pays_for_no_round_fails_a_debate_without_any_call(
    server: ModelServer, store: Context
) -> None:
    ended = await held(store, 2.9)

    assert ended.state.status is DebateStatus.FAILED
    assert ended.state.stop_reason is StopReason.BUDGET
    assert ended.state.error is not None
    assert ended.state.error.code == "budget_exceeded"
    assert "max_cost_usd" in ended.state.error.message
    assert statuses(ended) == [(1, FAILED)] * 3
    assert {r.error and r.error.code for r in ended.responses} == {"budget_exceeded"}
    assert (questions(server), ended.calls, usage(ended).cost_usd) == (0, (), 0)


async def test_a_caller_is_told_what_became_of_the_budget(
    server: ModelServer, store: Context
) -> None:
    body = a_request(
        panel=[{"model": seat.model} for seat in PANEL], budget={"max_cost_usd": 0.000_000_5}
    )
    async with calling(store) as client, a_worker(store):
        created = await client.post("/v1/debates", json=body, headers={"Prefer": "wait=10"})
        debate = (await client.get(f"{created.headers['location']}?include=responses")).json()

    assert debate["status"] == "failed"
    assert debate["error"]["code"] == "budget_exceeded"
    assert "$0.0000005 " in debate["error"]["message"]
    assert debate["budget"] == {"max_cost_usd": 0.000_000_5}
    assert debate["usage"]["cost_usd"] == 0
    assert debate["degraded_reasons"] == ["seat_failed", "budget"]
    assert [response["flags"] for response in debate["responses"]] == [["budget_exceeded"]] * 3
    assert questions(server) == 0


async def test_a_budget_that_pays_for_no_other_round_completes_a_debate_with_the_last(
    server: ModelServer, store: Context
) -> None:
    script(server, *(voting(store, votes) for votes in ("AB", "BC", "CA")))

    ended = await held(store, ONE_BEYOND)

    assert ended.state.status is DebateStatus.COMPLETED
    assert ended.state.stop_reason is StopReason.BUDGET
    assert ended.state.outcome is not None
    assert (ended.state.outcome.rounds, ended.state.outcome.valid_votes) == (1, 3)
    assert ended.state.error is None
    assert degraded_reasons(ended) == (DegradedReason.BUDGET,)
    assert questions(server) == 3
    assert statuses(ended) == [(1, VOTED)] * 3


async def test_a_budget_that_is_large_enough_changes_nothing(
    server: ModelServer, store: Context
) -> None:
    script(server, *(voting(store, votes) for votes in ("ABC", "BCA", "CAB")))

    ended = await held(store, 9.1)

    assert ended.state.status is DebateStatus.COMPLETED
    assert ended.state.stop_reason is StopReason.MAX_ROUNDS
    assert degraded_reasons(ended) == ()
    assert questions(server) == 9
    assert usage(ended).cost_usd == pytest.approx(9 * usual(store), rel=0.01)


async def test_calls_that_cost_less_than_expected_leave_money_for_more_rounds(
    server: ModelServer, store: Context
) -> None:
    script(server, *(voting(store, votes, 0.1) for votes in ("ABC", "BCA", "CAB")))

    ended = await held(store, ONE_BEYOND + 0.5)

    assert ended.state.stop_reason is StopReason.MAX_ROUNDS
    assert questions(server) == 9


async def test_calls_that_cost_more_than_expected_exceed_a_budget_once(
    server: ModelServer, store: Context
) -> None:
    script(server, *(voting(store, votes, 4) for votes in ("AB", "BC", "CA")))

    ended = await held(store, 7)

    cost = usage(ended).cost_usd
    assert cost is not None
    assert ended.state.stop_reason is StopReason.BUDGET
    assert questions(server) == 3
    assert cost <= (7 + 3 * (4 - 1)) * usual(store)


@pytest.mark.parametrize(
    ("faulty", "status", "code"),
    [
        ("broken off", FAILED, "provider_unavailable"),
        ("cut off at its cap", ResponseStatus.UNREADABLE, "unreadable"),
        ("without a vote", ResponseStatus.UNREADABLE, "unreadable"),
    ],
)
async def test_a_seat_that_cannot_be_asked_again_ends_with_what_went_wrong(
    server: ModelServer, store: Context, faulty: str, status: ResponseStatus, code: str
) -> None:
    reply = {
        "broken off": broken(store),
        "cut off at its cap": costing(store, 1, '{"argument": "It', finish_reason="length"),
        "without a vote": costing(store, 1, "I had rather not say."),
    }[faulty]
    script(server, voting(store, "A"), voting(store, "B"), [reply, *voting(store, "C")])

    ended = await held(store, ONE_BEYOND, quorum=2)

    last = ended.responses[2]
    assert ended.state.status is DebateStatus.COMPLETED
    assert ended.state.stop_reason is StopReason.BUDGET
    assert (last.status, last.flags, last.attempts) == (status, ("budget_exceeded",), 1)
    assert last.error is not None
    assert last.error.code == code
    assert last.error.message.endswith("The budget did not pay for asking again.")
    assert questions(server) == len(ended.calls) == 3
    assert DegradedReason.BUDGET in degraded_reasons(ended)


async def test_a_first_round_that_lost_its_quorum_to_the_budget_fails_the_debate(
    server: ModelServer, store: Context
) -> None:
    script(server, voting(store, "A"), voting(store, "B"), [broken(store), *voting(store, "C")])

    ended = await held(store, ONE_BEYOND)

    assert ended.state.status is DebateStatus.FAILED
    assert ended.state.error is not None
    assert ended.state.error.code == "budget_exceeded"
    assert statuses(ended) == [(1, VOTED), (1, VOTED), (1, FAILED)]


async def test_a_later_round_that_lost_its_quorum_to_the_budget_ends_with_the_one_before(
    server: ModelServer, store: Context
) -> None:
    (first,) = voting(store, "C")
    script(
        server,
        voting(store, "AB"),
        voting(store, "BC"),
        [first, broken(store), *voting(store, "A")],
    )

    ended = await held(store, 6.5)

    assert ended.state.status is DebateStatus.COMPLETED
    assert ended.state.stop_reason is StopReason.BUDGET
    assert ended.state.outcome is not None
    assert ended.state.outcome.rounds == 1
    assert degraded_reasons(ended) == (DegradedReason.SEAT_FAILED, DegradedReason.BUDGET)
    assert questions(server) == 6


async def test_a_quorum_that_no_money_would_have_saved_is_not_laid_on_the_budget(
    server: ModelServer, store: Context
) -> None:
    no = costing(store, 1, "I am sorry, but I cannot help with that.")
    script(server, voting(store, "A"), [no], [no])

    ended = await held(store, ONE_BEYOND)

    assert ended.state.status is DebateStatus.FAILED
    assert ended.state.error is not None
    assert ended.state.error.code == "quorum_lost"


async def test_a_call_that_was_turned_away_is_paid_for_again(
    server: ModelServer, store: Context
) -> None:
    busy = Reply(status=429, headers={"retry-after-ms": "10"}, body={"error": {"message": "Busy"}})
    script(server, voting(store, "A"), voting(store, "A"), [busy, *voting(store, "A")])

    ended = await held(store, ONE_BEYOND)

    assert ended.state.stop_reason is StopReason.CONSENSUS
    assert [call.held_usd for call in ended.calls][2] == 0
    assert questions(server) == 4


async def test_what_the_calls_of_a_dead_worker_may_have_cost_is_not_spent_twice(
    server: ModelServer, store: Context
) -> None:
    budget = store.prices.budget(a_spec(panel=PANEL), ONE_BEYOND * usual(store))
    async with some_leases(store) as leases:
        debate, claim = await begun(store, leases, panel=PANEL, rules=RULES, budget=budget)
        await store.ledger.reserve(debate, map(first_call, PANEL), claim)
        await leases.purge()
    async with a_worker(store):
        ended = await the_end(store, debate)

    assert ended.state.status is DebateStatus.FAILED
    assert ended.state.error is not None
    assert ended.state.error.code == "budget_exceeded"
    assert questions(server) == 0
    assert usage(ended).cost_usd is None


def first_call(participant: Participant) -> Call:
    return Call(
        round=1,
        participant=participant.id,
        number=1,
        model=participant.model,
        status=CallStatus.RESERVED,
        usage=UNKNOWN_USAGE,
    )


async def test_a_note_makes_every_call_dearer_that_shows_it(
    server: ModelServer, store: Context
) -> None:
    script(server, *(voting(store, votes) for votes in ("AB", "BC", "CA")))
    spec = a_spec(panel=PANEL, rules=RULES)
    budget = store.prices.budget(spec, ONE_BEYOND * usual(store))
    priced = msgspec.structs.replace(
        budget, token_usd=dict.fromkeys(budget.expected_usd, usual(store) / 1_000)
    )
    plain, debate = [
        await a_stored_debate(store, panel=PANEL, rules=RULES, budget=priced) for _ in range(2)
    ]
    await noted(store, debate, "x" * 4_000)

    async with a_worker(store):
        ended = [await the_end(store, one) for one in (plain, debate)]

    assert [one.state.status for one in ended] == [DebateStatus.COMPLETED, DebateStatus.FAILED]
    assert ended[1].state.error is not None
    assert ended[1].state.error.code == "budget_exceeded"
    assert questions(server) == 3
