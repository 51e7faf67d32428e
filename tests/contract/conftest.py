"""What programs of others are run against: one deployment with keys and one without, for all."""

from collections.abc import Iterator

import pytest

from tests.support.deployments import Deployment, a_deployment


@pytest.fixture(scope="session")
def anonymous() -> Iterator[Deployment]:
    with a_deployment() as deployment:
        yield deployment


@pytest.fixture(scope="session")
def keyed() -> Iterator[Deployment]:
    with a_deployment("acme") as deployment:
        yield deployment
