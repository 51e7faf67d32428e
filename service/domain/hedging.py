"""When a call has taken so long that a second one beside it may be the quicker way to an answer.

A `Hedging` remembers what one worker has seen of its calls: how long the models take, and how many
of the calls were hedges, which have a share that they may not exceed.
"""

from collections import deque
from statistics import median

LEAST_S = 5.0
"""No call is slow before that."""
TIMES_THE_MEDIAN = 2
CALLS_COUNTED = 1_000
"""The latest calls of the worker: hedges are a share of these."""
ANSWERS_COUNTED = 64
"""The latest answers of a model: its median is that of these."""
MODELS_COUNTED = 500
"""Models remembered: the names of simulated ones are endless."""


class Hedging:
    """What a worker knows of its calls; `percent` of them may be hedges, none when it is 0."""

    def __init__(self, percent: int, *, least_s: float = LEAST_S) -> None:
        self._percent = percent
        self._least_s = least_s
        self._calls = deque[bool](maxlen=CALLS_COUNTED)
        """Whether each was a hedge."""
        self._latencies: dict[str, deque[float]] = {}
        """By model, in seconds; the model that answered last stands last."""

    def answered(self, model: str, latency_s: float) -> None:
        """Take note of how long a model took for an answer."""
        known = self._latencies.pop(model, None) or deque[float](maxlen=ANSWERS_COUNTED)
        known.append(latency_s)
        self._latencies[model] = known
        if len(self._latencies) > MODELS_COUNTED:
            del self._latencies[next(iter(self._latencies))]

    def after_s(self, model: str) -> float:
        """Return how long a call of this model is waited for before it counts as slow."""
        known = self._latencies.get(model)
        return max(self._least_s, TIMES_THE_MEDIAN * median(known)) if known else self._least_s

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
        return self._percent > 0 and sum(self._calls) + 1 <= most
