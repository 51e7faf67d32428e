"""A delivery as it is sent, and the secret that has signed it."""

from datetime import UTC, datetime

from service.domain.events import DebateCompleted, LoggedEvent
from service.domain.signing import SECRET_BYTES, request_headers, secret_text
from service.ids import event_id
from service.resources.notices import debate_notice
from tests.support.debates import NOW, the_reference_case
from tests.support.summaries import ended

_debate = ended(the_reference_case())
_key = bytes(SECRET_BYTES)

secret = secret_text(_key)
body = debate_notice(
    _debate, LoggedEvent(sequence=12, created_at=NOW, event=DebateCompleted()), ""
)
headers = request_headers([_key], event_id(_debate.spec.id, 12, NOW), datetime.now(UTC), body)
