"""What the readers of a share link see, and for how long."""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import fields, replace

from service.domain.budget import BUDGET_EXCEEDED, too_small
from service.domain.debate import (
    Budget,
    Call,
    DebateError,
    DebateSpec,
    DebateState,
    DebateWebhook,
    Origin,
    ResponseError,
    ResponseStatus,
)
from service.domain.lifecycle import (
    DEADLINE_EXCEEDED,
    INTERNAL_ERROR,
    NOT_BEGUN,
    QUORUM_LOST,
    UNPAID,
)
from service.domain.sharing import as_shared, newest_first
from service.domain.tally import degraded_reasons, usage
from service.domain.tracing import Trace
from service.domain.transcript import transcript
from tests.support.debates import NOW, a_debate, a_ledger, a_response, a_spec, the_reference_case
from tests.support.shares import a_share
from tests.support.store import a_call

HOUR = timedelta(hours=1)
SECRET = "a-secret-of-the-owner"
ORIGINAL = "dbt_0000000000000000000000000z"


def test_a_link_is_good_until_it_ends() -> None:
    share = a_share(a_debate(), created_at=NOW, expires_at=NOW + HOUR)

    assert share.is_good(NOW)
    assert not share.is_good(NOW + HOUR)
    assert replace(share, expires_at=None).is_good(NOW + 10_000 * HOUR)


def test_links_are_listed_newest_first_without_those_that_have_ended() -> None:
    debate = a_debate()
    old, new = (a_share(debate, created_at=NOW + n * HOUR) for n in range(2))
    ended = a_share(debate, created_at=NOW, expires_at=NOW + HOUR)

    assert newest_first((old, ended, new), NOW + HOUR) == (new, old)


def test_nothing_of_the_owner_is_shown() -> None:
    spec = a_spec(
        tenant=SECRET,
        metadata={SECRET: SECRET},
        seed=SECRET.encode(),
        budget=Budget(max_usd=0.5, expected_usd={SECRET: 0.25}),
        request_id=SECRET,
        callers_trace=Trace(id=SECRET, sampled=True),
        forked_from=Origin(debate_id=SECRET, round=1),
        webhook=DebateWebhook(url=SECRET, events=("debate.completed",)),
    )
    failed = a_response(
        1,
        "seat_1",
        ResponseStatus.FAILED,
        error=ResponseError(code="provider_auth", message=SECRET, retryable=False),
    )
    calls = (a_call(request_id=SECRET, reply=SECRET, held_usd=0.25),)
    debate = replace(a_ledger(a_debate("AB", spec=spec), failed), calls=calls)
    assert SECRET.encode() in msgspec.msgpack.encode(debate)

    shared = as_shared(debate)

    assert SECRET.encode() not in msgspec.msgpack.encode(shared)
    assert shared.calls[0].held_usd is None


@pytest.mark.parametrize(
    ("kind", "kept_back", "shown"),
    [
        (
            DebateSpec,
            "tenant metadata seed budget request_id callers_trace webhook",
            (
                "id question context options panel rules language deadline_s created_at retention_s"
                " forked_from summarizers former"
            ),
        ),
        (
            DebateState,
            "",
            (
                "status changed_at rounds started_at finished_at stop_reason outcome error notes"
                " written answer"
            ),
        ),
        (
            Call,
            "request_id held_usd reply",
            "round participant number model status usage hedge error latency_ms note_tokens",
        ),
    ],
)
def test_a_new_field_is_shown_only_when_somebody_has_thought_of_it(
    kind: type[msgspec.Struct], kept_back: str, shown: str
) -> None:
    assert {field.name for field in fields(kind)} == {*kept_back.split(), *shown.split()}


def test_what_was_said_and_decided_is_shown_as_it_is() -> None:
    debate = the_reference_case()

    shared = as_shared(debate)

    assert (shared.responses, shared.state, shared.rev) == (
        debate.responses,
        debate.state,
        debate.rev,
    )
    assert shared.spec.panel == debate.spec.panel
    assert transcript(shared, None) == transcript(debate, None)


def test_how_a_response_failed_is_shown_without_what_its_provider_said() -> None:
    def failed(status: ResponseStatus, seat: str) -> ResponseError:
        error = ResponseError(code="some_code", message="Request 4711 failed.", retryable=True)
        debate = a_ledger(a_debate("ABC"), a_response(1, seat, status, error=error))
        shared = as_shared(debate)
        found = shared.response(1, seat)
        assert degraded_reasons(shared) == degraded_reasons(debate)
        assert found is not None
        assert found.error is not None
        return found.error

    assert failed(ResponseStatus.FAILED, "seat_1").message == "Its model gave no answer."
    assert failed(ResponseStatus.TIMED_OUT, "seat_2").message == "No answer came in time."
    assert failed(ResponseStatus.REFUSED, "seat_3").message == (
        "Its model, or a filter before it, declined to answer."
    )
    assert failed(ResponseStatus.UNREADABLE, "seat_1").message == "Request 4711 failed."
    assert failed(ResponseStatus.FAILED, "seat_1").code == "some_code"


def test_a_seat_that_was_not_paid_for_is_no_model_without_an_answer() -> None:
    unpaid = a_response(1, "seat_1", ResponseStatus.FAILED, error=UNPAID)
    debate = a_ledger(a_debate("AB"), unpaid)

    shared = as_shared(debate).response(1, "seat_1")

    assert shared is not None
    assert shared.error == replace(
        UNPAID, message="The budget did not pay for asking in this round."
    )


def test_how_a_debate_failed_is_shown_without_what_it_might_have_cost() -> None:
    debate = a_debate("ABC")
    budget = Budget(max_usd=0.4711, expected_usd=dict.fromkeys(debate.spec.models, 0.25))

    def told(error: DebateError) -> DebateError | None:
        failed = replace(debate, state=replace(debate.state, error=error))
        return as_shared(failed).state.error

    spent = too_small(debate, budget)
    assert "0.4711" in spent.message
    assert told(spent) == DebateError(
        code=BUDGET_EXCEEDED, message="The budget did not pay for a round with enough votes."
    )
    for error in (DEADLINE_EXCEEDED, NOT_BEGUN, INTERNAL_ERROR, QUORUM_LOST):
        shown = told(error)
        assert shown is not None
        assert shown.code == error.code
        assert "deadline_seconds" not in shown.message
        assert "worker" not in shown.message


def test_a_fork_says_from_where_it_goes_on_but_not_from_what() -> None:
    spec = a_spec(forked_from=Origin(debate_id=ORIGINAL, round=1))
    fork = a_debate("DEAEBC", "DEBEBC", spec=spec)

    shared = as_shared(fork)

    told = repr(transcript(shared, None))
    assert ORIGINAL not in told
    assert "round 1 of another debate" in told
    assert usage(shared) == usage(fork)
    assert shared.spec.copied_rounds == 1
