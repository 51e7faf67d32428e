"""Values that cannot be are refused with a sentence; those that can are in schema and README."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.chart import CHART, VALUES, refusal_of

DEFAULTS: dict[str, Any] = msgspec.yaml.decode((CHART / "values.yaml").read_bytes())
SCHEMA: dict[str, Any] = json.loads((CHART / "values.schema.json").read_text())
ROWS = dict(
    re.findall(r"^\| `([\w.]+)` \| (.*?) \|", (CHART / "README.md").read_text(), re.MULTILINE)
)
"""The README's table: each value, and what stands there as its default."""

REFUSED = {
    "api.replica=3": "additional properties 'replica' not allowed",
    'api.replicas="two"': "at '/api/replicas': got string, want integer",
    'worker.autoscaling.by="kda"': "one of 'none', 'hpa', 'keda'",
    "worker.drainSeconds=3601": "maximum",
    'store.urls=["http://there"]': "does not match pattern",
    'image.digest="sha256:abc"': "does not match pattern",
    'secretEnv={"OPENAI_API_KEY": "sk-real"}': "got string, want object",
    'api.extraEnv=[{"name": "A"}]': "extraEnv",
    'image.tag="latest"': "name a version or a digest",
    'settings={"OPENAI_API_KEY": "sk-real"}': "use secretEnv",
    'settings={"OTEL_EXPORTER_OTLP_HEADERS": "a=b"}': "use secretEnv",
    'settings={"OLLAMA_BASE_URL": "http://me:pw@there"}': "use secretEnv",
    'settings={"ROUNDTABLE_HOST": "::"}': "use host",
    'secretEnv={"ROUNDTABLE_REDIS_URL": {"name": "a", "key": "b"}}': "use store.urls",
    'api.extraEnv=[{"name": "LAB_API_KEY", "value": "x"}]': "use valueFrom",
    "valkey.enabled=false": "There is no store",
    'store.urls=["redis://there:6379"]': "keep one of them",
    "ingress.enabled=true": "name the host",
    "monitoring.monitors.enabled=true": "networkPolicy.metricsFrom",
    "metricsPort=8000": "port of their own",
    'worker.autoscaling.by="keda"': "serverAddress",
    "api.autoscaling.minReplicas=9": "is more than maxReplicas",
    'worker.pools=[{"name": "a", "shards": [1], "replicas": 1},'
    ' {"name": "a", "shards": [2], "replicas": 1}]': "twice",
    'worker.pools=[{"name": "a", "shards": [2], "replicas": 1}]': "leaves out shard 1",
    'worker.pools=[{"name": "a", "shards": [1, 2], "replicas": 1}]': "serves shard 2",
    'settings={"ROUNDTABLE_RETENTION_DAY": 3}': "'ROUNDTABLE_RETENTION_DAY' not allowed",
    'settings={"ROUNTABLE_SIM": false}': "'ROUNTABLE_SIM' not allowed",
    'settings={"ROUNDTABLE_RETENTION_DAYS": 0}': "minimum: got 0, want 1",
    'settings={"ROUNDTABLE_LOG_FORMAT": "xml"}': "one of '', 'json', 'console'",
    'settings={"ROUNDTABLE_BEAT_SECONDS": 2}': "at most a third of",
    'settings={"ROUNDTABLE_SUMMARIZERS": "sim/a, sim/a"}': "a model twice",
    'secretEnv={"ROUNDTABLE_SECRT_KEY": {"name": "a", "key": "b"}}': "ROUNDTABLE_SECRT_KEY",
    'api.extraEnv=[{"name": "ROUNDTABLE_PROT", "value": "1"}]': "/api/extraEnv/0/name",
    'api.extraEnv=[{"name": "ROUNDTABLE_PORT", "value": "1"}]': "use port",
    'api.extraEnv=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]': "already",
    'api.extraEnv=[{"name": "LAB", "value": "http://me:pw@lab"}]': "use valueFrom",
    'api.extraVolumes=[{"name": "tmp", "emptyDir": {}}]': "call it something else",
    'api.extraVolumeMounts=[{"name": "own", "mountPath": "/tmp/"}]': "something is already",
    'api.podLabels={"app.kubernetes.io/name": "a"}': "app.kubernetes.io/name",
    'api.resources.limits.memory="lots"': "does not match pattern",
    'api.resources.limits.memory="64Mi"': "requests more memory (160Mi) than its limit (64Mi)",
    'worker.autoscaling={"by": "hpa", "jobsPerWorker": 100}': "runs 100 jobs at a time",
    'valkey.maxmemory="2gb"': "half as much again",
    "valkey.resources.limits.memory=1073741824": "half as much again",
    "api=null": "missing property 'api'",
    "worker=null": "missing property 'worker'",
    "valkey=null": "missing property 'valkey'",
    "api.service=null": "at '/api': missing property 'service'",
    "networkPolicy.providerExcept=null": "missing property 'providerExcept'",
    'providersFile="hello"': "is no TOML",
    'providersFile="[[model]]"': "has the table model",
    'image.repository="there:1.0"': "does not match pattern",
    'fullnameOverride="1st"': "does not match pattern",
    'host="127.0.0.1"': "no probe reaches",
    'ingress={"enabled": true, "hosts": ["*.example.com"]}': "say in publicUrl",
    'test.apiKeyFrom.name="key"': "set test.apiKeyFrom.key",
}  # fmt: skip
"""What is set, and a part of what is said about it."""


