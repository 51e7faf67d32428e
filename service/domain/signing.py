"""Signing what is sent to receivers, and checking it as they do: Standard Webhooks, scheme `v1`.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md — what is
signed is the id of the message, the time of the attempt and the body, byte for byte, joined by
dots. A reason not to believe a request is a member of `Doubt`.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

PREFIX = "whsec_"
SECRET_BYTES = 32
"""Of randomness in a secret of ours."""
SCHEME = "v1"
TOLERANCE = timedelta(minutes=5)
"""By which a receiver's clock and the time of an attempt may differ."""

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"

_SECONDS = re.compile("[0-9]{1,15}")


class Doubt(StrEnum):
    """Why a request is not to be believed.

    `missing_header`: id, timestamp or signature is not there; `malformed_timestamp`: it is not a
    number of seconds; `too_old`, `too_new`: it is more than five minutes off; `wrong_signature`:
    none of the signatures is of this id, timestamp and body by any of the secrets.
    """

    MISSING_HEADER = "missing_header"
    MALFORMED_TIMESTAMP = "malformed_timestamp"
    TOO_OLD = "too_old"
    TOO_NEW = "too_new"
    WRONG_SIGNATURE = "wrong_signature"


def secret_text(random: bytes) -> str:
    """Return the secret with these random bytes, of which there are `SECRET_BYTES`."""
    return f"{PREFIX}{base64.b64encode(random).decode()}"


def read_secret(text: str) -> bytes:
    """Return the secret of that text, which signs and verifies; `ValueError` when it is none."""
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        secret = b""
    if not (secret and text.startswith(PREFIX)):
        message = f"A secret is `{PREFIX}` and then base64."
        raise ValueError(message)
    return secret


def signature_header(secrets: Sequence[bytes], message_id: str, at: datetime, body: bytes) -> str:
    """Return the signatures by each of the secrets (the one in force first), joined by spaces."""
    return " ".join(_signature(secret, message_id, _seconds(at), body) for secret in secrets)


def request_headers(
    secrets: Sequence[bytes], message_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """Return what signs an attempt at that time; names are in lower case.

    Headers that every request has are not among them, nor those of its trace.
    """
    return {
        ID: message_id,
        TIMESTAMP: _seconds(at),
        SIGNATURE: signature_header(secrets, message_id, at, body),
    }


def doubt(
    secrets: Sequence[bytes], headers: Mapping[str, str], body: bytes, *, now: datetime
) -> Doubt | None:
    """Return why a request is not to be believed, None where it is; `headers` in lower case."""
    message_id, timestamp, signatures = (
        headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE)
    )
    if not (message_id and timestamp and signatures):
        return Doubt.MISSING_HEADER
    if not _SECONDS.fullmatch(timestamp):
        return Doubt.MALFORMED_TIMESTAMP
    age_s = now.timestamp() - int(timestamp)
    if abs(age_s) > TOLERANCE.total_seconds():
        return Doubt.TOO_OLD if age_s > 0 else Doubt.TOO_NEW
    expected = [_signature(secret, message_id, timestamp, body) for secret in secrets]
    right = any(_same(one, given) for given in signatures.split(" ") for one in expected)
    return None if right else Doubt.WRONG_SIGNATURE


def _signature(secret: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    signed = b".".join((_bytes(message_id), _bytes(timestamp), body))
    digest = hmac.digest(secret, signed, hashlib.sha256)
    return f"{SCHEME},{base64.b64encode(digest).decode()}"


def _same(expected: str, given: str) -> bool:
    """Compare in a time that does not tell how much is right."""
    return hmac.compare_digest(_bytes(expected), _bytes(given))


def _bytes(text: str) -> bytes:
    """Encode whatever somebody has put into a header."""
    return text.encode(errors="surrogatepass")


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
