"""P6: how many debates an API process takes in, and looks it answers, with a core of its own."""

from statistics import median

from bench.creates import (
    BARE,
    CREATE,
    IN_FLIGHT,
    LEAST_CREATES,
    LEAST_NOT_MODIFIED,
    NOT_MODIFIED,
    Load,
    Runs,
    measure,
)
from bench.goals import Report, at_least, at_most, percentile

REQUESTS, REPETITIONS = 2_000, 3
MOST_P99_MS = 100.0


async def report(requests: int = REQUESTS, repetitions: int = REPETITIONS) -> Report:
    """Take them from `make bench-creates`."""
    runs = await measure(requests, repetitions, (BARE, CREATE, NOT_MODIFIED))
    waits_ms = [1000 * wait_s for run in runs[CREATE] for wait_s in run.waits_s]
    return Report(
        figures=(
            at_least(
                "durable POST a second of a core",
                LEAST_CREATES,
                1000 / _api_ms(runs, CREATE),
            ).beside(f"{_api_ms(runs, BARE) / _api_ms(runs, CREATE):.2f} of a bare route"),
            at_most(
                f"... p99 with {IN_FLIGHT} in flight",
                MOST_P99_MS,
                percentile(waits_ms, 0.99),
                " ms",
            ),
            at_least(
                "GET 304 a second of a core",
                LEAST_NOT_MODIFIED,
                1000 / _api_ms(runs, NOT_MODIFIED),
            ).beside(f"{_api_ms(runs, BARE) / _api_ms(runs, NOT_MODIFIED):.2f} of a bare route"),
        ),
        notes=(
            f"{requests} requests a run, median of {repetitions}; by the CPU of the API process.",
            (
                f"On this machine, load generator and Valkey beside it: {_per_s(runs, CREATE):.0f} POST/s"
                f" (bare route {_per_s(runs, BARE):.0f}), {_per_s(runs, NOT_MODIFIED):.0f} GET/s."
            ),
        ),
    )


def _api_ms(runs: Runs, load: Load) -> float:
    return median(run.api_ms for run in runs[load])


def _per_s(runs: Runs, load: Load) -> float:
    return median(run.per_s for run in runs[load])
