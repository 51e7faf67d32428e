"""Sending less: a reply compressed by gzip for whoever takes it so.

Event streams stay as they are: what is compressed is held back until there is enough of it.
"""

import gzip
from collections.abc import Callable
from functools import lru_cache

from msgspec.structs import replace

from service.api.headers import accepts_gzip
from service.api.reply import Reply

FEWEST_BYTES = 1_024
"""What is smaller fits into one packet as it is."""
QUICK, SMALL = 6, 9
"""Levels: a page is compressed while others wait, the largest in some 6 ms of CPU."""
VARYING = "Accept-Encoding"

Compress = Callable[[bytes], bytes]


def compress(body: bytes) -> bytes:
    """Return what is sent this once as gzip; always the same for the same."""
    return gzip.compress(body, QUICK, mtime=0)


@lru_cache(maxsize=64)
def compress_once(body: bytes) -> bytes:
    """Return what is sent again and again as gzip, and remember it."""
    return gzip.compress(body, SMALL, mtime=0)


def compressed(reply: Reply, accept_encoding: str | None, *, by: Compress = compress) -> Reply:
    """Return a reply as a client with that `Accept-Encoding` takes it.

    Its `ETag` becomes a weak one where it is compressed: the bytes are others, what they say is
    the same.
    """
    varying = ", ".join(filter(None, (reply.headers.get("Vary"), VARYING)))
    reply = replace(reply, headers={**reply.headers, "Vary": varying})
    if not accepts_gzip(accept_encoding):
        return reply
    headers = dict(reply.headers)
    if "ETag" in headers:
        headers["ETag"] = f"W/{headers['ETag']}"
    if len(reply.body) < FEWEST_BYTES:
        return replace(reply, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return replace(reply, headers=headers, body=by(reply.body))
