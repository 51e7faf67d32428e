"""What is told of the jobs and calls of a worker to whoever collects traces: see `Tracer`.

Names are those of OpenTelemetry's conventions for calls to models and over HTTP, where they have
one. A new fact is a line here, if it is an id, a code or a count.
"""

from service.domain.debate import Call, Debate, DebateSpec
from service.domain.delivery import Answer, Delivery
from service.domain.model_ids import SIMULATED, is_simulated, provider_of
from service.domain.webhook_urls import place_of
from service.providers.base import ModelReply
from service.tracing.tracer import Fact, Facts

PROVIDERS = {
    "azure": "azure.ai.openai",
    "bedrock": "aws.bedrock",
    "google": "gcp.gemini",
    "mistral": "mistral_ai",
    "xai": "x_ai",
}
"""Providers that the conventions know under another name than ours."""


def worked_at(tenant: str, debate_id: str, number: int, *, tries: int) -> Facts:
    """Return what is known of a job of a debate as it begins."""
    return {
        "roundtable.tenant": tenant,
        "roundtable.debate.id": debate_id,
        "roundtable.round": number,
        "roundtable.job.tries": tries,
    }


def left_as(debate: Debate) -> Facts:
    """Return what a job has made of its debate."""
    reason = debate.state.stop_reason
    return _known(
        {
            "roundtable.debate.status": debate.state.status.value,
            "roundtable.debate.stop_reason": reason and reason.value,
        }
    )


def span_name(call: Call) -> str:
    """Return the name of a call's span: of simulated models there are endless many."""
    return f"chat {SIMULATED if is_simulated(call.model) else _model(call)}"


def asked(spec: DebateSpec, call: Call, waited_s: float) -> Facts:
    """Return what is known of a call as it is sent; `waited_s` is how long it stood in line."""
    provider = provider_of(call.model)
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": PROVIDERS.get(provider, provider),
        "gen_ai.request.model": _model(call),
        "roundtable.debate.id": spec.id,
        "roundtable.round": call.round,
        "roundtable.participant": call.participant,
        "roundtable.attempt": call.number,
        "roundtable.hedge": call.hedge,
        "roundtable.waited_ms": round(waited_s * 1000),
    }


def replied(reply: ModelReply) -> Facts:
    """Return what is known of a call once there is a reply."""
    facts: dict[str, Fact | None] = {
        "gen_ai.response.finish_reasons": (reply.finish.value,),
        "gen_ai.response.model": reply.model_served,
        "gen_ai.usage.input_tokens": reply.usage.input_tokens,
        "gen_ai.usage.output_tokens": reply.usage.output_tokens,
        "gen_ai.usage.cache_read.input_tokens": reply.usage.cached_input_tokens,
        "roundtable.provider_request_id": reply.request_id,
    }
    return _known(facts)


def delivered(delivery: Delivery) -> Facts:
    """Return what is known of an attempt at a delivery as it is made."""
    place = place_of(delivery.url)
    facts: dict[str, Fact | None] = {
        "http.request.method": "POST",
        "server.address": place and place.host,
        "server.port": place and place.port,
        "roundtable.debate.id": delivery.debate_id,
        "roundtable.delivery.id": delivery.id,
        "roundtable.endpoint.id": delivery.endpoint_id,
        "roundtable.event.id": delivery.event_id,
        "roundtable.attempt": delivery.number,
    }
    return _known(facts)


def answered(answer: Answer) -> Facts:
    """Return what is known of an attempt once it is over."""
    return _known({"http.response.status_code": answer.status_code})


def _model(call: Call) -> str:
    return call.model.partition("/")[2]


def _known(facts: dict[str, Fact | None]) -> Facts:
    return {name: fact for name, fact in facts.items() if fact is not None}
