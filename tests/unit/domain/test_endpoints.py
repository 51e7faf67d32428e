from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from service.domain.debate import DebateWebhook, ResponseRef
from service.domain.delivery import Answer, AttemptError
from service.domain.endpoints import (
    BY_DEFAULT,
    FAILING_FOR,
    SENT,
    DisabledReason,
    Endpoint,
    EndpointStatus,
    Recipient,
    SealedSecret,
    reason_to_disable,
    recipients,
    rotated,
    signing,
)
from service.domain.events import DebateCompleted, DebateQueued, ResponseCompleted

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OWN = DebateWebhook(url="https://own.example.com/", events=BY_DEFAULT)
RESPONSE = ResponseCompleted(ResponseRef(round=1, participant="seat_1"))


def an_endpoint(name: str = "whe_1", **changes: object) -> Endpoint:
    endpoint = Endpoint(
        id=name,
        tenant="acme",
        url=f"https://{name}.example.com/",
        events=BY_DEFAULT,
        description=None,
        created_at=NOW,
        secrets=(SealedSecret(sealed=b"first", created_at=NOW),),
    )
    return replace(endpoint, **changes)


def test_the_end_of_a_debate_is_told_by_default() -> None:
    assert BY_DEFAULT == (
        "debate.completed",
        "debate.failed",
        "debate.canceled",
        "debate.expired",
    )
    assert set(SENT) - set(BY_DEFAULT) == {
        "debate.started",
        "round.completed",
        "response.completed",
    }


def test_the_debates_own_address_and_every_subscriber_are_told() -> None:
    endpoints = (an_endpoint("whe_1"), an_endpoint("whe_2", events=("response.completed",)))

    assert recipients(DebateCompleted(), OWN, endpoints) == (
        Recipient(url="https://own.example.com/"),
        Recipient(url="https://whe_1.example.com/", endpoint_id="whe_1"),
    )
    assert [r.endpoint_id for r in recipients(RESPONSE, OWN, endpoints)] == ["whe_2"]


def test_nobody_is_told_what_cannot_be_subscribed_to() -> None:
    assert recipients(DebateQueued(), None, (an_endpoint(events=SENT),)) == ()


def test_a_disabled_endpoint_is_told_nothing() -> None:
    disabled = an_endpoint(disabled_reason=DisabledReason.GONE)

    assert disabled.status is EndpointStatus.DISABLED
    assert recipients(DebateCompleted(), None, (disabled,)) == ()
    assert an_endpoint().status is EndpointStatus.ENABLED


REFUSED = Answer(status_code=500, error_code=AttemptError.HTTP_STATUS)


@pytest.mark.parametrize(
    ("answer", "failing_since", "reason"),
    [
        (Answer(status_code=204), None, None),
        (REFUSED, NOW - FAILING_FOR + timedelta(milliseconds=1), None),
        (REFUSED, NOW - FAILING_FOR, DisabledReason.FAILING),
        (replace(REFUSED, status_code=410), NOW, DisabledReason.GONE),
        (replace(REFUSED, status_code=410), NOW - FAILING_FOR, DisabledReason.GONE),
    ],
    ids=["taken", "not yet five days", "five days", "gone", "gone after five days"],
)
def test_an_endpoint_is_disabled_when_it_is_gone_or_has_only_failed_for_five_days(
    answer: Answer, failing_since: datetime | None, reason: DisabledReason | None
) -> None:
    assert reason_to_disable(answer, failing_since, now=NOW) is reason


@pytest.mark.parametrize(
    ("hours", "signs"),
    [(0, [b"second", b"first"]), (23.9, [b"second", b"first"]), (24, [b"second"])],
)
def test_both_secrets_sign_for_a_day_after_a_rotation(hours: float, signs: list[bytes]) -> None:
    secrets = rotated(an_endpoint().secrets, b"second", NOW)

    now = NOW + timedelta(hours=hours)
    assert [secret.sealed for secret in signing(secrets, now)] == signs


def test_a_second_rotation_leaves_the_last_two() -> None:
    secrets = rotated(rotated(an_endpoint().secrets, b"second", NOW), b"third", NOW)

    assert [secret.sealed for secret in secrets] == [b"third", b"second"]
