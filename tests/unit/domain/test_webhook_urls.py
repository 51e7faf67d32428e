"""Which URLs may be named for webhooks, and how they are read."""

import ipaddress
import socket
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st
from hypothesis.provisional import domains

from service.domain.webhook_urls import (
    INTERNAL_PORTS,
    INTERNAL_SUFFIXES,
    LONGEST_URL,
    NOWHERE,
    Place,
    Target,
    UrlProblem,
    UrlRefusal,
    read_allow_list,
    read_target,
    why_refused,
)

SHARED = Path(__file__).parents[4] / "shared" / "data" / "ssrf_urls.txt"
PUBLISHED_SUFFIXES = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "svc",
    "home.arpa",
    "cluster.local",
    "onion",
    "invalid",
]
PUBLISHED_PORTS = [
    "1433",
    "1521",
    "2049",
    "2375",
    "2376",
    "2377",
    "2378",
    "2379",
    "2380",
    "3306",
    "5432",
    "5672",
    "6379",
    "6380",
    "6443",
    "9042",
    "9200",
    "9300",
    "10250",
    "11211",
    "15672",
    "26379",
    "27017",
]

MALFORMED = [
    "",
    " ",
    "https",
    "https:",
    "https://",
    "https:/hooks.example.com/",
    "https:hooks.example.com",
    "https:///hooks.example.com/",
    "https:////hooks.example.com/",
    "//hooks.example.com/",
    "hooks.example.com",
    "/hooks",
    "https//hooks.example.com/",
    "https ://hooks.example.com/",
    " https://hooks.example.com/",
    "https://hooks.example.com/ ",
    "https://hooks.example.com/\n",
    "\thttps://hooks.example.com/",
    "ht\ntps://hooks.example.com/",
    "https://hooks.exa\tmple.com/",
    "https://hooks.example.com\r\nHost: localhost/",
    "https://hooks.example.com/\x00",
    "https://hooks.example.com\x00.evil.example/",
    "https://hooks.example.com/\x7f",
    "https://hooks.example.com/\x85",
    "https://hooks.example.com/\xa0x",
    "https://hooks.example.com/a b",
    "https://hooks.example.com/\ud800",
    "https://hooks.example.com/ü",
    "https://bücher.example/",
    "https://hooks\u3002example\u3002com/",
    "https://hooks\uff0eexample\uff0ecom/",
    "https://hooks\u200b.example.com/",
    "https://ⓗooks.example.com/",
    "https://①②⑦.⓪.⓪.①/",
    "https://\uff11\uff12\uff17.0.0.1/",
    "https://loc\u0430lhost.example.com/",
    "https://\u212a.example.com/",
    "https://example.com\\.evil.example/",
    "https:\\\\hooks.example.com\\",
    "https://hooks.example.com/a\\b",
    "https://user@hooks.example.com/",
    "https://user:pw@hooks.example.com/",
    "https://@hooks.example.com/",
    "https://:@hooks.example.com/",
    "https://hooks.example.com@169.254.169.254/",
    "https://hooks.example.com:443@169.254.169.254/",
    "https://a@b@hooks.example.com/",
    "https://hooks.example.com#",
    "https://hooks.example.com/#",
    "https://hooks.example.com/x?y#z",
    "https://hooks.example.com#@127.0.0.1/",
    "https://hooks.example.com:/",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:00443/",
    "https://hooks.example.com:0443/",
    "https://hooks.example.com:65536/",
    "https://hooks.example.com:4294967739/",
    "https://hooks.example.com:+443/",
    "https://hooks.example.com:-1/",
    "https://hooks.example.com:4_43/",
    "https://hooks.example.com:443:443/",
    "https://hooks.example.com:https/",
    "https://hooks.example.com:4٤3/",
    "https://hooks.example.com:0x1bb/",
    "https://hooks.example.com:" + "4" * 1_000 + "/",
    "https://:443/",
    "https://.example.com/",
    "https://hooks..example.com/",
    "https://hooks.example.com../",
    "https://./",
    "https://../",
    "https://-hooks.example.com/",
    "https://hooks-.example.com/",
    "https://hooks.-example.com/",
    "https://hooks.example.xn--/",
    "https://my_hooks.example.com/",
    "https://_dmarc.example.com/",
    "https://*.example.com/",
    "https://hooks%2eexample%2ecom/",
    "https://%68ooks.example.com/",
    "https://127.0.0.1%00.example.com/",
    "https://hooks.example.com%2f@127.0.0.1/",
    "https://hooks.example.com%23.evil.example/",
    "https://hooks!.example.com/",
    "https://hooks,example.com/",
    "https://hooks.example.com;evil.example/",
    "https://hooks.example.com&evil.example/",
    "https://$(id).example.com/",
    "https://{hooks}.example.com/",
    'https://"hooks".example.com/',
    f"https://{'a' * 64}.example.com/",
    f"https://{'a' * 300}.example.com/",
    f"https://{'.'.join(['a' * 50] * 5)}.com/",
    "https://hooks.example.com/" + "a" * LONGEST_URL,
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[::1/",
    "https://::1/",
    "https://::1]/",
    "https://[]/",
    "https://[hooks.example.com]/",
    "https://[v1.fe80::a]/",
    "https://[::1].example.com/",
    "https://[::1]hooks.example.com/",
    "https://[1:2:3:4:5:6:7:8:9]/",
    "https://[127.0.0.1]/",
    "http://hooks.example.com/",
    "HTTP://hooks.example.com/",
    "ws://hooks.example.com/",
    "wss://hooks.example.com/",
    "ftp://hooks.example.com/",
    "file:///etc/passwd",
    "gopher://hooks.example.com/_",
    "javascript:alert(1)",
    "data:text/plain,x",
    "httpss://hooks.example.com/",
    "https+unix://hooks.example.com/",
    "urn:https://hooks.example.com/",
    "httpſ://hooks.example.com/",
]

FORBIDDEN = [
    *(f"https://{suffix}/" for suffix in PUBLISHED_SUFFIXES),
    *(f"https://hooks.{suffix}/" for suffix in PUBLISHED_SUFFIXES),
    *(f"https://a.HOOKS.{suffix.upper()}./x" for suffix in PUBLISHED_SUFFIXES),
    *(f"https://hooks.example.com:{port}/" for port in PUBLISHED_PORTS),
    *(f"https://hooks.example.com:{port}/" for port in (1, 22, 25, 80, 442, 444, 587, 993, 1023)),
    "https://hooks/",
    "https://hooks./",
    "https://HOOKS:8443/",
    "https://xn--hooks-x/",
    "https://0/",
    "https://1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.0.0.1/",
    "https://127.0.0.1./",
    "https://127.0.0.1:8443/",
    "https://127.000.000.001/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0x7f.1/",
    "https://0x7F.0x0.0x0.0x1/",
    "https://0x7f000001/",
    "https://127.0.0.0x1/",
    "https://2130706433/",
    "https://2852039166/",
    "https://0xA9FEA9FE/",
    "https://169.254.169.254/latest/meta-data/",
    "https://169.254.43518/",
    "https://1.1.1.1/",
    "https://1.1.1.1.1/",
    "https://256.256.256.256/",
    "https://999999999999/",
    "https://hooks.example.1/",
    "https://hooks.example.0x1/",
    "https://hooks.example.c0m/",
    "https://[::]/",
    "https://[::1]:8443/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::169.254.169.254]/",
    "https://[2606:4700:4700::1111]/",
    "https://[FE80::1]/",
]

GOOD = {
    "https://hooks.example.com": Target(
        scheme="https", host="hooks.example.com", port=443, path="/"
    ),
    "HTTPS://Hooks.EXAMPLE.com./A%2fb/../c//?q=%zz&&": Target(
        scheme="https", host="hooks.example.com", port=443, path="/A%2fb/../c//?q=%zz&&"
    ),
    "https://hooks.example.com?a=1/2": Target(
        scheme="https", host="hooks.example.com", port=443, path="/?a=1/2"
    ),
    "https://hooks.example.com:443/": Target(
        scheme="https", host="hooks.example.com", port=443, path="/"
    ),
    "https://hooks.example.com:8443/x@y:z[]": Target(
        scheme="https", host="hooks.example.com", port=8443, path="/x@y:z[]"
    ),
    "https://a-b.1.xn--p1ai:1024/": Target(
        scheme="https", host="a-b.1.xn--p1ai", port=1024, path="/"
    ),
    "https://a.io:65535/?": Target(scheme="https", host="a.io", port=65535, path="/?"),
    f"https://{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 57}.com./": Target(
        scheme="https",
        host=f"{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 57}.com",
        port=443,
        path="/",
    ),
    "https://mylocal.example.com/": Target(
        scheme="https", host="mylocal.example.com", port=443, path="/"
    ),
    "https://local.notinternal/": Target(
        scheme="https", host="local.notinternal", port=443, path="/"
    ),
}


def refusal(url: str) -> UrlRefusal:
    refused = why_refused(url, NOWHERE)
    assert refused is not None, url
    return refused


def shared_urls(verdict: str) -> list[str]:
    if not SHARED.is_file():
        pytest.skip(f"NOT RUN: {SHARED} is missing, so no URL from outside was read")
    rows = (line.split("\t") for line in SHARED.read_text(encoding="utf-8").splitlines())
    return [row[1] for row in rows if row[0] == verdict]


def test_every_bad_url_from_outside_is_refused() -> None:
    assert [url for url in shared_urls("bad") if why_refused(url, NOWHERE) is None] == []


def test_every_good_url_from_outside_is_accepted() -> None:
    assert [url for url in shared_urls("good") if why_refused(url, NOWHERE)] == []


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_https_url_is_malformed(url: str) -> None:
    assert refusal(url).problem is UrlProblem.MALFORMED


@pytest.mark.parametrize("url", FORBIDDEN)
def test_places_that_must_not_be_called_are_forbidden(url: str) -> None:
    assert refusal(url).problem is UrlProblem.FORBIDDEN


@pytest.mark.parametrize("url", GOOD)
def test_a_public_https_url_is_read_as_it_was_written(url: str) -> None:
    assert read_target(url, NOWHERE) == GOOD[url]


@pytest.mark.parametrize("url", [*MALFORMED, *FORBIDDEN])
def test_a_refusal_is_a_sentence_that_does_not_quote_the_url(url: str) -> None:
    detail = refusal(url).detail

    assert detail.endswith(".")
    assert len(detail) < 250
    assert "evil" not in detail


def test_what_is_refused_is_what_is_published() -> None:
    assert set(INTERNAL_SUFFIXES) == set(PUBLISHED_SUFFIXES)
    assert {str(port) for port in INTERNAL_PORTS} == set(PUBLISHED_PORTS)


def test_the_host_header_names_the_port_only_where_the_scheme_does_not() -> None:
    allow = read_allow_list("[::1]:80,[::1]:443,localhost:9000")
    named = {
        url: read_target(url, allow)
        for url in (
            "https://Hooks.example.com.:443/",
            "https://hooks.example.com:8443/",
            "http://[::1]/",
            "http://[0::1]:443/",
            "https://[::1]/",
            "http://localhost:9000/",
        )
    }

    assert [target.authority for target in named.values() if isinstance(target, Target)] == [
        "hooks.example.com",
        "hooks.example.com:8443",
        "[::1]",
        "[::1]:443",
        "[::1]",
        "localhost:9000",
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", []),
        (" , ", []),
        ("localhost:9000", [Place("localhost", 9000)]),
        ("LocalHost.:9000", [Place("localhost", 9000)]),
        ("127.0.0.1:80, hooks:22", [Place("127.0.0.1", 80), Place("hooks", 22)]),
        ("[::1]:9000,[0:0::1]:9000", [Place("::1", 9000)]),
        ("hooks.internal:6379", [Place("hooks.internal", 6379)]),
    ],
)
def test_an_allow_list_is_read(text: str, places: list[Place]) -> None:
    assert read_allow_list(text) == frozenset(places)


