"""The files that pages load, each under a path that has the digest of its content.

So a browser may keep one for good, and an upgrade is seen at once. A new file is a row in `FILES`.
"""

import hashlib
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "static"

FILES = {
    "page.css": "text/css",
    "ledger.css": "text/css",
    "start.css": "text/css",
    "page.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
"""The media type of each file."""


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is given out."""

    path: str
    content_type: str
    body: bytes


def path_of(name: str, *, root: str = "") -> str:
    """Return the path under which a browser finds a file."""
    return f"{root}{ASSETS[name].path}"


def _read(name: str) -> Asset:
    body = (FOLDER / name).read_bytes()
    stem, suffix = name.split(".")
    digest = hashlib.sha256(body).hexdigest()[:12]
    content_type = f"{FILES[name]}; charset=utf-8"
    return Asset(path=f"/static/{stem}.{digest}.{suffix}", content_type=content_type, body=body)


ASSETS = {name: _read(name) for name in FILES}
