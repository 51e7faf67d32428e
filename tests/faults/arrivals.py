"""What must be so of notices in the end, whatever was done to workers and store meanwhile.

`audit_arrivals` returns every problem; it is pure. A new demand is a function that yields problems,
and its place in `RULES`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from service.domain.delivery import Attempt, Delivery, DeliveryStatus
from tests.faults.audit import Problem
from tests.faults.receiver import Heard
from tests.faults.scene import Incident

SKEW_S = 0.25
"""By which the clocks of sender and receiver may differ, and what passes between the two."""
SETTLED_WITHIN_S = 2.0
"""In how long a worker has written down the end of a request, unless something ends it before."""


class Arrivals(msgspec.Struct, frozen=True, kw_only=True):
    """All that the audit looks at."""

    notices: Mapping[str, str]
    """The id of the event that ended a debate, by debate."""
    endpoints: Mapping[str, str]
    """The path of each at the receiver, by id."""
    deliveries: Sequence[Delivery]
    heard: Sequence[Heard]
    incidents: Sequence[Incident]

    def heard_of(self, delivery: Delivery) -> list[Heard]:
        """Return the requests that were made for a delivery, in order."""
        wanted = self.endpoints[delivery.endpoint_id or ""], delivery.event_id
        of_it = [heard for heard in self.heard if (heard.endpoint, heard.notice) == wanted]
        return sorted(of_it, key=lambda heard: heard.at)


def audit_arrivals(arrivals: Arrivals) -> list[Problem]:
    """Return what is wrong."""
    return [
        Problem(rule=name, what=what) for name, rule in RULES.items() for what in rule(arrivals)
    ]


def every_notice_is_owed_once_and_arrives(arrivals: Arrivals) -> Iterator[str]:
    """Each endpoint has one delivery of the end of each debate, and has taken it."""
    owed = Counter((d.debate_id, d.endpoint_id, d.event_id) for d in arrivals.deliveries)
    for debate, event in arrivals.notices.items():
        for endpoint in arrivals.endpoints:
            if (times := owed.pop((debate, endpoint, event), 0)) != 1:
                yield f"{event} of {debate} is owed to {endpoint} {times} times"
    yield from (f"{name} is owed, which nobody has asked for" for name in owed)
    for delivery in arrivals.deliveries:
        if delivery.status is not DeliveryStatus.DELIVERED:
            yield f"{delivery.id} is {delivery.status}: {delivery.attempts}"
        if not any(heard.status < 300 for heard in arrivals.heard_of(delivery)):
            yield f"{delivery.id} never arrived"


def an_event_says_one_thing(arrivals: Arrivals) -> Iterator[str]:
    """Whoever is told, and however often: the same bytes under one id."""
    bodies = defaultdict[str, set[str]](set)
    for heard in arrivals.heard:
        bodies[heard.notice].add(heard.body)
    for notice, said in bodies.items():
        if len(said) > 1:
            yield f"{notice} was told in {len(said)} ways"
    for notice in sorted(set(bodies) - set(arrivals.notices.values())):
        yield f"{notice} was told and is no event"


def attempts_follow_each_other(arrivals: Arrivals) -> Iterator[str]:
    """No receiver is at work on two attempts of one delivery at a time."""
    for delivery in arrivals.deliveries:
        for before, after in pairwise(arrivals.heard_of(delivery)):
            if after.at < before.until:
                yield f"{delivery.id} came {before.until - after.at:.3f} s too early at {after.at}"


def the_log_says_what_was_heard(arrivals: Arrivals) -> Iterator[str]:
    """Each attempt was heard as it is told of; what is not told of was cut off by an incident."""
    for delivery in arrivals.deliveries:
        untold = arrivals.heard_of(delivery)
        for attempt in delivery.attempts:
            heard = next((one for one in untold if _is(attempt, one)), None)
            if heard:
                untold.remove(heard)
            elif attempt.status_code is not None:
                yield f"{delivery.id} tells of an attempt that nobody heard: {attempt}"
        for heard in untold:
            if not _cut_off(arrivals, heard):
                yield f"{delivery.id} does not tell of {heard}"


RULES: dict[str, Callable[[Arrivals], Iterator[str]]] = {
    "every notice is owed once, and arrives": every_notice_is_owed_once_and_arrives,
    "an event says one thing": an_event_says_one_thing,
    "attempts follow each other": attempts_follow_each_other,
    "the log says what was heard": the_log_says_what_was_heard,
}
"""What should be so, in words, and what finds where it is not."""


def _is(attempt: Attempt, heard: Heard) -> bool:
    began = attempt.at.timestamp()
    ended = began + attempt.latency_ms / 1000
    in_time = began - SKEW_S <= heard.at and heard.until <= ended + SKEW_S
    return in_time and attempt.status_code == heard.status


def _cut_off(arrivals: Arrivals, heard: Heard) -> bool:
    """Return whether something was done while the request was under way, or before it was noted."""
    return any(
        done.at <= heard.until + SETTLED_WITHIN_S and done.until >= heard.at - SKEW_S
        for done in arrivals.incidents
    )
