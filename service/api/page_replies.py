"""How pages and their files are sent: what a browser may do with them, and how long it keeps them."""

from collections.abc import Mapping

from msgspec.structs import replace

from service.api.reply import PRIVATE, Reply
from service.pages.assets import Asset

HTML = "text/html; charset=utf-8"

FROM_HERE_ONLY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
"""Nothing is loaded from elsewhere, and nothing is told to elsewhere."""

WITH_FORM = {
    "Content-Security-Policy": FROM_HERE_ONLY["Content-Security-Policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
    # With no-referrer a browser sends a form without saying that it is from here.
    "Referrer-Policy": "same-origin",
}
"""The same of a page with a form, which is sent to this server."""

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


def page_reply(body: bytes, *, status: int = 200, tag: str | None = None) -> Reply:
    """Return a page; `tag` is its version, where it may be kept."""
    headers = {"Content-Type": HTML, "Cache-Control": PRIVATE, **FROM_HERE_ONLY}
    version = {} if tag is None else {"ETag": tag}
    return Reply(status=status, headers={**headers, **version}, body=body)


def form_reply(
    body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    """Return a page with a form."""
    page = page_reply(body, status=status)
    return replace(page, headers={**page.headers, **WITH_FORM, **(headers or {})})


def asset_reply(asset: Asset) -> Reply:
    """Return a file that never changes under its path."""
    headers = {"Content-Type": asset.content_type, **FOR_GOOD}
    return Reply(status=200, headers=headers, body=asset.body)
