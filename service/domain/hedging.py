"""When a call has taken so long that a second one beside it may be the quicker way to an answer.

A `Hedging` remembers what one worker has seen of its calls: how long the models take, and how many
of the calls were hedges, which have a share that they may not exceed.
"""

from collections import deque
from collections.abc import Collection
from statistics import median
from typing import NamedTuple

LEAST_S = 2.0
"""No call is slow before that."""
TIMES_UNKNOWN = 10
"""A model that has hardly answered yet is waited for that many times the least."""
ENOUGH_ANSWERS = 3
"""So many say how long a model takes."""
TIMES_ITS_MEDIAN = 1.6
TIMES_THE_SLOWEST = 1.4
"""All that are asked at once are waited for: before the slowest of their models is due, a second
call would mostly be quicker for nothing. What that saves, calls are hedged earlier for."""
LOOK_AGAIN_S = 1.0
"""Where there is no room for a hedge there may be some a little later."""
CALLS_COUNTED = 1_000
"""The latest calls of the worker: hedges are a share of these."""
ANSWERS_COUNTED = 64
"""The latest answers of a model: its median is that of these."""
MODELS_COUNTED = 500
"""Models remembered: the names of simulated ones are endless."""


class Asked(NamedTuple):
    """Who is asked for what: a summary takes its model longer than a ballot."""

    model: str
    of_a_seat: bool = True


class Hedging:
    """What a worker knows of its calls; `percent` of them may be hedges, none when it is 0."""

    def __init__(self, percent: int, *, least_s: float = LEAST_S) -> None:
        self._percent = percent
        self._least_s = least_s
        self._calls = deque[bool](maxlen=CALLS_COUNTED)
        """Whether each was a hedge."""
        self._latencies: dict[Asked, deque[float]] = {}
        """In seconds; who answered last stands last."""
        self._usual_s: dict[Asked, float] = {}
        """How long each is taken to need: looked at with every call, and reckoned with an answer."""

    @property
    def is_on(self) -> bool:
        """Return whether any call may be hedged."""
        return self._percent > 0

    def answered(self, asked: Asked, latency_s: float) -> None:
        """Take note of how long a model took for an answer."""
        known = self._latencies.pop(asked, None) or deque[float](maxlen=ANSWERS_COUNTED)
        known.append(latency_s)
        self._latencies[asked] = known
        self._usual_s[asked] = median(known)
        if len(self._latencies) > MODELS_COUNTED:
            longest_past = next(iter(self._latencies))
            del self._latencies[longest_past], self._usual_s[longest_past]

    def slow_after_s(self, asked: Asked, beside: Collection[Asked] = ()) -> float:
        """Return how long a call takes before it counts as slow, where others are asked with it."""
        others_s = [self._due_s(other, TIMES_THE_SLOWEST) for other in beside]
        return max(self._due_s(asked, TIMES_ITS_MEDIAN), *others_s, self._least_s)

    def look_in_s(self, asked: Asked, beside: Collection[Asked], waited_s: float) -> float:
        """Return when to look whether to hedge a call that has been waited for; 0 to do it now."""
        slow_s = self.slow_after_s(asked, beside)
        if waited_s < slow_s:
            return slow_s - waited_s
        return 0.0 if self.allowed else LOOK_AGAIN_S

    def count_call(self) -> None:
        """Take note of a call that is no hedge."""
        self._calls.append(False)

    def take(self) -> bool:
        """Take note of a hedge if there may be another; return whether there may.

        A worker that has made few calls may hedge one.
        """
        if not self.allowed:
            return False
        self._calls.append(True)
        return True

    @property
    def allowed(self) -> bool:
        """Return whether another hedge, itself one of the calls, would be within the share."""
        counted = min(len(self._calls) + 1, CALLS_COUNTED)
        most = max(1, counted * self._percent / 100)
        return self.is_on and self._calls.count(True) + 1 <= most

    def _due_s(self, asked: Asked, times: float) -> float:
        known_s = times * self._usual_s.get(asked, 0.0)
        known = len(self._latencies.get(asked, ())) >= ENOUGH_ANSWERS
        return known_s if known else max(TIMES_UNKNOWN * self._least_s, known_s)
