"""What the image is made of, as far as it can be told without building it."""

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from image.health_check import Address, ask, whom_to_ask
from tests.support.commands import ROOT
from tests.support.tools import run

DOCKERFILE = Path(ROOT, "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(Path(ROOT, "compose.yaml").read_text(encoding="utf-8"))
NEVER_INSTALLED = {"hatchling", "mypy", "pip", "pytest", "ruff"}


def test_the_linter_finds_nothing_in_the_dockerfile() -> None:
    run("hadolint", "Dockerfile", cwd=ROOT)


@pytest.mark.parametrize("name", ["requirements-run.lock", "requirements-build.lock"])
def test_what_the_image_installs_is_what_the_tests_see(name: str) -> None:
    of_the_tests = _pinned("requirements.lock")

    of_the_image = _pinned(name)

    assert of_the_image
    assert {package: of_the_tests.get(package) for package in of_the_image} == of_the_image


def test_nothing_for_developers_is_installed() -> None:
    assert not NEVER_INSTALLED & _pinned("requirements-run.lock").keys()


def test_what_the_commands_need_is_installed() -> None:
    needed = {
        re.split(r"[^\w.-]", text, maxsplit=1)[0]
        for text in distribution("roundtable").requires or ()
        if "extra ==" not in text
    }

    assert needed <= _pinned("requirements-run.lock").keys()


def test_only_what_is_copied_reaches_the_builder() -> None:
    let_in = re.findall(r"^!(\S+)$", Path(ROOT, ".dockerignore").read_text("utf-8"), re.MULTILINE)

    copied = re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert sorted(let_in) == sorted(name for line in copied for name in line.split())


def test_the_list_of_licences_is_that_of_what_is_installed() -> None:
    written = subprocess.run(
        [sys.executable, "-m", "scripts.licences"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert written.returncode == 0, written.stderr
    page = Path(ROOT, "docs", "licences.md").read_text(encoding="utf-8")
    assert written.stdout == page, "run `make licences`"


def test_every_container_of_the_composition_has_no_rights() -> None:
    for service in COMPOSE["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] == "unless-stopped"
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's


def test_only_the_api_is_published_and_only_on_this_machine() -> None:
    published = {
        name: each["ports"] for name, each in COMPOSE["services"].items() if "ports" in each
    }

    assert list(published) == ["api"]
    assert all(place.startswith("127.0.0.1:") for place in published["api"])


def test_secrets_of_the_composition_come_from_outside_or_stop_it() -> None:
    text = Path(ROOT, "compose.yaml").read_text(encoding="utf-8")

    wanted = re.findall(r"(?<!\$)\$\{(\w+)(:\?is missing)?", text)
    without_default = [name for name, stops in wanted if stops]
    assert set(without_default) == {"VALKEY_PASSWORD", "ROUNDTABLE_SECRET_KEY"}
    assert {name for name, stops in wanted if not stops} == {"IMAGE", "PUBLISHED_PORT"}


WHOM = {
    "serve": ("127.0.0.1", 8000),
    "dev": ("127.0.0.1", 8000),
    "serve --port 80": ("127.0.0.1", 80),
    "serve --port=80 --host 10.1.2.3": ("10.1.2.3", 80),
    "serve --port 0": None,
    "ROUNDTABLE_HOST=0.0.0.0 ROUNDTABLE_PORT=81 serve": ("127.0.0.1", 81),
    "ROUNDTABLE_HOST=:: serve": ("::1", 8000),
    "worker": None,
    "ROUNDTABLE_PORT=81 worker": None,
    "ROUNDTABLE_METRICS_PORT=9100 worker": ("127.0.0.1", 9100),
    "demo --plain": None,
    "keys list": None,
}
"""What the first process was told and set, and who is asked whether all is well."""


@pytest.mark.parametrize(("told", "asked"), WHOM.items())
def test_each_command_is_asked_where_it_answers(told: str, asked: Address | None) -> None:
    words = told.split(" ")
    variables = dict(word.split("=", 1) for word in words if word.startswith("ROUNDTABLE_"))
    rest = [word for word in words if not word.startswith("ROUNDTABLE_")]

    found = whom_to_ask(["/sbin/init", "--", "python", "bin/roundtable", *rest, ""], variables)

    assert found == asked


def test_the_beginning_of_an_answer_is_read(answering: Address) -> None:
    assert ask(answering).startswith(b"HTTP/1.1 200 ")


@pytest.fixture
def answering() -> Iterator[Address]:
    """Yield the address of a server that answers one request."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()
        thread.join()


def _pinned(name: str) -> dict[str, str]:
    """Return each package of a lock, and its release and digests."""
    text = Path(ROOT, name).read_text(encoding="utf-8").replace("\\\n", "")
    lines = (line.partition("==") for line in text.splitlines())
    return {package: re.sub(r" ;.*?(?=--hash)|\s+", " ", rest) for package, _, rest in lines}
