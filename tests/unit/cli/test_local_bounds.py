"""What the local model is held to, and what is left to it."""

import re
from typing import Any

import jsonschema_rs
import pytest

from cli.local_bounds import ARGUMENT, MOST_TOKENS, SENTENCE, bounded
from service.domain.prompts import ask
from tests.support.debates import a_debate

SAID = "It is a thing that one may well say, and that fits into one sentence."


def asked(schema: object, **fields: object) -> dict[str, Any]:
    wanted = {"name": "response", "strict": True, "schema": schema}
    form = {"type": "json_schema", "json_schema": wanted}
    return {"model": "m", "messages": [], "response_format": form, **fields}


def held(schema: object) -> Any:  # noqa: ANN401 - a JSON schema
    return bounded(asked(schema))["response_format"]["json_schema"]["schema"]


def free_strings(schema: object) -> list[dict[str, Any]]:
    """Return every schema in it that lets any text be written."""
    match schema:
        case dict():
            own = [schema] if schema.get("type") == "string" and "enum" not in schema else []
            return own + [one for part in schema.values() for one in free_strings(part)]
        case list():
            return [one for part in schema for one in free_strings(part)]
        case _:
            return []


@pytest.mark.parametrize(
    "debate", [a_debate(), a_debate("DEA", next_round=True)], ids=["blind", "informed"]
)
def test_every_text_that_a_seat_is_asked_for_has_bounds(debate: Any) -> None:  # noqa: ANN401
    schema = ask(debate, "seat_1").schema

    texts = free_strings(held(schema))

    assert len(texts) == len(free_strings(schema)) > 0
    assert {text["pattern"] for text in texts} == {ARGUMENT, SENTENCE}


@pytest.mark.parametrize("vote", ["A", "B", "C", "D", "E"])
def test_every_vote_is_as_free_as_before(vote: str) -> None:
    schema = held(ask(a_debate(), "seat_1").schema)
    ballot = dict.fromkeys(schema["required"]) | {"argument": SAID, "vote": vote}

    assert jsonschema_rs.is_valid(schema, ballot)
    assert not jsonschema_rs.is_valid(schema, ballot | {"vote": "F"})


@pytest.mark.parametrize("text", ["", "D", "179665d429db", "Yes.", SAID * 5])
def test_what_is_no_argument_cannot_be_written(text: str) -> None:
    assert re.search(ARGUMENT, SAID)
    assert not re.search(ARGUMENT, text)


@pytest.mark.parametrize(
    ("caps", "held_to"),
    [
        ({}, MOST_TOKENS),
        ({"max_tokens": 6_120}, MOST_TOKENS),
        ({"max_completion_tokens": 6_120}, MOST_TOKENS),
        ({"max_tokens": 8}, 8),
        ({"max_tokens": None}, MOST_TOKENS),
    ],
)
def test_no_reply_goes_on_for_ever(caps: dict[str, object], held_to: int) -> None:
    body = bounded({"messages": [], **caps})

    assert body == {"messages": [], "max_tokens": held_to}


def test_all_else_that_is_asked_is_passed_on() -> None:
    body = asked({"type": "object"}, stream=True, stream_options={"include_usage": True}, seed=7)

    sent = bounded(body)

    assert sent["stream"] is True
    assert sent["stream_options"] == {"include_usage": True}
    assert sent["seed"] == 7
    assert held({"type": "object"}) == {"type": "object"}
    assert held("nonsense") == "nonsense"
