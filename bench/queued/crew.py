"""Worker processes, started and ended by a measurement, and what they have told.

    async with a_crew(order, order) as crew:  # all have imported what they need
        crew.go()
        await crew.have_started(100, within_s=10)
    crew.cpu_s

What they have used is known once they are gone.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable
from typing import cast

import msgspec

from bench.model_server import ROOT
from bench.queued import worker
from bench.queued.orders import Order, Report

LONGEST_LINE = 2**20
READY_WITHIN_S = 60.0
GONE_WITHIN_S = 15.0
LOOK_EVERY_S = 0.002

_decode = msgspec.json.Decoder(Report).decode


class WorkerFailedError(Exception):
    """A worker ended by itself: what was measured is worth nothing."""


class Worker:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process, starts: dict[str, float]) -> None:
        """Note in `starts` what the process tells."""
        self.cpu_s = 0.0
        """What it used since it was let go; 0 as long as it runs, and when it was killed."""
        self._process = process
        self._stdin = cast("asyncio.StreamWriter", process.stdin)
        self._stdout = cast("asyncio.StreamReader", process.stdout)
        self._starts = starts
        self._ready = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    @property
    def pid(self) -> int:
        """Return the id of the process."""
        return self._process.pid

    async def ready(self) -> None:
        """Wait until it has imported everything."""
        async with asyncio.timeout(READY_WITHIN_S):
            await self._ready.wait()

    def go(self) -> None:
        """Let it work."""
        self._stdin.write(b"go\n")

    async def kill(self) -> None:
        """End it as an accident would."""
        self._process.kill()
        await self._process.wait()

    async def leave(self) -> None:
        """Tell it that its time is over, and wait until it is gone."""
        self._stdin.close()
        try:
            async with asyncio.timeout(GONE_WITHIN_S):
                await self._listening
                await self._process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        if self._process.returncode not in {0, -signal.SIGKILL}:
            raise WorkerFailedError(f"A worker ended with status {self._process.returncode}.")

    async def _listen(self) -> None:
        async for line in self._stdout:
            report = _decode(line)
            self._starts.update(report.starts)
            self.cpu_s = report.cpu_s or 0.0
            self._ready.set()
        # Nor is one that ended too early waited for: `leave` says that it did.
        self._ready.set()


class Crew:
    """Workers that tell into one book."""

    def __init__(self) -> None:
        self.workers: list[Worker] = []
        self.starts: dict[str, float] = {}
        """When which job started, on the monotonic clock."""

    @property
    def cpu_s(self) -> float:
        """Return what all of them have used."""
        return sum(worker.cpu_s for worker in self.workers)

    def go(self) -> None:
        """Let all of them work."""
        for one in self.workers:
            one.go()

    async def have_started(self, jobs: int, within_s: float) -> bool:
        """Wait until that many jobs have started; return whether they have in time."""
        return await self._told(lambda: len(self.starts) >= jobs, within_s)

    async def has_started(self, job: str, within_s: float) -> bool:
        """Wait until that job has started; return whether it has in time."""
        return await self._told(lambda: job in self.starts, within_s)

    async def _told(self, holds: Callable[[], bool], within_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not holds():  # noqa: ASYNC110 - several processes tell
                    await asyncio.sleep(LOOK_EVERY_S)
        return holds()


@contextlib.asynccontextmanager
async def a_crew(*orders: Order) -> AsyncIterator[Crew]:
    """Start a worker for each order, and end all when the block ends."""
    crew = Crew()
    async with contextlib.AsyncExitStack() as stack:
        for order in orders:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", worker.__name__, msgspec.json.encode(order).decode()),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LONGEST_LINE,
            )
            one = Worker(process, crew.starts)
            stack.push_async_callback(one.leave)
            crew.workers.append(one)
        for one in crew.workers:
            await one.ready()
        yield crew
