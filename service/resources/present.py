"""From what the domain knows to what the API returns: pure functions, one a resource.

Stored prose holds references to seats; here they become the participants' names. Nothing here
looks at the time: the same debate is always shown in the same bytes.
"""

from typing import cast

from msgspec import UNSET

from service import ids
from service.domain import debate as domain
from service.domain.access import ANONYMOUS
from service.domain.debate import (
    Debate,
    DebateSpec,
    ResponseRef,
    SeatId,
    TallyRow,
    Usage,
    seat_of,
)
from service.domain.excerpts import names_of
from service.domain.headlines import headline_so_far
from service.domain.lifecycle import kept_until
from service.domain.measures import measures
from service.domain.model_ids import is_simulated
from service.domain.references import render
from service.domain.tally import (
    degraded_reasons,
    leaders,
    position_change,
    previous_vote,
    round_tally,
    usage,
    valid_votes,
)
from service.resources import schemas


def present_debate(debate: Debate, base: str | None) -> schemas.Debate:
    """Return a debate.

    `base` is what its URLs begin with, empty for root-relative ones; without it there are none,
    for readers who may not go there.
    """
    spec, state = debate.spec, debate.state
    reasons = degraded_reasons(debate)
    return schemas.Debate(
        id=spec.id,
        status=state.status,
        question=spec.question,
        context=spec.context,
        options=tuple(schemas.Option(id=one.id, label=one.label) for one in spec.options),
        panel=tuple(_seat(spec, participant) for participant in spec.panel),
        protocol=_protocol(spec.rules),
        summarizer=schemas.Summarizer(models=spec.summarizers),
        language=spec.language,
        deadline_seconds=spec.deadline_s,
        deadline_at=spec.deadline_at,
        budget=_budget(spec.budget),
        webhook=_webhook(spec.webhook),
        forked_from=present_origin(spec.forked_from),
        progress=_progress(debate),
        outcome=present_outcome(state.outcome),
        degraded=bool(reasons),
        degraded_reasons=reasons,
        measures=_measures(debate),
        answer=_answer(state),
        usage=present_usage(usage(debate)),
        error=present_error(state.error),
        created_at=spec.created_at,
        started_at=state.started_at,
        finished_at=state.finished_at,
        retained_until=kept_until(debate) if state.status.terminal else None,
        metadata=spec.metadata,
        urls=urls(spec, base),
    )


def present_responses(debate: Debate) -> tuple[schemas.PanelResponse, ...]:
    """Return the ledger."""
    return tuple(present_response(debate, response) for response in debate.responses)


def present_response(debate: Debate, response: domain.Response) -> schemas.PanelResponse:
    """Return one response."""
    participant = debate.spec.participant(response.participant)
    model = response.model or participant.model
    return schemas.PanelResponse(
        id=response_id(debate, response.ref),
        debate_id=debate.spec.id,
        round=response.round,
        participant=seat_of(response.participant),
        name=participant.name,
        model=model,
        model_served=response.model_served,
        simulated=is_simulated(model),
        status=response.status,
        vote=response.vote,
        argument=_prose(debate, response.argument),
        confidence=response.confidence,
        second_choice=response.second_choice,
        strongest_objection=_prose(debate, response.strongest_objection),
        would_change_mind=_prose(debate, response.would_change_mind),
        responds_to=tuple(response_id(debate, ref) for ref in response.responds_to),
        changed_mind=position_change(debate, response) is not None,
        previous_vote=previous_vote(debate, response),
        change_reason=_prose(debate, response.change_reason),
        persuaded_by=_credited(debate, response.persuaded_by),
        new_information=response.new_information,
        flags=response.flags,
        error=_response_error(response.error),
        attempts=response.attempts,
        latency_ms=response.latency_ms,
        usage=present_usage(response.usage),
        created_at=response.created_at,
    )


