"""What one process knows of the suspects that it tries."""

from service.domain.jobs import Claim
from service.domain.suspects import Suspects

ONE = Claim(job_id="one", token="1", tries=4, company=2)
OTHER = Claim(job_id="other", token="2", tries=4, company=2)
INNOCENT = Claim(job_id="innocent", token="3")


def may_try(suspects: Suspects) -> bool:
    with suspects.turn() as may:
        return may


def test_suspects_are_tried_until_each_has_got_on_or_ended() -> None:
    suspects = Suspects()

    suspects.begin([ONE, OTHER, INNOCENT])
    found = [may_try(suspects)]
    for cleared in (ONE, OTHER):
        suspects.clear([cleared])
        found.append(may_try(suspects))

    assert found == [False, False, True]


def test_what_is_no_suspect_keeps_none_from_being_tried() -> None:
    suspects = Suspects()

    suspects.begin([INNOCENT])

    assert may_try(suspects)
    assert suspects.of([ONE, INNOCENT]) == set()


def test_only_one_loop_at_a_time_may_claim_some() -> None:
    suspects = Suspects()

    with suspects.turn() as first, suspects.turn() as second:
        found = first, second, may_try(suspects)

    assert found == (True, False, False)
    assert may_try(suspects)


def test_nothing_is_tried_when_all_leases_have_ended() -> None:
    suspects = Suspects()
    suspects.begin([ONE, OTHER])

    suspects.clear_all()

    assert may_try(suspects)
