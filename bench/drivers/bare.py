"""The floor: an aiohttp session and msgspec, nothing between them and nothing handled.

No deadline, no cap, no look at the status, no usage: what a call costs when it cannot go wrong.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import msgspec

from bench.driving import Call, drive
from bench.work import Heard, Work


class Text(msgspec.Struct, frozen=True):
    """A message, or the piece of one."""

    content: str | None = None


class Choice(msgspec.Struct, frozen=True):
    """The text under the name that it has in whole replies, or in chunks."""

    message: Text = Text()
    delta: Text = Text()


class Reply(msgspec.Struct, frozen=True):
    """A whole reply, or a chunk of one."""

    choices: list[Choice]


HEADERS = {"content-type": "application/json", "authorization": "Bearer sk-bench"}
DATA = b"data: "
DONE = b"[DONE]"

_decode = msgspec.json.Decoder(Reply).decode


@asynccontextmanager
async def opened(work: Work) -> AsyncIterator[Call]:
    """Open one session."""
    url = f"{work.url}/v1/chat/completions"
    connector = aiohttp.TCPConnector(limit=work.in_flight)
    async with aiohttp.ClientSession(connector=connector, headers=HEADERS) as session:

        async def whole() -> Heard:
            async with session.post(url, data=_body(work)) as response:
                reply = _decode(await response.read())
            return Heard(text=reply.choices[0].message.content or "", pieces=1)

        async def streamed() -> Heard:
            pieces: list[str] = []
            rest = b""
            async with session.post(url, data=_body(work)) as response:
                async for data in response.content.iter_any():
                    *lines, rest = (rest + data).split(b"\n")
                    pieces += _texts(lines)
            return Heard(text="".join(pieces), pieces=len(pieces))

        yield streamed if work.stream else whole


def _body(work: Work) -> bytes:
    named = {"name": "response", "strict": True, "schema": work.schema}
    body: dict[str, object] = {
        "model": work.model,
        "messages": work.messages,
        "max_completion_tokens": work.max_output_tokens,
        "response_format": {"type": "json_schema", "json_schema": named},
    }
    if work.stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return msgspec.json.encode(body)


def _texts(lines: list[bytes]) -> list[str]:
    data = [line[len(DATA) :] for line in lines if line.startswith(DATA)]
    chunks = [_decode(line) for line in data if line != DONE]
    return [text for chunk in chunks for c in chunk.choices if (text := c.delta.content)]


if __name__ == "__main__":
    drive(opened)
