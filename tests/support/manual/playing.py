"""The makers of models, played on loopback: nobody has their keys where the manual is tried."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Mapping

from tests.support.model_server import ModelServer

STARTING_S = 15.0


@contextlib.contextmanager
def played_models() -> Iterator[Mapping[str, str]]:
    """Answer for each of them; give the variables that say where it is found."""
    ready, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()
    server = ModelServer()

    async def serve() -> None:
        async with server:
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    ready.wait(STARTING_S)
    try:
        yield {
            "OPENAI_BASE_URL": server.url,
            "ANTHROPIC_BASE_URL": f"http://{server.address}",
            "GEMINI_BASE_URL": f"http://{server.address}",
        }
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
