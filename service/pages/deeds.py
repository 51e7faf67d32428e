"""What those did in a round who gave no vote, or what they have not done so far."""

from service.domain.debate import Debate, DebateStatus, Response
from service.domain.phrasing import DEEDS


def deed(debate: Debate, number: int, response: Response | None) -> str:
    """Say what somebody did in a round, where it was not to vote; None if it has not answered."""
    if response is not None:
        return DEEDS[response.status]
    return "no answer yet" if is_open(debate, number) else "did not answer"


def is_open(debate: Debate, number: int) -> bool:
    """Return whether seats are still answering in that round."""
    begun = debate.state.rounds
    running = debate.state.status is DebateStatus.RUNNING
    return running and number == len(begun) and begun[-1].finished_at is None
