"""Replies of the API held against its own document: `conforming` is a client that does so.

Whatever a test does with such a client, a reply with a status, a media type, a header or a body
that the document does not tell of fails it. What is outside the document (unknown paths, methods
that a path lacks) may only be a problem, or the list of methods; the document itself and pages are
all there is beside.
"""

import functools
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema_rs
import msgspec
from typing_extensions import override

from service.api.app import document

Json = dict[str, Any]

DOCUMENT = "urn:document"
PROBLEM = "application/problem+json"
PROBLEM_SCHEMA = "/components/schemas/Problem"
EVENT_STREAM = "text/event-stream"
UNDESCRIBED = (
    *("/openapi.json", "/docs", "/debates", "/s/", "/static/", "/v1/tests/"),
    "/metrics",
)
"""What the paths begin with that are served but not described; tests serve some of their own."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of the document: how its requests look, and what may come of them."""

    path: re.Pattern[str]
    method: str
    pointer: str
    replies: dict[str, Json]


def conforming(**options: Any) -> httpx.AsyncClient:  # noqa: ANN401 - those of httpx
    """Return a client that fails when a reply is not as documented; event streams included."""
    return httpx.AsyncClient(event_hooks={"response": [hold_against_document]}, **options)


async def hold_against_document(reply: httpx.Response) -> None:
    """Fail unless the reply is as documented; of an event stream, each event as it is read."""
    method, path = reply.request.method, reply.request.url.path
    if media_type(reply.headers) == EVENT_STREAM:
        assert_documented(method, path, reply.status_code, reply.headers)
        reply.stream = ValidatedEvents(reply.stream)
        return
    content = await reply.aread()
    assert_documented(method, path, reply.status_code, reply.headers, content)


def assert_documented(
    method: str, path: str, status: int, headers: Mapping[str, str], content: bytes | None = None
) -> None:
    """Fail unless such a reply to such a request is documented; without content its head alone."""
    headers = httpx.Headers(headers)
    about = f"{method} {path} was answered {status}"
    operation = operation_of(method, path)
    if operation is None:
        if path != "/" and not path.startswith(UNDESCRIBED):
            assert_outside(about, method, status, headers, content)
        return
    assert str(status) in operation.replies, f"{about}, which is not documented."
    pointer, reply = documented_reply(operation, str(status))
    assert_headers(about, reply.get("headers", {}), headers)
    if method == "HEAD" or "content" not in reply:
        assert not content, f"{about} with a body, where none is documented."
        return
    kind = media_type(headers)
    assert kind in reply["content"], f"{about} as {kind!r}, which is not documented."
    if content is not None:
        # What is no JSON is a string to its schema.
        shown = content if kind.endswith("json") else msgspec.json.encode(content.decode())
        assert_valid(about, f"{pointer}/content/{escaped(kind)}/schema", shown)


def assert_outside(
    about: str, method: str, status: int, headers: Mapping[str, str], content: bytes | None
) -> None:
    """Fail unless this is how all that is not in the document is answered."""
    if method == "OPTIONS" and status == 204:
        assert headers["allow"], f"{about} without `Allow`."
        return
    assert status >= 400, f"{about}, and is not in the document."
    assert media_type(headers) == PROBLEM, f"{about} with no problem document."
    if content and method != "HEAD":
        assert_valid(about, PROBLEM_SCHEMA, content)


def assert_headers(about: str, documented: Json, headers: Mapping[str, str]) -> None:
    """Fail unless all required headers are there, all are valid, and none of ours is a surprise."""
    ours = spec()["components"]["headers"]
    for name in ours.keys() - documented.keys():
        assert name not in headers, f"{about} with the header {name}, which is not documented."
    for name, shown in documented.items():
        header = ours[name] if "$ref" in shown else shown
        if name not in headers:
            assert not header.get("required"), f"{about} without the header {name}."
            continue
        text = headers[name]
        value = int(text) if header["schema"].get("type") == "integer" else text
        faults = [error.message for error in jsonschema_rs.iter_errors(header["schema"], value)]
        assert not faults, f"{about} with {name}: {text}: {faults}"


def assert_valid(about: str, pointer: str, content: bytes) -> None:
    """Fail unless the content follows the schema at that pointer into the document."""
    faults = [
        f"{error.instance_path}: {error.message}"
        for error in validator(pointer).iter_errors(msgspec.json.decode(content))
    ]
    assert not faults, f"{about} with a body that is not as documented: {faults}"


class ValidatedEvents(httpx.AsyncByteStream):
    """A stream of server-sent events that fails at the first that is not as documented."""

    def __init__(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> None:
        assert isinstance(stream, httpx.AsyncByteStream)
        self._stream = stream

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        unfinished = b""
        async for chunk in self._stream:
            *lines, unfinished = (unfinished + chunk).split(b"\n")
            for line in lines:
                if line.startswith(b"data:"):
                    assert_event(line.removeprefix(b"data:"))
            yield chunk

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()


def assert_event(data: bytes) -> None:
    """Fail unless this is an event as documented, or a piece of an argument."""
    kind = msgspec.json.decode(data)["object"]
    name = {"event": "Event", "event.delta": "DeltaEvent"}[kind]
    assert_valid(f"An {kind} was streamed", f"/components/schemas/{name}", data)


@functools.cache
def spec() -> Json:
    return document()


@functools.cache
def operations() -> tuple[Operation, ...]:
    return tuple(
        Operation(
            path=re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))),
            method=method.upper(),
            pointer=f"/paths/{escaped(path)}/{method}",
            replies=described["responses"],
        )
        for path, methods in spec()["paths"].items()
        for method, described in methods.items()
    )


def operation_of(method: str, path: str) -> Operation | None:
    wanted = "GET" if method == "HEAD" else method
    return next(
        (one for one in operations() if one.method == wanted and one.path.fullmatch(path)), None
    )


def documented_reply(operation: Operation, status: str) -> tuple[str, Json]:
    """Return where a reply is described, and how; many operations share those of problems."""
    reply = operation.replies[status]
    if "$ref" not in reply:
        return f"{operation.pointer}/responses/{status}", reply
    name = reply["$ref"].rpartition("/")[2]
    return f"/components/responses/{name}", spec()["components"]["responses"][name]


@functools.cache
def validator(pointer: str) -> jsonschema_rs.Draft202012Validator:
    registry = jsonschema_rs.Registry([(DOCUMENT, spec())])
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"{DOCUMENT}#{pointer}"}, registry=registry, validate_formats=True
    )


def media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip()


def escaped(part: str) -> str:
    """Return a part of a JSON pointer as it stands in the fragment of a URI."""
    return quote(part.replace("~", "~0").replace("/", "~1"))
