"""Whole debates, from a stored question to a summary, run by a real worker over a real store."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from service.context import Context
from service.domain.asking import MAX_RETRIES
from service.domain.debate import (
    Agreement,
    CallStatus,
    ConsensusRule,
    Debate,
    DebateStatus,
    DecidedBy,
    DegradedReason,
    ResponseRef,
    ResponseStatus,
    StopReason,
)
from service.domain.lifecycle import begin, cancel
from service.domain.tally import degraded_reasons, usage
from tests.support.debates import some_options, some_rules
from tests.support.store import (
    a_stored_debate,
    an_open_store,
    eventually,
    forget_all_jobs,
    is_at_rest,
)
from tests.support.workers import (
    Recording,
    a_worker,
    asked,
    seats,
    the_end,
    the_log,
    workers_at,
)

REFERENCE_PANEL = ("D", "E", "A>B", "E", "B", "C")
REFERENCE_HEADLINE = (
    "Tie: Yes, partial train and No (2 of 6 each), no agreement after 2 rounds;"
    " No by tie-break over all rounds"
)
WHOLE_ROUND = ["round.started", *["response.completed"] * 6, "round.completed"]


@pytest.fixture
async def store(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with workers_at(valkey_url, namespace) as store:
        yield store


async def test_the_reference_case_ends_as_it_must(store: Context) -> None:
    debate = await asked(store, *REFERENCE_PANEL, max_rounds=2, quorum=4)

    ended = await the_end(store, debate)

    outcome = ended.state.outcome
    assert outcome is not None
    assert ended.state.status is DebateStatus.COMPLETED
    assert ended.state.stop_reason is StopReason.MAX_ROUNDS
    assert (outcome.agreement, outcome.leaders) == (Agreement.TIE, ("B", "E"))
    assert (outcome.decision, outcome.decided_by) == ("E", DecidedBy.TRAJECTORY)
    assert not outcome.consensus_reached
    assert outcome.changed_minds == 1
    assert outcome.by_rule.first_round == "E"
    assert outcome.headline == REFERENCE_HEADLINE
    assert degraded_reasons(ended) == ()


async def test_the_ledger_of_the_reference_case_holds_every_vote_and_call_once(
    store: Context,
) -> None:
    debate = await asked(store, *REFERENCE_PANEL, max_rounds=2, quorum=4)

    ended = await the_end(store, debate)

    votes = ["".join(r.vote or "-" for r in ended.round_responses(n)) for n in (1, 2)]
    assert votes == ["DEAEBC", "DEBEBC"]
    assert all(r.argument and r.attempts == 1 for r in ended.responses)
    assert all(not r.codes for r in ended.round_responses(1))
    assert all(r.codes for r in ended.round_responses(2))
    assert {call.status for call in ended.calls} == {CallStatus.SETTLED}
    assert usage(ended).calls == len(ended.calls) == 12
    changed = ended.response(2, "seat_3")
    assert changed is not None
    assert changed.persuaded_by == ResponseRef(round=1, participant="seat_5")
    assert await the_log(store, ended) == [
        *("debate.queued", "debate.started"),
        *WHOLE_ROUND,
        *WHOLE_ROUND,
        *("summary.started", "debate.completed"),
    ]


async def test_a_finished_debate_has_its_summary_and_leaves_no_job(store: Context) -> None:
    ended = await the_end(store, await asked(store, "A", "A"))

    summary = await store.debates.summary("public", ended.spec.id)
    assert summary is not None
    assert ended.state.outcome is not None
    assert summary.headline == ended.state.outcome.headline == "Unanimous: Yes, all (2 of 2)"

    await eventually(lambda: is_at_rest(store))


@pytest.mark.parametrize(
    ("models", "rules", "ends"),
    [
        ("A A A", {}, (1, StopReason.CONSENSUS, Agreement.UNANIMOUS)),
        ("A A B", {}, (2, StopReason.CONSENSUS, Agreement.MAJORITY)),
        ("A A B", {"min_rounds": 1}, (1, StopReason.CONSENSUS, Agreement.MAJORITY)),
        ("A B C", {}, (2, StopReason.STABLE, Agreement.TIE)),
        ("A B C", {"stop_when_stable": False}, (3, StopReason.MAX_ROUNDS, Agreement.TIE)),
        ("A A A B B C", {}, (2, StopReason.STABLE, Agreement.PLURALITY)),
        (
            "A A B",
            {"max_rounds": 1, "min_rounds": 1},
            (1, StopReason.CONSENSUS, Agreement.MAJORITY),
        ),
        (
            "A A A B B C",
            {"consensus": ConsensusRule.VOTES_NEEDED, "votes_needed": 3},
            (2, StopReason.CONSENSUS, Agreement.PLURALITY),
        ),
        (
            "A A>B B>A",
            {"consensus": ConsensusRule.UNANIMOUS, "stop_when_stable": False},
            (3, StopReason.MAX_ROUNDS, Agreement.MAJORITY),
        ),
        ("A B>majority A", {}, (2, StopReason.CONSENSUS, Agreement.UNANIMOUS)),
    ],
)
async def test_a_debate_stops_when_its_rules_say_so(
    store: Context,
    models: str,
    rules: dict[str, object],
    ends: tuple[int, StopReason, Agreement],
) -> None:
    ended = await the_end(store, await asked(store, *models.split(), **rules))

    outcome = ended.state.outcome
    assert outcome is not None
    assert (len(ended.state.rounds), ended.state.stop_reason, outcome.agreement) == ends
    assert await store.debates.summary("public", ended.spec.id) is not None


async def test_every_way_not_to_answer_shows_as_its_own_status(store: Context) -> None:
    models = {
        "A": (ResponseStatus.VOTED, 1),
        "abstain": (ResponseStatus.ABSTAINED, 1),
        "refuse": (ResponseStatus.REFUSED, 1),
        "garbage": (ResponseStatus.UNREADABLE, 2),
        "truncated": (ResponseStatus.UNREADABLE, 2),
        "unheard_of": (ResponseStatus.UNREADABLE, 2),
        "error:400": (ResponseStatus.FAILED, 1),
        "flaky": (ResponseStatus.VOTED, 2),
        "timeout": (ResponseStatus.TIMED_OUT, 1),
        "inject": (ResponseStatus.VOTED, 1),
    }
    rules = {"max_rounds": 1, "min_rounds": 1, "allow_abstain": True, "round_deadline_s": 2}

    ended = await the_end(store, await asked(store, *models, **rules))

    assert {
        model: (response.status, response.attempts)
        for model, response in zip(models, ended.responses, strict=True)
    } == models
    for response in ended.responses:
        assert (response.vote is not None) == (response.status is ResponseStatus.VOTED)
        answered = response.status in {ResponseStatus.VOTED, ResponseStatus.ABSTAINED}
        assert (response.error is None) == answered
    assert degraded_reasons(ended) == (
        DegradedReason.SEAT_REFUSED,
        DegradedReason.SEAT_FAILED,
        DegradedReason.SEAT_TIMED_OUT,
        DegradedReason.SEAT_UNREADABLE,
    )
    assert ended.state.status is DebateStatus.COMPLETED
    assert usage(ended).calls == len(ended.calls) == sum(tries for _, tries in models.values())


async def test_a_provider_that_keeps_failing_is_asked_again_and_then_given_up(
    store: Context,
) -> None:
    rules = {"max_rounds": 1, "min_rounds": 1, "round_deadline_s": 10}

    ended = await the_end(store, await asked(store, "A", "error:500", **rules))

    failed = ended.responses[1]
    assert failed.status is ResponseStatus.FAILED
    assert failed.attempts == 1 + MAX_RETRIES
    assert failed.error is not None
    assert failed.error.code == "provider_unavailable"
    assert failed.error.retryable


async def test_an_abstention_that_is_not_allowed_is_unreadable(store: Context) -> None:
    ended = await the_end(store, await asked(store, "A", "abstain", max_rounds=1, min_rounds=1))

    assert [r.status for r in ended.responses] == [
        ResponseStatus.VOTED,
        ResponseStatus.UNREADABLE,
    ]


async def test_a_seat_that_fails_and_then_votes_has_not_changed_its_mind(store: Context) -> None:
    ended = await the_end(store, await asked(store, "refuse>B", "A", "A", max_rounds=2))

    assert ended.state.outcome is not None
    assert ended.state.outcome.changed_minds == 0
    assert ended.responses[3].vote == "B"
    assert ended.responses[3].persuaded_by is None


async def test_a_quorum_lost_in_the_first_round_fails_the_debate(store: Context) -> None:
    ended = await the_end(store, await asked(store, "A", "refuse", "refuse", quorum=2))

    assert ended.state.status is DebateStatus.FAILED
    assert ended.state.error is not None
    assert ended.state.error.code == "quorum_lost"
    assert ended.state.outcome is None
    assert await store.debates.summary("public", ended.spec.id) is None
    assert (await the_log(store, ended))[-2:] == ["round.completed", "debate.failed"]


async def test_a_quorum_lost_later_completes_the_debate_with_what_counted(store: Context) -> None:
    models = ("A", "B>refuse", "C>refuse")

    ended = await the_end(store, await asked(store, *models, quorum=2))

    assert ended.state.status is DebateStatus.COMPLETED
    assert ended.state.stop_reason is StopReason.QUORUM_LOST
    assert ended.state.outcome is not None
    assert ended.state.outcome.rounds == 1
    assert degraded_reasons(ended) == (DegradedReason.SEAT_REFUSED, DegradedReason.QUORUM)
    assert await store.debates.summary("public", ended.spec.id) is not None


async def hurried(store: Context, *models: str) -> Debate:
    """Store a debate that has to be over in a second."""
    rules = some_rules(quorum=2)
    return await a_stored_debate(store, panel=seats(*models), rules=rules, deadline_s=1)


async def test_a_deadline_before_any_round_counted_expires_the_debate(store: Context) -> None:
    ended = await the_end(store, await hurried(store, "A", "timeout", "timeout"))

    assert ended.state.status is DebateStatus.EXPIRED
    assert ended.state.error is not None
    assert ended.state.error.code == "deadline_exceeded"
    assert [r.status for r in ended.responses] == [
        ResponseStatus.VOTED,
        ResponseStatus.TIMED_OUT,
        ResponseStatus.TIMED_OUT,
    ]


async def test_a_deadline_after_a_counted_round_completes_the_debate(store: Context) -> None:
    models = ("A", "B>timeout", "C>timeout")

    ended = await the_end(store, await hurried(store, *models))

    assert ended.state.status is DebateStatus.COMPLETED
    assert ended.state.stop_reason is StopReason.DEADLINE
    assert ended.state.outcome is not None
    assert ended.state.outcome.rounds == 1
    assert degraded_reasons(ended) == (DegradedReason.SEAT_TIMED_OUT, DegradedReason.DEADLINE)


async def test_a_late_seat_is_timed_out_and_the_debate_goes_on(store: Context) -> None:
    models = ("A", "A", "timeout>A")

    ended = await the_end(store, await asked(store, *models, quorum=2, round_deadline_s=1))

    assert ended.responses[2].status is ResponseStatus.TIMED_OUT
    assert ended.responses[5].vote == "A"
    assert ended.state.stop_reason is StopReason.CONSENSUS
    assert ended.state.outcome is not None
    assert ended.state.outcome.agreement is Agreement.UNANIMOUS


async def test_a_round_that_no_worker_was_at_for_its_time_is_held_when_one_comes(
    valkey_url: str, namespace: str
) -> None:
    async with an_open_store(valkey_url, namespace) as store:
        created_at = store.clock.now() - timedelta(minutes=6)
        rules = some_rules(quorum=2, round_deadline_s=120)
        asked_for = {"created_at": created_at, "panel": seats("A", "A"), "rules": rules}
        debate = await a_stored_debate(store, **asked_for)
        name = debate.spec.tenant, debate.spec.id
        await store.debates.decide(
            *name, lambda d: begin(d, now=created_at + timedelta(minutes=1))
        )

        async with a_worker(store):
            ended = await the_end(store, debate)

    assert ended.state.stop_reason is StopReason.CONSENSUS
    assert [response.status for response in ended.responses] == [ResponseStatus.VOTED] * 2


async def test_a_debate_that_no_worker_takes_expires_at_its_deadline(
    valkey_url: str, namespace: str
) -> None:
    async with an_open_store(valkey_url, namespace) as store:
        debate = await hurried(store, "A", "B")
        await forget_all_jobs(store)

        async with a_worker(store):
            ended = await the_end(store, debate)

    assert ended.state.status is DebateStatus.EXPIRED
    assert ended.state.rounds == ()


async def test_a_debate_is_canceled_at_once_while_its_seats_are_being_asked(
    valkey_url: str, namespace: str
) -> None:
    provider = Recording()
    provider.held["seat_2"] = asyncio.Event()
    async with an_open_store(valkey_url, namespace) as store, a_worker(store, provider):
        debate = await asked(store, "A", "B")
        await eventually(lambda: has_votes(store, debate.spec.id, 1))

        canceled = await store.debates.decide(
            "public", debate.spec.id, lambda d: cancel(d, now=store.clock.now())
        )
        await eventually(lambda: broken_off(provider))

        assert await store.debates.load("public", debate.spec.id) == canceled
        log = await the_log(store, canceled)

    assert canceled.state.status is DebateStatus.CANCELED
    assert [r.status for r in canceled.responses] == [
        ResponseStatus.VOTED,
        ResponseStatus.CANCELED,
    ]
    assert log[-2:] == ["response.completed", "debate.canceled"]
    assert provider.broken_off == ["seat_2"]


async def has_votes(store: Context, debate_id: str, count: int) -> bool:
    return len((await store.debates.load("public", debate_id)).responses) == count


async def broken_off(provider: Recording) -> bool:
    return bool(provider.broken_off)


async def test_fifty_debates_at_once_all_complete(store: Context) -> None:
    debates = [await asked(store, *REFERENCE_PANEL, max_rounds=2) for _ in range(50)]

    ended = [await the_end(store, debate) for debate in debates]

    assert {d.state.status for d in ended} == {DebateStatus.COMPLETED}
    assert {d.state.outcome.headline for d in ended if d.state.outcome} == {REFERENCE_HEADLINE}
    assert {len(d.calls) for d in ended} == {12}
    assert {len(await the_log(store, d)) for d in ended} == {20}


async def test_two_seats_of_one_model_and_other_scripts_debate_like_any(store: Context) -> None:
    options = some_options("Да", "Да, всё", "نعم، بالكامل", "はい")
    debate = await a_stored_debate(
        store, options=options, panel=seats("C", "C", "D>C"), question="どう思いますか。"
    )

    ended = await the_end(store, debate)

    assert ended.state.outcome is not None
    assert ended.state.outcome.headline == "Unanimous: نعم، بالكامل (3 of 3)"


async def test_two_options_and_twenty_six_debate_alike(store: Context) -> None:
    many = some_options(*(f"Plan {n}" for n in range(26)))
    debates = [
        await a_stored_debate(store, options=many[:2], panel=seats("A", "B", "B")),
        await a_stored_debate(store, options=many, panel=seats("A", "Z", "Z")),
    ]

    outcomes = [(await the_end(store, debate)).state.outcome for debate in debates]

    assert [outcome.decision for outcome in outcomes if outcome] == ["B", "Z"]


async def test_two_workers_share_the_work_and_ask_nobody_twice(
    valkey_url: str, namespace: str
) -> None:
    providers = Recording(), Recording()
    async with (
        an_open_store(valkey_url, namespace, {"ROUNDTABLE_WORKER_CONCURRENCY": "2"}) as store,
        a_worker(store, providers[0]),
        a_worker(store, providers[1]),
    ):
        debates = [await asked(store, "A?delay=0.02", "B", "C", max_rounds=2) for _ in range(12)]
        ended = [await the_end(store, debate) for debate in debates]
        logs = [Counter(await the_log(store, debate)) for debate in ended]

    assert {d.state.status for d in ended} == {DebateStatus.COMPLETED}
    assert all(provider.asked for provider in providers)
    assert sum(len(provider.asked) for provider in providers) == 12 * 3 * 2
    assert {log["debate.completed"] for log in logs} == {1}
    assert {log["response.completed"] for log in logs} == {6}
