"""The start page: a person without `curl` starts a debate, or learns what is wrong with it."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from service.context import Context
from service.domain.debate import Debate
from tests.support.api import (
    TENANT,
    a_context,
    a_key,
    a_request,
    a_stored_debate,
    bearer,
    play,
)
from tests.support.start_form import FORM, browsing, read_page

ON = {"ROUNDTABLE_START_PAGE": "on"}


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, namespace, ON) as opened:
        yield opened


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(context) as opened:
        yield opened


async def stored(context: Context) -> tuple[Debate, ...]:
    debates, _ = await context.debates.page(TENANT, limit=100)
    return debates


async def test_the_form_that_is_given_out_starts_a_debate_when_it_is_filled_in(
    context: Context, client: httpx.AsyncClient
) -> None:
    form = read_page((await client.get("/")).text).fields

    reply = await client.post(
        "/debates", data=form | {"question": "Is it?", "options": "Yes\r\nNo\r\nMaybe"}
    )

    [debate] = await stored(context)
    assert (reply.status_code, reply.content) == (303, b"")
    assert reply.headers["location"] == f"/debates/{debate.spec.id}"
    assert (await client.get(reply.headers["location"])).status_code == 200
    assert debate.spec.question == "Is it?"
    assert [option.label for option in debate.spec.options] == ["Yes", "No", "Maybe"]
    assert debate.spec.panel[2].model == "sim/A>B"
    assert debate.spec.rules.max_rounds == 3
    assert debate.spec.request_id == reply.headers["x-request-id"]


async def test_the_example_starts_a_debate_as_it_is(
    context: Context, client: httpx.AsyncClient
) -> None:
    form = read_page((await client.get("/", params={"example": "true"})).text).fields

    assert (await client.post("/debates", data=form)).status_code == 303
    assert len(await stored(context)) == 1


async def test_the_page_may_send_its_form_and_nothing_else(client: httpx.AsyncClient) -> None:
    for reply in (await client.get("/"), await client.post("/debates", data={"question": ""})):
        policy = reply.headers["content-security-policy"]
        assert "form-action 'self'" in policy
        assert "form-action 'none'" not in policy
        assert "default-src 'none'" in policy
        # Else a browser would say of its own form that it comes from nowhere.
        assert reply.headers["referrer-policy"] == "same-origin"
        assert reply.headers["cache-control"] == "private, no-cache"
        assert "<script" not in reply.text
        assert " style=" not in reply.text
        assert len(reply.content) < 20_000


async def test_faults_stand_beside_their_fields_and_what_was_typed_is_kept(
    context: Context, client: httpx.AsyncClient
) -> None:
    wrong = FORM | {"question": " ", "options": "Yes\r\n\r\nyes", "rounds": "6", "context": "<b>"}

    reply = await client.post("/debates", data=wrong)

    page = read_page(reply.text)
    assert reply.status_code == 400
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert page.invalid == ["question", "options"]
    assert page.said_of("question").startswith("This must not be empty.")
    assert page.said_of("options").startswith("Line 3: This reads the same")
    assert page.links["Question: This must not be empty."] == "#question"
    assert page.focused == "question"
    assert page.fields["context"] == ["<b>"]
    assert page.fields["options"] == ["Yes\r\n\r\nyes"]
    assert page.fields["rounds"] == ["6"]
    assert not await stored(context)


async def test_a_form_that_is_sent_twice_starts_one_debate(
    context: Context, client: httpx.AsyncClient
) -> None:
    replies = await asyncio.gather(*(client.post("/debates", data=FORM) for _ in range(10)))

    again = await client.post("/debates", data=FORM)

    [debate] = await stored(context)
    assert {reply.status_code for reply in (*replies, again)} == {303}
    assert {reply.headers["location"] for reply in (*replies, again)} == {
        f"/debates/{debate.spec.id}"
    }


async def test_what_was_changed_before_it_was_sent_again_is_another_debate(
    context: Context, client: httpx.AsyncClient
) -> None:
    for changes in ({}, {"question": "Is it not?"}, {"once": "drawn-anew"}, {"once": ""}):
        await client.post("/debates", data=FORM | changes)
    await client.post("/debates", data=FORM | {"once": ""})

    assert len(await stored(context)) == 5


async def test_debates_are_listed_newest_first_a_page_at_a_time(
    context: Context, client: httpx.AsyncClient
) -> None:
    made = [await a_stored_debate(client, question=f"Question {n}?") for n in range(12)]
    await play(context, made[-1], "DEAEBC", "DEBEBC")

    first = await client.get("/")
    older = await client.get(read_page(first.text).links["Older debates"])

    newest_first = [f"/debates/{one}" for one in reversed(made)]
    listed = [
        [link for link in read_page(reply.text).links.values() if link.startswith("/debates/")]
        for reply in (first, older)
    ]
    assert listed == [newest_first[:10], newest_first[10:]]
    assert "Tie: " in read_page(first.text).texts["recent"]
    assert read_page(older.text).links["Newest debates"] == "/#recent"


async def test_who_asks_for_what_the_form_is_sent_to_is_led_to_the_page(
    client: httpx.AsyncClient,
) -> None:
    reply = await client.get("/debates")

    assert (reply.status_code, reply.headers["location"]) == (303, "/")


@pytest.mark.parametrize("anyone", ["off", "on"])
async def test_a_form_of_a_page_elsewhere_is_refused_wherever_it_is_served(
    valkey_url: str, namespace: str, anyone: str
) -> None:
    variables = {**ON, "ROUNDTABLE_ALLOW_ANONYMOUS": anyone}
    async with a_context(valkey_url, namespace, variables) as context, browsing(context) as client:
        refused = [
            await client.post("/debates", data=FORM, headers=headers)
            for headers in (
                {"Origin": "https://evil.example"},
                {"Origin": "null"},
                {"Sec-Fetch-Site": "cross-site"},
                {"Sec-Fetch-Site": "same-site"},
            )
        ]
        own = {"Origin": f"{client.base_url}".rstrip("/"), "Sec-Fetch-Site": "same-origin"}
        ours = await client.post("/debates", data=FORM | {"once": "ours"}, headers=own)

        assert {reply.status_code for reply in refused} == {403}
        assert ours.status_code == 303
        assert len(await stored(context)) == 1


async def test_debates_that_may_be_at_work_are_limited_as_elsewhere(
    valkey_url: str, namespace: str
) -> None:
    few = {**ON, "ROUNDTABLE_MAX_ACTIVE_DEBATES": "1"}
    async with a_context(valkey_url, namespace, few) as context, browsing(context) as client:
        first = await client.post("/debates", data=FORM)
        beyond = await client.post("/debates", data=FORM | {"once": "another", "rounds": "5"})
        again = await client.post("/debates", data=FORM)

    page = read_page(beyond.text)
    assert (first.status_code, again.status_code, beyond.status_code) == (303, 303, 429)
    assert int(beyond.headers["retry-after"]) > 0
    assert "1 debates of yours are at work" in page.alert
    assert not page.invalid
    assert page.fields["rounds"] == ["5"]


async def test_models_of_a_provider_can_be_ticked(valkey_url: str, namespace: str) -> None:
    key = {**ON, "OPENAI_API_KEY": "sk-x"}
    async with a_context(valkey_url, namespace, key) as context, browsing(context) as client:
        page = read_page((await client.get("/")).text)
        models = page.offered["model"][:2]
        reply = await client.post("/debates", data=FORM | {"panel": "chosen", "model": models})
        [debate] = await stored(context)

    assert page.offered["panel"] == ["default", "simulated", "chosen"]
    assert page.fields["panel"] == ["default"]
    assert all(model.startswith("openai/") and "*" not in model for model in page.offered["model"])
    assert reply.status_code == 303
    assert [seat.model for seat in debate.spec.panel] == models


@pytest.mark.parametrize(
    ("variables", "offered"),
    [
        ({"ROUNDTABLE_DEFAULT_PANEL": "sim/A, sim/B"}, ["default", "simulated"]),
        ({"ROUNDTABLE_DEFAULT_PANEL": "reference"}, ["simulated"]),
        ({"ROUNDTABLE_SIM": "off"}, None),
    ],
)
async def test_a_panel_is_offered_where_it_can_be_had(
    valkey_url: str, namespace: str, variables: dict[str, str], offered: list[str] | None
) -> None:
    async with (
        a_context(valkey_url, namespace, {**ON, **variables}) as context,
        browsing(context) as client,
    ):
        page = read_page((await client.get("/")).text)

    assert page.offered.get("panel") == offered


async def test_where_nobody_can_debate_that_is_told_beside_the_panel(
    valkey_url: str, namespace: str
) -> None:
    off = {**ON, "ROUNDTABLE_SIM": "off"}
    async with a_context(valkey_url, namespace, off) as context, browsing(context) as client:
        reply = await client.post("/debates", data=FORM | {"panel": "default"})

    page = read_page(reply.text)
    assert reply.status_code == 400
    assert "no default panel" in page.said_of("panel")


async def test_a_store_that_is_away_is_a_503() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"redis://127.0.0.1:{listener.getsockname()[1]}"

    async with a_context(nobody, "away", ON) as context, browsing(context) as client:
        shown = await client.get("/")
        sent = await client.post("/debates", data=FORM)

    assert (shown.status_code, sent.status_code) == (503, 503)
    assert int(sent.headers["retry-after"]) > 0


@pytest.mark.parametrize("variables", [{}, {"ROUNDTABLE_START_PAGE": "off"}])
async def test_where_it_is_not_wanted_there_is_nothing(
    valkey_url: str, namespace: str, variables: dict[str, str]
) -> None:
    async with a_context(valkey_url, namespace, variables) as context, browsing(context) as client:
        replies = [
            await client.request(method, path, data=FORM if method == "POST" else None)
            for path in ("/", "/debates")
            for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS")
        ]
        asked = await client.post("/v1/debates", json=a_request())

    assert {reply.status_code for reply in replies} == {404}
    assert asked.status_code == 202


async def test_with_keys_it_is_for_nobody_without_one(context: Context) -> None:
    key = await a_key(context)
    async with browsing(context) as client:
        replies = [await client.get("/"), await client.post("/debates", data=FORM)]
        owner = await client.post("/debates", data=FORM, headers=bearer(key))

    assert [reply.status_code for reply in replies] == [401, 401]
    assert owner.status_code == 303
    assert not await stored(context)


async def test_what_mail_programs_hang_on_its_link_changes_nothing(context: Context) -> None:
    async with browsing(context) as client:
        page = await client.get("/?utm_source=mail&example=true")

    assert page.status_code == 200
    assert "sandwich" in page.text
