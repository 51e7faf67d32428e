"""A page that a test changes, with an event stream that it speaks in: what `page.js` makes of them.

`Stage.html` is what stands in the page, `tell` sends an event to whoever follows. Both can be
refused. Nothing of a debate is needed.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from service.api.page_replies import page_reply
from service.api.reply import Reply
from service.api.streaming import HEADERS
from service.context import Context
from service.ending import end
from service.pages.assets import path_of
from tests.support.api import serving
from tests.support.store import eventually

PATH = "/stage"
RETRY = b"retry: 20\n\n"
"""Clients that were cut off come back at once."""

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{css}">
<script src="{js}" type="module"></script>
<main><h1>A stage</h1><p class="unseen" role="status" data-news {events}>{news}</p>{html}</main>
"""


class Stage:
    """What is shown, and who looks at it."""

    def __init__(self) -> None:
        self.title = "A stage"
        self.html = ""
        self.news = "It has begun."
        self.over = False
        self.refused = 0
        """The status with which the page is refused; 0 gives it out."""
        self.silenced = 0
        """The same of the stream."""
        self.pages = 0
        """How often the page was asked for."""
        self.streams = 0
        """How often the stream was."""
        self._followers: set[asyncio.Queue[bytes | None]] = set()

    def tell(self, kind: str, **data: object) -> None:
        """Send an event to all who follow."""
        self._send(f"event: {kind}\ndata: {json.dumps({'data': data})}\n\n".encode())

    def write(self, text: str, **place: object) -> None:
        """Tell that a seat has written something; the first word of the first call by default."""
        first = {"participant": "seat_1", "round": 1, "attempt": 1, "index": 0}
        self.tell("response.delta", text=text, **{**first, **place})

    def end(self, *, kind: str = "debate.completed") -> None:
        """Tell that it is over."""
        self.over = True
        self.tell(kind)
        self.cut()

    def cut(self) -> None:
        """End all streams."""
        self._send(None)

    async def is_followed_by(self, count: int = 1) -> None:
        """Wait until so many follow."""

        async def so_many() -> bool:
            return len(self._followers) == count

        await eventually(so_many)

    @contextlib.asynccontextmanager
    async def served(self, context: Context) -> AsyncIterator[str]:
        """Serve it; gives its address."""
        async with serving(context, *self._handlers()) as url:
            try:
                yield url + PATH
            finally:
                self.cut()

    def _handlers(self) -> tuple[HTTPRouteHandler, ...]:
        @get(PATH)
        async def show() -> Reply:
            self.pages += 1
            events = "" if self.over else f'data-events="{PATH}/events"'
            page = PAGE.format(
                title=self.title,
                css=path_of("page.css"),
                js=path_of("page.js"),
                events=events,
                news=self.news,
                html=self.html,
            )
            return page_reply(page.encode(), status=self.refused or 200)

        @get(f"{PATH}/events")
        async def follow() -> ASGIApp:
            self.streams += 1
            return Reply(status=self.silenced, headers={}) if self.silenced else self._stream

        return show, follow

    def _send(self, frame: bytes | None) -> None:
        for follower in self._followers:
            follower.put_nowait(frame)

    async def _stream(self, _scope: Scope, receive: Receive, send: Send) -> None:
        follower: asyncio.Queue[bytes | None] = asyncio.Queue()
        leaving = asyncio.create_task(_hung_up(receive, follower))
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        frame: bytes | None = RETRY
        self._followers.add(follower)
        try:
            while frame is not None:
                await send({"type": "http.response.body", "body": frame, "more_body": True})
                frame = await follower.get()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._followers.discard(follower)
            await end(leaving)


async def _hung_up(receive: Receive, follower: asyncio.Queue[bytes | None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    follower.put_nowait(None)
