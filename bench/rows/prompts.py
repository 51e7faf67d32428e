"""P10: whether later rounds cost more to ask, and how much of a prompt a provider can have cached.

All of it is computed from the prompts that the domain builds; nothing is run.
"""

from collections.abc import Sequence
from itertools import pairwise
from os.path import commonprefix

from msgspec.structs import replace

from bench.debating import VOTES
from bench.goals import Report, at_least, at_most, noted
from bench.replies import ARGUMENT
from service.domain.prompts import ask
from tests.support.debates import a_debate, a_ledger

ROUNDS = 5
CHARACTERS_A_TOKEN = 4
CONTEXTS = (0, 8_000)
"""Tokens of context: none, and so many that caching pays."""
LEAST_CACHED, BLOCK = 1_024, 128
"""Tokens: providers cache prefixes from the one on, in steps of the other."""
MOST_GROWTH = 1.05
"""A few words differ from round to round; the arguments of one more would be more than half."""


async def report() -> Report:
    """Build every prompt of debates with and without a context."""
    plain, long = (_prompts(tokens) for tokens in CONTEXTS)
    by_round = [sum(map(len, asked)) / CHARACTERS_A_TOKEN for asked in plain]
    growth = max(later / earlier for earlier, later in pairwise(by_round[1:]))
    shared = len(_shared(plain))
    return Report(
        figures=(
            at_most("input tokens of a round, to the round before,", MOST_GROWTH, growth),
            at_least("tokens that all seats and rounds share", 1, shared / CHARACTERS_A_TOKEN),
            *(
                noted(f"... of a prompt, with {tokens:,} tokens of context", _share(asked))
                for tokens, asked in zip(CONTEXTS, (plain, long), strict=True)
            ),
            *(
                noted(f"hit rate of a cache, with {tokens:,} tokens of context", _hits(asked))
                for tokens, asked in zip(CONTEXTS, (plain, long), strict=True)
            ),
        ),
        notes=(
            f"Six seats, {ROUNDS} rounds; tokens are {CHARACTERS_A_TOKEN} characters. By round:"
            f" {', '.join(f'{tokens:,.0f}' for tokens in by_round)}. The cache is one of each model,"
            f" from {LEAST_CACHED:,} tokens on, in steps of {BLOCK}.",
        ),
    )


def _prompts(context_tokens: int) -> list[list[str]]:
    """Return what every seat is asked in each round, rules and all."""
    context = "Background. " * (context_tokens * CHARACTERS_A_TOKEN // 12) or None
    asked: list[list[str]] = []
    for rounds in range(ROUNDS):
        debate = a_debate(*[VOTES] * rounds, next_round=True)
        argued = (replace(response, argument=ARGUMENT) for response in debate.responses)
        debate = a_ledger(replace(debate, spec=replace(debate.spec, context=context)), *argued)
        prompts = (ask(debate, seat.id) for seat in debate.spec.panel)
        asked.append(["".join(m.content for m in prompt.messages) for prompt in prompts])
    return asked


def _shared(asked: Sequence[Sequence[str]]) -> str:
    return commonprefix([prompt for seats in asked for prompt in seats])


def _share(asked: Sequence[Sequence[str]]) -> str:
    lengths = [len(prompt) for seats in asked for prompt in seats]
    return f"{100 * len(_shared(asked)) * len(lengths) / sum(lengths):.0f} %"


def _hits(asked: Sequence[Sequence[str]]) -> str:
    """Return the share of the input that a cache has seen: of each seat's own model, and of one."""
    by_seat = [[seats[n] for seats in asked] for n in range(len(asked[0]))]
    own = sum(_cached(one) for one in by_seat)
    same = _cached([prompt for seats in asked for prompt in seats])
    whole = sum(len(prompt) for seats in asked for prompt in seats) / CHARACTERS_A_TOKEN
    return f"{100 * own / whole:.0f} % (all seats of one model: {100 * same / whole:.0f} %)"


def _cached(prompts: Sequence[str]) -> int:
    """Return how many tokens of these, asked one after the other, begin like one before."""
    tokens = 0
    for number, prompt in enumerate(prompts):
        longest = max((len(commonprefix([prompt, old])) for old in prompts[:number]), default=0)
        seen = longest // CHARACTERS_A_TOKEN // BLOCK * BLOCK
        tokens += seen if seen >= LEAST_CACHED else 0
    return tokens
