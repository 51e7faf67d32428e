"""Whether what runs in this container is well: status 0 if so, else 1 and a sentence.

The first process tells by its command what there is to ask: `serve` and `dev` live as long as
`/health/live` is answered; a worker answers that on ROUNDTABLE_METRICS_PORT, if it has one. Whatever
else runs is well as long as it runs. It is started every half minute, so it loads next to nothing.
"""

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PATIENCE_S = 3.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is asked when all are listened on
REQUEST = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
WELL = b"HTTP/1.1 200 "

Address = tuple[str, int]


def main() -> int:
    """Ask what runs here; return the exit status."""
    command = Path("/proc/1/cmdline").read_bytes().decode(errors="replace").split("\0")
    address = whom_to_ask(command, os.environ)
    if address is None:
        return 0
    try:
        answer = ask(address)
    except OSError as error:
        answer = str(error).encode()
    if answer.startswith(WELL):
        return 0
    host, port = address
    line = answer.partition(b"\r\n")[0].decode(errors="replace")
    sys.stderr.write(f"{host}, port {port}, is not well: {line or 'no answer'}\n")
    return 1


def whom_to_ask(command: Sequence[str], variables: Mapping[str, str]) -> Address | None:
    """Return where a command answers; None when it does nowhere that could be known."""
    host = _option(command, "--host") or variables.get("ROUNDTABLE_HOST") or "127.0.0.1"
    if "serve" in command or "dev" in command:
        port = _option(command, "--port") or variables.get("ROUNDTABLE_PORT") or "8000"
    elif "worker" in command:
        port = variables.get("ROUNDTABLE_METRICS_PORT") or "0"
    else:
        port = "0"
    return (EVERYWHERE.get(host, host), int(port)) if int(port) else None


def ask(address: Address) -> bytes:
    """Return the beginning of what is answered; `OSError` when nothing is."""
    with socket.create_connection(address, PATIENCE_S) as connection:
        connection.sendall(REQUEST)
        return connection.recv(256)


def _option(command: Sequence[str], name: str) -> str | None:
    """Return what an option was given, as `--port 80` or `--port=80`."""
    for place, word in enumerate(command):
        if word == name and place + 1 < len(command):
            return command[place + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


if __name__ == "__main__":
    sys.exit(main())