@pytest.mark.parametrize(
    "entry",
    [
        "localhost",
        "localhost:",
        ":9000",
        "localhost:0",
        "localhost:65536",
        "localhost:http",
        "http://localhost:9000",
        "localhost:9000/",
        "*.example.com:443",
        "*:443",
        "10.0.0.0/8:443",
        "::1:9000",
        "[::1]",
        "[fe80::1%eth0]:9000",
        "[localhost]:9000",
        "user@localhost:9000",
        "under_score:9000",
        "local host:9000",
        "bücher:9000",
    ],
)
def test_what_cannot_be_allowed_is_said_with_what_is_needed(entry: str) -> None:
    with pytest.raises(ValueError, match="host:port is needed, such as localhost:9000"):
        read_allow_list(f"127.0.0.1:80,{entry}")


ALLOW = read_allow_list("localhost:9000, 127.0.0.1:9001, [::1]:9002, redis.internal:6379, a.io:80")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:9000/",
        "https://LOCALHOST.:9000/x?y",
        "http://127.0.0.1:9001/",
        "http://[::1]:9002",
        "http://[0:0:0::0:1]:9002",
        "https://redis.internal:6379/",
        "http://a.io/",
    ],
)
def test_what_is_allowed_may_be_private_and_without_tls(url: str) -> None:
    target = read_target(url, ALLOW)

    assert isinstance(target, Target)
    assert target.place in ALLOW


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:9001/",
        "http://localhost/",
        "http://127.0.0.1:9000/",
        "http://127.1:9001/",
        "http://0x7f.1:9001/",
        "http://2130706433:9001/",
        "http://127.0.0.2:9001/",
        "http://[::ffff:127.0.0.1]:9001/",
        "http://x.localhost:9000/",
        "http://user@localhost:9000/",
        "http://localhost:9000/#x",
        "https://a.io:80@redis:6379/",
        "http://a.io:443/",
    ],
)
def test_only_the_very_place_is_allowed(url: str) -> None:
    assert isinstance(read_target(url, ALLOW), UrlRefusal)


