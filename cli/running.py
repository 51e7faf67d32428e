"""Running a command: here is the only place of the commands that owns signals.

A command hands `run` a coroutine function; it is given an event that is set when the process is
told to end.
"""

import asyncio
import gc
import signal
from collections.abc import Callable, Coroutine

import uvloop

from service.ending import end
from service.telemetry import logger

log = logger(__name__)

SIGNALS = (signal.SIGINT, signal.SIGTERM)
BY_SIGNAL = 128
"""Added to a signal's number: the exit status of a process that it has ended."""

YOUNG = 5_000
"""How many new objects make a collection worth its time: hundreds of calls hold some each."""

Command = Callable[[asyncio.Event], Coroutine[None, None, int]]


def keep_what_is_built() -> None:
    """Spare collections what start-up has built, which stays for good."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def run(command: Command, *, patient: bool = True) -> int:
    """Run a command in an event loop of its own and return its exit status.

    The first SIGINT or SIGTERM asks it to stop, a second one cancels it; where the command is not
    `patient` the first one does. A canceled command ends with the status of that signal.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_obeying_signals(command, patient=patient))


async def _obeying_signals(command: Command, *, patient: bool) -> int:
    loop, stop, received = asyncio.get_running_loop(), asyncio.Event(), list[int]()
    task = loop.create_task(command(stop), name="command")

    def obey(number: int) -> None:
        received.append(number)
        if patient and not stop.is_set():
            log.info("stopping", next_signal="quits at once")
        if stop.is_set() or not patient:
            task.cancel()
        stop.set()

    for number in SIGNALS:
        loop.add_signal_handler(number, obey, number)
    try:
        return await task
    except asyncio.CancelledError:
        if not received:
            raise
        return BY_SIGNAL + received[-1]
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
        # What a framework has left running, an open event stream for instance.
        await end(*(asyncio.all_tasks() - {asyncio.current_task()}))
