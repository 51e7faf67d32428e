"""What a bucket says of the next request."""

import pytest

from service.domain.access import RateLimit
from service.domain.rates import policy, retry_after_s, standing

BURST = RateLimit(quota=600, window_s=60)
SLOW = RateLimit(quota=5, window_s=60)


def test_the_policy_names_quota_and_window() -> None:
    assert policy(BURST) == '"burst";q=600;w=60'


@pytest.mark.parametrize(
    ("limit", "level", "told"),
    [
        (BURST, 599.0, '"burst";r=599;t=1'),
        (BURST, 600.0, '"burst";r=600;t=0'),
        (BURST, 0.9, '"burst";r=0;t=60'),
        (BURST, 300.5, '"burst";r=300;t=30'),
        (SLOW, 4.0, '"burst";r=4;t=12'),
    ],
)
def test_what_is_left_is_whole_requests_and_the_seconds_until_all_are_back(
    limit: RateLimit, level: float, told: str
) -> None:
    assert standing(limit, level) == told


@pytest.mark.parametrize(
    ("limit", "level", "seconds"),
    [(BURST, 0.0, 1), (BURST, 0.999, 1), (SLOW, 0.0, 12), (SLOW, 0.5, 6), (SLOW, 0.51, 6)],
)
def test_who_waits_that_long_finds_room(limit: RateLimit, level: float, seconds: int) -> None:
    waited = level + seconds * limit.quota / limit.window_s

    assert retry_after_s(limit, level) == seconds
    assert waited >= 1
