"""Workers that take a call for slow when a test wants it, whatever models usually take."""

import math
from collections.abc import Collection

from typing_extensions import override

from service.domain.hedging import Asked, Hedging


class Impatient(Hedging):
    """Takes a call for slow after that time, and one of the models named never."""

    def __init__(self, *waited_for: str, percent: int = 5, after_s: float = 0.0) -> None:
        super().__init__(percent)
        self._waited_for = waited_for
        self._after_s = after_s

    @override
    def slow_after_s(self, asked: Asked, beside: Collection[Asked] = ()) -> float:
        return math.inf if asked.model in self._waited_for else self._after_s
