"""What tokens cost: prices, the cost of a call, and how many tokens a text has.

Which model asks what is in `service/providers/prices.py`; here is the arithmetic. Money is in US
dollars, and what is not known is None, never 0.
"""

import re

import msgspec

from service.domain.debate import Usage

PER_PRICE = 1_000_000
"""Tokens that a price is for."""

CHARACTERS_A_TOKEN = 4
TOKENS_A_CJK_CHARACTER = 1.5
SAFETY = 1.15
"""What the count of a text is raised by: tokenizers differ, and too few is the worse mistake."""

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
"""Runs of kana, Chinese characters and Hangul."""


class Price(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model asks for a million tokens, in US dollars."""

    input_usd: float
    output_usd: float
    cached_input_usd: float | None = None
    """For tokens read from the provider's cache; None: as all input."""
    cache_write_usd: float | None = None
    """For tokens put into it; None: as all input."""


FREE = Price(input_usd=0, output_usd=0)


def cost(usage: Usage, price: Price) -> float:
    """Return what these tokens cost in US dollars; what a provider reported plays no part."""
    cached, written = usage.cached_input_tokens, usage.cache_write_tokens
    plain = max(usage.input_tokens - cached - written, 0)
    cached_usd, written_usd = price.cached_input_usd, price.cache_write_usd
    asked = (
        plain * price.input_usd
        + cached * (price.input_usd if cached_usd is None else cached_usd)
        + written * (price.input_usd if written_usd is None else written_usd)
        + usage.output_tokens * price.output_usd
    )
    return asked / PER_PRICE


def charged(usage: Usage, price: Price | None) -> Usage:
    """Return the usage with its cost: what the provider reported, else what the tokens cost.

    It stays None without a price, and where the tokens of a call are not known either.
    """
    if usage.cost_usd is not None or price is None:
        return usage
    told = usage.input_tokens or usage.output_tokens
    if not told and price != FREE:
        return usage
    return msgspec.structs.replace(usage, cost_usd=cost(usage, price))


def count_tokens(text: str) -> int:
    """Estimate the tokens of a text, rather too many than too few: no tokenizer is asked."""
    wide = count_cjk(text)
    tokens = wide * TOKENS_A_CJK_CHARACTER + (len(text) - wide) / CHARACTERS_A_TOKEN
    return round(tokens * SAFETY)


def count_cjk(text: str) -> int:
    """Count the characters of which one is a token or two."""
    if text.isascii():
        # Most prompts are, and seen to be so a thousand times faster.
        return 0
    return sum(map(len, CJK.findall(text)))
