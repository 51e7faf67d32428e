"""A receiver of webhooks in Python (`pip install standardwebhooks`).

    ROUNDTABLE_WEBHOOK_SECRET=whsec_... PORT=8080 python receiver.py

The secret is the one that came with the endpoint, or that of `GET /v1/webhook-secret`.
"""

import os
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

WEBHOOK = Webhook(os.environ["ROUNDTABLE_WEBHOOK_SECRET"])
PORT = int(os.environ.get("PORT", "8080"))
LARGEST = 20_000
"""Bytes of a body: none of ours has more."""

Event = dict[str, Any]


class Inbox:
    """Events that were received, each once.

    Here they are kept in memory. In earnest, let a table of a database with a unique `webhook-id`
    be the inbox: what was answered with 2xx is not sent again.
    """

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def put(self, webhook_id: str, event: Event) -> None:
        """Take an event in, unless it is there already."""
        with self._lock:
            if webhook_id not in self._seen:
                self._seen.add(webhook_id)
                self.waiting.put(event)


INBOX = Inbox()


class Receiver(BaseHTTPRequestHandler):
    """Verifies, takes in, answers; what there is to do is done elsewhere."""

    timeout = 10

    def do_POST(self) -> None:
        """Answer 204 at once, or 400 to what is not from the service."""
        try:
            event = WEBHOOK.verify(self._body(), dict(self.headers))
        except (WebhookVerificationError, ValueError):
            self.send_error(400)
            return
        INBOX.put(self.headers["webhook-id"], event)
        self.send_response(204)
        self.end_headers()

    def _body(self) -> bytes:
        """Read the bytes as they came: only these are what was signed."""
        size = int(self.headers.get("Content-Length", "0"))
        return self.rfile.read(size) if 0 <= size <= LARGEST else b""

    def log_message(self, *_: object) -> None:
        """Leave the printing to `work`."""


def work() -> None:
    """Handle events one after the other.

    They may come in any order. `sequence` tells their order within a debate, so that one that has
    been overtaken does not undo what a later one has said.
    """
    latest: dict[str, int] = {}
    while True:
        event = INBOX.waiting.get()
        subject, sequence = event["data"]["id"], event["sequence"]
        overtaken = sequence < latest.get(subject, 0)
        latest[subject] = max(sequence, latest.get(subject, 0))
        remark = " (overtaken)" if overtaken else ""
        print(f"{sequence:>4}  {event['type']}  {subject}{remark}", flush=True)


def main() -> None:
    """Receive until the process is ended."""
    threading.Thread(target=work, daemon=True).start()
    with ThreadingHTTPServer(("127.0.0.1", PORT), Receiver) as server:
        print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
