"""The terminal: how wide it is, whether it can redraw, and the styles that everything is drawn in.

A new style is a row in `STYLES`; what it is used for belongs in its name.
"""

import sys
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import TextIO

import click
from rich.console import Console
from rich.theme import Theme
from typing_extensions import override

WIDEST = 100
"""Longer lines are hard to read."""
NARROWEST = 40

STYLES = {
    "heading": "bold",
    "name": "bold",
    "aside": "dim",
    "quote": "italic",
    "changed": "bold yellow",
    "fault": "red",
    "result": "bold green",
    "command": "cyan",
}

OPTION_STYLES = ("green", "blue", "magenta", "cyan", "red", "yellow")
"""By the option's place in the list, over and over."""


class PipedConsole(Console):
    """A console whose reader may leave: that is an exception like any other."""

    @override
    def on_broken_pipe(self) -> None:
        self.quiet = True
        raise BrokenPipeError


def open_console(stream: TextIO | None = None, *, width: int | None = None) -> Console:
    """Return a console on standard output, or on another stream."""
    stream = stream or sys.stdout
    if isinstance(stream, TextIOWrapper):
        # Where a character cannot be shown, a question mark is better than a traceback.
        stream.reconfigure(errors="replace")
    first = Console(file=stream, width=width)
    return PipedConsole(
        file=stream,
        width=max(NARROWEST, min(first.width, WIDEST)),
        color_system=None if first.no_color else "auto",
        theme=Theme(STYLES),
        highlight=False,
        markup=False,
        emoji=False,
    )


def can_redraw(console: Console) -> bool:
    """Return whether lines on this console can be replaced by newer ones."""
    return console.is_terminal and not console.is_dumb_terminal


def print_table(rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns, on standard output."""
    lines = tuple(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
