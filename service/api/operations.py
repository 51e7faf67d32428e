"""What is published of each operation beside its path and its handler's docstring.

A new operation is a row here, under the `operation_id` of its handler; then `make openapi`.
"""

from collections.abc import Mapping

import msgspec

from service.api import schemas
from service.api.requests import (
    AddNote,
    CancelDebate,
    CreateDebate,
    ForkDebate,
    GetDebateQuery,
    ListDebatesQuery,
    ListResponsesQuery,
    NoQuery,
    StreamEventsQuery,
)
from service.api.transcripts import HTML, MARKDOWN
from service.domain.access import Scope

WEBHOOKS, WEBHOOK_SECRET = "/v1/webhook-", "/v1/webhook-secret"


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What an operation reads and what it returns."""

    tag: str
    summary: str
    replies: Mapping[int, type[msgspec.Struct] | None]
    """What each success returns; None for no body."""
    texts: tuple[str, ...] = ()
    """Other media types in which a 200 is given, as text."""
    query: type[msgspec.Struct] = NoQuery
    body: type[msgspec.Struct] | None = None
    body_required: bool = False
    headers: tuple[str, ...] = ()
    """Request headers that the operation reads."""
    problems: tuple[int, ...] = ()
    """Statuses of its own errors; those that any operation can have go without saying."""
    scope: Scope | None = None
    """What a key has to allow; None: what its method and path say (see `scope_of`)."""


def scope_of(operation: str, method: str, path: str) -> Scope:
    """Return the scope that an operation takes, be it described here or not built yet."""
    row = OPERATIONS.get(operation)
    if row is not None and row.scope is not None:
        return row.scope
    if path.startswith(WEBHOOKS) and (method != "GET" or path.startswith(WEBHOOK_SECRET)):
        return Scope.WEBHOOKS_WRITE
    return Scope.DEBATES_READ if method == "GET" else Scope.DEBATES_WRITE


OPERATIONS: dict[str, Described] = {
    "createDebate": Described(
        tag="Debates",
        summary="Create a debate",
        replies={202: schemas.Debate, 200: schemas.Debate},
        body=CreateDebate,
        body_required=True,
        headers=("Prefer", "Idempotency-Key"),
        problems=(409,),
    ),
    "listDebates": Described(
        tag="Debates",
        summary="List debates",
        replies={200: schemas.DebateList},
        query=ListDebatesQuery,
        problems=(404,),
    ),
    "getDebate": Described(
        tag="Debates",
        summary="Get a debate",
        replies={200: schemas.Debate, 304: None},
        query=GetDebateQuery,
        headers=("Prefer", "If-None-Match"),
        problems=(404,),
    ),
    "forkDebate": Described(
        tag="Debates",
        summary="Fork a debate",
        replies={202: schemas.Debate, 200: schemas.Debate},
        body=ForkDebate,
        body_required=True,
        headers=("Prefer", "Idempotency-Key"),
        problems=(404, 409),
    ),
    "cancelDebate": Described(
        tag="Debates",
        summary="Cancel a debate",
        replies={200: schemas.Debate},
        body=CancelDebate,
        headers=("Idempotency-Key",),
        problems=(404, 409),
    ),
    "deleteDebate": Described(
        tag="Debates",
        summary="Delete a debate",
        replies={204: None},
        problems=(404, 409),
    ),
    "addNote": Described(
        tag="Debates",
        summary="Add a moderator's note",
        replies={201: schemas.Note},
        body=AddNote,
        body_required=True,
        headers=("Idempotency-Key",),
        problems=(404, 409),
    ),
    "listRounds": Described(
        tag="Ledger",
        summary="List the rounds of a debate",
        replies={200: schemas.RoundList},
        problems=(404,),
    ),
    "listResponses": Described(
        tag="Ledger",
        summary="List the responses of a debate",
        replies={200: schemas.ResponseList},
        query=ListResponsesQuery,
        problems=(404,),
    ),
    "getResponse": Described(
        tag="Ledger",
        summary="Get a response",
        replies={200: schemas.Response},
        problems=(404,),
    ),
    "getSummary": Described(
        tag="Ledger",
        summary="Get the summary of a debate",
        replies={200: schemas.Summary},
        problems=(404, 409),
    ),
    "getTranscript": Described(
        tag="Ledger",
        summary="Get the transcript of a debate",
        replies={200: schemas.Transcript, 304: None},
        texts=(MARKDOWN, HTML),
        headers=("If-None-Match",),
        problems=(404, 406),
    ),
    "streamEvents": Described(
        tag="Events",
        summary="Stream the events of a debate",
        replies={200: schemas.EventList, 204: None},
        query=StreamEventsQuery,
        headers=("Last-Event-ID",),
        problems=(404, 406),
    ),
    "estimateDebate": Described(
        tag="Debates",
        summary="Estimate a debate",
        scope=Scope.DEBATES_READ,
        replies={200: schemas.Estimate},
        body=CreateDebate,
        body_required=True,
        headers=("Idempotency-Key",),
        problems=(409,),
    ),
    "listModels": Described(
        tag="Models",
        summary="List the models",
        replies={200: schemas.ModelList},
    ),
    "getLiveness": Described(
        tag="Health",
        summary="Is the server alive?",
        replies={200: schemas.Health},
    ),
    "getReadiness": Described(
        tag="Health",
        summary="Can the server serve?",
        replies={200: schemas.Health},
        problems=(503,),
    ),
}
