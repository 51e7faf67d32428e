"""Whole debates against a foreign server that breaks on demand and grades its client.

Six seats at six providers over all three protocols, a real worker, a real store. Whatever breaks,
llmock must have nothing to say against us, and the debate has to end as it should.
"""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Iterator

import pytest

from service.context import Context
from service.domain.asking import MAX_RETRIES, MAX_RETRIES_WHEN_TOLD
from service.domain.circuit import FAILURES_TO_OPEN
from service.domain.debate import (
    Debate,
    DebateStatus,
    DegradedReason,
    Response,
    ResponseStatus,
    StopReason,
)
from service.domain.tally import degraded_reasons
from service.ending import end
from service.providers.catalogue import Catalogue
from service.providers.client import ModelClient
from service.providers.registry import WIRES, Providers
from service.providers.transport import open_transport, tls_context
from service.worker_context import open_worker_context
from tests.support.debates import some_rules
from tests.support.llmock import (
    MODELS,
    PANEL,
    Behaviour,
    Llmock,
    a_server,
    breaks,
    fails,
    says,
)
from tests.support.model_server import ballot
from tests.support.patience import PATIENCE_S
from tests.support.store import a_stored_debate, an_open_store
from tests.support.workers import a_worker, the_end
from workers.main import work

VOTES = dict(zip(MODELS, "DEAEBC", strict=True))
"""The first round of the reference case."""

SOON_S = 0.05
STALL_S = 0.5
RETRYABLE = (408, 409, 429, 500, 502, 503, 504, 529)
FINAL = (400, 401, 403, 404, 413, 422)


@pytest.fixture(scope="module")
def running() -> Iterator[Llmock]:
    with a_server() as server:
        yield server


@pytest.fixture
def llmock(running: Llmock) -> Llmock:
    running.reset()
    return running


@pytest.fixture
async def store(llmock: Llmock, valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace, llmock.variables) as store:
        yield store


async def debated(
    store: Context, llmock: Llmock, *behaviours: Behaviour, **rules: object
) -> Debate:
    """Run a debate of one round, if the rules do not say otherwise, in which each votes so."""
    async with a_worker(store):
        return await held(store, llmock, *behaviours, **rules)


async def held(store: Context, llmock: Llmock, *behaviours: Behaviour, **rules: object) -> Debate:
    llmock.script(*behaviours, *(says(provider, vote) for provider, vote in VOTES.items()))
    once = {"max_rounds": 1, "min_rounds": 1, "quorum": 2, **rules}
    debate = await a_stored_debate(store, panel=PANEL, rules=some_rules(**once))
    return await the_end(store, debate)


def of(debate: Debate, provider: str, round_number: int = 1) -> Response:
    seat = PANEL[list(MODELS).index(provider)].id
    response = debate.response(round_number, seat)
    assert response is not None
    return response


def assert_all_voted(debate: Debate, *, attempts: int) -> None:
    assert debate.state.status is DebateStatus.COMPLETED
    assert "".join(r.vote or "-" for r in debate.responses) == "".join(VOTES.values())
    assert [r.attempts for r in debate.responses] == [attempts] * len(PANEL)
    assert degraded_reasons(debate) == ()


def assert_others_voted(debate: Debate, *providers: str, status: ResponseStatus) -> None:
    """Fail unless these seats ended so, without a vote, and all others voted."""
    assert debate.state.status is DebateStatus.COMPLETED
    for provider, vote in VOTES.items():
        response = of(debate, provider)
        if provider in providers:
            assert (response.status, response.vote) == (status, None)
            assert response.error is not None
        else:
            assert (response.status, response.vote) == (ResponseStatus.VOTED, vote)
    assert DegradedReason(f"seat_{status.value}") in degraded_reasons(debate)


def everywhere(behaviour: Behaviour) -> list[Behaviour]:
    """Return the behaviour for each of the models."""
    return [
        {**behaviour, "match": {**behaviour["match"], "model": model}} for model in MODELS.values()
    ]


