"""Notices that are due while workers and store are killed; `make chaos` has more of them."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from service.domain.delivery import AttemptError, DeliveryStatus
from tests.faults.arrivals import Arrivals, audit_arrivals
from tests.faults.deliveries import Amount, Report, run_deliveries
from tests.support.patience import patiently

FEW = Amount(endpoints=8, debates=12, waves=1)


@pytest.fixture(scope="module")
def report() -> Report:
    return patiently(run_deliveries(FEW))


def test_every_notice_arrives_and_is_one_whatever_is_done_to_workers_and_store(
    report: Report,
) -> None:
    assert not report.problems, "\n".join(map(str, (*report.problems, report.logs)))
    assert len(report.arrivals.deliveries) == FEW.deliveries
    assert len(report.arrivals.heard) > FEW.deliveries


def without_the_first_requests(arrivals: Arrivals) -> Arrivals:
    first = arrivals.deliveries[0]
    gone = arrivals.heard_of(first)
    return replace(arrivals, heard=[heard for heard in arrivals.heard if heard not in gone])


def with_other_bytes(arrivals: Arrivals) -> Arrivals:
    changed = replace(arrivals.heard[0], body="other")
    return replace(arrivals, heard=[*arrivals.heard, changed])


def with_a_request_beside_another(arrivals: Arrivals) -> Arrivals:
    one = arrivals.heard[0]
    beside = replace(one, at=one.at + 0.001)
    return replace(arrivals, heard=[*arrivals.heard, beside])


def with_a_second_event(arrivals: Arrivals) -> Arrivals:
    another = replace(arrivals.heard[0], notice="evt_of_nothing")
    return replace(arrivals, heard=[*arrivals.heard, another])


def with_a_delivery_that_is_stuck(arrivals: Arrivals) -> Arrivals:
    first, *others = arrivals.deliveries
    stuck = replace(first, status=DeliveryStatus.PENDING)
    return replace(arrivals, deliveries=[stuck, *others])


def with_a_delivery_too_few(arrivals: Arrivals) -> Arrivals:
    return replace(arrivals, deliveries=arrivals.deliveries[1:])


def with_an_attempt_that_nobody_heard(arrivals: Arrivals) -> Arrivals:
    first, *others = arrivals.deliveries
    made_up = replace(first.attempts[-1], status_code=500, error_code=AttemptError.HTTP_STATUS)
    told = replace(first, attempts=(made_up, *first.attempts))
    return replace(arrivals, deliveries=[told, *others])


def with_a_request_that_is_not_told_of(arrivals: Arrivals) -> Arrivals:
    one = arrivals.heard[0]
    later = replace(one, at=one.at + 3_600, until=one.until + 3_600)
    return replace(arrivals, heard=[*arrivals.heard, later])


FAULTS: tuple[Callable[[Arrivals], Arrivals], ...] = (
    without_the_first_requests,
    with_other_bytes,
    with_a_request_beside_another,
    with_a_second_event,
    with_a_delivery_that_is_stuck,
    with_a_delivery_too_few,
    with_an_attempt_that_nobody_heard,
    with_a_request_that_is_not_told_of,
)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_audit_notices(report: Report, fault: Callable[[Arrivals], Arrivals]) -> None:
    assert len(audit_arrivals(fault(report.arrivals))) > len(audit_arrivals(report.arrivals))
