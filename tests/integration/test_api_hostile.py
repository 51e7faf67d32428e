"""Requests that nobody well-meaning sends: each gets a problem document, and nothing is stored."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from litestar.routes import HTTPRoute

from service.api.app import routed
from service.api.operations import OPERATIONS
from service.context import Context
from tests.support.api import a_context, a_namespace, a_request, assert_problem, calling, pointers
from tests.support.endpoints import URL

JSON = {"Content-Type": "application/json"}


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


async def nothing_is_stored(context: Context) -> bool:
    names = [name async for name in context.redis.scan_iter(f"{context.keys.prefix}*")]
    return names == []


def raw(**changes: object) -> bytes:
    return json.dumps(a_request(**changes)).encode()


def with_text(literal: bytes) -> bytes:
    """Return a good body in which the question is that JSON literal."""
    return raw(question="@").replace(b'"@"', literal)


def with_rounds(literal: bytes) -> bytes:
    """Return a good body in which max_rounds is that JSON literal."""
    return raw(protocol={"max_rounds": "@"}).replace(b'"@"', literal)


def with_dollars(literal: bytes) -> bytes:
    """Return a good body in which the budget is that JSON literal."""
    return raw(budget={"max_cost_usd": "@"}).replace(b'"@"', literal)


NOT_JSON = {
    "empty": b"",
    "blank": b" \n",
    "prose": b"hello",
    "cut off": raw()[:-1],
    "with a tail": raw() + b"x",
    "two documents": raw() + raw(),
    "NaN": with_rounds(b"NaN"),
    "Infinity": with_rounds(b"-Infinity"),
    "NaN dollars": with_dollars(b"NaN"),
    "infinitely many dollars": with_dollars(b"Infinity"),
    "single quotes": raw().replace(b'"', b"'"),
    "a trailing comma": raw()[:-1] + b",}",
    "a comment": b"/* */" + raw(),
    "a byte order mark": b"\xef\xbb\xbf" + raw(),
    "UTF-16": raw().decode().encode("utf-16"),
    "UTF-32": raw().decode().encode("utf-32"),
    "Latin-1": with_text(b'"caf\xe9"'),
    "overlong UTF-8": with_text(b'"\xc0\xaf"'),
    "a surrogate in UTF-8": with_text(b'"\xed\xa0\x80"'),
    "a lone surrogate": with_text(b'"\\ud800"'),
    "a lone low surrogate": with_text(b'"\\udc00x"'),
    "a raw NUL": with_text(b'"a\x00b"'),
    "a raw newline": with_text(b'"a\nb"'),
    "deep arrays": b"[" * 200_000,
    "deep arrays that close": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"question":' * 80_000,
    "depth in an unknown field": raw()[:-1] + b',"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
}

FAULTY = {
    "an array": (b"[]", [""]),
    "null": (b"null", [""]),
    "a string": (b'"question"', [""]),
    "a number": (b"1e3", [""]),
    "a huge number": (b"1" * 5_000, [""]),
    "an empty object": (b"{}", ["/question", "/options"]),
    "a question that is no text": (with_text(b"3"), ["/question"]),
    "a question that is null": (with_text(b"null"), ["/question"]),
    "a NUL": (with_text(b'"a\\u0000b"'), ["/question"]),
    "a blank question": (with_text(b'" \\t\\n"'), ["/question"]),
    "a long question": (raw(question="x" * 4_001), ["/question"]),
    "a number as text": (with_rounds(b'"3"'), ["/protocol/max_rounds"]),
    "a number with a point": (with_rounds(b"2.0"), ["/protocol/max_rounds"]),
    "true as a number": (with_rounds(b"true"), ["/protocol/max_rounds"]),
    "1e400": (with_rounds(b"1e400"), ["/protocol/max_rounds"]),
    "-1e400": (with_rounds(b"-1e400"), ["/protocol/max_rounds"]),
    "30 digits": (with_rounds(b"1" * 30), ["/protocol/max_rounds"]),
    "5000 digits": (with_rounds(b"1" * 5_000), ["/protocol/max_rounds"]),
    "a negative number": (with_rounds(b"-1"), ["/protocol/max_rounds"]),
    "0 as a switch": (
        raw(protocol={"allow_abstain": 0, "shuffle_options": "true"}),
        ["/protocol/allow_abstain", "/protocol/shuffle_options"],
    ),
    "an unknown rule": (
        raw(protocol={"consensus": "votes_needed", "tie_break": "random"}),
        ["/protocol/consensus", "/protocol/tie_break"],
    ),
    "an unknown field": (raw(temperature=1), ["/temperature"]),
    "a field with a slash": (raw(**{"a/b~c": 1}), ["/a~1b~0c"]),
    "options as an object": (raw(options={"A": "Yes"}), ["/options"]),
    "one option": (raw(options=[{"label": "Yes"}]), ["/options"]),
    "27 options": (raw(options=[{"label": f"L{n}"} for n in range(27)]), ["/options"]),
    "options of other kinds": (
        raw(options=["Yes", None, {"label": "No", "weight": 2}]),
        ["/options/0", "/options/1", "/options/2/weight"],
    ),
    "an id with a newline at its end": (
        raw(options=[{"id": "A\n", "label": "Yes"}, {"id": "B", "label": "No"}]),
        ["/options/0/id"],
    ),
    "one seat": (raw(panel=[{"model": "sim/A"}]), ["/panel"]),
    "13 seats": (raw(panel=[{"model": "sim/A"}] * 13), ["/panel"]),
    "models that are none": (
        raw(panel=[{"model": "gpt"}, {"model": "sim/A B"}, {"name": "x"}]),
        ["/panel/0/model", "/panel/1/model", "/panel/2/model"],
    ),
    "metadata of other kinds": (
        raw(metadata={"a": 1, "b": "x" * 257, "": "x", "k" * 41: "x"}),
        ["/metadata/a", "/metadata/b", "/metadata/", f"/metadata/{'k' * 41}"],
    ),
    "17 pieces of metadata": (raw(metadata={str(n): "" for n in range(17)}), ["/metadata"]),
    "a budget without an amount": (raw(budget={}), ["/budget/max_cost_usd"]),
    "a budget that is an amount": (raw(budget=0.5), ["/budget"]),
    "a budget of something else": (
        raw(budget={"max_cost_usd": 1, "max_cost_eur": 1}),
        ["/budget/max_cost_eur"],
    ),
    "a budget that is null": (raw(budget="@").replace(b'"@"', b"null"), ["/budget"]),
    **{
        f"a budget of {amount.decode()[:20]}": (with_dollars(amount), ["/budget/max_cost_usd"])
        for amount in (
            *(b"0", b"-0.0", b"-1", b"1e-400", b"10000.01", b"1e400", b"-1e400", b"1" * 5_000),
            *(b'"0.5"', b"true", b"null", b"[1]"),
        )
    },
    "a NUL in metadata": (raw(metadata={"a": "\0"}), ["/metadata/a"]),
    "a key twice": (raw()[:-1] + b',"question":"again"}', ["/question"]),
    "a key twice inside": (
        raw(metadata="@").replace(b'"@"', b'{"a":"1","\\u0061":"2"}'),
        ["/metadata/a"],
    ),
    "many faults at once": (
        raw(question=1, options=[], deadline_seconds=4, language="english please"),
        ["/question", "/options", "/language", "/deadline_seconds"],
    ),
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON.keys())
async def test_what_is_no_json_is_refused(
    context: Context, client: httpx.AsyncClient, body: bytes
) -> None:
    reply = await client.post("/v1/debates", content=body, headers=JSON)

    assert_problem(reply, 400, "invalid_json")
    assert pointers(reply) == [""]
    assert await nothing_is_stored(context)


@pytest.mark.parametrize(("body", "found"), FAULTY.values(), ids=FAULTY.keys())
async def test_every_fault_of_a_body_is_named_by_pointer(
    context: Context, client: httpx.AsyncClient, body: bytes, found: list[str]
) -> None:
    reply = await client.post("/v1/debates", content=body, headers=JSON)

    assert_problem(reply, 400, "validation_failed")
    assert sorted(pointers(reply), key=str) == sorted(found)
    assert await nothing_is_stored(context)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/jsonx"},
        {"Content-Type": "application/problem+json"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_only_plain_json_is_read(
    context: Context, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    reply = await client.post("/v1/debates", content=raw(), headers=headers)

    assert_problem(reply, 415, "unsupported_media_type")
    assert await nothing_is_stored(context)


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'],
)
async def test_json_may_name_its_encoding(alone: httpx.AsyncClient, media_type: str) -> None:
    reply = await alone.post("/v1/debates", content=raw(), headers={"Content-Type": media_type})

    assert reply.status_code == 202


async def test_a_body_of_more_than_a_mebibyte_is_refused(
    context: Context, client: httpx.AsyncClient
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 65_536

    announced = await client.post("/v1/debates", content=b"x" * (1 << 21), headers=JSON)
    chunked = await client.post("/v1/debates", content=chunks(), headers=JSON)

    assert_problem(announced, 413, "body_too_large")
    assert_problem(chunked, 413, "body_too_large")
    assert await nothing_is_stored(context)


async def test_a_body_as_large_as_allowed_is_read(alone: httpx.AsyncClient) -> None:
    body = raw()
    padded = body + b" " * ((1 << 20) - len(body))

    reply = await alone.post("/v1/debates", content=padded, headers=JSON)

    assert reply.status_code == 202


async def test_a_client_that_hangs_up_inside_its_body_harms_nobody(
    context: Context, client: httpx.AsyncClient
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    writer.write(
        b"POST /v1/debates HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{"
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()

    alive = await client.get("/health/live")

    assert alive.status_code == 200
    assert await reader.read() == b""
    assert await nothing_is_stored(context)


async def test_canceling_takes_no_field(alone: httpx.AsyncClient) -> None:
    created = (await alone.post("/v1/debates", json=a_request())).json()

    reply = await alone.post(f"/v1/debates/{created['id']}/cancel", json={"why": 1})

    assert_problem(reply, 400, "validation_failed")
    assert (await alone.get(created["urls"]["self"])).json()["status"] == "queued"


TAKING_BODIES = {
    handler.operation_id: (min(handler.http_methods), route.path_format)
    for route in routed(None).routes
    if isinstance(route, HTTPRoute)
    for handler in route.route_handlers
    if handler.operation_id in OPERATIONS and OPERATIONS[handler.operation_id].body
}


@pytest.mark.parametrize("operation", TAKING_BODIES)
async def test_every_operation_reads_its_body_as_strictly(
    alone: httpx.AsyncClient, operation: str
) -> None:
    created = (await alone.post("/v1/debates", json=a_request())).json()
    endpoint = (await alone.post("/v1/webhook-endpoints", json={"url": URL})).json()
    tested = (await alone.post(f"/v1/webhook-endpoints/{endpoint['id']}/test")).json()
    method, path = TAKING_BODIES[operation]
    path = path.format(
        debate_id=created["id"], endpoint_id=endpoint["id"], delivery_id=tested["id"]
    )

    for name, body in {**NOT_JSON, "an array": b"[]", "null": b"null", "a text": b'"x"'}.items():
        reply = await alone.request(method, path, content=body, headers=JSON)
        # Nothing at all is a body where none is required.
        if body or OPERATIONS[operation].body_required:
            code = "validation_failed" if body in {b"[]", b"null", b'"x"'} else "invalid_json"
            assert_problem(reply, 400, code)
            assert pointers(reply) == [""], name


@pytest.mark.parametrize("limit", [101, 100_000])
async def test_the_number_of_reported_faults_is_bounded(
    client: httpx.AsyncClient, limit: int
) -> None:
    body = raw(**{f"x{n}": 1 for n in range(limit)})

    reply = await client.post("/v1/debates", content=body[: 1 << 20], headers=JSON)

    assert reply.status_code in {400, 413}
    assert len(reply.content) < 50_000
