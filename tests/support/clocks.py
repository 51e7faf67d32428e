"""Clocks of tests."""

from datetime import datetime, timedelta

from service.store.clock import Clock


class Ahead:
    """Tells a time that another clock will tell later."""

    def __init__(self, clock: Clock, by: timedelta) -> None:
        self._clock = clock
        self.by = by

    def now(self) -> datetime:
        return self._clock.now() + self.by
