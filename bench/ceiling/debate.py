"""A debate in memory: the same 13 calls in three stages, and nothing stored, queued, checked or told.

What is asked has the length and the parts of what a worker asks: the rules, the question, every
argument of the round before, the schema of the reply. Whatever a client does to have it answered,
a service cannot take less.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec

from bench.debating import ROUNDS, VOTES
from bench.panel_replies import DRAFT
from service.domain.reply_schema import list_of, object_of, reply_schema
from service.domain.summary_wording import SUMMARY_RULES
from service.domain.wording import BLIND_TASK, INFORMED_TASK, RULES
from tests.support.api import REFERENCE

Messages = Sequence[Mapping[str, str]]
Ask = Callable[[str, Messages, Mapping[str, object]], Awaitable[str]]
"""Asks a model with these messages for a reply by that schema; returns what it says."""

QUESTION = "\n".join([REFERENCE["question"], *(o["label"] for o in REFERENCE["options"])])
OPTIONS = [option["id"] for option in REFERENCE["options"]]
CODES = [f"P{number}" for number in range(1, len(VOTES) + 1)]
BLIND_SCHEMA = reply_schema(OPTIONS, (), allow_abstain=False)
INFORMED_SCHEMA = reply_schema(OPTIONS, CODES, allow_abstain=False)
DRAFT_SCHEMA = object_of({DRAFT.decode().strip('"'): list_of({"text": {"type": "string"}})})


class Said(msgspec.Struct, frozen=True):
    """What is read of a ballot."""

    argument: str
    vote: str


async def debate(ask: Ask) -> str:
    """Hold one, and return its summary."""
    rounds: list[list[Said]] = []
    for _ in range(ROUNDS):
        rounds.append(await asyncio.gather(*(_vote(ask, vote, rounds) for vote in VOTES)))
    read = "\n\n".join(_shown(said) for said in rounds)
    return await ask(VOTES[0], _messages(SUMMARY_RULES, read), DRAFT_SCHEMA)


async def _vote(ask: Ask, model: str, rounds: Sequence[Sequence[Said]]) -> Said:
    if rounds:
        asked = _messages(RULES, f"{_shown(rounds[-1])}\n\n{INFORMED_TASK}")
        return _decode(await ask(model, asked, INFORMED_SCHEMA))
    return _decode(await ask(model, _messages(RULES, BLIND_TASK), BLIND_SCHEMA))


def _shown(said: Sequence[Said]) -> str:
    each = zip(CODES, said, strict=True)
    return "\n\n".join(f"[{code}] argues for [{one.vote}]\n{one.argument}" for code, one in each)


def _messages(rules: str, text: str) -> Messages:
    return (
        {"role": "system", "content": rules},
        {"role": "user", "content": f"{QUESTION}\n\n{text}"},
    )


_decode = msgspec.json.Decoder(Said).decode
