"""A name server that says of a name what a test wrote, and may say another thing the next time.

Only the machine's own resolver asks it, one question in a datagram (RFC 1035, 4).
"""

import asyncio
import ipaddress
import struct
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from typing_extensions import override

A, CNAME, AAAA = 1, 5, 28
NO_ERROR, NO_SUCH_NAME = 0x8180, 0x8183
THE_QUESTIONED = b"\xc0\x0c"
"""A pointer to the name in the question."""

Said: TypeAlias = Sequence[str] | None
"""Addresses, of both kinds, after `=name` if that is what it is another name for; None: silence."""


class NameServer(asyncio.DatagramProtocol):
    """Knows the names of its zone; of each, one answer a lookup, the last one for ever."""

    def __init__(self, zone: Mapping[str, Sequence[Said]]) -> None:
        self._zone = zone
        self._asked: Counter[tuple[str, int]] = Counter()

    def times_asked(self, name: str) -> int:
        return max(self._asked[name, A], self._asked[name, AAAA])

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's has the methods, but not the ancestry.
        self._transport = cast("asyncio.DatagramTransport", transport)

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        name, kind, question = _question(data)
        self._asked[name, kind] += 1
        answers = self._zone.get(name)
        if answers is None:
            self._reply(addr, data[:2], question, NO_SUCH_NAME, [])
            return
        said = answers[min(self._asked[name, kind], len(answers)) - 1]
        if said is not None:
            self._reply(addr, data[:2], question, NO_ERROR, _records(said, kind))

    def _reply(
        self, peer: tuple[str, int], number: bytes, question: bytes, flags: int, rest: list[bytes]
    ) -> None:
        counts = struct.pack("!HHHHH", flags, 1, len(rest), 0, 0)
        self._transport.sendto(number + counts + question + b"".join(rest), peer)


def _question(data: bytes) -> tuple[str, int, bytes]:
    labels, place = list[str](), 12
    while length := data[place]:
        labels.append(data[place + 1 : place + 1 + length].decode())
        place += 1 + length
    kind = int.from_bytes(data[place + 1 : place + 3])
    return ".".join(labels).lower(), kind, data[12 : place + 5]


def _records(said: Sequence[str], kind: int) -> list[bytes]:
    owner, records = THE_QUESTIONED, list[bytes]()
    for text in said:
        if text.startswith("="):
            target = b"".join(bytes([len(p)]) + p.encode() for p in text[1:].split(".")) + b"\0"
            records.append(_record(owner, CNAME, target))
            owner = target
        elif (address := ipaddress.ip_address(text)).version == (4 if kind == A else 6):
            records.append(_record(owner, kind, address.packed))
    return records


def _record(owner: bytes, kind: int, data: bytes) -> bytes:
    return owner + struct.pack("!HHIH", kind, 1, 0, len(data)) + data
