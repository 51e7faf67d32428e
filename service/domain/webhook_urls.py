"""Which URLs may be named for webhooks: the first of two layers.

The second, at every attempt, is about addresses: `addresses.py`, `service/webhooks`. A URL is read
here alone and in one way, so that what was checked is what is connected to. It is matched as a
whole against what may stand in one: nothing is stripped, unescaped or mended.
"""

import re
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple, TypeAlias

import msgspec
from typing_extensions import override

LONGEST_URL = 2_048
LONGEST_HOST = 253
DEFAULT_PORTS = {"https": 443, "http": 80}
FIRST_OPEN_PORT, HIGHEST_PORT = 1_024, 65_535
"""All from the first on may be called, and the one of https, but for the following."""
INTERNAL_PORTS = frozenset(
    {1433, 1521, 2049, *range(2375, 2381), 3306, 5432, 5672, 6379, 6380, 6443, 9042, 9200, 9300}
    | {10250, 11211, 15672, 26379, 27017}
)
"""Of databases, brokers, caches and the rulers of clusters."""
INTERNAL_SUFFIXES = (
    *("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp"),
    *("private", "svc", "home.arpa", "cluster.local", "onion", "invalid"),
)
"""Names that mean something inside a network only, or nothing at all."""


class UrlProblem(StrEnum):
    """What kind of refusal it is."""

    MALFORMED = "malformed"
    """It is not an address as webhooks have them."""
    FORBIDDEN = "forbidden"
    """It names a place that must not be called."""


class UrlRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a URL cannot be had."""

    problem: UrlProblem
    detail: str
    """A sentence that says what is needed; it never quotes the URL."""


class Place(NamedTuple):
    """Where a URL leads: the name in lower case and without a dot at its end, or an address."""

    host: str
    port: int

    @override
    def __str__(self) -> str:
        """Return it as it stands in a URL."""
        return f"{_in_url(self.host)}:{self.port}"


AllowList: TypeAlias = frozenset[Place]
"""Places that are called although they are private, over http if so wanted."""

NOWHERE: AllowList = frozenset()


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A URL that may be called, in parts."""

    scheme: str
    """`https`, or `http` for what is allowed by the operator."""
    host: str
    port: int
    path: str
    """Path and query, as they were written; at least `/`."""

    @property
    def place(self) -> Place:
        """Return host and port."""
        return Place(self.host, self.port)

    @property
    def authority(self) -> str:
        """Return what the `Host` header says: the port only where the scheme does not imply it."""
        implied = self.port == DEFAULT_PORTS[self.scheme]
        return _in_url(self.host) if implied else str(self.place)


def why_refused(url: str, allow: AllowList) -> UrlRefusal | None:
    """Return why no webhook may have this URL; None when it may."""
    read = read_target(url, allow)
    return read if isinstance(read, UrlRefusal) else None


def place_of(url: str) -> Place | None:
    """Return where a URL leads, whether it may be called or not; None when it cannot be read."""
    parts = _URL.fullmatch(url)
    return _place_in(parts) if parts else None


def read_target(url: str, allow: AllowList) -> Target | UrlRefusal:
    """Return where a URL leads, or why it is refused. Never raises, whatever the text."""
    if len(url) > LONGEST_URL:
        return _malformed(f"The URL has {len(url)} characters; it may have {LONGEST_URL}.")
    if not _PRINTABLE.fullmatch(url):
        return _malformed(
            "A URL is of printable ASCII, without spaces and backslashes: percent-encode other"
            " characters, and write an international name in its xn-- form."
        )
    if (parts := _URL.fullmatch(url)) is None:
        return _malformed(
            "The URL must be https://host, with a port, path and query if need be, and without"
            " user, password and fragment."
        )
    scheme = parts["scheme"].lower()
    place = _place_in(parts)
    if place is None:
        return _malformed(
            f"Host or port cannot be read: a name is of letters, digits and hyphens, at most 63"
            f" between dots and {LONGEST_HOST} in all, and a port a number from 1 to 65535."
        )
    if place not in allow and (refusal := _refusal(scheme, place)):
        return refusal
    path = parts["path"]
    return Target(
        scheme=scheme,
        host=place.host,
        port=place.port,
        path=path if path.startswith("/") else f"/{path}",
    )