def present_rounds(debate: Debate) -> tuple[schemas.Round, ...]:
    """Return the rounds begun so far."""
    return tuple(present_round(debate, one) for one in debate.state.rounds)


def present_round(debate: Debate, one: domain.Round) -> schemas.Round:
    """Return a round as it stands: final when it is closed."""
    rows = round_tally(debate, one.number)
    changes = [position_change(debate, r) for r in debate.round_responses(one.number)]
    return schemas.Round(
        number=one.number,
        blind=one.number == 1,
        headline=headline_so_far(debate, one),
        tally=_tally(rows),
        valid_votes=valid_votes(rows),
        leaders=leaders(rows),
        changed=tuple(
            schemas.PositionChange(
                participant=seat_of(change.participant),
                from_=change.from_option,
                to=change.to_option,
            )
            for change in changes
            if change is not None
        ),
        stop_reason=one.stop_reason,
        started_at=one.started_at,
        finished_at=one.finished_at,
    )


def present_notes(debate: Debate) -> tuple[schemas.Note, ...]:
    """Return the moderator's notes as they came."""
    return tuple(
        schemas.Note(
            id=note.id,
            debate_id=debate.spec.id,
            text=note.text,
            round=note.round,
            created_at=note.created_at,
        )
        for note in debate.state.notes
    )


def present_note(debate: Debate, note_id: str) -> schemas.Note:
    """Return one of them, which has to be there."""
    return next(note for note in present_notes(debate) if note.id == note_id)


def present_outcome(outcome: domain.Outcome | None) -> schemas.Outcome | None:
    """Return how a debate ended."""
    if outcome is None:
        return None
    first, by_rule = outcome.first_round, outcome.by_rule
    return schemas.Outcome(
        agreement=outcome.agreement,
        consensus_reached=outcome.consensus_reached,
        rule=outcome.rule,
        votes_needed=outcome.votes_needed,
        leaders=outcome.leaders,
        decision=outcome.decision,
        decided_by=outcome.decided_by,
        headline=outcome.headline,
        tally=_tally(outcome.tally),
        valid_votes=outcome.valid_votes,
        seats=outcome.seats,
        stop_reason=outcome.stop_reason,
        rounds=outcome.rounds,
        changed_minds=outcome.changed_minds,
        first_round=schemas.FirstRound(tally=_tally(first.tally), leaders=first.leaders),
        by_rule=schemas.ByRule(
            first_round=by_rule.first_round,
            last_round=by_rule.last_round,
            trajectory=by_rule.trajectory,
            second_choices=by_rule.second_choices,
            confidence=by_rule.confidence,
        ),
        rules_agree=outcome.rules_agree,
    )


def present_origin(origin: domain.Origin | None) -> schemas.ForkedFrom | None:
    """Return where a debate was forked from, if that is told."""
    if origin is None or origin.debate_id is None:
        return None
    return schemas.ForkedFrom(debate_id=origin.debate_id, round=origin.round)


def present_error(error: domain.DebateError | None) -> schemas.DebateError | None:
    """Return why a debate has no outcome."""
    if error is None:
        return None
    return schemas.DebateError(code=error.code, message=error.message)


def present_usage(spent: Usage) -> schemas.Usage:
    """Return what was spent; an unknown cost stays null."""
    return schemas.Usage(
        calls=spent.calls,
        input_tokens=spent.input_tokens,
        cached_input_tokens=spent.cached_input_tokens,
        reasoning_tokens=spent.reasoning_tokens,
        output_tokens=spent.output_tokens,
        cost_usd=spent.cost_usd,
    )


def urls(spec: DebateSpec, base: str | None) -> schemas.DebateUrls:
    """Return where the parts of a debate are, or without a base what leaves them out.

    Its page opens to callers without a key, so only their debates are said to have one; and no
    more once the server has keys.
    """
    if base is None:
        return LEFT_OUT
    own = f"{base}/v1/debates/{spec.id}"
    return schemas.DebateUrls(
        self=own,
        responses=f"{own}/responses",
        summary=f"{own}/summary",
        events=f"{own}/events",
        transcript=f"{own}/transcript",
        page=f"{base}/debates/{spec.id}" if spec.tenant == ANONYMOUS else None,
    )


