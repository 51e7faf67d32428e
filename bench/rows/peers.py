"""P3: the service beside its peers, of which one is at hand: the OpenAI SDK, and nothing around it.

Peers whose programs are no part of this project are not run, and no figures of theirs are copied.
"""

from bench.ceiling.process import Held, held_by
from bench.debating import Debates, Window, closed
from bench.deployment import a_deployment
from bench.goals import Figure, Report, at_least, noted

DELAY_MS = 50.0
MANY, FEW = 128, 32
WARM_S, WINDOW_S = 5.0, 10.0
SDK = "OpenAI SDK"
LEAST_TIMES_AS_MANY, LEAST_TIMES_THE_CPU = 4.0, 3.0
ELSEWHERE = "karpathy/llm-council, llm-council-core, MoA, AutoGen"


async def report(
    many: int = MANY, few: int = FEW, warm_s: float = WARM_S, window_s: float = WINDOW_S
) -> Report:
    """Hold as many debates at a time with both."""
    with a_deployment({"lab": f"d={DELAY_MS:g}"}) as deployed:
        ours: dict[int, Window] = {}
        sdk: dict[int, Held] = {}
        for in_flight in (few, many):
            ours[in_flight] = await closed(
                Debates(deployed), in_flight, warm_s=warm_s, window_s=window_s
            )
            sdk[in_flight] = await held_by(
                SDK,
                deployed.models,
                delay_ms=DELAY_MS,
                in_flight=in_flight,
                debates=in_flight,
            )
    return Report(
        figures=(
            *(
                figure
                for in_flight, asked in ((few, False), (many, True))
                for figure in _beside(in_flight, ours[in_flight], sdk[in_flight], fast=asked)
            ),
            noted(ELSEWHERE, "not measured here"),
        ),
        notes=(
            (
                "The SDK holds the same 13 calls in memory, one client with its defaults: nothing"
                " stored, queued, checked or told."
            ),
        ),
    )


def _beside(in_flight: int, ours: Window, sdk: Held, *, fast: bool) -> tuple[Figure, ...]:
    told_s = f"{ours.per_s:.1f} and {sdk.per_s:.1f}/s"
    told_ms = f"{ours.ours_ms:.1f} and {sdk.cpu_ms:.1f} ms"
    quicker, cheaper = ours.per_s / sdk.per_s, sdk.cpu_ms / ours.ours_ms
    # The goals are about throughput when there is much to do, and CPU when there is less.
    if fast:
        return (
            at_least(
                f"{in_flight} in flight, debates/s to the SDK's",
                LEAST_TIMES_AS_MANY,
                quicker,
            ).more(told_s),
            noted(f"{in_flight} in flight, CPU of the SDK to ours", f"{cheaper:.2f} ({told_ms})"),
        )
    return (
        at_least(
            f"{in_flight} in flight, CPU of the SDK to ours",
            LEAST_TIMES_THE_CPU,
            cheaper,
        ).more(told_ms),
        noted(f"{in_flight} in flight, debates/s to the SDK's", f"{quicker:.2f} ({told_s})"),
    )
