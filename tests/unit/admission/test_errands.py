"""Errands: that nobody waits for them, and that none fails unheard or out loud."""

import structlog

from service.admission.errands import Errands
from service.domain.errors import StoreUnavailableError


async def fail(error: Exception) -> None:
    raise error


async def test_an_errand_that_fails_is_logged_in_one_line() -> None:
    errands = Errands()

    with structlog.testing.capture_logs() as logs:
        _ = errands.start(fail(AttributeError("no connection")))
        await errands.finish()

    assert [(line["event"], line["error"]) for line in logs] == [
        ("errand_failed", "AttributeError('no connection')")
    ]


async def test_an_errand_that_meets_an_outage_is_no_news() -> None:
    errands = Errands()

    with structlog.testing.capture_logs() as logs:
        _ = errands.start(fail(StoreUnavailableError("away")))
        await errands.finish()

    assert logs == []
