"""A scene with work in hand, and what must be so of it in the end where nothing was killed."""

from tests.faults.audit import audit, repeats
from tests.faults.callers import Callers
from tests.faults.chaos import left_of
from tests.faults.provider import What
from tests.faults.scene import Scene
from tests.support.store import eventually

ENDING_S = 60.0
IN_FULL_SWING = 12
"""Calls after which every worker has some in hand."""


async def make_busy(scene: Scene, callers: Callers, debates: int) -> None:
    """Create so many debates more, and wait until they are under way."""
    begun, first = _begun(scene), max(callers.accepted, default=-1) + 1

    async def under_way() -> bool:
        return _begun(scene) >= begun + IN_FULL_SWING

    for number in range(first, first + debates):
        await callers.create(number)
    await eventually(under_way)


async def assert_nothing_was_lost_or_paid_twice(scene: Scene, callers: Callers) -> None:
    """Wait until all debates have ended, and audit what is left."""
    assert not await callers.all_ended(ENDING_S)
    evidence = await left_of(scene, callers)
    problems = audit(evidence)
    assert not problems, "\n".join(map(str, problems))
    assert not repeats(evidence)


def _begun(scene: Scene) -> int:
    return sum(noted.what is What.ASKED for noted in scene.calls)
