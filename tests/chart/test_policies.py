"""What the chart promises about security, whatever the values: restricted, no token, no secrets."""

import ipaddress
import re
from collections.abc import Iterator

from cli.configuration import PREFIX, ROWS
from service.providers.specs import SPECS
from tests.support.chart import CHART, VALUES, Manifest, Rendered, rendered

SECRET = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|HEADERS)$")
PASSWORD = re.compile(r"://[^/\s]*:(?!\$\()[^/\s]*@")
"""A password in an address; one that Kubernetes puts there is `$(...)`."""
SETTINGS = {
    *(PREFIX + name for name in ROWS),
    *(spec.address_variable for spec in SPECS if spec.address_variable),
}
CHARTS_OWN = {"STORE_PASSWORD", "REDISCLI_AUTH", "LIMIT_SECONDS"}
PRIVATE = (
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.1.1",
    "::1",
    "64:ff9b::a00:1",
    "fd00:ec2::254",
    "fe80::1",
)
PUBLIC = ("1.1.1.1", "172.32.0.1", "2606:4700:4700::1111")


def test_every_container_is_restricted(chart: Rendered) -> None:
    for pod in chart.pods():
        for container in pod.containers:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "privileged": False,
                "readOnlyRootFilesystem": True,
                "runAsNonRoot": True,
                "seccompProfile": {"type": "RuntimeDefault"},
            }
            assert container["resources"].keys() == {"requests", "limits"}


def test_every_pod_is_restricted_and_has_no_token(chart: Rendered) -> None:
    for pod in chart.pods():
        assert pod.spec["automountServiceAccountToken"] is False
        assert pod.spec["securityContext"]["runAsNonRoot"] is True
        assert pod.spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.spec.keys()
        assert not any("hostPath" in volume for volume in pod.spec.get("volumes", ()))
    for account in chart.of_kind("ServiceAccount"):
        assert account["automountServiceAccountToken"] is False


def test_a_service_of_that_name_sets_no_variable(chart: Rendered) -> None:
    assert all(pod.spec["enableServiceLinks"] is False for pod in chart.pods())


def test_no_secret_stands_in_any_manifest(chart: Rendered) -> None:
    assert chart.of_kind("Secret") == ()
    for variable in variables(chart):
        if SECRET.search(variable["name"]) or "valueFrom" in variable:
            assert variable.keys() == {"name", "valueFrom"}
        else:
            assert not PASSWORD.search(variable["value"])
    for config in chart.of_kind("ConfigMap"):
        assert not any(SECRET.search(name) for name in config["data"])
        assert not any(PASSWORD.search(text) for text in config["data"].values())


def test_every_setting_is_one_of_the_service(chart: Rendered) -> None:
    given = {variable["name"] for variable in variables(chart)}
    shared = (config for config in chart.of_kind("ConfigMap") if is_settings(config))
    given |= {name for config in shared for name in config["data"]}

    ours = {name for name in given if name.startswith(PREFIX) or name.endswith("_BASE_URL")}
    assert ours <= SETTINGS
    assert {name for name in ("STORE_PASSWORD", "REDISCLI_AUTH") if name in given} <= CHARTS_OWN


def test_workers_reach_what_is_public_and_nothing_private(chart: Rendered) -> None:
    blocks = tuple(ways_out(chart))

    reached = {
        address
        for address in (*PRIVATE, *PUBLIC)
        if any(lets_through(block, address) for block in blocks)
    }
    assert reached == (set(PUBLIC) if blocks else set())


def test_the_way_out_is_narrow_unless_it_is_left_to_others() -> None:
    unrestricted = [values for values in VALUES if not any(ways_out(rendered(values)))]

    assert unrestricted == [CHART / "ci/bare.yaml"]


def test_the_api_reaches_no_provider(chart: Rendered) -> None:
    for policy in policies_of(chart, "api"):
        assert {443} & {
            port["port"] for rule in policy["egress"] for port in rule["ports"]
        } == set()


def test_the_processes_belong_to_whom_the_platform_says() -> None:
    pods = rendered(CHART / "ci/openshift.yaml").pods()

    assert not any("runAsUser" in pod.spec["securityContext"] for pod in pods)


def variables(chart: Rendered) -> Iterator[Manifest]:
    for pod in chart.pods():
        for container in pod.containers:
            yield from container.get("env", ())


def is_settings(config: Manifest) -> bool:
    return str(config["metadata"]["name"]).endswith("-settings")


def policies_of(chart: Rendered, component: str) -> Iterator[Manifest]:
    for policy in chart.of_kind("NetworkPolicy"):
        if policy["metadata"]["labels"]["app.kubernetes.io/component"] == component:
            yield policy["spec"]


def ways_out(chart: Rendered) -> Iterator[Manifest]:
    """Yield the addresses at which workers may find providers and receivers."""
    for policy in policies_of(chart, "worker"):
        for rule in policy["egress"]:
            if any(port["port"] == 443 for port in rule["ports"]):
                yield from (peer["ipBlock"] for peer in rule["to"])


def lets_through(block: Manifest, address: str) -> bool:
    there = ipaddress.ip_address(address)
    denied = any(there in ipaddress.ip_network(text) for text in block["except"])
    return there in ipaddress.ip_network(block["cidr"]) and not denied