async def test_a_debate_without_faults(store: Context, llmock: Llmock) -> None:
    debate = await debated(store, llmock, max_rounds=2, min_rounds=2, quorum=4)

    assert debate.state.status is DebateStatus.COMPLETED
    assert debate.state.stop_reason is StopReason.STABLE
    assert [r.attempts for r in debate.responses] == [1] * 12
    assert {r.status for r in debate.responses} == {ResponseStatus.VOTED}
    # It tells usage only to who asks for it; Mistral itself always does, so it is not asked.
    counted = [bool(r.usage.input_tokens and r.usage.output_tokens) for r in debate.responses]
    assert counted == [provider != "mistral" for provider in MODELS] * 2
    served = [r.model_served for r in debate.responses]
    assert served == [*MODELS.values()] * 2
    assert all(request["stream"] for request in llmock.requests())
    assert llmock.findings() == []


@pytest.mark.parametrize("status", RETRYABLE)
async def test_what_may_pass_is_asked_again(store: Context, llmock: Llmock, status: int) -> None:
    debate = await debated(store, llmock, *everywhere(fails("openai", status, retry_after=SOON_S)))

    assert_all_voted(debate, attempts=2)
    for provider in MODELS:
        first, second = llmock.requests(provider)
        assert first["fingerprint"] == second["fingerprint"]
    assert llmock.findings() == []


@pytest.mark.parametrize("status", FINAL)
async def test_what_will_not_pass_is_asked_once(
    store: Context, llmock: Llmock, status: int
) -> None:
    broken = ("openai", "anthropic", "google")

    debate = await debated(store, llmock, *(fails(p, status, times=None) for p in broken))

    assert_others_voted(debate, *broken, status=ResponseStatus.FAILED)
    assert [of(debate, provider).attempts for provider in broken] == [1, 1, 1]
    assert len(llmock.requests()) == len(PANEL)
    assert llmock.findings() == []


async def test_a_wait_that_is_asked_for_is_kept(store: Context, llmock: Llmock) -> None:
    limits = everywhere(fails("openai", 429, retry_after=0.6))

    debate = await debated(store, llmock, *limits)

    assert_all_voted(debate, attempts=2)
    for provider in MODELS:
        first, second = llmock.requests(provider)
        assert second["started_at"] - first["ended_at"] >= 0.55
    assert llmock.findings() == []


async def test_a_wait_beyond_the_round_is_not_begun(store: Context, llmock: Llmock) -> None:
    late = fails("openai", 429, retry_after=60)

    debate = await debated(store, llmock, late, round_deadline_s=20)

    assert_others_voted(debate, "openai", status=ResponseStatus.FAILED)
    # To give up at once is what is meant here, and llmock says only that it was done.
    assert [found.split(":")[0] for found in llmock.findings()] == ["gave_up"]


async def test_an_outage_of_one_provider_costs_its_seat_alone(
    store: Context, llmock: Llmock
) -> None:
    down = fails("anthropic", 503, times=None, retry_after=SOON_S)

    debate = await debated(store, llmock, down, max_rounds=2, min_rounds=2, round_deadline_s=6)

    assert debate.state.status is DebateStatus.COMPLETED
    for number in (1, 2):
        assert of(debate, "anthropic", number).status is ResponseStatus.FAILED
    # Its circuit has opened: from then on there are only probes, which llmock takes for calls
    # that nobody cares for.
    asked = len(llmock.requests("anthropic"))
    assert FAILURES_TO_OPEN <= asked <= FAILURES_TO_OPEN + 2
    assert degraded_reasons(debate) == (DegradedReason.SEAT_FAILED,)
    assert {found.split(":")[0] for found in llmock.findings()} <= {"gave_up"}


async def test_an_outage_of_all_fails_the_debate(store: Context, llmock: Llmock) -> None:
    down = everywhere(fails("openai", 503, times=None, retry_after=SOON_S))

    debate = await debated(store, llmock, *down)

    assert debate.state.status is DebateStatus.FAILED
    assert debate.state.error is not None
    assert debate.state.error.code == "quorum_lost"
    assert {r.status for r in debate.responses} == {ResponseStatus.FAILED}
    assert len(llmock.requests()) == len(PANEL) * (MAX_RETRIES_WHEN_TOLD + 1)
    assert llmock.findings() == []


