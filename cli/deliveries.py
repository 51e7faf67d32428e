"""What a local receiver has been sent, checked and told in one line each; pure.

A reason not to believe a delivery is a row in `DOUBTS`. What is sent may be anybody's: nothing of
it reaches a terminal but what is harmless there.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from rich.text import Text

from service.domain.plain_text import one_line
from service.domain.signing import ID, Doubt, doubt

LONGEST_WORD = 64
"""Of what is shown of an id or a type; those of ours are shorter."""
NOTHING = "-"

DOUBTS: Mapping[Doubt, str] = {
    Doubt.MISSING_HEADER: "webhook-id, webhook-timestamp or webhook-signature is missing",
    Doubt.MALFORMED_TIMESTAMP: "webhook-timestamp is no number of seconds",
    Doubt.TOO_OLD: "webhook-timestamp is more than five minutes ago",
    Doubt.TOO_NEW: "webhook-timestamp is more than five minutes ahead",
    Doubt.WRONG_SIGNATURE: "signed with another secret, or changed on its way",
}


class KnownSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that deliveries may be signed with."""

    of: str
    """Whose it is, as people are told."""
    key: bytes


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a delivery is to be believed."""

    verified_by: str | None = None
    """Whose secret has signed it."""
    fault: str | None = None
    """Why it is not believed; None where it is."""


class Subject(msgspec.Struct, frozen=True):
    """What a notice is about, if that can be read."""

    id: str | None = None


class Notice(msgspec.Struct, frozen=True):
    """As much of a body as is shown; anything may be missing in it."""

    type: str | None = None
    sequence: int | None = None
    data: Subject = Subject()


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One request that a receiver has taken, and what it has answered."""

    at: datetime
    path: str
    webhook_id: str
    body: bytes
    verdict: Verdict
    attempt: int
    """How many times it has been sent by now, this time included."""
    answered: int


def judge(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[KnownSecret], now: datetime
) -> Verdict:
    """Return whether a request is signed with one of the secrets, or why it is not believed."""
    doubts = {secret.of: doubt([secret.key], headers, body, now=now) for secret in secrets}
    for of, why in doubts.items():
        if why is None:
            return Verdict(verified_by=of)
    return Verdict(fault=DOUBTS[next(filter(None, doubts.values()))])


def notice_in(body: bytes) -> Notice:
    """Return what can be read of a body, be it what it may."""
    try:
        return msgspec.json.decode(body, type=Notice)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Notice()


def line(arrival: Arrival) -> Text:
    """Return what a terminal shows of it."""
    notice, verdict = notice_in(arrival.body), arrival.verdict
    sequence = NOTHING if notice.sequence is None else f"#{notice.sequence}"
    return Text.assemble(
        (f"{arrival.at.astimezone():%H:%M:%S}", "aside"),
        f"  {_word(notice.type):18}  {_word(notice.data.id):30}  {sequence:>5}  ",
        (f"verified ({verdict.verified_by})", "result")
        if verdict.fault is None
        else (f"NOT VERIFIED: {verdict.fault}", "fault"),
        *([(f", attempt {arrival.attempt}", "changed")] if arrival.attempt > 1 else []),
        f", answered {arrival.answered}",
    )


def json_line(arrival: Arrival) -> str:
    """Return it as one line of JSON, in ASCII, so that no terminal obeys what is in it."""
    notice, verdict = notice_in(arrival.body), arrival.verdict
    told = {
        "object": "arrival",
        "received_at": arrival.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "path": arrival.path,
        "webhook_id": arrival.webhook_id or None,
        "type": notice.type,
        "id": notice.data.id,
        "sequence": notice.sequence,
        "verified": verdict.fault is None,
        "verified_by": verdict.verified_by,
        "fault": verdict.fault,
        "attempt": arrival.attempt,
        "answered": arrival.answered,
        "body": arrival.body.decode(errors="replace"),
    }
    return json.dumps(told)


def webhook_id(headers: Mapping[str, str]) -> str:
    """Return by which attempts of one delivery are told to be that; nothing where it is not said."""
    return headers.get(ID, "")[:LONGEST_WORD]


def _word(text: str | None) -> str:
    return one_line(text or "")[:LONGEST_WORD] or NOTHING
