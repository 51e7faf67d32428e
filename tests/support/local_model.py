"""Whether the small model is here, for tests that ask it."""

import pytest

from cli.local_model import NoLocalModelError, find_model, has_engine
from service.settings import read_settings


def is_here() -> bool:
    try:
        find_model(read_settings().data_dir)
    except NoLocalModelError:
        return False
    return has_engine()


needs_local_model = pytest.mark.skipif(
    not is_here(), reason="the local model is not installed: run `make local`"
)
