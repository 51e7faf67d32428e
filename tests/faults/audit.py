"""What must be so when all debates have ended, whatever was done to the processes meanwhile.

`audit` returns every problem, none when all is well. It is pure: what it judges is
`Evidence`. A new demand is a function that yields problems, and its place in `RULES`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec
from typing_extensions import override

from service.domain.debate import (
    CallStatus,
    Debate,
    DebateStatus,
    Outcome,
    Response,
    ResponseStatus,
)
from service.domain.events import LoggedEvent, ResponseCompleted
from service.domain.outcome import outcome_of
from service.domain.tally import counted_rounds
from tests.faults.evidence import TENANT, Evidence, Key, debate_of
from tests.faults.provider import CALL, DEBATE, Noted, What
from tests.faults.scene import Incident, Kind

RACE_S = 0.25
"""A call that was on its way when the answer was stored is none too many."""

CANCELED_WITHIN_S = 1.0
"""In how long the workers have to know of a cancel."""

GIVEN_UP_S = 30.0
"""For how long after a kill of the provider its circuit may be open and a call be given up."""

FOLLOWS = {
    "": {"debate.queued"},
    "debate.queued": {"debate.started", "debate.canceled", "debate.expired", "debate.failed"},
    "debate.started": {"round.started"},
    "round.started": {"response.completed", "debate.canceled"},
    "response.completed": {"response.completed", "round.completed", "debate.canceled"},
    "round.completed": {"round.started", "summary.started", "debate.failed", "debate.expired"},
    "summary.started": {"debate.completed", "debate.canceled"},
}
"""Which event may follow which; none follows those that are not named."""

OF_A_WORKER = (Kind.WORKER_KILLED, Kind.WORKER_FROZEN, Kind.WORKER_DRAINED)
OUTAGES = (Kind.STORE_KILLED, Kind.STORE_FROZEN, Kind.STORE_FULL)
STALLS = (Kind.MACHINE_STALLED,)
TIME_FOR_A_BEAT_S = 1.5
FREEZES = (Kind.WORKER_FROZEN, Kind.STORE_FROZEN, Kind.MACHINE_STALLED)

Answer = tuple[int, int, str]
"""What is asked for: the number of a debate, a round, a seat."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is wrong."""

    rule: str
    """What should be so."""
    what: str

    @override
    def __str__(self) -> str:
        return self.what


def audit(evidence: Evidence) -> list[Problem]:
    """Return what is wrong."""
    return [
        Problem(rule=name, what=what) for name, rule in RULES.items() for what in rule(evidence)
    ]


def promises_are_kept(evidence: Evidence) -> Iterator[str]:
    """What was accepted is there, once; what was canceled is so."""
    yield from evidence.surprises
    for number, debate in evidence.accepted.items():
        if debate not in evidence.debates:
            yield f"debate {number} ({debate}) was accepted and is lost"
    for debate in sorted(set(evidence.debates) - set(evidence.accepted.values())):
        yield f"{debate} is there and nobody was told of it"
    for debate in sorted(set(evidence.canceled) & set(evidence.debates)):
        status = evidence.debates[debate].state.status
        if status is not DebateStatus.CANCELED:
            yield f"{debate} was canceled and is {status}"


def debates_have_ended_well(evidence: Evidence) -> Iterator[str]:
    """Every debate is completed with all its votes, or was canceled by its caller."""
    for debate in evidence.debates.values():
        state, name = debate.state, debate.spec.id
        canceled, left = name in evidence.canceled, _left_by_its_provider(evidence, debate)
        if state.status is not DebateStatus.COMPLETED and not canceled and not left:
            yield f"{name} is {state.status} in round {len(state.rounds)}: {state.error}"
        if (f"t:{TENANT}:d:{name}:summary" in evidence.keys) is not (
            state.status is DebateStatus.COMPLETED
        ):
            yield f"{name} is {state.status} and its summary is not as that says"


def ledgers_are_whole(evidence: Evidence) -> Iterator[str]:
    """Each round has one answer of each seat, and the outcome is what they add up to."""
    for debate in evidence.debates.values():
        name, seats = debate.spec.id, [seat.id for seat in debate.spec.panel]
        expected = [(r.number, seat) for r in debate.state.rounds for seat in seats]
        found = [(r.round, r.participant) for r in debate.responses]
        if debate.state.status.terminal and found != expected:
            yield f"{name} has answers {found} and not {expected}"
        for response in debate.responses:
            if not _well_answered(evidence, debate, response):
                yield f"{name} {response.ref} is {response.status}: {response.error}"
        if debate.state.outcome != _expected_outcome(debate):
            yield f"{name} has an outcome that its ledger does not give"


