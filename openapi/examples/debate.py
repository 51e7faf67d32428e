"""A debate with Python and httpx (`pip install httpx`), from the request to the summary.

    ROUNDTABLE_URL=http://127.0.0.1:8000 ROUNDTABLE_API_KEY=rt_live_... python debate.py

A server that has no API keys yet needs none.
"""

import json
import os
import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx

SERVER = os.environ.get("ROUNDTABLE_URL", "http://127.0.0.1:8000")
KEY = os.environ.get("ROUNDTABLE_API_KEY")
ATTEMPTS = 5

REQUEST = {
    "question": "Should frontier models be open sourced?",
    "options": [
        {"id": "A", "label": "Yes"},
        {"id": "B", "label": "Only the weights"},
        {"id": "C", "label": "No"},
    ],
    # Simulated models, which need no provider. Leave the panel out for the server's own.
    "panel": [{"model": "sim/A>B?delay=0.2"}, {"model": "sim/B"}, {"model": "sim/C"}],
}


class ProblemError(Exception):
    """The service has said why it did not do what it was asked for."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem['code']}: {problem['detail']}")
        self.problem = problem


def checked(reply: httpx.Response) -> httpx.Response:
    """Return a reply that is no error; raise what its problem document says."""
    if reply.is_error:
        raise ProblemError(json.loads(reply.read()))
    return reply


def create(client: httpx.Client, request: dict[str, Any]) -> httpx.Response:
    """Create a debate, whatever happens on the way.

    With an idempotency key it is safe to send the request again: if an earlier one did arrive, the
    stored reply comes back and nothing is created twice.
    """
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    for attempt in range(ATTEMPTS):
        try:
            reply = client.post("/v1/debates", json=request, headers=headers)
        except httpx.TransportError:
            time.sleep(2**attempt / 4)
            continue
        if reply.status_code not in {429, 503}:
            return checked(reply)
        time.sleep(int(reply.headers["Retry-After"]))
    raise SystemExit("The service cannot be reached.")


def events(client: httpx.Client, debate: str) -> Iterator[dict[str, Any]]:
    """Give each event of a debate once, as it happens, until the debate is over.

    Every event has a number. When the connection breaks we go on after the last one that we have
    read; after the one that ended the debate there is nothing: 204.
    """
    last = 0
    for attempt in range(ATTEMPTS):
        headers = {"Last-Event-ID": str(last)}
        try:
            with client.stream("GET", f"{debate}/events", headers=headers, timeout=60) as reply:
                if checked(reply).status_code == httpx.codes.NO_CONTENT:
                    return
                for line in reply.iter_lines():
                    if line.startswith("data: "):
                        event = json.loads(line.removeprefix("data: "))
                        last = event["sequence"]
                        yield event
        except httpx.TransportError:
            time.sleep(2**attempt / 4)


def finished(client: httpx.Client, debate: str) -> dict[str, Any]:
    """Return the debate once it is over.

    `Prefer: wait` holds the reply until then, at most 60 s. One that is not over says in
    `Retry-After` when to look again, and with the ETag of what we have, a look that brings nothing
    new is answered with an empty 304.
    """
    headers, found = {"Prefer": "wait=30"}, {}
    while True:
        reply = checked(client.get(debate, headers=headers, timeout=60))
        if reply.status_code == httpx.codes.OK:
            found = reply.json()
            headers["If-None-Match"] = reply.headers["ETag"]
        if "Retry-After" not in reply.headers:
            return found
        time.sleep(int(reply.headers["Retry-After"]))


def main() -> None:
    """Hold a debate and show how it went."""
    headers = {"Authorization": f"Bearer {KEY}"} if KEY else {}
    with httpx.Client(base_url=SERVER, headers=headers) as client:
        debate = create(client, REQUEST).headers["Location"]
        print(f"created: {debate}")
        for event in events(client, debate):
            print(f"{event['sequence']:>4}  {event['type']}")
        print(f"over: {finished(client, debate)['outcome']['headline']}")

        summary = checked(client.get(f"{debate}/summary")).json()
        print(f"summary: {summary['overview']}")
        for argument in summary["strongest_arguments"]:
            for cited in argument["citations"]:
                print(f"  for {argument['option']}, {cited['participant']}: {cited['quote']}")

        try:
            create(client, {"question": ""})
        except ProblemError as error:
            for fault in error.problem["errors"]:
                print(f"a problem: {fault['pointer']}: {fault['detail']}")


if __name__ == "__main__":
    main()
