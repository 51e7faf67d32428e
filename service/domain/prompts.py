"""What a seat is asked: the blind round, the informed rounds, and the one repair.

A prompt is two messages. The first holds the rules, the same bytes for every seat, round and
debate. The second goes from what is shared to what is not, so that providers can reuse the
prefix: question and context, the options in the seat's order, the latest arguments, then who is
asked, its persona, the moderator's notes, its last vote and the task. Whatever a caller or a model
wrote stands between delimiters drawn for this prompt.

The words are in `wording`. To say something new, put it in the part that it varies with, raise
`PROMPT_VERSION`, and write the golden files again (see `tests/unit/domain/test_prompts.py`).
"""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from service.domain.debate import (
    Debate,
    DebateSpec,
    Effort,
    Note,
    OptionId,
    Response,
    ResponseRef,
    Rules,
    SeatId,
)
from service.domain.references import neutral, shown_to_viewer
from service.domain.reply_schema import reply_schema
from service.domain.sentences import count_words, excerpt, sentences
from service.domain.views import View, draw_delimiter, view_of
from service.domain.wording import (
    ARGUMENTS,
    BLIND_TASK,
    INFORMED_TASK,
    NEW_NOTE,
    NOTES,
    PERSONA,
    POSITION_WITH_CONDITION,
    POSITION_WITH_VOTE,
    POSITION_WITHOUT_VOTE,
    REPAIR,
    RULES,
)

PROMPT_VERSION = "3"
"""Stored with every response; raised with every change of the words."""

ARGUES_FOR = re.compile(
    r"^\[(?P<code>[A-Z]{1,4}[0-9]{1,2})\](?: \([^\[\]\n]*\))?"
    r" argues for \[(?P<option>[A-Za-z0-9_]{1,32})\] ",
    re.MULTILINE,
)
"""The line that introduces a shown argument, in the second message of a prompt."""

THINKING_TOKENS: dict[Effort | None, int] = {
    None: 4_000,
    Effort.LOW: 4_000,
    Effort.MEDIUM: 8_000,
    Effort.HIGH: 16_000,
}
"""Room for thinking, which counts against the same cap as the answer."""
TOKENS_PER_WORD = 6
TOKENS_BESIDE_THE_ARGUMENT = 800
REPAIR_REPLY_CHARACTERS = 4_000

# Bounds the work of cutting what a model wrote without end.
_LONGEST_WORD = 100

_ROUNDS_IN_WORDS = ("", "first", "second", "third", "fourth", "fifth", "sixth")


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str
    shared: int = 0
    """Characters at its beginning that are the same for all seats and rounds of a debate."""


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat is asked, and what is needed to read its reply and to audit it."""

    version: str
    messages: tuple[Message, ...]
    schema: dict[str, object]
    option_order: tuple[OptionId, ...]
    codes: dict[str, ResponseRef]
    """`P3` -> the response shown under that code, in the order shown; empty in round 1."""


def ask(debate: Debate, seat: SeatId) -> Prompt:
    """Return what that seat is asked in the debate's current round: blind if it is the first."""
    view, question = view_of(debate, seat), _question(debate.spec)
    parts = (
        question,
        _options(view),
        *(() if view.blind else (_arguments(view), _yourself(view))),
        *_persona(view),
        *_notes(view),
        *(() if view.blind else (_last_vote(view),)),
        _task(view),
    )
    return Prompt(
        version=PROMPT_VERSION,
        messages=(
            Message(role="system", content=RULES, shared=len(RULES)),
            Message(role="user", content="\n\n".join(parts), shared=len(question)),
        ),
        schema=_schema(view),
        option_order=view.order,
        codes=view.codes,
    )


def repair(prompt: Prompt, *, spec: DebateSpec, reply: str, fault: str) -> Prompt:
    """Return the prompt that asks once more after a reply that could not be read.

    `fault` is a sentence about that reply. The reply is shown back, shortened when it is long.
    """
    asked = REPAIR.format(
        fault=fault.strip(),
        valid_votes=_valid_votes(prompt.option_order, allow_abstain=spec.rules.allow_abstain),
    )
    return msgspec.structs.replace(
        prompt,
        messages=(
            *prompt.messages,
            Message(role="assistant", content=shown_back(reply)),
            Message(role="user", content=asked),
        ),
    )


def max_output_tokens(rules: Rules, effort: Effort | None = None) -> int:
    """Return the cap of one reply in tokens: the argument, the other keys, and thinking."""
    argument = rules.max_argument_words * TOKENS_PER_WORD
    return argument + TOKENS_BESIDE_THE_ARGUMENT + THINKING_TOKENS[effort]


def cut_argument(text: str, max_words: int) -> tuple[str, bool]:
    """Return the text cut at a sentence end within that many words, and whether it was cut.

    In scripts without spaces two characters count as a word. A first sentence that is too long
    is cut after a word and ends in an ellipsis.
    """
    if count_words(text) <= max_words:
        return text, False
    start = text[: max_words * _LONGEST_WORD]
    found = sentences(start)
    end = 0
    for sentence in found:
        stop = start.index(sentence, end) + len(sentence)
        if count_words(start[:stop]) > max_words:
            break
        end = stop
    if end:
        return start[:end], True
    return f"{excerpt(found[0] if found else start, max_words).text} …", True


def _schema(view: View) -> dict[str, object]:
    """Return the schema of the reply: the same bytes for every seat of a round.

    Providers put it before the prompt, so an order of the seat's own would end the shared prefix
    before it begins; what a seat is to read in its own order is in the text.
    """
    return reply_schema(
        [option.id for option in view.spec.options],
        sorted(view.codes, key=lambda code: (len(code), code)),
        allow_abstain=view.spec.rules.allow_abstain,
    )


