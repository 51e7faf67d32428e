"""How much a provider may be asked: by the operator's limits, and by what it says itself."""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

LONGEST_WAIT_S = 600.0
"""Whatever a provider says, it is asked again after that."""


FEW = 100
"""How many more calls like the last one a model has to have room for, or calls are counted."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator allows for a provider and key, all workers together; None: no limit."""

    concurrency: int | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


NO_LIMITS = Limits()


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """How many requests or tokens a provider still takes before its count begins anew."""

    left: int
    resets_in_s: float


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """What a reply's rate-limit headers say of the model that was asked."""

    requests: Room | None = None
    tokens: Room | None = None


class Obstacle(StrEnum):
    """What keeps a call from being sent."""

    CONCURRENCY = "concurrency"
    REQUESTS = "requests"
    TOKENS = "tokens"
    PAUSED = "paused"
    """The provider said when to come back."""
    TOLD_REQUESTS = "told_requests"
    TOLD_TOKENS = "told_tokens"

    @property
    def of_one_model(self) -> bool:
        """Return whether it keeps calls to other models of the provider from nothing."""
        return self in {Obstacle.PAUSED, Obstacle.TOLD_REQUESTS, Obstacle.TOLD_TOKENS}


class Admitted(msgspec.Struct, frozen=True, kw_only=True):
    """The call may be sent."""

    calls: int
    """How many its model has been sent, this one included: what a reply says of is as of here."""
    tokens: int
    """The tokens of these."""

    @property
    def counted(self) -> bool:
        """Return whether the store knows of the call."""
        return self.calls > 0


UNCOUNTED = Admitted(calls=0, tokens=0)
"""There is room enough: nobody has to count."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """The call may not be sent yet."""

    obstacle: Obstacle
    until: datetime | None
    """None where nobody knows."""


Verdict: TypeAlias = Admitted | Refused


class Parting(msgspec.Struct, frozen=True, kw_only=True):
    """What is known when a call is over."""

    tokens: int | None = None
    """What it used; None: not known, the estimate stands."""
    allowance: Allowance = Allowance()
    pause_s: float | None = None
    """In how many seconds its provider wants to be asked again, if it was asked too often."""
    unsent: bool = False
    """Whether the call was never made, so that it counts nowhere."""

    @property
    def tells(self) -> bool:
        """Return whether the provider has said anything that others should heed."""
        return self.pause_s is not None or self.allowance != Allowance()

    def scarce_s(self, tokens: int, under_way: int) -> float:
        """Return for how many seconds calls to the model have to be counted; 0: there is room.

        A call takes about so many `tokens`; those under way may not be among what was said.
        """
        calls = FEW + under_way
        said = self.allowance
        pauses = [self.pause_s or 0.0]
        for room, few in ((said.requests, calls), (said.tokens, calls * tokens)):
            if room is not None and room.left < few:
                pauses.append(room.resets_in_s)
        return min(max(pauses), LONGEST_WAIT_S)
