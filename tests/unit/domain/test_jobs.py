"""Claims that are run or given up, and the terms on which they are handed out."""

import pytest

from service.domain.jobs import MOST_TRIES, Claim, Lane, Terms


@pytest.mark.parametrize(
    ("tries", "given_up"), [(1, False), (MOST_TRIES, False), (MOST_TRIES + 1, True)]
)
def test_a_job_is_given_up_after_its_last_try(
    tries: int,
    given_up: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert Claim(job_id="j", token="t", tries=tries).given_up is given_up


@pytest.mark.parametrize(
    "terms", [Terms(), Terms(lease_s=3, beat_s=1), Terms(lease_s=60, beat_s=0.1)]
)
def test_a_silence_and_two_attempts_at_a_beat_fit_in_a_lease(terms: Terms) -> None:
    # Nor does the only worker fall silent from one beat to the next.
    assert terms.silence_s >= 2 * terms.beat_s
    # Whoever was heard last before an outage had renewed its lease no more than a beat ago.
    assert terms.beat_s + terms.silence_s <= terms.lease_s
    assert terms.beat_s + 2 * terms.answer_within_s <= terms.lease_s


@pytest.mark.parametrize(("lane", "most"), [(Lane.DEBATES, 7), (Lane.DELIVER, 5), (Lane.RETRY, 2)])
def test_each_lane_has_its_own_limit_for_a_line(lane: Lane, most: int) -> None:
    assert Terms(tenant_concurrency=7).of_a_line(lane) == most
