"""Every example of the document is one: it follows its schema, and nothing is without."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from service.api.app import document
from service.api.problems import CODES
from service.domain.endpoints import SENT, TEST
from service.domain.signing import doubt, read_secret
from tests.support.openapi import Document, Json


@pytest.fixture(scope="module")
def published() -> Document:
    return Document(document())


def test_every_example_follows_its_schema(published: Document) -> None:
    found = {
        place: faults
        for place, value, schema in published.shown()
        if (faults := published.faults(value, published.resolved(schema)))
    }

    assert found == {}


def test_an_example_that_breaks_its_schema_is_noticed(published: Document) -> None:
    place = "/paths//v1/debates/post/responses/202/content/application/json/example"
    (debate,) = [value for where, value, _ in published.shown() if where == place]
    schema = {"$ref": "#/components/schemas/Debate"}

    faults = [
        published.faults({**debate, **change}, schema)
        for change in (
            {"status": "done"},
            {"created_at": "yesterday"},
            {"id": "dbt_1"},
            {"options": debate["options"][:1]},
            {"metadata": {"n": 1}},
        )
    ]

    assert [len(found) for found in faults] == [1] * 5


def test_every_code_is_shown_where_it_can_happen(published: Document) -> None:
    shown = {
        value["code"]
        for operation in published.operations()
        for status, reply in operation["responses"].items()
        if int(status) >= 400
        for value in _values(published, published.resolved(reply))
    }

    assert shown == set(CODES)


def test_a_problem_is_shown_with_the_status_that_it_comes_with(published: Document) -> None:
    for operation in published.operations():
        for status, reply in operation["responses"].items():
            if int(status) < 400:
                continue
            for value in _values(published, published.resolved(reply)):
                assert str(value["status"]) == status
                assert value["title"] == CODES[value["code"]].title
                assert value["type"].endswith(value["code"])
                assert value["instance"].startswith(("/v1/", "/health/"))
                assert len(value["detail"]) > 10


def test_every_operation_shows_what_it_is_sent_and_what_it_returns(published: Document) -> None:
    without = [
        (operation["operationId"], part)
        for operation in published.operations()
        for part, node in _parts(published, operation)
        if node.get("example") is None and not node.get("examples")
    ]

    assert without == []


def test_what_a_debate_is_shown_to_cost_is_what_its_responses_cost(published: Document) -> None:
    place = "/paths//v1/debates/{debate_id}/transcript/get/responses/200/content/application/json"
    (shown,) = [value for where, value, _ in published.shown() if where == f"{place}/example"]

    spent = shown["debate"]["usage"]

    assert spent["calls"] == len(shown["responses"]) == 6
    for name in ("input_tokens", "output_tokens"):
        assert spent[name] == sum(response["usage"][name] for response in shown["responses"]) > 0


def test_a_frame_of_the_stream_is_shown_with_an_event_in_it(published: Document) -> None:
    reply = published.content["paths"]["/v1/debates/{debate_id}/events"]["get"]["responses"]["200"]
    frames = reply["content"]["text/event-stream"]
    schema = frames["schema"]["properties"]["data"]["contentSchema"]

    event = json.loads(frames["example"]["data"])

    assert published.faults(event, schema) == []
    assert event["object"] in schema["discriminator"]["mapping"]


@pytest.mark.parametrize("name", [*SENT, TEST])
def test_a_webhook_is_shown_with_headers_that_are_right(published: Document, name: str) -> None:
    sent = published.resolved(published.content["webhooks"][name])["post"]
    example = sent["requestBody"]["content"]["application/json"]["example"]
    body = json.dumps(example, separators=(",", ":"), ensure_ascii=False).encode()
    headers = {node["name"]: node["example"] for node in sent["parameters"]}
    (secret,) = re.findall(r"`(whsec_\S+)`", sent["description"])
    shown_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)

    assert doubt([read_secret(secret)], headers, body, now=shown_at) is None
    assert headers["webhook-id"] == example["id"]
    assert example["type"] == name


def _parts(published: Document, operation: Json) -> list[tuple[str, Json]]:
    """Return what has to have an example: the body, the parameters, the replies."""
    body = operation.get("requestBody", {}).get("content", {})
    parameters = [published.resolved(node) for node in operation["parameters"]]
    return [
        *(("body", node) for node in body.values()),
        *((node["name"], node) for node in parameters),
        *(
            (status, node)
            for status, reply in operation["responses"].items()
            for node in published.resolved(reply).get("content", {}).values()
        ),
    ]


def _values(published: Document, reply: Json) -> list[Any]:
    (content,) = reply["content"].values()
    return [published.resolved(example)["value"] for example in content["examples"].values()]
