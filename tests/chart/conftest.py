"""Each test that takes `chart` is given what each file of values makes of it."""

from pathlib import Path

import pytest

from tests.support.chart import VALUES, Rendered, name_of, rendered


@pytest.fixture(params=VALUES, ids=name_of)
def values(request: pytest.FixtureRequest) -> Path | None:
    """Return a file of values, or nothing for the chart's own."""
    given: Path | None = request.param
    return given


@pytest.fixture
def chart(values: Path | None) -> Rendered:
    """Return what it makes of the chart."""
    return rendered(values)
