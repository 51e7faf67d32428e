"""What is counted of the end of a call, and of a summary."""

from service.domain.asking import Answer, Ended
from service.domain.debate import Call, Usage, Written
from service.domain.errors import ProviderError
from service.domain.replies import Refusal, Unreadable
from service.metrics.counting import Metrics
from service.metrics.table import (
    CALLS_GATED,
    COST_USD,
    PROVIDER_CALL_SECONDS,
    PROVIDER_CALLS,
    SUMMARIES,
    SUMMARY_SENTENCES,
    TOKENS,
)

CANCELED = "canceled"
"""The code of a call that was broken off since another one brought the answer."""
FINE = "ok"
NOT_ADMITTED = {"timed_out": "limit", "provider_unavailable": "circuit"}
"""What kept a call from being sent, by the code that it ended with."""


def count_call(metrics: Metrics, call: Call, ended: Ended[Answer], *, sent: bool) -> None:
    """Count a call that is over, or that was not made after all."""
    status = ended.code if isinstance(ended, ProviderError) else FINE
    if not sent:
        metrics.count(CALLS_GATED, NOT_ADMITTED.get(status, status))
        return
    model = metrics.model(call.model)
    metrics.count(PROVIDER_CALLS, model, _outcome(ended), status)
    metrics.observe(PROVIDER_CALL_SECONDS, call.latency_ms / 1000, model)
    _count_usage(metrics, model, call.usage)


def count_summary(metrics: Metrics, written: Written) -> None:
    """Count a summary that was written."""
    checking = written.verification
    held_at_once = checking.checked - checking.dropped - checking.repaired
    metrics.count(SUMMARIES, written.source)
    metrics.count(SUMMARY_SENTENCES, "held", by=held_at_once)
    metrics.count(SUMMARY_SENTENCES, "repaired", by=checking.repaired)
    metrics.count(SUMMARY_SENTENCES, "dropped", by=checking.dropped)


def _count_usage(metrics: Metrics, model: str, usage: Usage) -> None:
    metrics.count(TOKENS, model, "input", by=usage.input_tokens)
    metrics.count(TOKENS, model, "output", by=usage.output_tokens)
    metrics.count(TOKENS, model, "cached", by=usage.cached_input_tokens)
    metrics.count(TOKENS, model, "reasoning", by=usage.reasoning_tokens)
    metrics.count(COST_USD, model, by=usage.cost_usd or 0)


def _outcome(ended: Ended[Answer]) -> str:
    match ended:
        case ProviderError(code=code):
            return CANCELED if code == CANCELED else "failed"
        case Refusal():
            return "refused"
        case Unreadable():
            return "unreadable"
        case _:
            return "answered"
