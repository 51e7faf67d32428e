"""The ceiling: a bare Litestar route over uvicorn that sends prepared bytes from a queue each.

No store, no replay, no pings, no limits: what is posted to a channel is sent to who reads it.
"""

import asyncio
import socket
import sys
from collections import defaultdict

import uvicorn
import uvloop
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send

Queues = defaultdict[str, set[asyncio.Queue[bytes]]]

queues: Queues = defaultdict(set)


@get("/events/{channel:str}")
async def stream(channel: FromPath[str]) -> ASGIApp:
    """Send what is posted to a channel."""
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    async def send_all(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        queues[channel].add(queue)
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})
        while True:
            await send(
                {"type": "http.response.body", "body": await queue.get(), "more_body": True}
            )

    return send_all


@post("/events/{channel:str}", status_code=204)
async def tell(channel: FromPath[str], request: Request[None, None, State]) -> None:
    """Pass a frame on to all who read the channel."""
    frame = await request.body()
    for queue in queues[channel]:
        queue.put_nowait(frame)


@get("/alive")
async def alive() -> Response[bytes]:
    """Say so."""
    return Response(b"{}", media_type="application/json")


async def _serve(listener: socket.socket) -> None:
    app = Litestar([stream, tell, alive], openapi_config=None, logging_config=None)
    config = uvicorn.Config(
        app, http="httptools", lifespan="off", log_config=None, access_log=False, backlog=2048
    )
    serving = asyncio.create_task(uvicorn.Server(config).serve(sockets=[listener]))
    # Standard input closes when whoever started this is gone, however it went.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    serving.cancel()


if __name__ == "__main__":
    uvloop.run(_serve(socket.socket(fileno=int(sys.argv[1]))))
