"""The page of numbers that Prometheus reads: those of this process, and those of the stores."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric as Family
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from typing_extensions import override

from service.domain.errors import StoreUnavailableError
from service.domain.jobs import Lane
from service.glance import Glance
from service.metrics import table
from service.metrics.counting import Metrics
from service.metrics.table import Metric
from service.store.figures import Figures, LaneFigures, StoreFigures

OPEN_METRICS = "application/openmetrics-text"
WITHIN_S = 1.5
"""In how long a store has to answer: a page without it comes in time for those who scrape."""
KEPT_S = 1.0

Series = tuple[tuple[str, ...], float]
"""The values of the labels but for the shard, and the number."""
LANES = {Lane.DEBATES: "debates", Lane.DELIVER: "deliver", Lane.RETRY: "retry"}


class Exposition:
    """Writes the page; those who ask for it at once share one look at the stores."""

    def __init__(self, metrics: Metrics, shards: Mapping[str, Figures]) -> None:
        """Take the stores by the names of their shards."""
        self._metrics = metrics
        self._shards = shards
        self._glance = Glance(self._look, kept_s=KEPT_S)

    async def page(self, accept: str | None) -> tuple[str, bytes]:
        """Return media type and text, in the form that the reader asks for."""
        stores = await self._glance.seen()
        # What else a header may say, the library would repeat.
        wanted = OPEN_METRICS if OPEN_METRICS in (accept or "") else ""
        encode, media_type = choose_encoder(wanted)
        return media_type, encode(_Page(self._metrics, stores))

    async def _look(self) -> dict[str, StoreFigures | None]:
        seen = await asyncio.gather(*(_figures(store) for store in self._shards.values()))
        return dict(zip(self._shards, seen, strict=True))


async def _figures(store: Figures) -> StoreFigures | None:
    """Return what a store tells; None while it does not answer."""
    try:
        async with asyncio.timeout(WITHIN_S):
            return await store.read()
    except (StoreUnavailableError, TimeoutError):
        return None


class _Page(Collector):
    def __init__(self, metrics: Metrics, stores: Mapping[str, StoreFigures | None]) -> None:
        self._metrics = metrics
        self._stores = stores

    @override
    def collect(self) -> Iterable[Family]:
        yield from self._metrics.registry.collect()
        for metric in table.TABLE:
            if metric.of_store:
                yield self._family(metric)

    def _family(self, metric: Metric) -> Family:
        kind = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
        family = kind(metric.name, metric.help, labels=metric.labels)
        for shard, figures in self._stores.items():
            for labels, number in _series(metric, figures):
                family.add_metric((shard, *labels), number)
        return family


def _series(metric: Metric, figures: StoreFigures | None) -> Iterator[Series]:
    """Yield what one store tells of one metric."""
    if metric is table.STORE_UP:
        yield (), figures is not None
    elif figures is not None:
        yield from TOLD[metric.name](figures)


def _accepted(figures: StoreFigures) -> Iterator[Series]:
    yield (), figures.debates.accepted


def _ended(figures: StoreFigures) -> Iterator[Series]:
    yield from figures.debates.ended.items()


def _active(figures: StoreFigures) -> Iterator[Series]:
    yield from (((status,), number) for status, number in figures.debates.active.items())


def _by_lane(number: Callable[[LaneFigures], float], figures: StoreFigures) -> Iterator[Series]:
    yield from (((LANES[lane],), number(of_lane)) for lane, of_lane in figures.lanes.items())


TOLD: Mapping[str, Callable[[StoreFigures], Iterator[Series]]] = {
    table.DEBATES_ACCEPTED.name: _accepted,
    table.DEBATES_ENDED.name: _ended,
    table.DEBATES_ACTIVE.name: _active,
    table.QUEUE_DEPTH.name: partial(_by_lane, lambda lane: lane.waiting),
    table.QUEUE_AGE.name: partial(_by_lane, lambda lane: lane.oldest_s),
    table.JOBS_RUNNING.name: partial(_by_lane, lambda lane: lane.running),
    table.LEASES_REAPED.name: partial(_by_lane, lambda lane: lane.reaped),
}
"""What a store that answers tells of each metric."""
