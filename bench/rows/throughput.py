"""P2: how many debates one API and one worker hold, and how near that is to holding them in memory."""

from bench.ceiling.process import Held, held_by
from bench.debating import CALLS, Debates, Window, closed
from bench.deployment import a_deployment
from bench.goals import Report, at_least, at_most

DELAY_MS = 50.0
IN_FLIGHT = 128
WARM_S, WINDOW_S = 6.0, 20.0
DEBATES = 500
"""Of each client in memory."""
LEAST_PER_S, MOST_MS, MOST_TO_CEILING = 60.0, 16.0, 2.0
CEILING = "httpx-aiohttp"
CLIENTS = ("raw asyncio", "aiohttp", CEILING)


async def report(
    in_flight: int = IN_FLIGHT,
    warm_s: float = WARM_S,
    window_s: float = WINDOW_S,
    debates: int = DEBATES,
) -> Report:
    """Keep debates going for a while, then hold some in memory."""
    with a_deployment({"lab": f"d={DELAY_MS:g}"}) as deployed:
        window = await closed(Debates(deployed), in_flight, warm_s=warm_s, window_s=window_s)
        memory_mb = deployed.most_memory_mb()
        floors = {
            client: await held_by(
                client, deployed.models, delay_ms=DELAY_MS, in_flight=in_flight, debates=debates
            )
            for client in CLIENTS
        }
    ceiling = floors[CEILING]
    return Report(
        figures=(
            at_least(
                f"{in_flight} in flight, debates/s,",
                LEAST_PER_S,
                window.per_s,
            ).beside(f"{window.per_s / ceiling.per_s:.2f} of {ceiling.per_s:.0f}/s"),
            at_most(
                "CPU of all processes a debate",
                MOST_MS,
                window.ours_ms,
                " ms",
            ).beside(f"{window.ours_ms / ceiling.cpu_ms:.2f} of {ceiling.cpu_ms:.1f} ms"),
            at_most(
                f"... beside {CEILING} in memory", MOST_TO_CEILING, window.ours_ms / ceiling.cpu_ms
            ),
        ),
        notes=(*_told(window), *_floors(floors), _memory(memory_mb)),
    )


def _told(window: Window) -> tuple[str, ...]:
    cores = sum(window.cpu_s.values()) / window.wall_s
    return (
        window.told(),
        (
            f"Calls a debate {window.calls / max(window.debates, 1):.2f} ({CALLS} are needed);"
            f" {window.in_flight:.0f} in hand at the models; all processes together, load included,"
            f" took {cores:.2f} cores."
        ),
    )


def _floors(floors: dict[str, Held]) -> tuple[str, ...]:
    each = "; ".join(f"{c} {held.cpu_ms:.2f} ms, {held.per_s:.0f}/s" for c, held in floors.items())
    return (f"In memory, with nothing stored: {each}.",)


def _memory(memory_mb: dict[str, float]) -> str:
    each = ", ".join(f"{name} {mb:.0f}" for name, mb in memory_mb.items())
    return f"Memory at most, MB: {each}."