def response_id(debate: Debate, ref: ResponseRef) -> str:
    """Return the public id of a response."""
    return ids.response_id(debate.spec.id, ref.round, seat_of(ref.participant))


def present_summary(debate: Debate, summary: domain.Summary) -> schemas.Summary:
    """Return the written account of a completed debate."""
    outcome = present_outcome(debate.state.outcome)
    if outcome is None:
        message = f"{debate.spec.id} has a summary and no outcome"
        raise ValueError(message)
    reasons = degraded_reasons(debate)
    return schemas.Summary(
        debate_id=debate.spec.id,
        source=summary.source,
        model=summary.model,
        degraded=bool(reasons),
        degraded_reasons=reasons,
        headline=summary.headline,
        overview=summary.overview,
        overview_citations=_citations(debate, summary.overview_citations),
        outcome=outcome,
        positions=tuple(_position(debate, one) for one in summary.positions),
        strongest_arguments=tuple(
            schemas.StrongestArgument(
                option=one.option,
                status=one.status,
                claim=one.claim,
                citations=_citations(debate, one.citations),
                chosen_by=one.chosen_by,
            )
            for one in summary.strongest_arguments
        ),
        turning_points=tuple(_turning_point(debate, one) for one in summary.turning_points),
        exchanges=tuple(
            schemas.Exchange(
                from_=seat_of(one.from_participant),
                to=seat_of(one.to_participant),
                relation=one.relation,
                responses=tuple(response_id(debate, ref) for ref in one.responses),
            )
            for one in summary.exchanges
        ),
        dissent=tuple(
            schemas.Dissent(
                option=one.option,
                participants=_seats(one.participants),
                claim=one.claim,
                citations=_citations(debate, one.citations),
            )
            for one in summary.dissent
        ),
        verification=schemas.Verification(
            checked=summary.verification.checked,
            repaired=summary.verification.repaired,
            dropped=summary.verification.dropped,
        ),
        created_at=summary.created_at,
    )


def present_transcript(
    debate: Debate, summary: domain.Summary | None, base: str | None
) -> schemas.Transcript:
    """Return a debate as a whole."""
    return schemas.Transcript(
        debate=present_debate(debate, base),
        rounds=present_rounds(debate),
        responses=present_responses(debate),
        notes=present_notes(debate),
        summary=None if summary is None else present_summary(debate, summary),
    )


def _seats(participants: tuple[SeatId, ...]) -> tuple[SeatId, ...]:
    return tuple(seat_of(participant) for participant in participants)


def _seat(spec: DebateSpec, participant: domain.Participant) -> schemas.Seat:
    former = [one for one in spec.former if seat_of(one.id) == participant.id]
    return schemas.Seat(
        id=participant.id,
        model=participant.model,
        name=participant.name,
        persona=participant.persona,
        effort=participant.effort,
        fallbacks=participant.fallbacks,
        former=tuple(
            schemas.FormerParticipant(
                model=one.model, name=one.name, until_round=one.until_round or 0
            )
            for one in former
        ),
    )


def _protocol(rules: domain.Rules) -> schemas.Protocol:
    return schemas.Protocol(
        max_rounds=rules.max_rounds,
        min_rounds=rules.min_rounds,
        consensus=rules.consensus,
        votes_needed=rules.votes_needed,
        quorum=rules.quorum,
        round_deadline_seconds=rules.round_deadline_s,
        stop_when_stable=rules.stop_when_stable,
        tie_break=rules.tie_break,
        identities=rules.identities,
        shuffle_options=rules.shuffle_options,
        allow_abstain=rules.allow_abstain,
        max_argument_words=rules.max_argument_words,
    )


