"""P7: thousands of readers of one event stream, and how soon the last of them has what happens."""

from statistics import median

from bench.goals import Report, at_most
from bench.streamed import fanning, resting
from bench.streamed.servers import bare, ours
from cli.connections import allow_many_connections

CLIENTS = 5_000
EVENTS = 10
WATCHED_S = 5.0


async def report(
    clients: int = CLIENTS, events: int = EVENTS, watched_s: float = WATCHED_S
) -> Report:
    """Take them from `make bench-streams`, with more readers."""
    allow_many_connections()
    rest = await resting.measure(ours, clients, for_s=watched_s)
    fanned = await fanning.measure(ours, clients, streams=1, events=events)
    floor = await fanning.measure(bare, clients, streams=1, events=events)
    typical_ms, floor_ms = median(fanned.last_ms), median(floor.last_ms)
    return Report(
        figures=(
            at_most(
                f"{clients:,} readers, memory of each", resting.MOST_KB, rest.client_kb, " kB"
            ),
            at_most("... events lost, doubled or cut off", 0, fanned.wrong),
            at_most(
                "... last reader has an event after",
                fanning.MOST_MS,
                typical_ms,
                " ms",
            )
            .more(f"most {max(fanned.last_ms):.0f}")
            .beside(f"{typical_ms / floor_ms:.2f} of a bare route's {floor_ms:.0f} ms"),
        ),
        notes=(
            (
                f"Median of {events} events; {fanned.message_us:.0f} us of the server for one event to"
                f" one reader (bare route {floor.message_us:.0f})."
            ),
        ),
    )
