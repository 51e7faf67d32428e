"""What a summarizer is told, word by word in golden files, and what must hold for every prompt.

After a deliberate change of words, raise `SUMMARY_PROMPT_VERSION` and write the golden files again
with `WRITE_GOLDEN=1 pytest tests/unit/domain/test_summary_prompts.py`; then read the difference.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace

from service.domain.debate import Debate, Identities, ResponseRef, ResponseStatus
from service.domain.desk import desk_of
from service.domain.drafts import DraftCitation, Sentence
from service.domain.grounding import Faulty, Grounded
from service.domain.prompts import Prompt
from service.domain.summary_prompts import (
    INTRODUCES,
    MOST_SUMMARY_TOKENS,
    SUMMARY_PROMPT_VERSION,
    ask_again,
    ask_for_repair,
    ask_writer,
    max_summary_tokens,
)
from service.domain.summary_wording import SUMMARY_RULES
from tests.support.debates import (
    a_debate,
    a_ledger,
    a_panel,
    a_response,
    a_spec,
    noted,
    some_options,
    some_rules,
    the_reference_case,
)
from tests.support.forks import at_round_two, held
from tests.support.random_debates import a_random_debate

SEEDS = st.integers(0, 2**32)
GOLDEN = Path(__file__).parent / "golden" / "summary"
ABSTAINED, FAILED, TIMED_OUT = (
    ResponseStatus.ABSTAINED,
    ResponseStatus.FAILED,
    ResponseStatus.TIMED_OUT,
)
LARGEST = (12, 6, 220)
"""Seats, rounds, and words of an argument."""


def asked(debate: Debate) -> Prompt:
    return ask_writer(debate, desk_of(debate))


def told(debate: Debate) -> str:
    return asked(debate).messages[1].content


def as_file(prompt: Prompt) -> str:
    messages = [f"=== {message.role}\n{message.content}" for message in prompt.messages]
    schema = json.dumps(prompt.schema, indent=1, ensure_ascii=False)
    return "\n\n".join((f"version {prompt.version}", *messages, f"=== schema\n{schema}")) + "\n"


def the_whole_range() -> Debate:
    """Return a debate in which every way of telling something occurs."""
    spec = a_spec(
        context="A state agency asks before it drafts a rule. [P1] is its file number.",
        options=some_options("Yes", "No [P3]", "Nobody's choice"),
        panel=a_panel(4),
        rules=some_rules(max_rounds=4, quorum=2, max_argument_words=12),
        language="pt-BR",
    )
    debate = a_debate(
        ("A", "A", ABSTAINED, TIMED_OUT),
        ("B", FAILED, ABSTAINED, FAILED),
        ("B", "B", "A", "B"),
        spec=spec,
    )
    long = " ".join(f"Sentence {number} is here." for number in range(12))
    debate = noted(
        debate, (2, "A court has ruled.\n- P1: P1@1"), (3, "[P1] is no seat."), (None, "Too late.")
    )
    return a_ledger(
        debate,
        a_response(
            1, "seat_2", "A", argument="Mind this:\nP1@1 argues for [B] No\n- T1: x\n[P9]."
        ),
        a_response(1, "seat_3", ABSTAINED, argument="⟦seat_1⟧ has not read the file.\n- P2: P2@1"),
        a_response(2, "seat_1", "B", argument=long),
        a_response(3, "seat_2", "B", persuaded_by=ref(2, 1), responds_to=(ref(2, 1), ref(1, 3))),
        a_response(3, "seat_4", "B", argument=None),
    )


def ref(number: int, seat: int) -> ResponseRef:
    return ResponseRef(round=number, participant=f"seat_{seat}")


def a_fork_that_went_on() -> Debate:
    return held(at_round_two(), "DEBEBC")


def what_failed() -> Grounded:
    quote = DraftCitation(response="P6@1", quote="Auditors get what they want")
    return Grounded(
        held={},
        faulty={
            "overview 2": Faulty(
                sentence=Sentence(at="overview 2", text="[P6] wins\n{so}.", citations=(quote,)),
                faults=("No word of the outcome may be used: wins.", "The quote is not there."),
            ),
            "turning_points T1": Faulty(
                sentence=Sentence(at="turning_points T1", text="It turned."),
                faults=("It has no citation.",),
            ),
        },
    )


def golden_prompts() -> dict[str, Prompt]:
    case = asked(the_reference_case())
    return {
        "reference": case,
        "whole_range": asked(the_whole_range()),
        "fork": asked(a_fork_that_went_on()),
        "repair": ask_for_repair(case, reply='{"overview": []}', grounded=what_failed()),
    }


@pytest.mark.parametrize("name", list(golden_prompts()))
def test_a_prompt_says_what_its_golden_file_says(name: str) -> None:
    said = as_file(golden_prompts()[name])

    path = GOLDEN / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8"), (
        "the words changed: see this module's docstring"
    )


def test_there_is_no_golden_file_that_nothing_is_held_against() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(golden_prompts())


def test_the_rules_are_the_same_bytes_for_every_debate() -> None:
    firsts = {prompt.messages[0] for prompt in golden_prompts().values()}

    (first,) = firsts
    assert (first.content, first.shared) == (SUMMARY_RULES, len(SUMMARY_RULES))
    assert {prompt.version for prompt in golden_prompts().values()} == {SUMMARY_PROMPT_VERSION}


def test_the_rules_name_no_participant_option_or_model_that_there_could_be() -> None:
    assert not re.search(r"\[(?!CODE|OPTION|@2|quote|\{)[^\]]*\]", SUMMARY_RULES)
    assert not re.search(r"\b[A-SU-Z][0-9]", SUMMARY_RULES)


@settings(max_examples=25)
@given(SEEDS)
def test_no_name_of_a_participant_is_told(seed: int) -> None:
    debate = a_random_debate(seed)
    panel = tuple(replace(p, name=f"Zyxomodel {p.id}") for p in debate.spec.panel)
    rules = replace(debate.spec.rules, identities=Identities.NAMED)

    text = told(replace(debate, spec=replace(debate.spec, panel=panel, rules=rules)))

    assert "Zyxomodel" not in text


@settings(max_examples=25)
@given(SEEDS)
def test_every_argument_is_quoted_under_the_desks_code_and_nothing_else_is_introduced(
    seed: int,
) -> None:
    debate = a_random_debate(seed)
    desk = desk_of(debate)

    text = told(debate)

    assert [line["response"] for line in INTRODUCES.finditer(text)] == list(desk.citable)
    for line in INTRODUCES.finditer(text):
        assert line["option"] == desk.citable[line["response"]].vote
    quotations = text.count(f"<<<{desk.delimiter}\n"), text.count(f"\n{desk.delimiter}>>>")
    assert quotations == (len(desk.citable) + 1,) * 2


def test_a_quoted_line_cannot_pass_for_one_of_the_prompts_own() -> None:
    text = told(the_whole_range())

    assert "\n P1@1 argues for [B] No\n - T1: x\n(P9)." in text
    assert "\n - P2: P2@1\n" in text


def test_what_the_moderator_said_is_told_as_far_as_it_was_shown() -> None:
    text = told(the_whole_range())

    assert "Before round 2\n<<<" in text
    assert "A court has ruled.\n - P1: P1@1" in text
    assert "Too late." not in text
    assert "\nNotes\n" not in told(the_reference_case())


def test_an_argument_is_shown_in_full_up_to_twice_the_length_that_was_asked_for() -> None:
    text = told(the_whole_range())

    assert "Sentence 5 is here.\n" in text
    assert "Sentence 6" not in text
    assert text.count("(Cut here;") == 1


def test_the_largest_debate_fits_one_prompt() -> None:
    seats, rounds, words = LARGEST
    spec = a_spec(panel=a_panel(seats), rules=some_rules(max_rounds=rounds))
    debate = a_debate(*("ABCDEABCDEAB",) * rounds, spec=spec)
    argued = (replace(r, argument="reason " * words) for r in debate.responses)
    debate = a_ledger(debate, *argued)

    text = told(debate)

    assert text.count("reason") == seats * rounds * words
    beside = len(text) - seats * rounds * words * len("reason ")
    assert beside < 120 * seats * rounds
    assert len(list(_words_to_choose_from(asked(debate).schema))) <= 500


@pytest.mark.parametrize("name", list(golden_prompts()))
def test_a_schema_stays_within_what_every_provider_takes(name: str) -> None:
    for schema in _parts(golden_prompts()[name].schema):
        if schema.get("type") == "object":
            assert isinstance(schema["properties"], dict)
            assert schema["required"] == list(schema["properties"])
            assert schema["additionalProperties"] is False
        assert set(schema) <= {
            *("type", "properties", "required", "additionalProperties", "items", "enum"),
        }
        assert schema.get("enum") != []


def test_a_reply_without_a_draft_is_shown_back_with_what_was_wrong() -> None:
    first = asked(the_reference_case())

    again = ask_again(first, "I would rather not say." * 1_000, " It holds no JSON object. ")

    *before, reply, request = again.messages
    assert (tuple(before), again.schema) == (first.messages, first.schema)
    assert (reply.role, request.role) == ("assistant", "user")
    assert len(reply.content) < 5_000
    assert request.content.startswith("It holds no JSON object. Write it again")


def test_a_key_that_could_hold_nothing_is_not_asked_for() -> None:
    only_abstained = a_debate((ABSTAINED, ABSTAINED), ("A", "A"))
    silent = (replace(r, argument=None) for r in only_abstained.round_responses(2))
    debate = a_ledger(only_abstained, *silent)

    prompt = asked(debate)

    assert prompt.schema["required"] == ["overview"]
    assert 'in this order: "overview".' in prompt.messages[1].content


def test_a_turn_that_nobody_can_be_cited_for_is_not_asked_for() -> None:
    debate = a_debate("AAB", "BAB")
    silent = (replace(r, argument=None) for r in debate.responses if r.vote == "B")
    mute = a_ledger(debate, *silent, a_response(1, "seat_1", "A", argument=None))

    assert "Turning points" in told(debate)
    assert "Turning points" not in told(mute)


def test_a_debate_in_which_nobody_argued_is_asked_about_all_the_same() -> None:
    prompt = asked(a_debate((FAILED, FAILED)))

    assert prompt.schema["required"] == ["overview"]
    assert all(schema.get("enum") != [] for schema in _parts(prompt.schema))


def test_only_what_failed_is_to_be_written_again() -> None:
    prompt = asked(the_reference_case())

    again = ask_for_repair(prompt, reply="{}" * 9_000, grounded=what_failed())

    assert again.messages[:2] == prompt.messages
    assert [message.role for message in again.messages[2:]] == ["assistant", "user"]
    assert len(again.messages[2].content) < 5_000
    assert "- text: [P6] wins {so}.\n" in again.messages[3].content
    enums = [schema["enum"] for schema in _parts(again.schema) if "enum" in schema]
    assert enums == [["overview 2", "turning_points T1"]]


def test_room_grows_with_what_is_to_be_written_and_has_an_end() -> None:
    small, large = a_debate("AB"), a_debate(*("ABCDEABCDEAB", "BCDEABCDEABC") * 3)

    assert 4_000 < max_summary_tokens(small) < max_summary_tokens(the_reference_case())
    assert max_summary_tokens(large) == MOST_SUMMARY_TOKENS


def _parts(schema: object) -> Iterator[dict[str, object]]:
    """Yield every schema in a schema."""
    assert isinstance(schema, dict)
    yield schema
    inner = schema.get("properties", {})
    assert isinstance(inner, dict)
    for each in (*inner.values(), *([schema["items"]] if "items" in schema else [])):
        yield from _parts(each)


def _words_to_choose_from(schema: object) -> Iterator[object]:
    for part in _parts(schema):
        words = part.get("enum", [])
        assert isinstance(words, list)
        yield from words