def answers_were_given(evidence: Evidence) -> Iterator[str]:
    """Every stored answer is one that the provider was asked for, for that round and seat."""
    asked = {noted.call: noted for noted in evidence.calls}
    for debate in evidence.debates.values():
        for response in debate.responses:
            if response.status is not ResponseStatus.VOTED:
                continue
            named = CALL.search(response.argument or "")
            call = asked.get(named[1]) if named else None
            if call is None or _asked(call) != _answers(debate, response):
                yield f"{debate.spec.id} {response.ref} holds the answer to {call}"


def events_are_told_once(evidence: Evidence) -> Iterator[str]:
    """Sequences have no gaps, no event comes twice, each follows what it may follow."""
    for name, debate in evidence.debates.items():
        events = evidence.events[name]
        if [event.sequence for event in events] != list(range(1, len(events) + 1)):
            yield f"{name} has events numbered {[event.sequence for event in events]}"
        for event, times in Counter(repr(event.event) for event in events).items():
            if times > 1:
                yield f"{name} tells {times} times of {event}"
        for before, after in pairwise(("", *(event.type for event in events))):
            if after not in FOLLOWS.get(before, ()):
                yield f"{name} tells of {after} after {before or 'nothing'}"
        yield from _told_as_it_is(debate, events)


def keys_are_accounted_for(evidence: Evidence) -> Iterator[str]:
    """Nothing is left of queue and leases, and every other key belongs to something."""
    yield from left_over(evidence.keys)
    for name, key in evidence.keys.items():
        if name.startswith(PASSING) and not key.passes and not name.endswith(COUNTER):
            yield f"{name} would stay for ever"
        if (debate := debate_of(name)) and debate not in evidence.debates:
            yield f"{name} is left of a debate that is no more"
    indexes = _expected_indexes(evidence)
    found = {
        name: key for name, key in evidence.keys.items() if name in indexes or ":idx:" in name
    }
    for name in sorted({*indexes, *found}):
        members = found[name].members if name in found else frozenset[str]()
        if members != indexes.get(name, frozenset()):
            difference = members ^ indexes.get(name, frozenset())
            yield f"{name} is wrong about {sorted(difference)}"


def nothing_stored_is_asked_again(evidence: Evidence) -> Iterator[str]:
    """No call was begun after the answer that it asks for was stored."""
    stored = {
        _answers(debate, response): response.created_at.timestamp()
        for debate in evidence.debates.values()
        for response in debate.responses
        if response.status is not ResponseStatus.CANCELED
    }
    for call in _begun(evidence):
        at = stored.get(_asked(call))
        # Who is frozen between getting an answer and storing it stores it later than it says.
        sent_at = _sent_at(evidence, call)
        if at and sent_at > at + RACE_S and not _any(evidence, FREEZES, at - RACE_S, sent_at):
            yield f"{_words(call)} was begun {sent_at - at:.3f} s after its answer was stored"


def nothing_is_asked_for_a_canceled_debate(evidence: Evidence) -> Iterator[str]:
    """No call was begun after a caller was told that its debate is canceled."""
    confirmed = {
        number_of(evidence.debates[debate]): at
        for debate, at in evidence.canceled.items()
        if debate in evidence.debates
    }
    for call in _begun(evidence):
        at = confirmed.get(call.debate)
        sent_at = _sent_at(evidence, call)
        if at and sent_at > at + CANCELED_WITHIN_S and not _any(evidence, STALLS, at, sent_at):
            yield f"{_words(call)} was begun {sent_at - at:.3f} s after it was canceled"


def repeats_have_a_cause(evidence: Evidence) -> Iterator[str]:
    """A call is repeated only when the one before was in flight at a fault that ended it."""
    for before, after in repeats(evidence):
        if not _cause(evidence, before, after):
            yield f"{_words(after)} repeats that of {before.worker} {after.at - before.at:.2f} s before"


def calls_are_written_down(evidence: Evidence) -> Iterator[str]:
    """No call was made that is not in the ledger, and what did not break off is settled."""
    made = Counter(_asked(call) for call in _begun(evidence))
    numbers = {number_of(debate): debate for debate in evidence.debates.values()}
    reserved = Counter(
        (number, call.round, call.participant)
        for number, debate in numbers.items()
        for call in debate.calls
    )
    for asked, times in made.items():
        if times > reserved[asked]:
            yield f"{asked} was asked {times} times, of which {reserved[asked]} are written down"
    if not _any(evidence, OF_A_WORKER, 0, float("inf")):
        for debate in numbers.values():
            open_ = [call for call in debate.calls if call.status is CallStatus.RESERVED]
            if open_ and debate.spec.id not in evidence.canceled:
                yield f"{debate.spec.id} has calls that were never settled: {open_}"


