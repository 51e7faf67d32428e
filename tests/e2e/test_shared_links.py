"""Share links on a server as it is run: whatever happens, no log line of it opens anything."""

import socket
from urllib.parse import urlsplit

import httpx
from redis import Redis

from tests.support.api import a_request
from tests.support.commands import a_command, address_of
from tests.support.patience import PATIENCE_S
from tests.support.valkey import Server

BROWSER = {"Accept": "text/html"}


def test_no_log_line_of_a_server_has_the_token_of_a_link(server: Server) -> None:
    variables = {"ROUNDTABLE_REDIS_URL": server.url, "ROUNDTABLE_LOG_FORMAT": "json"}
    with a_command("serve", "--port", "0", **variables) as serving:
        url = address_of(serving)
        with httpx.Client(base_url=url, timeout=PATIENCE_S, trust_env=False) as client:
            debate = client.post("/v1/debates", json=a_request()).json()["id"]
            link = client.post(f"/v1/debates/{debate}/share").json()["url"]
            found = [client.get(link).status_code, follow(client, f"{link}/events")]
            spoil(server, debate)
            found += [client.get(link, headers=BROWSER).status_code]
            found += [client.get(f"{link}{below}").status_code for below in ("/transcript", "/no")]
            send_noise(url, link)
            server.kill()
            found += [client.get(link).status_code]
        serving.process.terminate()
        serving.ends()
        output = serving.output

    assert found == [200, 200, 500, 500, 404, 503]
    assert '"path": "/s/***/transcript"' in output
    assert link.removeprefix("/s/") not in output


def follow(client: httpx.Client, path: str) -> int:
    """Read the beginning of a stream, and hang up."""
    with client.stream("GET", path) as stream:
        next(stream.iter_lines())
        return stream.status_code


def spoil(server: Server, debate: str) -> None:
    """Let the debate be unreadable."""
    with Redis.from_url(server.url) as redis:
        (key,) = redis.keys(f"*:d:{debate}:spec")
        redis.set(key, b"rubbish")


def send_noise(url: str, link: str) -> None:
    """Ask for a link in what is no HTTP."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE_S) as connection:
        connection.sendall(f"GET {link} HTTP/9.9\r\nHost: a b\r\n: x\r\n\r\n".encode())
        connection.recv(1)
