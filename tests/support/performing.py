"""An operation for tests of what is the same for all operations: it does what its path says."""

import asyncio

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send

from service.api.calls import ApiRequest
from service.api.reply import Reply, json_reply
from service.domain.errors import DebateInProgressError


class Performer:
    """Serves `POST /v1/tests/{act}`, and remembers which operations it was asked for."""

    def __init__(self, *, large: int) -> None:
        self.operations: list[str] = []
        self.may_end = asyncio.Event()
        """Cleared by a test in which nothing is to come to its end."""
        self.may_end.set()
        self.large = large
        """Bytes in the body of `say-much`."""

    def handler(self) -> HTTPRouteHandler:
        """Return the handler, to be served beside those of the API."""

        @post("/v1/tests/{act:str}", status_code=200)
        async def perform(request: ApiRequest, act: FromPath[str]) -> ASGIApp:
            self.operations.append(request.operation)
            await self.may_end.wait()
            return self._reply(act, len(self.operations))

        return perform

    def _reply(self, act: str, count: int) -> ASGIApp:
        match act:
            case "fail":
                raise RuntimeError("a bug of ours")
            case "be-early":
                raise DebateInProgressError("Not yet.")
            case "say-nothing":
                return Reply(status=204, headers={})
            case "say-much":
                return Reply(status=200, headers={}, body=b"x" * self.large)
            case "say-it-in-pieces":
                return in_pieces
            case _:
                return json_reply({"count": count}, status=201, headers={"Location": f"/{count}"})


async def in_pieces(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Reply bit by bit."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(3):
        await send({"type": "http.response.body", "body": b"piece", "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
