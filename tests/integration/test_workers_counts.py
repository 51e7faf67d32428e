"""What a worker counts of a debate, and which ids its log lines carry."""

from collections.abc import AsyncIterator

import pytest

from service.context import Context
from tests.support.logs import logged, logging_as_json
from tests.support.store import an_open_store
from tests.support.workers import a_worker, asked, the_end


@pytest.fixture
async def store(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as store:
        yield store


def told(store: Context, name: str, **labels: str) -> float:
    return store.metrics.registry.get_sample_value(f"roundtable_{name}", labels) or 0


async def test_a_debate_is_counted_by_stage_call_and_summary(store: Context) -> None:
    async with a_worker(store):
        await the_end(store, await asked(store, "A", "A", "refuse"))

    calls = "provider_calls_total"
    assert told(store, calls, model="sim", outcome="answered", status="ok") >= 2
    assert told(store, calls, model="sim", outcome="refused", status="ok") >= 1
    assert told(store, "tokens_total", model="sim", kind="output") > 0
    assert told(store, "summaries_total", by="extractive") == 1
    stages = {
        stage: told(store, "stage_seconds_count", stage=stage)
        for stage in ("queued", "summary", "debate")
    }
    assert stages == {"queued": 1, "summary": 1, "debate": 1}
    assert told(store, "stage_seconds_count", stage="round") >= 1


async def test_every_line_about_a_debate_names_it_and_its_tenant(
    store: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_as_json():
        async with a_worker(store):
            debate = await the_end(store, await asked(store, "A", "A", "A"))

    told = {"response_committed", "summary_written"}
    about_it = [line for line in logged(capsys) if line["event"] in told]
    assert about_it
    assert {(line["debate"], line["tenant"]) for line in about_it} == {(debate.spec.id, "public")}
    assert all("trace_id" in line and "request_id" in line for line in about_it)
