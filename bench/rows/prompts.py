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
from service.domain.prompts import Prompt, ask
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
    prompts = [_prompts(tokens) for tokens in CONTEXTS]
    plain, long = ([[_text(prompt) for prompt in seats] for seats in asked] for asked in prompts)
    by_round = [sum(map(len, asked)) / CHARACTERS_A_TOKEN for asked in plain]
    growth = max(later / earlier for earlier, later in pairwise(by_round[1:]))
    kept = [_is_kept(asked) for asked in prompts]
    return Report(
        figures=(
            at_most("input tokens of a round, to the round before,", MOST_GROWTH, growth),
            at_least("debates whose prompts share what they say", len(kept), sum(kept)),
            *(
                noted(f"shared by all prompts, with {tokens:,} tokens of context", _share(asked))
                for tokens, asked in zip(CONTEXTS, (plain, long), strict=True)
            ),
            *(
                noted(f"hit rate of a cache, with {tokens:,} tokens of context", _hits(asked))
                for tokens, asked in zip(CONTEXTS, (plain, long), strict=True)
            ),
        ),
        notes=(
            (
                f"Six seats, {ROUNDS} rounds; tokens are {CHARACTERS_A_TOKEN} characters. By round:"
                f" {', '.join(f'{tokens:,.0f}' for tokens in by_round)}. The cache is one of each model,"
                f" from {LEAST_CACHED:,} tokens on, in steps of {BLOCK}."
            ),
        ),
    )


def _prompts(context_tokens: int) -> list[list[Prompt]]:
    """Return what every seat is asked in each round."""
    context = "Background. " * (context_tokens * CHARACTERS_A_TOKEN // 12) or None
    asked: list[list[Prompt]] = []
    for rounds in range(ROUNDS):
        debate = a_debate(*[VOTES] * rounds, next_round=True)
        argued = (replace(response, argument=ARGUMENT) for response in debate.responses)
        debate = a_ledger(replace(debate, spec=replace(debate.spec, context=context)), *argued)
        asked.append([ask(debate, seat.id) for seat in debate.spec.panel])
    return asked


def _text(prompt: Prompt) -> str:
    return "".join(message.content for message in prompt.messages)


def _is_kept(asked: Sequence[Sequence[Prompt]]) -> bool:
    """Return whether what messages are said to share is in all of them, and there is some of it."""
    starts = {
        tuple(message.content[: message.shared] for message in prompt.messages)
        for seats in asked
        for prompt in seats
    }
    return len(starts) == 1 and all(map(all, starts))


def _shared(asked: Sequence[Sequence[str]]) -> str:
    return _common([prompt for seats in asked for prompt in seats])


def _share(asked: Sequence[Sequence[str]]) -> str:
    lengths = [len(prompt) for seats in asked for prompt in seats]
    shared = len(_shared(asked))
    percent = 100 * shared * len(lengths) / sum(lengths)
    return f"{shared / CHARACTERS_A_TOKEN:,.0f} tokens, {percent:.0f} %"


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
        longest = max((len(_common([prompt, old])) for old in prompts[:number]), default=0)
        seen = longest // CHARACTERS_A_TOKEN // BLOCK * BLOCK
        tokens += seen if seen >= LEAST_CACHED else 0
    return tokens


def _common(texts: list[str]) -> str:
    """Return the characters that all of these begin with."""
    return commonprefix(texts)  # noqa: RUF071 - characters are meant, and these are no paths
