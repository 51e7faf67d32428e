"""Reading a reply: from a model's raw text to a vote and an argument, or to why there is none.

Tolerant in form, strict in meaning: a vote is read only where exactly one option is meant, since
a missing vote is asked for again and a wrong one is counted for ever. The steps have their own
files: what the model says for itself (`spoken_text`), objects (`loose_json`), where a ballot may
stand (`ballot_forms`) and whose it is (`attribution`), what its values mean (`ballot_values`,
`option_names`), and `refusals`. A new form of reply belongs in one of these, with a row in the
corpus of the tests; what makes a ballot valid is decided here.
"""

import re
from enum import StrEnum
from typing import TypeAlias

import msgspec

from service.domain.attribution import is_taken_back, statements
from service.domain.ballot_forms import (
    MAX_VALUES,
    Claim,
    Document,
    Fields,
    behind_lines,
    claim_in_lines,
    stray_votes,
    take_apart,
)
from service.domain.ballot_values import (
    ARGUMENT_LENGTH,
    TEXT_LENGTH,
    abstains,
    chosen,
    clean,
    code_or_none,
    codes_of,
    confidence_or_none,
    flag_or_none,
    is_blank_text,
    is_blank_vote,
    is_visible,
    text_of,
    text_or_none,
)
from service.domain.debate import Option, OptionId
from service.domain.loose_json import Loose, Word
from service.domain.option_names import begins_with, mentioned, named_option, normalise_label
from service.domain.refusals import is_refusal

__all__ = [
    "Ballot",
    "Finish",
    "Reading",
    "Refusal",
    "Unreadable",
    "normalise_label",
    "read_reply",
]

MAX_TEXT = 256 * 1024


class Finish(StrEnum):
    """Why a model stopped writing."""

    STOP = "stop"
    LENGTH = "length"
    REFUSAL = "refusal"


class Ballot(msgspec.Struct, frozen=True, kw_only=True):
    """A usable reply."""

    vote: OptionId | None
    """None is an abstention."""
    argument: str
    confidence: float | None = None
    second_choice: OptionId | None = None
    strongest_objection: str | None = None
    would_change_mind: str | None = None
    responds_to: tuple[str, ...] = ()
    """Codes as the model wrote them, without brackets and in capitals."""
    change_reason: str | None = None
    persuaded_by: str | None = None
    new_information: bool | None = None


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """The model or its provider declined."""

    reason: str


class Unreadable(msgspec.Struct, frozen=True, kw_only=True):
    """No ballot could be read."""

    fault: str
    """One sentence that tells the model what was wrong."""
    truncated: bool = False


Reading: TypeAlias = Ballot | Refusal | Unreadable

# Keys that say the same as `vote`: never a vote themselves, but they must not contradict it.
_SYNONYMS = (
    *("option", "optionid", "optionlabel", "label", "choice", "answer", "finalanswer"),
    *("decision", "selectedoption", "selection", "pick", "preference", "preferredoption"),
)
_OTHER_VOTE = re.compile(
    r".*(?:previous|prior|old|initial|first|last|former|earlier|past|second|alternat|runner|next"
    r"|other|peer|their|opponent|against|reject|not|least|worst|blind|round|would|reason|argument"
    r"|change|why|count|weight|confidence).*",
)
_SPEAKERS = ("seat", "participant", "panelist", "model", "author", "speaker", "agent", "persona")
_EXCERPT = 60

_CUT = "The reply was cut off before it was complete."
_BROKEN = "The JSON object in the reply could not be read: check its quotes, commas and braces."
_TOO_MANY = "The reply held too many votes, but exactly one is needed."


class _FaultError(Exception):
    """The message is the fault as the model is told it."""


def read_reply(
    text: str,
    *,
    options: tuple[Option, ...],
    finish: Finish,
    refusal: str | None = None,
    allow_abstain: bool = False,
) -> Reading:
    """Read a model's raw text; never raises.

    `refusal` is what the provider says in place of an answer; it counts only when the text holds
    no ballot. A `null` vote is an abstention if `allow_abstain`, else a fault.
    """
    declined = clean(refusal or "", TEXT_LENGTH)
    if finish is Finish.REFUSAL:
        reason = declined or clean(text, TEXT_LENGTH)
        return Refusal(reason=reason or "The provider withheld the answer.")
    reading = _read(text, options, finish, allow_abstain=allow_abstain)
    if declined and isinstance(reading, Unreadable):
        return Refusal(reason=declined)
    return reading


def _read(
    text: str, options: tuple[Option, ...], finish: Finish, *, allow_abstain: bool
) -> Reading:
    if len(text) > MAX_TEXT:
        return Unreadable(fault=f"The reply is longer than {MAX_TEXT:,} characters.")
    document = take_apart(text)
    try:
        ballot = _ballot(document, options, finish, allow_abstain=allow_abstain)
    except _FaultError as fault:
        return Unreadable(fault=str(fault), truncated=str(fault) == _CUT)
    return ballot or _without_ballot(document.prose, finish)


def _without_ballot(prose: str, finish: Finish) -> Refusal | Unreadable:
    if is_refusal(prose):
        return Refusal(reason=clean(prose, TEXT_LENGTH))
    if finish is Finish.LENGTH:
        return Unreadable(fault=_CUT, truncated=True)
    return Unreadable(fault="The reply holds no JSON object with a vote and an argument.")


