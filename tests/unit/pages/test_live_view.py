import pytest
from msgspec.structs import replace

from service.domain.debate import DebateStatus
from service.pages.live_view import live_view
from tests.support.gallery import GALLERY

NEWS = {
    "queued": "The debate has not begun yet.",
    "running": "Round 1 of 3 is over: Plurality: No (2 of 6). Round 2 of 3 is under way.",
    "summarizing": "All rounds are over: Tie: Yes, partial train and No (2 of 6 each), no agreement"
    " after 2 rounds; No by tie-break over all rounds. The summary is being written.",
    "agreed": "The debate is over: Unanimous: Yes, all (6 of 6).",
    "failed": "The debate has failed.",
    "canceled": "The debate was canceled.",
    "expired": "The debate has expired.",
}


@pytest.mark.parametrize("name", NEWS)
def test_how_far_a_debate_is_is_said_in_a_line(name: str) -> None:
    debate, _ = GALLERY[name]()

    assert live_view(debate, page="/x").news == NEWS[name]


def test_a_first_round_has_none_before_it() -> None:
    debate, _ = GALLERY["running"]()
    opened = debate.state.rounds[:1]
    begun = replace(debate, state=replace(debate.state, rounds=opened), responses=())

    assert live_view(begun, page="/x").news == "Round 1 of 3 is under way."


@pytest.mark.parametrize("status", DebateStatus)
def test_events_are_followed_until_a_debate_is_over(status: DebateStatus) -> None:
    debate, _ = GALLERY["reference"]()
    debate = replace(debate, state=replace(debate.state, status=status))

    events = live_view(debate, page="/s/a-token").events

    assert events == (None if status.terminal else "/s/a-token/events")
