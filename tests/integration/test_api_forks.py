"""Forks over HTTP: what is taken over, what is refused, and what becomes of them beside the original."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeAlias

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from service.domain.debate import ResponseStatus
from service.domain.lifecycle import enforce_deadline, fail
from tests.support.api import (
    REFERENCE,
    TENANT,
    a_context,
    a_namespace,
    a_stored_debate,
    assert_problem,
    calling,
    play,
    pointers,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANOTHER_THIRD = [{"model": f"sim/{vote}"} for vote in ("D", "E", "C", "E", "B", "C")]
"""The panel of the reference case with another model on its third seat."""

Made: TypeAlias = Callable[[Context, httpx.AsyncClient], Awaitable[str]]

UNKNOWN = "dbt_0000000000000000000000000a"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def the_reference_case(
    context: Context, client: httpx.AsyncClient, **changes: object
) -> str:
    """Hold the reference debate and return its id."""
    debate_id = await a_stored_debate(client, **changes)
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    return debate_id


async def fork(client: httpx.AsyncClient, debate_id: str, **body: object) -> httpx.Response:
    return await client.post(f"/v1/debates/{debate_id}/fork", json={"from_round": 1, **body})


async def responses(client: httpx.AsyncClient, debate_id: str) -> list[dict[str, Any]]:
    listed = await client.get(f"/v1/debates/{debate_id}/responses")
    found: list[dict[str, Any]] = listed.json()["data"]
    return found


async def test_a_fork_is_a_new_debate_that_says_where_it_comes_from(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client, metadata={"ticket": "42"})
    original = (await client.get(f"/v1/debates/{original_id}")).json()

    reply = await fork(client, original_id)

    forked = reply.json()
    assert reply.status_code == 202
    assert reply.headers["location"] == forked["urls"]["self"]
    assert reply.headers["retry-after"] == "1"
    assert forked["id"] != original_id
    assert forked["forked_from"] == {"debate_id": original_id, "round": 1}
    assert (forked["status"], forked["started_at"], forked["outcome"]) == ("queued", None, None)
    assert forked["progress"] == {
        "round": 1,
        "max_rounds": 2,
        "seats": 6,
        "responses_received": 6,
    }
    assert forked["usage"]["calls"] == 0
    for field in ("question", "context", "options", "panel", "protocol", "language", "metadata"):
        assert forked[field] == original[field]
    assert forked["deadline_seconds"] == original["deadline_seconds"]
    assert forked["created_at"] > original["created_at"]
    assert (await client.get(forked["urls"]["self"])).json() == forked
    assert original["forked_from"] is None


async def test_a_fork_belongs_to_the_request_that_asked_for_it(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)
    path = f"/v1/debates/{original_id}/fork"

    reply = await client.post(path, json={"from_round": 1}, headers={"X-Request-Id": "the-fork"})

    original = await context.debates.load(TENANT, original_id)
    forked = await context.debates.load(TENANT, reply.json()["id"])
    assert forked.spec.request_id == "the-fork"
    assert forked.spec.trace != original.spec.trace


async def test_the_copied_responses_are_as_they_were_under_ids_of_their_own(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)

    forked_id = (await fork(client, original_id)).json()["id"]

    before, after = await responses(client, original_id), await responses(client, forked_id)
    assert len(after) == 6
    assert {one["id"] for one in after}.isdisjoint(one["id"] for one in before)
    for old, new in zip(before, after, strict=False):
        assert {**new, "id": old["id"], "debate_id": original_id} == old
    one = await client.get(f"/v1/debates/{forked_id}/responses/{after[2]['id']}")
    assert one.json() == after[2]


async def test_the_copied_notes_are_as_they_were_under_ids_of_their_own(
    context: Context, client: httpx.AsyncClient
) -> None:
    original = await a_stored_debate(client)
    told = (await client.post(f"/v1/debates/{original}/notes", json={"text": "Mind it."})).json()
    await play(context, original, "DEAEBC", "DEBEBC")

    forked = (await fork(client, original)).json()

    headers = {"Accept": "application/json"}
    transcript = await client.get(f"/v1/debates/{forked['id']}/transcript", headers=headers)
    (copied,) = transcript.json()["notes"]
    assert copied == {**told, "id": copied["id"], "debate_id": forked["id"]}
    assert copied["id"] != told["id"]


async def test_a_copied_round_is_listed_as_it_was(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)

    forked_id = (await fork(client, original_id)).json()["id"]

    before, after = [
        (await client.get(f"/v1/debates/{one}/rounds")).json()["data"]
        for one in (original_id, forked_id)
    ]
    assert after == before[:1]


async def test_a_seat_that_changes_hands_keeps_its_words_apart(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)

    forked = (await fork(client, original_id, panel=ANOTHER_THIRD)).json()

    third = forked["panel"][2]
    assert (third["id"], third["model"], third["name"]) == ("seat_3", "sim/C", "Sim C (2)")
    assert third["former"] == [{"model": "sim/A>B", "name": "Sim A>B", "until_round": 1}]
    assert [seat["former"] for n, seat in enumerate(forked["panel"]) if n != 2] == [[]] * 5
    said = (await responses(client, forked["id"]))[2]
    assert (said["participant"], said["model"], said["name"]) == ("seat_3", "sim/A>B", "Sim A>B")
    assert said["argument"] == "What Sim A>B had to say in round 1."


async def test_a_fork_runs_to_its_end_and_misattributes_nothing(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)
    forked = (await fork(client, original_id, panel=ANOTHER_THIRD)).json()

    await play(context, forked["id"], "DECEBC")

    ended = (await client.get(f"/v1/debates/{forked['id']}?include=responses,summary")).json()
    newcomer = ended["responses"][8]
    assert (newcomer["participant"], newcomer["name"]) == ("seat_3", "Sim C (2)")
    assert (newcomer["previous_vote"], newcomer["changed_mind"]) == (None, False)
    assert ended["status"] == "completed"
    assert ended["usage"]["calls"] == 6
    assert ended["outcome"]["changed_minds"] == 0
    assert ended["outcome"]["first_round"]["leaders"] == ["E"]
    assert "After round 1 Sim C (2) took the seat of Sim A>B." in ended["summary"]["overview"]
    assert ended["summary"]["turning_points"][0]["kind"] == "lead_change"
    positions = ended["summary"]["positions"]
    assert [one["participant"] for one in positions] == [f"seat_{n}" for n in range(1, 7)]
    assert (positions[2]["first_vote"], positions[2]["changed_mind"]) == ("C", False)
    gone = next(one for one in ended["summary"]["strongest_arguments"] if one["option"] == "A")
    assert gone["citations"][0]["participant"] == "seat_3"
    assert gone["citations"][0]["response_id"] == ended["responses"][2]["id"]
    rounds = (await client.get(f"/v1/debates/{forked['id']}/rounds")).text
    assert "seat_3@" not in rounds + str(ended)
    assert "nobody moved, Sim C (2) took the seat of Sim A>B" in rounds


async def test_lists_of_responses_go_by_seat(context: Context, client: httpx.AsyncClient) -> None:
    original_id = await the_reference_case(context, client)
    forked_id = (await fork(client, original_id, panel=ANOTHER_THIRD)).json()["id"]
    await play(context, forked_id, "DECEBC")
    path = f"/v1/debates/{forked_id}/responses"

    seat = (await client.get(f"{path}?participant=seat_3")).json()["data"]
    final = (await client.get(f"{path}?final=true")).json()["data"]

    assert [(one["round"], one["name"]) for one in seat] == [(1, "Sim A>B"), (2, "Sim C (2)")]
    assert [one["round"] for one in final] == [2] * 6


async def test_the_events_of_a_fork_begin_with_itself(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)
    forked_id = (await fork(client, original_id)).json()["id"]
    await play(context, forked_id, "DEBEBC")

    page = await client.get(
        f"/v1/debates/{forked_id}/events", headers={"Accept": "application/json"}
    )

    events = page.json()["data"]
    assert [one["type"] for one in events] == [
        "debate.queued",
        "debate.started",
        "round.started",
        *["response.completed"] * 6,
        "round.completed",
        "summary.started",
        "debate.completed",
    ]
    assert events[0]["data"]["forked_from"] == {"debate_id": original_id, "round": 1}
    assert all("forked_from" not in one["data"] for one in events[1:])
    assert events[2]["data"]["round"]["number"] == 2
    assert events[-1]["data"]["usage"]["calls"] == 6


async def test_the_protocol_overrides_single_fields_of_the_originals(
    context: Context, client: httpx.AsyncClient
) -> None:
    rules = {"max_rounds": 6, "min_rounds": 4, "votes_needed": 5, "quorum": 3}
    debate_id = await a_stored_debate(client, protocol=rules)
    await play(context, debate_id, "DEAEBC")

    same = (await fork(client, debate_id)).json()["protocol"]
    other = await fork(client, debate_id, protocol={"max_rounds": 3, "consensus": "majority"})

    assert same["votes_needed"] == 5
    protocol = other.json()["protocol"]
    assert (protocol["max_rounds"], protocol["min_rounds"], protocol["quorum"]) == (3, 3, 3)
    assert (protocol["consensus"], protocol["votes_needed"]) == ("majority", None)


async def test_a_budget_is_had_anew_at_the_prices_of_the_new_panel(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client, budget={"max_cost_usd": 0.5})

    forked = (await fork(client, original_id, panel=ANOTHER_THIRD)).json()

    stored = await context.debates.load(TENANT, forked["id"])
    assert forked["budget"] == {"max_cost_usd": 0.5}
    assert stored.spec.budget is not None
    assert "sim/A>B" not in stored.spec.budget.expected_usd


async def test_within_a_budget_a_newcomer_has_to_be_priced(
    valkey_url: str, context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client, budget={"max_cost_usd": 0.5})
    panel = [{"model": "openai/of-unknown-price"}, *ANOTHER_THIRD[1:]]
    key = {"OPENAI_API_KEY": "sk-nobody-is-asked"}

    async with (
        a_context(valkey_url, context.keys.namespace, key) as with_key,
        calling(with_key) as other,
    ):
        reply = await fork(other, original_id, panel=panel)

    assert_problem(reply, 400, "price_unknown")
    assert pointers(reply) == ["/panel/0/model"]


async def test_a_name_by_default_is_numbered_when_one_who_has_left_had_it(
    context: Context, client: httpx.AsyncClient
) -> None:
    panel = [{"model": "sim/A", "name": "Sim E"}, *REFERENCE["panel"][1:]]
    panel[1] = {"model": "sim/E", "name": "Ben"}
    panel[3] = {"model": "sim/E", "name": "Dov"}
    original_id = await the_reference_case(context, client, panel=panel)

    forked = await fork(client, original_id, panel=[{"model": "sim/E"}, *panel[1:]])

    assert forked.json()["panel"][0]["name"] == "Sim E (2)"


async def test_a_seat_can_be_told_otherwise_and_stay_who_it_is(
    context: Context, client: httpx.AsyncClient
) -> None:
    panel = [{**seat, "name": f"P{n}"} for n, seat in enumerate(REFERENCE["panel"])]
    original_id = await the_reference_case(context, client, panel=panel)
    told = [{**seat, "persona": "You run a hospital."} for seat in REFERENCE["panel"]]

    forked = (await fork(client, original_id, panel=told)).json()

    assert [seat["name"] for seat in forked["panel"]] == [f"P{n}" for n in range(6)]
    assert all(seat["former"] == [] for seat in forked["panel"])
    assert {seat["persona"] for seat in forked["panel"]} == {"You run a hospital."}


@pytest.mark.parametrize("name", ["Sim A>B", " sim a>b ", "Sim D"])
async def test_a_newcomer_cannot_have_the_name_of_anybody_heard_before(
    context: Context, client: httpx.AsyncClient, name: str
) -> None:
    original_id = await the_reference_case(context, client)
    panel = [*ANOTHER_THIRD]
    panel[2] = {"model": "sim/C", "name": name}
    panel[0] = {"model": "sim/E"}

    reply = await fork(client, original_id, panel=panel)

    assert_problem(reply, 400, "validation_failed")
    assert pointers(reply) == ["/panel/2/name"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"from_round": 0}, ["/from_round"]),
        ({"from_round": 6}, ["/from_round"]),
        ({"from_round": "1"}, ["/from_round"]),
        ({"from_round": 3, "protocol": {"max_rounds": 6}}, ["/from_round"]),
        ({"from_round": 2}, ["/from_round"]),
        ({"from_round": 1, "protocol": {"max_rounds": 1}}, ["/from_round"]),
        ({"from_round": 1, "panel": ANOTHER_THIRD[:5]}, ["/panel"]),
        ({"from_round": 1, "panel": [*ANOTHER_THIRD, {"model": "sim/A"}]}, ["/panel"]),
        (
            {"from_round": 1, "panel": [{"model": "sim/?"}] * 6},
            [f"/panel/{n}/model" for n in range(6)],
        ),
        ({"from_round": 1, "protocol": {"min_rounds": 3}}, ["/protocol/min_rounds"]),
        (
            {"from_round": 2, "protocol": {"quorum": 7, "votes_needed": 7}},
            ["/from_round", "/protocol/votes_needed", "/protocol/quorum"],
        ),
        ({"from_round": 1, "question": "Why?"}, ["/question"]),
        (
            {"from_round": 0, "panel": [{"model": "nope/x"}, *ANOTHER_THIRD[1:]], "zz": 1},
            ["/from_round", "/panel/0/model", "/zz"],
        ),
        (
            {"from_round": 1, "panel": [{"model": "sim/?"}], "protocol": {"min_rounds": 3}},
            ["/panel", "/protocol/min_rounds"],
        ),
        ({}, ["/from_round"]),
    ],
    ids=str,
)
async def test_every_fault_of_a_fork_has_its_pointer(
    context: Context, client: httpx.AsyncClient, body: dict[str, object], where: list[str]
) -> None:
    original_id = await the_reference_case(context, client)

    reply = await client.post(f"/v1/debates/{original_id}/fork", json=body)

    assert reply.status_code == 400
    assert pointers(reply) == where


async def test_a_fork_of_a_panel_that_cannot_be_asked_any_more_is_refused_as_a_whole(
    valkey_url: str, context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)
    variables = {"ROUNDTABLE_SIM": "off"}

    async with (
        a_context(valkey_url, context.keys.namespace, variables) as without,
        calling(without) as other,
    ):
        reply = await fork(other, original_id)

    assert reply.status_code == 400
    assert set(pointers(reply)) == {"/panel"}
    assert "original's panel" in reply.json()["errors"][0]["detail"]


@pytest.mark.parametrize("debate_id", [UNKNOWN, "x"])
async def test_an_unknown_debate_cannot_be_forked(
    client: httpx.AsyncClient, debate_id: str
) -> None:
    assert_problem(await fork(client, debate_id), 404, "not_found")


@pytest.mark.parametrize("waited_for", [True, False])
async def test_what_is_wrong_with_a_fork_is_told_before_it_is_looked_up(
    client: httpx.AsyncClient, *, waited_for: bool
) -> None:
    debate_id = await a_stored_debate(client) if waited_for else UNKNOWN

    reply = await fork(client, debate_id, zz=1)

    assert_problem(reply, 400, "validation_failed")
    assert pointers(reply) == ["/zz"]


async def test_a_debate_without_a_closed_round_is_waited_for(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)

    reply = await fork(client, debate_id)

    assert_problem(reply, 409, "debate_in_progress")
    assert int(reply.headers["retry-after"]) >= 1


async def test_a_debate_that_ended_before_a_round_was_closed_has_none(
    client: httpx.AsyncClient,
) -> None:
    debate_id = await a_stored_debate(client)
    await client.post(f"/v1/debates/{debate_id}/cancel")

    reply = await fork(client, debate_id)

    assert_problem(reply, 400, "validation_failed")
    assert pointers(reply) == ["/from_round"]


async def running(context: Context, client: httpx.AsyncClient) -> str:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC")
    return debate_id


async def canceled(context: Context, client: httpx.AsyncClient) -> str:
    debate_id = await running(context, client)
    await client.post(f"/v1/debates/{debate_id}/cancel")
    return debate_id


async def failed(context: Context, client: httpx.AsyncClient) -> str:
    debate_id = await running(context, client)
    now = context.clock.now()
    await context.debates.decide(TENANT, debate_id, lambda d: fail(d, now=now))
    return debate_id


async def without_a_quorum(context: Context, client: httpx.AsyncClient) -> str:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, [*"DE", *[ResponseStatus.FAILED] * 4])
    return debate_id


async def expired(context: Context, client: httpx.AsyncClient) -> str:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id)
    much_later = context.clock.now() + timedelta(days=1)
    await context.debates.decide(TENANT, debate_id, lambda d: enforce_deadline(d, now=much_later))
    return debate_id


@pytest.mark.parametrize(
    ("make", "status"),
    [
        (running, "running"),
        (canceled, "canceled"),
        (failed, "failed"),
        (without_a_quorum, "failed"),
        (expired, "expired"),
        (the_reference_case, "completed"),
    ],
)
async def test_a_closed_round_can_be_forked_whatever_became_of_the_debate(
    context: Context,
    client: httpx.AsyncClient,
    make: Made,
    status: str,
) -> None:
    debate_id = await make(context, client)
    before = (await client.get(f"/v1/debates/{debate_id}")).json()
    assert before["status"] == status

    forked = (await fork(client, debate_id)).json()

    await play(context, forked["id"], "DEEEEC")
    ended = (await client.get(forked["urls"]["self"])).json()
    assert (ended["status"], ended["outcome"]["decision"]) == ("completed", "E")
    assert (await client.get(f"/v1/debates/{debate_id}")).json() == before


async def test_an_open_round_of_a_running_debate_is_waited_for(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await running(context, client)

    reply = await fork(client, debate_id, from_round=2, protocol={"max_rounds": 3})

    assert_problem(reply, 409, "debate_in_progress")


async def test_original_and_fork_are_deleted_each_without_the_other(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)
    first, second = [(await fork(client, original_id)).json()["id"] for _ in range(2)]
    await play(context, first, "DEBEBC")

    assert (await client.delete(f"/v1/debates/{first}")).status_code == 204
    assert len(await responses(client, original_id)) == 12
    assert (await client.delete(f"/v1/debates/{original_id}")).status_code == 204
    await play(context, second, "DEBEBC")

    ended = (await client.get(f"/v1/debates/{second}")).json()
    assert ended["status"] == "completed"
    assert ended["forked_from"]["debate_id"] == original_id
    assert_problem(await fork(client, original_id), 404, "not_found")


async def test_a_fork_can_be_forked(context: Context, client: httpx.AsyncClient) -> None:
    original_id = await the_reference_case(context, client)
    once = (
        await fork(client, original_id, panel=ANOTHER_THIRD, protocol={"max_rounds": 3})
    ).json()
    await play(context, once["id"], "DECEBC")
    panel = [*ANOTHER_THIRD]
    panel[2] = {"model": "sim/B", "name": "Bea"}

    twice = (await fork(client, once["id"], from_round=2, panel=panel)).json()

    assert twice["forked_from"] == {"debate_id": once["id"], "round": 2}
    assert twice["panel"][2]["former"] == [
        {"model": "sim/A>B", "name": "Sim A>B", "until_round": 1},
        {"model": "sim/C", "name": "Sim C (2)", "until_round": 2},
    ]
    said = await responses(client, twice["id"])
    assert [(one["name"]) for one in said if one["participant"] == "seat_3"] == [
        "Sim A>B",
        "Sim C (2)",
    ]


async def test_the_same_key_makes_one_fork_even_when_the_original_is_gone(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)
    key = {"Idempotency-Key": "fork-0001"}
    path, body = f"/v1/debates/{original_id}/fork", {"from_round": 1}

    replies = await asyncio.gather(*(client.post(path, json=body, headers=key) for _ in range(20)))
    await client.delete(f"/v1/debates/{original_id}")
    late = await client.post(path, json=body, headers=key)
    other = await client.post(path, json={"from_round": 2}, headers=key)

    assert {reply.status_code for reply in (*replies, late)} == {202}
    assert len({reply.content for reply in (*replies, late)}) == 1
    assert late.headers["idempotency-replayed"] == "true"
    assert late.headers["location"] == replies[0].headers["location"]
    assert_problem(other, 409, "idempotency_key_reused")


async def test_a_refused_fork_frees_its_key(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    key = {"Idempotency-Key": "fork-0002"}
    path, body = f"/v1/debates/{debate_id}/fork", {"from_round": 1}
    early = await client.post(path, json=body, headers=key)
    await play(context, debate_id, "DEAEBC")

    reply = await client.post(path, json=body, headers=key)

    assert (early.status_code, reply.status_code) == (409, 202)


async def test_forks_race_with_the_deletion_of_their_original(
    context: Context, client: httpx.AsyncClient
) -> None:
    original_id = await the_reference_case(context, client)

    *forks, gone = await asyncio.gather(
        *(fork(client, original_id) for _ in range(4)),
        client.delete(f"/v1/debates/{original_id}"),
    )

    assert gone.status_code == 204
    for reply in forks:
        assert reply.status_code in {202, 404}
        if reply.status_code == 202:
            assert len(await responses(client, reply.json()["id"])) == 6


async def test_the_largest_fork_is_stored_in_one_step(
    context: Context, client: httpx.AsyncClient
) -> None:
    panel = [{"model": "sim/A"}] * 12
    rules = {"max_rounds": 6, "min_rounds": 6, "stop_when_stable": False}
    debate_id = await a_stored_debate(client, panel=panel, protocol=rules)
    await play(context, debate_id, *["ABCDEABCDEAB"] * 5)

    reply = await fork(client, debate_id, from_round=5)

    said = await responses(client, reply.json()["id"])
    assert (len(said), said[-1]["round"], said[-1]["participant"]) == (60, 5, "seat_12")


async def test_a_fork_at_its_deadline_ends_with_what_was_copied(
    context: Context, client: httpx.AsyncClient
) -> None:
    forked = (await fork(client, await the_reference_case(context, client))).json()
    await play(context, forked["id"])
    much_later = context.clock.now() + timedelta(days=1)

    await context.debates.decide(
        TENANT, forked["id"], lambda d: enforce_deadline(d, now=much_later)
    )

    ended = (await client.get(forked["urls"]["self"])).json()
    assert (ended["status"], ended["degraded_reasons"]) == (
        "completed",
        ["seat_timed_out", "deadline"],
    )
    assert (ended["outcome"]["rounds"], ended["outcome"]["decision"]) == (1, "E")
