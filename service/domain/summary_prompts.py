"""What a summarizer is asked: the account of a debate, and once more the sentences that failed.

Everything that it may say has a code here: participants, options, responses, turning points. It
gets the ledger and all arguments, and for each place that it can fill what that has to rest on, so
that no rule has to be guessed. As in `prompts`, the first message is the same bytes for every
debate, and what anybody wrote stands between delimiters. No name of a participant is told.

The words are in `summary_wording`. After a change of them raise `SUMMARY_PROMPT_VERSION` and write
the golden files again (see `tests/unit/domain/test_summary_prompts.py`).
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

from service.domain.debate import Debate, OptionId, Response, ResponseRef, Round
from service.domain.desk import PURPOSE, Desk
from service.domain.draws import draw_order
from service.domain.grounding import Faulty, Grounded
from service.domain.grounding_places import OVERVIEW_SENTENCES
from service.domain.headlines import listed
from service.domain.phrasing import DEEDS
from service.domain.places import Places, places_of
from service.domain.plain_text import one_line
from service.domain.prompts import THINKING_TOKENS, Message, Prompt, cut_argument, shown_back
from service.domain.references import neutral, shown_to_viewer
from service.domain.reply_schema import Schema, list_of, object_of, one_of
from service.domain.summary_wording import (
    AGAIN,
    ARGUMENTS,
    CITED_FIRST,
    CUT,
    NOT_COUNTED,
    NOTES,
    POSITIONS,
    REPAIR,
    ROUNDS,
    STRONGEST,
    SUMMARY_RULES,
    TASK,
    TURNS,
)
from service.domain.tally import counted_rounds, handovers, position_change
from service.domain.turning_points import turning_points

SUMMARY_PROMPT_VERSION = "4"
"""Raised with every change of the words."""

INTRODUCES = re.compile(
    r"^(?P<response>[A-Z]{1,4}[0-9]{1,2}@[0-9])"
    r" (?:argues for \[(?P<option>[A-Za-z0-9_]{1,32})\] |chooses no option$)",
    re.MULTILINE,
)
"""The line that introduces an argument, in the second message of a prompt."""

ROOM = 2
"""How many times the length that was asked for an argument may have to be shown in full."""

TOKENS_PER_SENTENCE = 320
"""With its citations, in languages that take the most tokens for a word."""
MOST_SUMMARY_TOKENS = 16_000
"""What all but the oldest models may write at once."""

TEXT: Schema = {"type": "string"}

# A line of what somebody wrote that could pass for one of the prompt's own.
_OWN_LINE = re.compile(r"^(?:- )?[A-Z]{1,4}[0-9]{1,2}(?=[@:,])", re.MULTILINE)


def ask_writer(debate: Debate, desk: Desk) -> Prompt:
    """Return what the writer of a finished debate's summary is asked."""
    places = places_of(debate, desk)
    parts = (
        *_question(desk),
        _options(desk),
        *_rounds(debate, desk),
        *_notes(debate, desk),
        *_arguments(desk),
        *_positions(places),
        *_strongest(desk, places),
        *_turns(desk, places),
        _task(desk, places),
    )
    return Prompt(
        version=SUMMARY_PROMPT_VERSION,
        messages=(
            Message(role="system", content=SUMMARY_RULES, shared=len(SUMMARY_RULES)),
            Message(role="user", content="\n\n".join(parts)),
        ),
        schema=object_of(_properties(desk, places)),
        option_order=(),
        codes={},
    )


def ask_again(prompt: Prompt, reply: str, fault: str) -> Prompt:
    """Return the prompt that asks once more after a reply in which no draft could be read.

    `fault` is a sentence about that reply, which is shown back, shortened when it is long.
    """
    return msgspec.structs.replace(
        prompt,
        messages=(
            *prompt.messages,
            Message(role="assistant", content=shown_back(reply)),
            Message(role="user", content=AGAIN.format(fault=fault.strip())),
        ),
    )


def ask_for_repair(prompt: Prompt, *, reply: str, grounded: Grounded) -> Prompt:
    """Return the prompt that asks once more for the sentences that do not hold.

    `reply` is shown back, shortened when it is long; the sentences are told in full.
    """
    faults = "\n\n".join(_fault(at, faulty) for at, faulty in grounded.faulty.items())
    return msgspec.structs.replace(
        prompt,
        messages=(
            *prompt.messages,
            Message(role="assistant", content=shown_back(reply)),
            Message(role="user", content=REPAIR.format(faults=faults)),
        ),
        schema=object_of(
            {"sentences": list_of({"at": one_of(grounded.faulty), **_sentence(TEXT)})}
        ),
    )


def max_summary_tokens(debate: Debate) -> int:
    """Return the cap of a draft in tokens: a sentence for each place, and thinking."""
    voted = {response.vote for response in debate.responses if response.vote is not None}
    places = len(debate.spec.panel) + len(voted) + len(turning_points(debate))
    draft = (OVERVIEW_SENTENCES + places) * TOKENS_PER_SENTENCE
    return min(draft + THINKING_TOKENS[None], MOST_SUMMARY_TOKENS)


def _question(desk: Desk) -> Iterator[str]:
    spec = desk.spec
    yield f"Question\n{_quoted(desk, neutral(spec.question))}"
    if spec.context:
        yield f"Context\n{_quoted(desk, neutral(spec.context))}"


def _options(desk: Desk) -> str:
    order = draw_order(desk.spec.seed, PURPOSE, [option.id for option in desk.spec.options])
    lines = [f"- {_option(desk, option_id)}" for option_id in order]
    return "\n".join(("Options, each after its id in square brackets", *lines))


