"""A debate by the Python client that openapi-generator makes."""

import json
import os

from openapi_client import (
    ApiClient,
    ApiException,
    Configuration,
    CreateDebate,
    DebatesApi,
    DebateStatus,
    Effort,
    LedgerApi,
    OptionRequest,
    Problem,
    ProtocolRequest,
    SeatRequest,
)

UNFINISHED = {DebateStatus.QUEUED, DebateStatus.RUNNING, DebateStatus.SUMMARIZING}

configuration = Configuration(
    host=os.environ["ROUNDTABLE_URL"], access_token=os.environ["ROUNDTABLE_API_KEY"]
)
with ApiClient(configuration) as client:
    debates, ledger = DebatesApi(client), LedgerApi(client)
    options = [OptionRequest(label=label) for label in ("Yes", "Only the weights", "No")]
    debate = debates.create_debate(
        CreateDebate(
            question="Should frontier models be open sourced?",
            options=options,
            panel=[
                SeatRequest(model="sim/A>B"),
                SeatRequest(model="sim/B", effort=Effort.LOW),
                SeatRequest(model="sim/C"),
            ],
            protocol=ProtocolRequest(max_rounds=2, consensus="supermajority"),
        ),
        idempotency_key=f"openapi-generator-{os.getpid()}",
    )
    while debate.status in UNFINISHED:
        debate = debates.get_debate(debate.id, prefer="wait=20")
    assert debate.outcome is not None
    summary = ledger.get_summary(debate.id)
    responses = ledger.list_responses(debate.id, final=True)

    alike = CreateDebate(
        question="?", options=[OptionRequest(label=yes) for yes in ("Yes", "yes")]
    )
    try:
        debates.create_debate(alike)
    except ApiException as error:
        assert isinstance(error.data, Problem), error
        faults = error.data.errors

print(
    json.dumps(
        {
            "status": debate.status,
            "decision": debate.outcome.decision,
            "headline": summary.headline,
            "votes": [response.vote for response in responses.data],
            "refused": [[fault.var_in, fault.pointer] for fault in faults],
        }
    )
)
