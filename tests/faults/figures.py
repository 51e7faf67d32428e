"""How long what a killed worker had in hand stood still, and what was asked twice; pure."""

from collections.abc import Iterator, Sequence

from service.domain.debate import Debate, DebateStatus
from service.domain.events import LoggedEvent, RoundCompleted, RoundStarted
from tests.faults.audit import OUTAGES, STALLS, number_of
from tests.faults.evidence import Evidence
from tests.faults.provider import Noted, What
from tests.faults.scene import Incident, Kind

NO_ANSWERS = (Kind.PROVIDER_KILLED, Kind.PROVIDER_FROZEN)
REACH_S = 10.0
"""Around an outage of store or provider, in which a recovery is none of the workers' doing alone."""


def recoveries_s(evidence: Evidence) -> list[float]:
    """Return, for each debate in the hands of a worker that was killed, how long it stood still.

    That is from the kill to the next call of another worker for it, or to the end of its round.
    Left out are debates that were canceled, and kills near an outage of the store
    or the provider.
    """
    kills = [done for done in evidence.incidents if done.kind is Kind.WORKER_KILLED]
    return sorted(
        waited_s
        for kill in kills
        if not _near_an_outage(evidence, kill)
        for debate in evidence.debates.values()
        if debate.state.status is not DebateStatus.CANCELED
        for waited_s in _stood_still_s(evidence, kill, debate)
    )


def _near_an_outage(evidence: Evidence, kill: Incident) -> bool:
    outages = (
        done for done in evidence.incidents if done.kind in (*OUTAGES, *NO_ANSWERS, *STALLS)
    )
    return any(
        outage.at <= kill.at + REACH_S and outage.until >= kill.at - REACH_S for outage in outages
    )


def _stood_still_s(evidence: Evidence, kill: Incident, debate: Debate) -> Iterator[float]:
    """Give the one time for which a debate stood still, if that worker had it in hand."""
    events = evidence.events[debate.spec.id]
    number = _open_round(events, kill.at)
    begun = [
        noted
        for noted in evidence.calls
        if noted.what is What.ASKED and noted.debate == number_of(debate)
    ]
    before = [call for call in begun if call.round == number and call.at <= kill.at]
    if before and before[-1].worker == kill.worker:
        yield min(_went_on(begun, events, kill), default=float("inf")) - kill.at


def _open_round(events: Sequence[LoggedEvent], at: float) -> int | None:
    """Return the round that was open at that time."""
    past = [logged.event for logged in events if logged.created_at.timestamp() <= at]
    started = [event.round for event in past if isinstance(event, RoundStarted)]
    completed = [event.round for event in past if isinstance(event, RoundCompleted)]
    return max(set(started) - set(completed), default=None)


def _went_on(
    begun: Sequence[Noted], events: Sequence[LoggedEvent], kill: Incident
) -> Iterator[float]:
    for call in begun:
        if call.at > kill.at and call.worker != kill.worker:
            yield call.at
    for logged in events:
        if isinstance(logged.event, RoundCompleted) and logged.created_at.timestamp() > kill.at:
            yield logged.created_at.timestamp()
