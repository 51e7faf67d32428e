"""Showing a debate while it runs: redrawn in place on a terminal, line by line anywhere else.

All screens are fed one scene after the other and draw with `frame` and `drawing`. Another way to
show a debate is a class with the methods of `Screen`, and its condition in `open_screen`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from cli import drawing
from cli.console import can_redraw
from cli.frame import View, frame
from cli.scene import Scene, Writing, overhear
from service.resources.schemas import DeltaEvent

TICK_S = 0.1


class Screen(Protocol):
    """Where a debate is shown."""

    @property
    def hear(self) -> Callable[[DeltaEvent], None] | None:
        """What is to be given the text that is being written; None when it is not shown."""
        ...

    def show(self, scene: Scene) -> None:
        """Show what has changed since the scene before."""
        ...

    def lost(self) -> None:
        """Take note that the server does not answer."""
        ...

    def found(self) -> None:
        """Take note that it does."""
        ...


@contextlib.asynccontextmanager
async def open_screen(
    console: Console, *, plain: bool = False, brief: bool = False
) -> AsyncIterator[Screen]:
    """Open the screen that suits the console, for as long as the block runs.

    A `brief` one leaves nothing behind: where nothing can be redrawn, it shows nothing.
    """
    if plain or not can_redraw(console):
        yield NoScreen() if brief else LineScreen(console)
        return
    with Live(console=console, auto_refresh=False, transient=True) as live:
        screen = RedrawnScreen(console, live, keeps=not brief)
        ticking = asyncio.create_task(_keep_ticking(screen), name="screen")
        try:
            yield screen
        finally:
            ticking.cancel()
            await asyncio.gather(ticking, return_exceptions=True)
            live.update(Text(), refresh=True)


class NoScreen:
    """Shows nothing."""

    hear = None

    def show(self, scene: Scene) -> None:
        """Do nothing."""

    def lost(self) -> None:
        """Do nothing."""

    def found(self) -> None:
        """Do nothing."""


class LineScreen:
    """Prints every answer when it arrives."""

    hear = None

    def __init__(self, console: Console) -> None:
        self._console = console
        self._begun = False
        self._connected = True
        self._round = 0
        self._closed = 0
        self._seen: set[str] = set()

    def show(self, scene: Scene) -> None:
        """Print what is new."""
        if not self._begun:
            self._begun = True
            self._console.print(Text(), drawing.question(scene.debate), sep="\n")
        if scene.round > self._round:
            self._round = scene.round
            self._console.print(Text(), drawing.round_heading(scene), sep="\n")
        for response in scene.answers.values():
            if response.id not in self._seen:
                self._seen.add(response.id)
                self._console.print(drawing.answer(scene, response, self._console.width))
        if scene.closed and scene.closed.number > self._closed:
            self._closed = scene.closed.number
            self._console.print(drawing.round_result(scene))

    def lost(self) -> None:
        """Say so once."""
        if self._connected:
            self._console.print(Text("The server does not answer; trying again.", "fault"))
        self._connected = False

    def found(self) -> None:
        """Be ready to say so again."""
        self._connected = True


class RedrawnScreen:
    """Keeps the table of seats and votes at the foot of the terminal; closed rounds scroll up."""

    def __init__(self, console: Console, live: Live, *, keeps: bool) -> None:
        self._console = console
        self._live = live
        self._keeps = keeps
        self._scene: Scene | None = None
        self._closed = 0
        self._kept: list[RenderableType] = []
        self._writing: dict[str, Writing] = {}
        self._connected = True
        self._width = console.width

    def hear(self, delta: DeltaEvent) -> None:
        """Take note of what a participant writes, for the next frame."""
        seat = delta.data.participant
        self._writing[seat] = overhear(self._writing.get(seat), delta.data)

    def lost(self) -> None:
        """Take note of it, for the next frame."""
        self._connected = False

    def found(self) -> None:
        """Take note of it, for the next frame."""
        self._connected = True

    def show(self, scene: Scene) -> None:
        """Redraw the table; print a round for good when it is closed or cut off."""
        if self._scene is None:
            self._keep(Group(Text(), drawing.question(scene.debate)))
        self._scene = scene
        over = scene.status.terminal or not scene.at_work
        if scene.round > self._closed and over:
            self._closed = scene.round
            self._keep(drawing.whole_round(scene, self._console.width))
        self.tick()

    def tick(self) -> None:
        """Draw the next frame."""
        scene = self._scene
        if scene is None or scene.status.terminal:
            return
        width, height = self._console.size
        if width != self._width:
            self._print_anew(width)
        view = View(
            width=width,
            height=height,
            now=datetime.now(UTC),
            writing=self._writing,
            connected=self._connected,
        )
        self._live.update(Group(*frame(scene, view)), refresh=True)

    def _keep(self, what: RenderableType) -> None:
        if self._keeps:
            self._kept.append(what)
            self._live.update(Text(), refresh=True)
            self._console.print(what)

    def _print_anew(self, width: int) -> None:
        """Clear what lines of another width have become, and print again what is to stay."""
        self._width = width
        self._live.update(Text(), refresh=True)
        self._console.clear()
        for what in self._kept:
            self._console.print(what)


async def _keep_ticking(screen: RedrawnScreen) -> None:
    while True:
        await asyncio.sleep(TICK_S)
        screen.tick()
