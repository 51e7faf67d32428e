"""Hold the reference debate with simulated models, and fail unless it ends in the tie that it is.

Run by `helm test`, with the standard library alone. ROUNDTABLE_URL says where, ROUNDTABLE_API_KEY
with which key, LIMIT_SECONDS how long it may take.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from http import HTTPStatus

OPTIONS = {
    "A": "Yes, all",
    "B": "Yes, partial train",
    "C": "Yes, but not train",
    "D": "Maybe",
    "E": "No",
}
DEBATE = {
    "question": "Should frontier models be open sourced, and their training stacks and data too?",
    "options": [{"id": option, "label": label} for option, label in OPTIONS.items()],
    "panel": [{"model": f"sim/{votes}"} for votes in ("D", "E", "A>B", "E", "B", "C")],
    "protocol": {"max_rounds": 2},
}
TIE = {"agreement": "tie", "leaders": ["B", "E"], "valid_votes": 6, "rounds": 2}
UNDER_WAY = ("queued", "running", "summarizing")
PAUSE_S = 1.0
LONGEST_WAIT_S = 20


def ask(path, until, body=None):
    """Ask the API, again while it cannot be reached; end the program with what it refuses."""
    wait_s = max(1, min(LONGEST_WAIT_S, int(until - time.monotonic())))
    headers = {"Content-Type": "application/json", "Prefer": f"wait={wait_s}"}
    if key := os.environ.get("ROUNDTABLE_API_KEY"):
        headers["Authorization"] = f"Bearer {key}"
    if body is not None:
        # Sent again, it is the same debate.
        headers["Idempotency-Key"] = str(uuid.uuid4())
    url = os.environ["ROUNDTABLE_URL"].rstrip("/") + path
    data = None if body is None else json.dumps(body).encode()
    while True:
        try:
            request = urllib.request.Request(url, data=data, headers=headers)
            with urllib.request.urlopen(request, timeout=30) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > until:
                sys.exit(refusal(error))
        except OSError as error:
            if time.monotonic() > until:
                sys.exit(f"{url} cannot be reached: {error}")
        time.sleep(PAUSE_S)


def refusal(error):
    """Say what the API said."""
    if error.code == HTTPStatus.UNAUTHORIZED:
        return "The API asks for a key (401): name a Secret that has one in test.apiKeyFrom."
    return f"The API answered {error.code}: {error.read().decode(errors='replace')}"


def main():
    """Hold the debate; return the exit status, or what is wrong."""
    until = time.monotonic() + float(os.environ.get("LIMIT_SECONDS", "120"))
    debate = ask("/v1/debates", until, DEBATE)
    while debate["status"] in UNDER_WAY:
        if time.monotonic() > until:
            return f"{debate['id']} is still {debate['status']}: is there a worker?"
        debate = ask(f"/v1/debates/{debate['id']}", until)
    outcome = debate["outcome"] or {}
    if debate["status"] != "completed" or any(outcome.get(name) != TIE[name] for name in TIE):
        return f"Another outcome than the known tie: {json.dumps(debate, indent=2)}"
    print(f"{debate['id']}: {outcome['headline']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
