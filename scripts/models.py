"""Print the table of models and prices that `service/providers/models.json` is.

Prices come from the `genai-prices` package, whose data is kept by people who read the makers'
price pages; which models are taken, and what that package does not know of them, is here. Run by
`make models`, on the day that the prices shall be those of. To offer another model, add its row.

Where prices rise with the length of the prompt, the lowest step is taken: a debate's prompts stay
far below 100,000 tokens, where the first step begins. Where they vary over the day (DeepSeek asks
twice as much from 01:00 to 04:00 and 06:00 to 10:00 UTC), those of the longer part are.
"""

import json
import sys
from datetime import UTC, datetime, time
from decimal import Decimal
from importlib.metadata import version
from typing import NamedTuple

from genai_prices.data import providers
from genai_prices.types import ModelInfo, TieredPrices

PACKAGE = "genai-prices"

SOURCES = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google": "google",
    "xai": "x-ai",
    "deepseek": "deepseek",
    "moonshot": "moonshotai",
    "mistral": "mistral",
    "groq": "groq",
    "openrouter": "openrouter",
}
"""How that package calls the providers."""


class Row(NamedTuple):
    """One model to take; None means what the package says, or that it is not known."""

    id: str
    name: str | None = None
    window: int | None = None
    most: int | None = None
    """Tokens of output, as the maker's documents say (2026-11)."""
    retired: bool = False
    """Ended by its maker: priced where something still serves it, and not listed."""
    source: str | None = None
    """`provider/model` in the package, where the id differs."""


K = 1_000
GEMINI = 65_536

ROWS = (
    Row("openai/gpt-6.1-sol", most=128 * K),
    Row("openai/gpt-6.1-terra", most=128 * K),
    Row("openai/gpt-6-astra", most=128 * K),
    Row("openai/gpt-6-sol", most=128 * K),
    Row("openai/gpt-6-luna", most=128 * K),
    Row("openai/gpt-5.6-sol", most=128 * K),
    Row("openai/gpt-5.6-terra", most=128 * K),
    Row("openai/gpt-5.5", most=128 * K),
    Row("openai/gpt-5.4", most=128 * K),
    Row("openai/gpt-5.4-mini", most=128 * K),
    Row("openai/gpt-5.2", most=128 * K),
    Row("openai/gpt-4.1", "GPT-4.1", most=32_768),
    Row("anthropic/claude-opus-5-5", most=128 * K),
    Row("anthropic/claude-sonnet-5-5", most=128 * K),
    Row("anthropic/claude-haiku-5-5"),
    Row("anthropic/claude-fable-5-2", most=128 * K),
    Row("anthropic/claude-opus-5", most=128 * K),
    Row("anthropic/claude-sonnet-5", most=128 * K),
    Row("anthropic/claude-opus-4-8", most=128 * K),
    Row("anthropic/claude-opus-4-6", most=128 * K),
    Row("anthropic/claude-sonnet-4-6", most=128 * K),
    Row("anthropic/claude-haiku-4-5", most=64 * K),
    Row("google/gemini-4-argon", most=GEMINI),
    Row("google/gemini-3.8-flash", most=GEMINI),
    Row("google/gemini-3.7-flash", most=GEMINI),
    Row("google/gemini-3.5-flash", most=GEMINI),
    Row("google/gemini-3.5-flash-lite", most=GEMINI),
    Row("google/gemini-3.1-pro-preview", "Gemini 3.1 Pro", window=1_048_576, most=GEMINI),
    Row("google/gemini-3.1-flash-lite", most=GEMINI),
    Row("google/gemini-2.5-pro", window=1_048_576, most=GEMINI),
    Row("google/gemini-2.5-flash", most=GEMINI),
    Row("xai/grok-4.7"),
    Row("xai/grok-4.6"),
    Row("xai/grok-4.5"),
    Row("xai/grok-4.3"),
    Row("xai/grok-4.20"),
    Row("xai/grok-4-1-fast-reasoning", "Grok 4.1 Fast", retired=True),
    Row("deepseek/deepseek-v4-pro", most=384 * K),
    Row("deepseek/deepseek-flash", most=384 * K),
    # A name that is still answered, by V4.1 Flash.
    Row("deepseek/deepseek-v4-flash", most=384 * K),
    Row(
        "deepseek/deepseek-chat",
        "DeepSeek V3.2",
        retired=True,
        # What stood behind that name at its end.
        source="deepseek/deepseek-v3.2",
    ),
    Row("moonshot/kimi-k3.1-pro", "Kimi K3.1 Pro"),
    Row("moonshot/kimi-k3.1-pro-highspeed", "Kimi K3.1 Pro HighSpeed"),
    Row("moonshot/kimi-k3"),
    Row("moonshot/kimi-k2.6"),
    Row("moonshot/kimi-k2.5", retired=True),
    Row("mistral/mistral-large-4"),
    Row("mistral/mistral-medium-3-5"),
    Row("mistral/mistral-small-2603"),
    Row("mistral/mistral-large-2512", "Mistral Large 3"),
    Row("mistral/ministral-14b-2512", "Ministral 3 14B"),
    Row("groq/openai/gpt-oss-120b", "GPT-OSS 120B", most=65_536),
    Row("groq/openai/gpt-oss-20b", "GPT-OSS 20B", most=65_536),
    Row("groq/qwen/qwen3.8-27b", "Qwen3.8 27B"),
    Row("groq/llama-3.3-70b-versatile", "Llama 3.3 70B", window=131_072, most=32_768),
    Row("groq/llama-3.1-8b-instant", "Llama 3.1 8B", window=131_072, most=131_072),
    Row("openrouter/openai/gpt-6.1-sol"),
    Row("openrouter/google/gemini-4-argon"),
    Row("openrouter/deepseek/deepseek-v4-pro-0813", "DeepSeek V4 Pro"),
    Row("openrouter/x-ai/grok-4.7"),
    Row("openrouter/anthropic/claude-opus-5.5"),
    Row("openrouter/moonshotai/kimi-k3.1-pro"),
    Row("openrouter/openai/gpt-5.4"),
    Row("openrouter/google/gemini-3.1-pro-preview", "Gemini 3.1 Pro"),
    Row("openrouter/deepseek/deepseek-v3.2", window=163_840),
    Row(
        "openrouter/x-ai/grok-4.1-fast",
        "Grok 4.1 Fast",
        retired=True,
        # Gone from the package's list of OpenRouter, which asks what the maker asks.
        source="x-ai/grok-4-1-fast-reasoning",
    ),
    Row("openrouter/anthropic/claude-opus-4.6"),
    Row("openrouter/moonshotai/kimi-k2.5", window=262_144),
)