async def test_an_outage_in_the_second_round_leaves_the_outcome_of_the_first(
    store: Context, llmock: Llmock
) -> None:
    llmock.script(*(says(provider, vote, times=1) for provider, vote in VOTES.items()))
    # The first round stays open until the outage has begun.
    llmock.script({"type": "delay", "seconds": 2, "match": {"model": MODELS["groq"]}})
    rules = some_rules(max_rounds=2, min_rounds=2, quorum=4)
    async with a_worker(store):
        debate = await a_stored_debate(store, panel=PANEL, rules=rules)
        await all_taken(llmock)
        llmock.script(*everywhere(fails("openai", 401, times=None)))
        ended = await the_end(store, debate)

    assert ended.state.status is DebateStatus.COMPLETED
    assert ended.state.stop_reason is StopReason.QUORUM_LOST
    assert ended.state.outcome is not None
    assert ended.state.outcome.valid_votes == len(PANEL)
    assert DegradedReason.QUORUM in degraded_reasons(ended)
    assert llmock.findings() == []


async def test_a_question_too_long_for_a_model_costs_its_seat(
    store: Context, llmock: Llmock
) -> None:
    said = "This model's maximum context length is 8192 tokens. However, your messages are longer."
    overflow = {"code": "context_length_exceeded", "message": said}

    debate = await debated(
        store, llmock, *(fails(p, 400, times=None, **overflow) for p in ("groq", "google"))
    )

    assert_others_voted(debate, "groq", "google", status=ResponseStatus.FAILED)
    assert "maximum context length" in str(of(debate, "groq").error)
    assert llmock.findings() == []


async def test_a_slow_answer_is_waited_for(store: Context, llmock: Llmock) -> None:
    slow = [
        {"type": kind, "seconds": 0.5, "match": {"model": MODELS[provider], "stream": True}}
        for kind in ("delay", "slow_first_token")
        for provider in MODELS
    ]

    assert_all_voted(await debated(store, llmock, *slow), attempts=1)
    assert llmock.findings() == []


async def test_one_that_is_later_than_the_round_is_not(store: Context, llmock: Llmock) -> None:
    late = ("openai", "anthropic", "google")
    slow = [{"type": "delay", "seconds": 20, "match": {"model": MODELS[p]}} for p in late]

    debate = await debated(store, llmock, *slow, round_deadline_s=2)

    assert_others_voted(debate, *late, status=ResponseStatus.TIMED_OUT)
    assert llmock.findings() == []


@pytest.mark.parametrize("kind", ["disconnect", "truncate"])
@pytest.mark.parametrize("after", [0, 1, 5])
async def test_a_stream_that_breaks_is_no_answer_and_is_asked_for_again(
    store: Context, llmock: Llmock, kind: str, after: int
) -> None:
    debate = await debated(store, llmock, *everywhere(breaks("openai", kind, after_chunks=after)))

    assert_all_voted(debate, attempts=2)
    assert llmock.findings() == []


@pytest.mark.parametrize("kind", ["disconnect", "truncate"])
async def test_a_stream_that_always_breaks_costs_its_seat(
    store: Context, llmock: Llmock, kind: str
) -> None:
    broken = ("openai", "anthropic", "google")
    faults = [breaks(provider, kind, after_chunks=6, times=None) for provider in broken]

    debate = await debated(store, llmock, *faults)

    assert_others_voted(debate, *broken, status=ResponseStatus.FAILED)
    assert {of(debate, provider).attempts for provider in broken} == {MAX_RETRIES + 1}
    found = {finding.split(":")[0] for finding in llmock.findings()}
    # It cannot know that the last one was not used either.
    assert found <= {"truncated_stream_accepted"}
    assert bool(found) is (kind == "truncate")


async def test_a_stream_that_stalls_is_not_waited_for(store: Context, llmock: Llmock) -> None:
    stalls = everywhere(breaks("openai", "stall", after_chunks=6, stall_seconds=20))

    async with impatient(store):
        debate = await held(store, llmock, *stalls)

    assert_all_voted(debate, attempts=2)
    assert llmock.findings() == []


async def test_a_refusal_is_no_failure_and_no_vote(store: Context, llmock: Llmock) -> None:
    declining = ("openai", "anthropic", "google")
    refusals = [says(p, "A", text="I ca", finish_reason="content_filter") for p in declining]

    debate = await debated(store, llmock, *refusals)

    assert_others_voted(debate, *declining, status=ResponseStatus.REFUSED)
    assert {of(debate, provider).attempts for provider in declining} == {1}
    assert llmock.findings() == []