def _rounds(debate: Debate, desk: Desk) -> Iterator[str]:
    yield ROUNDS
    counted = counted_rounds(debate)
    for held in debate.state.rounds:
        heading = f"Round {held.number}"
        if held.number not in counted:
            heading = f"{heading} {NOT_COUNTED}"
        yield "\n".join((heading, *_handovers(debate, desk, held), *_deeds(debate, desk, held)))


def _handovers(debate: Debate, desk: Desk, held: Round) -> Iterator[str]:
    code_of = desk.code_of
    for left, came in handovers(debate, held.number) if held.number > 1 else ():
        yield f"- {code_of[came.id]} took the place of {code_of[left.id]}, who has left."


def _deeds(debate: Debate, desk: Desk, held: Round) -> Iterator[str]:
    responses = {
        response.participant: response for response in debate.round_responses(held.number)
    }
    for participant in desk.codes.values():
        if participant in responses:
            yield f"- {'; '.join(_deed(debate, desk, responses[participant]))}"


def _deed(debate: Debate, desk: Desk, response: Response) -> Iterator[str]:
    key, did = _key(desk, response.ref), DEEDS[response.status]
    if response.vote is not None:
        did = f"for [{response.vote}]" + ("" if key in desk.citable else ", without an argument")
    yield f"{key} {did}"
    if change := position_change(debate, response):
        yield f"before that for [{change.from_option}]"
        if change.persuaded_by is not None:
            yield f"credits {_key(desk, change.persuaded_by)} for the change"
        else:
            yield "credits nobody for the change"
    if response.responds_to:
        yield f"answers {', '.join(_key(desk, ref) for ref in response.responds_to)}"


def _notes(debate: Debate, desk: Desk) -> Iterator[str]:
    shown = debate.notes_shown(len(debate.state.rounds))
    if shown:
        notes = (f"Before round {n.round}\n{_quoted(desk, neutral(n.text))}" for n in shown)
        yield "\n".join((NOTES, *notes))


def _arguments(desk: Desk) -> Iterator[str]:
    yield ARGUMENTS
    for key, response in desk.citable.items():
        text, was_cut = cut_argument(
            shown_to_viewer(response.argument or "", desk.code_of).strip(),
            ROOM * desk.spec.rules.max_argument_words,
        )
        vote = response.vote
        said = "chooses no option" if vote is None else f"argues for {_option(desk, vote)}"
        yield f"{key} {said}\n{_quoted(desk, text)}{CUT if was_cut else ''}"


def _positions(places: Places) -> Iterator[str]:
    if places.positions:
        lines = (f"- {code}: {', '.join(keys)}" for code, keys in places.positions.items())
        yield "\n".join((POSITIONS, *lines))


def _strongest(desk: Desk, places: Places) -> Iterator[str]:
    if places.strongest:
        lines = (
            f"- [{option}]{CITED_FIRST if option in desk.strongest else ''}: {', '.join(keys)}"
            for option, keys in places.strongest.items()
        )
        yield "\n".join((STRONGEST, *lines))


def _turns(desk: Desk, places: Places) -> Iterator[str]:
    if places.turns:
        lines = (
            f"- {_turn(desk, code)}: {' or '.join(forms)}" for code, forms in places.turns.items()
        )
        yield "\n".join((TURNS, *lines))


def _turn(desk: Desk, code: str) -> str:
    turn = desk.turns[code]
    old, new = (_ids(options) for options in (turn.from_options, turn.to_options))
    if turn.participant is None:
        return f"{code}, round {turn.round}, the lead went from {old} to {new}"
    told = f"{code}, round {turn.round}, {desk.code_of[turn.participant]} went from {old} to {new}"
    if turn.persuaded_by is None:
        return f"{told}, crediting nobody"
    return f"{told}, crediting {_key(desk, turn.persuaded_by)}"


def _task(desk: Desk, places: Places) -> str:
    keys = ", ".join(f'"{key}"' for key in _properties(desk, places))
    language = one_line(neutral(desk.spec.language or "the question's language"))
    return TASK.format(keys=keys, language=language)


def _fault(at: str, faulty: Faulty) -> str:
    cited = "; ".join(f"{each.response}: {each.quote}" for each in faulty.sentence.citations)
    return "\n".join(
        (
            at,
            f"- text: {one_line(faulty.sentence.text)}",
            f"- citations: {one_line(cited) or 'none'}",
            *(f"- fault: {fault}" for fault in faulty.faults),
        )
    )


def _properties(desk: Desk, places: Places) -> Schema:
    """Return the keys of the reply; one that could hold nothing is left out."""
    sentence = _sentence(one_of(desk.citable) if desk.citable else TEXT)
    about = {
        "positions": ("participant", places.positions),
        "strongest_arguments": ("option", places.strongest),
        "turning_points": ("turn", places.turns),
    }
    properties: Schema = {"overview": list_of(sentence)}
    for key, (name, codes) in about.items():
        if codes:
            properties[key] = list_of({name: one_of(codes), **sentence})
    return properties


def _sentence(response: Schema) -> Schema:
    return {"text": TEXT, "citations": list_of({"response": response, "quote": TEXT})}


def _option(desk: Desk, option_id: OptionId) -> str:
    return f"[{option_id}] {one_line(desk.spec.option(option_id).label)}"


def _ids(options: Iterable[OptionId]) -> str:
    return listed([f"[{option}]" for option in options])


def _key(desk: Desk, ref: ResponseRef) -> str:
    return f"{desk.code_of[ref.participant]}@{ref.round}"


def _quoted(desk: Desk, text: str) -> str:
    # Indented, a quoted line cannot pass for one of the prompt's own.
    lines = _OWN_LINE.sub(lambda line: f" {line[0]}", text)
    return f"<<<{desk.delimiter}\n{lines}\n{desk.delimiter}>>>"
