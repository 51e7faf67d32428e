"""What the end of a call tells, and whom an obstacle is in the way of."""

import pytest

from service.domain.limits import FEW, LONGEST_WAIT_S, Allowance, Obstacle, Parting, Room


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


@pytest.mark.parametrize(
    ("parting", "scarce_s"),
    [
        (Parting(), 0),
        (Parting(pause_s=4), 4),
        (Parting(pause_s=4_000), LONGEST_WAIT_S),
        (Parting(allowance=Allowance(requests=Room(left=FEW + 20, resets_in_s=7))), 0),
        (Parting(allowance=Allowance(requests=Room(left=FEW + 19, resets_in_s=7))), 7),
        (Parting(allowance=Allowance(tokens=Room(left=(FEW + 20) * 50, resets_in_s=8))), 0),
        (Parting(allowance=Allowance(tokens=Room(left=(FEW + 20) * 50 - 1, resets_in_s=8))), 8),
        (Parting(pause_s=9, allowance=Allowance(requests=Room(left=0, resets_in_s=2))), 9),
    ],
)
def test_calls_are_counted_until_there_is_room_for_many_more(
    parting: Parting, scarce_s: float
) -> None:
    assert parting.scarce_s(tokens=50, under_way=20) == scarce_s
