"""A collector of traces on loopback, in threads of its own, that keeps the spans it is sent.

    with Collector() as collector:
        ...                                      # export to collector.url
        collector.named("run_round")

`exporting` is the tracer of a process under test, `a_black_hole` a collector that never answers.
"""

import asyncio
import contextlib
import gzip
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import msgspec
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from typing_extensions import override

from service.tracing.exporting import Exporting

PATH = "/v1/traces"
KINDS = {
    Span.SPAN_KIND_SERVER: "server",
    Span.SPAN_KIND_CLIENT: "client",
    Span.SPAN_KIND_CONSUMER: "consumer",
}


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """A span as it was sent, ids in hexadecimal digits."""

    trace_id: str
    id: str
    parent: str
    """Empty where it has none."""
    name: str
    kind: str
    facts: Mapping[str, Any]
    failed: bool
    said: str
    """What its status says."""
    sender: Mapping[str, Any]

    @property
    def texts(self) -> tuple[str, ...]:
        """Return every text in it."""
        values = (*self.facts.values(), *self.sender.values())
        return (self.name, self.said, *map(str, values))


class Collector:
    """The collector."""

    def __init__(self) -> None:
        self.spans: list[Collected] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._serving = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        """Return what `OTEL_EXPORTER_OTLP_ENDPOINT` is to be."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def named(self, name: str) -> list[Collected]:
        return [span for span in self.spans if span.name == name]

    def of_kind(self, kind: str) -> list[Collected]:
        return [span for span in self.spans if span.kind == kind]

    def __enter__(self) -> Self:
        self._serving.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._serving.join()
        self._server.server_close()


@contextlib.asynccontextmanager
async def exporting(collector: Collector) -> AsyncIterator[Exporting]:
    """Give a tracer whose spans are at the collector when the block has ended."""
    tracer = Exporting("roundtable", OTLPSpanExporter(endpoint=f"{collector.url}{PATH}"))
    try:
        yield tracer
    finally:
        await asyncio.to_thread(tracer.close)


@contextlib.contextmanager
def a_black_hole() -> Iterator[str]:
    """Give the address of a collector that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _handler_of(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            known = self.path == PATH
            if known:
                zipped = self.headers.get("content-encoding") == "gzip"
                collector.spans += _read(gzip.decompress(body) if zipped else body)
            self.send_response(200 if known else 404)
            self.send_header("content-length", "0")
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


def _read(body: bytes) -> list[Collected]:
    request = ExportTraceServiceRequest.FromString(body)
    return [
        Collected(
            trace_id=span.trace_id.hex(),
            id=span.span_id.hex(),
            parent=span.parent_span_id.hex(),
            name=span.name,
            kind=KINDS[span.kind],
            facts=_facts(span.attributes),
            failed=span.status.code == Status.STATUS_CODE_ERROR,
            said=span.status.message,
            sender=_facts(of_one.resource.attributes),
        )
        for of_one in request.resource_spans
        for scope in of_one.scope_spans
        for span in scope.spans
    ]


def _facts(attributes: Sequence[KeyValue]) -> dict[str, Any]:
    return {attribute.key: _value(attribute.value) for attribute in attributes}


def _value(value: AnyValue) -> Any:  # noqa: ANN401 - of any type
    which = value.WhichOneof("value")
    if which == "array_value":
        return tuple(_value(each) for each in value.array_value.values)
    return getattr(value, str(which))
