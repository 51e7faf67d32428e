"""What holds for which paths: who may ask there, who reads the errors, what every reply says.

A new place is a row of `AREAS`; what is in none is `PUBLISHED`.
"""

import re
from collections.abc import Mapping
from enum import Enum, auto

import msgspec
from msgspec import structs


class Admission(Enum):
    """Who is let in."""

    CALLER = auto()
    """Who has a key; who has none, where such are served."""
    ANYONE = auto()
    """Everybody, from anywhere."""
    OPERATOR = auto()
    """Everybody where others can reach the server at all; on loopback programs of this machine."""
    READER = auto()
    """Everybody, but web pages from elsewhere only where they could come by themselves."""


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for all paths that begin alike, whether or not there is anything."""

    admission: Admission
    key_needed: str = "Send an API key: `Authorization: Bearer rt_live_...`."
    """What is said to callers without a key where they are not served."""
    for_people: bool = False
    """Whether a browser is shown a page when something is wrong."""
    not_found: str | None = None
    """What is said of whatever is not there, instead of what exactly that is."""
    headers: Mapping[str, str] = {}
    """What every reply says, whatever it would say otherwise."""
    traced: bool = True
    """Whether its requests are told of to whoever collects traces."""


NO_INDEX = {"X-Robots-Tag": "noindex"}
TOLD_TO_NOBODY = {**NO_INDEX, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
"""Of what is at a secret address."""

ASK_FOR_A_LINK = (
    "This page opens only where there are no API keys. Ask whoever has one for a share link of the"
    " debate: `POST /v1/debates/{debate_id}/share` makes it."
)
USE_THE_API = (
    "This page opens only where there are no API keys. With one, start debates by"
    " `POST /v1/debates`; `/docs` describes it."
)
NO_PAGE = "There is no page at this address: it may be misspelt, or its debate was removed."
NO_LINK = (
    "This link opens nothing: it may be misspelt, or have ended. Ask whoever gave it to you for"
    " another."
)

API = Area(admission=Admission.CALLER)
PAGES = Area(
    admission=Admission.CALLER,
    key_needed=ASK_FOR_A_LINK,
    for_people=True,
    not_found=NO_PAGE,
    headers=NO_INDEX,
)
START_PAGE = structs.replace(PAGES, key_needed=USE_THE_API)
SHARED = Area(
    admission=Admission.ANYONE, for_people=True, not_found=NO_LINK, headers=TOLD_TO_NOBODY
)
OPEN = Area(admission=Admission.ANYONE, traced=False)
"""Tells nothing of anybody: probes, and files that pages load."""
FIGURES = Area(admission=Admission.OPERATOR)
"""Tells what the service does, but nothing of anybody."""
PUBLISHED = Area(admission=Admission.READER)
"""Tells nothing of anybody either: the description of the API."""

AREAS: tuple[tuple[str, Area], ...] = (
    ("/v1", API),
    ("/debates", PAGES),
    ("/s", SHARED),
    ("/static", OPEN),
    ("/health", OPEN),
    ("/metrics", FIGURES),
)
"""By the first part of the path, which is the whole path or followed by a slash."""
START = "/"
"""The one page that has nothing before it."""

LINK = re.compile(r"(/+s/+).+?(/events|/transcript)?", re.IGNORECASE | re.DOTALL)


def area_of(path: str) -> Area:
    """Return what holds for a path."""
    if path == START:
        return START_PAGE
    found = (area for first, area in AREAS if path == first or path.startswith(f"{first}/"))
    return next(found, PUBLISHED)


def is_guarded(path: str) -> bool:
    """Return whether only known callers may ask for a path, if there is such a path at all."""
    return area_of(path).admission is Admission.CALLER


def shown(path: str) -> str:
    """Return a path as it may be told and logged: without the secret of a share link."""
    found = LINK.fullmatch(path)
    return f"{found[1]}***{found[2] or ''}" if found else path
