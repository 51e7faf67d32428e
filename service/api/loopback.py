"""Who may call without a key: programs on this machine, and pages that this server gave out.

A browser is a program on this machine too, so a page from elsewhere must not be able to speak
through it, whether by a foreign name for the loopback address or by a request across sites. A
proxy in front would make everybody look local; the headers that proxies add give it away.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from service.api.errors import ForbiddenOriginError
from service.settings import Settings, is_loopback

FORWARDING = re.compile(
    r"(.*-)?forward(ed|er)(-.*)?|via|cdn-loop|cf-.*|x-(envoy|original|azure|appengine|amzn|arr)-.*"
    r"|(.*-)?(real|client|remote|originating|connection|proxyuser)-(ip|addr)"
)
"""What proxies, load balancers and delivery networks add."""
HOST = re.compile(r"(?P<name>[a-z0-9_.-]+|\[[0-9a-f:.]+\])(:[0-9]{0,5})?")
OWN_PAGES = {"same-origin", "none"}
"""What a browser says of requests of our own pages, and of an address that somebody typed."""

Headers = Sequence[tuple[str, str]]


class LoopbackRules:
    """The rules of one server."""

    def __init__(self, settings: Settings) -> None:
        self._anyone = settings.allow_anonymous
        public = urlsplit(settings.public_url or "")
        self._public_host = public.hostname
        self._public_origin = f"{public.scheme}://{public.netloc}".lower()

    def check(self, headers: Headers) -> None:
        """Raise `ForbiddenOriginError` when the request may have come from elsewhere."""
        if not self._anyone:
            self._check(headers, WITHOUT_KEY, self._public_host)

    def check_operator(self, headers: Headers) -> None:
        """Raise `ForbiddenOriginError` unless a program of this machine has sent the request.

        That holds whoever else may call: the public name is that of a proxy which serves all.
        """
        self._check(headers, TO_OPERATORS, None)

    def _check(self, headers: Headers, served: str, public_host: str | None) -> None:
        values = _values(headers)
        hosts = values.get("host", [""])
        if not all(_is_own(host, public_host) for host in hosts):
            raise ForbiddenOriginError(f"{served}; {FOREIGN_HOST}")
        if not all(self._is_same(origin, hosts[0]) for origin in values.get("origin", ())):
            raise ForbiddenOriginError(f"{served}; {FOREIGN_PAGE}")
        if not OWN_PAGES.issuperset(values.get("sec-fetch-site", ())):
            raise ForbiddenOriginError(f"{served}; {FOREIGN_PAGE}")
        if any(map(FORWARDING.fullmatch, values)):
            raise ForbiddenOriginError(f"{served}; {FORWARDED}")

    def check_page(self, headers: Headers) -> None:
        """Raise `ForbiddenOriginError` when a page from elsewhere sent what only ours may send.

        That holds where anyone may call, too. The browser's own word counts, if it gives one:
        a proxy may have changed the host that the origin is compared with.
        """
        values = _values(headers)
        if sites := values.get("sec-fetch-site"):
            ours = OWN_PAGES.issuperset(sites)
        else:
            host = values.get("host", [""])[0]
            ours = all(self._is_same(origin, host) for origin in values.get("origin", ()))
        if not ours:
            raise ForbiddenOriginError(FOREIGN_FORM)

    def _is_same(self, origin: str, host: str) -> bool:
        return origin in {f"http://{host}", f"https://{host}", self._public_origin}


def _is_own(host: str, public_host: str | None) -> bool:
    found = HOST.fullmatch(host)
    name = found["name"].strip("[]") if found else ""
    return bool(name) and (name == public_host or is_loopback(name))


def _values(headers: Headers) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, text in headers:
        values.setdefault(name, []).append(text.strip().lower())
    return values


WITHOUT_KEY = "Without API keys this server answers programs on its own machine only"
TO_OPERATORS = "This page is for programs on the server's own machine only"
FOREIGN_HOST = "call it by a loopback name such as 127.0.0.1 or localhost."
FOREIGN_PAGE = "a web page from elsewhere cannot call it."
FOREIGN_FORM = (
    "Only this server's own page may send this form; open that and fill it in there. If you did,"
    " set ROUNDTABLE_PUBLIC_URL to the address by which you open it."
)
FORWARDED = "this request was forwarded by a proxy."
