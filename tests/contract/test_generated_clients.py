"""Clients that others' tools make of the document compile, and hold a debate.

What is done with each client is a program in `programs`; all of them do the same, so all of them
print the same.
"""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.deployments import Deployment
from tests.support.tools import DOCUMENT, run, with_packages

PROGRAMS = Path(__file__).with_name("programs")
DEBATED = {
    "status": "completed",
    "decision": "B",
    "headline": "Majority: Only the weights (2 of 3)",
    "votes": ["B", "B", "C"],
    "refused": [["body", "/options/1/label"]],
}
QUICK = {"JAVA_OPTS": "-XX:TieredStopAtLevel=1"}
ONLY_CODE = ",".join(
    f"{what}=false" for what in ("apiTests", "modelTests", "apiDocs", "modelDocs")
)


def test_openapi_python_client(tmp_path: Path, keyed: Deployment) -> None:
    client = tmp_path / "roundtable_client"

    run(
        "openapi-python-client",
        "generate",
        *("--path", DOCUMENT, "--output-path", client, "--meta", "none", "--fail-on-warning"),
        cwd=tmp_path,
    )

    assert debated_in_python("openapi_python_client", tmp_path, keyed) == DEBATED


def test_openapi_generator_for_python(tmp_path: Path, keyed: Deployment) -> None:
    openapi_generator("python", tmp_path)

    assert debated_in_python("openapi_generator", tmp_path, keyed) == DEBATED


def test_openapi_generator_for_go(tmp_path: Path) -> None:
    # Several enumerations have a value of the same name.
    openapi_generator("go", tmp_path, "--additional-properties", "enumClassPrefix=true")

    assert (tmp_path / "api_debates.go").exists()
    if shutil.which("go"):
        run("go", "build", "./...", cwd=tmp_path, variables={"GOFLAGS": "-mod=mod"})


@pytest.mark.parametrize("program", ["openapi_fetch", "hey_api"])
def test_typescript_clients(program: str, typescript: Path, keyed: Deployment) -> None:
    printed = run("node", f"js/{program}.js", cwd=typescript, variables=keyed.variables)

    assert json.loads(printed) == DEBATED


@pytest.fixture(scope="module")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the clients of openapi-typescript and @hey-api/openapi-ts, and compile what uses them."""
    folder = with_packages(tmp_path_factory.mktemp("typescript"))
    shutil.copytree(PROGRAMS, folder, dirs_exist_ok=True)
    shutil.copy(DOCUMENT, folder)
    run("openapi-typescript", "openapi.json", "--output", "schema.ts", cwd=folder)
    run("openapi-ts", "--no-log-file", cwd=folder)
    run("tsc", cwd=folder)
    return folder


def openapi_generator(language: str, folder: Path, *options: str) -> None:
    run(
        "openapi-generator-cli",
        "generate",
        *("--generator-name", language, "--input-spec", DOCUMENT, "--output", folder),
        *("--global-property", ONLY_CODE, *options),
        cwd=folder,
        variables=QUICK,
    )


def debated_in_python(program: str, client: Path, deployment: Deployment) -> object:
    """Check the types of a program and run it; return what it printed."""
    path = PROGRAMS / f"{program}.py"
    # What the tools made is theirs: only how it is used is checked.
    options = ("--strict", "--follow-imports", "silent", "--cache-dir", ".mypy_cache")
    run("mypy", *options, path, cwd=client, variables={"MYPYPATH": str(client)})
    return json.loads(
        run("python", path, cwd=client, variables={**deployment.variables, "PYTHONPATH": "."})
    )
