"""What will be read and written in a debate that is not held yet, or not to its end.

Prompts are built as they will be, with filler for what nobody has said yet. What is assumed of the
length of replies is a constant here; what tokens come to is in `estimates`.
"""

import msgspec
from msgspec.structs import replace

from service.domain.debate import (
    Debate,
    DebateSpec,
    DebateState,
    DebateStatus,
    Response,
    ResponseStatus,
    Round,
)
from service.domain.desk import desk_of
from service.domain.pricing import count_cjk, count_tokens
from service.domain.prompts import Prompt
from service.domain.summary_prompts import ask_writer

BRIEF = 0.5
"""How much of the length allowed a brief argument has."""

BRIEF_FIELDS_TOKENS = 40
"""The keys around it, when all that may be null is."""

FULL_FIELDS_TOKENS = 200
"""The keys around an argument, when each has a sentence or two."""

BRIEF_SENTENCE_TOKENS, FULL_SENTENCE_TOKENS = 60, 120
"""One sentence of a draft with one citation, or with two and long quotes."""

BRIEF_OVERVIEW, FULL_OVERVIEW = 3, 8
"""Sentences."""

WORD, WORD_OF_CHARACTERS = "point ", "论点"
"""Fillers of the usual length of a word; in scripts without spaces two characters count as one."""


def opened(spec: DebateSpec, number: int, *, moving: bool = False) -> Debate:
    """Return the debate at the beginning of that round, every seat having argued at length.

    When they are `moving`, each seat has voted for another option in every round.
    """
    rounds = tuple(Round(number=n, started_at=spec.created_at) for n in range(1, number + 1))
    said = _filler(spec, spec.rules.max_argument_words)
    responses = tuple(
        Response(
            round=before,
            participant=participant.id,
            status=ResponseStatus.VOTED,
            created_at=spec.created_at,
            vote=spec.options[(place + before) % len(spec.options) if moving else 0].id,
            argument=said,
        )
        for before in range(1, number)
        for place, participant in enumerate(spec.panel)
    )
    state = DebateState(status=DebateStatus.RUNNING, changed_at=spec.created_at, rounds=rounds)
    return Debate(spec=spec, state=state, rev=1, responses=responses)


def summarizing(spec: DebateSpec, rounds: int, *, moving: bool) -> Debate:
    """Return the debate after that many rounds, `moving` as above."""
    held = opened(spec, rounds + 1, moving=moving)
    done = tuple(replace(one, finished_at=one.started_at) for one in held.state.rounds[:-1])
    state = replace(held.state, status=DebateStatus.SUMMARIZING, rounds=done)
    return replace(held, state=state)


def writers_prompt(debate: Debate) -> Prompt:
    """Return what a summarizer of it is asked."""
    return ask_writer(debate, desk_of(debate))


def expected_tokens(prompt: Prompt, reply_tokens: int) -> int:
    """Return what one call with this prompt will take, with a reply of that length."""
    return prompt_tokens(prompt, with_schema=False) + reply_tokens


def prompt_tokens(prompt: Prompt, *, with_schema: bool) -> int:
    """Count what a model reads; some are shown the schema of the reply as well."""
    tokens = sum(count_tokens(message.content) for message in prompt.messages)
    if not with_schema:
        return tokens
    return tokens + count_tokens(msgspec.json.encode(prompt.schema).decode())


def brief_reply_tokens(spec: DebateSpec) -> int:
    """Return the tokens of a brief answer of a seat."""
    argument = _filler(spec, round(spec.rules.max_argument_words * BRIEF))
    return count_tokens(argument) + BRIEF_FIELDS_TOKENS


def full_reply_tokens(spec: DebateSpec) -> int:
    """Return the tokens of an answer of a seat that uses the length allowed and every field."""
    return count_tokens(_filler(spec, spec.rules.max_argument_words)) + FULL_FIELDS_TOKENS


def brief_draft_tokens(spec: DebateSpec) -> int:
    """Return the tokens of a brief draft of the summary of a debate that agreed."""
    return (BRIEF_OVERVIEW + len(spec.panel) + 1) * BRIEF_SENTENCE_TOKENS


def full_draft_tokens(spec: DebateSpec) -> int:
    """Return the tokens of a draft that has much to tell: of every option, and a move of every seat."""
    return (FULL_OVERVIEW + 2 * len(spec.panel) + len(spec.options)) * FULL_SENTENCE_TOKENS


def _filler(spec: DebateSpec, words: int) -> str:
    mostly_cjk = 2 * count_cjk(spec.question) > len(spec.question)
    return (WORD_OF_CHARACTERS if mostly_cjk else WORD) * words
