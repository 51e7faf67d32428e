"""What holds our own traffic against the document notices when something is not as documented."""

import msgspec
import pytest

from tests.support.conformance import assert_documented, assert_event

JSON = {"content-type": "application/json", "x-request-id": "req_12345678"}
PROBLEM = {**JSON, "content-type": "application/problem+json"}
HEALTHY = b'{"object":"health","status":"ok"}'
LIVE = "/health/live"
A_PROBLEM = {
    "type": "urn:roundtable:problem:not_found",
    "title": "There is no such thing",
    "status": 404,
    "detail": "There is nothing at /nowhere.",
    "instance": "/nowhere",
    "code": "not_found",
    "request_id": "req_12345678",
    "errors": [],
}


def test_what_is_documented_passes() -> None:
    assert_documented("GET", LIVE, 200, JSON, HEALTHY)
    assert_documented("HEAD", LIVE, 200, JSON, b"")
    assert_documented("GET", "/nowhere", 404, PROBLEM, msgspec.json.encode(A_PROBLEM))
    assert_documented("OPTIONS", LIVE, 204, {"allow": "GET, HEAD, OPTIONS"}, b"")


@pytest.mark.parametrize(
    ("status", "headers", "content"),
    [
        pytest.param(201, JSON, HEALTHY, id="a status"),
        pytest.param(200, {**JSON, "content-type": "text/plain"}, HEALTHY, id="a media type"),
        pytest.param(200, JSON, b'{"object":"health"}', id="a missing field"),
        pytest.param(200, JSON, b'{"object":"health","status":7}', id="a type"),
        pytest.param(200, {**JSON, "retry-after": "1"}, HEALTHY, id="a header of elsewhere"),
        pytest.param(200, {**JSON, "x-request-id": "?"}, HEALTHY, id="a malformed header"),
        pytest.param(
            503, {**PROBLEM, "retry-after": "1"}, b"{}", id="a problem without its fields"
        ),
    ],
)
def test_what_is_not_documented_fails(
    status: int, headers: dict[str, str], content: bytes
) -> None:
    with pytest.raises(AssertionError, match=f"GET {LIVE} was answered {status}"):
        assert_documented("GET", LIVE, status, headers, content)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 200), ("PUT", LIVE, 200), ("GET", "/v1/debates/a/b", 200)],
)
def test_outside_of_the_document_there_are_only_problems(
    method: str, path: str, status: int
) -> None:
    with pytest.raises(AssertionError):
        assert_documented(method, path, status, JSON, HEALTHY)


def test_an_event_that_is_not_as_documented_fails() -> None:
    with pytest.raises(AssertionError, match="An event was streamed"):
        assert_event(b'{"object":"event","id":"evt_1"}')
