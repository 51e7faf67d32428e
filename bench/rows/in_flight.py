"""P4: whether a debate costs more when thousands of calls are in flight, at the same pace."""

from bench.debating import CALLS, SEATS, STAGES, Debates, Window, closed
from bench.deployment import a_deployment
from bench.goals import Figure, Report, at_most, noted

FEW, MANY = 50, 3_000
PER_S = 10.0
"""Debates a second, in both."""
WINDOW_S = 15.0
MOST_TIMES = 2.0
ENOUGH = 0.75
"""Of the calls that are to be in flight: with fewer the machine is full, and nothing is compared."""
PROVIDERS = tuple(f"lab-{number}" for number in range(1, SEATS + 1))
"""One a seat: a process makes 1,000 calls at a time to one provider, and the last has two in 13."""


async def report(
    few: int = FEW, many: int = MANY, per_s: float = PER_S, window_s: float = WINDOW_S
) -> Report:
    """Let models take as long as it needs for that many calls to be in flight."""
    little = await _with(few, per_s, window_s)
    much = await _with(many, per_s, window_s)
    return Report(
        figures=(_figure(little, much, few, many),),
        notes=tuple(
            f"{window.in_flight:,.0f} calls in hand at the models (most {window.after.most_in_flight:,}),"
            f" {window.calls / window.wall_s:.0f} calls/s, {window.per_s:.1f} debates/s."
            f" {window.told()}."
            for window in (little, much)
        ),
    )


def _figure(little: Window, much: Window, few: int, many: int) -> Figure:
    cheap_ms, dear_ms = little.ours_ms_by_calls, much.ours_ms_by_calls
    told = f"{cheap_ms:.1f} and {dear_ms:.1f} ms"
    what = f"CPU a debate, {many:,} calls in flight to {few},"
    if much.in_flight < ENOUGH * many:
        return noted(what, f"not decided: {much.in_flight:,.0f} reached").more(told)
    return at_most(what, MOST_TIMES, dear_ms / cheap_ms).more(told)


async def _with(calls: int, per_s: float, window_s: float) -> Window:
    """Hold debates at that pace, so that on average so many calls are in flight."""
    delay_s = calls / (CALLS * per_s)
    debate_s = STAGES * delay_s
    with a_deployment(dict.fromkeys(PROVIDERS, f"d={1000 * delay_s:.0f}")) as deployed:
        # After a round of debates and some they are spread as evenly as they will be.
        return await closed(
            Debates(deployed, PROVIDERS),
            max(1, round(debate_s * per_s)),
            warm_s=max(debate_s * 1.2, min(window_s, 3.0)),
            window_s=window_s,
            spread_s=debate_s,
        )
