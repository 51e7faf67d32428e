"""The chart takes the settings that the service takes, and what it renders is a start of it."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from cli.configuration import PREFIX, ROWS
from service.domain.errors import SettingsError
from service.providers.configuration import configure
from service.providers.specs import SPECS
from service.settings import read_settings
from tests.support.chart import CHART, VALUES, Pod, Rendered, name_of, rendered

SCHEMA: dict[str, Any] = json.loads((CHART / "values.schema.json").read_text())
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
SETTINGS: Mapping[str, Any] = SCHEMA["properties"]["settings"]["properties"]
OURS = {PREFIX + name for name in ROWS}
SECRET = {"ROUNDTABLE_SECRET_KEY", "ROUNDTABLE_API_KEY", "ROUNDTABLE_WEBHOOK_SECRET"}
OF_PROVIDERS = {
    *(spec.address_variable for spec in SPECS if spec.address_variable),
    *(name for spec in SPECS for name in re.findall(r"\{([A-Z_]+)\}", spec.base_url)),
}
AUTHORITIES = {"SSL_CERT_FILE", "SSL_CERT_DIR"}

FREE = {
    *(name for name in SETTINGS if SETTINGS[name] == {"$ref": "#/definitions/free"}),
    *("ROUNDTABLE_DATA_DIR", "ROUNDTABLE_URL"),
    *AUTHORITIES,
    *(name for name in OF_PROVIDERS if not name.endswith("_BASE_URL")),
}
"""What may be anything, and what the chart sets itself and says so."""
TEXTS = (
    *("", "on", "off", "OFF", "No", "maybe", "json", "JSON", "console", "local", "replicas:1"),
    *("replicas:16", "replicas:17", "replicas:0", "reference", "current", "currently", "sim/a"),
    *("sim/a,sim/b", "sim/a, sim/b ,sim/c", ",".join(f"sim/{n}" for n in range(6))),
    *(",".join(f"sim/{n}" for n in range(count)) for count in (5, 12, 13)),
    *("-1", "1.5", "007", "0.19", "0.2", "0.04", "0.05", "1e3", "60/", "/60", "60/60", "0/60"),
    *("60/86400", "60/86401", "1000000/1", "1000001/1", "inside:8080", "inside", "[fd00::1]:80"),
    *("10.0.0.1:80,inside:81", "http://there", "https://there/v1", "ftp://there", "there", "{{ x }}"),
)  # fmt: skip
DAYS = 'settings={"ROUNDTABLE_RETENTION_DAYS": '
TAKEN = (
    (DAYS + '"30"}',),
    ('settings={"ROUNDTABLE_DATA_DIR": "/tmp/{{ .Values.port }}\'\\"\\n$(HOME)"}',),
    ('settings={"ROUNDTABLE_LOG_FORMAT": "", "ROUNDTABLE_SIM": 0}', "secretEnv=null"),
    ('settings={"ROUNDTABLE_RATE_LIMIT": false, "ROUNDTABLE_WAIT_AOF": false}',),
    ('settings={"ROUNDTABLE_LEASE_SECONDS": 0.9, "ROUNDTABLE_BEAT_SECONDS": "0.3"}',),
    (
        "worker.pools=null",
        "store.urls=null",
        "api.podAnnotations=null",
        "ingress.annotations=null",
    ),
    ("api.replicas=0", "worker.replicas=0", "worker.drainSeconds=3600"),
    ("runAs.user=1000700000", "runAs.group=null"),
    ('ingress={"enabled": true, "hosts": ["a.example.com", "b.example.com"]}',),
    ('image={"repository": "images.example.com:5000/debates/roundtable", "tag": "1.0"}',),
    ('providersFile="[[price]] # USD\\nmodel = \\"lab/a\\"\\ninput = 1\\noutput = 2\\n"',),
    ("valkey.enabled=false", 'store.urls=["rediss://there:6380?ssl_cert_reqs=required"]'),
    ("valkey.enabled=false", 'store.urls=["redis+sentinel://[fd00::1]:26380,b/mymaster/1"]'),
)


def test_the_schema_has_every_setting_of_the_service_and_no_other() -> None:
    assert SETTINGS.keys() == (OURS - SECRET) | OF_PROVIDERS | AUTHORITIES
    assert set(SCHEMA["definitions"]["variableName"]["anyOf"][0]["enum"]) == OURS


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - FREE))
def test_a_setting_is_taken_by_the_chart_as_by_the_service(name: str) -> None:
    different = {
        value: taken
        for value in (*TEXTS, *edges(SETTINGS[name]))
        if (taken := is_taken(name, value)) is not is_read(name, value)
    }

    assert different == {}


@pytest.mark.parametrize("values", VALUES, ids=name_of)
def test_what_is_rendered_starts_the_service(values: Path | None, tmp_path: Path) -> None:
    assert_starts(rendered(values), tmp_path)


@pytest.mark.parametrize("sets", TAKEN, ids=str)
def test_what_is_odd_and_allowed_starts_the_service(sets: tuple[str, ...], tmp_path: Path) -> None:
    assert_starts(rendered(None, *sets), tmp_path)


def test_ports_in_addresses_of_stores_are_open() -> None:
    chart = rendered(
        None, "valkey.enabled=false", 'store.urls=["redis+sentinel://a:26380,b/mymaster"]'
    )

    for policy in chart.of_kind("NetworkPolicy"):
        open_ports = {port["port"] for rule in policy["spec"]["egress"] for port in rule["ports"]}
        assert {6379, 26379, 26380} <= open_ports


def edges(schema: Mapping[str, Any]) -> Iterator[str | float]:
    """Yield the least and the most that a number may be, and what is just beyond, as texts too."""
    for form in schema.get("anyOf", ()):
        for edge in (form[bound] for bound in ("minimum", "maximum") if bound in form):
            for number in (edge, edge - 1, edge + 1):
                yield from (number, str(number)) if number >= 0 else ()


def is_taken(name: str, value: str | float) -> bool:
    faults = VALIDATOR.iter_errors({"settings": {name: value}})
    return not any("settings" in fault.instance_path for fault in faults)


def is_read(name: str, value: str | float) -> bool:
    alone = {"ROUNDTABLE_LEASE_SECONDS": "3600"} if name == "ROUNDTABLE_BEAT_SECONDS" else {}
    beside = {"ROUNDTABLE_BEAT_SECONDS": "0.05"} if name == "ROUNDTABLE_LEASE_SECONDS" else {}
    try:
        configure(read_settings({**alone, **beside, name: str(value)}).variables)
    except SettingsError:
        return False
    return True


def assert_starts(chart: Rendered, folder: Path) -> None:
    configs = {config["metadata"]["name"]: config["data"] for config in chart.of_kind("ConfigMap")}
    for pod in chart.pods("api", "worker"):
        environment = dict(variables(pod, configs))
        if "ROUNDTABLE_PROVIDERS_FILE" in environment:
            file = folder / "providers.toml"
            [text] = [
                data["providers.toml"] for data in configs.values() if "providers.toml" in data
            ]
            file.write_text(text)
            environment["ROUNDTABLE_PROVIDERS_FILE"] = str(file)
        configure(read_settings(environment).variables)


def variables(pod: Pod, configs: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what a container finds in its environment; what Kubernetes fills in is made up."""
    [container] = pod.spec["containers"]
    for source in container["envFrom"]:
        yield from configs[source["configMapRef"]["name"]].items()
    names = [variable["name"] for variable in container["env"]]
    assert len(set(names)) == len(names)
    for variable in container["env"]:
        yield variable["name"], variable.get("value") or MADE_UP.get(variable["name"], "x" * 16)


MADE_UP = {
    "ROUNDTABLE_REDIS_URL": "redis://:pw@there:6379/0",
    "ROUNDTABLE_REDIS_URLS": "redis://a:6379,redis://b:6379,redis://c:6379",
}
"""Values of Secrets that are no texts like any other."""