def main() -> None:
    """Print the table as JSON; a row that the package does not know ends it."""
    now = datetime.now(UTC)
    # Not the hour at which somebody happens to run this.
    noon = datetime.combine(now.date(), time(12), UTC)
    table = {
        "as_of": str(now.date()),
        "source": {"name": PACKAGE, "version": version(PACKAGE)},
        "models": [_entry(row, noon) for row in ROWS],
    }
    json.dump(table, sys.stdout, indent=1)
    sys.stdout.write("\n")


def _entry(row: Row, at: datetime) -> dict[str, object]:
    model = _model(row)
    prices = model.get_prices(at)
    asked = {
        "input_usd": _base(prices.input_mtok),
        "cached_input_usd": _base(prices.cache_read_mtok),
        "cache_write_usd": _base(prices.cache_write_mtok),
        "output_usd": _base(prices.output_mtok),
    }
    written, read = asked["cache_write_usd"], asked["input_usd"]
    if written is not None and read is not None and written < read:
        # Then it is what keeping costs, on top of reading; nothing here asks for that.
        del asked["cache_write_usd"]
    entry: dict[str, object] = {
        "id": row.id,
        "name": row.name or model.name,
        "context_window": row.window or model.context_window,
        "max_output_tokens": row.most,
        "price": {name: usd for name, usd in asked.items() if usd is not None},
        "retired": row.retired or None,
    }
    return {name: value for name, value in entry.items() if value is not None}


def _model(row: Row) -> ModelInfo:
    provider, _, name = row.id.partition("/")
    source = row.source or f"{SOURCES[provider]}/{name}"
    for known in providers:
        for model in known.models:
            if f"{known.id}/{model.id}" == source:
                return model
    sys.exit(f"{PACKAGE} {version(PACKAGE)} does not know {source}: correct its row.")


def _base(price: Decimal | TieredPrices | None) -> float | None:
    if isinstance(price, TieredPrices):
        price = price.base
    return None if price is None else float(price)


if __name__ == "__main__":
    main()
