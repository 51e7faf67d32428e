"""Under which rules the logs are replayed, and what each comes to for one debate.

A further protocol is a row of `PROTOCOLS`, a further way of counting one of `COUNTS`.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from bench.replayed.holding import held, held_throughout
from bench.replayed.logs import Logged
from service.api.protocols import usual_rules
from service.domain.debate import ConsensusRule, Debate, OptionId, Rules
from service.domain.outcome import winners
from service.domain.tally import counted_rounds, leaders, round_tally


class Quorum(StrEnum):
    """How many valid votes make a round count: any number, or more than half of the seats."""

    ANY = "any"
    USUAL = "usual"


Ahead: TypeAlias = tuple[int, Sequence[OptionId]]
"""How many rounds were held, and the options that lead by some way of counting."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What one debate came to."""

    rounds: int
    """Rounds that were held."""
    share: float
    """Of the leaders, those that are right: 1, 0, or between where several lead."""
    ended: bool
    """Whether any option led; without, nothing is decided and nothing right."""


LAST_ROUND = "every round"
OUTCOME = "every round, outcome"
FIRST_ROUND = "round 1"
TRAJECTORY = "trajectory"
CONFIDENCE = "confidence"
SUPERMAJORITY = "supermajority, min_rounds 1"
UNANIMOUS = "unanimous"
USUAL_PROTOCOL = "usual protocol"

PROTOCOLS: Mapping[str, Mapping[str, object]] = {
    SUPERMAJORITY: {"min_rounds": 1},
    f"{SUPERMAJORITY}, not stable": {"min_rounds": 1, "stop_when_stable": False},
    "majority, min_rounds 1": {"min_rounds": 1, "consensus": ConsensusRule.MAJORITY},
    UNANIMOUS: {
        "min_rounds": 1,
        "consensus": ConsensusRule.UNANIMOUS,
        "stop_when_stable": False,
    },
    f"{UNANIMOUS} or stable": {"min_rounds": 1, "consensus": ConsensusRule.UNANIMOUS},
}
"""Rules that differ from the usual ones; each may use all rounds that were logged."""


def replay(logged: Logged, quorum: Quorum) -> dict[str, Result]:
    """Return what each protocol, and each way of counting, makes of one debate with votes."""
    rules = _rules(logged, quorum)
    throughout = held_throughout(logged, rules)
    return {
        **{name: _counted(throughout, logged, count) for name, count in COUNTS.items()},
        **{
            name: _ended(held(logged, replace(rules, **changes)), logged)
            for name, changes in PROTOCOLS.items()
        },
        USUAL_PROTOCOL: _ended(held(logged, _usual(logged, rules)), logged),
    }


def _rules(logged: Logged, quorum: Quorum) -> Rules:
    usual = usual_rules(len(logged.agents))
    needed = {Quorum.ANY: 1, Quorum.USUAL: usual.quorum}[quorum]
    return replace(usual, quorum=needed, max_rounds=logged.rounds)


def _usual(logged: Logged, rules: Rules) -> Rules:
    usual = usual_rules(len(logged.agents))
    most = min(usual.max_rounds, logged.rounds)
    return replace(rules, max_rounds=most, min_rounds=min(usual.min_rounds, most))


def _ended(debate: Debate, logged: Logged) -> Result:
    outcome = debate.state.outcome
    ahead = outcome.leaders if outcome is not None else ()
    return _result(len(debate.state.rounds), ahead, logged)


def _counted(debate: Debate, logged: Logged, count: Callable[[Debate], Ahead]) -> Result:
    rounds, ahead = count(debate)
    return _result(rounds, ahead, logged)


def _result(rounds: int, ahead: Sequence[OptionId], logged: Logged) -> Result:
    share = 1 / len(ahead) if logged.gold in ahead else 0.0
    return Result(rounds=rounds, share=share, ended=bool(ahead))


def _first_round(debate: Debate) -> Ahead:
    return 1, leaders(round_tally(debate, 1))


def _last_round(debate: Debate) -> Ahead:
    """Take the last round as it is, be it without any vote."""
    last = len(debate.state.rounds)
    return last, leaders(round_tally(debate, last))


def _by(rule: str) -> Callable[[Debate], Ahead]:
    def count(debate: Debate) -> Ahead:
        counted = counted_rounds(debate)
        return len(debate.state.rounds), winners(debate, counted)[rule] if counted else ()

    return count


COUNTS: Mapping[str, Callable[[Debate], Ahead]] = {
    FIRST_ROUND: _first_round,
    LAST_ROUND: _last_round,
    OUTCOME: _by("last_round"),
    TRAJECTORY: _by("trajectory"),
    CONFIDENCE: _by("confidence"),
}
"""Ways of counting where every round is held: how many there were, and who led."""
