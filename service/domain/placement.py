"""Which shard keeps a tenant's debates, and the stages of a move from one shard to another.

A tenant is placed when its first key is made. `MOVING` says what follows which stage; the move itself
is made by `service.moving`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from service.domain.access import ANONYMOUS, Tenant

REGISTRY = 1
"""The shard that knows where everybody is."""


class Stage(StrEnum):
    """How far a move has come."""

    SETTLED = "settled"
    """Nothing is moved."""
    LEAVING = "leaving"
    """Nobody is served: what there is is copied."""
    ARRIVING = "arriving"
    """It is all at the new shard, and taken up there; nobody is served yet."""
    CLEARING = "clearing"
    """The new shard serves; the old one may still have some of it."""


MOVING: Mapping[Stage, Stage] = {
    Stage.SETTLED: Stage.LEAVING,
    Stage.LEAVING: Stage.ARRIVING,
    Stage.ARRIVING: Stage.CLEARING,
    Stage.CLEARING: Stage.SETTLED,
}
"""What follows which stage; whoever is leaving can also stay."""


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Where a tenant is."""

    shard: int
    """Number of the shard that is the truth of its debates."""
    stage: Stage = Stage.SETTLED
    other: int | None = None
    """While it moves: the shard it goes to, or the one it comes from."""

    @property
    def served(self) -> bool:
        """Return whether requests of the tenant are answered."""
        return self.stage in {Stage.SETTLED, Stage.CLEARING}


AT_HOME = Placement(shard=REGISTRY)
"""Of whoever has never been placed: their keys are older than any second shard, or they have none."""


def further(placement: Placement, to: int) -> Placement:
    """Return where a tenant that moves to a shard is after the stage that it is in."""
    stage = MOVING[placement.stage]
    match stage:
        case Stage.LEAVING:
            return Placement(shard=placement.shard, stage=stage, other=to)
        case Stage.ARRIVING:
            return Placement(shard=to, stage=stage, other=placement.shard)
        case Stage.CLEARING:
            return Placement(shard=to, stage=stage, other=placement.other)
        case Stage.SETTLED:
            return Placement(shard=to)


def may_move(tenant: Tenant) -> bool:
    """Return whether a tenant can be anywhere but with the registry: not those who have no key."""
    return tenant != ANONYMOUS


def emptiest(shards: int, tenants: Iterable[Tenant], placed: Mapping[Tenant, Placement]) -> int:
    """Return the number of the shard that has the fewest of these tenants, the first of several."""
    count = Counter(placed.get(tenant, AT_HOME).shard for tenant in tenants)
    return min(range(1, shards + 1), key=lambda shard: count[shard])
