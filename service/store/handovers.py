"""What a worker goes on with when a decision of its own ends the job that it has at hand.

A job that continues a debate is put into the hands of the worker that called for it, in the script
that writes the decision, where the next claim would hand it out all the same. The loop that runs
jobs says of which claims it would go on; a claim that nobody speaks for is handed nothing.
"""

import msgspec

from service import ids
from service.domain.jobs import Claim, Job, Lane, Terms
from service.store.scripting import Argument

STANDARD = Terms()

NOBODY: tuple[Argument, ...] = ("", 0, 0)
"""What scripts are told where nobody would go on."""


class Ending(msgspec.Struct):
    """What is known of a job at hand by the time its run is over."""

    goes_on: bool = True
    """Whether its worker takes what follows."""
    gone: bool = False
    """Whether a decision has ended the job, so that there is nothing to give back."""
    successor: Claim | None = None
    """What its worker was handed."""


class Handovers:
    """The jobs at hand of all loops of one process that run debates of one namespace."""

    def __init__(self, terms: Terms = STANDARD) -> None:
        self._at_hand: dict[str, Ending] = {}
        """By token."""
        self._lease_ms = round(terms.lease_s * 1000)
        self._most = terms.of_a_line(Lane.DEBATES)

    def begin(self, claim: Claim) -> None:
        """Take note that a job is run by one that goes on with what follows."""
        self._at_hand[claim.token] = Ending()

    def decline(self, claim: Claim) -> None:
        """Take note that what follows is for others: its worker was told to stop."""
        if ending := self._at_hand.get(claim.token):
            ending.goes_on = False

    def offer(self, claim: Claim | None, job: Job | None) -> tuple[Claim | None, list[Argument]]:
        """Return the claim under which `job` would be handed over, and what scripts take of it."""
        ending = self._at_hand.get(claim.token) if claim else None
        if not (job and ending and ending.goes_on):
            return None, [*NOBODY]
        successor = Claim(job_id=job.id, token=f"{ids.nonce()}:1:0", payload=job.payload)
        return successor, [successor.token, self._lease_ms, self._most]

    def note(self, claim: Claim, successor: Claim | None) -> None:
        """Take note that a decision has ended a job, and of what was handed over with it."""
        if ending := self._at_hand.get(claim.token):
            ending.gone, ending.successor = True, successor

    def end(self, claim: Claim) -> Ending:
        """Return what is known of a job whose run is over, and forget it."""
        return self._at_hand.pop(claim.token, Ending())
