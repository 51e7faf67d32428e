"""Where the manual is tried: a folder like a checkout, and addresses of its own.

Whatever is written there stays there; the project's files are linked.
"""

import contextlib
import os
import re
import secrets
import socket
import sys
import time
from pathlib import Path

import msgspec

from service.embedded import server_program
from tests.support.commands import ROOT

CURLRC = "fail-with-body\n"
"""A reply of 400 and above is a failure, as long as the manual does not say that it comes."""
LOOPBACK = "127.0.0.1:"
PORT = re.compile(r"(?<=127\.0\.0\.1:)\d{4,5}|(?<=--port )\d{4,5}")
RECEIVER_PORT = "9000"
LISTENING = "roundtable webhooks listen"
"""It listens on that port unless it is told another."""
API_PORT = "8000"
OFFERED = range(20_000, 26_000)
"""Neither where systems take ports for their own connections nor those of databases, which webhooks
avoid: whoever restarts a server finds its port free."""
TOOLS = ".tools"
"""For the `PATH`."""


class Ports(msgspec.Struct, frozen=True):
    """Free ports, one for each that a page names."""

    taken: dict[str, str] = {}

    def here(self, text: str) -> str:
        """Return a text of the page with the ports that stand for its own here."""
        listening = f"{LISTENING} --port {RECEIVER_PORT}"
        return PORT.sub(lambda found: self[found[0]], text.replace(LISTENING, listening))

    def there(self, text: str) -> str:
        """Return what was printed here with the page's own ports."""
        for named, taken in self.taken.items():
            text = text.replace(f"{LOOPBACK}{taken}", f"{LOOPBACK}{named}")
        return text

    def __getitem__(self, named: str) -> str:
        if named not in self.taken:
            offered = secrets.SystemRandom().sample(OFFERED, 100)
            self.taken[named] = str(next(filter(_is_free, offered)))
        return self.taken[named]


def lay_out(folder: Path) -> None:
    """Make a folder like a checkout, in which a page can be worked through."""
    for path in ROOT.iterdir():
        if not path.name.startswith("."):
            (folder / path.name).symlink_to(path)
    _link_venv(folder / ".venv")
    (folder / ".curlrc").write_text(CURLRC)
    _bring_along(folder / TOOLS)


def _is_free(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_server(("127.0.0.1", port)).close()
        return True
    return False


def _link_venv(venv: Path) -> None:
    """Let `make` find all of it set up just now: to set it up again would take ours away."""
    venv.mkdir()
    now = time.time()
    for path in (ROOT / ".venv").iterdir():
        if path.name.startswith("."):
            (venv / path.name).touch()
            os.utime(venv / path.name, (now, now))  # each as old as what it is made of
        else:
            (venv / path.name).symlink_to(path)


def _bring_along(tools: Path) -> None:
    """Bring along what an operator has installed beside the project."""
    tools.mkdir()
    (tools / "valkey-server").symlink_to(server_program())
    client = tools / "valkey-cli"
    client.write_text(
        f'#!/bin/sh\nexec {sys.executable} -m tests.support.manual.valkey_cli "$@"\n'
    )
    client.chmod(0o755)
