"""Faults of single fields and faults across fields, told together."""

import contextlib
import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from service.api.bodies import decode
from service.api.calls import ApiRequest
from service.api.creation import new_debate
from service.api.forks import forked
from service.api.mending import read_mended
from service.api.requests import (
    CreateDebate,
    ForkDebate,
    OptionRequest,
    ProtocolRequest,
    SeatRequest,
)
from service.api.violations import MOST
from service.domain.debate import Debate
from service.domain.errors import DebateInProgressError, InvalidRequestError
from service.providers.catalogue import Catalogue
from service.providers.configuration import configure
from service.settings import read_settings
from tests.support.debates import NOW, the_reference_case
from tests.support.endpoints import WEBHOOKS_ON

SETTINGS = read_settings(WEBHOOKS_ON)
PROVIDERS = ("OPENAI", "GEMINI", "OPENROUTER", "ANTHROPIC")
KEYS = {f"{provider}_API_KEY": "sk-nobody-is-asked" for provider in PROVIDERS}
CATALOGUE = Catalogue(configure(KEYS), sim=True)
GOOD: dict[str, Any] = {
    "question": "Why?",
    "options": [{"label": "Yes"}, {"label": "No"}],
    "panel": [{"model": "sim/A"}, {"model": "sim/B"}],
}
ORIGINAL = the_reference_case()
PANEL = [{"model": seat.model, "name": seat.name} for seat in ORIGINAL.spec.panel]

BAD: dict[str, list[object]] = {
    "question": ["", 1, None, "A\0"],
    "options": [
        [{"label": "x"}, {"label": "X"}],
        [{"label": ""}, {"label": "x"}, {"label": "X"}],
        [{"label": "x", "id": "!"}, {"label": "?"}],
        [{"label": "x", "zz": 1}, 5, {"label": "x"}],
        [{"label": "x", "id": "A"}, {"label": "y"}],
        [],
        "x",
    ],
    "panel": [
        [{"model": "nope/x"}, {"model": "sim/A"}],
        [{"model": "sim/A", "name": "Al"}, {"model": "sim/A", "name": "al"}],
        [{"model": "sim/A", "name": ""}, {"model": "nope/x"}],
        [{"model": "nope/x", "fallbacks": ["!", "sim/B", "sim/B"]}, {}],
        [{"model": 1, "fallbacks": ["sim/B"]}, {"model": "nope/x", "effort": "none at all"}],
    ],
    "protocol": [
        {"max_rounds": 9, "min_rounds": 5},
        {"max_rounds": 1, "min_rounds": 2, "quorum": 0},
        {"votes_needed": 3, "consensus": "majority", "quorum": 3},
        {"votes_needed": 3, "consensus": "most"},
        [],
    ],
    "budget": [{"max_cost_usd": -1}, {}, 1],
    "metadata": [{"a": 1}, {"": "b"}],
    "zz": [1, None],
    "webhook": [
        {"url": "https://localhost/"},
        {"url": "http://example.org/", "events": ["debate.failed", "no", "debate.failed"]},
        {"url": 1, "events": []},
        {"events": ["debate.failed"] * 2},
        [],
    ],
}


def request_of(body: bytes) -> ApiRequest:
    return ApiRequest(
        {
            "type": "http",
            "headers": [(b"content-type", b"application/json")],
            "query_string": b"",
            "state": {"body": body},
        }  # type: ignore[arg-type]
    )


async def faults_of(body: object) -> list[tuple[str | None, str]]:
    """Return the faults of a create, each with its place."""
    with pytest.raises(InvalidRequestError) as refused:
        await create(body)
    return [(fault.pointer, fault.detail) for fault in refused.value.faults]


async def create(body: object) -> Debate:
    asked, told = await read_mended(request_of(json.dumps(body).encode()), CreateDebate)
    return new_debate(
        asked, tenant="t", now=NOW, settings=SETTINGS, catalogue=CATALOGUE, told=told
    )


