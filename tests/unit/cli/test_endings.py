"""What a script is told by the exit status."""

import pytest
from msgspec.structs import replace

from cli.endings import EXIT_STATUSES, STATUSES, UNMET, Demand, status_of
from service.domain.debate import DebateStatus
from service.resources.schemas import Debate
from tests.support.debates import a_debate, a_spec, some_rules, the_reference_case
from tests.support.watched import completed

UNDECIDED = some_rules(tie_break="none")


def over(*rounds: str) -> Debate:
    return completed(a_debate(*rounds))[0]


@pytest.mark.parametrize("status", [s for s in DebateStatus if s.terminal])
def test_every_ending_has_a_status_of_its_own_that_help_explains(status: DebateStatus) -> None:
    debate = replace(over("AB"), status=status)

    told = [status_of(debate, demand) for demand in (None, *Demand)]

    if status is not DebateStatus.COMPLETED:
        assert told == [STATUSES[status]] * 3
    assert f"  {told[0]}  " in EXIT_STATUSES
    assert len(set(STATUSES.values()) | {1, 2, UNMET}) == len(STATUSES) + 3


@pytest.mark.parametrize(
    ("debate", "demand", "status"),
    [
        (over("AAB", "AAB"), Demand.CONSENSUS, 0),
        (over("AAB", "AAB"), Demand.DECISION, 0),
        (completed(the_reference_case())[0], Demand.CONSENSUS, UNMET),
        (completed(the_reference_case())[0], Demand.DECISION, 0),
        (completed(a_debate("AB", spec=a_spec(rules=UNDECIDED)))[0], Demand.DECISION, UNMET),
        (completed(a_debate("AB", spec=a_spec(rules=UNDECIDED)))[0], None, 0),
    ],
)
def test_what_is_required_is_looked_for_in_the_outcome(
    debate: Debate, demand: Demand | None, status: int
) -> None:
    assert status_of(debate, demand) == status


def test_without_an_outcome_nothing_that_is_required_is_met() -> None:
    assert status_of(replace(over("AB"), outcome=None), Demand.DECISION) == UNMET