async def test_an_answer_cut_at_the_cap_is_asked_for_with_more_room(
    store: Context, llmock: Llmock
) -> None:
    cut = [
        says(provider, vote, text=ballot(vote)[:-20], finish_reason="length", times=1)
        for provider, vote in VOTES.items()
    ]

    debate = await debated(store, llmock, *cut)

    assert_all_voted(debate, attempts=2)
    for provider in MODELS:
        first, second = (cap_of(request["body"]) for request in llmock.requests(provider))
        assert second == 2 * first
    assert llmock.findings() == []


@pytest.mark.parametrize(
    "reply",
    [
        {"text": ""},
        {"text": "I would say that it depends."},
        {"text": "", "tool_calls": [{"name": "vote", "arguments": {"vote": "B"}}]},
        {"text": None, "tool_calls": [{"name": "vote", "arguments": {"vote": "B"}}]},
    ],
    ids=["empty", "no vote", "tool call", "tool call alone"],
)
async def test_what_holds_no_vote_is_asked_about_once(
    store: Context, llmock: Llmock, reply: dict[str, object]
) -> None:
    stubborn = ("openai", "anthropic", "google")
    odd = [says(p, "A", **{"times": None if p in stubborn else 1, **reply}) for p in MODELS]

    debate = await debated(store, llmock, *odd)

    assert_others_voted(debate, *stubborn, status=ResponseStatus.UNREADABLE)
    assert {r.attempts for r in debate.responses} == {2}
    assert llmock.findings() == []


@pytest.fixture(scope="module")
def measured() -> Iterator[Llmock]:
    """Give a server that writes at a pace, and to which 4,000 tokens come back each second."""
    with a_server(LLMOCK_TPM="240000", LLMOCK_STREAM_CHUNK_DELAY_MS="20") as server:
        yield server


@pytest.mark.parametrize("after", [0, 1, 5])
async def test_an_event_that_makes_no_sense_is_no_answer_either(
    measured: Llmock, valkey_url: str, namespace: str, after: int
) -> None:
    measured.reset()
    # Long enough for the server to see that we hung up.
    written = [says(p, v, text=ballot(v, "So it is. " * 20)) for p, v in VOTES.items()]
    broken = everywhere(breaks("openai", "malformed", after_chunks=after))

    async with an_open_store(valkey_url, namespace, measured.variables) as store:
        debate = await debated(store, measured, *broken, *written)

    assert_all_voted(debate, attempts=2)
    assert measured.findings() == []


async def test_a_quota_is_waited_for(measured: Llmock, valkey_url: str, namespace: str) -> None:
    measured.reset()
    for provider in ("openai", "xai", "groq", "mistral"):
        measured.spend(provider, 239_000)

    async with an_open_store(valkey_url, namespace, measured.variables) as store:
        debate = await debated(store, measured)

    assert debate.state.status is DebateStatus.COMPLETED
    assert {r.status for r in debate.responses} == {ResponseStatus.VOTED}
    assert 429 in {request["status"] for request in measured.requests()}
    assert measured.findings() == []


def cap_of(body: dict[str, dict[str, int] | int]) -> int:
    """Return the cap that a request sets, in whichever protocol."""
    config = body.get("generationConfig")
    if isinstance(config, dict):
        return config["maxOutputTokens"]
    cap = body.get("max_completion_tokens", body.get("max_tokens"))
    assert isinstance(cap, int)
    return cap


async def all_taken(llmock: Llmock) -> None:
    """Wait until every behaviour has met its request."""
    async with asyncio.timeout(PATIENCE_S):
        # Nothing tells us: it is another process.
        while await asyncio.to_thread(llmock.pending):  # noqa: ASYNC110
            await asyncio.sleep(SOON_S)


@contextlib.asynccontextmanager
async def impatient(store: Context) -> AsyncIterator[None]:
    """Run a worker whose providers may be silent only briefly in the middle of an answer."""
    async with contextlib.AsyncExitStack() as stack:
        context = await stack.enter_async_context(open_worker_context(store))
        clients = {
            config.name: ModelClient(
                config,
                WIRES[config.spec.protocol],
                await stack.enter_async_context(open_transport(tls_context())),
                stall_s=STALL_S,
            )
            for config in store.provider_configs
            if config.configured
        }
        providers = Providers(clients, Catalogue(store.provider_configs, sim=False))
        working = asyncio.create_task(
            work([dataclasses.replace(context, providers=providers)], asyncio.Event())
        )
        try:
            yield
        finally:
            await end(working)
