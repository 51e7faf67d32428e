"""Whether traces are exported, and with which settings: those that OpenTelemetry has for that.

They are read by its SDK, from the environment. Here is only looked at whether it is wanted at all,
and at what would otherwise be noticed by nobody.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from service.domain.errors import SettingsError
from service.settings import Settings
from service.tracing.tracer import UNTRACED, Tracer

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
FILES = tuple(
    f"OTEL_EXPORTER_OTLP_{of}{what}"
    for of in ("TRACES_", "")
    for what in ("CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY")
)
PROTOCOL = "http/protobuf"
EXPORTER, NO_EXPORTER = "otlp", "none"
URL = re.compile(r"https?://[^\s/?#]+([/?][^\s#]*)?")


@contextlib.contextmanager
def open_tracer(settings: Settings, service: str) -> Iterator[Tracer]:
    """Give what tells of spans under the name of a service, for as long as the block runs.

    Nothing of OpenTelemetry is loaded where no endpoint is set. Raises `SettingsError`.
    """
    if not is_wanted(settings.variables):
        yield UNTRACED
        return
    check(settings.variables)
    from service.tracing.exporting import open_exporting  # noqa: PLC0415 - only where wanted

    with open_exporting(service) as tracer:
        yield tracer


def is_wanted(variables: Mapping[str, str]) -> bool:
    """Return whether traces are to be exported."""
    disabled = variables.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    none = variables.get("OTEL_TRACES_EXPORTER", "").strip() == NO_EXPORTER
    return any(variables.get(name) for name in ENDPOINTS) and not disabled and not none


def check(variables: Mapping[str, str]) -> None:
    """Raise `SettingsError` for what would let no trace arrive; it quotes no address."""
    endpoint = next(name for name in ENDPOINTS if variables.get(name))
    if not _is_url(variables[endpoint]):
        raise SettingsError(f"{endpoint} has to be an http:// or https:// address.")
    protocol = next((name for name in PROTOCOLS if variables.get(name)), PROTOCOLS[0])
    if variables.get(protocol, PROTOCOL) != PROTOCOL:
        message = f"{protocol} is {variables[protocol]!r}: traces are sent by {PROTOCOL} alone."
        raise SettingsError(message)
    exporter = variables.get("OTEL_TRACES_EXPORTER") or EXPORTER
    if exporter != EXPORTER:
        message = f"OTEL_TRACES_EXPORTER is {exporter!r}: it can be {EXPORTER} or {NO_EXPORTER}."
        raise SettingsError(message)
    for name in FILES:
        if variables.get(name) and not Path(variables[name]).is_file():
            raise SettingsError(f"{name} names no file.")


def _is_url(text: str) -> bool:
    try:
        return bool(URL.fullmatch(text)) and urlsplit(text).port != 0
    except ValueError:
        return False
