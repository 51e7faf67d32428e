"""What the chart's parts say of each other is so: selectors, ports, names, volumes, times."""

from collections.abc import Iterator

import pytest

from cli.http_server import LAST_REQUESTS_S
from tests.support.chart import (
    CHART,
    LONG_RUNNING,
    NAMESPACE,
    VALUES,
    Manifest,
    Pod,
    Rendered,
    rendered,
)

CI = CHART / "ci"
MARGIN_S = 5
"""How much later than everything is over a process is killed, at least."""


def test_every_deployment_selects_its_own_pods_alone(chart: Rendered) -> None:
    pods = chart.pods()
    for owner in chart.of_kind(*LONG_RUNNING):
        selected = [
            pod.name for pod in pods if pod.is_selected(owner["spec"]["selector"]["matchLabels"])
        ]
        assert selected == [owner["metadata"]["name"]]


def test_every_service_leads_to_a_port_of_its_pods(chart: Rendered) -> None:
    for service in chart.of_kind("Service"):
        pods = selected(chart, service["spec"]["selector"])
        assert pods
        for pod in pods:
            assert {port["targetPort"] for port in service["spec"]["ports"]} <= pod.ports.keys()


def test_every_long_running_container_is_probed_at_a_port_that_it_has(chart: Rendered) -> None:
    for pod in chart.pods("api", "worker"):
        [container] = pod.spec["containers"]
        live, ready = container["livenessProbe"]["httpGet"], container["readinessProbe"]["httpGet"]
        assert container["startupProbe"]["httpGet"] == live
        assert (live["path"], ready["path"]) == ("/health/live", "/health/ready")
        assert live["port"] == ready["port"] == {"api": "http", "worker": "metrics"}[pod.component]
        assert live["port"] in pod.ports
    for pod in chart.pods("valkey"):
        assert {"livenessProbe", "readinessProbe"} <= pod.spec["containers"][0].keys()


def test_a_process_listens_where_its_ports_say(chart: Rendered) -> None:
    for pod in chart.pods("api", "worker"):
        env = environment(pod)
        assert int(env["ROUNDTABLE_METRICS_PORT"]) == pod.ports["metrics"]
        assert pod.ports.get("http") in {int(env["ROUNDTABLE_PORT"]), None}


def test_a_worker_is_killed_only_after_it_has_drained(chart: Rendered) -> None:
    for pod in chart.pods("worker"):
        drain_s = int(environment(pod)["ROUNDTABLE_DRAIN_SECONDS"])
        assert pod.spec["terminationGracePeriodSeconds"] >= drain_s + MARGIN_S


def test_an_api_is_killed_only_after_its_last_requests(chart: Rendered) -> None:
    for pod in chart.pods("api"):
        [container] = pod.spec["containers"]
        before_s = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {"seconds": 0})
        needed_s = before_s["seconds"] + LAST_REQUESTS_S + MARGIN_S
        assert pod.spec["terminationGracePeriodSeconds"] >= needed_s


def test_an_api_comes_after_the_first_key_unless_it_needs_none(chart: Rendered) -> None:
    for pod in chart.pods("api"):
        first = [container["args"] for container in pod.spec.get("initContainers", ())]
        assert first == ([] if anybody(chart) else [["keys", "wait"]])


def test_what_pods_mount_is_there(chart: Rendered) -> None:
    ours = {config["metadata"]["name"] for config in chart.of_kind("ConfigMap")} | {
        "own-authorities"
    }
    for pod, owner in zip(chart.pods(), chart.of_kind(*LONG_RUNNING, "Pod"), strict=True):
        claims = owner["spec"].get("volumeClaimTemplates", ())
        volumes = {volume["name"] for volume in pod.spec.get("volumes", ())}
        volumes |= {claim["metadata"]["name"] for claim in claims}
        for container in pod.containers:
            assert {mount["name"] for mount in container.get("volumeMounts", ())} <= volumes
            assert all(of["configMapRef"]["name"] in ours for of in container.get("envFrom", ()))
        for volume in pod.spec.get("volumes", ()):
            assert volume.get("configMap", {"name": next(iter(ours))})["name"] in ours


