"""Where a page of the manual is worked through."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not pytest's own folder: the path of a socket has to be short.
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as name:
        yield Path(name)
