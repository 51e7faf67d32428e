"""A logged debate, held again: its votes, the product's rules.

Nothing is counted or decided here: `lifecycle` opens and closes every round and says when no other
follows, `tally` and `outcome` say what came of it. An answer without a vote stands in the ledger
as `unreadable`, since the logs do not say why it has none.
"""

from datetime import UTC, datetime

from msgspec.structs import replace

from bench.replayed.logs import Logged
from service.domain.debate import (
    Debate,
    DebateSpec,
    DebateState,
    DebateStatus,
    Option,
    Participant,
    Response,
    ResponseStatus,
    Round,
    Rules,
)
from service.domain.lifecycle import begin, close_round

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
A_DAY_S = 86_400


def asked(logged: Logged, rules: Rules) -> Debate:
    """Return the debate as it is before its first round."""
    given = {vote for row in logged.votes for vote in row if vote is not None}
    panel = tuple(
        Participant(id=f"seat_{n}", model=f"logged/{name}", name=name)
        for n, name in enumerate(logged.agents, start=1)
    )
    spec = DebateSpec(
        id=logged.qid,
        tenant="replay",
        question=logged.qid,
        context=None,
        options=tuple(Option(id=vote, label=vote) for vote in sorted({*given, logged.gold})),
        panel=panel,
        rules=rules,
        language=None,
        deadline_s=A_DAY_S,
        metadata={},
        seed=b"",
        created_at=WHEN,
    )
    return Debate(spec=spec, state=DebateState(status=DebateStatus.QUEUED, changed_at=WHEN), rev=1)


def held(logged: Logged, rules: Rules) -> Debate:
    """Hold the debate until these rules end it; without an outcome where no round counted.

    `rules.max_rounds` must not exceed the rounds that were logged.
    """
    debate = asked(logged, rules)
    debate = replace(debate, state=begin(debate, now=WHEN).state)
    while debate.state.status is DebateStatus.RUNNING:
        said = responses(logged, len(debate.state.rounds))
        debate = replace(debate, responses=(*debate.responses, *said))
        debate = replace(debate, state=close_round(debate, now=WHEN).state)
    return debate


def held_throughout(logged: Logged, rules: Rules) -> Debate:
    """Return the debate with every round that was logged, whatever the rules say to it."""
    numbers = range(1, logged.rounds + 1)
    debate = asked(logged, rules)
    rounds = tuple(Round(number=n, started_at=WHEN, finished_at=WHEN) for n in numbers)
    return replace(
        debate,
        state=replace(debate.state, rounds=rounds),
        responses=tuple(response for n in numbers for response in responses(logged, n)),
    )


def responses(logged: Logged, number: int) -> tuple[Response, ...]:
    """Return what the agents answered in one round, by seat."""
    votes = logged.votes[number - 1]
    sure = logged.confidence[number - 1] if logged.confidence else (None,) * len(votes)
    return tuple(
        Response(
            round=number,
            participant=f"seat_{n}",
            status=ResponseStatus.UNREADABLE if vote is None else ResponseStatus.VOTED,
            vote=vote,
            confidence=confidence,
            created_at=WHEN,
        )
        for n, (vote, confidence) in enumerate(zip(votes, sure, strict=True), start=1)
    )