def test_network_policies_are_about_pods_that_are_there(chart: Rendered) -> None:
    for policy in chart.of_kind("NetworkPolicy"):
        spec = policy["spec"]
        concerned = selected(chart, spec["podSelector"]["matchLabels"])
        assert concerned
        for rule in spec["ingress"]:
            ports = {port["port"] for port in rule["ports"]}
            assert all(ports <= set(pod.ports.values()) for pod in concerned)
        for rule in (*spec["ingress"], *spec["egress"]):
            for peer in (*rule.get("from", ()), *rule.get("to", ())):
                if "podSelector" in peer and "namespaceSelector" not in peer:
                    assert selected(chart, peer["podSelector"]["matchLabels"])


def test_every_pod_but_the_test_has_a_network_policy(chart: Rendered) -> None:
    policies = [policy["spec"]["podSelector"] for policy in chart.of_kind("NetworkPolicy")]
    for pod in chart.pods("api", "worker", "valkey") if policies else ():
        assert any(pod.is_selected(selector["matchLabels"]) for selector in policies)


def test_a_worker_is_asked_by_nobody_but_prometheus(chart: Rendered) -> None:
    for policy in chart.of_kind("NetworkPolicy"):
        if policy["metadata"]["name"].endswith("-worker"):
            metrics = {pod.ports["metrics"] for pod in chart.pods("worker")}
            open_ports = {
                port["port"] for rule in policy["spec"]["ingress"] for port in rule["ports"]
            }
            assert open_ports <= metrics
            assert all(rule["from"] for rule in policy["spec"]["ingress"])


def test_disruption_budgets_are_about_pods_that_are_there(chart: Rendered) -> None:
    for budget in chart.of_kind("PodDisruptionBudget"):
        assert selected(chart, budget["spec"]["selector"]["matchLabels"])


def test_who_is_scaled_is_there_and_has_no_number_of_its_own(chart: Rendered) -> None:
    deployments = {d["metadata"]["name"]: d["spec"] for d in chart.of_kind("Deployment")}
    scaled = {
        scaler["spec"]["scaleTargetRef"]["name"]
        for scaler in chart.of_kind("HorizontalPodAutoscaler", "ScaledObject")
    }

    assert scaled == {name for name, spec in deployments.items() if "replicas" not in spec}


def test_the_test_asks_the_service_of_the_api(chart: Rendered) -> None:
    [test] = chart.pods("test")
    url = environment(test)["ROUNDTABLE_URL"]
    services = {
        f"http://{service['metadata']['name']}:{port['port']}"
        for service in chart.of_kind("Service")
        for port in service["spec"]["ports"]
        if port["targetPort"] == "http"
    }

    assert services == {url}
    assert test.annotations["helm.sh/hook"] == "test"


def test_an_ingress_leads_to_the_api_and_holds_streams() -> None:
    chart = rendered(CI / "ingress.yaml")
    [ingress] = chart.of_kind("Ingress")
    [path] = ingress["spec"]["rules"][0]["http"]["paths"]
    ports = {s["metadata"]["name"]: s["spec"]["ports"] for s in chart.of_kind("Service")}
    said = ingress["metadata"]["annotations"]
    backend = path["backend"]["service"]

    assert backend["port"]["name"] in [port["name"] for port in ports[backend["name"]]]
    assert said["nginx.ingress.kubernetes.io/proxy-buffering"] == "off"
    assert int(said["nginx.ingress.kubernetes.io/proxy-read-timeout"]) > 60  # Prefer: wait=60
    assert settings(chart)["ROUNDTABLE_PUBLIC_URL"] == "https://debates.example.com"


