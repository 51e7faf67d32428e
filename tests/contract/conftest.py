"""What programs of others are run against: one deployment with keys and one without, for all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.deployments import Deployment, a_deployment
from tests.support.tools import EXAMPLES, run, with_packages


@pytest.fixture(scope="session")
def anonymous() -> Iterator[Deployment]:
    with a_deployment() as deployment:
        yield deployment


@pytest.fixture(scope="session")
def keyed() -> Iterator[Deployment]:
    with a_deployment("acme") as deployment:
        yield deployment


@pytest.fixture(scope="session")
def javascript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the TypeScript, as strictly as can be; return where the JavaScript is."""
    folder = with_packages(tmp_path_factory.mktemp("example"), "standardwebhooks")
    (folder / "package.json").write_text('{"type": "module"}')
    sources = [shutil.copy(path, folder) for path in EXAMPLES.glob("*.ts")]
    options = ("--strict", "--erasableSyntaxOnly", "--target", "es2022", "--module", "nodenext")
    run("tsc", *options, "--types", "node", "--skipLibCheck", *sources, cwd=folder)
    return folder
