"""Counting what this process does: one call for each observation, with its row and its labels."""

from functools import lru_cache
from importlib.metadata import version
from typing import Generic, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from service.domain.model_ids import SIMULATED, is_simulated
from service.metrics.table import BUILD_INFO, TABLE, Kind, Metric

Family = TypeVar("Family", Counter, Gauge, Histogram)

MOST_MODELS = 200
"""So many models have a label of their own; the others are counted together."""
OTHER = "other"
KNOWN_IDS = 4_096
"""How many ids of models are remembered with their labels: anybody may ask for any."""


class Metrics:
    """The numbers of one process, from its start on."""

    def __init__(self) -> None:
        # When each series began: as many lines again, of use to nobody.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._counters = {
            row.name: _Children(self._made(Counter, row)) for row in _rows("counter")
        }
        self._gauges = {row.name: _Children(self._made(Gauge, row)) for row in _rows("gauge")}
        self._histograms = {
            row.name: _Children(
                Histogram(
                    row.name, row.help, row.labels, registry=self.registry, buckets=row.buckets
                )
            )
            for row in _rows("histogram")
        }
        self._models = set[str]()
        self.model = lru_cache(KNOWN_IDS)(self._label_of_model)
        """Returns the label of a model by its id: without parameters, and not one too many."""
        self.add(BUILD_INFO, 1, version("roundtable"))

    def count(self, metric: Metric, *labels: str, by: float = 1) -> None:
        """Add to a counter; what is not above 0 adds nothing."""
        if by > 0:
            self._counters[metric.name][labels].inc(by)

    def add(self, metric: Metric, number: float, *labels: str) -> None:
        """Add to a gauge; what is negative is taken off."""
        self._gauges[metric.name][labels].inc(number)

    def observe(self, metric: Metric, number: float, *labels: str) -> None:
        """Put a number into a histogram."""
        self._histograms[metric.name][labels].observe(number)

    def _made(self, kind: type[Family], row: Metric) -> Family:
        return kind(row.name, row.help, row.labels, registry=self.registry)

    def _label_of_model(self, model: str) -> str:
        label = SIMULATED if is_simulated(model) else model
        if label not in self._models and len(self._models) >= MOST_MODELS:
            return OTHER
        self._models.add(label)
        return label


class _Children(dict[tuple[str, ...], Family], Generic[Family]):
    """The series of a metric by their labels, each bound once: the library takes long to find one."""

    def __init__(self, family: Family) -> None:
        super().__init__()
        self._family: Family = family

    def __missing__(self, labels: tuple[str, ...]) -> Family:
        self[labels] = self._family.labels(*labels) if labels else self._family
        return self[labels]


def _rows(kind: Kind) -> tuple[Metric, ...]:
    return tuple(row for row in TABLE if row.kind == kind and not row.of_store)
