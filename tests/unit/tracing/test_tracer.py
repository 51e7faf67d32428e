"""What stands in for a collector where there is none, and how failures are called."""

import asyncio
import re

import pytest

from service.domain.errors import (
    LeaseLostError,
    ProviderError,
    StoreUnavailableError,
    UnknownResourceError,
)
from service.domain.tracing import Trace
from service.tracing.tracer import UNTRACED, failure_code

TRACE = Trace(id="0af7651916cd43dd8448eb211c80319c", sampled=True, state="a=1", parent="1" * 16)


def test_a_request_that_is_told_to_nobody_leaves_its_trace_as_it_came() -> None:
    with UNTRACED.request("GET", TRACE, {}) as of_a_trace, UNTRACED.request("GET", None, {}) as no:
        assert (of_a_trace.trace, no.trace) == (TRACE, None)


def test_a_job_that_is_told_to_nobody_leaves_its_trace_as_it_is() -> None:
    with UNTRACED.job("run_round", TRACE, {}) as span:
        span.note({"a": 1})
        span.fail("odd")

        assert span.trace == TRACE


def test_a_call_that_is_told_to_nobody_has_a_name_of_its_own_all_the_same() -> None:
    with UNTRACED.call("chat", TRACE, {}) as one, UNTRACED.call("chat", TRACE, {}) as other:
        names = {one.trace.parent, other.trace.parent}

    assert len(names | {TRACE.parent}) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", name or "") for name in names)
    assert (one.trace.id, one.trace.sampled, one.trace.state) == (TRACE.id, True, "a=1")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProviderError("Busy.", code="provider_auth"), "provider_auth"),
        (asyncio.CancelledError(), "canceled"),
        (asyncio.CancelledError("lease_lost"), "lease_lost"),
        (LeaseLostError("It is another's."), "lease_lost"),
        (StoreUnavailableError("It is away."), "queue_unavailable"),
        (UnknownResourceError("It is gone."), "not_found"),
        (ValueError("What a caller has written."), "internal_error"),
    ],
)
def test_a_failure_is_called_by_a_code_and_never_by_what_it_says(
    error: BaseException, code: str
) -> None:
    assert failure_code(error) == code
