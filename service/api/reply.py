"""A reply whose bytes are known, and the kinds of reply that handlers give."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar.types import Receive, Scope, Send

JSON = "application/json"
PRIVATE = "private, no-cache"
NO_STORE = {"Cache-Control": "no-store"}
"""For what holds a secret."""
RETRY_AFTER_S = "1"
"""When a client that polls should look again."""

encode = msgspec.json.Encoder().encode


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """Status, headers and body; also the ASGI application that sends them."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the reply."""
        del scope, receive
        headers = [(name.lower().encode(), text.encode()) for name, text in self.headers.items()]
        if self.status not in WITHOUT_BODY:
            headers.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


def json_reply(
    resource: Any,  # noqa: ANN401 - whatever can be encoded
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Reply with a resource as JSON."""
    return Reply(
        status=status,
        headers={"Content-Type": JSON, "Cache-Control": PRIVATE, **(headers or {})},
        body=encode(resource),
    )


WITHOUT_BODY = (204, 304)
