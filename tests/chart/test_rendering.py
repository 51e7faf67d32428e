"""What is rendered is valid for each Kubernetes that the chart is for, pinned and repeatable."""

import re
from pathlib import Path

import kubernetes_validate  # type: ignore[import-untyped]  # typed, but it does not say so
import msgspec
import pytest

from tests.support.chart import CHART, VALUES, Rendered, rendered, text_of
from tests.support.tools import run

KUBERNETES = ("1.30", "1.33", "1.35")
OF_OPERATORS = {
    "PodMonitor": "monitoring.coreos.com/v1",
    "PrometheusRule": "monitoring.coreos.com/v1",
    "ScaledObject": "keda.sh/v1alpha1",
    "ServiceMonitor": "monitoring.coreos.com/v1",
}
"""Kinds that Kubernetes itself does not know, and that only get looked at in `test_wiring`."""
PINNED = re.compile(r"[^\s:@]+(:[0-9][\w.-]*|@sha256:[0-9a-f]{64})")


def test_lint_has_nothing_to_say(values: Path | None) -> None:
    given = ("--values", values) if values else ()

    said = run("helm", "lint", "--strict", ".", *given, cwd=CHART)

    assert "[WARNING]" not in said


@pytest.mark.parametrize("version", KUBERNETES)
def test_everything_is_valid_for_each_kubernetes(version: str) -> None:
    every = (manifest for values in VALUES for manifest in rendered(values).manifests)
    different = {msgspec.json.encode(manifest, order="sorted"): manifest for manifest in every}

    for manifest in different.values():
        if manifest["kind"] in OF_OPERATORS:
            assert manifest["apiVersion"] == OF_OPERATORS[manifest["kind"]]
        else:
            assert kubernetes_validate.validate(manifest, version, strict=True) == version


def test_a_field_that_kubernetes_does_not_know_is_noticed() -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "api"},
        "spec": {"prots": []},
    }

    with pytest.raises(kubernetes_validate.ValidationError, match="prots"):
        kubernetes_validate.validate(service, KUBERNETES[0], strict=True)


def test_the_same_values_make_the_same(values: Path | None) -> None:
    assert text_of.__wrapped__(values) == text_of(values)


def test_every_image_is_pinned(chart: Rendered) -> None:
    images = [container["image"] for pod in chart.pods() for container in pod.containers]

    assert [image for image in images if not PINNED.fullmatch(image)] == []


def test_no_two_of_a_kind_have_the_same_name(chart: Rendered) -> None:
    names = [(manifest["kind"], manifest["metadata"]["name"]) for manifest in chart.manifests]

    assert len(set(names)) == len(names)


def test_a_digest_names_the_image_alone() -> None:
    [values] = (CHART / "ci").glob("placement.yaml")

    assert "images.example.com/roundtable@sha256:" in text_of(values)
