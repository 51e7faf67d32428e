"""What a worker process of the bench is given to do, and what it reports."""

from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any

import msgspec


class Kind(StrEnum):
    """Which loop runs which jobs."""

    LEASED = "Roundtable"
    """Roundtable's loop over jobs that only wait."""
    STOCK = "stock arq"
    """arq's own loop, as it comes, over the same jobs."""
    ROUNDS = "rounds"
    """Roundtable's loop over its own jobs, sweeper and all: what `roundtable worker` runs."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One worker."""

    kind: Kind
    url: str
    """Of the Valkey."""
    slots: int
    """How many jobs it may run at once."""
    nap_s: float = 0
    """How long a job waits, where jobs only wait."""
    variables: dict[str, str] = {}
    """Further settings of the worker, by what follows ROUNDTABLE_ in their names."""


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of a worker's standard output; an empty one says that it is ready to be let go."""

    starts: list[tuple[str, float]] = []
    """Jobs that have started since the last report, and when: seconds of the monotonic clock,
    which all processes of a machine share."""
    cpu_s: float | None = None
    """With the last report: what the process has used since it was let go."""


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """A job that was queued."""

    job: str
    """What its start is reported by."""
    at_s: float
    """When the command that queues it was sent, on the monotonic clock."""


Put = Callable[[str], Coroutine[Any, Any, Queued]]
"""Queues one job of that tenant."""

Started = Callable[[str], None]
"""Is told of each job as it starts."""
