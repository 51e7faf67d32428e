"""Signatures, beside what others have published of the same scheme, and what is doubted."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, strategies as st

from service.domain.signing import (
    PREFIX,
    SECRET_BYTES,
    Doubt,
    doubt,
    read_secret,
    request_headers,
    secret_text,
    signature_header,
)


class Vector(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody else has signed."""

    source: str
    secret: str
    message_id: str
    timestamp: int
    body: bytes
    signature: str


VECTORS = (
    Vector(
        source="standard-webhooks/standard-webhooks: libraries/javascript/src/webhook.test.ts",
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1_614_265_330,
        body=b'{"test": 2432232314}',
        signature="v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
    Vector(
        source="https://docs.svix.com/receiving/verifying-payloads/how-manual",
        secret="whsec_plJ3nmyCDGBKInavdOK15jsl",
        message_id="msg_loFOjxBNrRLzqYUf",
        timestamp=1_731_705_121,
        body=b'{"event_type":"ping","data":{"success":true}}',
        signature="v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    ),
    Vector(
        source="openai/openai-python: tests/lib/test_webhooks.py",
        secret="whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=",
        message_id="wh_685c059ae39c8190af8c71ed1022a24d",
        timestamp=1_750_861_210,
        body=b'{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event",'
        b' "created_at": 1750861210, "type": "response.completed", "data": {"id": "resp_123"}}',
        signature="v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=",
    ),
)

SECRET, OTHER = (bytes([n]) * SECRET_BYTES for n in (1, 2))
TEXT = secret_text(SECRET)
NOW = datetime(2026, 11, 2, 9, 0, 12, 345_000, tzinfo=UTC)
BODY = b'{"type":"debate.completed"}'
HEADERS = request_headers([SECRET], "evt_1", NOW, BODY)
SECRETS = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.source)
def test_what_others_have_signed_we_sign_alike(vector: Vector) -> None:
    at = datetime.fromtimestamp(vector.timestamp, tz=UTC)

    made = signature_header([read_secret(vector.secret)], vector.message_id, at, vector.body)

    assert made == vector.signature


@given(SECRETS)
def test_a_secret_is_read_back_from_its_text(random: bytes) -> None:
    text = secret_text(random)

    assert read_secret(text) == random
    assert text.startswith(PREFIX)
    assert len(text) == 50


@pytest.mark.parametrize(
    "text",
    [
        "",
        PREFIX,
        TEXT.removeprefix(PREFIX),
        TEXT.upper(),
        TEXT[:-1],
        TEXT + "\n",
        f" {TEXT}",
        PREFIX + "AQ=" * 12,
        PREFIX + "_-" * 16,
        PREFIX + "é" * 32,
    ],
)
def test_what_is_no_secret_is_not_read_as_one_nor_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="A secret is `whsec_`") as refusal:
        read_secret(text)

    assert text in {"", PREFIX} or text not in str(refusal.value)


def test_a_request_says_which_event_it_is_and_when_it_was_made() -> None:
    headers = request_headers([SECRET, OTHER], "evt_1", NOW, BODY)

    assert headers == {
        "webhook-id": "evt_1",
        "webhook-timestamp": "1793610012",
        "webhook-signature": signature_header([SECRET, OTHER], "evt_1", NOW, BODY),
    }


def test_the_secret_in_force_signs_first_and_the_one_before_after_it() -> None:
    both = signature_header([SECRET, OTHER], "evt_1", NOW, BODY)

    assert both.split(" ") == [
        signature_header([secret], "evt_1", NOW, BODY) for secret in (SECRET, OTHER)
    ]


@given(st.lists(SECRETS, min_size=1, max_size=2), st.text(min_size=1), st.binary(), st.data())
def test_what_was_signed_is_believed_by_each_of_the_secrets(
    secrets: list[bytes], message_id: str, body: bytes, data: st.DataObject
) -> None:
    headers = request_headers(secrets, message_id, NOW, body)

    assert doubt([data.draw(st.sampled_from(secrets))], headers, body, now=NOW) is None


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_a_clock_may_be_five_minutes_off(minutes: int) -> None:
    on_the_second = NOW.replace(microsecond=0)

    assert doubt([SECRET], HEADERS, BODY, now=on_the_second + timedelta(minutes=minutes)) is None


@pytest.mark.parametrize(("minutes", "why"), [(6, Doubt.TOO_OLD), (-6, Doubt.TOO_NEW)])
def test_a_request_of_another_time_is_doubted(minutes: int, why: Doubt) -> None:
    assert doubt([SECRET], HEADERS, BODY, now=NOW + timedelta(minutes=minutes)) is why


CHANGED: dict[str, tuple[Mapping[str, str], Doubt]] = {
    "another id": ({"webhook-id": "evt_2"}, Doubt.WRONG_SIGNATURE),
    "another time": ({"webhook-timestamp": "1793610013"}, Doubt.WRONG_SIGNATURE),
    "the time in other digits": ({"webhook-timestamp": "01793610012"}, Doubt.WRONG_SIGNATURE),
    "no id": ({"webhook-id": ""}, Doubt.MISSING_HEADER),
    "no time": ({"webhook-timestamp": ""}, Doubt.MISSING_HEADER),
    "no signature": ({"webhook-signature": ""}, Doubt.MISSING_HEADER),
    "a date": ({"webhook-timestamp": "2026-11-02T09:00:12Z"}, Doubt.MALFORMED_TIMESTAMP),
    "a time before 1970": ({"webhook-timestamp": "-1"}, Doubt.MALFORMED_TIMESTAMP),
    "an endless number": ({"webhook-timestamp": "9" * 5_000}, Doubt.MALFORMED_TIMESTAMP),
    "foreign digits": ({"webhook-timestamp": "١٧٩٣٦١٠٠١٢"}, Doubt.MALFORMED_TIMESTAMP),
    "the far future": ({"webhook-timestamp": "9" * 15}, Doubt.TOO_NEW),
    "no scheme": ({"webhook-signature": HEADERS["webhook-signature"][3:]}, Doubt.WRONG_SIGNATURE),
    "odd bytes": ({"webhook-signature": "v1,\ud800\xff"}, Doubt.WRONG_SIGNATURE),
    "an odd id": ({"webhook-id": "\udcff"}, Doubt.WRONG_SIGNATURE),
    "part of a signature": ({"webhook-signature": "v1,"}, Doubt.WRONG_SIGNATURE),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_changed_header_is_doubted(change: str) -> None:
    headers, why = CHANGED[change]

    assert doubt([SECRET], {**HEADERS, **headers}, BODY, now=NOW) is why


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_a_changed_byte_is_doubted(place: int, by: int) -> None:
    changed = BODY[:place] + bytes([BODY[place] ^ by]) + BODY[place + 1 :]

    assert doubt([SECRET], HEADERS, changed, now=NOW) is Doubt.WRONG_SIGNATURE


@pytest.mark.parametrize("secrets", [[OTHER], []], ids=["another", "none"])
def test_only_the_right_secret_makes_a_request_believed(secrets: list[bytes]) -> None:
    assert doubt(secrets, HEADERS, BODY, now=NOW) is Doubt.WRONG_SIGNATURE


def test_one_right_signature_among_others_is_enough() -> None:
    mixed = f"v1a,abc {HEADERS['webhook-signature']}  v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ="

    assert doubt([OTHER, SECRET], {**HEADERS, "webhook-signature": mixed}, BODY, now=NOW) is None
