"""Forks run by a real worker: from round k+1 on, informed by what was copied, whatever breaks."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest

from service.context import Context
from service.domain.debate import DebateStatus
from tests.support.api import REFERENCE, TENANT, a_context, a_request, calling
from tests.support.store import eventually, forget_all_jobs
from tests.support.workers import Recording, a_worker, a_worker_process

PANEL = [seat["model"] for seat in REFERENCE["panel"]]
WAIT = {"Prefer": "wait=20"}


@pytest.fixture
async def store(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    quick = {"ROUNDTABLE_LEASE_SECONDS": "1", "ROUNDTABLE_BEAT_SECONDS": "0.25"}
    async with a_context(valkey_url, namespace, quick) as store:
        yield store


@pytest.fixture
async def client(store: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(store) as client:
        client.timeout = httpx.Timeout(30)
        yield client


def a_panel(*models: str) -> list[dict[str, str]]:
    return [{"model": model} for model in models]


async def held(client: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    """Hold the reference debate to its end."""
    reply = await client.post("/v1/debates", json=a_request(**changes), headers=WAIT)
    debate: dict[str, Any] = reply.json()
    assert debate["status"] == "completed"
    return debate


async def forked(
    client: httpx.AsyncClient, original: dict[str, Any], **body: object
) -> dict[str, Any]:
    """Fork a debate, wait for its end, and return it with its ledger and summary."""
    path = f"{original['urls']['self']}/fork"
    reply = await client.post(path, json={"from_round": 1, **body}, headers=WAIT)
    assert reply.status_code == 200, reply.text
    whole = await client.get(f"{reply.json()['urls']['self']}?include=responses,summary")
    found: dict[str, Any] = whole.json()
    return found


def votes(debate: dict[str, Any], number: int) -> list[str | None]:
    return [one["vote"] for one in debate["responses"] if one["round"] == number]


async def test_the_reference_debate_goes_another_way_with_another_seat(
    store: Context, client: httpx.AsyncClient
) -> None:
    async with a_worker(store):
        original = await held(client)
        fork = await forked(client, original, panel=a_panel(*PANEL[:2], "sim/E", *PANEL[3:]))

    assert fork["status"] == "completed"
    assert (votes(fork, 1), votes(fork, 2)) == (list("DEAEBC"), list("DEEEBC"))
    assert fork["outcome"]["headline"].startswith("Plurality: No (3 of 6)")
    assert fork["outcome"]["changed_minds"] == 0
    assert fork["usage"]["calls"] == 6
    newcomer = fork["responses"][8]
    assert (newcomer["name"], newcomer["changed_mind"], newcomer["persuaded_by"]) == (
        "Sim E (3)",
        False,
        None,
    )
    first_round = {one["id"] for one in fork["responses"][:6]}
    answers = [ref for one in fork["responses"][6:] for ref in one["responds_to"]]
    assert answers
    assert set(answers) <= first_round


async def test_the_same_panel_and_protocol_come_to_the_same_votes(
    store: Context, client: httpx.AsyncClient
) -> None:
    async with a_worker(store):
        original = await held(client)
        fork = await forked(client, original)

    assert votes(fork, 2) == list("DEBEBC")
    assert fork["outcome"] == original["outcome"]
    changed = fork["responses"][8]
    assert (changed["previous_vote"], changed["changed_mind"]) == ("A", True)
    assert changed["persuaded_by"] in {one["id"] for one in fork["responses"][:6]}


async def test_a_completed_debate_goes_on_for_more_rounds(
    store: Context, client: httpx.AsyncClient
) -> None:
    async with a_worker(store):
        original = await held(client)
        fork = await forked(
            client,
            original,
            from_round=2,
            panel=a_panel("sim/D>D>E", *PANEL[1:]),
            protocol={"max_rounds": 4},
        )

    assert [votes(fork, number) for number in (1, 2, 3, 4)] == [
        list("DEAEBC"),
        list("DEBEBC"),
        list("EEBEBC"),
        list("EEBEBC"),
    ]
    assert fork["outcome"]["stop_reason"] == "stable"
    assert fork["outcome"]["changed_minds"] == 1
    assert "Sim D>D>E" in fork["summary"]["overview"]


async def test_under_names_everybody_is_called_what_it_is_called(
    store: Context, client: httpx.AsyncClient
) -> None:
    names = ["Ann", "Ben", "Cas", "Dov", "Eva", "Fay"]
    panel = [{"model": m, "name": n} for m, n in zip(PANEL, names, strict=True)]
    newcomer = [{"model": "sim/B", "name": "Gus"}]
    rules = {"max_rounds": 3, "identities": "named", "stop_when_stable": False}
    async with a_worker(store):
        original = await held(client, panel=panel, protocol={**rules, "max_rounds": 2})
        fork = await forked(
            client, original, panel=[*panel[:2], *newcomer, *panel[3:]], protocol=rules
        )

    said: dict[tuple[str, int], str] = {
        (one["participant"], one["round"]): one["name"] for one in fork["responses"]
    }
    assert [said["seat_3", number] for number in (1, 2, 3)] == ["Cas", "Gus", "Gus"]
    second = [one for one in fork["responses"] if one["round"] == 2]
    assert all("Gus" not in (one["argument"] or "") for one in second)
    assert "seat_" not in " ".join(one["argument"] for one in fork["responses"])
    assert fork["panel"][2]["former"] == [{"model": "sim/A>B", "name": "Cas", "until_round": 1}]
    assert fork["summary"]["positions"][2]["first_vote"] == "B"
    turns = {turn["kind"] for turn in fork["summary"]["turning_points"]}
    assert "position_change" not in turns


async def test_only_the_rounds_to_come_are_asked_for(
    store: Context, client: httpx.AsyncClient
) -> None:
    provider = Recording()
    async with a_worker(store, provider):
        original = await held(client)
        asked_before = len(provider.asked)
        await forked(client, original)

    assert {number for number, _, _ in provider.asked[asked_before:]} == {2}
    assert len(provider.asked) == asked_before + 6


async def test_a_lost_job_of_a_fork_is_queued_again(
    store: Context, client: httpx.AsyncClient
) -> None:
    async with a_worker(store):
        original = await held(client)
    queued = (await client.post(f"{original['urls']['self']}/fork", json={"from_round": 1})).json()
    await forget_all_jobs(store)

    await store.schedule.requeue(await store.debates.load(TENANT, queued["id"]))

    async with a_worker(store):
        await terminal(store, queued["id"])


async def test_a_fork_whose_worker_is_killed_goes_on_with_another(
    store: Context, client: httpx.AsyncClient
) -> None:
    slow: Sequence[str] = [f"{model}?delay=1" for model in ("sim/A", "sim/B", "sim/C")]
    async with a_worker(store):
        original = await held(client, panel=a_panel("sim/A", "sim/B", "sim/C"))
    path = f"{original['urls']['self']}/fork"
    body = {"from_round": 1, "panel": a_panel(*slow)}
    queued = (await client.post(path, json=body)).json()

    async with a_worker_process(store) as process:
        await eventually(lambda: is_running(store, queued["id"]))
        process.kill()
        await process.wait()

    async with a_worker(store):
        await terminal(store, queued["id"])
    log = await store.events.read(TENANT, queued["id"], after=0, limit=100)
    assert [event.type for event in log].count("debate.started") == 1
    assert [event.type for event in log].count("response.completed") == 3


async def is_running(store: Context, debate_id: str) -> bool:
    return (await store.debates.load(TENANT, debate_id)).state.status is DebateStatus.RUNNING


async def terminal(store: Context, debate_id: str) -> None:
    """Wait until the debate is completed."""

    async def is_over() -> bool:
        return (await store.debates.load(TENANT, debate_id)).state.status.terminal

    await eventually(is_over)
    ended = await store.debates.load(TENANT, debate_id)
    assert ended.state.status is DebateStatus.COMPLETED
    assert len(ended.round_responses(2)) == len(ended.spec.panel)
