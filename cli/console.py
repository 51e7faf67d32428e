"""The terminal: how wide it is, whether it can redraw, and the styles that everything is drawn in.

A new style is a row in `STYLES`; what it is used for belongs in its name.
"""

import errno
import sys
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import TextIO

import click
from rich.console import Console, ConsoleDimensions
from rich.theme import Theme
from typing_extensions import override

WIDEST = 100
"""Longer lines are hard to read."""
NARROWEST = 20

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


class OwnConsole(Console):
    """A console that is never too wide, and whose reader may leave: that is an exception."""

    @property  # type: ignore[explicit-override]  # mypy sees none beside a setter
    @override
    def size(self) -> ConsoleDimensions:
        """Return how large it is now, and no wider than can be read."""
        columns, lines = super().size
        return ConsoleDimensions(max(NARROWEST, min(columns, WIDEST)), lines)

    @size.setter
    def size(self, size: tuple[int, int]) -> None:
        self.width, self.height = size

    @override
    def on_broken_pipe(self) -> None:
        self.quiet = True
        raise BrokenPipeError(errno.EPIPE, "whoever read this has left")


def open_console(stream: TextIO | None = None, *, width: int | None = None) -> Console:
    """Return a console on standard output, or on another stream."""
    stream = stream or sys.stdout
    if isinstance(stream, TextIOWrapper):
        # Where a character cannot be shown, a question mark is better than a traceback.
        stream.reconfigure(errors="replace")
    no_color = Console(file=stream).no_color
    return OwnConsole(
        file=stream,
        width=width,
        color_system=None if no_color else "auto",
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