def _ballot(
    document: Document,
    options: tuple[Option, ...],
    finish: Finish,
    *,
    allow_abstain: bool,
) -> Ballot | None:
    """Return the ballot of a document, None if nothing in it looks like one."""
    if document.broken or (document.open and finish is Finish.LENGTH):
        raise _FaultError(_CUT if finish is Finish.LENGTH else _BROKEN)
    claims, behind = _own(document.claims, options), document.behind
    if not claims:
        if document.claims or document.has_argument:
            raise _FaultError("The JSON object holds no vote of its own, or only a placeholder.")
        lines = claim_in_lines(document.prose) if finish is Finish.STOP else None
        if lines is None:
            return None
        claims, behind = [lines], behind_lines(document.prose)
    if len({claim.fields.get(key) for claim in claims for key in _SPEAKERS} - {None}) > 1:
        raise _FaultError("The reply held votes of several participants, but only yours counts.")
    votes = [_vote(claim, options, allow_abstain=allow_abstain) for claim in claims]
    _agree([*votes, *_said_beside(document.prose, behind, options)])
    # Several others are what was weighed; a single one may be what is meant after all.
    if is_taken_back(behind) or len(mentioned(behind, options) - {votes[-1]}) == 1:
        raise _FaultError("The words behind the vote take it back: give one vote and no comment.")
    arguments = [_argument(claim.fields) for claim in claims]
    return _with_extras(claims[-1].fields, votes[-1], arguments[-1], options)


def _own(claims: tuple[Claim, ...], options: tuple[Option, ...]) -> list[Claim]:
    """Return the claims that are the speaker's: not an echoed form, not a ballot told of."""
    own: list[Claim] = []
    for claim in claims:
        if claim.own and not _echo(claim.fields, options):
            own.append(claim)
        elif not claim.own and any(chosen(vote, options) for vote in claim.fields["vote"]):
            raise _FaultError("The reply holds a vote in an unexpected place beside or below it.")
    return own


def _echo(fields: Fields, options: tuple[Option, ...]) -> bool:
    arguments = [text_of(value) for value in fields.get("argument", ())]
    if any(argument.strip() and is_blank_text(argument) for argument in arguments):
        return True
    return any(
        isinstance(vote, str | Word)
        and bool(text_of(vote).strip())
        and is_blank_vote(text_of(vote))
        and chosen(vote, options) is None
        for vote in fields["vote"]
    )


def _vote(claim: Claim, options: tuple[Option, ...], *, allow_abstain: bool) -> OptionId | None:
    said = claim.fields["vote"]
    if len(said) > MAX_VALUES:
        raise _FaultError(_TOO_MANY)
    votes = [_choice(value, options, allow_abstain=allow_abstain) for value in said]
    same = {
        text_of(value) for key in claim.fields if _is_synonym(key) for value in claim.fields[key]
    }
    _agree([*votes, *_named(same, options)])
    return votes[0]


def _said_beside(prose: str, behind: str, options: tuple[Option, ...]) -> list[OptionId]:
    """Return what is said to be voted for outside any object, in lines or in passing."""
    lines = stray_votes(prose)
    begun = [begins_with(words, options) for words in (*lines, *statements(prose, behind))]
    return [*_named(lines, options), *(option for option in begun if option is not None)]


def _is_synonym(key: str) -> bool:
    return key in _SYNONYMS or ("vote" in key and not _OTHER_VOTE.match(key))


def _named(said: set[str], options: tuple[Option, ...]) -> list[OptionId]:
    if len(said) > MAX_VALUES:
        raise _FaultError(_TOO_MANY)
    named = (named_option(text, options) for text in sorted(said))
    return [option for option in named if option is not None]


def _choice(value: Loose, options: tuple[Option, ...], *, allow_abstain: bool) -> OptionId | None:
    option = chosen(value, options)
    if option is not None:
        return option
    if abstains(value):
        if allow_abstain:
            return None
        raise _FaultError("The reply chose no option, but exactly one must be chosen.")
    if isinstance(value, tuple) and len(value) > 1:
        raise _FaultError("The vote was a list, but exactly one option must be chosen.")
    said = " ".join(clean(text_of(value), TEXT_LENGTH).split())[:_EXCERPT]
    if not said:
        raise _FaultError("The vote did not hold the id of an option.")
    raise _FaultError(f'The vote "{said}" is not the id of exactly one option.')


def _agree(votes: list[OptionId | None]) -> None:
    different = list(dict.fromkeys(votes))
    if len(different) > 1:
        first, second = (f'"{vote}"' if vote else "none" for vote in different[:2])
        raise _FaultError(f"The reply named two different options, {first} and {second}.")


def _argument(fields: Fields) -> str:
    texts = {clean(text_of(value), ARGUMENT_LENGTH) for value in fields.get("argument", ())}
    if len(texts) > 1:
        raise _FaultError("The reply held two different arguments.")
    argument = "".join(texts)
    if not is_visible(argument):
        raise _FaultError("The argument was missing or empty.")
    return argument


def _with_extras(
    fields: Fields, vote: OptionId | None, argument: str, options: tuple[Option, ...]
) -> Ballot:
    def only(key: str) -> Loose | None:
        values = fields.get(key, ())
        return values[0] if len(set(values)) == 1 else None

    second = only("secondchoice")
    other = None if second is None else chosen(second, options)
    return Ballot(
        vote=vote,
        argument=argument,
        confidence=confidence_or_none(only("confidence")),
        second_choice=None if other == vote else other,
        strongest_objection=text_or_none(only("strongestobjection")),
        would_change_mind=text_or_none(only("wouldchangemind")),
        responds_to=codes_of(only("respondsto")),
        change_reason=text_or_none(only("changereason")),
        persuaded_by=code_or_none(only("persuadedby")),
        new_information=flag_or_none(only("newinformation")),
    )
