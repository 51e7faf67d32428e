"""What a command says of servers that refuse, are of another kind, or cannot be reached."""

import json
import ssl

import pytest
import trustme

from cli.client import MOST_FAILURES, Client, pause_after
from cli.refusals import NoServerError, ServerError
from tests.support.other_servers import OneAnswer

KEY = "rt_live_secret"
PROBLEM = {"type": "urn:x", "title": "No", "code": "x", "detail": "Not like that."}


async def refusal_of(server: OneAnswer, url: str | None = None) -> ServerError:
    """Return what is said when a debate is to be created there."""
    async with server, Client(url or server.url, KEY) as client:
        with pytest.raises(ServerError) as raised:
            await client.create({})
    assert KEY not in str(raised.value)
    return raised.value


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        ("401 Unauthorized", {}, "Not like that. Set ROUNDTABLE_API_KEY to a key of that server"),
        ("403 Forbidden", {}, "Not like that. Whoever runs the server can make a key that may."),
        ("429 Too Many Requests", {"Retry-After": "7"}, "Not like that. Try again in 7 s."),
        ("422 Unprocessable Content", {}, "Not like that."),
    ],
)
async def test_a_refusal_says_what_to_do(status: str, headers: dict[str, str], said: str) -> None:
    error = await refusal_of(OneAnswer(status, json.dumps(PROBLEM), headers))

    assert str(error).startswith(said)
    assert error.code == "x"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("200 OK", "<html>\x1b[31mWelcome</html>"),
        ("200 OK", "{}"),
        ("200 OK", '{"object": "debate", "id": "\x9b31m"}'),
        ("200 OK", ""),
        ("404 Not \x1b[31mFound", "<html>"),
        ("404 Not Found", '{"detail": "Not Found"}'),
        ("404 Not Found", "[]"),
    ],
)
async def test_a_server_of_another_kind_is_known_as_one(status: str, body: str) -> None:
    error = await refusal_of(OneAnswer(status, body))

    assert "as a Roundtable server does: is the address right?" in str(error)
    assert not error.passing
    assert not {"\x1b", "\x9b"} & set(str(error))


async def test_a_server_that_has_moved_is_told_with_its_new_address() -> None:
    moved = {"Location": "https://new.example.com/v1/debates"}

    error = await refusal_of(OneAnswer("308 Permanent Redirect", "", moved))

    assert str(error).endswith("it is at https://new.example.com/v1/debates.")


async def test_what_a_proxy_says_of_a_server_that_is_away_will_pass() -> None:
    assert (await refusal_of(OneAnswer("502 Bad Gateway", "<html>"))).passing


async def test_what_is_no_http_is_said_to_be_none() -> None:
    error = await refusal_of(OneAnswer("nonsense", ""))

    assert "does not answer as it should" in str(error)


async def test_a_certificate_that_nobody_here_trusts_is_named_as_the_reason() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    server = OneAnswer("200 OK", "{}", tls=context)
    async with server:
        url = f"https://localhost:{server.port}"
        async with Client(url) as client:
            with pytest.raises(ServerError, match=r"No safe connection.*SSL_CERT_FILE") as raised:
                await client.create({})

    assert not raised.value.passing


async def test_https_where_there_is_none_is_said() -> None:
    server = OneAnswer("200 OK", "{}")
    async with server, Client(f"https://{server.address}") as client:
        with pytest.raises(ServerError, match="No safe connection"):
            await client.create({})


async def test_a_password_in_an_address_is_not_repeated() -> None:
    server = OneAnswer("404 Not Found", "")
    async with server, Client(f"http://me:hush@{server.address}") as client:
        with pytest.raises(ServerError) as raised:
            await client.create({})

    assert "hush" not in str(raised.value)
    assert str(raised.value).startswith("http://127.0.0.1:")


async def test_what_will_pass_is_asked_for_again_and_the_rest_is_not() -> None:
    gone = [ServerError("No."), NoServerError("Away."), NoServerError("Away.")]

    async def ask() -> str:
        if gone:
            raise gone.pop()
        return "answer"

    async with Client("http://127.0.0.1:9") as client:
        with pytest.raises(ServerError, match=r"No\."):
            await client.surely(ask)
        assert await client.surely(ask) == "answer"


def test_pauses_grow_until_a_server_is_given_up() -> None:
    pauses = [
        pause_after(NoServerError("Away."), failures) for failures in range(1, MOST_FAILURES)
    ]

    assert pauses == sorted(pauses)
    assert pauses[0] < 1
    assert 30 < sum(pauses) < 90
    assert pause_after(ServerError("Busy.", None, 12.0), 1) == 12
    with pytest.raises(NoServerError, match=r"Given up after 17 attempts in a row\. Away"):
        pause_after(NoServerError("Away."), MOST_FAILURES)
