"""What others verify webhooks with believes what we sign, and nothing else."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from service.domain.events import DebateCompleted, LoggedEvent
from service.domain.signing import SECRET_BYTES, request_headers, secret_text
from service.resources.notices import debate_notice
from tests.support.debates import NOW, a_debate, a_spec, the_reference_case
from tests.support.patience import PATIENCE_S
from tests.support.receiver import Received, Receiver
from tests.support.summaries import ended
from tests.support.verifiers import VERIFIERS, Signed, believed_by

# All bits, so that standard base64 and that for URLs differ.
SECRET, OTHER = bytes(range(256 - SECRET_BYTES, 256)), bytes(range(SECRET_BYTES))
EVENT = LoggedEvent(sequence=7, created_at=NOW, event=DebateCompleted())
BODY = debate_notice(ended(the_reference_case()), EVENT, "")
FOREIGN = debate_notice(
    ended(a_debate("AB", spec=a_spec(metadata={"größe": "№ 5 😀 \x00 \u2028"}))), EVENT, ""
)
ID = "evt_01m6dqs9m05p9y7k2c4w8e3xtb"

pytestmark = pytest.mark.parametrize("verifier", VERIFIERS)


def signed(
    *secrets: bytes, body: bytes = BODY, ago: timedelta = timedelta(), known: bytes = SECRET
) -> Signed:
    """Return a request that was made that long ago, for a receiver that knows one secret."""
    at = datetime.now(UTC) - ago
    headers = request_headers(secrets or [SECRET], ID, at, body)
    return Signed(secret=secret_text(known), headers=headers, body=body)


def changed(request: Signed, **headers: str) -> Signed:
    """Return a request with other headers; `webhook_id` stands for `webhook-id`."""
    renamed = {name.replace("_", "-"): value for name, value in headers.items()}
    return Signed(secret=request.secret, headers={**request.headers, **renamed}, body=request.body)


def test_whatever_we_sign_is_believed(verifier: str) -> None:
    requests = [signed(), signed(body=FOREIGN), signed(ago=timedelta(minutes=4.9))]

    assert believed_by(verifier, requests) == [True] * 3


async def test_it_is_believed_as_it_comes_over_the_wire(verifier: str) -> None:
    sent = signed(body=FOREIGN)
    async with (
        Receiver() as receiver,
        httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client,
    ):
        await client.post(receiver.url, content=sent.body, headers=dict(sent.headers))
        (received,) = receiver.received

    assert received.body == FOREIGN
    assert believed_by(verifier, [as_received(received)]) == [True]


def as_received(received: Received) -> Signed:
    headers = {name.lower(): value for name, value in received.headers}
    return Signed(secret=secret_text(SECRET), headers=headers, body=received.body)


def test_no_byte_of_it_can_be_changed(verifier: str) -> None:
    request = signed()
    bodies = (
        BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :] for place in range(len(BODY))
    )
    requests = [
        *(Signed(secret=request.secret, headers=request.headers, body=body) for body in bodies),
        Signed(secret=request.secret, headers=request.headers, body=BODY + b" "),
        Signed(secret=request.secret, headers=request.headers, body=BODY[:-1]),
    ]

    assert not any(believed_by(verifier, requests))


def test_neither_its_id_nor_its_time_can_be_changed(verifier: str) -> None:
    request = signed()
    later = str(int(request.headers["webhook-timestamp"]) + 1)

    requests = [
        changed(request, webhook_id=f"{ID[:-1]}a"),
        changed(request, webhook_timestamp=later),
    ]

    assert believed_by(verifier, requests) == [False, False]


def test_a_request_of_another_time_is_refused(verifier: str) -> None:
    requests = [signed(ago=timedelta(minutes=minutes)) for minutes in (6, -6)]

    assert believed_by(verifier, requests) == [False, False]


def test_a_request_by_another_secret_is_refused(verifier: str) -> None:
    assert believed_by(verifier, [signed(known=OTHER)]) == [False]


def test_while_a_secret_is_rotated_both_are_believed(verifier: str) -> None:
    requests = [signed(SECRET, OTHER, known=known) for known in (SECRET, OTHER, SECRET[::-1])]

    assert believed_by(verifier, requests) == [True, True, False]
