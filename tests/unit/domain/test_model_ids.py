"""Which names of a model mean the same model."""

import pytest

from service.domain.model_ids import is_other_model, is_simulated


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("openai/gpt-5.4", "gpt-5.4"),
        ("openai/gpt-5.4", "GPT-5.4-2026-03-05"),
        ("anthropic/claude-opus-4-6", "claude-opus-4-6-20260205"),
        ("google/gemini-3.1-pro-preview", "models/gemini-3.1-pro-preview"),
        ("mistral/mistral-large-latest", "mistral-large-2512"),
        ("mistral/mistral-large-latest", "mistral-large-latest"),
        ("mistral/mistral-large", "mistral-large-2512"),
        ("openrouter/deepseek/deepseek-v3.2", "deepseek/deepseek-v3.2-20251201"),
        ("openrouter/deepseek/deepseek-v3.2", "deepseek-v3.2"),
        ("ollama/llama3.2", "llama3.2:latest"),
    ],
)
def test_a_snapshot_of_a_model_is_that_model(asked: str, served: str) -> None:
    assert not is_other_model(asked, served)


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("xai/grok-4.1-fast", "grok-4.3"),
        ("deepseek/deepseek-chat", "deepseek-v4-flash"),
        ("openai/gpt-5", "gpt-5-mini"),
        ("openai/gpt-5", "gpt-5.4"),
        ("mistral/mistral-large-latest", "mistral-small-2603"),
        ("openai/gpt-5-latest", "gpt-5-mini"),
        ("openrouter/deepseek/deepseek-v3.2", "deepseek/deepseek-v4"),
        ("ollama/llama3.2", "llama3.2:1b"),
    ],
)
def test_another_model_is_told_apart(asked: str, served: str) -> None:
    assert is_other_model(asked, served)


def test_a_simulated_model_is_told_by_its_provider() -> None:
    assert is_simulated("sim/A>B?delay=1")
    assert not is_simulated("simple/A")
