"""Whether a form comes from a page of ours: also where anybody may call from anywhere."""

import pytest

from service.api.errors import ForbiddenOriginError
from service.api.loopback import Headers, LoopbackRules
from service.settings import read_settings

RULES = LoopbackRules(
    read_settings(
        {
            "ROUNDTABLE_ALLOW_ANONYMOUS": "on",
            "ROUNDTABLE_PUBLIC_URL": "https://debates.example/base",
        }
    )
)
HOST = ("host", "10.0.0.5:8000")


@pytest.mark.parametrize(
    "headers",
    [
        [HOST],
        [HOST, ("origin", "http://10.0.0.5:8000")],
        [HOST, ("origin", "HTTPS://10.0.0.5:8000")],
        [HOST, ("origin", "https://debates.example")],
        [HOST, ("sec-fetch-site", "same-origin"), ("origin", "https://behind-a-proxy.example")],
        [HOST, ("sec-fetch-site", "none")],
    ],
)
def test_a_form_from_here_may_be_sent(headers: Headers) -> None:
    RULES.check_page(headers)


@pytest.mark.parametrize(
    "headers",
    [
        [HOST, ("origin", "https://evil.example")],
        [HOST, ("origin", "http://10.0.0.5")],
        [HOST, ("origin", "null")],
        [HOST, ("origin", "")],
        [("origin", "http://10.0.0.5:8000")],
        [HOST, ("origin", "http://10.0.0.5:8000"), ("origin", "https://evil.example")],
        [HOST, ("sec-fetch-site", "cross-site")],
        [HOST, ("sec-fetch-site", "same-site"), ("origin", "http://10.0.0.5:8000")],
        [HOST, ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
        [HOST, ("sec-fetch-site", "")],
    ],
)
def test_a_form_from_elsewhere_may_not(headers: Headers) -> None:
    with pytest.raises(ForbiddenOriginError, match="own page"):
        RULES.check_page(headers)
