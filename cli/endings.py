"""How a debate ended, as the exit status of a command that scripts can act on; pure.

A new ending is a row in `STATUSES`, a new demand a member of `Demand` and its row in `MET`; both
are told in `EXIT_STATUSES`, which `--help` shows.
"""

from collections.abc import Callable
from enum import StrEnum

from service.domain.debate import DebateStatus
from service.resources.schemas import Debate, Outcome

UNMET = 3

STATUSES = {
    DebateStatus.COMPLETED: 0,
    DebateStatus.FAILED: 4,
    DebateStatus.CANCELED: 5,
    DebateStatus.EXPIRED: 6,
}

EXIT_STATUSES = """\
Exit status:
  0    completed, be it with agreement or without, as in a tie
  1    could not be started or watched
  2    wrong usage
  3    completed, but not as --require asks
  4    failed: too few votes, the budget was spent, or a fault of the server
  5    canceled
  6    ran out of time before any round counted
  130  stopped with Ctrl-C (143 with SIGTERM); the debate goes on"""


class Demand(StrEnum):
    """What may be required of a debate that completed."""

    DECISION = "decision"
    CONSENSUS = "consensus"


MET: dict[Demand, Callable[[Outcome], bool]] = {
    Demand.DECISION: lambda outcome: outcome.decision is not None,
    Demand.CONSENSUS: lambda outcome: outcome.consensus_reached,
}


def status_of(debate: Debate, demand: Demand | None) -> int:
    """Return the exit status for a debate that is over."""
    ended = STATUSES[debate.status]
    if ended or demand is None:
        return ended
    return 0 if debate.outcome and MET[demand](debate.outcome) else UNMET
