"""The floor of a create: a bare Litestar route that stores a body under one Redis key.

Served as its documentation says, by uvicorn with uvloop and httptools. The framework decodes the
body with msgspec and encodes the reply; no errors, no ids to repeat, no limits, nothing queued.
"""

import argparse
import secrets
import socket

import msgspec
import uvicorn
from litestar import Litestar, post
from litestar.datastructures import State
from redis.asyncio import Redis


class Option(msgspec.Struct):
    """What can be voted for."""

    id: str
    label: str


class Seat(msgspec.Struct):
    """Who debates."""

    model: str


class Protocol(msgspec.Struct):
    """How long."""

    max_rounds: int


class Asked(msgspec.Struct):
    """The body."""

    question: str
    options: list[Option]
    panel: list[Seat]
    protocol: Protocol


class Stored(msgspec.Struct):
    """The reply."""

    id: str


encode = msgspec.msgpack.Encoder().encode


@post("/v1/debates", status_code=202)
async def create(data: Asked, state: State) -> Stored:
    """Store what was asked."""
    stored = Stored(id=secrets.token_hex(16))
    await state.redis.set(stored.id, encode(data))
    return stored


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("listener", type=int, help="descriptor of a listening socket")
    parser.add_argument("redis_url")
    options = parser.parse_args()
    app = Litestar(
        [create],
        state=State({"redis": Redis.from_url(options.redis_url)}),
        openapi_config=None,
        logging_config=None,
    )
    config = uvicorn.Config(
        app, loop="uvloop", http="httptools", log_config=None, access_log=False, backlog=2048
    )
    listener = socket.socket(fileno=options.listener)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
