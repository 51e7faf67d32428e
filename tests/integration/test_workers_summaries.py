"""Summaries by models that are asked over real HTTP: what they write, and what becomes of a debate
whose summarizers fail, hang or babble. Those that lie are in `test_lying_summarizers`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import structlog
from msgspec.structs import replace
from redis.asyncio.client import PubSub

from service.context import Context
from service.domain.debate import (
    SUMMARIZER,
    Budget,
    Call,
    CallStatus,
    Debate,
    DebateStatus,
    DegradedReason,
    Summary,
    SummarySource,
    Verification,
)
from service.domain.jobs import MOST_TRIES
from service.domain.lifecycle import cancel
from service.domain.tally import degraded_reasons, usage
from service.sweeper import sweep
from tests.support.debates import some_rules
from tests.support.delivering import Moved
from tests.support.dialects import Said
from tests.support.model_server import (
    Answer,
    Asked,
    ModelServer,
    Reply,
    ballot,
    completion,
    page,
    rejection,
)
from tests.support.patience import PATIENCE_S
from tests.support.scribe import (
    FALSE,
    brief,
    honest,
    in_turn,
    is_repair,
    mends,
    writes,
    writes_honestly,
)
from tests.support.store import (
    a_stored_debate,
    again,
    an_open_store,
    claimed,
    eventually,
    is_at_rest,
    some_leases,
)
from tests.support.workers import (
    Recording,
    a_worker,
    a_worker_process,
    seats,
    the_end,
    the_log,
)
from workers.summaries import TRIES_WITH_MODELS

SCRIBE, SECOND, THIRD = "openai/scribe", "openai/second", "openai/third"
PROVIDER = """
[[provider]]
name = "{name}"
base_url = "{url}"
models = ["*"]
"""
NOWHERE = "http://127.0.0.1:9/v1"
FELL_BACK = (DegradedReason.SUMMARY_FALLBACK,)
GARBAGE = completion("There is a good deal to be said here, and much of it depends.")
HANGS = Reply(hangs=True)
SHORT: dict[str, Any] = {"rules": {"round_deadline_s": 2}}


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
async def store(
    server: ModelServer, valkey_url: str, namespace: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Context]:
    file = tmp_path_factory.mktemp("providers") / "providers.toml"
    urls = {"nowhere": NOWHERE, **dict.fromkeys(ODDITIES, server.url)}
    file.write_text("".join(PROVIDER.format(name=name, url=url) for name, url in urls.items()))
    variables = {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": "sk-of-a-test",
        "ROUNDTABLE_PROVIDERS_FILE": str(file),
        "ROUNDTABLE_LEASE_SECONDS": "1",
        "ROUNDTABLE_BEAT_SECONDS": "0.2",
        "ROUNDTABLE_DRAIN_SECONDS": "0",
    }
    async with an_open_store(valkey_url, namespace, variables) as store:
        yield store


async def asked(store: Context, *summarizers: str, **changes: Any) -> Debate:  # noqa: ANN401 - fields
    """Store a debate of three seats, of which one changes its mind."""
    rules = some_rules(max_rounds=2, **{"round_deadline_s": 120, **changes.pop("rules", {})})
    fields = {"panel": seats("A>B", "B", "C"), "rules": rules, **changes}
    return await a_stored_debate(store, summarizers=summarizers, **fields)


async def ended(
    store: Context,
    *summarizers: str,
    **changes: Any,  # noqa: ANN401 - as above
) -> tuple[Debate, Summary]:
    """Hold such a debate to its end; return it with its summary."""
    async with a_worker(store):
        debate = await asked(store, *summarizers, **changes)
        debate = await the_end(store, debate)
        await eventually(lambda: is_at_rest(store))
    return debate, await the_summary(store, debate)


async def the_summary(store: Context, debate: Debate) -> Summary:
    summary = await store.debates.summary("public", debate.spec.id)
    assert debate.state.status is DebateStatus.COMPLETED
    assert summary is not None
    return summary


def calls_of(debate: Debate) -> list[Call]:
    """Return the calls for the summary."""
    return [call for call in debate.calls if call.participant == SUMMARIZER]


def models_of(debate: Debate) -> list[str]:
    return [call.model for call in calls_of(debate)]


def with_lies(count: int = 2) -> Callable[[Asked], Reply]:
    """Return a script that drafts, and begins with sentences that do not hold."""

    def script(asked: Asked) -> Reply:
        draft = honest(brief(asked))
        return writes({**draft, "overview": [FALSE] * count + draft["overview"]})

    return script


async def is_asked(server: ModelServer, model: str = "scribe", times: int = 1) -> bool:
    return len(server.asked_of(model)) >= times


async def test_what_a_summarizer_writes_is_served(server: ModelServer, store: Context) -> None:
    server.replies["scribe"] = writes_honestly

    debate, summary = await ended(store, SCRIBE)

    assert (summary.source, summary.model) == (SummarySource.MODEL, SCRIBE)
    assert summary.overview.count("puts it like this") == 2
    assert summary.verification == Verification(checked=10)
    assert degraded_reasons(debate) == ()
    assert (await the_log(store, debate))[-2:] == ["summary.started", "debate.completed"]


async def test_its_calls_are_kept_apart_from_those_of_seats(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = writes_honestly

    debate, _ = await ended(store, SCRIBE)

    (call,) = calls_of(debate)
    assert (call.status, call.round, call.number, call.error) == (CallStatus.SETTLED, 2, 1, None)
    assert debate.calls[-1] == call
    assert call.reply is None
    assert usage(debate).calls == len(debate.calls) == 7
    assert {response.participant for response in debate.responses} == {
        "seat_1",
        "seat_2",
        "seat_3",
    }


async def test_a_simulated_summarizer_writes_without_a_key(store: Context) -> None:
    debate, summary = await ended(store, "sim/summary")

    assert (summary.source, summary.model) == (SummarySource.MODEL, "sim/summary")
    assert summary.verification.dropped == 0
    assert (len(calls_of(debate)), degraded_reasons(debate)) == (1, ())


async def test_without_a_summarizer_nobody_is_asked_and_nothing_is_degraded(
    store: Context,
) -> None:
    debate, summary = await ended(store)

    assert (summary.source, summary.model) == (SummarySource.EXTRACTIVE, None)
    assert (calls_of(debate), degraded_reasons(debate)) == ([], ())


FAILURES: dict[str, Answer] = {
    "a key that is none": rejection(401, "Who are you?"),
    "no such model": rejection(404, "No such model."),
    "a request that is refused": rejection(400, "I do not like it."),
    "busy for long": rejection(429, "Slow down.", retry_after="60"),
    "a page for browsers": page(),
    "nothing": completion(""),
    "null": completion(None),
    "garbage": GARBAGE,
    "an empty object": completion("{}"),
    "empty lists": completion('{"overview": [], "positions": []}'),
    "a draft of nothing": completion('{"overview": [{"text": "", "citations": []}]}'),
    "numbers": completion('{"overview": 1, "positions": [2, [3, [[]]]]}'),
    "a ballot": completion(ballot("B")),
    "a refusal": Said(pieces=("I'm sorry, but I can't help with that.",)),
    "a refusal by the provider": completion(None, refusal="I can't."),
    "truncated": completion('{"overview": [{"text": "It', finish_reason="length"),
    "megabytes": completion("It goes on. " * 400_000),
    "megabytes of a draft": completion(
        json.dumps({"overview": [{"text": "It goes on. " * 9, "citations": []}] * 30_000})
    ),
    "very deep": completion('{"overview": ' + "[" * 50_000),
    "nothing but lies": writes({"overview": [FALSE] * 3}),
    "without end": Reply(endless=b" " * 4_096),
}
ODDITIES: dict[str, Answer] = {
    "broken": rejection(500, "It broke."),
    "gateway": page(502),
    "no-json": Reply(body=b"\x00\xff\xfe not json"),
    "cut": replace(GARBAGE, close_after=20),
    "silent": HANGS,
    "drip": replace(GARBAGE, drip_s=0.2, piece=1),
}
"""What takes time, since it is tried again or waited for; each is a provider of its own."""


@pytest.mark.parametrize("failure", FAILURES)
async def test_whatever_a_summarizer_does_the_debate_completes(
    server: ModelServer, store: Context, failure: str
) -> None:
    server.replies["scribe"] = FAILURES[failure]

    debate, summary = await ended(store, SCRIBE, **SHORT)

    assert summary.source is SummarySource.EXTRACTIVE
    assert degraded_reasons(debate) == FELL_BACK
    assert debate.state.outcome is not None
    assert set(models_of(debate)) == {SCRIBE}
    assert {call.status for call in debate.calls} == {CallStatus.SETTLED}


@pytest.mark.parametrize("model", ["xai/no-key", "unheard-of/scribe", "sim/refuse"])
async def test_a_summarizer_that_cannot_be_asked_costs_the_prose_alone(
    store: Context, model: str
) -> None:
    debate, summary = await ended(store, model, **SHORT)

    assert summary.source is SummarySource.EXTRACTIVE
    assert degraded_reasons(debate) == FELL_BACK
    assert {call.status for call in debate.calls} == {CallStatus.SETTLED}


async def test_a_summarizer_that_takes_its_time_to_fail_costs_the_prose_alone(
    server: ModelServer, store: Context
) -> None:
    server.replies |= ODDITIES
    models = [*(f"{name}/{name}" for name in ODDITIES), "nowhere/scribe", "sim/error:500"]
    async with a_worker(store):
        stored = [await asked(store, model, **SHORT) for model in models]
        debates = [await the_end(store, debate) for debate in stored]
        await eventually(lambda: is_at_rest(store))

    for debate, model in zip(debates, models, strict=True):
        summary = await the_summary(store, debate)
        assert summary.source is SummarySource.EXTRACTIVE, model
        assert degraded_reasons(debate) == FELL_BACK
        assert set(models_of(debate)) == {model}
        assert {call.status for call in debate.calls} == {CallStatus.SETTLED}
    assert all(server.asked_of(name) for name in ODDITIES)


async def test_what_was_dropped_is_told_by_the_summary_that_took_its_place(
    server: ModelServer, store: Context
) -> None:
    lies = writes({"overview": [FALSE] * 3})
    server.replies |= {"scribe": lies, "second": lies}

    _, summary = await ended(store, SCRIBE, SECOND)

    assert summary.source is SummarySource.EXTRACTIVE
    assert summary.verification == Verification(checked=6, dropped=6)


@pytest.mark.parametrize("failure", ["a key that is none", "garbage", "a refusal", "a ballot"])
async def test_the_next_summarizer_writes_for_one_that_cannot(
    server: ModelServer, store: Context, failure: str
) -> None:
    server.replies |= {"scribe": FAILURES[failure], "second": writes_honestly}

    debate, summary = await ended(store, SCRIBE, SECOND, THIRD)

    assert (summary.source, summary.model) == (SummarySource.MODEL, SECOND)
    assert degraded_reasons(debate) == ()
    assert models_of(debate)[-1] == SECOND
    assert server.asked_of("third") == []


@pytest.mark.parametrize(
    ("failure", "why"),
    [("a key that is none", "provider_auth"), ("garbage", "unreadable"), ("a refusal", "refused")],
)
async def test_the_log_says_why_a_summarizer_wrote_nothing_and_what_held_of_another(
    server: ModelServer, store: Context, failure: str, why: str
) -> None:
    server.replies |= {"scribe": FAILURES[failure], "second": writes_honestly}

    with structlog.testing.capture_logs() as logs:
        await ended(store, SCRIBE)
        await ended(store, SECOND)

    told = [(one["model"], one["why"]) for one in logs if one["event"] == "no_draft_written"]
    checked = [(one["model"], one["dropped"]) for one in logs if one["event"] == "draft_checked"]
    assert (told, checked) == ([(SCRIBE, why)], [(SECOND, 0)])


async def test_the_next_summarizer_writes_for_one_of_which_nothing_holds(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {"scribe": writes({"overview": [FALSE]}), "second": writes_honestly}

    debate, summary = await ended(store, SCRIBE, SECOND)

    assert (summary.model, models_of(debate)) == (SECOND, [SCRIBE, SCRIBE, SECOND])
    assert summary.verification == Verification(checked=10)


async def test_one_that_hangs_leaves_the_others_their_share_of_the_time(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {"scribe": HANGS, "second": HANGS, "third": writes_honestly}

    debate, summary = await ended(store, SCRIBE, SECOND, THIRD, rules={"round_deadline_s": 8})

    assert summary.model == THIRD
    assert [call.error for call in calls_of(debate)] == ["timed_out", "timed_out", None]


async def test_a_fault_that_passes_is_asked_again(server: ModelServer, store: Context) -> None:
    server.replies["scribe"] = in_turn(
        rejection(503, "Busy.", retry_after_ms="1"), GARBAGE, writes_honestly
    )

    debate, summary = await ended(store, SCRIBE)

    assert summary.model == SCRIBE
    assert [call.number for call in calls_of(debate)] == [1, 2, 3]


@pytest.mark.parametrize(("others", "writer"), [((), None), (("sim/summary",), "sim/summary")])
async def test_one_that_is_busy_for_long_is_not_waited_for(
    server: ModelServer, store: Context, others: tuple[str, ...], writer: str | None
) -> None:
    server.replies["scribe"] = rejection(429, "Slow down.", retry_after=f"{2 * PATIENCE_S:.0f}")

    # By the second debate it is known, and the model is not asked at all.
    for _ in range(2):
        _, summary = await ended(store, SCRIBE, *others, rules={"round_deadline_s": 120})
        assert summary.model == writer

    assert len(server.asked_of("scribe")) == 1


async def test_what_cannot_be_read_goes_back_with_the_reason(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = in_turn(GARBAGE, writes_honestly)

    await ended(store, SCRIBE)

    first, second = server.asked_of("scribe")
    assert second.body["messages"][:2] == first.body["messages"]
    assert second.body["messages"][2]["content"].startswith("There is a good deal")
    assert "JSON object" in second.body["messages"][3]["content"]


async def test_a_draft_that_was_cut_off_is_given_room(server: ModelServer, store: Context) -> None:
    server.replies["scribe"] = in_turn(FAILURES["truncated"], writes_honestly)

    _, summary = await ended(store, SCRIBE)

    first, second = server.asked_of("scribe")
    assert summary.model == SCRIBE
    assert second.body["messages"] == first.body["messages"]
    cap = "max_completion_tokens"
    assert second.body[cap] == 2 * first.body[cap]


async def test_faults_go_back_once_and_what_was_mended_is_served(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = in_turn(with_lies(2), mends)

    debate, summary = await ended(store, SCRIBE)

    assert summary.verification == Verification(checked=12, repaired=2)
    assert summary.overview.count("puts it like this") == 4
    assert (len(calls_of(debate)), degraded_reasons(debate)) == (2, ())


@pytest.mark.parametrize(
    "failure", ["a key that is none", "garbage", "a refusal", "nothing but lies", "a ballot"]
)
async def test_where_mending_fails_the_rest_is_served(
    server: ModelServer, store: Context, failure: str
) -> None:
    server.replies["scribe"] = in_turn(with_lies(2), FAILURES[failure])

    debate, summary = await ended(store, SCRIBE, SECOND)

    assert (summary.source, summary.model) == (SummarySource.MODEL, SCRIBE)
    assert summary.verification == Verification(checked=12, dropped=2)
    assert models_of(debate) == [SCRIBE, SCRIBE]
    assert degraded_reasons(debate) == ()


async def test_mending_has_no_more_time_than_there_is_for_all(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = in_turn(with_lies(1), HANGS)

    debate, summary = await ended(store, SCRIBE, **SHORT)

    assert summary.verification == Verification(checked=11, dropped=1)
    assert [call.error for call in calls_of(debate)] == [None, "timed_out"]


async def test_where_something_holds_mending_may_take_the_time_of_the_others(
    server: ModelServer, store: Context
) -> None:
    slow = partial(_slowly, mends, delay_s=4)
    server.replies["scribe"] = in_turn(with_lies(1), slow)

    debate, summary = await ended(store, SCRIBE, SECOND, THIRD, rules={"round_deadline_s": 10})

    assert summary.verification == Verification(checked=11, repaired=1)
    assert models_of(debate) == [SCRIBE, SCRIBE]


async def test_nobody_hears_a_summary_as_it_is_written(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = writes_honestly
    async with a_worker(store):
        debate = await asked(store, SCRIBE)
        async with store.redis.pubsub() as heard:
            await heard.subscribe(store.keys.debate("public", debate.spec.id).live)
            await the_end(store, debate)
            told = [m async for m in _messages(heard)]

    assert not any(SUMMARIZER.encode() in message for message in told)


async def _messages(heard: PubSub) -> AsyncIterator[bytes]:
    """Yield what has come."""
    while message := await heard.get_message(ignore_subscribe_messages=False, timeout=0.05):
        if message["type"] == "message":
            yield message["data"]


async def test_a_model_of_the_panel_may_write_and_costs_what_a_writer_costs(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = lambda asked: (
        writes_honestly(asked) if "overview" in str(asked.body) else completion(ballot("A"))
    )
    panel = tuple(replace(seat, model=SCRIBE) for seat in seats("A", "A"))

    debate, summary = await ended(store, SCRIBE, panel=panel)

    assert (summary.model, len(debate.calls)) == (SCRIBE, 3)


@pytest.mark.parametrize(("max_usd", "calls"), [(0.5, 0), (1.0, 1), (2.0, 2)])
async def test_a_summary_is_written_as_far_as_the_budget_pays_for_it(
    server: ModelServer, store: Context, max_usd: float, calls: int
) -> None:
    server.replies["scribe"] = in_turn(with_lies(1), mends)
    budget = Budget(
        max_usd=max_usd,
        expected_usd={seat.model: 0.0 for seat in seats("A>B", "B", "C")},
        summary_usd={SCRIBE: 1.0},
    )

    debate, summary = await ended(store, SCRIBE, budget=budget)

    assert [call.held_usd for call in calls_of(debate)] == [1.0] * calls
    assert len(server.asked_of("scribe")) == calls
    written = summary.source is SummarySource.MODEL
    assert (written, degraded_reasons(debate)) == ((True, ()) if calls else (False, FELL_BACK))


async def test_one_that_is_too_dear_is_passed_over(server: ModelServer, store: Context) -> None:
    server.replies |= {"scribe": writes_honestly, "second": writes_honestly}
    budget = Budget(
        max_usd=0.5,
        expected_usd={seat.model: 0.0 for seat in seats("A>B", "B", "C")},
        summary_usd={SCRIBE: 1.0, SECOND: 0.25},
    )

    debate, summary = await ended(store, SCRIBE, SECOND, budget=budget)

    assert (summary.model, models_of(debate)) == (SECOND, [SECOND])


async def test_a_cancellation_ends_the_writing_at_once(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = HANGS
    async with a_worker(store):
        debate = await asked(store, SCRIBE)
        await eventually(lambda: is_asked(server))
        await store.debates.decide(
            "public", debate.spec.id, lambda d: cancel(d, now=store.clock.now())
        )
        await eventually(lambda: is_at_rest(store))

    debate = await again(store, debate)
    assert debate.state.status is DebateStatus.CANCELED
    assert await store.debates.summary("public", debate.spec.id) is None


async def test_a_debate_whose_worker_was_killed_as_it_wrote_completes(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = in_turn(HANGS, writes_honestly)
    debate = await asked(store, SCRIBE)
    async with a_worker_process(store) as process:
        await eventually(lambda: is_asked(server))
        process.kill()
        await process.wait()
    async with a_worker(store):
        debate = await the_end(store, debate)

    summary = await the_summary(store, debate)
    assert (summary.model, degraded_reasons(debate)) == (SCRIBE, ())
    first, second = calls_of(debate)
    assert (first.status, first.number) == (CallStatus.RESERVED, 1)
    assert (second.status, second.number) == (CallStatus.SETTLED, 2)


async def test_a_worker_that_stops_leaves_the_writing_to_another(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = in_turn(HANGS, writes_honestly)
    async with a_worker(store) as stop:
        debate = await asked(store, SCRIBE)
        await eventually(lambda: is_asked(server))
        stop.set()
    left = await again(store, debate)
    async with a_worker(store):
        debate = await the_end(store, debate)

    assert left.state.status is DebateStatus.SUMMARIZING
    assert (await the_summary(store, debate)).model == SCRIBE
    assert [call.number for call in calls_of(debate)] == [1, 2]


async def test_a_draft_that_a_dead_worker_has_got_is_not_asked_for_again(
    server: ModelServer, store: Context
) -> None:
    server.replies |= {
        "scribe": rejection(401, "Who are you?"),
        "second": in_turn(with_lies(1), HANGS, mends),
    }
    debate = await asked(store, SCRIBE, SECOND)
    async with a_worker_process(store) as process:
        await eventually(lambda: is_asked(server, "second", 2))
        process.kill()
        await process.wait()
    async with a_worker(store):
        debate = await the_end(store, debate)

    summary = await the_summary(store, debate)
    assert summary.verification == Verification(checked=11, repaired=1)
    assert models_of(debate) == [SCRIBE, SECOND, SECOND, SECOND]
    assert [is_repair(one) for one in server.asked_of("second")] == [False, True, True]


async def test_what_a_dead_worker_has_got_is_served_when_the_time_is_over(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = in_turn(with_lies(1), HANGS)
    debate = await asked(store, SCRIBE)
    async with a_worker_process(store) as process:
        await eventually(lambda: is_asked(server, times=2))
        process.kill()
        await process.wait()
    clock = Moved(store)
    clock.move_to(store.clock.now() + timedelta(seconds=3 * debate.spec.rules.round_deadline_s))
    async with a_worker(clock.over(store)):
        debate = await the_end(store, debate)

    summary = await the_summary(store, debate)
    assert summary.verification == Verification(checked=11, dropped=1)
    assert len(server.asked_of("scribe")) == 2


async def test_a_summary_whose_time_is_over_is_written_without_a_model(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = HANGS
    async with a_worker(store):
        debate = await asked(store, SCRIBE)
        await eventually(lambda: is_asked(server))
        clock = Moved(store)
        clock.move_to(debate.spec.deadline_at + timedelta(seconds=1))
        await sweep(clock.over(store))
        debate = await again(store, debate)
        await eventually(lambda: is_at_rest(store))

    summary = await the_summary(store, debate)
    assert summary.source is SummarySource.EXTRACTIVE
    assert degraded_reasons(debate) == FELL_BACK


async def test_a_deadline_that_falls_into_the_writing_is_kept(
    server: ModelServer, store: Context
) -> None:
    server.replies["scribe"] = HANGS

    debate, summary = await ended(store, SCRIBE, deadline_s=3)

    assert summary.source is SummarySource.EXTRACTIVE
    assert [call.error for call in calls_of(debate)] == ["timed_out"]


async def test_a_summarizer_that_meets_a_bug_of_ours_costs_the_prose_alone(
    store: Context,
) -> None:
    provider = Recording()
    provider.faults[SUMMARIZER] = RuntimeError("a bug of ours")
    async with a_worker(store, provider):
        debate = await the_end(store, await asked(store, "sim/summary"))

    assert (await the_summary(store, debate)).source is SummarySource.EXTRACTIVE
    assert degraded_reasons(debate) == FELL_BACK


async def test_a_summary_that_keeps_killing_its_workers_is_written_without_a_model(
    store: Context,
) -> None:
    provider = Recording()
    provider.held[SUMMARIZER] = asyncio.Event()
    async with a_worker(store, provider):
        debate = await asked(store, "sim/summary")
        await eventually(lambda: _is_asked_for_a_summary(provider))
    async with some_leases(store) as leases:
        for _ in range(TRIES_WITH_MODELS):
            await claimed(leases)
            await leases.purge()
    asked_before = len(provider.asked)
    async with a_worker(store, provider):
        debate = await the_end(store, debate)

    assert (await the_summary(store, debate)).source is SummarySource.EXTRACTIVE
    assert len(provider.asked) == asked_before
    assert TRIES_WITH_MODELS < MOST_TRIES


async def _is_asked_for_a_summary(provider: Recording) -> bool:
    return any(seat == SUMMARIZER for _, seat, _ in provider.asked)


def _slowly(script: Callable[[Asked], Reply], asked: Asked, *, delay_s: float) -> Reply:
    return replace(script(asked), delay_s=delay_s)
