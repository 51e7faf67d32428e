"""One real Valkey for a whole test run, and a namespace of its own for every test.

`tests/conftest.py` makes both known to all tests.
"""

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import embedded


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    # Not pytest's own folder: a socket's path has to be short.
    with (
        tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder,
        embedded.start(Path(folder)) as server,
    ):
        yield server.url


@pytest.fixture
def namespace() -> str:
    return f"test-{secrets.token_hex(8)}"
