"""What a page cannot have for real: played on loopback, while it is worked through.

Another part is a function and its row in `PLAYED`.
"""

import asyncio
import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager

from service.embedded import server_program
from tests.support.manual.places import Ports
from tests.support.model_server import ModelServer

STORE_PORT = "6379"
STARTING_S = 15.0
POLL_S = 0.05


@contextlib.contextmanager
def makers(_: Ports) -> Iterator[Mapping[str, str]]:
    """Play the makers of models; give where each of them is found."""
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


@contextlib.contextmanager
def store(ports: Ports) -> Iterator[Mapping[str, str]]:
    """Play an operator's own Redis, at 127.0.0.1:6379 of the page."""
    port = ports[STORE_PORT]
    options = ("--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    process = subprocess.Popen(
        (server_program(), *options, "--maxmemory-policy", "noeviction"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    with process:
        try:
            _wait_for(int(port))
            yield {}
        finally:
            process.kill()


PLAYED: Mapping[str, Callable[[Ports], AbstractContextManager[Mapping[str, str]]]] = {
    "models": makers,
    "store": store,
}


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTING_S
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(ConnectionError),
            socket.create_connection(("127.0.0.1", port), timeout=1),
        ):
            return
        time.sleep(POLL_S)
    raise RuntimeError("The store did not start.")
