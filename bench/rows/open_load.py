"""P5: debates that come at random moments, whatever becomes of those before: what waits, what fails."""

from collections.abc import Sequence

import msgspec

from bench.debating import STAGES, Debates, Window, opened
from bench.deployment import a_deployment
from bench.goals import Figure, Report, at_most, noted, percentile

DELAY_S = 2.0
PER_S = 60.0
SLOWER = (5.0, 10.0, 15.0, 20.0, 30.0, 45.0)
"""Tried in this order until one does not hold, where the pace that is asked for does not."""
FOR_S = 12.0
PATIENCE_S = 30.0
"""What is not over by then will not be in time."""
MOST_P50_MS, MOST_P99_MS, MOST_MB = 100.0, 500.0, 300.0


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one pace."""

    per_s: float
    window: Window
    added_ms: list[float]
    errors: list[str]
    memory_mb: float

    @property
    def p50_ms(self) -> float:
        """Return what half of them do not exceed."""
        return percentile(self.added_ms, 0.5)

    @property
    def p99_ms(self) -> float:
        """Return what one in a hundred exceeds."""
        return percentile(self.added_ms, 0.99)

    @property
    def holds(self) -> bool:
        """Return whether all went well, and in time."""
        in_time = self.p50_ms <= MOST_P50_MS and self.p99_ms <= MOST_P99_MS
        return in_time and not self.errors

    def told(self) -> str:
        """Return it as a sentence."""
        return (
            f"{self.per_s:g}/s: {len(self.errors)} errors, p50 {self.p50_ms:.0f} ms, p99"
            f" {self.p99_ms:.0f} ms, {self.memory_mb:.0f} MB; {self.window.told()}"
        )


async def report(
    per_s: float = PER_S,
    for_s: float = FOR_S,
    delay_s: float = DELAY_S,
    slower: Sequence[float] = SLOWER,
) -> Report:
    """Try the pace that is asked for; where it does not hold, faster and faster ones from a slow one."""
    first = await _load(per_s, for_s, delay_s)
    loads, holding = [first], first if first.holds else None
    for pace in () if holding else slower:
        loads.append(await _load(pace, for_s, delay_s))
        if not loads[-1].holds:
            break
        holding = loads[-1]
    return Report(
        figures=(
            at_most(f"{per_s:g} debates/s, errors", 0, len(first.errors)),
            at_most("... added, p50", MOST_P50_MS, first.p50_ms, " ms"),
            at_most("... added, p99", MOST_P99_MS, first.p99_ms, " ms"),
            at_most("... memory of all processes", MOST_MB, first.memory_mb, " MB"),
            *_pace(holding),
        ),
        notes=(
            (
                f"Models of {delay_s:g} s; from when a debate was due until its caller has it, less"
                f" {STAGES * delay_s:g} s; each pace for {for_s:g} s, in a deployment of its own; memory"
                " is the sum of the most that each process had."
            ),
            *(load.told() for load in loads),
            *(f"First error: {load.errors[0]}" for load in loads if load.errors),
        ),
    )


def _pace(holding: Load | None) -> tuple[Figure, ...]:
    if holding is None:
        return (noted("the pace that holds", "none of these"),)
    return (
        noted("the pace that holds", f"{holding.per_s:g}/s"),
        at_most("... memory of all processes then", MOST_MB, holding.memory_mb, " MB"),
    )


async def _load(per_s: float, for_s: float, delay_s: float) -> Load:
    with a_deployment({"lab": f"d={1000 * delay_s:g}"}) as deployed:
        debates = Debates(deployed)
        await debates.hold()
        window, took_s, errors = await opened(debates, per_s, for_s, patience_s=PATIENCE_S)
        return Load(
            per_s=per_s,
            window=window,
            added_ms=[1000 * (each_s - STAGES * delay_s) for each_s in took_s],
            errors=errors,
            memory_mb=sum(deployed.most_memory_mb().values()),
        )
