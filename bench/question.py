"""What every driver asks: a seat of the reference case, in its second round, in our own words."""

import msgspec

from service.providers.base import ModelRequest
from tests.support.debates import the_reference_case
from tests.support.requests import a_request

TIMEOUT_S = 120
"""Never reached: a call that waits longer is lost, and so is the measurement."""


def a_question() -> ModelRequest:
    """Return the request of a worker, with a prompt of some 7 kB."""
    debate = the_reference_case(rounds=1, next_round=True)
    return msgspec.structs.replace(a_request("gpt-5.4", debate=debate), timeout_s=TIMEOUT_S)
