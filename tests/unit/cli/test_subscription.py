"""What a listener says of a test that does not come."""

import pytest
from msgspec.structs import replace

from cli.subscription import NO_ATTEMPT, hindrance
from service.domain.delivery import AttemptError, DeliveryStatus
from service.resources.schemas import Delivery, DeliveryAttempt
from tests.support.debates import NOW

URL = "http://127.0.0.1:9000/"
TEST = Delivery(
    id="dlv_01m8agk8w3yza5k543jg1m8ttc",
    event_id="evt_01m8agk8w3yza5k543jg1m8ttc",
    event_type="endpoint.test",
    debate_id=None,
    endpoint_id="whe_01m8agk8w3yza5k543jg1m8ttc",
    url=URL,
    status=DeliveryStatus.PENDING,
    attempts=(),
    next_attempt_at=None,
    created_at=NOW,
)


def attempted(status_code: int | None, error_code: AttemptError | None) -> Delivery:
    attempt = DeliveryAttempt(
        number=1, at=NOW, status_code=status_code, error_code=error_code, latency_ms=3
    )
    return replace(TEST, attempts=(attempt,))


def test_without_an_attempt_there_may_be_no_worker() -> None:
    assert hindrance(TEST, URL) == NO_ATTEMPT


def test_an_attempt_without_an_answer_is_named() -> None:
    said = hindrance(attempted(None, AttemptError.BLOCKED_ADDRESS), URL)

    assert said is not None
    assert "blocked_address" in said
    assert "ROUNDTABLE_WEBHOOK_ALLOW=127.0.0.1:9000," in said


@pytest.mark.parametrize("error_code", [None, AttemptError.HTTP_STATUS])
def test_nothing_is_in_the_way_of_what_was_answered(error_code: AttemptError | None) -> None:
    assert hindrance(attempted(500 if error_code else 204, error_code), URL) is None