def test_monitors_find_the_metrics_of_api_and_workers() -> None:
    chart = rendered(CI / "monitoring.yaml")
    [service_monitor], [pod_monitor] = chart.of_kind("ServiceMonitor"), chart.of_kind("PodMonitor")
    wanted = service_monitor["spec"]["selector"]["matchLabels"]
    [service] = [
        s for s in chart.of_kind("Service") if wanted.items() <= s["metadata"]["labels"].items()
    ]
    [endpoint] = service_monitor["spec"]["endpoints"]
    [pod_endpoint] = pod_monitor["spec"]["podMetricsEndpoints"]

    assert endpoint["port"] in [port["name"] for port in service["spec"]["ports"]]
    assert {pod.component for pod in selected(chart, service["spec"]["selector"])} == {"api"}
    for pod in selected(chart, pod_monitor["spec"]["selector"]["matchLabels"]):
        assert pod.component == "worker"
        assert pod_endpoint["port"] in pod.ports


def test_the_service_of_the_api_has_no_metrics() -> None:
    for values in VALUES:
        for service in rendered(values).of_kind("Service"):
            if service["metadata"]["name"].endswith("-api"):
                assert [port["name"] for port in service["spec"]["ports"]] == ["http"]


@pytest.mark.parametrize(("pool", "shard"), [("one", "1"), ("two", "2")])
def test_keda_counts_the_jobs_of_a_pool(pool: str, shard: str) -> None:
    [scaled] = [
        scaled
        for scaled in rendered(CI / "keda.yaml").of_kind("ScaledObject")
        if scaled["metadata"]["name"].endswith(f"-worker-{pool}")
    ]
    [trigger] = scaled["spec"]["triggers"]
    of = f'namespace="{NAMESPACE}", pod=~"rt-roundtable-.*", shard=~"{shard}"'

    assert trigger["metadata"]["query"] == (
        f"sum(max by (shard, lane) (roundtable_queue_depth{{{of}}}))"
        f" + sum(max by (shard, lane) (roundtable_jobs_running{{{of}}}))"
    )


def test_pools_serve_the_shards_that_they_are_for() -> None:
    served = {
        pod.labels["roundtable/pool"]: environment(pod)["ROUNDTABLE_WORKER_SHARDS"]
        for pod in rendered(CI / "shards.yaml").pods("worker")
    }

    assert served == {"one": "1", "rest": "2,3"}


def test_the_own_store_keeps_what_it_is_told() -> None:
    chart = rendered(None)
    [conf] = [
        c["data"]["valkey.conf"] for c in chart.of_kind("ConfigMap") if "valkey.conf" in c["data"]
    ]
    [store] = chart.pods("valkey")
    [container] = store.spec["containers"]

    assert {"maxmemory-policy noeviction", "appendonly yes"} <= set(conf.splitlines())
    assert container["args"][-2:] == ["--requirepass", "$(REDISCLI_AUTH)"]


def test_settings_are_written_as_the_service_reads_them() -> None:
    given = settings(rendered(CI / "providers.yaml"))

    assert given["ROUNDTABLE_SIM"] == "off"
    assert given["ROUNDTABLE_TENANT_CONCURRENCY"] == "1000000"


@pytest.mark.parametrize("name", ["api", "worker"])
def test_a_change_of_the_settings_replaces_the_pods(name: str) -> None:
    before, after = (
        rendered(None, f'settings={{"ROUNDTABLE_RETENTION_DAYS": {days}}}') for days in (1, 2)
    )

    [old], [new] = before.pods(name), after.pods(name)
    assert old.annotations["checksum/settings"] != new.annotations["checksum/settings"]


def selected(chart: Rendered, labels: Manifest) -> tuple[Pod, ...]:
    return tuple(pod for pod in chart.pods() if pod.is_selected(labels))


def environment(pod: Pod) -> dict[str, str]:
    """Return the variables of a pod's container that have a value of their own."""
    return dict(_values(pod))


def settings(chart: Rendered) -> dict[str, str]:
    [found] = [
        config["data"]
        for config in chart.of_kind("ConfigMap")
        if config["metadata"]["name"].endswith("-settings")
    ]
    return dict(found)


def anybody(chart: Rendered) -> bool:
    return settings(chart).get("ROUNDTABLE_ALLOW_ANONYMOUS") == "on"


def _values(pod: Pod) -> Iterator[tuple[str, str]]:
    [container] = pod.spec["containers"]
    yield from ((v["name"], v["value"]) for v in container["env"] if "value" in v)
