"""As much of a finished debate as a report over many of them needs.

It is what the API shows of a debate, so that whoever can read that can make a report. Seats are
named as the API names them: who left a seat of a fork is told from who took it by its name.
"""

import msgspec

from service.domain.debate import (
    Changes,
    Conformity,
    DebateStatus,
    OptionId,
    Outcome,
    ResponseRef,
    ResponseStatus,
    SeatId,
)


class RecordedResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What one participant did in one round."""

    round: int
    participant: SeatId
    name: str
    model: str
    """The model that was asked last."""
    status: ResponseStatus
    vote: OptionId | None = None
    previous_vote: OptionId | None = None
    """The same participant's vote before, if it had one."""
    confidence: float | None = None
    """From 0 to 100."""
    persuaded_by: ResponseRef | None = None
    cost_usd: float | None = None
    """None where it is not known."""

    @property
    def changed(self) -> bool:
        """Return whether the vote differs from the one before."""
        return None not in (self.vote, self.previous_vote) and self.vote != self.previous_vote


class RecordedDebate(msgspec.Struct, frozen=True, kw_only=True):
    """One debate that is over."""

    status: DebateStatus
    panel: tuple[str, ...]
    """The model of each seat."""
    responses: tuple[RecordedResponse, ...]
    """By round, then seat."""
    outcome: Outcome | None = None
    degraded: bool = False
    changes: Changes | None = None
    conformity: Conformity | None = None
    answer: OptionId | None = None
    copied_rounds: int = 0
    """Rounds that a fork has taken over; they count where they were held."""
    cost_usd: float | None = None
    """Of all calls made for it; None where it is not known."""

    @property
    def own(self) -> tuple[RecordedResponse, ...]:
        """Return the responses of the rounds that it held itself."""
        return tuple(r for r in self.responses if r.round > self.copied_rounds)

    def response(self, ref: ResponseRef) -> RecordedResponse | None:
        """Return the response that is meant, if there is one."""
        for response in self.responses:
            if (response.round, response.participant) == (ref.round, ref.participant):
                return response
        return None