def counters_add_up(evidence: Evidence) -> Iterator[str]:
    """Every debate was accepted once and stands in exactly one end: the numbers are the ledger's."""
    counted = evidence.figures.debates
    if counted.accepted != len(evidence.debates):
        yield f"{counted.accepted} debates were counted, and there are {len(evidence.debates)}"
    states = [debate.state for debate in evidence.debates.values()]
    ended = Counter((s.status.value, str(s.ended_by)) for s in states if s.status.terminal)
    active = Counter(s.status.value for s in states if not s.status.terminal)
    if (told := {end: times for end, times in counted.ended.items() if times}) != ended:
        yield f"ends were counted as {told}, and are {dict(ended)}"
    if (at_work := {status: now for status, now in counted.active.items() if now}) != active:
        yield f"{at_work} are counted as active, and {dict(active)} are"
    for lane, of_lane in evidence.figures.lanes.items():
        if of_lane.waiting or of_lane.running:
            yield f"lane {lane!r} has something to do: {of_lane}"


RULES: dict[str, Callable[[Evidence], Iterator[str]]] = {
    "promises are kept": promises_are_kept,
    "debates have ended well": debates_have_ended_well,
    "ledgers are whole": ledgers_are_whole,
    "answers were given": answers_were_given,
    "events are told once": events_are_told_once,
    "keys are accounted for": keys_are_accounted_for,
    "nothing stored is asked again": nothing_stored_is_asked_again,
    "nothing is asked for a canceled debate": nothing_is_asked_for_a_canceled_debate,
    "repeats have a cause": repeats_have_a_cause,
    "calls are written down": calls_are_written_down,
    "counters add up": counters_add_up,
}
"""What should be so, in words, and what finds where it is not."""

KNOWN_KEYS = (
    r"t:anonymous:d:dbt_\w+:(spec|state|resp|calls|events|summary)",
    r"t:anonymous:idx:\w+",
    r"t:anonymous:idem:\w+",
    r"expiring",
    r"(deliver:|retry:)?claim:\w+",
    r"models:\w+",
    r"sent:lab:\w+:(slots|times|calls|told:\w*)",
    r"circuits",
    r"(deliver:|retry:)?(seen|grace)",
    r"t:anonymous:(endpoints|dlv:\w+|idx:deliveries(:\w+)?)",
    r"t:anonymous:(d:dbt|whe:whe)_\w+:dlv(:\w+)?",
    r"deliveries",
    r"failing:\w+",
    r"moves|probe|format",
    r"(deliver:|retry:)?reaped",
)
PASSING = (
    *("t:anonymous:idem:", "claim:", "models:", "sent:", "seen", "grace"),
    *("deliver:", "retry:", "failing:"),
)
"""Keys that go away by themselves."""
COUNTER = "reaped"
"""End of the keys of lanes that stay for good."""


def left_over(keys: Mapping[str, Key]) -> list[str]:
    """Return what is said of keys that should not be there when nobody works."""
    return [
        f"a key is left over: {name} = {key.value!r:.300}"
        for name, key in keys.items()
        if not any(re.fullmatch(pattern, name) for pattern in KNOWN_KEYS)
    ]


def repeats(evidence: Evidence) -> list[tuple[Noted, Noted]]:
    """Return each call that asks what was asked before, after the one that it repeats."""
    by_answer = defaultdict[Answer, list[Noted]](list)
    for call in _begun(evidence):
        by_answer[_asked(call)].append(call)
    return [pair for calls in by_answer.values() for pair in pairwise(calls)]


def _begun(evidence: Evidence) -> list[Noted]:
    return [noted for noted in evidence.calls if noted.what is What.ASKED]


def _asked(call: Noted) -> Answer:
    return call.debate, call.round, call.seat


def _answers(debate: Debate, response: Response) -> Answer:
    return number_of(debate), response.round, response.participant


def _sent_at(evidence: Evidence, call: Noted) -> float:
    """Return when a call was sent at the earliest: one that is frozen notes it when it thaws."""
    frozen = (done.at for done in evidence.incidents if _thawed_at(done, call.at))
    return min(frozen, default=call.at)


def _thawed_at(done: Incident, at: float) -> bool:
    return done.kind is Kind.PROVIDER_FROZEN and done.at <= at <= done.until + RACE_S


def number_of(debate: Debate) -> int:
    """Return the number by which the provider knows a debate; 0 for one that is not ours."""
    found = DEBATE.search(debate.spec.question)
    return int(found[1]) if found else 0


