"""How uvicorn is set up, in tests as in production, and a server in a loop of ours."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator

import uvicorn
from typing_extensions import override

from cli.connections import Connection, prepare
from service.domain.errors import RoundtableError

BACKLOG = 2048
LAST_REQUESTS_S = 5
"""How long requests may go on after the API was told to stop; streams and waits end at once."""


Application = Callable[..., Awaitable[None]]


class AddressInUseError(RoundtableError):
    """Nothing can listen where it was told to."""


class Server(uvicorn.Server):
    """An application on its socket, in a loop whose signals belong to the command."""

    def __init__(self, app: Application, listener: socket.socket) -> None:
        super().__init__(server_config(app))
        logging.getLogger("uvicorn.error").addFilter(_is_a_fault)
        self.url = url_of(listener)
        self._listening = asyncio.Event()

    async def listening(self) -> None:
        """Wait until requests are served."""
        await self._listening.wait()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening.set()

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int, chosen_by: str = "--host or --port") -> socket.socket:
    """Take an address; port 0 takes any that is free.

    Raises `AddressInUseError`, which says how another is chosen, when it cannot be taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        prepare(listener)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise AddressInUseError(
            f"Cannot listen on {host}, port {port} ({error.strerror});"
            f" choose another with {chosen_by}."
        ) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the address that was taken, without a path."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server_config(app: Application, connection: type[Connection] = Connection) -> uvicorn.Config:
    """Return how an application is served."""
    return uvicorn.Config(
        app,
        backlog=BACKLOG,
        http=connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_REQUESTS_S,
        # Else a request that was sent ahead is logged as a part of the one before it.
        reset_contextvars=True,
    )


def _is_a_fault(record: logging.LogRecord) -> bool:
    """Return whether uvicorn logs more than a request that was broken off with its process."""
    return record.exc_info is None or not isinstance(record.exc_info[1], asyncio.CancelledError)
