"""The goals can still be measured; what comes of it is for `make bench` to say."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from bench.debating import CALLS, Debates, NotHeldError, a_body
from bench.deployment import a_deployment
from bench.goal_process import GOALS
from bench.goals import Report
from bench.panel_server import a_panel_server
from bench.performance import NotMeasuredError, measure
from bench.rows import (
    creating,
    depth,
    in_flight,
    latency,
    open_load,
    peers,
    prompts,
    starting,
    store,
    streaming,
    tail,
    throughput,
)
from tests.support.commands import ROOT, is_gone
from tests.support.patience import PATIENCE_S, comes_true

SHORT = {"warm_s": 0.2, "window_s": 1.0}
A_LITTLE: dict[str, Callable[[], Awaitable[Report]]] = {
    "P1": partial(latency.report, debates=2, warm_ups=0),
    "P2": partial(throughput.report, in_flight=2, debates=2, **SHORT),
    "P3": partial(peers.report, many=2, few=1, **SHORT),
    "P4": partial(in_flight.report, few=4, many=8, per_s=4, window_s=1),
    "P5": partial(open_load.report, per_s=2, for_s=1, delay_s=0.05, slower=()),
    "P6": partial(creating.report, requests=70, repetitions=1),
    "P7": partial(streaming.report, clients=6, events=2, watched_s=0.2),
    "P8": partial(store.report, debates=1, watched_s=1, **SHORT),
    "P9": partial(starting.report, watched_s=0.5, times=1),
    "P10": prompts.report,
    "P11": partial(tail.report, per_s=4, for_s=0.6, warm_ups=1, scale=0.01),
    "P12": partial(depth.report, finished=200, queued=120, turns=1, measured=1),
}


@pytest.mark.parametrize("goal", GOALS)
async def test_every_goal_is_measured(goal: str) -> None:
    report = await A_LITTLE[goal]()

    assert report.figures
    assert all(figure.asks and figure.measured for figure in report.figures)
    assert report.notes


async def test_a_debate_is_held_with_the_calls_that_it_needs_and_a_summary_that_holds() -> None:
    with a_deployment({"lab": "d=1"}) as deployed:
        url = f"http://127.0.0.1:{deployed.port}"
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
            headers = {"Content-Type": "application/json", "Prefer": "wait=60"}
            held = (await client.post("/v1/debates", content=a_body(), headers=headers)).json()
            summary = (await client.get(f"/v1/debates/{held['id']}/summary")).json()
        count = await asyncio.to_thread(deployed.models.count)

    assert (held["status"], held["degraded"], held["progress"]["round"]) == ("completed", False, 2)
    assert summary["source"] == "model"
    assert summary["verification"]["repaired"] == summary["verification"]["dropped"] == 0
    assert count.calls == CALLS


async def test_models_scatter_stall_and_turn_away_as_their_path_says() -> None:
    with a_panel_server() as models:
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client:
            asked = {"model": "A", "messages": []}
            refused = await client.post(f"{models.url}/e=1/v1/chat/completions", json=asked)
            slow = await client.post(f"{models.url}/d=20,s=0.2,k=1,m=40/v1/x", json=asked)
        count = models.count()

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert slow.status_code == 200
    assert count.waited_s == 0.04
    assert (count.calls, count.turned_away, count.in_flight) == (2, 1, 0)


async def test_a_debate_that_is_not_taken_ends_the_measurement() -> None:
    with (
        a_deployment({"lab": "d=1"}) as deployed,
        pytest.raises(NotHeldError, match="no provider 'nobody'"),
    ):
        await Debates(deployed, ("nobody",)).hold()


def test_a_goal_that_cannot_be_measured_says_why() -> None:
    with pytest.raises(NotMeasuredError, match="invalid choice: 'P0'"):
        measure("P0")


def test_a_measurement_that_is_told_to_stop_leaves_no_process() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.goal_process", "P2"], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    with process:
        assert comes_true(lambda: len(_family(process.pid)) >= 4)
        started = _family(process.pid)
        process.send_signal(signal.SIGTERM)
        process.wait(30)

    assert comes_true(lambda: all(is_gone(pid) for pid in started))


def _family(pid: int) -> list[int]:
    """Return the processes that this one has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