@pytest.mark.parametrize(("given", "said"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(given: str, said: str) -> None:
    assert said in refusal_of(given)


@pytest.mark.parametrize("password", ["redis://:pw@there:6379", "redis://there?password=pw"])
def test_a_password_in_an_address_is_refused_and_not_repeated(password: str) -> None:
    said = refusal_of("valkey.enabled=false", f'store.urls=["{password}"]')

    assert "name that in store.urlFrom" in said
    assert "pw" not in said


@pytest.mark.parametrize(
    "line",
    [
        'api_key = "sk-live-1"',
        '"api_key"="sk-live-1"',
        'api_key_env = "sk-live-1"',
        'base_url = "http://me:sk-live-1@there"',
        'headers = {Authorization = "sk-live-1"}',
    ],
)
def test_a_secret_in_the_providers_file_is_refused_and_not_repeated(line: str) -> None:
    said = refusal_of(f"providersFile={json.dumps(f'[[provider]]{chr(10)}  {line}')}")

    assert "which secretEnv names" in said or "has the name of the variable" in said
    assert "sk-live-1" not in said


@pytest.mark.parametrize(
    "opened", ['ingress={"enabled": true, "hosts": ["a.b"]}', 'api.service.type="NodePort"']
)
def test_who_needs_no_key_is_not_let_in_from_everywhere(opened: str) -> None:
    assert "everybody spend your money" in refusal_of("allowAnonymous=true", opened)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://there?ssl_ca_certs=/etc/roundtable/store/ca.crt", "begin it with rediss"),
        ("rediss://there", "add ?ssl_ca_certs"),
    ],
)
def test_what_is_mounted_is_used(url: str, said: str) -> None:
    assert said in refusal_of(
        "valkey.enabled=false", 'store.tlsSecret="ca"', f"store.urls={json.dumps([url])}"
    )


def test_a_file_of_no_secret_is_refused() -> None:
    url = "rediss://there?ssl_ca_certs=/etc/roundtable/store/ca.crt"

    said = refusal_of("valkey.enabled=false", f"store.urls={json.dumps([url])}")

    assert "name the Secret in store.tlsSecret" in said


def test_the_schema_knows_each_value_and_no_other() -> None:
    assert set(known(SCHEMA)) - {"global"} == set(paths(DEFAULTS, depth=8))


def test_the_readme_has_a_row_for_each_value_and_no_other() -> None:
    every = set(paths(DEFAULTS, depth=8))
    leaves = {path for path in every if not any(other.startswith(f"{path}.") for other in every)}
    missing = {
        leaf
        for leaf in leaves
        if not any(leaf == row or leaf.startswith(f"{row}.") for row in ROWS)
    }

    assert (missing, set(ROWS) - every) == (set(), set())


def test_the_readme_has_the_defaults() -> None:
    wrong = {
        row: default
        for row, default in ROWS.items()
        if not isinstance(value := at(row), dict | list) and default != f"`{json.dumps(value)}`"
    }

    assert wrong == {}


def test_every_switch_is_tried() -> None:
    tried = [values_of(path) for path in VALUES if path]
    switches = {path for path in paths(DEFAULTS, depth=8) if isinstance(at(path), bool)}

    never = {
        switch
        for switch in switches
        if not any(at(switch, given) is (not at(switch)) for given in tried)
    }
    assert never - WITHOUT_THEIR_FILES == set()


def values_of(path: Path) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.yaml.decode(path.read_bytes())
    return values


def paths(values: Mapping[str, Any], *, depth: int, above: str = "") -> Iterator[str]:
    """Yield the names of values, those of maps and of what is in them."""
    for name, value in values.items():
        yield f"{above}{name}"
        if isinstance(value, dict) and depth > 1 and f"{above}{name}" not in FREE:
            yield from paths(value, depth=depth - 1, above=f"{above}{name}.")


def known(schema: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Yield the names of the values that a schema lets through."""
    for name, of in schema.get("properties", {}).items():
        yield f"{above}{name}"
        if f"{above}{name}" not in FREE:
            yield from known(resolved(of), f"{above}{name}.")


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    definition: Mapping[str, Any] = SCHEMA["definitions"].get(
        str(schema.get("$ref")).rpartition("/")[2], schema
    )
    return definition


def at(path: str, values: Mapping[str, Any] = DEFAULTS) -> object:
    """Return the value of that name, or None."""
    value: Any = values
    for name in path.split("."):
        value = (value or {}).get(name)
    return value


FREE = frozenset(
    {
        "settings",
        "ingress.annotations",
        "monitoring.dashboard.labels",
        *(f"{component}.resources" for component in ("api", "worker", "valkey")),
        *(f"{component}.strategy" for component in ("api", "worker")),
    }
)
"""Maps whose names are the operator's or Kubernetes' own."""

WITHOUT_THEIR_FILES = {
    switch
    for switch, file in {
        "monitoring.rules.enabled": "files/alerts.yaml",
        "monitoring.dashboard.enabled": "files/dashboard.json",
    }.items()
    if not (CHART / file).exists()
}
"""Switches that are refused, because what they are for is not in the chart."""
