"""Creating, reading, listing, canceling and deleting debates over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from service.domain.debate import ResponseStatus
from tests.support.api import (
    a_context,
    a_namespace,
    a_request,
    a_stored_debate,
    answer,
    assert_problem,
    calling,
    play,
    pointers,
)
from tests.support.patience import PATIENCE_S

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def alone(valkey_url: str, namespace: str) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a server that knows no debate yet."""
    async with a_context(valkey_url, namespace) as opened, calling(opened) as client:
        yield client


async def the_only_debate(client: httpx.AsyncClient) -> str:
    listed: list[dict[str, str]] = []
    async with asyncio.timeout(PATIENCE_S):
        while not listed:
            listed = (await client.get("/v1/debates")).json()["data"]
    return listed[0]["id"]


async def test_a_created_debate_can_be_read_at_once(client: httpx.AsyncClient) -> None:
    created = await client.post("/v1/debates", json=a_request())

    read = await client.get(created.headers["location"])
    assert created.status_code == 202
    assert created.json()["status"] == "queued"
    assert read.json() == created.json()


async def test_every_default_is_resolved_in_the_resource(client: httpx.AsyncClient) -> None:
    body = a_request(protocol=None, options=[{"label": "Yes"}, {"label": "No"}])

    debate = (await client.post("/v1/debates", json=body)).json()

    assert debate["object"] == "debate"
    assert [option["id"] for option in debate["options"]] == ["A", "B"]
    assert debate["protocol"] == {
        "max_rounds": 3,
        "min_rounds": 2,
        "consensus": "supermajority",
        "votes_needed": None,
        "quorum": 4,
        "round_deadline_seconds": 120,
        "stop_when_stable": True,
        "tie_break": "trajectory",
        "identities": "anonymous",
        "shuffle_options": True,
        "allow_abstain": False,
        "max_argument_words": 220,
    }
    assert debate["deadline_seconds"] == 900
    assert debate["created_at"].endswith("Z")
    assert debate["urls"]["self"] == f"/v1/debates/{debate['id']}"


async def test_an_effort_is_kept_with_its_seat(client: httpx.AsyncClient) -> None:
    panel = [{"model": "sim/A", "effort": "high"}, {"model": "sim/B"}]

    created = (await client.post("/v1/debates", json=a_request(panel=panel))).json()

    assert [seat["effort"] for seat in created["panel"]] == ["high", None]


async def test_names_repeat_with_a_number(client: httpx.AsyncClient) -> None:
    panel = [{"model": "sim/A"}, {"model": "sim/A"}, {"model": "sim/B", "name": "Bea"}]

    debate = (await client.post("/v1/debates", json=a_request(panel=panel))).json()

    first, second, third = (seat["name"] for seat in debate["panel"])
    assert second == f"{first} (2)"
    assert third == "Bea"


async def test_a_debate_without_a_panel_is_debated_by_simulated_models(
    client: httpx.AsyncClient,
) -> None:
    debate = (await client.post("/v1/debates", json=a_request(panel=None))).json()

    assert {seat["model"].partition("/")[0] for seat in debate["panel"]} == {"sim"}
    assert len(debate["panel"]) == 6


async def test_the_reference_case_ends_as_it_should(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)

    await play(context, debate_id, "DEAEBC", "DEBEBC")

    debate = (await client.get(f"/v1/debates/{debate_id}?include=responses,summary")).json()
    assert debate["status"] == "completed"
    assert debate["outcome"]["object"] == "outcome"
    assert debate["outcome"]["agreement"] == "tie"
    assert debate["outcome"]["leaders"] == ["B", "E"]
    assert debate["outcome"]["decision"] == "E"
    assert debate["outcome"]["changed_minds"] == 1
    assert len(debate["responses"]) == 12
    assert debate["summary"]["source"] == "extractive"
    assert debate["retained_until"] is not None
    assert debate["progress"] == {
        "round": 2,
        "max_rounds": 2,
        "seats": 6,
        "responses_received": 6,
    }


