"""P11: how long the slowest debates take with models that scatter, stall and turn calls away.

The models have the medians of a mixed panel, halved: a refusal asks for a second, so that times
cannot be made much shorter without that being most of what is measured.
"""

import asyncio

from bench.debating import CALLS, ROUNDS, Debates, opened
from bench.deployment import a_deployment
from bench.goals import Report, at_most, noted, percentile

MEDIANS_S = (3.0, 4.0, 4.5, 5.5, 7.0, 10.0)
SUMMARY_S = 5.0
LONGEST_S = 90.0
SCATTER = "s=0.35,k=0.02,e=0.01"
PER_S, FOR_S = 6.0, 60.0
WARM_UPS = 30
"""Debates from which the worker learns how long its models take."""
PATIENCE_S = 240.0
"""More than two stalls of the longest kind one after the other."""
MOST_P95, MOST_P99, MOST_EXTRA = 1.75, 2.1, 5.0


async def report(
    per_s: float = PER_S, for_s: float = FOR_S, warm_ups: int = WARM_UPS, scale: float = 1.0
) -> Report:
    """Hold debates that come at random moments; `scale` shortens all times of the models."""
    times_s = [scale * median_s for median_s in (*MEDIANS_S, SUMMARY_S)]
    most = f"m={1000 * scale * LONGEST_S:.0f}"
    providers = {
        f"lab-{number}": f"d={1000 * time_s:.0f},{SCATTER},{most}"
        for number, time_s in enumerate(times_s, start=1)
    }
    ideal_s = ROUNDS * max(times_s[:-1]) + times_s[-1]
    with a_deployment(providers) as deployed:
        debates = Debates(deployed, tuple(providers))
        await asyncio.gather(*(debates.hold() for _ in range(warm_ups)))
        window, took_s, errors = await opened(debates, per_s, for_s, patience_s=PATIENCE_S)
    ratios = [each_s / ideal_s for each_s in took_s]
    needed = CALLS * window.debates
    refused = window.after.turned_away - window.before.turned_away
    extra = 100 * ((window.calls - refused) / max(needed, 1) - 1)
    return Report(
        figures=(
            at_most("p95 over ideal", MOST_P95, percentile(ratios, 0.95)),
            at_most("p99 over ideal", MOST_P99, percentile(ratios, 0.99)),
            at_most("calls made beside those that are needed", MOST_EXTRA, extra, " %"),
            noted("debates not completed, and degraded", f"{len(errors)}, {debates.degraded}"),
        ),
        notes=(
            (
                f"{window.debates} debates, {per_s:g} a second; models with medians of"
                f" {', '.join(f'{time_s:g}' for time_s in times_s[:-1])} s and a summarizer of"
                f" {times_s[-1]:g} s, half of the usual (ideal {ideal_s:g} s, p50"
                f" {percentile(ratios, 0.5):.2f} times that); {SCATTER}, at most"
                f" {scale * LONGEST_S:g} s. {refused} calls ({100 * refused / max(window.calls, 1):.1f} %)"
                " were turned away with 429, after the time of an answer, and made again after a second."
            ),
            *(f"First error: {error}" for error in errors[:1]),
        ),
    )
