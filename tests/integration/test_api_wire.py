"""What no HTTP client would send: the server answers with a problem where it can, and serves on."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from itertools import repeat

import httpx
import pytest
import pytest_asyncio

from cli.connections import Connection
from service.api.errors import LARGEST_HEAD
from service.api.intake import LARGEST
from service.context import Context
from tests.support.api import a_context, a_namespace, a_request, a_stored_debate, calling
from tests.support.wire import RawReply, a_head, exchange

pytestmark = pytest.mark.asyncio(loop_scope="module")

BODY = json.dumps(a_request()).encode()
JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"
WITHIN_S = 4.0
"""Sooner than a connection is given up that is only idle."""


class Hasty(Connection):
    """Does not wait for requests."""

    head_within_s = 0.2


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


@pytest.fixture
def port(client: httpx.AsyncClient) -> int:
    return client.base_url.port or 0


def a_create(*headers: str, body: bytes = BODY) -> bytes:
    return a_head("/v1/debates", JSON, *headers, method="POST") + body


def in_chunks(body: bytes, trailers: bytes = b"") -> bytes:
    return b"%x\r\n%b\r\n0\r\n%b\r\n" % (len(body), body, trailers)


def code_of(reply: RawReply) -> str:
    """Return the code of a problem that is whole."""
    problem = json.loads(reply.body)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["content-length"] == str(len(reply.body))
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert problem["request_id"] == reply.headers["x-request-id"]
    assert problem["status"] == reply.status
    return str(problem["code"])


async def is_serving(port: int) -> bool:
    return (await exchange(port, a_head("/health/live"))).status == 200


NO_REQUEST = {
    "noise": b"\x00\x01\x02\r\n\r\n",
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 100,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a version to come": a_head().replace(b"HTTP/1.1", b"HTTP/9.9"),
    "an unknown method": a_head(method="FOO"),
    "a method in small letters": a_head(method="get"),
    "a tunnel": a_head("127.0.0.1:80", method="CONNECT"),
    "no target": a_head(""),
    "a target without a slash": a_head("v1/models"),
    "an address without a path": a_head("http://localhost"),
    "a NUL in the path": a_head("/v1/debates/\x00"),
    "a path that is not ASCII": a_head("/v1/debates/\xc3\xa9"),
    "a query that is not ASCII": a_head("/v1/debates?limit=\xff"),
    "a NUL in a header": a_head("/v1/models", "X-A: a\x00b"),
    "a header without a colon": a_head("/v1/models", "nothing"),
    "a header without a name": a_head("/v1/models", ": b"),
    "a space before the colon": a_head("/v1/models", "X-A : b"),
    "a folded header": a_head("/v1/models", "X-A: b", " c"),
    "a bare CR": a_head("/v1/models", "X-A: a\rb"),
    "bare LFs": a_head().replace(b"\r\n", b"\n"),
    "length and chunks": a_create("Content-Length: 5", CHUNKED, body=in_chunks(BODY)),
    "chunks and length": a_create(CHUNKED, "Content-Length: 5", body=in_chunks(BODY)),
    "chunks twice": a_create(CHUNKED, CHUNKED, body=in_chunks(BODY)),
    "chunks that are not last": a_create(f"{CHUNKED}, identity", body=in_chunks(BODY)),
    "another transfer encoding": a_create("Transfer-Encoding: xchunked", body=in_chunks(BODY)),
    "two lengths": a_create("Content-Length: 3", f"Content-Length: {len(BODY)}"),
    "the same length twice": a_create(*repeat(f"Content-Length: {len(BODY)}", 2)),
    "a negative length": a_create("Content-Length: -1"),
    "a length with a sign": a_create(f"Content-Length: +{len(BODY)}"),
    "a length of twenty digits": a_create(f"Content-Length: {'9' * 20}"),
    "a length that is no number": a_create("Content-Length: 0x10"),
}


@pytest.mark.parametrize("sent", NO_REQUEST.values(), ids=NO_REQUEST.keys())
async def test_what_is_no_request_is_a_problem(port: int, sent: bytes) -> None:
    reply = await exchange(port, sent)

    assert (reply.status, code_of(reply)) == (400, "malformed_request")
    assert await is_serving(port)


async def test_a_chunk_without_a_size_ends_the_request(port: int) -> None:
    reply = await exchange(port, a_create(CHUNKED, body=b"zz\r\n"))

    assert (reply.status, code_of(reply)) == (400, "malformed_request")
    assert await is_serving(port)


async def test_a_request_that_is_broken_off_is_not_answered_twice(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    sent = a_head("/nowhere", JSON, CHUNKED, method="POST").replace(b"Connection: close\r\n", b"")

    reply = await exchange(port, sent + b"zz\r\n")

    assert (reply.status, code_of(reply)) == (400, "malformed_request")
    assert await is_serving(port)
    assert [line.message for line in caplog.records if line.levelno >= logging.ERROR] == []


async def test_a_stream_is_ended_by_noise_and_not_mixed_with_an_error(
    client: httpx.AsyncClient, port: int
) -> None:
    path = f"/v1/debates/{await a_stored_debate(client)}/events"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(a_head(path).replace(b"Connection: close\r\n", b""))
    begun = await asyncio.wait_for(reader.readuntil(b"debate.queued"), WITHIN_S)
    writer.write(b"\x00\r\n\r\n")

    rest = await asyncio.wait_for(reader.read(), WITHIN_S)
    writer.close()

    assert begun.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1" not in rest
    assert await is_serving(port)


@pytest.mark.parametrize(
    "sent",
    [b"", b"\r\n", a_head()[:-2], a_head("/health/live").replace(b"close", b"keep-alive") + b"G"],
    ids=["nothing", "an empty line", "a head without an end", "one request and a letter"],
)
async def test_a_client_that_does_not_ask_is_not_waited_for(context: Context, sent: bytes) -> None:
    async with calling(context, connection=Hasty) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(sent)

        received = await asyncio.wait_for(reader.read(), WITHIN_S)
        writer.close()

    assert received.count(b"HTTP/1.1") == sent.count(b"/live")


async def test_a_slow_body_or_reply_is_not_taken_for_a_slow_head(context: Context) -> None:
    async with calling(context, connection=Hasty) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(a_create(f"Content-Length: {len(BODY)}", "Prefer: wait=1", body=BODY[:9]))
        await asyncio.sleep(2 * Hasty.head_within_s)  # How slow it is.
        writer.write(BODY[9:])

        received = await asyncio.wait_for(reader.read(), WITHIN_S)
        writer.close()

    assert received.startswith(b"HTTP/1.1 202")


LARGE_HEADS = {
    "a target": (a_head("/v1/debates?" + "a" * LARGEST_HEAD),),
    "a header": (a_head("/v1/models", "X-A: " + "a" * LARGEST_HEAD),),
    "many headers": (a_head("/v1/models", *(f"X-{n}: a" for n in range(LARGEST_HEAD // 4))),),
    "a header that never ends": (a_head()[:-2] + b"X-A: ", *repeat(b"a" * LARGEST_HEAD, 9)),
}


@pytest.mark.parametrize("sent", LARGE_HEADS.values(), ids=LARGE_HEADS.keys())
async def test_a_head_has_its_limit(port: int, sent: tuple[bytes, ...]) -> None:
    reply = await exchange(port, *sent)

    assert (reply.status, code_of(reply)) == (431, "headers_too_large")
    assert await is_serving(port)


async def test_a_head_that_is_wrong_and_too_large_is_answered_once(port: int) -> None:
    reply = await exchange(port, a_head()[:-2], b"X-A: \x00" + b"a" * 2 * LARGEST_HEAD)

    assert reply.status in {400, 431}
    assert code_of(reply) in {"malformed_request", "headers_too_large"}
    assert await is_serving(port)


async def test_many_headers_are_no_fault(port: int) -> None:
    reply = await exchange(port, a_head("/v1/models", *(f"X-{n}: a" for n in range(500))))

    assert reply.status == 200


async def test_headers_may_hold_any_bytes(port: int) -> None:
    odd = ("X-Request-Id", "Prefer", "If-None-Match", "Last-Event-ID", "Accept", "X-Any")

    reply = await exchange(port, a_head("/v1/models", *(f"{name}: \xff\xfe" for name in odd)))

    assert reply.status == 200


async def test_trailers_are_no_headers(port: int) -> None:
    body = in_chunks(BODY, b"Host: evil.example\r\nX-Request-Id: smuggled-in\r\n")

    reply = await exchange(port, a_create(CHUNKED, body=body))

    assert reply.status == 202
    assert reply.headers["x-request-id"] != "smuggled-in"


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
async def test_another_protocol_is_not_switched_to(port: int, protocol: str) -> None:
    sent = a_head("/v1/models", f"Upgrade: {protocol}", "Sec-WebSocket-Version: 13")

    reply = await exchange(port, sent.replace(b"Connection: close", b"Connection: close, Upgrade"))

    assert reply.status == 200


async def test_a_client_of_http_1_0_is_answered(port: int) -> None:
    reply = await exchange(port, a_head("/health/live").replace(b"HTTP/1.1", b"HTTP/1.0"))

    assert reply.status == 200


async def test_who_asks_first_is_told_at_once_that_a_body_is_too_large(port: int) -> None:
    reply = await exchange(
        port, a_create(f"Content-Length: {LARGEST + 1}", "Expect: 100-continue", body=b"")
    )

    assert (reply.status, code_of(reply)) == (413, "body_too_large")


@pytest.mark.parametrize(("surplus", "status"), [(0, 202), (1, 413)])
async def test_the_limit_of_a_body_is_exact(port: int, surplus: int, status: int) -> None:
    padded = BODY + b" " * (LARGEST - len(BODY) + surplus)

    announced = await exchange(port, a_create(f"Content-Length: {len(padded)}", body=padded))
    chunked = await exchange(port, a_create(CHUNKED, body=in_chunks(padded)))

    assert (announced.status, chunked.status) == (status, status)


async def test_a_body_that_never_ends_is_not_read_for_ever(port: int) -> None:
    chunk = b"10000\r\n%b\r\n" % (b"x" * 65_536)

    with contextlib.suppress(ConnectionError):
        reply = await exchange(port, a_create(CHUNKED, body=b""), *repeat(chunk, 1_000))
        assert (reply.status, code_of(reply)) == (413, "body_too_large")

    assert await is_serving(port)


async def test_a_length_that_is_too_small_cuts_the_body(port: int) -> None:
    reply = await exchange(port, a_create(f"Content-Length: {len(BODY) - 1}"))

    assert (reply.status, code_of(reply)) == (400, "invalid_json")


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS"])
async def test_a_body_where_none_is_read_does_no_harm(port: int, method: str) -> None:
    sent = a_head("/v1/debates", JSON, f"Content-Length: {len(BODY)}", method=method) + BODY

    reply = await exchange(port, sent)

    assert reply.status == {"GET": 200, "HEAD": 200, "DELETE": 405, "OPTIONS": 204}[method]
    assert await is_serving(port)


async def test_requests_may_be_sent_ahead(port: int) -> None:
    first = a_head("/health/live").replace(b"Connection: close\r\n", b"")
    missing = a_head("/nowhere").replace(b"Connection: close\r\n", b"")

    reply = await exchange(port, first + missing + a_head("/health/live"))

    assert reply.body.count(b"HTTP/1.1 404") == 1
    assert reply.body.count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize(
    "target",
    [
        *(
            "//v1/models",
            "/v1/models/",
            "/v1/../v1/models",
            "/v1/%2e%2e/v1/models",
            "/./v1/models",
        ),
        *("/v1/models%20", "/v1/models%0a", "/v1/models%00", "/v1/models;x", "/v1/models%2f"),
        *("/v1/debates/%2f", "/v1/debates/a%2fb", "/v1/debates/%00", "/v1/debates/%ff"),
        *("/v1/debates/%zz", "/v1/debates/%", "/v1/debates/..", "/v1/debates/a\\b", "*"),
    ],
)
async def test_an_odd_path_is_no_other_path(port: int, target: str) -> None:
    reply = await exchange(port, a_head(target))

    assert (reply.status, code_of(reply)) == (404, "not_found")


@pytest.mark.parametrize(
    "query",
    [
        *(
            "limit=%ff",
            "limit=%00",
            "limit=1%",
            "limit=+1",
            "limit=1_0",
            "limit=1e1",
            "=",
            "limit",
        ),
        *("limit=1&limit=2", "x=1", "limit=1;x=2", "status=queued&status=running"),
        *("limit=" + "1" * 60_000, "&".join(map(str, range(10_000)))),
    ],
    ids=lambda query: query[:30],
)
async def test_an_odd_query_is_a_problem(port: int, query: str) -> None:
    reply = await exchange(port, a_head(f"/v1/debates?{query}"))

    assert (reply.status, code_of(reply)) == (400, "validation_failed")
    assert len(reply.body) < 50_000
