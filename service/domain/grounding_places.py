"""What a drafted sentence needs by its place: a position, a strongest argument, a turning point."""

from collections.abc import Callable, Iterator, Mapping

from service.domain.desk import Desk
from service.domain.drafted import Drafted, Evidence
from service.domain.grounding_rules import brief

SENTENCE_WORDS, CLAIM_WORDS = 45, 35
OVERVIEW = "overview"
OVERVIEW_SENTENCES = 8
OVERVIEW_PLACES = 2 * OVERVIEW_SENTENCES
"""So many are looked at: some of them may not hold."""


def place_of(at: str) -> tuple[str, str]:
    """Return the kind of a place, and which of them it is."""
    kind, _, key = at.partition(" ")
    return kind, key


def is_place(desk: Desk, at: str) -> bool:
    """Return whether a draft of this debate's summary has such a place."""
    kind, key = place_of(at)
    if kind == OVERVIEW:
        return key in _NUMBERS
    return key in {
        "positions": desk.codes.keys(),
        "strongest_arguments": {option.id for option in desk.spec.options},
        "turning_points": desk.turns.keys(),
    }.get(kind, ())


def place_faults(evidence: Evidence, drafted: Drafted) -> Iterator[str]:
    """Yield what is wrong with a sentence where it stands, each time what to do."""
    kind, key = place_of(drafted.sentence.at)
    most = CLAIM_WORDS if kind in CLAIMS else SENTENCE_WORDS
    if drafted.words > most:
        yield f"Shorten it to {most} words; the words of a quote count."
    if kind in PLACES:
        yield from PLACES[kind](evidence, drafted, key)


def _as_a_position(evidence: Evidence, drafted: Drafted, key: str) -> Iterator[str]:
    participant = evidence.desk.codes[key]
    final = evidence.facts.final_vote(participant)
    if any(
        r.participant != participant or (final is not None and r.vote != final)
        for r in drafted.responses
    ):
        yield f"Cite only responses of [{key}] in which it chose what it ended with."
    if drafted.named - {participant}:
        yield f"Name nobody but [{key}]."


def _as_the_strongest(evidence: Evidence, drafted: Drafted, key: str) -> Iterator[str]:
    if any(response.vote != key for response in drafted.responses):
        yield f"Cite only responses that chose [{brief(key)}]."
    best = evidence.desk.strongest.get(key)
    if best is not None and drafted.responses[0].ref != best.ref:
        code = evidence.desk.code_of[best.participant]
        yield f"Cite {code}@{best.round} first: the debate shows it to be the strongest."


def _as_a_turn(evidence: Evidence, drafted: Drafted, key: str) -> Iterator[str]:
    turn = evidence.desk.turns[key]
    if turn.participant is not None:
        if not any(
            who.moves and who.participant == turn.participant and who.rounds[1] == turn.round
            for who in drafted.who
        ):
            code = evidence.desk.code_of[turn.participant]
            since = evidence.facts.moves[turn.participant][turn.round].since
            yield f"Tell the change by [{code}@{since}>{turn.round}]."
    elif not any(w.round == turn.round and w.option in turn.to_options for w in drafted.what):
        forms = " or ".join(f"[{option}@{turn.round}]" for option in turn.to_options)
        yield f"Tell the count by {forms}."


_NUMBERS = frozenset(str(number) for number in range(1, OVERVIEW_PLACES + 1))
CLAIMS = frozenset({"positions", "strongest_arguments"})
PLACES: Mapping[str, Callable[[Evidence, Drafted, str], Iterator[str]]] = {
    "positions": _as_a_position,
    "strongest_arguments": _as_the_strongest,
    "turning_points": _as_a_turn,
}
