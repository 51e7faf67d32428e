"""The Helm chart, rendered as its users render it, and its pods and containers to look at."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from tests.support.commands import ROOT
from tests.support.patience import PATIENCE_S
from tests.support.tools import path_of, run

CHART = ROOT / "helm/roundtable"
VALUES = (None, *sorted((CHART / "ci").glob("*.yaml")))
"""What the chart is rendered with: nothing, and each of these files."""
RELEASE, NAMESPACE = "rt", "debates"
BETWEEN_DOCUMENTS = re.compile(r"^---$", re.MULTILINE)
LONG_RUNNING = ("Deployment", "StatefulSet")

Manifest = Mapping[str, Any]


class Pod(msgspec.Struct, frozen=True, kw_only=True):
    """A pod as the chart asks for it, be it by a Deployment or by itself."""

    kind: str
    """Of what asks for it."""
    name: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    spec: Manifest

    @property
    def component(self) -> str:
        return self.labels["app.kubernetes.io/component"]

    @property
    def containers(self) -> tuple[Manifest, ...]:
        """Return all of them, those that come first included."""
        return (*self.spec.get("initContainers", ()), *self.spec["containers"])

    @property
    def ports(self) -> dict[str, int]:
        """Return its ports by their names."""
        every = (port for container in self.containers for port in container.get("ports", ()))
        return {port["name"]: port["containerPort"] for port in every}

    def is_selected(self, labels: Mapping[str, str]) -> bool:
        return labels.items() <= self.labels.items()


class Rendered(msgspec.Struct, frozen=True):
    """Everything that one set of values makes."""

    manifests: tuple[Manifest, ...]

    def of_kind(self, *kinds: str) -> tuple[Manifest, ...]:
        return tuple(manifest for manifest in self.manifests if manifest["kind"] in kinds)

    def pods(self, *components: str) -> tuple[Pod, ...]:
        """Return all pods, or those of these components."""
        return tuple(pod for pod in self._pods() if not components or pod.component in components)

    def _pods(self) -> Iterator[Pod]:
        for manifest in self.of_kind(*LONG_RUNNING, "Pod"):
            pod = manifest if manifest["kind"] == "Pod" else manifest["spec"]["template"]
            yield Pod(
                kind=manifest["kind"],
                name=manifest["metadata"]["name"],
                labels=pod["metadata"]["labels"],
                annotations=pod["metadata"].get("annotations", {}),
                spec=pod["spec"],
            )


@cache
def text_of(values: Path | None, *sets: str) -> str:
    """Return what `helm template` prints for a file of values and for `--set`s."""
    return run("helm", *_arguments(values, *sets), cwd=CHART)


@cache
def rendered(values: Path | None, *sets: str) -> Rendered:
    """Return the same, read."""
    documents = BETWEEN_DOCUMENTS.split(text_of(values, *sets))
    decoded = (msgspec.yaml.decode(document) for document in documents)
    return Rendered(tuple(manifest for manifest in decoded if manifest is not None))


def refusal_of(*sets: str) -> str:
    """Return how `helm template` refuses these values."""
    ended = subprocess.run(
        [path_of("helm"), *_arguments(None, *sets)],
        cwd=CHART,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE_S,
        check=False,
    )
    assert ended.returncode != 0, "nothing was refused"
    return ended.stderr


def name_of(values: Path | None) -> str:
    """Name a file of values in the name of a test."""
    return values.stem if values else "default"


def _arguments(values: Path | None, *sets: str) -> tuple[str | Path, ...]:
    given = ("--values", values) if values else ()
    each = (argument for text in sets for argument in ("--set-json", text))
    return ("template", RELEASE, ".", "--namespace", NAMESPACE, *given, *each)
