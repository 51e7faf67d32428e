"""The cost of creates can still be taken; what it is is for `make bench-creates` to say."""

import pytest

from bench.creates import LOADS, measure
from bench.http_load import WrongReplyError, press
from tests.support.api import a_context, calling
from tests.support.wire import a_head


async def test_every_load_is_measured() -> None:
    runs = await measure(requests=70, repetitions=1)

    assert list(runs) == list(LOADS)
    for (run,) in runs.values():
        assert len(run.waits_s) == 70
        assert min(run.waits_s) > 0
        assert min(run.per_s, run.api_ms) > 0


async def test_a_reply_that_is_not_wanted_ends_the_load(valkey_url: str, namespace: str) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        requests = iter([a_head("/nowhere")])
        with pytest.raises(WrongReplyError, match="not_found"):
            await press(client.base_url.port or 0, requests, in_flight=1, wanted=200)
