"""What is done when: the same for the same seed. Pure.

A new fault is a `Fault`, its weight in `WEIGHTS`, its lengths in `LENGTHS_S` and what does it in
`chaos`.
"""

import random
from enum import StrEnum

import msgspec

FIRST_S = 2.0
GAP_S = (0.6, 2.4)


class Fault(StrEnum):
    """What can be done to a scene."""

    KILL_WORKER = "kill worker"
    FREEZE_WORKER = "freeze worker"
    DRAIN_WORKER = "drain worker"
    KILL_STORE = "kill store"
    FREEZE_STORE = "freeze store"
    FILL_STORE = "fill store"
    FREEZE_PROVIDER = "freeze provider"
    KILL_PROVIDER = "kill provider"
    KILL_API = "kill API"


WEIGHTS = {
    Fault.KILL_WORKER: 6,
    Fault.FREEZE_WORKER: 3,
    Fault.DRAIN_WORKER: 2,
    Fault.KILL_STORE: 2,
    Fault.FREEZE_STORE: 1,
    Fault.FILL_STORE: 1,
    Fault.FREEZE_PROVIDER: 1,
    Fault.KILL_PROVIDER: 1,
    Fault.KILL_API: 1,
}

OF_THE_STORE = (Fault.KILL_STORE, Fault.FREEZE_STORE, Fault.FILL_STORE)
NOT_OURS = (*OF_THE_STORE, Fault.FREEZE_PROVIDER, Fault.KILL_PROVIDER)
ALL_ELSE = tuple(fault for fault in Fault if fault not in OF_THE_STORE)
SPARED = ((), (), NOT_OURS, NOT_OURS, ALL_ELSE)
"""What a seed may spare: it draws one of these."""

LENGTHS_S: dict[Fault, tuple[float, ...]] = {
    Fault.KILL_WORKER: (0.0,),
    Fault.FREEZE_WORKER: (5.0, 6.0, 7.0),
    Fault.DRAIN_WORKER: (0.0,),
    Fault.KILL_STORE: (0.2, 1.0, 1.0, 8.0),
    Fault.FREEZE_STORE: (0.5, 2.0, 6.0),
    Fault.FILL_STORE: (1.0, 6.0),
    Fault.FREEZE_PROVIDER: (1.0, 3.0),
    Fault.KILL_PROVIDER: (0.2, 0.5),
    Fault.KILL_API: (0.2, 1.0),
}
"""How long each can last; a worker is frozen for longer than its lease."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A fault, and when it begins in seconds from the start."""

    at_s: float
    fault: Fault
    for_s: float
    place: int
    """Of the worker that it hits, for those that hit one."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All that happens to a scene."""

    faults: tuple[Planned, ...]
    created_at_s: tuple[float, ...]
    """When each debate is created."""
    canceled: dict[int, float]
    """Which debates are canceled, and how long after they were accepted."""


def plan(seed: str, *, faults: int, debates: int, over_s: float, workers: int) -> Plan:
    """Draw what happens under that seed: debates over that time, faults one after another.

    Some seeds spare store and provider: there all recovery is the workers' own. Some spare all but
    the store: there no call has to be repeated.
    """
    draw, at_s = random.Random(seed), FIRST_S
    spared = draw.choice(SPARED)
    weights = {fault: weight for fault, weight in WEIGHTS.items() if fault not in spared}
    planned: list[Planned] = []
    for _ in range(faults):
        (fault,) = draw.choices(list(weights), list(weights.values()))
        for_s, place = draw.choice(LENGTHS_S[fault]), draw.randrange(workers)
        planned.append(Planned(at_s=at_s, fault=fault, for_s=for_s, place=place))
        at_s += draw.uniform(*GAP_S)
    return Plan(
        faults=tuple(planned),
        created_at_s=tuple(sorted(draw.uniform(0, over_s) for _ in range(debates))),
        canceled={n: draw.uniform(0, 6) for n in draw.sample(range(debates), debates // 8)},
    )
