"""A debate by the client that openapi-python-client makes."""

import json
import os

import httpx
from roundtable_client import AuthenticatedClient
from roundtable_client.api.debates import create_debate, get_debate
from roundtable_client.api.ledger import get_summary, list_responses
from roundtable_client.models import (
    CreateDebate,
    Debate,
    DebateStatus,
    Effort,
    OptionRequest,
    Outcome,
    Problem,
    ProtocolRequest,
    ProtocolRequestConsensus,
    ResponseList,
    SeatRequest,
    Summary,
)

UNFINISHED = {DebateStatus.QUEUED, DebateStatus.RUNNING, DebateStatus.SUMMARIZING}

client = AuthenticatedClient(
    os.environ["ROUNDTABLE_URL"],
    token=os.environ["ROUNDTABLE_API_KEY"],
    timeout=httpx.Timeout(30),
)

debate = create_debate.sync(
    client=client,
    body=CreateDebate(
        question="Should frontier models be open sourced?",
        options=[OptionRequest("Yes"), OptionRequest("Only the weights"), OptionRequest("No")],
        panel=[
            SeatRequest("sim/A>B"),
            SeatRequest("sim/B", effort=Effort.LOW),
            SeatRequest("sim/C"),
        ],
        protocol=ProtocolRequest(max_rounds=2, consensus=ProtocolRequestConsensus.SUPERMAJORITY),
    ),
    idempotency_key=f"openapi-python-client-{os.getpid()}",
)
assert isinstance(debate, Debate), debate
while debate.status in UNFINISHED:
    found = get_debate.sync(debate.id, client=client, prefer="wait=20")
    assert isinstance(found, Debate), found
    debate = found
assert isinstance(debate.outcome, Outcome)

summary = get_summary.sync(debate.id, client=client)
assert isinstance(summary, Summary), summary
responses = list_responses.sync(debate.id, client=client, final=True)
assert isinstance(responses, ResponseList), responses

alike = CreateDebate(question="?", options=[OptionRequest("Yes"), OptionRequest("yes")])
refused = create_debate.sync(client=client, body=alike)
assert isinstance(refused, Problem), refused

print(
    json.dumps(
        {
            "status": debate.status,
            "decision": debate.outcome.decision,
            "headline": summary.headline,
            "votes": [response.vote for response in responses.data],
            "refused": [[fault.in_, fault.pointer] for fault in refused.errors],
        }
    )
)
