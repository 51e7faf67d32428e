"""Showing a debate while it runs: redrawn in place on a terminal, line by line anywhere else.

Both screens are fed one scene after the other and draw with `drawing`. A third way to show a
debate is a class with `show` and `tick`, and its condition in `open_screen`.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from cli import drawing
from cli.console import can_redraw
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

    def tick(self) -> None:
        """Keep what moves moving."""
        ...


@contextlib.asynccontextmanager
async def open_screen(console: Console, *, plain: bool) -> AsyncIterator[Screen]:
    """Open the screen that suits the console, for as long as the block runs."""
    if plain or not can_redraw(console):
        yield LineScreen(console)
        return
    with Live(console=console, auto_refresh=False, transient=True) as live:
        screen = RedrawnScreen(console, live)
        ticking = asyncio.create_task(_keep_ticking(screen), name="screen")
        try:
            yield screen
        finally:
            ticking.cancel()
            await asyncio.gather(ticking, return_exceptions=True)
            live.update(Text(), refresh=True)


class LineScreen:
    """Prints every answer when it arrives."""

    hear = None

    def __init__(self, console: Console) -> None:
        self._console = console
        self._round = 0
        self._closed = 0
        self._seen: set[str] = set()

    def show(self, scene: Scene) -> None:
        """Print what is new."""
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

    def tick(self) -> None:
        """Do nothing: what is printed stays."""


class RedrawnScreen:
    """Keeps the round at work at the foot of the terminal; closed rounds scroll up."""

    def __init__(self, console: Console, live: Live) -> None:
        self._console = console
        self._live = live
        self._scene: Scene | None = None
        self._closed = 0
        self._writing: dict[str, Writing] = {}

    def hear(self, delta: DeltaEvent) -> None:
        """Take note of what a participant writes, for the next frame."""
        seat = delta.data.participant
        self._writing[seat] = overhear(self._writing.get(seat), delta.data)

    def show(self, scene: Scene) -> None:
        """Redraw the round at work; print it for good when it is closed."""
        self._scene = scene
        if scene.round > self._closed and (scene.closed or scene.ended):
            self._closed = scene.round
            self._live.update(Text(), refresh=True)
            self._console.print(
                self._drawn(scene, brief=False), drawing.round_result(scene), sep="\n"
            )
        self.tick()

    def tick(self) -> None:
        """Draw the next frame."""
        scene = self._scene
        if scene and scene.ended is None and scene.round > self._closed:
            brief = not drawing.fits(scene, self._console.height)
            self._live.update(self._drawn(scene, brief=brief), refresh=True)

    def _drawn(self, scene: Scene, *, brief: bool) -> Group:
        width = self._console.width
        table = drawing.table_of_seats(
            scene, width, time.monotonic(), brief=brief, writing=self._writing
        )
        return Group(Text(), drawing.round_heading(scene), table)


async def _keep_ticking(screen: Screen) -> None:
    while True:
        await asyncio.sleep(TICK_S)
        screen.tick()