async def fork(body: object) -> Debate:
    asked, told = await read_mended(request_of(json.dumps(body).encode()), ForkDebate)
    return forked(
        asked,
        ORIGINAL,
        now=NOW + timedelta(hours=1),
        settings=SETTINGS,
        catalogue=CATALOGUE,
        told=told,
    )


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in BAD.items()}
    ).filter(bool)
)
async def test_every_fault_of_each_bad_field_is_told_of_all_together(bad: dict[str, Any]) -> None:
    alone = [await faults_of(GOOD | {name: value}) for name, value in bad.items()]

    together = await faults_of(GOOD | bad)

    assert sorted(together) == sorted(fault for faults in alone for fault in faults)


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        (
            {"question": "", "panel": [{"model": "nope/x"}, {"model": "sim/A"}]},
            ["/question", "/panel/0/model"],
        ),
        ({"zz": 1, "options": [{"label": "x"}, {"label": "X"}]}, ["/options/1/label", "/zz"]),
        (
            {"protocol": {"max_rounds": 9, "min_rounds": 6}, "options": BAD["options"][0]},
            ["/protocol/max_rounds", "/options/1/label"],
        ),
        (
            {"protocol": {"quorum": 3, "votes_needed": 3}, "panel": "nobody"},
            ["/panel"],
        ),
        ({"panel": [{"model": "sim/A"}, 5], "protocol": {"quorum": 3}}, ["/panel/1", "/protocol/quorum"]),
        (
            {"panel": [{"fallbacks": ["!", "sim/C", "sim/C"]}, {"model": "sim/A", "name": ""}]},
            ["/panel/0/fallbacks/0", "/panel/0/model", "/panel/1/name", "/panel/0/fallbacks/2"],
        ),
        (
            {"options": [{"label": ""}, {"label": "Yes, partial train"}, {"label": "x"}, 7]},
            ["/options/0/label", "/options/3"],
        ),
        (
            {"options": [{"label": "x", "id": "!"}, {"label": "y", "id": "a"}, {"label": "A"}]},
            ["/options/0/id", "/options/2/id", "/options/2/label"],
        ),
        ({"budget": {}, "k" * 300: 1, "options": BAD["options"][0]}, ["/budget/max_cost_usd", "/options/1/label", f"/{'k' * 200}"]),
    ],
    ids=str,
)  # fmt: skip
async def test_a_create_is_judged_where_it_is_sound(
    changes: dict[str, object], pointers: list[str]
) -> None:
    assert [pointer for pointer, _ in await faults_of(GOOD | changes)] == pointers


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (
            {"from_round": 0, "panel": [{"model": "nope/x"}, *PANEL[1:]]},
            ["/from_round", "/panel/0/model"],
        ),
        (
            {"from_round": 9, "panel": PANEL[:2], "protocol": {"max_rounds": 1, "min_rounds": 3}},
            ["/from_round", "/panel", "/protocol/min_rounds"],
        ),
        ({"from_round": 1, "protocol": {"max_rounds": 0, "min_rounds": 6}}, ["/protocol/max_rounds"]),
        ({"from_round": 1, "protocol": {"max_rounds": 1, "quorum": 0}}, ["/protocol/quorum", "/from_round"]),
        (
            {"from_round": 1, "panel": [{**PANEL[0], "name": ""}, *PANEL[1:5], {"model": "nope/x"}]},
            ["/panel/0/name", "/panel/5/model"],
        ),
        (
            {"from_round": 1, "panel": [{**PANEL[1], "model": 5}, PANEL[0], *PANEL[2:]]},
            ["/panel/0/model"],
        ),
        ({"panel": "nobody", "protocol": {"quorum": 7}}, ["/panel", "/from_round", "/protocol/quorum"]),
        (
            {"from_round": 1, "panel": [{"model": "sim/A", "name": "GPT-5.4", "zz": 1}, *PANEL[1:]]},
            ["/panel/0/name", "/panel/0/zz"],
        ),
    ],
    ids=str,
)  # fmt: skip
async def test_a_fork_is_judged_where_it_is_sound(
    body: dict[str, object], pointers: list[str]
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        await fork(body)

    assert [fault.pointer for fault in refused.value.faults] == pointers


async def test_faults_beyond_those_that_are_looked_for_are_refused_with_them() -> None:
    assert len(await faults_of({"options": [0] * (MOST + 1)})) == MOST


NAMES = st.sampled_from(
    [field for one in (CreateDebate, ForkDebate, SeatRequest, OptionRequest, ProtocolRequest)
     for field in one.__struct_fields__]
)  # fmt: skip
PLAIN = st.none() | st.integers(0, 9) | st.sampled_from(["", "A", "x", "sim/A", "nope/x", "!"])
ANY = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=30,
)
OBJECTS = st.dictionaries(NAMES, ANY, max_size=6)


@given(ANY | OBJECTS.map(lambda changes: GOOD | changes))
async def test_any_create_is_a_debate_or_faults(body: object) -> None:
    if is_read(body, CreateDebate):
        with contextlib.suppress(InvalidRequestError):
            await create(body)
    else:
        assert await faults_of(body)


@given(ANY | OBJECTS.map(lambda changes: {"from_round": 1} | changes))
async def test_any_fork_is_a_debate_or_faults(body: object) -> None:
    if is_read(body, ForkDebate):
        with contextlib.suppress(InvalidRequestError, DebateInProgressError):
            await fork(body)
    else:
        with pytest.raises(InvalidRequestError):
            await fork(body)


def is_read(body: object, wanted: type[msgspec.Struct]) -> bool:
    try:
        decode(json.dumps(body).encode(), wanted)
    except InvalidRequestError:
        return False
    return True
