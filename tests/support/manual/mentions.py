"""What the manual mentions within sentences and tables: whether there is such a thing.

A kind of code that can be looked up is a function and its row in `LOOKED_UP`. Each returns what is
wrong, or None.
"""

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import click

from cli.configuration import PREFIX, ROWS
from cli.main import commands
from service.api.app import document
from tests.support.commands import ROOT
from tests.support.manual.reading import Code, Page, Step
from tests.support.tools import path_of

METHODS = "GET|POST|PATCH|DELETE|HEAD"
OPERATION = re.compile(rf"({METHODS}) (/[^\s?]*)(\?\S+)?")
SETTING = re.compile(rf"\b{PREFIX}[A-Z_]+\b")
COMMAND = r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?roundtable(?: |$)"
BESIDE_THE_DOCUMENT = frozenset({"/docs", "/metrics", "/openapi.json"})


def faults(page: Page) -> Iterator[str]:
    """Yield what a page mentions although there is no such thing, each with its place."""
    for code in page.code:
        for begins, look_up in LOOKED_UP.items():
            if re.match(begins, code.text) and (fault := look_up(code.text)):
                yield f"{code.place}: `{code.text}`: {fault}"
    said: list[Code | Step] = [*page.code, *page.steps]
    for each in said:
        for variable in SETTING.findall(each.text):
            if variable.removeprefix(PREFIX) not in ROWS:
                yield f"{each.place}: {variable} is no setting"


def parse_fault(words: list[str]) -> str | None:
    """Return what `roundtable` has against these words; a command without any is a mention."""
    command: click.Command = commands
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, *words = words
        found = command.get_command(click.Context(command), name)
        if found is None:
            return f"there is no command {name!r}"
        command = found
    try:
        if words:
            command.make_context(command.name, words)
    except click.exceptions.Exit:
        return None
    except click.ClickException as error:
        return error.format_message()
    return None


def _command_fault(text: str) -> str | None:
    return parse_fault(shlex.split(re.sub(COMMAND, "", text)))


@cache
def _make_fault(text: str) -> str | None:
    """Say what `make` has against a line, and `roundtable` against what that would run."""
    ended = subprocess.run(
        (path_of("make"), "--dry-run", *shlex.split(text)[1:]),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        return ended.stderr
    run = re.findall(r"^\.venv/bin/(roundtable [^>|&\\\n]*)", ended.stdout, re.MULTILINE)
    return next(filter(None, map(_command_fault, run)), None)


def _operation_fault(text: str) -> str | None:
    found = OPERATION.fullmatch(text)
    if found is None or found[2] in BESIDE_THE_DOCUMENT:
        return None
    paths: Mapping[str, Mapping[str, object]] = document()["paths"]
    wanted = re.sub(r"\{[^}]*\}", "{}", found[2])
    for path, methods in paths.items():
        if re.sub(r"\{[^}]*\}", "{}", path) == wanted:
            return None if found[1].lower() in methods else f"only {', '.join(methods)}"
    return "there is no such path"


def _option_fault(text: str) -> str | None:
    name = re.split(r"[ =]", text)[0]
    return None if name in set(_options(commands)) else "no command has this option"


def _options(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    for parameter in command.get_params(context):
        yield from (*parameter.opts, *parameter.secondary_opts)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if inner := command.get_command(context, name):
                yield from _options(inner)


LOOKED_UP: Mapping[str, Callable[[str], str | None]] = {
    COMMAND: _command_fault,
    r"make(?: |$)": _make_fault,
    rf"(?:{METHODS}) /": _operation_fault,
    r"--[a-z]": _option_fault,
    r"curl ": lambda _: "write it as a block, which is run",
}