def _question(spec: DebateSpec) -> str:
    # Drawn once for the debate and from these two texts alone: all its prompts share this part.
    delimiter = draw_delimiter(spec, (spec.question, spec.context or ""))
    question = f"Question\n{_quoted(neutral(spec.question), delimiter)}"
    if not spec.context:
        return question
    return f"{question}\n\nContext\n{_quoted(neutral(spec.context), delimiter)}"


def _options(view: View) -> str:
    lines = [f"- {_option(view.spec, option_id)}" for option_id in view.order]
    return "\n".join(("Options, each after its id in square brackets", *lines))


def _arguments(view: View) -> str:
    return "\n\n".join((ARGUMENTS, *(_argument(view, response) for response in view.shown)))


def _argument(view: View, response: Response) -> str:
    text, was_cut = cut_argument(
        shown_to_viewer(response.argument or "", view.code_of).strip(),
        view.spec.rules.max_argument_words,
    )
    lines = [_introduction(view, response)]
    if response.round < view.round - 1:
        since = _ROUNDS_IN_WORDS[response.round]
        lines.append(f"(From the {since} round; its author has given no argument since.)")
    lines.append(_quoted(text, view.delimiter))
    if was_cut:
        lines.append("(Cut at the length allowed.)")
    return "\n".join(lines)


def _introduction(view: View, response: Response) -> str:
    author = f"[{view.code_of[response.participant]}]"
    if view.named:
        author = f"{author} ({_name(view.spec, response.participant)})"
    if response.vote is None:
        return f"{author} chooses no option"
    return f"{author} argues for {_option(view.spec, response.vote)}"


def _yourself(view: View) -> str:
    code = view.code_of.get(view.seat)
    if code is None:
        said = "None of the arguments above is yours."
    elif view.named:
        said = f"The argument of [{code}] is your own: judge it as strictly as the rest."
    else:
        said = (
            "One of the arguments above is your own, unmarked: judge it as strictly as the rest."
        )
    who = f"You are {_name(view.spec, view.seat)}. " if view.named else ""
    return f"You\n{who}{said}"


def _persona(view: View) -> tuple[str, ...]:
    persona = view.spec.participant(view.seat).persona
    if not persona:
        return ()
    return (f"{PERSONA}\n{_quoted(neutral(persona), view.delimiter)}",)


def _notes(view: View) -> tuple[str, ...]:
    if not view.notes:
        return ()
    return ("\n".join((NOTES, *(_note(view, note) for note in view.notes))),)


def _note(view: View, note: Note) -> str:
    quoted = _quoted(neutral(note.text), view.delimiter)
    is_news = note.round == view.round and not view.blind
    return f"{NEW_NOTE}\n{quoted}" if is_news else quoted


def _last_vote(view: View) -> str:
    votes = [response.vote for response in view.own if response.vote is not None]
    if not votes:
        said = "You have not voted for an option yet."
    elif view.own[-1].vote is None:
        said = (
            f"You last chose no option; before that you voted for {_option(view.spec, votes[-1])}."
        )
    else:
        said = f"Your last vote: {_option(view.spec, votes[-1])}"
    condition = _condition(view)
    if condition is None:
        return said
    shown = shown_to_viewer(condition, view.code_of)
    return f"{said}\nWhat you said would change your mind:\n{_quoted(shown, view.delimiter)}"


def _condition(view: View) -> str | None:
    return (view.own[-1].would_change_mind or None) if view.own else None


def _task(view: View) -> str:
    template = BLIND_TASK if view.blind else INFORMED_TASK
    rules = view.spec.rules
    return template.format(
        words=rules.max_argument_words,
        position=_position(view),
        valid_votes=_valid_votes(view.order, allow_abstain=rules.allow_abstain),
        language=_one_line(neutral(view.spec.language or "the question's language")),
    )


def _position(view: View) -> str:
    voted = any(response.vote is not None for response in view.own)
    said = POSITION_WITH_VOTE if voted else POSITION_WITHOUT_VOTE
    return said + (POSITION_WITH_CONDITION if _condition(view) else "")


def _valid_votes(order: Sequence[OptionId], *, allow_abstain: bool) -> str:
    ids = ", ".join(f'"{option_id}"' for option_id in order)
    said = f'"vote" must be one of these ids: {ids}.'
    if not allow_abstain:
        return said
    return f"{said} If none of the options can be defended, it may be null; argue why, then."


def _option(spec: DebateSpec, option_id: OptionId) -> str:
    # The label is left as it is, brackets included: it is what a reply may name the option by.
    return f"[{option_id}] {_one_line(spec.option(option_id).label)}"


def _name(spec: DebateSpec, seat: SeatId) -> str:
    name = _one_line(neutral(spec.participant(seat).name))
    return name.replace("[", "(").replace("]", ")")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str, delimiter: str) -> str:
    # Indented, a quoted line cannot pass for one that introduces an argument.
    lines = ARGUES_FOR.sub(lambda line: f" {line[0]}", text)
    return f"<<<{delimiter}\n{lines}\n{delimiter}>>>"


def shown_back(reply: str) -> str:
    """Return a reply as it is shown to its writer again: shortened, and never empty."""
    # A lone surrogate cannot be sent, and providers refuse an empty message.
    sent = reply.replace("\0", "").encode(errors="replace").decode().strip()
    if len(sent) > REPAIR_REPLY_CHARACTERS:
        sent = f"{sent[:REPAIR_REPLY_CHARACTERS]} […]"
    return sent or "(nothing)"