@given(st.text())
@example("https://[" + "[" * 2_000)
@example("https://[::1" + ":" * 100 + "]/")
@example("https://" + "a." * 1_000 + "com/")
def test_no_text_makes_it_raise(url: str) -> None:
    assert isinstance(read_target(url, ALLOW), Target | UrlRefusal)


HOSTS = st.one_of(
    st.text("0123456789abcdefxXoO.-:[]%@_ \u3002\uff11", max_size=40),
    st.from_regex(r"[a-z0-9.-]{1,30}(\.(com|xn--p1ai|local|1|0x1))?\.?", fullmatch=True),
    st.ip_addresses().map(str),
    domains(),
)


@given(host=HOSTS, port=st.one_of(st.just(""), st.integers(-1, 70_000).map(lambda n: f":{n}")))
def test_whatever_passes_is_a_name_that_nothing_reads_as_an_address(host: str, port: str) -> None:
    target = read_target(f"https://{host}{port}/", NOWHERE)

    if isinstance(target, Target):
        assert "." in target.host
        assert target.host == target.host.lower().rstrip(".")
        assert str(target.port) not in PUBLISHED_PORTS
        assert target.port == 443 or 1_024 <= target.port <= 65_535
        with pytest.raises(OSError, match="illegal"):
            socket.inet_aton(target.host)
        with pytest.raises(ValueError, match="does not appear"):
            ipaddress.ip_address(target.host)
        with pytest.raises(socket.gaierror):
            socket.getaddrinfo(target.host, None, flags=socket.AI_NUMERICHOST)
