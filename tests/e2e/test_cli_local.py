"""`roundtable local` and the demo of its panel: what they serve, and that nothing is left."""

import json
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.commands import Command, a_command, embedded_pid, is_gone
from tests.support.local_model import needs_local_model
from tests.support.patience import PATIENCE_S, comes_true

MODEL = "smollm2-135m-instruct"
SCHEMA = {
    "type": "object",
    "properties": {
        "argument": {"type": "string"},
        "vote": {"type": "string", "enum": ["A", "B"]},
    },
    "required": ["argument", "vote"],
    "additionalProperties": False,
}
ASKED: dict[str, Any] = {
    "model": MODEL,
    "messages": [{"role": "user", "content": "Is a hot dog a sandwich? A: yes. B: no."}],
    "max_tokens": 6_120,
    "response_format": {
        "type": "json_schema",
        "json_schema": {"name": "response", "strict": True, "schema": SCHEMA},
    },
}


@pytest.fixture(scope="module")
def local() -> Iterator[Command]:
    with a_command("local", "--port", "0", "--slots", "1", "--threads", "1") as command:
        command.prints("Ctrl-C stops it")
        yield command


@pytest.fixture
def client(local: Command) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url_of(local), trust_env=False, timeout=PATIENCE_S) as client:
        yield client


def url_of(local: Command) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/v1", local.output)
    assert found
    return found[0]


def is_a_ballot(text: str) -> bool:
    ballot = json.loads(text)
    return set(ballot) == {"argument", "vote"} and ballot["vote"] in {"A", "B"}


@needs_local_model
def test_what_to_do_next_is_said_ready_to_be_pasted(local: Command) -> None:
    assert f"LLAMACPP_BASE_URL={url_of(local)} .venv/bin/roundtable dev" in local.output
    assert f"-m llamacpp/{MODEL}" in local.output


@needs_local_model
def test_the_model_is_listed(client: httpx.Client) -> None:
    listed = client.get("/models").json()["data"]

    assert [model["id"] for model in listed] == [MODEL]


@needs_local_model
def test_a_reply_in_one_piece_follows_the_schema(client: httpx.Client) -> None:
    reply = client.post("/chat/completions", json=ASKED).json()

    (choice,) = reply["choices"]
    assert choice["finish_reason"] == "stop"
    assert is_a_ballot(choice["message"]["content"])
    assert reply["model"] == MODEL
    assert reply["usage"]["completion_tokens"] > 0


@needs_local_model
def test_a_streamed_reply_follows_the_schema_and_ends_with_its_mark(client: httpx.Client) -> None:
    streamed = {"stream": True, "stream_options": {"include_usage": True}}

    reply = client.post("/chat/completions", json=ASKED | streamed)

    *events, last = [line[6:] for line in reply.text.splitlines() if line.startswith("data: ")]
    chunks = [json.loads(event) for event in events]
    choices = [choice for chunk in chunks for choice in chunk["choices"]]
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert last == "[DONE]"
    assert is_a_ballot("".join(choice["delta"].get("content") or "" for choice in choices))
    assert choices[-1]["finish_reason"] == "stop"
    assert chunks[-1]["usage"]["completion_tokens"] > 0


@needs_local_model
@pytest.mark.parametrize(
    "foreign", [{"origin": "https://example.org"}, {"host": "example.org"}], ids=str
)
def test_a_page_from_elsewhere_is_refused(client: httpx.Client, foreign: dict[str, str]) -> None:
    reply = client.get("/models", headers=foreign)

    assert reply.status_code == 403
    assert "error" in reply.json()


@needs_local_model
@pytest.mark.parametrize("body", ["[]", "{", ""])
def test_a_body_that_is_no_object_is_refused(client: httpx.Client, body: str) -> None:
    reply = client.post("/chat/completions", content=body)

    assert reply.status_code == 400
    assert "no JSON object" in reply.json()["error"]["message"]


@needs_local_model
def test_only_what_a_debate_needs_is_served(client: httpx.Client) -> None:
    for path in ("/props", "/slots", "/completions"):
        assert client.get(path).status_code in {404, 405}


@needs_local_model
def test_an_address_that_is_taken_is_a_sentence(local: Command) -> None:
    port = url_of(local).rpartition(":")[2].removesuffix("/v1")

    with a_command("local", "--port", port) as second:
        assert second.ends() == 1
        assert f"Cannot listen on 127.0.0.1, port {port}" in second.output
        assert "Traceback" not in second.output


@needs_local_model
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_to_even_while_it_answers(ending: signal.Signals) -> None:
    with a_command("local", "--port", "0", "--slots", "1") as command:
        command.prints("Ctrl-C stops it")
        long = {"messages": ASKED["messages"], "stream": True}
        with (
            httpx.Client(base_url=url_of(command), trust_env=False, timeout=PATIENCE_S) as client,
            client.stream("POST", "/chat/completions", json=long) as reply,
        ):
            next(reply.iter_lines())
            command.process.send_signal(ending)

            assert command.ends() == 0, command.output
            assert "Traceback" not in command.output


@needs_local_model
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
@pytest.mark.parametrize(("ending", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_demo_of_it_that_is_ended_leaves_nothing_behind(
    ending: signal.Signals, status: int
) -> None:
    with tempfile.TemporaryDirectory(prefix="rt-") as place:
        with a_command("demo", "--panel", "local", TMPDIR=place) as demo:
            server = embedded_pid(demo)
            demo.prints("Round 1")
            demo.process.send_signal(ending)

            assert demo.ends() == status, demo.output
            assert comes_true(lambda: is_gone(server))
            assert "it argues badly, but it is real" in " ".join(demo.output.split())
            assert "charge" not in demo.output
            assert "Traceback" not in demo.output
        assert not list(Path(place).iterdir())
