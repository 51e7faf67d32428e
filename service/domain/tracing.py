"""Which trace a debate belongs to, and what its calls say of it (W3C Trace Context).

https://www.w3.org/TR/trace-context/ — what is malformed there is ignored: a trace is never worth
an error.
"""

import hashlib
import re

import msgspec

MOST_MEMBERS = 32
LONGEST_STATE = 512
"""Characters of a `tracestate` that is passed on."""

SAMPLED = 1
_PARENT = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<id>[0-9a-f]{32})"
    r"-(?!0{16})(?P<span>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})(?P<rest>-.*)?"
)
_MEMBER = re.compile(
    r"(?P<key>[a-z0-9][a-z0-9_*/@-]{0,255})="
    r"[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]"
)


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One trace, which may have begun long before."""

    id: str
    """32 hexadecimal digits."""
    sampled: bool
    """Whether those before us record it."""
    state: str = ""
    """What others have added to it, as in `tracestate`."""
    parent: str | None = None
    """The span below which it goes on, 16 hexadecimal digits; None where it only begins."""


def read_trace(traceparent: str | None, tracestate: str | None) -> Trace | None:
    """Return the trace that a request belongs to, by its headers; None where they name none."""
    parent = _PARENT.fullmatch((traceparent or "").strip())
    if parent is None or (parent["version"] == "00" and parent["rest"]):
        return None
    sampled = bool(int(parent["flags"], 16) & SAMPLED)
    return Trace(
        id=parent["id"],
        sampled=sampled,
        state=_state(tracestate or ""),
        parent=parent["span"],
    )


def begin_trace(debate_id: str) -> Trace:
    """Return the trace of a debate that was asked for outside of any."""
    return Trace(id=hashlib.sha256(debate_id.encode()).hexdigest()[:32], sampled=True)


def call_headers(trace: Trace) -> dict[str, str]:
    """Return the headers of a call whose span is the trace's `parent`; none where it has none."""
    if trace.parent is None:
        return {}
    headers = {"traceparent": f"00-{trace.id}-{trace.parent}-{int(trace.sampled):02x}"}
    return headers | {"tracestate": trace.state} if trace.state else headers


def _state(tracestate: str) -> str:
    """Return the members of a `tracestate`; none where one is malformed or they are too many."""
    members = [member for part in tracestate.split(",") if (member := part.strip())]
    found = [_MEMBER.fullmatch(member) for member in members]
    keys = {member["key"] for member in found if member}
    state = ",".join(members)
    well_formed = len(keys) == len(members) <= MOST_MEMBERS and len(state) <= LONGEST_STATE
    return state if well_formed else ""
