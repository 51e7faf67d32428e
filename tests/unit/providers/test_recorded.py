"""Every provider's own reply, read as what it means; the SDKs read the same text from it."""

import json
from typing import Any

import pytest
from anthropic.types import Message
from google.genai.types import GenerateContentResponse
from openai.types.chat import ChatCompletion

from service.domain.replies import Ballot, read_reply
from service.providers.base import ModelReply
from service.providers.registry import WIRES
from service.providers.specs import SPECS, ProtocolName, ProviderSpec
from service.providers.sse import EventParser
from tests.support.debates import a_debate
from tests.support.recorded import HALVES, RECORDED, THOUGHT, Recorded

every_provider = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)


def whole(spec: ProviderSpec, recorded: Recorded) -> ModelReply:
    return WIRES[spec.protocol].read(json.dumps(recorded.whole).encode())


def streamed(spec: ProviderSpec, recorded: Recorded) -> tuple[list[str], ModelReply]:
    parser, stream = EventParser(), WIRES[spec.protocol].stream()
    heard = [stream.take(data) for data in parser.feed(recorded.stream)]
    assert stream.ended
    return [text for text in heard if text], stream.reply()


def test_every_provider_has_a_recorded_reply_and_none_is_left_over() -> None:
    assert set(RECORDED) == {spec.name for spec in SPECS}


@every_provider
def test_a_reply_in_one_piece_is_read_as_what_it_means(spec: ProviderSpec) -> None:
    recorded = RECORDED[spec.name]

    assert whole(spec, recorded) == ModelReply(
        text=recorded.text,
        finish=recorded.finish,
        usage=recorded.usage,
        model_served=recorded.model_served,
    )


@every_provider
def test_a_streamed_reply_is_read_as_what_it_means(spec: ProviderSpec) -> None:
    recorded = RECORDED[spec.name]
    if not spec.streams:
        assert not recorded.stream
        return

    heard, reply = streamed(spec, recorded)

    assert heard == list(HALVES)
    assert reply == ModelReply(
        text=recorded.text,
        finish=recorded.finish,
        usage=recorded.streamed_usage or recorded.usage,
        model_served=recorded.model_served,
    )


@every_provider
def test_a_vote_is_read_from_what_was_said_and_not_from_what_was_thought(
    spec: ProviderSpec,
) -> None:
    reply = whole(spec, RECORDED[spec.name])

    ballot = read_reply(reply.text, options=a_debate().spec.options, finish=reply.finish)

    assert isinstance(ballot, Ballot)
    assert ballot.vote == "B"
    assert THOUGHT not in reply.text


@every_provider
def test_the_official_sdk_reads_the_same_text(spec: ProviderSpec) -> None:
    recorded = RECORDED[spec.name]
    match spec.protocol:
        case ProtocolName.OPENAI_CHAT:
            said = ChatCompletion.model_construct(**recorded.whole).choices[0]
            content: Any = said.message.content
            parts = content if isinstance(content, list) else [{"type": "text", "text": content}]
            text = "".join(part["text"] for part in parts if part["type"] == "text")
        case ProtocolName.ANTHROPIC:
            message = Message.model_validate(recorded.whole)
            text = "".join(block.text for block in message.content if block.type == "text")
        case ProtocolName.GEMINI:
            text = GenerateContentResponse.model_validate(recorded.whole).text or ""

    assert text == recorded.text
