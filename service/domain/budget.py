"""What a debate may still spend: the arithmetic of budgets, in US dollars.

Of a budget something is held for every call: what it is expected to cost, from before it is made,
and in its place what it did cost, as soon as that is known. A call is made only while all that is
held, and what it is expected to cost itself, stay within the budget (`reserve.lua` adds that up);
those that begin a round are made together or not at all. A moderator's note makes every call dearer
whose prompt holds it. Nothing is put by for the summary: a call for it is made if there is enough
left, and else the summary is written without a model.
"""

from decimal import ROUND_CEILING, Context, Decimal

from service.domain.debate import SUMMARIZER, Budget, Call, Debate, DebateError
from service.domain.pricing import count_tokens
from service.domain.tally import round_tally, valid_votes

BUDGET_EXCEEDED = "budget_exceeded"
"""The code of what failed for want of money, and the flag of a response that it cut short."""

TOKENS_AROUND_A_NOTE = 80
"""The words that introduce a note, and its delimiters."""


def held_usd(budget: Budget | None, call: Call) -> float | None:
    """Return what is held for a call: what it cost, else what it is expected to cost.

    One that was turned away cost nothing. None without a budget.
    """
    if budget is None:
        return None
    spent = call.usage.cost_usd
    if spent is not None:
        return spent
    usual = budget.summary_usd if call.participant == SUMMARIZER else budget.expected_usd
    return usual[call.model] + _read(budget, call.model, call.note_tokens)


def note_tokens(debate: Debate, number: int) -> int:
    """Return how many tokens the moderator's notes add to each prompt of a round."""
    notes = debate.notes_shown(number)
    return sum(TOKENS_AROUND_A_NOTE + count_tokens(note.text) for note in notes)


def pays_another_round(debate: Debate) -> bool:
    """Return whether the budget, if there is one, pays for asking every seat once more."""
    budget = debate.spec.budget
    return budget is None or _held(debate) + _round(debate, budget) <= budget.max_usd


def seats_cut_short(debate: Debate, number: int) -> int:
    """Return how many seats would have done otherwise in a round, had there been more money."""
    return sum(BUDGET_EXCEEDED in r.flags for r in debate.round_responses(number))


def quorum_lost_to_budget(debate: Debate, number: int) -> bool:
    """Return whether the votes that a round lacks for its quorum may be of seats cut short."""
    votes = valid_votes(round_tally(debate, number))
    return votes < debate.spec.rules.quorum <= votes + seats_cut_short(debate, number)


def too_small(debate: Debate, budget: Budget) -> DebateError:
    """Say of a budget that it did not pay for a single round that counts, and what to do."""
    message = (
        f"The budget of {_dollars(budget.max_usd)} did not pay for a round with enough votes:"
        f" asking every seat once takes {_dollars(_rounded_up(_round(debate, budget)))}, and"
        f" {_dollars(_held(debate))} is taken by calls that were made."
        " Raise budget.max_cost_usd or choose cheaper models."
    )
    return DebateError(code=BUDGET_EXCEEDED, message=message)


def _held(debate: Debate) -> float:
    return sum(call.held_usd for call in debate.calls if call.held_usd is not None)


def _round(debate: Debate, budget: Budget) -> float:
    """Return what asking every seat once more is expected to cost."""
    read = note_tokens(debate, len(debate.state.rounds) + 1)
    models = [participant.model for participant in debate.spec.panel]
    return sum(budget.expected_usd[model] + _read(budget, model, read) for model in models)


def _read(budget: Budget, model: str, tokens: int) -> float:
    """Return what reading so many tokens of notes costs."""
    return tokens * budget.token_usd.get(model, 0.0)


def _rounded_up(usd: float) -> Decimal:
    """Return an amount in few digits, so that a budget raised to it is no hair short."""
    return Context(prec=3, rounding=ROUND_CEILING).create_decimal_from_float(usd)


def _dollars(usd: float | Decimal) -> str:
    return f"${Decimal(f'{usd:.6g}'):f}"
