"""Where tenants are placed, and what follows which stage of a move."""

import pytest

from service.domain.access import ANONYMOUS
from service.domain.placement import (
    AT_HOME,
    MOVING,
    Placement,
    Stage,
    emptiest,
    further,
    may_move,
)


def test_a_move_goes_through_all_stages_and_ends_at_the_other_shard() -> None:
    before, place, passed = Placement(shard=1), Placement(shard=1), []
    for _ in MOVING:
        place = further(place, 2)
        passed.append(place)

    assert passed == [
        Placement(shard=1, stage=Stage.LEAVING, other=2),
        Placement(shard=2, stage=Stage.ARRIVING, other=1),
        Placement(shard=2, stage=Stage.CLEARING, other=1),
        Placement(shard=2),
    ]
    assert before.served


@pytest.mark.parametrize(
    ("stage", "served"),
    [
        (Stage.SETTLED, True),
        (Stage.LEAVING, False),
        (Stage.ARRIVING, False),
        (Stage.CLEARING, True),
    ],
)
def test_nobody_is_served_while_two_shards_have_the_same(stage: Stage, *, served: bool) -> None:
    assert Placement(shard=1, stage=stage, other=2).served is served


def test_every_stage_has_a_successor() -> None:
    assert set(MOVING) == set(MOVING.values()) == set(Stage)


def test_whoever_has_no_key_stays_with_the_registry() -> None:
    assert not may_move(ANONYMOUS)
    assert may_move("acme")
    assert AT_HOME.shard == 1


def test_a_new_tenant_goes_to_the_shard_with_the_fewest() -> None:
    placed = {"b": Placement(shard=2), "c": Placement(shard=2)}

    assert emptiest(2, [], {}) == 1
    assert emptiest(2, ["a"], {}) == 2
    assert emptiest(3, ["a", "b", "c"], placed) == 3
    assert emptiest(2, ["a", "b", "c"], placed) == 1