async def test_an_unknown_cost_is_null(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    usage = (await client.get(f"/v1/debates/{debate_id}")).json()["usage"]

    assert usage["calls"] == 12
    assert usage["cost_usd"] is None


async def test_prose_names_people(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    debate = await play(context, debate_id, "DEAEBC")
    page = (await client.get(f"/v1/debates/{debate_id}/responses?limit=1")).json()

    name = debate.spec.panel[0].name

    assert page["data"][0]["argument"] == f"What {name} had to say in round 1."


@pytest.mark.parametrize(
    "debate_id",
    ["dbt_0000000000000000000000000a", "nonsense", "rsp_0000000000000000000000000a", "%0A", "é"],
)
@pytest.mark.parametrize("rest", ["", "/rounds", "/responses", "/summary", "/events"])
async def test_an_unknown_or_malformed_id_is_not_found(
    client: httpx.AsyncClient, debate_id: str, rest: str
) -> None:
    reply = await client.get(f"/v1/debates/{debate_id}{rest}")

    assert_problem(reply, 404, "not_found")


async def test_an_unchanged_debate_is_not_sent_again(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    path = f"/v1/debates/{debate_id}"
    first = await client.get(path)
    tag = first.headers["etag"]

    same = await client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    wider = await client.get(f"{path}?include=responses", headers={"If-None-Match": tag})
    await play(context, debate_id, "DEAEBC")
    later = await client.get(path, headers={"If-None-Match": tag})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert same.headers["retry-after"] == first.headers["retry-after"]
    assert wider.status_code == later.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"


async def test_a_finished_debate_is_not_to_be_polled(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    reply = await client.get(f"/v1/debates/{debate_id}")

    assert "retry-after" not in reply.headers


async def test_waiting_ends_when_the_debate_does(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    waiting = asyncio.create_task(
        client.get(f"/v1/debates/{debate_id}", headers={"Prefer": "wait=9"})
    )
    await asyncio.sleep(0)

    await play(context, debate_id, "DEAEBC", "DEBEBC")

    reply = await waiting
    assert reply.json()["status"] == "completed"
    assert reply.headers["preference-applied"] == "wait=9"


async def test_a_create_that_waited_in_vain_is_a_202(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/debates", json=a_request(), headers={"Prefer": "wait=1"})

    assert reply.status_code == 202
    assert reply.headers["preference-applied"] == "wait=1"
    assert reply.headers["location"] == reply.json()["urls"]["self"]


async def test_a_create_that_saw_the_end_is_a_200(
    valkey_url: str, namespace: str, alone: httpx.AsyncClient
) -> None:
    waiting = asyncio.create_task(
        alone.post("/v1/debates", json=a_request(), headers={"Prefer": "wait=9"})
    )

    async with a_context(valkey_url, namespace) as workers:
        await play(workers, await the_only_debate(alone), "DEAEBC", "DEBEBC")

    reply = await waiting
    assert reply.status_code == 200
    assert reply.json()["status"] == "completed"


async def test_an_unreadable_preference_is_ignored(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/debates", json=a_request(), headers={"Prefer": "wait=soon"})

    assert "preference-applied" not in reply.headers


async def test_a_repeated_create_gets_the_same_reply(alone: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": '"create-0001"'}
    first = await alone.post("/v1/debates", json=a_request(), headers=key)

    second = await alone.post("/v1/debates", json=a_request(), headers={**key, "Prefer": "wait=9"})

    assert second.status_code == 202
    assert second.content == first.content
    assert second.headers["location"] == first.headers["location"]
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len((await alone.get("/v1/debates")).json()["data"]) == 1


async def test_a_key_belongs_to_one_body(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "create-0003"}
    await client.post("/v1/debates", json=a_request(), headers=key)

    reply = await client.post("/v1/debates", json=a_request(question="Why?"), headers=key)

    assert_problem(reply, 409, "idempotency_key_reused")
    assert reply.headers["x-should-retry"] == "false"


async def test_a_refused_create_frees_its_key(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "create-0004"}
    await client.post("/v1/debates", json=a_request(question=""), headers=key)

    reply = await client.post("/v1/debates", json=a_request(), headers=key)

    assert reply.status_code == 202


async def test_lists_are_paged_newest_first(alone: httpx.AsyncClient) -> None:
    made = [await a_stored_debate(alone) for _ in range(3)]
    newest_first = sorted(made, reverse=True)

    first = (await alone.get("/v1/debates?limit=2")).json()
    rest = (await alone.get(f"/v1/debates?limit=2&starting_after={first['next_cursor']}")).json()

    assert first["object"] == "list"
    assert [debate["id"] for debate in first["data"]] == newest_first[:2]
    assert first["has_more"] is True
    assert [debate["id"] for debate in rest["data"]] == newest_first[2:]
    assert (rest["has_more"], rest["next_cursor"]) == (False, None)


async def test_what_comes_meanwhile_is_on_no_later_page(alone: httpx.AsyncClient) -> None:
    made = [await a_stored_debate(alone) for _ in range(5)]
    seen: list[str] = []
    query = "limit=2"

    while query:
        page = (await alone.get(f"/v1/debates?{query}")).json()
        await a_stored_debate(alone)
        seen += [debate["id"] for debate in page["data"]]
        query = f"limit=2&starting_after={page['next_cursor']}" if page["has_more"] else ""

    assert seen == sorted(made, reverse=True)


async def test_a_list_holds_what_was_created_after_a_moment(alone: httpx.AsyncClient) -> None:
    for _ in range(5):
        await a_stored_debate(alone)
    made = (await alone.get("/v1/debates")).json()["data"]
    moment = made[2]["created_at"]

    page = (await alone.get("/v1/debates", params={"created_after": moment})).json()

    later = [one for one in made if at(one["created_at"]) > at(moment)]
    assert page["data"] == later
    assert 0 < len(later) < len(made)


def at(time: str) -> datetime:
    return datetime.fromisoformat(time)


async def test_lists_are_filtered(alone: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(alone)
    await alone.post(f"/v1/debates/{debate_id}/cancel")
    await a_stored_debate(alone)

    canceled = (await alone.get("/v1/debates?status=canceled")).json()
    future = (await alone.get("/v1/debates?created_after=9999-12-31T23:59:59.9999Z")).json()
    past = (await alone.get("/v1/debates?created_after=0001-01-01T00:00:00%2B23:59")).json()

    assert [debate["id"] for debate in canceled["data"]] == [debate_id]
    assert future["data"] == []
    assert len(past["data"]) == 2


@pytest.mark.parametrize("cursor", ["dbt_0000000000000000000000000a", "x", ""])
async def test_an_unknown_cursor_is_not_found(client: httpx.AsyncClient, cursor: str) -> None:
    debate_id = await a_stored_debate(client)

    for path in ("/v1/debates", f"/v1/debates/{debate_id}/responses"):
        reply = await client.get(f"{path}?starting_after={cursor}")

        assert_problem(reply, 404, "not_found")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("limit=0", ["limit"]),
        ("limit=101", ["limit"]),
        ("limit=1.0", ["limit"]),
        ("limit=", ["limit"]),
        (f"limit={'9' * 30}", ["limit"]),
        ("limit=1&limit=2", ["limit"]),
        ("status=done", ["status"]),
        ("created_after=yesterday", ["created_after"]),
        ("created_after=2026-01-01T00:00:00", ["created_after"]),
        ("created_after=2026-02-30T00:00:00Z", ["created_after"]),
        ("color=red", ["color"]),
        ("limit=x&status=y&color=z", ["limit", "status", "color"]),
        ("%00=1", ["\0"]),
    ],
)
async def test_every_fault_of_a_query_is_named(
    client: httpx.AsyncClient, query: str, names: list[str]
) -> None:
    reply = await client.get(f"/v1/debates?{query}")

    assert_problem(reply, 400, "validation_failed")
    assert [fault["name"] for fault in reply.json()["errors"]] == names
    assert {fault["in"] for fault in reply.json()["errors"]} == {"query"}


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("9" * 23, "The number must be at most 100."),
        ("-" + "9" * 5_000, "The number must be at least 1."),
        ("0" * 30 + "1", "This must be a whole number, not that text."),
    ],
    ids=["23 digits", "5,000 digits", "leading zeros"],
)
async def test_a_limit_of_many_digits_is_out_of_range(
    client: httpx.AsyncClient, limit: str, said: str
) -> None:
    reply = await client.get(f"/v1/debates?limit={limit}")

    assert_problem(reply, 400, "validation_failed")
    assert reply.json()["detail"] == said


async def test_canceling_ends_a_debate_and_can_be_repeated(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)

    once = await client.post(f"/v1/debates/{debate_id}/cancel")
    twice = await client.post(f"/v1/debates/{debate_id}/cancel", json={})

    assert once.json()["status"] == twice.json()["status"] == "canceled"


async def test_a_canceled_debate_keeps_what_was_said(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    debate = await play(context, debate_id, "DEAEBC")
    await answer(context, debate, "DE")

    await client.post(f"/v1/debates/{debate_id}/cancel")

    responses = (await client.get(f"/v1/debates/{debate_id}/responses?round=2")).json()["data"]
    rounds = (await client.get(f"/v1/debates/{debate_id}/rounds")).json()["data"]
    assert [response["status"] for response in responses] == ["voted"] * 2 + ["canceled"] * 4
    assert rounds[1]["headline"] == "Round 2 was not finished"
    assert rounds[1]["finished_at"] is None


async def test_a_finished_debate_cannot_be_canceled(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    reply = await client.post(f"/v1/debates/{debate_id}/cancel")

    assert_problem(reply, 409, "debate_already_finished")
    assert reply.headers["x-should-retry"] == "false"


async def test_only_a_finished_debate_can_be_deleted(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    path = f"/v1/debates/{debate_id}"

    early = await client.delete(path)
    await client.post(f"{path}/cancel")
    done = await client.delete(path)
    again = await client.delete(path)

    assert_problem(early, 409, "debate_in_progress")
    assert (done.status_code, done.content) == (204, b"")
    assert_problem(again, 404, "not_found")


async def test_rounds_tell_who_moved(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    first, second = (await client.get(f"/v1/debates/{debate_id}/rounds")).json()["data"]

    assert (first["blind"], second["blind"]) == (True, False)
    assert second["changed"] == [{"participant": "seat_3", "from": "A", "to": "B"}]
    assert second["leaders"] == ["B", "E"]
    assert second["stop_reason"] == "max_rounds"
    assert [row["votes"] for row in first["tally"]] == [1, 1, 1, 1, 2]


async def test_a_failure_is_no_vote(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, ["D", "E", ResponseStatus.REFUSED, "E", "B", None], "DEBEBC")

    page = (await client.get(f"/v1/debates/{debate_id}/responses?participant=seat_3")).json()
    late = (await client.get(f"/v1/debates/{debate_id}/responses?status=timed_out")).json()

    assert [response["vote"] for response in page["data"]] == [None, "B"]
    assert page["data"][1]["changed_mind"] is False
    assert late["data"][0]["participant"] == "seat_6"
    assert late["data"][0]["error"]["code"] == "timed_out"


async def test_responses_are_paged_and_filtered(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    path = f"/v1/debates/{debate_id}/responses"

    first = (await client.get(f"{path}?limit=5")).json()
    rest = (await client.get(f"{path}?starting_after={first['next_cursor']}")).json()
    final = (await client.get(f"{path}?final=true")).json()
    moved = (await client.get(f"{path}?participant=seat_3&final=true")).json()["data"][0]

    places = [(r["round"], r["participant"]) for r in first["data"] + rest["data"]]
    assert places == [(n, f"seat_{seat}") for n in (1, 2) for seat in range(1, 7)]
    assert {response["round"] for response in final["data"]} == {2}
    assert (moved["changed_mind"], moved["previous_vote"], moved["vote"]) == (True, "A", "B")


async def test_a_response_can_be_read_alone(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC")
    path = f"/v1/debates/{debate_id}/responses"
    listed = (await client.get(path)).json()["data"][4]

    read = await client.get(f"{path}/{listed['id']}")
    unknown = await client.get(f"{path}/rsp_0000000000000000000000000a")

    assert read.json() == listed
    assert_problem(unknown, 404, "not_found")


async def test_a_summary_is_not_ready_before_the_end(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)

    reply = await client.get(f"/v1/debates/{debate_id}/summary")

    assert_problem(reply, 409, "summary_not_ready")
    assert int(reply.headers["retry-after"]) > 0


async def test_a_summary_cites_responses(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    summary = (await client.get(f"/v1/debates/{debate_id}/summary")).json()

    responses = (await client.get(f"/v1/debates/{debate_id}/responses")).json()["data"]
    said = {response["id"]: response["argument"] for response in responses}
    quotes = [
        citation
        for argument in summary["strongest_arguments"]
        for citation in argument["citations"]
    ]
    assert summary["object"] == "summary"
    assert summary["headline"].startswith("Tie")
    assert quotes
    for citation in quotes:
        assert citation["quote"] in said[citation["response_id"]]


async def test_a_debate_that_failed_says_that_no_summary_will_come(
    context: Context, client: httpx.AsyncClient
) -> None:
    failed = await a_stored_debate(client)
    await play(context, failed, [ResponseStatus.FAILED] * 6)
    canceled = await a_stored_debate(client)
    await client.post(f"/v1/debates/{canceled}/cancel")

    replies = [await client.get(f"/v1/debates/{one}/summary") for one in (failed, canceled)]

    assert_problem(replies[0], 409, "debate_failed")
    assert_problem(replies[1], 409, "debate_canceled")
    assert {reply.headers["x-should-retry"] for reply in replies} == {"false"}


async def test_models_name_the_simulated_patterns(client: httpx.AsyncClient) -> None:
    models = (await client.get("/v1/models")).json()

    assert models["object"] == "list"
    assert {"sim/majority", "sim/abstain"} <= {model["id"] for model in models["data"]}
    assert all(model["object"] == "model" for model in models["data"])


async def test_unknown_models_are_named_by_pointer(client: httpx.AsyncClient) -> None:
    panel = [{"model": "sim/A"}, {"model": "nobody/x"}, {"model": "openai/gpt-5.4"}]

    reply = await client.post("/v1/debates", json=a_request(panel=panel))

    assert_problem(reply, 400, "validation_failed")
    faults = {fault["pointer"]: fault["code"] for fault in reply.json()["errors"]}
    assert faults == {
        "/panel/1/model": "unknown_model",
        "/panel/2/model": "model_not_configured",
    }


async def test_faults_of_fallbacks_are_named_by_pointer(client: httpx.AsyncClient) -> None:
    panel = [
        {"model": "sim/A", "fallbacks": ["sim/B", "nobody/x", "openai/gpt-5.4"]},
        {"model": "sim/A", "fallbacks": ["sim/A", "sim/B", "sim/B"]},
        {"model": "sim/B", "fallbacks": ["sim/A"]},
    ]

    reply = await client.post("/v1/debates", json=a_request(panel=panel))
    estimated = await client.post("/v1/estimates", json=a_request(panel=panel))

    assert_problem(reply, 400, "validation_failed")
    faults = {fault["pointer"]: fault["code"] for fault in reply.json()["errors"]}
    assert faults == {
        "/panel/0/fallbacks/1": "unknown_model",
        "/panel/0/fallbacks/2": "model_not_configured",
        "/panel/1/fallbacks/0": "validation_failed",
        "/panel/1/fallbacks/2": "validation_failed",
    }
    assert estimated.json()["errors"] == reply.json()["errors"]


@pytest.mark.parametrize(
    ("fallbacks", "found"),
    [
        (["sim/B", "sim/C", "sim/D", "sim/E"], "/panel/0/fallbacks"),
        (["sim/B", "no-model"], "/panel/0/fallbacks/1"),
        (["sim/B", {"model": "sim/C"}], "/panel/0/fallbacks/1"),
        ("sim/B", "/panel/0/fallbacks"),
        (None, "/panel/0/fallbacks"),
    ],
)
async def test_fallbacks_are_a_few_model_ids(
    client: httpx.AsyncClient, fallbacks: object, found: str
) -> None:
    panel = [{"model": "sim/A", "fallbacks": fallbacks}, {"model": "sim/B"}]

    reply = await client.post("/v1/debates", json=a_request(panel=panel))

    assert_problem(reply, 400, "validation_failed")
    assert pointers(reply) == [found]


async def test_a_debate_shows_the_fallbacks_of_each_seat(client: httpx.AsyncClient) -> None:
    panel = [
        {"model": "sim/A", "fallbacks": ["sim/B", "sim/C", "sim/D"]},
        {"model": "sim/B", "fallbacks": []},
        {"model": "sim/C"},
    ]

    debate = (await client.post("/v1/debates", json=a_request(panel=panel))).json()
    estimate = await client.post("/v1/estimates", json=a_request(panel=panel))

    assert [seat["fallbacks"] for seat in debate["panel"]] == [["sim/B", "sim/C", "sim/D"], [], []]
    assert estimate.status_code == 200
    assert estimate.json()["calls"] == {"min": 3, "max": 6}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"protocol": {"max_rounds": 1, "min_rounds": 2}}, ["/protocol/min_rounds"]),
        (
            {"protocol": {"votes_needed": 7, "consensus": "majority", "quorum": 7}},
            ["/protocol/votes_needed", "/protocol/votes_needed", "/protocol/quorum"],
        ),
        ({"options": [{"id": "A", "label": "Yes"}, {"label": "No"}]}, ["/options/1/id"]),
        ({"options": [{"label": "Yes"}, {"label": "yes."}]}, ["/options/1/label"]),
        ({"options": [{"label": "b"}, {"label": "c"}]}, ["/options/1/id"]),
        (
            {"panel": [{"model": "sim/A", "name": "Al"}, {"model": "sim/B", "name": "al"}]},
            ["/panel/0/name", "/panel/1/name"],
        ),
    ],
)
async def test_faults_across_fields_are_named_by_pointer(
    client: httpx.AsyncClient, changes: dict[str, object], found: list[str]
) -> None:
    reply = await client.post("/v1/debates", json=a_request(**changes))

    assert_problem(reply, 400, "validation_failed")
    assert pointers(reply) == found


@pytest.mark.parametrize(
    ("path", "body", "found"),
    [
        (
            "/v1/debates",
            a_request(question="", panel=[{"model": "nope/x"}, {"model": "sim/A"}]),
            ["foo", "/question", "/panel/0/model"],
        ),
        (
            "/v1/estimates",
            a_request(protocol={"max_rounds": 9}, options=[{"label": "x"}, {"label": "X"}]),
            ["foo", "/protocol/max_rounds", "/options/1/label"],
        ),
        ("/v1/debates/x/fork", {"from_round": 0}, ["foo", "/from_round"]),
        ("/v1/debates/x/cancel", {"from_round": 0}, ["foo", "/from_round"]),
        ("/v1/debates/x/notes", {}, ["foo", "/text"]),
    ],
    ids=lambda path: path if isinstance(path, str) else "",
)
async def test_faults_of_query_and_body_are_told_together(
    client: httpx.AsyncClient, path: str, body: dict[str, object], found: list[str]
) -> None:
    reply = await client.post(f"{path}?foo=1", json=body)

    faults = reply.json()["errors"]
    assert_problem(reply, 400, "validation_failed")
    assert sorted(fault["name"] or fault["pointer"] for fault in faults) == sorted(found)


@pytest.mark.parametrize("path", ["/v1/debates", "/v1/estimates"])
async def test_most_faults_are_counted_only(client: httpx.AsyncClient, path: str) -> None:
    surplus = {f"zz{n}": 1 for n in range(150)}
    panel = [{"model": "nope/x"}, {"model": "sim/A"}]

    reply = await client.post(path, json=surplus | a_request(question=None, panel=panel))

    assert_problem(reply, 400, "validation_failed")
    assert pointers(reply)[:3] == ["/question", "/panel/0/model", "/zz0"]
    assert len(pointers(reply)) == 100
    assert reply.json()["detail"].endswith("There are at least 52 more faults.")


async def test_a_label_may_equal_its_own_id(client: httpx.AsyncClient) -> None:
    options = [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]

    reply = await client.post("/v1/debates", json=a_request(options=options))

    assert reply.status_code == 202


async def test_a_poll_has_one_round(client: httpx.AsyncClient) -> None:
    debate = (await client.post("/v1/debates", json=a_request(protocol={"max_rounds": 1}))).json()

    assert debate["protocol"]["min_rounds"] == 1
