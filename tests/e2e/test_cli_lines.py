"""`ROUNDTABLE_LOG_FORMAT=json`: whatever a process says that others keep running is a JSON object."""

import json
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Command, a_command, a_process, address_of
from tests.support.valkey import Server

NOWHERE = "redis://127.0.0.1:1"
JSON = {"ROUNDTABLE_LOG_FORMAT": "json"}
REFUSED = {
    ("serve", "--port", "0"): "Set ROUNDTABLE_REDIS_URL",
    ("worker",): "Set ROUNDTABLE_REDIS_URL",
    ("serve", "--prot", "0"): "No such option",
    ("dev", "--port", "many"): "ROUNDTABLE_PORT has a value that cannot be used",
    ("keys", "wait", "longer"): "unexpected extra argument",
}
BREAKS = """
import sys, threading, warnings
from cli import main
sys.argv = ["roundtable", "worker"]
warnings.simplefilter("always")
main.main()
warnings.warn("a warning of Python's")
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
class Left:
    def __del__(self):
        raise ValueError("left behind")
Left()
raise RuntimeError("broken")
"""


def lines(command: Command) -> list[dict[str, Any]]:
    """Return all that it has printed; fails for what is no JSON object."""
    found = [json.loads(line) for line in command.output.splitlines()]
    assert all({"event", "level", "logger", "timestamp"} <= line.keys() for line in found), found
    return found


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_why_a_process_does_not_start_is_a_line(arguments: tuple[str, ...]) -> None:
    with a_command(*arguments, **JSON) as command:
        status = command.ends()
        [line] = lines(command)

    assert (line["event"], line["level"]) == ("command_failed", "error")
    assert REFUSED[arguments] in line["error"]
    assert line["status"] == status == 2


def test_a_port_that_is_taken_is_a_line(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with a_command("serve", "--port", port, ROUNDTABLE_REDIS_URL=server.url, **JSON) as serve:
            status = serve.ends()
            said = lines(serve)

    assert status == 1
    assert [line["event"] for line in said] == ["command_failed"]
    assert f"port {port}" in said[0]["error"]


@pytest.mark.parametrize("command", ["serve", "dev"])
def test_all_that_a_server_says_is_lines(tmp_path: Path, server: Server, command: str) -> None:
    variables = {
        "ROUNDTABLE_REDIS_URL": server.url,
        "ROUNDTABLE_DATA_DIR": str(tmp_path),
        "ROUNDTABLE_METRICS_PORT": "0",
    }
    with a_command(command, "--port", "0", **variables, **JSON) as served:
        url = address_of(served)
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as rude:
            rude.sendall(b"this is no HTTP\r\n\r\n")
            rude.recv(1_000)
        served.process.send_signal(signal.SIGTERM)
        status = served.ends()
        said = {line["event"]: line for line in lines(served)}

    assert status == 0
    assert said["api_served"]["url"] == url
    assert {"metrics_served", "stopping"} <= said.keys()


def test_all_that_a_process_says_without_its_store_is_lines() -> None:
    with a_command("worker", ROUNDTABLE_REDIS_URL=NOWHERE, **JSON) as worker:
        worker.prints("sweeping_put_off")
        worker.process.send_signal(signal.SIGTERM)
        status = worker.ends()
        said = {line["event"]: line for line in lines(worker)}
    with a_command("keys", "wait", ROUNDTABLE_REDIS_URL=NOWHERE, **JSON) as wait:
        wait.prints("key_missing")
        wait.process.terminate()
        wait.ends()
        [waiting] = lines(wait)

    assert status == 0
    assert "cannot be reached" in said["sweeping_put_off"]["reason"]
    assert waiting["message"] == "The store does not answer yet."


def test_what_python_itself_would_print_is_lines() -> None:
    with a_process(sys.executable, "-c", BREAKS, **JSON) as broken:
        status = broken.ends()
        said = lines(broken)

    assert status == 1
    assert [line["event"].partition(":")[0] for line in said[:1]] == ["command_failed"]
    assert "a warning of Python's" in said[1]["event"]
    assert [line["event"] for line in said[2:]] == [
        "thread_broke_off",
        "error_unraised",
        "process_broke_off",
    ]
    assert said[-1]["exception"][0]["exc_value"] == "broken"


def test_a_person_is_told_in_a_sentence() -> None:
    with a_command("worker") as worker:
        worker.ends()
        said = worker.output

    assert said.startswith("roundtable: Set ROUNDTABLE_REDIS_URL")
