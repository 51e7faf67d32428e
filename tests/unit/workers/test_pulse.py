"""When a worker is ready: while the store hears all of its loops."""

import pytest

from service.domain.errors import StoppingError, StoreUnavailableError
from workers.pulse import Pulse

LEASE_S = 4.0


class Loop:
    """The loop of a lane that was heard at that time."""

    def __init__(self, heard_s: float | None) -> None:
        self.heard_s = heard_s


def a_pulse(*shards: tuple[float | None, ...]) -> Pulse:
    pulse = Pulse(LEASE_S)
    pulse.loops = [[Loop(heard_s) for heard_s in of_a_shard] for of_a_shard in shards]
    return pulse


def test_a_worker_is_ready_whose_loops_were_all_heard_within_a_lease() -> None:
    a_pulse((96.0, 99.0)).check(100.0)


def test_a_shard_that_is_away_keeps_no_worker_from_the_others() -> None:
    a_pulse((None, 99.0), (96.0, 99.0)).check(100.0)


@pytest.mark.parametrize("heard_s", [(None,), (99.0, None), (99.0, 95.9)])
def test_a_worker_is_not_ready_that_was_not_heard_on_every_lane(
    heard_s: tuple[float | None, ...],
) -> None:
    with pytest.raises(StoreUnavailableError, match="not heard"):
        a_pulse(heard_s).check(100.0)


def test_a_worker_that_has_not_started_is_not_ready() -> None:
    with pytest.raises(StoreUnavailableError, match="not heard"):
        a_pulse().check(100.0)


def test_a_worker_that_drains_is_not_ready_though_it_is_heard() -> None:
    pulse = a_pulse((99.0,))
    pulse.stopping = True

    with pytest.raises(StoppingError):
        pulse.check(100.0)
