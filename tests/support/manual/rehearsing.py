"""Working through a page of the manual, as its reader would: see `tests/support/manual`."""

import ast
import contextlib
import os
import socket
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.support.commands import ROOT
from tests.support.manual.comparing import differences, shows, shows_part
from tests.support.manual.places import API_PORT, LOOPBACK, TOOLS, Ports, lay_out
from tests.support.manual.playing import played_models
from tests.support.manual.reading import ManualError, Step
from tests.support.manual.shell import PATIENCE_S, Shell, Staying, a_shell
from tests.support.tools import run, with_packages

GIVEN = Path(__file__).with_name("given")
PYTHON = ".venv/bin/python"
SERVER, SERVES = ".venv/bin/roundtable dev", "Roundtable serves"
TSC = ("--strict", "--target", "es2022", "--module", "nodenext", "--types", "node")

READ: Mapping[str, Callable[[str], object]] = {
    "json": msgspec.json.decode,
    "toml": tomllib.loads,
    "python": ast.parse,
}
"""Whether a file is what its block says, by language; the others are files of any text."""


class Rehearsal:
    """A page, and how far one has come."""

    def __init__(self, shell: Shell, ports: Ports, stack: contextlib.ExitStack) -> None:
        self._shell = shell
        self._ports = ports
        self._stack = stack
        self._printed = ""
        """What the block before has printed."""

    @property
    def url(self) -> str:
        """Return where the server of the page listens."""
        return f"http://{LOOPBACK}{self._ports[API_PORT]}"

    def take(self, step: Step) -> None:
        """Do what the page says next; `ManualError` when it is not so."""
        if step.fault:
            raise ManualError(f"{step.place}: {step.fault}.")
        if words := step.hints.get("ends"):
            self._staying(step, words).end()
        if "served" in step.hints and not self._is_served():
            self._stays(step, SERVER, SERVES, {})
        if name := step.hints.get("saved as"):
            self._save(step, name)
        elif "picture" not in step.hints:
            self._do(step)

    def _do(self, step: Step) -> None:
        match step.language:
            case "sh":
                self._run(step, self._ports.here(step.text))
            case "python":
                self._run(step, f"{PYTHON} {self._program(step, '.py')}")
            case "ts":
                self._run(step, f"node {self._compiled(step)}")
            case "json":
                self._json(step)
            case "text":
                self._text(step)
            case other:
                raise ManualError(f"{step.place}: say where this {other} is `saved as`.")

    def _save(self, step: Step, name: str) -> None:
        text = self._ports.here(step.text)
        try:
            READ.get(step.language, str)(text)
        except (ValueError, SyntaxError) as error:
            raise ManualError(f"{step.place}: this is no {step.language}: {error}") from error
        path = self._shell.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def _compiled(self, step: Step) -> str:
        folder = self._shell.folder
        with_packages(folder, "standardwebhooks")
        (folder / "package.json").write_text('{"type": "module"}')
        name = self._program(step, ".ts")
        run("tsc", *TSC, "--skipLibCheck", name, cwd=folder)
        return str(Path(name).with_suffix(".js"))

    def _program(self, step: Step, suffix: str) -> str:
        """Write a block into a file, after what a reader would have brought along."""
        name = f"block-{step.place.rpartition(':')[2]}{suffix}"
        given = step.hints.get("after")
        before = (GIVEN / f"{given}{suffix}").read_text() if given else ""
        (self._shell.folder / name).write_text(before + self._ports.here(step.text))
        return name

    def _run(self, step: Step, script: str) -> None:
        variables = self._variables(step)
        if text := step.hints.get("stays until"):
            self._stays(step, script, text, variables)
            return
        try:
            ended = self._shell.run(script, variables)
        except subprocess.TimeoutExpired as error:
            raise ManualError(f"{step.place}: this does not end:\n{script}") from error
        self._printed = self._ports.there(ended.printed)
        expected = int(step.hints.get("exits", "0"))
        if ended.status != expected:
            told = f"ended with {ended.status}, not {expected}"
            raise ManualError(f"{step.place}: this {told}:\n{script}\n{ended.printed}")

    def _stays(self, step: Step, script: str, text: str, variables: Mapping[str, str]) -> None:
        command = self._shell.start(script, variables)
        if not command.is_ready(lambda printed: text in self._ports.there(printed)):
            raise ManualError(f"{step.place}: no {text!r} came:\n{command.printed}")

    def _variables(self, step: Step) -> Mapping[str, str]:
        if "played models" in step.hints:
            return self._stack.enter_context(played_models())
        return {}

    def _is_served(self) -> bool:
        with contextlib.suppress(ConnectionError):
            socket.create_connection(
                ("127.0.0.1", int(self._ports[API_PORT])), timeout=PATIENCE_S
            ).close()
            return True
        return False

    def _json(self, step: Step) -> None:
        value = _json_in(step, step.text)
        if path := step.hints.get("posted to"):
            self._post(step, path, value)
        elif words := step.hints.get("printed by"):
            self._await(step, words, lambda printed: _shown_in_a_line(value, printed))
        elif faults := differences(value, _json_in(step, self._printed)):
            raise ManualError(f"{step.place}: this is not what was printed: {faults}")

    def _post(self, step: Step, path: str, value: object) -> None:
        with httpx.Client(base_url=self.url, trust_env=False, timeout=PATIENCE_S) as client:
            reply = client.post(path, json=value)
        self._printed = reply.text
        if not reply.is_success:
            raise ManualError(f"{step.place}: this is refused: {reply.text}")

    def _text(self, step: Step) -> None:
        if words := step.hints.get("printed by"):
            self._await(step, words, lambda printed: shows_part(step.text, printed))
        elif not shows(step.text, self._printed):
            raise ManualError(f"{step.place}: this is not what was printed:\n{self._printed}")

    def _await(self, step: Step, words: str, holds: Callable[[str], bool]) -> None:
        command = self._staying(step, words)
        if not command.is_ready(lambda printed: holds(self._ports.there(printed))):
            raise ManualError(f"{step.place}: this was not printed:\n{command.printed}")

    def _staying(self, step: Step, words: str) -> Staying:
        if command := self._shell.found(words):
            return command
        raise ManualError(f"{step.place}: no command with {words!r} runs.")


