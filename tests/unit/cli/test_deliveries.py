"""What a local receiver says of what it has been sent, whoever sent it."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from cli.deliveries import DOUBTS, Arrival, KnownSecret, Verdict, json_line, judge, line, notice_in
from service.domain.signing import Doubt, request_headers

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SECRET = KnownSecret(of="endpoint", key=b"e" * 32)
OWN = KnownSecret(of="debate's own", key=b"o" * 32)
BODY = (
    b'{"id":"evt_1","type":"debate.completed","timestamp":"2026-11-25T12:00:00Z",'
    b'"sequence":14,"data":{"id":"dbt_1","object":"debate"}}'
)
VERIFIED = Verdict(verified_by="endpoint")


def signed(key: bytes = SECRET.key, at: datetime = NOW) -> dict[str, str]:
    """Return the headers of a delivery of `BODY`, in lower case."""
    headers = request_headers([key], "evt_1", at, BODY)
    return {name.lower(): text for name, text in headers.items()}


def an_arrival(body: bytes = BODY, **changes: Any) -> Arrival:  # noqa: ANN401 - any field
    fields: dict[str, Any] = {
        "at": NOW,
        "path": "/",
        "webhook_id": "evt_1",
        "verdict": VERIFIED,
        "attempt": 1,
        "answered": 204,
    }
    return Arrival(body=body, **(fields | changes))


@pytest.mark.parametrize("secret", [SECRET, OWN])
def test_a_delivery_is_believed_by_any_known_secret(secret: KnownSecret) -> None:
    verdict = judge(signed(key=secret.key), BODY, [SECRET, OWN], NOW)

    assert verdict == Verdict(verified_by=secret.of)


@pytest.mark.parametrize(
    ("headers", "body", "doubt"),
    [
        ({}, BODY, Doubt.MISSING_HEADER),
        ({**signed(), "webhook-timestamp": "soon"}, BODY, Doubt.MALFORMED_TIMESTAMP),
        (signed(at=NOW - timedelta(minutes=6)), BODY, Doubt.TOO_OLD),
        (signed(at=NOW + timedelta(minutes=6)), BODY, Doubt.TOO_NEW),
        (signed(key=b"x" * 32), BODY, Doubt.WRONG_SIGNATURE),
        (signed(), BODY.replace(b"14", b"15"), Doubt.WRONG_SIGNATURE),
    ],
)
def test_why_a_delivery_is_not_believed_is_said(
    headers: dict[str, str], body: bytes, doubt: Doubt
) -> None:
    verdict = judge(headers, body, [SECRET, OWN], NOW)

    assert verdict == Verdict(fault=DOUBTS[doubt])
    assert f"NOT VERIFIED: {DOUBTS[doubt]}" in line(an_arrival(verdict=verdict)).plain


def test_every_doubt_has_its_words() -> None:
    assert set(DOUBTS) == set(Doubt)


def test_a_line_tells_what_it_is_about_and_what_came_of_it() -> None:
    told = line(an_arrival(attempt=2, answered=500)).plain

    assert f"{NOW.astimezone():%H:%M:%S}  debate.completed    dbt_1 " in told
    assert told.endswith("#14  verified (endpoint), attempt 2, answered 500")


def test_a_line_of_json_has_all_of_it() -> None:
    told = json.loads(json_line(an_arrival(path="/mine")))

    assert told == {
        "object": "arrival",
        "received_at": "2026-11-25T12:00:00.000Z",
        "path": "/mine",
        "webhook_id": "evt_1",
        "type": "debate.completed",
        "id": "dbt_1",
        "sequence": 14,
        "verified": True,
        "verified_by": "endpoint",
        "fault": None,
        "attempt": 1,
        "answered": 204,
        "body": BODY.decode(),
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"<html>",
        b"\xff\xfe",
        b'{"type":7,"sequence":"x"}',
        b'{"data":[]}',
        b"[" * 60_000,
        b'{"sequence":1e400}',
        b'{"type":"\\ud800"}',
    ],
)
def test_a_body_may_be_anything(body: bytes) -> None:
    assert notice_in(body).type is None
    assert " -  " in line(an_arrival(body)).plain
    assert json.loads(json_line(an_arrival(body)))["type"] is None


def test_nothing_that_was_sent_commands_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07\x9b31m\u202e\n\r"
    body = json.dumps({"type": hostile, "data": {"id": hostile + "x" * 5_000}}).encode()
    arrival = an_arrival(body, path=f"/{hostile}", webhook_id=hostile)

    shown, as_json = line(arrival).plain, json_line(arrival)

    assert shown.isprintable()
    assert len(shown) < 250
    assert as_json.isascii()
    assert as_json.isprintable()


@given(st.binary(max_size=300), st.integers())
def test_any_bytes_are_one_line_either_way(noise: bytes, seed: int) -> None:
    place = random.Random(seed).randrange(len(BODY))
    arrival = an_arrival(BODY[:place] + noise + BODY[place:])

    assert line(arrival).plain.isprintable()
    assert json_line(arrival).isprintable()
