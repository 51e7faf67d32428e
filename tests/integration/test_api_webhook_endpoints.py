"""Webhook endpoints over HTTP: what is registered, what is refused, and where the secret is told."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import httpx
import pytest
import pytest_asyncio

from service.api.requests import SentEvent
from service.context import Context
from service.domain.endpoints import BY_DEFAULT, SENT, DisabledReason
from service.domain.signing import read_secret
from service.resources.notices import endpoint_test
from service.resources.present_webhooks import present_endpoint
from tests.support.api import (
    a_client,
    a_context,
    a_key,
    a_namespace,
    assert_problem,
    bearer,
    calling,
    pointers,
    serving,
)
from tests.support.endpoints import URL, WEBHOOKS_OFF, WEBHOOKS_ON, an_endpoint
from tests.support.logs import logging_as_json
from tests.support.store import keyspace

ENDPOINTS = "/v1/webhook-endpoints"
UNKNOWN = "whe_00000000000000000000000000"
FORBIDDEN = "https://hooks.internal/x"
MALFORMED = "http://hooks.example.com/x"
KEY = {"Idempotency-Key": "a-key-of-the-caller"}
OLD, NEW = WEBHOOKS_ON["ROUNDTABLE_SECRET_KEY"], "of these tests but new"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def base_url(context: Context) -> AsyncIterator[str]:
    async with serving(context) as url:
        yield url


@pytest.fixture
def tenant() -> str:
    """Give whoever calls in one test: nobody has heard of them before."""
    return a_namespace()


@pytest_asyncio.fixture(loop_scope="module")
async def client(context: Context, base_url: str, tenant: str) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(base_url, await a_key(context, tenant)) as opened:
        yield opened


async def registered(client: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    reply = await client.post(ENDPOINTS, json={"url": URL, **changes})
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


def place(endpoint: dict[str, Any], rest: str = "") -> str:
    return f"{ENDPOINTS}/{endpoint['id']}{rest}"


def without_secret(endpoint: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in endpoint.items() if name != "secret"}


async def test_what_can_be_asked_for_is_what_is_sent() -> None:
    assert get_args(SentEvent) == SENT


async def test_a_new_endpoint_is_told_with_its_secret(client: httpx.AsyncClient) -> None:
    reply = await client.post(ENDPOINTS, json={"url": URL})

    endpoint = reply.json()
    created_at = datetime.fromisoformat(endpoint["created_at"])
    assert reply.status_code == 201
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["location"] == place(endpoint)
    assert len(read_secret(endpoint["secret"])) == 32
    assert abs(datetime.now(UTC) - created_at) < timedelta(seconds=10)
    assert {**endpoint, "id": "", "secret": "", "created_at": ""} == {
        "object": "webhook_endpoint",
        "id": "",
        "url": URL,
        "events": list(BY_DEFAULT),
        "description": None,
        "status": "enabled",
        "disabled_reason": None,
        "secret": "",
        "created_at": "",
    }


async def test_what_is_given_is_kept(client: httpx.AsyncClient) -> None:
    events = ["round.completed", "debate.started"]
    url = "https://Hooks.Example.com:8443/a%20b?c=d&e"

    endpoint = await registered(client, url=url, events=events, description="For the tickets.")

    shown = (await client.get(place(endpoint))).json()
    assert (shown["url"], shown["events"]) == (url, events)
    assert shown["description"] == "For the tickets."
    assert shown == without_secret(endpoint)


async def test_one_address_can_be_registered_twice(client: httpx.AsyncClient) -> None:
    first, second = await registered(client), await registered(client)

    assert first["id"] != second["id"]
    assert first["secret"] != second["secret"]


async def test_endpoints_are_listed_newest_first_without_secrets(
    client: httpx.AsyncClient,
) -> None:
    made = [without_secret(await registered(client)) for _ in range(3)]
    newest_first = sorted(made, key=lambda endpoint: str(endpoint["id"]), reverse=True)

    first = (await client.get(ENDPOINTS, params={"limit": 2})).json()
    rest = (await client.get(ENDPOINTS, params={"starting_after": first["next_cursor"]})).json()

    assert (first["data"], first["has_more"]) == (newest_first[:2], True)
    assert (rest["data"], rest["has_more"], rest["next_cursor"]) == (newest_first[2:], False, None)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, ["/url"]),
        ({"url": None}, ["/url"]),
        ({"url": ""}, ["/url"]),
        ({"url": "hooks"}, ["/url"]),
        ({"url": MALFORMED}, ["/url"]),
        ({"url": f"{URL}\0"}, ["/url"]),
        ({"url": f"{URL}\n"}, ["/url"]),
        ({"url": f"{URL}?{'x' * 2_048}"}, ["/url"]),
        ({"url": f"https://{'a' * 300}.example.com/"}, ["/url"]),
        ({"url": URL, "events": []}, ["/events"]),
        ({"url": URL, "events": ["debate.queued"]}, ["/events/0"]),
        (
            {"url": URL, "events": ["endpoint.test", 1]},
            ["/events/0", "/events/1"],
        ),
        ({"url": URL, "events": ["debate.failed"] * 2}, ["/events/1"]),
        ({"url": URL, "events": [*SENT, "debate.failed"]}, ["/events"]),
        ({"url": URL, "description": ""}, ["/description"]),
        ({"url": URL, "description": None}, ["/description"]),
        ({"url": URL, "description": "x" * 1_001}, ["/description"]),
        ({"url": URL, "status": "enabled"}, ["/status"]),
        ({"url": URL, "secret": "whsec_x"}, ["/secret"]),
        (
            {"url": MALFORMED, "events": ["x", "debate.failed", "debate.failed"], "zz": 1},
            ["/url", "/events/0", "/events/2", "/zz"],
        ),
        ({"url": FORBIDDEN, "events": []}, ["/url", "/events"]),
    ],
)
async def test_every_fault_is_named_and_nothing_is_stored(
    client: httpx.AsyncClient, body: object, found: list[str]
) -> None:
    reply = await client.post(ENDPOINTS, json=body)

    assert_problem(reply, 400, "validation_failed")
    assert sorted(map(str, pointers(reply))) == sorted(found)
    assert (await client.get(ENDPOINTS)).json()["data"] == []


@pytest.mark.parametrize(
    "url",
    [
        FORBIDDEN,
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://metadata.google.internal/computeMetadata/v1/",
        "https://hooks.example.com:6379/",
        "https://2130706433/",
    ],
)
async def test_an_address_inside_a_network_is_forbidden(
    context: Context, client: httpx.AsyncClient, tenant: str, url: str
) -> None:
    reply = await client.post(ENDPOINTS, json={"url": url})

    assert_problem(reply, 403, "webhook_url_forbidden")
    assert pointers(reply) == ["/url"]
    assert reply.json()["errors"][0]["code"] == "webhook_url_forbidden"
    assert (await context.endpoints.all(tenant)).rev == 0


async def test_the_operator_can_allow_a_place(valkey_url: str, namespace: str) -> None:
    allowed = {"ROUNDTABLE_WEBHOOK_ALLOW": "127.0.0.1:9000"}
    async with (
        a_context(valkey_url, namespace, allowed) as context,
        calling(context) as client,
    ):
        await registered(client, url="http://127.0.0.1:9000/x")
        other = await client.post(ENDPOINTS, json={"url": "http://127.0.0.1:9001/x"})

    assert_problem(other, 403, "webhook_url_forbidden")


@pytest.mark.parametrize(
    ("patch", "change"),
    [
        ({}, {}),
        ({"url": f"{URL}/2"}, {"url": f"{URL}/2"}),
        ({"events": ["debate.started"]}, {"events": ["debate.started"]}),
        ({"description": "New."}, {"description": "New."}),
        ({"description": None}, {"description": None}),
        ({"status": "disabled"}, {"status": "disabled", "disabled_reason": "by_request"}),
        ({"status": "enabled"}, {}),
    ],
)
async def test_a_patch_changes_what_it_names(
    client: httpx.AsyncClient, patch: dict[str, object], change: dict[str, object]
) -> None:
    endpoint = without_secret(await registered(client, description="Old."))

    reply = await client.patch(place(endpoint), json=patch)

    assert (reply.status_code, reply.json()) == (200, {**endpoint, **change})
    assert (await client.get(place(endpoint))).json() == reply.json()


@pytest.mark.parametrize(
    ("patch", "status", "code", "found"),
    [
        ({"url": None}, 400, "validation_failed", ["/url"]),
        ({"url": MALFORMED}, 400, "validation_failed", ["/url"]),
        ({"url": FORBIDDEN}, 403, "webhook_url_forbidden", ["/url"]),
        ({"events": []}, 400, "validation_failed", ["/events"]),
        ({"events": None}, 400, "validation_failed", ["/events"]),
        ({"events": ["debate.failed"] * 2}, 400, "validation_failed", ["/events/1"]),
        ({"description": 1}, 400, "validation_failed", ["/description"]),
        ({"description": " "}, 400, "validation_failed", ["/description"]),
        ({"status": "deleted"}, 400, "validation_failed", ["/status"]),
        ({"status": None}, 400, "validation_failed", ["/status"]),
        ({"id": UNKNOWN, "secret": "x"}, 400, "validation_failed", ["/id", "/secret"]),
        ({"disabled_reason": None}, 400, "validation_failed", ["/disabled_reason"]),
        (
            {"url": FORBIDDEN, "status": 1, "description": ""},
            400,
            "validation_failed",
            ["/url", "/status", "/description"],
        ),
    ],
)
async def test_a_bad_patch_changes_nothing(
    client: httpx.AsyncClient, patch: object, status: int, code: str, found: list[str]
) -> None:
    endpoint = await registered(client)

    reply = await client.patch(place(endpoint), json=patch)

    assert_problem(reply, status, code)
    assert sorted(map(str, pointers(reply))) == sorted(found)
    assert (await client.get(place(endpoint))).json() == without_secret(endpoint)


async def test_a_disabled_endpoint_can_be_enabled_again(
    context: Context, client: httpx.AsyncClient, tenant: str
) -> None:
    endpoint = await registered(client)
    await context.endpoints.disable(tenant, endpoint["id"], DisabledReason.GONE)

    disabled = (await client.get(place(endpoint))).json()
    enabled = (await client.patch(place(endpoint), json={"status": "enabled"})).json()

    assert (disabled["status"], disabled["disabled_reason"]) == ("disabled", "gone")
    assert enabled == without_secret(endpoint)


async def test_an_enabled_endpoint_is_not_known_to_fail_any_more(
    context: Context, client: httpx.AsyncClient
) -> None:
    endpoint = await registered(client)
    failing = f"{context.keys.prefix}failing:{endpoint['id']}"
    await context.redis.set(failing, 1)

    await client.patch(place(endpoint), json={"description": "Still failing."})
    still = await context.redis.exists(failing)
    await client.patch(place(endpoint), json={"status": "enabled"})

    assert still
    assert not await context.redis.exists(failing)


async def test_a_deleted_endpoint_is_gone(client: httpx.AsyncClient) -> None:
    endpoint = await registered(client)

    assert (await client.delete(place(endpoint))).status_code == 204
    for reply in (
        await client.get(place(endpoint)),
        await client.delete(place(endpoint)),
        await client.patch(place(endpoint), json={}),
        await client.post(place(endpoint, "/test")),
        await client.post(place(endpoint, "/rotate-secret")),
        await client.get(ENDPOINTS, params={"starting_after": endpoint["id"]}),
    ):
        assert_problem(reply, 404, "not_found")
    assert (await client.get(ENDPOINTS)).json()["data"] == []


@pytest.mark.parametrize("ending", ["delete", "disable"])
async def test_an_ended_endpoint_cancels_what_is_pending(
    client: httpx.AsyncClient, ending: str
) -> None:
    endpoint, other = await registered(client), await registered(client)
    owed = (await client.post(place(endpoint, "/test"))).headers["location"]
    others = (await client.post(place(other, "/test"))).headers["location"]

    if ending == "delete":
        await client.delete(place(endpoint))
    else:
        await client.patch(place(endpoint), json={"status": "disabled"})

    assert (await client.get(owed)).json()["status"] == "canceled"
    assert (await client.get(others)).json()["status"] == "pending"


async def test_a_test_is_owed_to_the_endpoint(
    context: Context, client: httpx.AsyncClient, tenant: str
) -> None:
    endpoint = await registered(client, events=["debate.started"])

    reply = await client.post(place(endpoint, "/test"))

    delivery = reply.json()
    assert reply.status_code == 201
    assert reply.headers["location"] == f"/v1/webhook-deliveries/{delivery['id']}"
    assert (delivery["event_type"], delivery["status"]) == ("endpoint.test", "pending")
    assert (delivery["debate_id"], delivery["endpoint_id"]) == (None, endpoint["id"])
    assert (delivery["url"], delivery["attempts"]) == (URL, [])
    assert (await client.get(reply.headers["location"])).json() == delivery
    stored = await context.endpoints.load(tenant, endpoint["id"])
    at = datetime.fromisoformat(delivery["created_at"])
    body = endpoint_test(present_endpoint(stored), delivery["event_id"], at)
    assert await context.deliveries.body(tenant, delivery["id"]) == body


async def test_a_disabled_endpoint_is_not_tested(client: httpx.AsyncClient) -> None:
    endpoint = await registered(client)
    await client.patch(place(endpoint), json={"status": "disabled"})

    reply = await client.post(place(endpoint, "/test"))

    assert_problem(reply, 409, "endpoint_disabled")
    assert (await client.get("/v1/webhook-deliveries")).json()["data"] == []


async def test_after_a_rotation_both_secrets_sign(
    context: Context, client: httpx.AsyncClient, tenant: str
) -> None:
    before = await registered(client)

    reply = await client.post(place(before, "/rotate-secret"))

    after, now = reply.json(), context.clock.now()
    stored = await context.endpoints.load(tenant, before["id"])
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-store")
    assert without_secret(after) == without_secret(before)
    assert await context.webhook_secrets.signing(tenant, stored, now=now) == (
        read_secret(after["secret"]),
        read_secret(before["secret"]),
    )


async def test_rotations_at_once_end_in_one_order(
    context: Context, client: httpx.AsyncClient, tenant: str
) -> None:
    endpoint = await registered(client)

    replies = await asyncio.gather(
        *(client.post(place(endpoint, "/rotate-secret")) for _ in range(2))
    )

    told = {read_secret(reply.json()["secret"]) for reply in replies}
    stored = await context.endpoints.load(tenant, endpoint["id"])
    signing = await context.webhook_secrets.signing(tenant, stored, now=context.clock.now())
    assert len(told) == 2
    assert set(signing) == told


async def test_creates_at_once_make_as_many_as_may_be(client: httpx.AsyncClient) -> None:
    creates = [client.post(ENDPOINTS, json={"url": URL}) for _ in range(105)]

    replies = await asyncio.gather(*creates)

    listed = (await client.get(ENDPOINTS, params={"limit": 100})).json()
    refused = [reply for reply in replies if reply.status_code != 201]
    assert (len(listed["data"]), listed["has_more"], len(refused)) == (100, False, 5)
    for reply in refused:
        assert_problem(reply, 409, "too_many_endpoints")


async def test_what_is_deleted_while_it_is_patched_stays_deleted(
    client: httpx.AsyncClient,
) -> None:
    endpoint = await registered(client)

    deleted, *patched = await asyncio.gather(
        client.delete(place(endpoint)),
        *(client.patch(place(endpoint), json={"description": str(n)}) for n in range(8)),
    )

    assert deleted.status_code == 204
    assert {reply.status_code for reply in patched} <= {200, 404}
    assert_problem(await client.get(place(endpoint)), 404, "not_found")


@pytest.mark.parametrize(
    "endpoint_id", [UNKNOWN, "rev", "x", "dbt_00000000000000000000000000", "%00"]
)
async def test_an_id_of_no_endpoint_is_not_found(
    client: httpx.AsyncClient, endpoint_id: str
) -> None:
    await registered(client)
    path = f"{ENDPOINTS}/{endpoint_id}"

    for reply in (
        await client.get(path),
        await client.patch(path, json={"status": "disabled"}),
        await client.delete(path),
        await client.post(f"{path}/test"),
        await client.post(f"{path}/rotate-secret"),
    ):
        assert_problem(reply, 404, "not_found")


async def test_a_cursor_of_no_endpoint_is_not_found(client: httpx.AsyncClient) -> None:
    await registered(client)

    for cursor in (UNKNOWN, "rev", "x", ""):
        reply = await client.get(ENDPOINTS, params={"starting_after": cursor})
        assert_problem(reply, 404, "not_found")


async def test_another_tenants_endpoint_is_as_if_it_never_was(
    context: Context, client: httpx.AsyncClient
) -> None:
    mine = bearer(await a_key(context, "acme"))
    others = bearer(await a_key(context, "other"))
    endpoint = (await client.post(ENDPOINTS, json={"url": URL}, headers=mine)).json()
    asked = {"X-Request-Id": "the-same-for-both", **others}

    for method, rest, body in (
        ("GET", "", None),
        ("PATCH", "", {"status": "disabled"}),
        ("DELETE", "", None),
        ("POST", "/test", None),
        ("POST", "/rotate-secret", None),
    ):
        other = await client.request(method, place(endpoint, rest), json=body, headers=asked)
        unknown = f"{ENDPOINTS}/{UNKNOWN}{rest}"
        never = await client.request(method, unknown, json=body, headers=asked)
        assert_problem(other, 404, "not_found")
        assert other.text.replace(endpoint["id"], UNKNOWN) == never.text
    assert (await client.get(place(endpoint), headers=mine)).json() == without_secret(endpoint)
    assert (await client.get(ENDPOINTS, headers=others)).json()["data"] == []


async def test_without_a_secret_key_every_operation_says_what_is_missing(
    valkey_url: str, namespace: str
) -> None:
    async with (
        a_context(valkey_url, namespace, WEBHOOKS_OFF) as context,
        calling(context) as client,
    ):
        for method, path, body in (
            ("POST", ENDPOINTS, {"url": URL}),
            ("POST", ENDPOINTS, {"url": FORBIDDEN}),
            ("GET", ENDPOINTS, None),
            ("GET", f"{ENDPOINTS}/{UNKNOWN}", None),
            ("PATCH", f"{ENDPOINTS}/{UNKNOWN}", {}),
            ("DELETE", f"{ENDPOINTS}/{UNKNOWN}", None),
            ("POST", f"{ENDPOINTS}/{UNKNOWN}/test", None),
            ("POST", f"{ENDPOINTS}/{UNKNOWN}/rotate-secret", None),
            ("GET", "/v1/webhook-secret", None),
            ("POST", "/v1/webhook-secret/rotate", None),
            ("GET", "/v1/webhook-deliveries", None),
            ("GET", "/v1/webhook-deliveries/x", None),
            ("POST", "/v1/webhook-deliveries/x/redeliver", None),
        ):
            reply = await client.request(method, path, json=body, headers=KEY)
            assert_problem(reply, 400, "not_available")
            assert "ROUNDTABLE_SECRET_KEY" in reply.json()["detail"]
        assert await keyspace(context.redis, context.keys.namespace) == {}


async def test_a_repeated_create_gets_the_same_secret(client: httpx.AsyncClient) -> None:
    replies = await asyncio.gather(
        *(client.post(ENDPOINTS, json={"url": URL}, headers=KEY) for _ in range(5))
    )
    repeated = await client.post(ENDPOINTS, json={"url": URL}, headers=KEY)

    done = [reply for reply in replies if reply.status_code == 201]
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert {reply.content for reply in done} == {repeated.content}
    assert repeated.headers["idempotency-replayed"] == "true"
    assert repeated.headers["cache-control"] == "no-store"
    assert repeated.headers["location"] == place(repeated.json())
    assert len((await client.get(ENDPOINTS)).json()["data"]) == 1


async def test_a_repeated_rotation_rotates_once(
    context: Context, client: httpx.AsyncClient, tenant: str
) -> None:
    endpoint = await registered(client)

    first = await client.post(place(endpoint, "/rotate-secret"), headers=KEY)
    second = await client.post(place(endpoint, "/rotate-secret"), headers=KEY)

    stored = await context.endpoints.load(tenant, endpoint["id"])
    signing = await context.webhook_secrets.signing(tenant, stored, now=context.clock.now())
    assert first.content == second.content
    assert signing[1] == read_secret(endpoint["secret"])


async def test_a_conflict_is_repeated_too(
    context: Context, client: httpx.AsyncClient, tenant: str
) -> None:
    for _ in range(100):
        await context.endpoints.create(an_endpoint(tenant=tenant))

    first = await client.post(ENDPOINTS, json={"url": URL}, headers=KEY)
    second = await client.post(ENDPOINTS, json={"url": URL}, headers=KEY)

    assert_problem(first, 409, "too_many_endpoints")
    assert_problem(second, 409, "too_many_endpoints")
    assert second.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(("keys", "is_repeated"), [(f"{NEW},{OLD}", True), (NEW, False)])
async def test_a_create_is_repeated_as_long_as_its_key_is_known(
    context: Context, client: httpx.AsyncClient, keys: str, *, is_repeated: bool
) -> None:
    first = await client.post(ENDPOINTS, json={"url": URL}, headers=KEY)
    store, changed = str(context.settings.redis_url), {"ROUNDTABLE_SECRET_KEY": keys}
    async with (
        a_context(store, context.keys.namespace, changed) as restarted,
        serving(restarted) as base_url,
    ):
        client.base_url = httpx.URL(base_url)
        again = await client.post(ENDPOINTS, json={"url": URL}, headers=KEY)
        repeated = await client.post(ENDPOINTS, json={"url": URL}, headers=KEY)

    assert (again.content == first.content) is is_repeated
    assert ("idempotency-replayed" in again.headers) is is_repeated
    assert repeated.content == again.content
    assert repeated.headers["idempotency-replayed"] == "true"


async def test_secrets_are_told_where_they_are_new_and_nowhere_else(
    context: Context, client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_as_json():
        created = await registered(client)
        rotated = await client.post(place(created, "/rotate-secret"), headers=KEY)
        tested = await client.post(place(created, "/test"))
        own = await client.post("/v1/webhook-secret/rotate", headers=KEY)
        elsewhere = [
            await client.get(ENDPOINTS),
            await client.get(place(created)),
            await client.patch(place(created), json={"description": "New."}),
            tested,
            await client.get("/v1/webhook-deliveries"),
            await client.get(tested.headers["location"]),
            await client.post(f"{tested.headers['location']}/redeliver"),
            await client.patch(place(created), json={"secret": created["secret"]}),
        ]
    output = "".join(capsys.readouterr())
    stored = repr(await keyspace(context.redis, context.keys.namespace))

    for text in (created["secret"], rotated.json()["secret"], own.json()["secret"]):
        for spelled in spellings(text):
            assert spelled not in stored
            assert spelled not in output
            assert not any(spelled in reply.text for reply in elsewhere)


def spellings(text: str) -> tuple[str, ...]:
    """Return in which ways a secret could stand somewhere."""
    secret = read_secret(text)
    return (
        text,
        text.removeprefix("whsec_"),
        base64.urlsafe_b64encode(secret).decode(),
        base64.b64encode(text.encode()).decode(),
        secret.hex(),
        repr(secret)[2:-1],
        json.dumps(list(secret)),
    )
