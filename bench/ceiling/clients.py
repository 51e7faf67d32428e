"""The ways to call a model that debates in memory are held by, each reused as it is meant to be.

A further one is a context manager here and its row in `CLIENTS`.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp
import httpx
import msgspec
from httpx_aiohttp import HttpxAiohttpClient
from openai import AsyncOpenAI

from bench.ceiling.debate import Ask, Messages
from bench.drivers.bare import HEADERS, Reply
from bench.http_load import Callers

MOST_TOKENS = 6_000
PATIENCE_S = 120.0


@contextlib.asynccontextmanager
async def raw(url: str) -> AsyncIterator[Ask]:
    """Write requests to sockets, and read what comes: the floor of this language."""
    address = urlsplit(url)
    callers = Callers(address.port or 0)
    fields = {"Host": address.netloc, **HEADERS}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    head = f"POST {address.path}/chat/completions HTTP/1.1\r\n{lines}Content-Length: ".encode()

    async def post(body: bytes) -> bytes:
        return (await callers.ask(b"%b%d\r\n\r\n%b" % (head, len(body), body))).body

    yield _asking(post)
    callers.close()


@contextlib.asynccontextmanager
async def bare_aiohttp(url: str) -> AsyncIterator[Ask]:
    """Use one session of aiohttp."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, headers=HEADERS) as session:

        async def post(body: bytes) -> bytes:
            async with session.post(f"{url}/chat/completions", data=body) as response:
                return await response.read()

        yield _asking(post)


@contextlib.asynccontextmanager
async def httpx_aiohttp(url: str) -> AsyncIterator[Ask]:
    """Use httpx with aiohttp below it, as the service does."""
    unlimited = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with HttpxAiohttpClient(
        limits=unlimited, timeout=PATIENCE_S, headers=HEADERS, trust_env=False
    ) as client:

        async def post(body: bytes) -> bytes:
            return (await client.post(f"{url}/chat/completions", content=body)).content

        yield _asking(post)


@contextlib.asynccontextmanager
async def openai_sdk(url: str) -> AsyncIterator[Ask]:
    """Use the official SDK as its documentation shows it: one client, its defaults."""
    async with AsyncOpenAI(api_key="sk-bench", base_url=url) as client:

        async def ask(model: str, messages: Messages, schema: Mapping[str, object]) -> str:
            completion = await client.chat.completions.create(**_body(model, messages, schema))
            return completion.choices[0].message.content or ""

        yield ask


CLIENTS: Mapping[str, Callable[[str], AbstractAsyncContextManager[Ask]]] = {
    "raw asyncio": raw,
    "aiohttp": bare_aiohttp,
    "httpx-aiohttp": httpx_aiohttp,
    "OpenAI SDK": openai_sdk,
}


def _asking(post: Callable[[bytes], Awaitable[bytes]]) -> Ask:
    async def ask(model: str, messages: Messages, schema: Mapping[str, object]) -> str:
        reply = _decode(await post(msgspec.json.encode(_body(model, messages, schema))))
        return cast("str", reply.choices[0].message.content)

    return ask


def _body(model: str, messages: Messages, schema: Mapping[str, object]) -> dict[str, Any]:
    named = {"name": "response", "strict": True, "schema": schema}
    return {
        "model": model,
        "messages": messages,
        "max_completion_tokens": MOST_TOKENS,
        "response_format": {"type": "json_schema", "json_schema": named},
    }


_decode = msgspec.json.Decoder(Reply).decode
