"""A server between a model server and whoever asks it, that remembers every reply word for word."""

import json
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, web


class Overhearing:
    """Passes requests on to `url` and keeps what is said in the replies to them."""

    def __init__(self, url: str) -> None:
        self.replies: list[str] = []
        """The text of each reply, in the order they ended."""
        self._upstream = url
        self._url = ""

    @property
    def url(self) -> str:
        """Return the address to ask instead."""
        return self._url

    async def __aenter__(self) -> Self:
        self._client = ClientSession()
        application = web.Application()
        application.router.add_post("/v1/chat/completions", self._pass_on)
        self._runner = web.AppRunner(application, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()
        await self._client.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        async with self._client.post(
            f"{self._upstream}/chat/completions",
            data=await request.read(),
            headers={"content-type": "application/json"},
        ) as answer:
            body = await answer.read()
        if answer.status == web.HTTPOk.status_code:
            self.replies.append("".join(_said(body.decode())))
        return web.Response(status=answer.status, body=body, content_type=answer.content_type)


def _said(body: str) -> Iterator[str]:
    """Yield the pieces of text in a reply, in one piece or streamed."""
    if not body.startswith("data: "):
        yield _content(json.loads(body), "message")
        return
    for line in body.splitlines():
        if line.startswith("data: {"):
            yield _content(json.loads(line.removeprefix("data: ")), "delta")


def _content(completion: dict[str, Any], part: str) -> str:
    return "".join(choice[part].get("content") or "" for choice in completion["choices"])
