"""The official OpenAI SDK as its documentation shows it: one client, its defaults, reused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from openai import AsyncOpenAI

from bench.driving import Call, drive
from bench.work import Heard, Work


@asynccontextmanager
async def opened(work: Work) -> AsyncIterator[Call]:
    """Open one client."""
    named = {"name": "response", "strict": True, "schema": work.schema}
    asked: dict[str, Any] = {
        "model": work.model,
        "messages": msgspec.to_builtins(work.messages),
        "max_completion_tokens": work.max_output_tokens,
        "response_format": {"type": "json_schema", "json_schema": named},
    }
    async with AsyncOpenAI(api_key="sk-bench", base_url=f"{work.url}/v1") as client:

        async def whole() -> Heard:
            completion = await client.chat.completions.create(**asked)
            return Heard(text=completion.choices[0].message.content or "", pieces=1)

        async def streamed() -> Heard:
            pieces: list[str] = []
            stream = await client.chat.completions.create(
                **asked, stream=True, stream_options={"include_usage": True}
            )
            async for chunk in stream:
                pieces += [text for choice in chunk.choices if (text := choice.delta.content)]
            return Heard(text="".join(pieces), pieces=len(pieces))

        yield streamed if work.stream else whole


if __name__ == "__main__":
    drive(opened)
