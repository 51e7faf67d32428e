import resource
from collections.abc import Iterator

import pytest

from service.domain.jobs import Lane
from service.settings import read_settings
from workers.main import SLOTS


@pytest.fixture
def few_files() -> Iterator[None]:
    before, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1_024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (before, hard))


@pytest.mark.usefixtures("few_files")
def test_receivers_that_do_not_answer_leave_files_to_others() -> None:
    settings = read_settings({})

    of_one, of_two = (
        {lane: of(settings, shards) for lane, of in SLOTS.items()} for shards in (1, 2)
    )

    assert of_one == {Lane.DEBATES: 100, Lane.DELIVER: 512, Lane.RETRY: 128}
    assert of_two == {Lane.DEBATES: 50, Lane.DELIVER: 256, Lane.RETRY: 64}
