"""P9: what a worker costs that has nothing to do, and how long a start takes."""

import asyncio
import subprocess
import sys
import time
from statistics import median

import httpx

from bench.debating import LAB, a_body
from bench.deployment import a_leashed
from bench.goals import Report, at_most
from bench.model_server import ROOT
from bench.queued import resting
from bench.queued.server import a_valkey
from tests.support.audience import Reader, connect
from tests.support.commands import address_of

WATCHED_S = 10.0
TIMES = 5
MOST_PERCENT, MOST_START_S, MOST_IMPORT_S = resting.MOST_PERCENT, 2.0, 1.0
STARTED = 2
"""The sequence of the event that says that a worker has begun."""
WITHIN_S = 30.0
IMPORT = (
    "import time; began = time.perf_counter(); import service.api.app;"
    " print(time.perf_counter() - began)"
)


async def report(watched_s: float = WATCHED_S, times: int = TIMES) -> Report:
    """Watch one at rest; start some that are waited for; import the API."""
    rests = await resting.measure(for_s=watched_s)
    starts_s = [await _start_s() for _ in range(times)]
    imports_s = [await asyncio.to_thread(_import_s) for _ in range(times)]
    return Report(
        figures=(
            at_most("idle worker, of a core", MOST_PERCENT, rests["worker"].cpu_percent, " %"),
            at_most("start of a worker to its first job", MOST_START_S, median(starts_s), " s"),
            at_most("import of the API", MOST_IMPORT_S, median(imports_s), " s"),
        ),
        notes=(
            (
                f"Watched for {watched_s:g} s; median of {times} starts ({min(starts_s):.2f} to"
                f" {max(starts_s):.2f} s) and imports ({min(imports_s):.2f} to {max(imports_s):.2f} s)."
            ),
        ),
    )


async def _start_s() -> float:
    """Return how long after its start a worker begins a debate that has waited for it."""
    with a_valkey() as store:
        settings = {"REDIS_URL": store}
        with a_leashed("serve", "--port", "0", settings=settings) as api:
            url = address_of(api)
            debate = await _created(url)
            audience = await connect(url, [Reader(f"/v1/debates/{debate}/events")])
            began_s = time.monotonic()
            with a_leashed("worker", settings=settings):
                if not await audience.heard(STARTED, WITHIN_S):
                    raise TimeoutError(f"No job was begun within {WITHIN_S:g} s.")
                return audience.readers[0].arrived_s[STARTED] - began_s


async def _created(url: str) -> str:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        body = a_body().replace(f"{LAB}/".encode(), b"sim/")
        headers = {"Content-Type": "application/json"}
        reply = await client.post("/v1/debates", content=body, headers=headers)
    return str(reply.raise_for_status().json()["id"])


def _import_s() -> float:
    """Return how long a fresh process takes to import the API."""
    printed = subprocess.run(
        [sys.executable, "-c", IMPORT], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout
    return float(printed)
