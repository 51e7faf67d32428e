"""How uvicorn is set up, in tests as in production."""

from collections.abc import Awaitable, Callable

import uvicorn

from cli.connections import Connection

BACKLOG = 2048
LAST_REQUESTS_S = 5
"""How long requests and event streams may go on after the API was told to stop."""


def server_config(
    app: Callable[..., Awaitable[None]], connection: type[Connection] = Connection
) -> uvicorn.Config:
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
