"""Who is let in: with a key, without one, and with what only looks like one."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from http import HTTPStatus

import httpx
import pytest
import pytest_asyncio
from litestar import get
from litestar.params import FromPath
from litestar.types import ASGIApp
from msgspec.structs import replace

from service.api.app import routed
from service.api.calls import ApiRequest
from service.api.operations import OPERATIONS, scope_of
from service.api.streaming import EventStream
from service.context import Context, open_store
from service.domain.access import Scope
from service.settings import read_settings
from service.store.key_ring import NO_KEYS_S
from service.store.remembered import KNOWN_S
from tests.support.access import a_key_text
from tests.support.api import (
    a_client,
    a_context,
    a_key,
    a_namespace,
    a_request,
    a_stored_debate,
    assert_problem,
    bearer,
    calling,
    serving,
)
from tests.support.logs import logging_as_json
from tests.support.patience import PATIENCE_S
from tests.support.store import eventually
from tests.support.valkey import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")

LATE_S = 5.0
"""How much later than it should be something may be noticed on a busy machine."""
INVALID = 'Bearer error="invalid_token"'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    """Give stores in which there are keys."""
    async with a_context(valkey_url, a_namespace()) as opened:
        await a_key(opened)
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client without a key."""
    async with calling(context) as opened:
        yield opened


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/debates"),
        ("POST", "/v1/debates"),
        ("HEAD", "/v1/debates"),
        ("OPTIONS", "/v1/debates"),
        ("PUT", "/v1/debates"),
        ("GET", "/v1/debates/dbt_0"),
        ("GET", "/v1"),
        ("GET", "/v1/"),
        ("GET", "/v1/nowhere"),
        ("TRACE", "/v1/nowhere"),
        ("POST", "/v1/webhook-endpoints"),
        ("GET", "/v1%2Fdebates"),
    ],
)
async def test_without_a_key_nothing_is_told_about_what_is_there(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    reply = await client.request(method, path, content=b"\xff" if method == "POST" else None)

    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"
    assert "ratelimit" not in reply.headers
    assert "allow" not in reply.headers
    if method != "HEAD":
        assert_problem(reply, 401, "missing_api_key")


async def test_a_body_that_never_ends_is_not_waited_for(client: httpx.AsyncClient) -> None:
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    writer.write(
        b"POST /v1/debates HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 1000000\r\n\r\n{"
    )

    status = await asyncio.wait_for(reader.readline(), PATIENCE_S)
    writer.close()

    assert status.split()[1] == b"401"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/openapi.json"])
async def test_what_is_public_needs_no_key_and_takes_every_caller(
    client: httpx.AsyncClient, path: str
) -> None:
    reply = await client.get(path, headers={"Host": "elsewhere.example", "Via": "1.1 proxy"})

    assert reply.status_code == 200


NO_KEYS: dict[str, tuple[str, str]] = {
    "nothing": ("", "missing_api_key"),
    "a scheme alone": ("Bearer", "missing_api_key"),
    "another scheme": ("Basic cm91bmR0YWJsZTpwYXNz", "missing_api_key"),
    "a key alone": (a_key_text(), "missing_api_key"),
    "a key under another scheme": (f"Basic {a_key_text()}", "missing_api_key"),
    "another's key": ("Bearer sk-other", "invalid_api_key"),
    "the beginning of a key": ("Bearer rt_live_", "invalid_api_key"),
    "an unknown key": (f"Bearer {a_key_text()}", "invalid_api_key"),
    "a truncated key": (f"Bearer {a_key_text()[:-1]}", "invalid_api_key"),
    "two keys": (f"Bearer {a_key_text()} {a_key_text()}", "invalid_api_key"),
    "two headers in one": (f"Bearer {a_key_text()}, Bearer {a_key_text()}", "invalid_api_key"),
    "a huge token": ("Bearer " + "x" * 30_000, "invalid_api_key"),
    "a huge key": ("Bearer rt_live_" + "0" * 30_000, "invalid_api_key"),
    "no UTF-8": ("Bearer rt_live_é\udcff", "invalid_api_key"),
    "no ASCII": ("Bearer rt_live_" + "é" * 36, "invalid_api_key"),
}


@pytest.mark.parametrize(("authorization", "code"), NO_KEYS.values(), ids=NO_KEYS)
async def test_what_is_no_key_is_refused_as_what_it_is(
    client: httpx.AsyncClient, authorization: str, code: str
) -> None:
    sent = authorization.encode("utf-8", "surrogateescape")
    reply = await client.get("/v1/models", headers=[(b"Authorization", sent)])

    assert_problem(reply, 401, code)
    challenge = "Bearer" if code == "missing_api_key" else INVALID
    assert reply.headers["www-authenticate"] == challenge
    assert len(authorization) < 9 or authorization[8:] not in reply.text


@pytest.mark.parametrize("with_a_good_one", [True, False])
async def test_several_headers_are_refused(
    context: Context, client: httpx.AsyncClient, *, with_a_good_one: bool
) -> None:
    good = f"Bearer {await a_key(context)}" if with_a_good_one else "Bearer x"

    reply = await client.get(
        "/v1/models", headers=[("Authorization", good), ("Authorization", "Bearer x")]
    )

    assert_problem(reply, 401, "invalid_api_key")


@pytest.mark.parametrize("rest", [b"\x00", b"rt_live_\x00", b"\x7f\x01"])
async def test_control_characters_let_nobody_in(client: httpx.AsyncClient, rest: bytes) -> None:
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    writer.write(
        b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Authorization: Bearer " + rest + b"\r\n\r\n"
    )

    status = await asyncio.wait_for(reader.readline(), PATIENCE_S)
    writer.close()

    assert status.split()[1] in {b"400", b"401"}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
async def test_a_key_lets_its_owner_in_from_anywhere(
    context: Context, client: httpx.AsyncClient, scheme: str
) -> None:
    headers = {
        "Authorization": f"{scheme} {await a_key(context)}",
        "Host": "debates.example",
        "X-Forwarded-For": "10.0.0.1",
        "Origin": "https://elsewhere.example",
    }

    assert (await client.get("/v1/models", headers=headers)).status_code == 200


async def test_a_key_works_at_once_on_every_process(context: Context) -> None:
    async with calling(context) as one, calling(context) as another:
        await one.get("/v1/models")
        key = bearer(await a_key(context))
        replies = [await client.get("/v1/models", headers=key) for client in (one, another)]

    assert [reply.status_code for reply in replies] == [200, 200]


async def test_a_key_expires(context: Context, client: httpx.AsyncClient) -> None:
    now = context.clock.now()
    soon = bearer(await a_key(context, expires_at=now + timedelta(seconds=1)))
    past = bearer(await a_key(context, expires_at=now))
    first = await client.get("/v1/models", headers=soon)

    async def has_expired() -> bool:
        return (await client.get("/v1/models", headers=soon)).status_code == 401

    await eventually(has_expired, 1 + LATE_S)
    replies = [await client.get("/v1/models", headers=headers) for headers in (soon, past)]

    assert first.status_code == 200
    for reply in replies:
        assert_problem(reply, 401, "expired_api_key")
        assert reply.headers["www-authenticate"] == INVALID


async def test_a_revoked_key_is_refused_within_seconds(
    context: Context, client: httpx.AsyncClient
) -> None:
    key = await a_key(context)
    headers = bearer(key)
    first = await client.get("/v1/models", headers=headers)
    await context.api_keys.revoke(key, now=context.clock.now())

    async def is_refused() -> bool:
        return (await client.get("/v1/models", headers=headers)).status_code == 401

    await eventually(is_refused, KNOWN_S + LATE_S)

    assert first.status_code == 200
    assert_problem(await client.get("/v1/models", headers=headers), 401, "invalid_api_key")


class Watchful(EventStream):
    """Looks often whether its reader may still read."""

    ping_s = admitted_s = 0.1


@get("/v1/tests/{debate_id:str}")
async def follow(request: ApiRequest, debate_id: FromPath[str]) -> ASGIApp:
    joined = request.feeds.following(request.tenant, debate_id)
    return Watchful(joined, 0, request.is_admitted)


async def test_a_stream_ends_when_its_key_is_revoked_and_no_other_does(context: Context) -> None:
    key, text = await context.api_keys.create("acme", now=context.clock.now())
    async with calling(context, text, others=[follow]) as client:
        path = f"/v1/tests/{await a_stored_debate(client)}"
        await client.get("/v1/models", headers=bearer(other := await a_key(context)))
        async with (
            client.stream("GET", path) as ending,
            client.stream("GET", path, headers=bearer(other)) as going_on,
        ):
            pings = going_on.aiter_lines()
            await context.api_keys.revoke(key.id, now=context.clock.now())

            async with asyncio.timeout(KNOWN_S + LATE_S):
                said = [line async for line in ending.aiter_lines()]
            later = [await anext(pings) for _ in range(len(said) + 2)]

        refused = await client.get(path)

    assert said.count(": ping") > 1
    assert later.count(": ping") >= said.count(": ping")
    assert_problem(refused, 401, "invalid_api_key")


async def test_a_stream_goes_on_while_nobody_can_tell(server: Server, namespace: str) -> None:
    async with (
        a_context(server.url, namespace) as context,
        calling(context, await a_key(context), others=[follow]) as client,
    ):
        path = f"/v1/tests/{await a_stored_debate(client)}"
        async with client.stream("GET", path) as stream:
            lines = stream.aiter_lines()
            server.kill()
            loop = asyncio.get_running_loop()
            ends_s = loop.time() + KNOWN_S + LATE_S
            while loop.time() < ends_s:
                await anext(lines)


def needs() -> dict[tuple[str, str], Scope]:
    """Return the scope of every operation, by method and path."""
    found = {
        (method, route.path_format): scope_of(str(handler.operation_id), method, route.path_format)
        for route in routed(None).routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods
        if method != "OPTIONS" and route.path_format.startswith("/v1/")
    }
    return dict(sorted(found.items()))


async def test_every_operation_takes_the_scope_that_its_name_suggests() -> None:
    by_path = needs()
    odd = {
        operation
        for operation, scope in by_path.items()
        if scope is not (Scope.DEBATES_READ if operation[0] == "GET" else Scope.DEBATES_WRITE)
    }

    assert len(by_path) >= len(OPERATIONS) - len({"getLiveness", "getReadiness"})
    assert {("POST", "/v1/estimates")} <= odd
    assert odd - {("POST", "/v1/estimates")} == {
        (method, path)
        for method, path in by_path
        if path.startswith("/v1/webhook") and (method != "GET" or path == "/v1/webhook-secret")
    }


@pytest.mark.parametrize(("method", "path"), needs())
async def test_a_key_is_refused_what_its_scopes_do_not_allow(
    context: Context, client: httpx.AsyncClient, method: str, path: str
) -> None:
    needed = needs()[method, path]
    others = [scope for scope in Scope if scope is not needed]
    with_it, without = await a_key(context, scopes=[needed]), await a_key(context, scopes=others)
    place = re.sub(r"\{[^}]*\}", "x", path)

    let_in = await client.request(method, place, headers=bearer(with_it))
    refused = await client.request(method, place, headers=bearer(without), content=b"\xff")

    assert let_in.status_code not in {401, 403}
    assert_problem(refused, 403, "insufficient_scope")
    assert needed in refused.json()["detail"]
    assert f'scope="{needed}"' in refused.headers["www-authenticate"]
    assert "ratelimit" in refused.headers


async def test_head_takes_the_scope_of_get_and_options_takes_none(
    context: Context, client: httpx.AsyncClient
) -> None:
    writer = bearer(await a_key(context, scopes=[Scope.DEBATES_WRITE]))

    head = await client.head("/v1/debates", headers=writer)
    options = await client.options("/v1/debates", headers=writer)
    nowhere = await client.get("/v1/nowhere", headers=writer)

    assert [head.status_code, options.status_code, nowhere.status_code] == [403, 204, 404]


async def test_without_keys_a_server_takes_any_token_but_one_that_looks_like_a_key(
    valkey_url: str, namespace: str
) -> None:
    tokens = (
        "Bearer dummy",
        "Basic dummy",
        "Bearer",
        f"Bearer {a_key_text()}",
        "Bearer rt_live_x",
    )
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        replies = [
            await client.get("/v1/models", headers={"Authorization": token}) for token in tokens
        ]

    assert [reply.status_code for reply in replies] == [200, 200, 200, 401, 401]


@pytest.mark.parametrize("variables", [{}, {"ROUNDTABLE_ALLOW_ANONYMOUS": "1"}], ids=["", "all"])
async def test_the_first_key_ends_anonymous_service_within_seconds(
    valkey_url: str, namespace: str, variables: Mapping[str, str]
) -> None:
    async with a_context(valkey_url, namespace, variables) as context, calling(context) as client:
        created = await client.post("/v1/debates", json=a_request())
        key, text = await context.api_keys.create("anonymous", now=context.clock.now())

        async def is_refused() -> bool:
            return (await client.get("/v1/debates")).status_code == 401

        await eventually(is_refused, NO_KEYS_S + LATE_S)
        taken_over = await client.get(f"/v1/debates/{created.json()['id']}", headers=bearer(text))
        await context.api_keys.revoke(key.id, now=context.clock.now())

    async with a_context(valkey_url, namespace, variables) as context, calling(context) as client:
        after_revocation = await client.get("/v1/debates")

    assert taken_over.status_code == 200
    assert_problem(after_revocation, 401, "missing_api_key")


async def test_the_first_key_works_at_once(valkey_url: str, namespace: str) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        early = await client.get("/v1/models", headers=bearer(a_key_text(7)))
        key = await a_key(context)
        at_once = await client.get("/v1/models", headers=bearer(key))

    assert (early.status_code, at_once.status_code) == (401, 200)


async def test_a_server_that_others_can_reach_serves_nobody_without_a_key(
    valkey_url: str, namespace: str
) -> None:
    settings = read_settings({"ROUNDTABLE_REDIS_URL": valkey_url})
    exposed = replace(settings, host="0.0.0.0")  # noqa: S104 - it is served on loopback
    async with (
        open_store(exposed, namespace=namespace) as context,
        serving(context) as url,
        a_client(url) as client,
    ):
        api = await client.get("/v1/models", headers={"Host": "localhost"})
        public = await client.get("/openapi.json", headers={"Host": "debates.example"})

    assert_problem(api, 401, "missing_api_key")
    assert public.status_code == 200


async def test_a_key_cannot_be_judged_while_the_store_is_away(
    server: Server, namespace: str
) -> None:
    async with a_context(server.url, namespace) as context, calling(context) as client:
        key = await a_key(context)
        server.kill()
        replies = [
            await client.get("/v1/models", headers=bearer(key)),
            await client.get("/v1/models"),
            await client.get("/v1/nowhere", headers=bearer(a_key_text())),
        ]
        misspelt = await client.get("/v1/models", headers=bearer(key[:-1]))
        alive = await client.get("/health/live")

    for reply in replies:
        assert_problem(reply, 503, "queue_unavailable")
        assert int(reply.headers["retry-after"]) >= 1
    assert_problem(misspelt, 401, "invalid_api_key")
    assert alive.status_code == HTTPStatus.OK


async def test_a_store_that_is_away_at_the_start_lets_nobody_in(namespace: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"redis://127.0.0.1:{listener.getsockname()[1]}"
    async with a_context(nobody, namespace) as context, calling(context) as client:
        api = await client.get("/v1/models")
        page = await client.get("/openapi.json", headers={"Host": "elsewhere.example"})
        ours = await client.get("/openapi.json")

    assert_problem(api, 503, "queue_unavailable")
    assert_problem(page, 403, "forbidden_origin")
    assert ours.status_code == 200


async def test_a_fault_of_ours_lets_nobody_in_and_is_a_problem_too(
    valkey_url: str, namespace: str
) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        await context.redis.set(context.keys.api_keys, "no hash")

        reply = await client.get("/v1/models", headers=bearer(a_key_text()))

    assert_problem(reply, 500, "internal_error")


async def test_the_log_names_the_key_by_its_id_only(
    context: Context, client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    made, key = await context.api_keys.create("initech", now=context.clock.now())
    debate = (await client.post("/v1/debates", json=a_request(), headers=bearer(key))).json()["id"]
    await context.redis.set(context.keys.debate("initech", debate).spec, b"rubbish")

    with logging_as_json():
        reply = await client.get(f"/v1/debates/{debate}", headers=bearer(key))

    logged = capsys.readouterr().err
    assert_problem(reply, 500, "internal_error")
    assert f'"key": "{made.id}"' in logged
    assert '"tenant": "initech"' in logged
    assert key not in logged
