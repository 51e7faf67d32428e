"""Share links: who has one may read one debate, and of that only what was said and decided.

What a reader of a link must not see is taken away here, once for all forms in which they read.
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from service.domain.budget import BUDGET_EXCEEDED
from service.domain.debate import (
    Call,
    Debate,
    DebateSpec,
    DebateState,
    Origin,
    Response,
    ResponseStatus,
)
from service.domain.lifecycle import DEADLINE_EXCEEDED, INTERNAL_ERROR

MOST_SHARES = 50
"""Of a debate, that are good at a time."""
SHORTEST_S, LONGEST_S = 60, 10 * 365 * 86_400
"""For how long a link can be good that is not good for as long as its debate is kept."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a link: everything but the link."""

    id: str
    tenant: str
    debate_id: str
    created_at: datetime
    expires_at: datetime | None
    """None: it is good for as long as the debate is kept, or until it is revoked."""

    def is_good(self, now: datetime) -> bool:
        """Return whether it still opens anything."""
        return self.expires_at is None or now < self.expires_at


def newest_first(shares: tuple[Share, ...], now: datetime) -> tuple[Share, ...]:
    """Return those that are still good."""
    good = (share for share in shares if share.is_good(now))
    return tuple(sorted(good, key=lambda share: (share.created_at, share.id), reverse=True))


def as_shared(debate: Debate) -> Debate:
    """Return of a debate what the readers of a link may see.

    Nothing in it says whose it is, what its owner keeps with it or allows it to cost, who else is
    told of it, which other debates there are, or what a provider has said of an account.
    """
    return replace(
        debate,
        spec=_spec(debate.spec),
        state=_state(debate.state),
        responses=tuple(map(_response, debate.responses)),
        calls=tuple(map(_call, debate.calls)),
    )


def _spec(spec: DebateSpec) -> DebateSpec:
    origin = spec.forked_from
    return replace(
        spec,
        tenant="",
        metadata={},
        seed=b"",
        budget=None,
        request_id=None,
        callers_trace=None,
        webhook=None,
        forked_from=origin and Origin(debate_id=None, round=origin.round),
    )


def _state(state: DebateState) -> DebateState:
    if state.error is None:
        return state
    message = WITHOUT_OUTCOME.get(state.error.code, state.error.message)
    return replace(state, error=replace(state.error, message=message))


def _response(response: Response) -> Response:
    if response.error is None:
        return response
    unpaid = response.error.code == BUDGET_EXCEEDED
    message = NOT_ASKED if unpaid else WITHOUT_ANSWER.get(response.status, response.error.message)
    return replace(response, error=replace(response.error, message=message))


def _call(call: Call) -> Call:
    return replace(call, request_id=None, held_usd=None, reply=None)


WITHOUT_OUTCOME = {
    BUDGET_EXCEEDED: "The budget did not pay for a round with enough votes.",
    DEADLINE_EXCEEDED.code: "The deadline passed before any round had enough votes.",
    INTERNAL_ERROR.code: "The service could not go on with this debate.",
}
"""Instead of what its owner is told, with amounts and what to do about it."""

NOT_ASKED = "The budget did not pay for asking in this round."
WITHOUT_ANSWER = {
    ResponseStatus.REFUSED: "Its model, or a filter before it, declined to answer.",
    ResponseStatus.FAILED: "Its model gave no answer.",
    ResponseStatus.TIMED_OUT: "No answer came in time.",
}
"""Instead of what providers say, which may name accounts, requests and addresses."""
