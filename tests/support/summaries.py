"""Debates in which seats have something to say, and the summaries of them."""

from collections.abc import Sequence

import msgspec

from service.domain.debate import Debate, ResponseRef, ResponseStatus, StopReason, Summary
from service.domain.extractive import extractive_summary
from service.domain.instructions import INSTRUCTION_LIKE
from service.domain.outcome import outcome_of
from service.domain.tally import counted_rounds
from tests.support.debates import NOW, a_debate, a_ledger, some_rules

REASONS = {
    "A": (
        "Whoever cannot look inside has to believe the vendor, who likes to be believed.",
        "Open weights let any laboratory check a claim for itself.",
        "A secret model is trusted for its name, and a name is no evidence of safety.",
    ),
    "B": (
        "A filter on the data costs little and removes the recipes that matter most.",
        "Partial release keeps dangerous data away while auditors get what they need.",
        "Publishing documented sources lets outsiders test for bias without the hazard.",
    ),
    "C": ("Weights carry the benefit; the training stack mostly helps a rival to catch up.",) * 3,
    "D": ("A rule that ignores capability is wrong for strong and weak models alike.",) * 3,
    "E": (
        "A published file cannot be recalled once somebody finds a new misuse.",
        "Fine-tuning strips every refusal within hours, so a release has no safeguards.",
        "The cost of a mistake falls on people who never chose the model.",
    ),
}


def summarized(debate: Debate, reason: StopReason = StopReason.MAX_ROUNDS) -> Summary:
    """Return the summary of the debate as it ends now."""
    return extractive_summary(ended(debate, reason), now=NOW)


def ended(debate: Debate, reason: StopReason = StopReason.MAX_ROUNDS) -> Debate:
    outcome = outcome_of(debate, reason) if counted_rounds(debate) else None
    return msgspec.structs.replace(
        debate, state=msgspec.structs.replace(debate.state, outcome=outcome)
    )


def argued(*votes: Sequence[str | ResponseStatus | None], **rules: object) -> Debate:
    """Return a debate in which every seat says a plausible thing for its vote."""
    spec = a_debate(*votes).spec
    rules = {"max_rounds": max(len(votes), 2), "quorum": len(votes[0]) // 2 + 1, **rules}
    debate = a_debate(*votes, spec=msgspec.structs.replace(spec, rules=some_rules(**rules)))
    seats = [participant.id for participant in spec.panel]
    spoken = [
        msgspec.structs.replace(r, argument=REASONS[r.vote][seats.index(r.participant) % 3])
        for r in debate.responses
        if r.vote is not None
    ]
    return a_ledger(debate, *spoken)


def crediting(debate: Debate, *given: tuple[int, int, int, int]) -> Debate:
    """Let responses credit and answer others: (round, seat, round credited, seat credited)."""
    for number, seat, credited_round, credited_seat in given:
        response = debate.response(number, f"seat_{seat}")
        assert response is not None
        ref = ResponseRef(round=credited_round, participant=f"seat_{credited_seat}")
        debate = a_ledger(
            debate, msgspec.structs.replace(response, persuaded_by=ref, responds_to=(ref,))
        )
    return debate


def saying(debate: Debate, number: int, seat: int, argument: str | None) -> Debate:
    """Put an argument into a seat's mouth."""
    response = debate.response(number, f"seat_{seat}")
    assert response is not None
    return a_ledger(debate, msgspec.structs.replace(response, argument=argument))


def ordering(debate: Debate, number: int, seat: int, argument: str) -> Debate:
    """Put an argument that gives orders into a seat's mouth."""
    response = debate.response(number, f"seat_{seat}")
    assert response is not None
    flagged = msgspec.structs.replace(response, argument=argument, flags=(INSTRUCTION_LIKE,))
    return a_ledger(debate, flagged)
