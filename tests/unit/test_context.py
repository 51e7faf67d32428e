"""What stops the start before anything is opened."""

import pytest

from service.context import open_store
from service.domain.errors import SettingsError
from service.settings import read_settings


async def test_a_default_panel_that_could_never_debate_stops_the_start() -> None:
    variables = {
        "ROUNDTABLE_REDIS_URL": "redis://127.0.0.1:1",
        "ROUNDTABLE_DEFAULT_PANEL": "foo/bar,foo/baz",
    }

    with pytest.raises(SettingsError, match=r"^ROUNDTABLE_DEFAULT_PANEL cannot be used: "):
        async with open_store(read_settings(variables)):
            pass