def _words(call: Noted) -> str:
    return f"the call of {call.worker} for debate {call.debate}, round {call.round}, {call.seat}"


def _well_answered(evidence: Evidence, debate: Debate, response: Response) -> bool:
    canceled = debate.state.status is DebateStatus.CANCELED
    last = response.round == len(debate.state.rounds)
    return (
        response.status is ResponseStatus.VOTED
        or (canceled and last and response.status is ResponseStatus.CANCELED)
        or _given_up(evidence, response)
    )


def _given_up(evidence: Evidence, response: Response) -> bool:
    """Return whether a response failed because the provider had been killed."""
    at = response.created_at.timestamp()
    unavailable = response.error is not None and response.error.code == "provider_unavailable"
    return unavailable and _any(evidence, (Kind.PROVIDER_KILLED,), at - GIVEN_UP_S, at)


def _left_by_its_provider(evidence: Evidence, debate: Debate) -> bool:
    """Return whether a debate lost its quorum because the provider had been killed."""
    failed = debate.state.error is not None and debate.state.error.code == "quorum_lost"
    return failed and any(_given_up(evidence, response) for response in debate.responses)


def _expected_outcome(debate: Debate) -> Outcome | None:
    reason = debate.state.stop_reason
    return outcome_of(debate, reason) if reason and counted_rounds(debate) else None


def _told_as_it_is(debate: Debate, events: Sequence[LoggedEvent]) -> Iterator[str]:
    name, state = debate.spec.id, debate.state
    told = sorted(e.event.response for e in events if isinstance(e.event, ResponseCompleted))
    if told != sorted(response.ref for response in debate.responses):
        yield f"{name} tells of answers {told}, which are not those in its ledger"
    if state.status.terminal and events and events[-1].type != f"debate.{state.status}":
        yield f"{name} is {state.status} and ends with {events[-1].type}"


def _expected_indexes(evidence: Evidence) -> dict[str, frozenset[str]]:
    by_index = defaultdict[str, set[str]](set)
    for name, debate in evidence.debates.items():
        by_index[f"t:{TENANT}:idx:all"].add(name)
        by_index[f"t:{TENANT}:idx:{debate.state.status}"].add(name)
        by_index["expiring"].add(f"{TENANT}|{name}")
    return {index: frozenset(members) for index, members in by_index.items()}


def _cause(evidence: Evidence, before: Noted, after: Noted) -> bool:
    since = _sent_at(evidence, before)
    if _any(evidence, (Kind.PROVIDER_KILLED, *STALLS), since, after.at):
        return True
    if _is_hedged(evidence, after) or _no_beat_between(evidence, since, after.at):
        return True
    if any(_thaws_to_ask(done, since, after) for done in evidence.incidents):
        return True
    return _any(evidence, OF_A_WORKER, since, after.at, before.worker)


def _thaws_to_ask(done: Incident, since: float, call: Noted) -> bool:
    """Return whether its worker was frozen, as it was about to ask, when another did so instead.

    It asks before it can hear that it has lost its lease; nothing could keep it from that.
    """
    frozen = done.kind is Kind.WORKER_FROZEN and done.worker == call.worker
    return frozen and done.at <= since <= done.until and call.at <= done.until + RACE_S


def _no_beat_between(evidence: Evidence, since: float, until: float) -> bool:
    """Return whether outages in a row gave the owner of a lease no time to renew it.

    One outage alone is no excuse, however long it was: after it there is time.
    """
    outages = sorted(
        (done.at, done.until)
        for done in evidence.incidents
        if done.kind in OUTAGES and done.at < until and done.until > since
    )
    ends, begins = [since, *(end for _, end in outages)], [*(at for at, _ in outages), until]
    up_s = [begin - end for end, begin in zip(ends, begins, strict=True)]
    return len(outages) > 1 and max(up_s) < TIME_FOR_A_BEAT_S


def _is_hedged(evidence: Evidence, call: Noted) -> bool:
    """Return whether the ledger says that this answer was asked for a second time at once."""
    debate = evidence.debates.get(evidence.accepted.get(call.debate, ""))
    return debate is not None and any(
        made.hedge and (made.round, made.participant) == (call.round, call.seat)
        for made in debate.calls
    )


def _any(
    evidence: Evidence, kinds: Sequence[Kind], since: float, until: float, worker: str = ""
) -> bool:
    """Return whether one of these was done within that time, to that worker if one is named."""

    def fits(incident: Incident) -> bool:
        within = incident.at <= until and incident.until >= since
        return incident.kind in kinds and within and worker in {"", incident.worker}

    return any(fits(incident) for incident in evidence.incidents)
