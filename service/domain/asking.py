"""What is done next after a call has ended: the policy of asking, without the asking.

`Asking` is how far a seat has come in a round, or whoever writes the summary after the last;
`next_move` is what follows from the end of the last call. Each model is asked within its share of
the time, and starts with a clean slate. Times are readings of one clock that only runs forward, in
seconds; whoever asks keeps it. A new move is a Struct here, its place in `Move`, and what to do
about it in `workers/inquiry.py`.
"""

import math
from collections.abc import Sequence
from typing import TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from service.domain.errors import ProviderError
from service.domain.replies import Refusal, Unreadable

Answer = TypeVar("Answer")
"""What a question is put for: a ballot, or the draft of a summary."""

MAX_RETRIES = 3
MAX_RETRIES_WHEN_TOLD = 6
"""Of calls whose provider says when to come back: a rate limit, which passes, and not a fault."""
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0
PATIENCE_S = 30.0
"""How long the last model is waited for while nobody gets through to its provider."""

Ended: TypeAlias = ProviderError | Refusal | Unreadable | Answer
"""How a call ended: without a reply, or with what was read from it."""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """How far the asking has come in the time that there is for it."""

    model: str
    """The model that is being asked."""
    ends: float
    """When its share of the time is over."""
    fallbacks: tuple[str, ...]
    """The models still to come."""
    all_ends: float
    """When the time of all models is over."""
    faults: int = 0
    """Failures of this model whose provider did not say when to come back."""
    waits: int = 0
    """Those whose provider did."""
    mended: bool = False
    """Whether an unreadable reply of this model has been asked for again."""
    may_wait_s: float = math.inf
    """How much longer, in all, models may be waited for that cannot be asked now."""

    @property
    def patience_s(self) -> float:
        """Return how long to wait for a provider that nobody gets through to."""
        return 0.0 if self.fallbacks else min(PATIENCE_S, self.may_wait_s)

    @property
    def longest_in_line_s(self) -> float:
        """Return how long to wait for room in a provider's limits; the last model has its time."""
        return self.may_wait_s if self.fallbacks else math.inf


class AskAgain(msgspec.Struct, frozen=True, kw_only=True):
    """Ask the same once more, after a pause."""

    asking: Asking
    pause_s: float


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """Say what was wrong with the reply, and ask for another."""

    asking: Asking
    fault: str


class GiveRoom(msgspec.Struct, frozen=True, kw_only=True):
    """Ask the same with room for a longer reply."""

    asking: Asking


class NextModel(msgspec.Struct, frozen=True, kw_only=True):
    """Put the question, as it first was, to the next model."""

    asking: Asking


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Ask no more: how the last call ended is how the asking ends."""


Move: TypeAlias = AskAgain | Repair | GiveRoom | NextModel | Record


def first_asking(
    models: tuple[str, ...], *, now: float, all_ends: float, may_wait_s: float = math.inf
) -> Asking:
    """Ask the first of these models, and leave each of the others as much time as it gets."""
    return Asking(
        model=models[0],
        ends=now + (all_ends - now) / len(models),
        fallbacks=models[1:],
        all_ends=all_ends,
        may_wait_s=may_wait_s,
    )


def next_asking(asking: Asking, *, now: float) -> Asking | None:
    """Turn to the next model, with what is left of the time; None when there is none, or no time."""
    if not asking.fallbacks or now >= asking.all_ends:
        return None
    return first_asking(
        asking.fallbacks, now=now, all_ends=asking.all_ends, may_wait_s=asking.may_wait_s
    )


def next_move(asking: Asking, ended: Ended[object], *, now: float, jitter: float) -> Move:
    """Return what to do after a call that ended so; `jitter`, from 0 to 1, spreads the pauses."""
    if isinstance(ended, ProviderError):
        return _after_failure(asking, ended, now=now, jitter=jitter)
    if not isinstance(ended, Unreadable) or asking.mended or now >= asking.ends:
        return Record()
    mended = replace(asking, mended=True)
    return GiveRoom(asking=mended) if ended.truncated else Repair(asking=mended, fault=ended.fault)


def is_answer(ended: Ended[object]) -> bool:
    """Return whether a call that ended so leaves nothing to ask for: an answer, or a refusal."""
    return not isinstance(ended, ProviderError | Unreadable)


def most_telling(ends: Sequence[Ended[object]]) -> int:
    """Return which of several ends of one question to go on from, by its place.

    An answer, then a reply that could not be read, then a failure; of two such, the later.
    """

    def worth(place: int) -> tuple[bool, bool, int]:
        ended = ends[place]
        return is_answer(ended), not isinstance(ended, ProviderError), place

    return max(range(len(ends)), key=worth)


def pause_before_retry(
    error: ProviderError, failures: int, *, time_left_s: float, jitter: float
) -> float | None:
    """Return how long to wait before asking again after this failure; None to give up.

    `failures` counts those of its kind, from 1. A provider that names a time is given it, unless
    that is too late, and some more: all seats of a provider are told the same, and one at a time
    gets through.
    """
    told_s = error.retry_after_s
    most = MAX_RETRIES if told_s is None else MAX_RETRIES_WHEN_TOLD
    if not error.retryable or failures > most:
        return None
    longest = min(FIRST_PAUSE_S * 2 ** (failures - 1), LONGEST_PAUSE_S)
    spread_s = longest * (0.75 + jitter / 4) if told_s is None else told_s + longest * jitter / 2
    return spread_s if spread_s < time_left_s else None


def _after_failure(asking: Asking, error: ProviderError, *, now: float, jitter: float) -> Move:
    told = error.retry_after_s is not None
    counted = replace(asking, faults=asking.faults + (not told), waits=asking.waits + told)
    failures = counted.waits if told else counted.faults
    left_s = min(asking.ends - now, asking.may_wait_s)
    pause_s = pause_before_retry(error, failures, time_left_s=left_s, jitter=jitter)
    if pause_s is not None:
        waited = replace(counted, may_wait_s=asking.may_wait_s - pause_s)
        return AskAgain(asking=waited, pause_s=pause_s)
    following = next_asking(asking, now=now)
    return Record() if following is None else NextModel(asking=following)
