"""What the end of a call tells, and whom an obstacle is in the way of."""

import pytest

from service.domain.limits import Allowance, Obstacle, Parting, Room


@pytest.mark.parametrize(
    ("parting", "tells"),
    [
        (Parting(), False),
        (Parting(tokens=100, unsent=True), False),
        (Parting(pause_s=0.0), True),
        (Parting(allowance=Allowance(tokens=Room(left=9, resets_in_s=1))), True),
    ],
)
def test_only_what_a_provider_said_is_told_on(parting: Parting, *, tells: bool) -> None:
    assert parting.tells is tells


def test_what_a_provider_says_concerns_one_model_and_what_the_operator_says_all() -> None:
    assert {obstacle for obstacle in Obstacle if not obstacle.of_one_model} == {
        Obstacle.CONCURRENCY,
        Obstacle.REQUESTS,
        Obstacle.TOKENS,
    }
