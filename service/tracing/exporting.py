"""Spans as OpenTelemetry's SDK exports them; the only module that knows it, loaded where wanted.

Spans wait in a bounded queue that a thread of its own empties: when the collector is away they are
dropped, and nobody waits for it.
"""

import contextlib
import threading
import uuid
from collections.abc import Iterator
from importlib.metadata import version
from types import TracebackType
from typing import Generic, Self, cast

from opentelemetry.context import Context, attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    NonRecordingSpan,
    Span as SdkSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    TraceState,
    get_current_span,
    set_span_in_context,
)
from typing_extensions import override

from service.domain.errors import SettingsError
from service.domain.tracing import SAMPLED, Trace
from service.telemetry import logger
from service.tracing.complaints import complaints_told
from service.tracing.tracer import Facts, Place_co, Tracer, failure_code

log = logger(__name__)

FLUSH_S = 1.0
"""How long the last spans may take at the end: less than a worker keeps for what follows its jobs."""


@contextlib.contextmanager
def open_exporting(service: str) -> Iterator[Tracer]:
    """Export what is told in the block as the environment says.

    Raises `SettingsError` when the SDK cannot be set up with it.
    """
    with complaints_told() as complaints:
        try:
            exporting = Exporting(service, OTLPSpanExporter())
        except (ImportError, RuntimeError, ValueError) as error:
            message = f"Traces cannot be exported as the OTEL_ variables say: {error}."
            raise SettingsError(message) from error
        complaints.set_up = True
        try:
            yield exporting
        finally:
            exporting.close()


class Exporting:
    """Tells of spans over an exporter."""

    def __init__(self, service: str, exporter: SpanExporter) -> None:
        self._ids = _Ids()
        self._provider = TracerProvider(
            resource=resource_of(service), id_generator=self._ids, shutdown_on_exit=False
        )
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("roundtable", version("roundtable"))

    def request(self, name: str, caller: Trace | None, facts: Facts) -> "Told[Trace | None]":
        """See `Tracer`: it stands below nothing that goes on here."""
        return Told[Trace | None](self._begun(name, SpanKind.SERVER, caller, facts), caller)

    def job(self, name: str, debate: Trace, facts: Facts) -> "Told[Trace]":
        """See `Tracer`."""
        return Told[Trace](self._begun(name, SpanKind.CONSUMER, debate, facts), debate)

    def call(self, name: str, within: Trace, facts: Facts) -> "Told[Trace]":
        """See `Tracer`."""
        job = get_current_span().get_span_context()
        begun = self._begun(name, SpanKind.CLIENT, within, facts, job if job.is_valid else None)
        return Told[Trace](begun, within)

    def close(self) -> None:
        """Export what is left, for as long as that may take."""
        # Whatever a collector that hangs does, the thread does not keep the process alive.
        closing = threading.Thread(target=self._provider.shutdown, name="last spans", daemon=True)
        closing.start()
        closing.join(FLUSH_S)
        if closing.is_alive():
            log.warning("traces_not_exported", error="There was no time for the last spans.")

    def _begun(
        self,
        name: str,
        kind: SpanKind,
        within: Trace | None,
        facts: Facts,
        above: SpanContext | None = None,
    ) -> SdkSpan:
        above = above or (_above(within) if within else None)
        self._ids.trace_id = int(within.id, 16) if within else None
        context = set_span_in_context(NonRecordingSpan(above), Context()) if above else Context()
        return self._tracer.start_span(name, context, kind, attributes=_plain(facts))


class Told(Generic[Place_co]):
    """A span that is exported when its block is left, unless its sampler leaves it out."""

    def __init__(self, span: SdkSpan, within: Trace | None) -> None:
        self._span = span
        self._state = within.state if within else ""

    @property
    def trace(self) -> Place_co:
        """See `Span`."""
        context = self._span.get_span_context()
        return cast(
            "Place_co",
            Trace(
                id=f"{context.trace_id:032x}",
                sampled=context.trace_flags.sampled,
                state=self._state,
                parent=f"{context.span_id:016x}",
            ),
        )

    def __enter__(self) -> Self:
        self._token = attach(set_span_in_context(self._span))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        detach(self._token)
        if error is not None:
            self.fail(failure_code(error))
        self._span.end()

    def note(self, facts: Facts) -> None:
        """See `Span`."""
        self._span.set_attributes(_plain(facts))

    def fail(self, code: str) -> None:
        """See `Span`."""
        self._span.set_attribute("error.type", code)
        self._span.set_status(Status(StatusCode.ERROR, code))


class _Ids(RandomIdGenerator):
    """Draws ids, but for a trace whose first span this is and whose id is known."""

    def __init__(self) -> None:
        self.trace_id: int | None = None

    @override
    def generate_trace_id(self) -> int:
        return self.trace_id or super().generate_trace_id()


def resource_of(service: str) -> Resource:
    """Return what sends the spans; what the environment says of it wins."""
    own = Resource(
        {
            SERVICE_NAME: service,
            "service.version": version("roundtable"),
            "service.instance.id": str(uuid.uuid4()),
        }
    )
    return Resource.create().merge(own).merge(OTELResourceDetector().detect())


def _above(trace: Trace) -> SpanContext | None:
    """Return the span below which a trace goes on; None where it begins."""
    if trace.parent is None and trace.sampled:
        return None
    return SpanContext(
        trace_id=int(trace.id, 16),
        # Who is not sampled has to be told of as below something: what begins would be sampled.
        span_id=int(trace.parent or trace.id[:16], 16) or 1,
        is_remote=True,
        trace_flags=TraceFlags(SAMPLED if trace.sampled else 0),
        trace_state=TraceState.from_header([trace.state]) if trace.state else None,
    )


def _plain(facts: Facts) -> Facts:
    """Return them without what cannot be written as UTF-8, for which all would be lost."""
    return {
        name: fact.encode("utf-8", "replace").decode() if isinstance(fact, str) else fact
        for name, fact in facts.items()
    }