def _webhook(webhook: domain.DebateWebhook | None) -> schemas.DebateWebhook | None:
    if webhook is None:
        return None
    return schemas.DebateWebhook(url=webhook.url, events=webhook.events)


def _budget(budget: domain.Budget | None) -> schemas.Budget | None:
    return None if budget is None else schemas.Budget(max_cost_usd=budget.max_usd)


def _progress(debate: Debate) -> schemas.Progress:
    number = len(debate.state.rounds)
    return schemas.Progress(
        round=number,
        max_rounds=debate.spec.rules.max_rounds,
        seats=len(debate.spec.panel),
        responses_received=len(debate.round_responses(number)),
    )


def _measures(debate: Debate) -> schemas.Measures | None:
    found = measures(debate)
    if found is None:
        return None
    changes, crowd = found.changes, found.conformity
    return schemas.Measures(
        first_entropy=found.first_entropy,
        last_entropy=found.last_entropy,
        changes=schemas.Changes(
            total=changes.total,
            to_plurality=changes.to_plurality,
            from_plurality=changes.from_plurality,
            other=changes.other,
        ),
        conformity=schemas.Conformity(
            outside=crowd.outside,
            joined=crowd.joined,
            inside=crowd.inside,
            left=crowd.left,
            gap=crowd.gap,
        ),
        decision_stability=found.decision_stability,
        agreement_confidence=found.agreement_confidence,
        rounds=tuple(
            schemas.RoundLength(
                round=one.round,
                argument_characters=one.argument_characters,
                output_tokens=one.output_tokens,
            )
            for one in found.rounds
        ),
        output_tokens_saved=found.output_tokens_saved,
        claims_verified=found.claims_verified,
    )


def _answer(state: domain.DebateState) -> schemas.Answer | None:
    if state.answer is None:
        return None
    decision = state.outcome and state.outcome.decision
    correct = None if decision is None else decision == state.answer
    return schemas.Answer(option=state.answer, correct=correct)


def _tally(rows: tuple[TallyRow, ...]) -> tuple[schemas.TallyRow, ...]:
    return tuple(
        schemas.TallyRow(option=row.option, votes=row.votes, participants=_seats(row.participants))
        for row in rows
    )


def _position(debate: Debate, one: domain.Position) -> schemas.Position:
    return schemas.Position(
        participant=one.participant,
        first_vote=one.first_vote,
        final_vote=one.final_vote,
        changed_mind=one.changed_mind,
        persuaded_by=_credited(debate, one.persuaded_by),
        claim=one.claim,
        citations=_citations(debate, one.citations),
    )


def _turning_point(debate: Debate, one: domain.TurningPoint) -> schemas.TurningPoint:
    return schemas.TurningPoint(
        kind=one.kind,
        round=one.round,
        participant=one.participant and seat_of(one.participant),
        from_=one.from_options,
        to=one.to_options,
        text=one.text,
        persuaded_by=_credited(debate, one.persuaded_by),
        credit=one.credit,
    )


def _citations(
    debate: Debate, citations: tuple[domain.Citation, ...]
) -> tuple[schemas.Citation, ...]:
    return tuple(
        schemas.Citation(
            response_id=ids.response_id(debate.spec.id, one.round, seat_of(one.participant)),
            participant=seat_of(one.participant),
            round=one.round,
            quote=one.quote,
        )
        for one in citations
    )


def _credited(debate: Debate, ref: ResponseRef | None) -> str | None:
    return None if ref is None else response_id(debate, ref)


def _response_error(error: domain.ResponseError | None) -> schemas.ResponseError | None:
    if error is None:
        return None
    return schemas.ResponseError(code=error.code, message=error.message, retryable=error.retryable)


def _prose(debate: Debate, text: str | None) -> str | None:
    if text is None:
        return None
    return render(text, names_of(debate.spec))


LEFT_OUT = cast("schemas.DebateUrls", UNSET)
"""Is no field of what is encoded: readers of share links may not go where URLs lead."""
