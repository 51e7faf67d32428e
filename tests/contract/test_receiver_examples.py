"""The receivers that we publish believe what we sign, and handle each event once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from service.domain.events import DebateCompleted, DebateStarted, Event, LoggedEvent
from service.domain.signing import SECRET_BYTES, request_headers, secret_text
from service.ids import event_id
from service.resources.notices import debate_notice
from tests.support.commands import Command, a_process
from tests.support.debates import NOW, the_reference_case
from tests.support.patience import PATIENCE_S
from tests.support.summaries import ended
from tests.support.tools import EXAMPLES, path_of

SECRET, OTHER = bytes(range(SECRET_BYTES)), bytes(SECRET_BYTES)
DEBATE = ended(the_reference_case())
ID = DEBATE.spec.id


class Receiving:
    """A receiver that runs, and what it answers."""

    def __init__(self, command: Command) -> None:
        self.command = command
        printed = command.prints("listening on http://127.0.0.1:")
        self._url = re.findall(r"listening on (\S+)\n", printed)[0]

    def sent(
        self,
        event: Event,
        sequence: int,
        *,
        secrets: tuple[bytes, ...] = (SECRET,),
        ago: timedelta = timedelta(),
        more: bytes = b"",
    ) -> int:
        """Send an event, signed that long ago, and more bytes that are not signed."""
        logged = LoggedEvent(sequence=sequence, created_at=NOW, event=event)
        body = debate_notice(DEBATE, logged, "")
        at = datetime.now(UTC) - ago
        headers = request_headers(secrets, event_id(ID, sequence, NOW), at, body)
        return self.posted(body + more, headers)

    def posted(self, body: bytes, headers: dict[str, str]) -> int:
        with httpx.Client(trust_env=False, timeout=PATIENCE_S) as client:
            return client.post(self._url, content=body, headers=headers).status_code


@pytest.fixture(params=["python", "typescript"])
def receiving(request: pytest.FixtureRequest) -> Iterator[Receiving]:
    if request.param == "python":
        command: tuple[str | Path, ...] = (path_of("python"), EXAMPLES / "receiver.py")
    else:
        folder: Path = request.getfixturevalue("javascript")
        command = (path_of("node"), folder / "receiver.js")
    variables = {"ROUNDTABLE_WEBHOOK_SECRET": secret_text(SECRET), "PORT": "0"}
    with a_process(*command, **variables) as running:
        yield Receiving(running)


def test_each_event_is_handled_once_and_its_place_is_told(receiving: Receiving) -> None:
    answers = [
        receiving.sent(DebateCompleted(), 15),
        receiving.sent(DebateStarted(), 2),
        receiving.sent(DebateCompleted(), 15, secrets=(OTHER, SECRET)),
        receiving.sent(DebateStarted(), 2, ago=timedelta(minutes=4)),
        receiving.sent(DebateCompleted(), 16),
    ]

    printed = receiving.command.prints(f"  16  debate.completed  {ID}\n")

    assert answers == [204] * 5
    assert printed.splitlines()[1:] == [
        f"  15  debate.completed  {ID}",
        f"   2  debate.started  {ID} (overtaken)",
        f"  16  debate.completed  {ID}",
    ]


def test_whatever_is_not_ours_is_refused(receiving: Receiving) -> None:
    answers = [
        receiving.sent(DebateCompleted(), 15, secrets=(OTHER,)),
        receiving.sent(DebateCompleted(), 15, ago=timedelta(minutes=6)),
        receiving.sent(DebateCompleted(), 15, ago=timedelta(minutes=-6)),
        receiving.sent(DebateCompleted(), 15, more=b" "),
        receiving.sent(DebateCompleted(), 15, more=b" " * 100_000),
        receiving.posted(b"", {}),
        receiving.posted(b"{}", {"webhook-id": "a", "webhook-timestamp": "b"}),
        receiving.posted(
            b"\xff",
            {
                "webhook-id": "a",
                "webhook-timestamp": str(int(datetime.now(UTC).timestamp())),
                "webhook-signature": "v1,",
            },
        ),
        receiving.sent(DebateCompleted(), 15),
    ]

    receiving.command.prints(f"  15  debate.completed  {ID}\n")

    assert answers == [400] * 8 + [204]
    assert receiving.command.output.count("\n") == 2
