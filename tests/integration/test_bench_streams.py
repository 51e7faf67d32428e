"""The figures of streams can still be taken; what they are is for `make bench-streams` to say."""

import pytest

from bench.streamed import fanning, resting
from bench.streamed.servers import KINDS, Kind

EITHER = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@EITHER
@pytest.mark.parametrize("streams", [1, 3])
async def test_every_reader_has_every_event(kind: Kind, streams: int) -> None:
    fanned = await fanning.measure(kind, 6, streams=streams, events=2)

    assert fanned.wrong == 0
    assert len(fanned.last_ms) == 2 * streams
    assert 0 < max(fanned.last_ms) < 5_000
    assert fanned.message_us > 0
    assert fanned.others_ms


@EITHER
async def test_clients_that_are_sent_nothing_are_watched(kind: Kind) -> None:
    rest = await resting.measure(kind, 20, for_s=0.5)

    assert rest.connect_s > 0
    assert rest.cpu_percent >= 0
