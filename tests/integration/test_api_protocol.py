"""What holds for every request: ids, methods, paths, origins, a store away."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from service.domain.debate import TERMINAL
from tests.support.api import (
    a_context,
    a_namespace,
    a_request,
    a_stored_debate,
    assert_problem,
    calling,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def test_the_server_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    for path in ("/health/live", "/health/ready"):
        assert (await client.get(path)).json() == {"object": "health", "status": "ok"}


async def test_a_well_formed_request_id_is_taken_over(client: httpx.AsyncClient) -> None:
    mine = await client.get("/v1/models", headers={"X-Request-Id": "my-request_1"})
    theirs = await client.get("/nowhere", headers={"X-Request-Id": "no spaces, please"})

    assert mine.headers["x-request-id"] == "my-request_1"
    assert re.fullmatch("[A-Za-z0-9_-]{8,128}", theirs.headers["x-request-id"])
    assert theirs.headers["x-request-id"] != "no spaces, please"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/debates/",
        "//v1/debates",
        "/v1//debates",
        "/v1/debates//",
        "/V1/debates",
        "/openapi",
    ],
)
async def test_a_path_is_exact(client: httpx.AsyncClient, path: str) -> None:
    reply = await client.get(f"{client.base_url}".rstrip("/") + path)

    assert_problem(reply, 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/v1/debates", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/v1/models", "GET, HEAD, OPTIONS"),
        ("PATCH", "/v1/debates/dbt_0", "DELETE, GET, HEAD, OPTIONS"),
        ("GET", "/v1/debates/dbt_0/cancel", "OPTIONS, POST"),
        ("HEAD", "/v1/debates/dbt_0/cancel", "OPTIONS, POST"),
        ("TRACE", "/v1/debates", "GET, HEAD, OPTIONS, POST"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(
    client: httpx.AsyncClient, method: str, path: str, allow: str
) -> None:
    reply = await client.request(method, path)

    assert reply.status_code == 405
    assert reply.headers["allow"] == allow
    if method != "HEAD":
        assert_problem(reply, 405, "method_not_allowed")


async def test_options_lists_all_methods(client: httpx.AsyncClient) -> None:
    reply = await client.options("/v1/debates")

    assert (reply.status_code, reply.content) == (204, b"")
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_head_is_get_without_the_body(client: httpx.AsyncClient) -> None:
    path = f"/v1/debates/{await a_stored_debate(client)}"

    full, head = await client.get(path), await client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == full.headers["etag"]
    assert head.headers["content-length"] == full.headers["content-length"]


FOREIGN_HOSTS = (
    *("evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "10.0.0.1", "0.0.0.0:80"),
    *("2130706433", "0x7f.1", "127.1", "0177.0.0.1", "localhost.", "localhost:x", "localhost:1:2"),
    *("[fe80::1]", "[::]", "::1", "[::1%25lo]", "[::ffff:127.0.0.1]", "[oops", ""),
    *(
        "me@localhost",
        "localhost@evil.example",
        "localhost/evil.example",
        "localhost#evil.example",
    ),
    *("localhost?evil.example", "localhost evil.example", "localhost, evil.example"),
    "localhost\\.evil.example",
)
FORWARDING = (
    *("Forwarded", "Via", "X-Forwarded", "X-Forwarded-For", "X-Forwarded-Host"),
    *("X-Forwarded-Proto", "X-Original-Forwarded-For", "X-Real-IP", "X-Client-IP"),
    *("X-Cluster-Client-IP", "X-Envoy-External-Address", "True-Client-IP", "WL-Proxy-Client-IP"),
    *("Forwarded-For", "Fly-Forwarded-Port", "X-Remote-IP", "X-Remote-Addr", "X-Originating-IP"),
    *("CF-Connecting-IP", "CF-Ray", "CDN-Loop", "Fly-Client-IP"),
)


@pytest.mark.parametrize(
    "headers",
    [
        *({"Host": host} for host in FOREIGN_HOSTS),
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Origin": "https://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        *({name: "10.0.0.1"} for name in FORWARDING),
    ],
)
@pytest.mark.parametrize("path", ["/v1/models", "/nowhere"])
async def test_a_request_from_elsewhere_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str], path: str
) -> None:
    reply = await client.get(path, headers=headers)

    assert_problem(reply, 403, "forbidden_origin")
    assert not [name for name in reply.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost"},
        {"Host": "LOCALHOST:8000"},
        {"Host": "127.0.0.9:1"},
        {"Host": "[::1]:8000"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Host": "localhost:8000", "Origin": "http://localhost:8000"},
    ],
)
async def test_a_request_from_this_machine_is_served(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    reply = await client.get("/v1/models", headers=headers)

    assert reply.status_code == 200
    assert not [name for name in reply.headers if name.startswith("access-control-")]


async def test_a_probe_may_come_from_anywhere(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live", headers={"Host": "10.1.2.3"})).status_code == 200


async def test_the_public_address_is_served_and_named_in_urls(
    valkey_url: str, namespace: str
) -> None:
    public = {"ROUNDTABLE_PUBLIC_URL": "https://debates.example"}
    async with a_context(valkey_url, namespace, public) as context, calling(context) as client:
        headers = {"Host": "debates.example", "Origin": "https://debates.example"}
        reply = await client.post("/v1/debates", json=a_request(), headers=headers)
        document = await client.get("/openapi.json", headers=headers)

    own = f"https://debates.example/v1/debates/{reply.json()['id']}"
    assert reply.headers["location"] == reply.json()["urls"]["self"] == own
    assert [one["url"] for one in document.json()["servers"]] == ["https://debates.example"]


async def test_anyone_is_served_where_the_operator_says_so(
    valkey_url: str, namespace: str
) -> None:
    anyone = {"ROUNDTABLE_ALLOW_ANONYMOUS": "1"}
    async with a_context(valkey_url, namespace, anyone) as context, calling(context) as client:
        headers = {"Host": "evil.example", "X-Forwarded-For": "10.0.0.1"}
        reply = await client.get("/v1/models", headers=headers)
        odd = await client.get("/v1/models", headers={"Host": "localhost/evil.example"})

    assert reply.status_code == 200
    assert_problem(odd, 400, "malformed_request")


async def test_a_store_that_is_away_is_a_503() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"redis://127.0.0.1:{listener.getsockname()[1]}"

    async with a_context(nobody, "away") as context, calling(context) as client:
        replies = await asyncio.gather(
            client.post("/v1/debates", json=a_request()),
            client.get("/v1/debates"),
            client.get("/health/ready"),
        )
        alive = await client.get("/health/live")

    for reply in replies:
        assert_problem(reply, 503, "queue_unavailable")
        assert int(reply.headers["retry-after"]) > 0
    assert alive.status_code == 200


async def test_a_fault_of_ours_tells_nothing(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    debate = await context.debates.load("anonymous", debate_id)
    keys = context.keys.debate("anonymous", debate_id)
    await context.redis.set(keys.spec, b"rubbish")

    reply = await client.get(f"/v1/debates/{debate_id}")

    assert_problem(reply, 500, "internal_error")
    assert "rubbish" not in reply.text
    assert debate.state.status not in TERMINAL


async def test_a_server_without_simulated_models_has_no_default_panel(
    valkey_url: str, namespace: str
) -> None:
    off = {"ROUNDTABLE_SIM": "off"}
    async with a_context(valkey_url, namespace, off) as context, calling(context) as client:
        reply = await client.post("/v1/debates", json=a_request(panel=None))

    assert_problem(reply, 400, "model_not_configured")
    assert reply.json()["errors"][0]["pointer"] == "/panel"


async def test_the_operators_panel_is_the_default(valkey_url: str, namespace: str) -> None:
    panel = {"ROUNDTABLE_DEFAULT_PANEL": "sim/B, sim/C, sim/B"}
    async with a_context(valkey_url, namespace, panel) as context, calling(context) as client:
        debate = (await client.post("/v1/debates", json=a_request(panel=None))).json()

    assert [seat["model"] for seat in debate["panel"]] == ["sim/B", "sim/C", "sim/B"]
