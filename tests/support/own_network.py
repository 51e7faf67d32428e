"""Attempts in a network of their own, in which public addresses lead to this very process.

Started as `unshare --map-root-user --net --mount python -m tests.support.own_network`. The
resolver is the C library's; its name server and its hosts file are ours. Prints, as JSON, what came
of each attempt.
"""

import asyncio
import fcntl
import json
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import trustme
import uvloop

from service.domain.webhook_urls import NOWHERE
from service.webhooks.sender import Sender
from tests.support.name_server import NameServer, Said
from tests.support.receiver import Receiver, answers, redirects

PUBLIC, PUBLIC_TOO = "93.184.215.14", "8.8.4.4"
PORT = 8443
METADATA = "http://169.254.169.254/latest/meta-data/"

HOSTS = "127.0.0.1 localhost\n127.0.0.1 in-the-hosts-file.example.com\n"
RESOLVER = "nameserver 127.0.0.1\nsearch internal.example\noptions timeout:30 attempts:2\n"
"""A question that is never answered takes the C library 60 s and more."""

NAMES: dict[str, Sequence[Said]] = {
    "public.example.com": [[PUBLIC]],
    "alias.example.com": [["=public.example.com", PUBLIC]],
    "two-public.example.com": [[PUBLIC_TOO, PUBLIC]],
    "mixed.example.com": [[PUBLIC, "127.0.0.1"]],
    "mixed-families.example.com": [[PUBLIC, "::1"]],
    "only-ipv6-loopback.example.com": [["::1"]],
    "mapped.example.com": [["::ffff:127.0.0.1"]],
    "alias-of-localhost.example.com": [["=localhost", "127.0.0.1", "::1"]],
    "metadata.example.com": [["169.254.169.254"]],
    "changes.example.com": [[PUBLIC], ["127.0.0.1"]],
    "changes-back.example.com": [["127.0.0.1"], [PUBLIC]],
    "searched.example.com.internal.example": [["127.0.0.1"]],
    "without-addresses.example.com": [[]],
    "silent.example.com": [None],
}
ATTEMPTS = [
    *(name for name in NAMES if name != "silent.example.com"),
    "changes.example.com",
    "searched.example.com",
    "no-such-name.example.com",
    "in-the-hosts-file.example.com",
]


async def attempts() -> dict[str, object]:
    """Make the attempts, each at a name and the same port, and return what came of them."""
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("*.example.com").configure_cert(server)
    authority.configure_trust(client)
    redirections = redirects(METADATA), redirects(f"https://127.0.0.1:{PORT}/", 308)
    async with AsyncExitStack() as stack:
        names = await _name_server()
        receiver = await stack.enter_async_context(
            Receiver([*redirections, answers(200)], host=PUBLIC, port=PORT, tls=server)
        )
        sentinels = [
            await stack.enter_async_context(Receiver(host=host, port=port))
            for host, port in (("127.0.0.1", PORT), ("::1", PORT), ("169.254.169.254", 80))
        ]
        sender = Sender(NOWHERE, tls=client)

        async def attempt(name: str) -> str:
            answer = await sender.send(f"https://{name}:{PORT}/in", {}, b"{}")
            return answer.error_code or str(answer.status_code)

        redirected = [await attempt("public.example.com") for _ in redirections]
        made = [(name, await attempt(name)) for name in ATTEMPTS]
        waiting = [asyncio.create_task(attempt("silent.example.com")) for _ in range(20)]
        beside_the_silent = await attempt("public.example.com")
        still_waiting = sum(not task.done() for task in waiting)
        return {
            "redirected": redirected,
            "answers": made,
            "silent": await asyncio.gather(*waiting),
            "beside_the_silent": (beside_the_silent, still_waiting),
            "lookups": {name: names.times_asked(name) for name in NAMES},
            "hosts": [received.header("host") for received in receiver.received],
            "sentinels": [sentinel.connections for sentinel in sentinels],
            "ended_at": time.monotonic(),
        }


async def _name_server() -> NameServer:
    _, server = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: NameServer(NAMES), local_addr=("127.0.0.1", 53)
    )
    return server


def _bring_up(*addresses: str) -> None:
    """Give the loopback interface more addresses, and switch it on (netdevice(7))."""
    set_address, set_flags, up = 0x8916, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, set_flags, struct.pack("16sh14x", b"lo", up))
        for number, address in enumerate(addresses):
            sockaddr = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))
            fcntl.ioctl(control, set_address, struct.pack("16s16s", b"lo:%d" % number, sockaddr))


def _mount(text: str, path: str) -> None:
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(text)
    Path(file.name).chmod(0o644)
    subprocess.run(["mount", "--bind", file.name, path], check=True)  # noqa: S607 - of the system
    Path(file.name).unlink()


def main() -> None:
    _bring_up(PUBLIC, "169.254.169.254")
    _mount(HOSTS, "/etc/hosts")
    _mount(RESOLVER, "/etc/resolv.conf")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        json.dump(runner.run(attempts()), sys.stdout)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
