"""Addresses of a store that sentinels watch: read here, dialled by `store/connections`.

    redis+sentinel://user:password@host1:26379,host2:26379/mymaster/0?sentinel_password=secret

The credentials before the hosts, the database and every other option are the store's own.
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import msgspec

PORT = 26_379
SCHEMES = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}
"""Each with the scheme of an address of the store itself."""
OWN_OPTIONS = ("sentinel_username", "sentinel_password")


class SentinelAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where to ask for the primary, and how to speak to it."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    """What the sentinels call the primary."""
    username: str | None
    """With which the sentinels are asked, as is the password."""
    password: str | None
    store_url: str
    """An address of the store in whose place the primary's has to be put."""

    @property
    def tls(self) -> bool:
        """Return whether all of them are spoken to by TLS."""
        return self.store_url.startswith("rediss:")


def names_sentinels(url: str) -> bool:
    """Return whether an address is one of sentinels."""
    return url.partition("://")[0] in SCHEMES


def read_sentinel_address(url: str) -> SentinelAddress:
    """Read an address; `ValueError` says what is wrong, and quotes no password."""
    parts = urlsplit(url)
    credentials, at, hosts = parts.netloc.rpartition("@")
    name, _, database = parts.path.strip("/").partition("/")
    if not name:
        message = "sentinels have to be told a name, as in redis+sentinel://host:26379/mymaster"
        raise ValueError(message)
    options = parse_qsl(parts.query, keep_blank_values=True)
    own = {option: value for option, value in options if option in OWN_OPTIONS}
    rest = urlencode([(option, value) for option, value in options if option not in OWN_OPTIONS])
    store = f"{SCHEMES[parts.scheme]}://{credentials}{at}primary/{database}"
    return SentinelAddress(
        hosts=tuple(_host(text) for text in hosts.split(",")),
        name=unquote(name),
        username=own.get("sentinel_username"),
        password=own.get("sentinel_password"),
        store_url=f"{store}?{rest}" if rest else store,
    )


def _host(text: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]+)(?::([0-9]{1,5}))?", text.strip())
    port = int(found[2] or PORT) if found else 0
    if found is None or not 0 < port < 1 << 16:
        message = "a sentinel is named as host or host:port, with a comma between two"
        raise ValueError(message)
    return found[1].strip("[]"), port