@contextlib.contextmanager
def rehearsal(folder: Path, patience_s: float = PATIENCE_S) -> Iterator[Rehearsal]:
    """Begin a page in an empty folder; whatever it starts has ended when the block ends.

    For what a command that runs on will print, it is waited so long.
    """
    ports = Ports()
    variables = {
        "PATH": f"{folder / TOOLS}:{os.environ['PATH']}",
        "HOME": str(folder),
        "COLUMNS": "100",
        "JAVA_OPTS": "-XX:TieredStopAtLevel=1",  # for programs that end soon
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "ROUNDTABLE_DATA_DIR": "data",
        "ROUNDTABLE_PORT": ports[API_PORT],
        "ROUNDTABLE_URL": f"http://{LOOPBACK}{ports[API_PORT]}",
    }
    lay_out(folder)
    with contextlib.ExitStack() as stack, a_shell(folder, variables, patience_s) as shell:
        yield Rehearsal(shell, ports, stack)


def _json_in(step: Step, text: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise ManualError(f"{step.place}: this is no JSON: {error}\n{text}") from error


def _shown_in_a_line(value: object, printed: str) -> bool:
    """Return whether a line that was printed is JSON with what is shown of it, or has a body so."""
    for line in printed.splitlines():
        with contextlib.suppress(msgspec.DecodeError):
            arrival = msgspec.json.decode(line)
            bodies = [msgspec.json.decode(arrival["body"])] if "body" in arrival else []
            if any(not differences(value, said) for said in (arrival, *bodies)):
                return True
    return False
