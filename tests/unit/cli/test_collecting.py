"""How long a busy server is waited for."""

import pytest

from cli.collecting import MOST_WAITS, patiently
from cli.refusals import ServerError


class Busy:
    """Answers after it has asked that many times to wait, for no time at all."""

    def __init__(self, times: int, retry_after_s: float | None = 0.0) -> None:
        self.asked = 0
        self._times = times
        self._retry_after_s = retry_after_s

    async def ask(self) -> str:
        self.asked += 1
        if self.asked <= self._times:
            raise ServerError("Not now.", "rate_limited", self._retry_after_s)
        return "answer"


async def test_a_busy_server_is_asked_until_it_answers() -> None:
    server, said = Busy(MOST_WAITS), list[str]()

    answer = await patiently(server.ask, said.append)

    assert (answer, server.asked) == ("answer", MOST_WAITS + 1)
    assert said == ["The server is busy; going on in 0 s."] * MOST_WAITS


async def test_a_server_that_stays_busy_is_given_up() -> None:
    server = Busy(MOST_WAITS + 1)

    with pytest.raises(ServerError, match="Not now"):
        await patiently(server.ask, lambda _: None)

    assert server.asked == MOST_WAITS + 1


async def test_a_server_that_refuses_for_good_is_not_asked_again() -> None:
    server = Busy(1, retry_after_s=None)

    with pytest.raises(ServerError, match="Not now"):
        await patiently(server.ask, lambda _: None)

    assert server.asked == 1