def read_allow_list(text: str) -> AllowList:
    """Read `host:port, …`, an IPv6 address in brackets. `ValueError` says what is needed."""
    return frozenset(_allowed(entry.strip()) for entry in text.split(",") if entry.strip())


_PRINTABLE = re.compile(r"[!-\[\]-~]*")
"""ASCII from `!` to `~`, but for the backslash, which some take for a slash."""
_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>\[[^/?#@\[\]]+\]|[^/?#@\[\]:]+)(?::(?P<port>[^/?#@\[\]:]+))?"
    r"(?P<path>(?:[/?][^#]*)?)",
    re.IGNORECASE,
)
_ALLOWED = re.compile(r"(?P<host>\[[^\[\]]+\]|[^\[\]:]+):(?P<port>[^:]+)")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LAST_LABEL = re.compile(r"[a-z]+|xn--.+")
"""Never a number, of whichever base: what ends in one is an address to some resolvers."""


def _place_in(parts: re.Match[str]) -> Place | None:
    return _place(parts["host"], parts["port"] or str(DEFAULT_PORTS[parts["scheme"].lower()]))


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _place(host: str, port: str) -> Place | None:
    """Return host and port in the one form in which they are compared and called."""
    name = _address(host) or _name(host)
    if name is None or not _PORT.fullmatch(port) or int(port) > HIGHEST_PORT:
        return None
    return Place(name, int(port))


def _address(host: str) -> str | None:
    """Return an address of four plain numbers, or one of IPv6 in brackets and without zone."""
    try:
        if host.startswith("["):
            return None if "%" in host else str(IPv6Address(host[1:-1]))
        return str(IPv4Address(host))
    except ValueError:
        return None


def _name(host: str) -> str | None:
    name = host.lower().removesuffix(".")
    return name if _NAME.fullmatch(name) and len(name) <= LONGEST_HOST else None


def _refusal(scheme: str, place: Place) -> UrlRefusal | None:
    """Return what stands against a place that the operator has not allowed."""
    parents, _, last = place.host.rpartition(".")
    if not parents or not _LAST_LABEL.fullmatch(last):
        return _forbidden("The host must be a public DNS name: no address, no name of one label.")
    if f".{place.host}".endswith(tuple(f".{suffix}" for suffix in INTERNAL_SUFFIXES)):
        return _forbidden("The host is of an internal domain; a public DNS name is needed.")
    if scheme != "https":
        return _malformed("The URL must begin with https://.")
    if not _is_open(place.port):
        return _forbidden(
            f"Port {place.port} cannot be had: use 443, 8443 or another one from {FIRST_OPEN_PORT} by"
            " which no database or other internal service is known."
        )
    return None


def _is_open(port: int) -> bool:
    usual = port >= FIRST_OPEN_PORT or port == DEFAULT_PORTS["https"]
    return usual and port not in INTERNAL_PORTS


def _allowed(entry: str) -> Place:
    parts = _ALLOWED.fullmatch(entry)
    place = _place(parts["host"], parts["port"]) if parts else None
    if place is None:
        message = f"host:port is needed, such as localhost:9000 or [::1]:9000, and not {entry!r}"
        raise ValueError(message)
    return place


def _malformed(detail: str) -> UrlRefusal:
    return UrlRefusal(problem=UrlProblem.MALFORMED, detail=detail)


def _forbidden(detail: str) -> UrlRefusal:
    return UrlRefusal(problem=UrlProblem.FORBIDDEN, detail=detail)
