"""The start page: what this is, a form that starts a debate, and the latest debates.

`Typed`, `Seating` and `Recent` are what it is made of, `StartView` is what the template places. A
new field of the form is one of `Typed` with its label in `LABELS`; the template says where it is.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from service.domain.debate import MOST_ROUNDS, Identities, Participant
from service.domain.headlines import listed
from service.domain.model_ids import is_simulated
from service.pages.recent_debates import Recent, RecentView, counted, recent_view
from service.pages.templating import fill_in


class Choice(StrEnum):
    """Who is to debate, as the form lets one choose."""

    DEFAULT = "default"
    SIMULATED = "simulated"
    CHOSEN = "chosen"


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the form."""

    question: str = ""
    context: str = ""
    options: str = ""
    """One label on each line."""
    panel: str = Choice.DEFAULT.value
    models: tuple[str, ...] = ()
    """Who is ticked."""
    rounds: str = "3"
    identities: str = ""


class ModelGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The models of one provider."""

    provider: str
    models: tuple[tuple[str, str], ...]
    """Id and name of each."""


class Seating(msgspec.Struct, frozen=True, kw_only=True):
    """Who can sit at the table here."""

    default: tuple[Participant, ...]
    """The default panel, where there is one beside simulated models that need not be named."""
    simulated: bool
    """Whether simulated models can."""
    groups: tuple[ModelGroup, ...]


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the form."""

    name: str
    text: str
    faults: tuple[str, ...]
    described_by: str
    """Ids of what is said about it."""
    focused: bool


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """One of several things to choose from."""

    value: str
    label: str
    note: str = ""
    chosen: bool
    focused: bool = False


class GroupView(msgspec.Struct, frozen=True, kw_only=True):
    """The models of one provider, to be ticked."""

    provider: str
    count: str
    open: bool
    models: tuple[ChoiceView, ...]


class FaultView(msgspec.Struct, frozen=True, kw_only=True):
    """Why the debate was not started, and where that can be mended."""

    sentence: str
    link: str
    """Empty where nothing in the form would change it."""


class StartView(msgspec.Struct, frozen=True, kw_only=True):
    """What the template shows."""

    title: str
    faults: tuple[FaultView, ...]
    fields: Mapping[str, FieldView]
    choices: tuple[ChoiceView, ...]
    groups: tuple[GroupView, ...]
    nobody: bool
    """Whether no real model can be asked."""
    rounds: tuple[ChoiceView, ...]
    named: ChoiceView
    once: str
    recent: RecentView


def start_page(view: StartView, *, root: str = "") -> bytes:
    """Return the page; `root` is what all paths begin with, for a browser."""
    return fill_in("start.html", root=root, view=view)


def start_view(
    typed: Typed,
    seating: Seating,
    recent: Recent,
    *,
    once: str,
    said: Mapping[str, tuple[str, ...]] | None = None,
) -> StartView:
    """Decide what the page shows; `said` is what is wrong with each field, under "" with none.

    `once` is sent with the form, so that sending it twice can be told from starting two debates.
    """
    said = said or {}
    first = next((name for name in LABELS if name in said), "")
    fields = {name: _field(name, getattr(typed, name), said, first) for name in LABELS}
    return StartView(
        title=f"Not started yet – {NAME}" if said else f"{NAME}: {PROMISE}",
        faults=_faults(said),
        fields=fields,
        choices=_choices(typed, seating, focused=first == "panel"),
        groups=_groups(typed, seating),
        nobody=not seating.groups and not _asks_somebody(seating),
        rounds=_rounds(typed),
        named=ChoiceView(
            value=Identities.NAMED, label="", chosen=typed.identities == Identities.NAMED
        ),
        once=once,
        recent=recent_view(recent),
    )


def _field(name: str, text: str, said: Mapping[str, tuple[str, ...]], first: str) -> FieldView:
    faults = said.get(name, ())
    return FieldView(
        name=name,
        text=text,
        faults=faults,
        described_by=f"{name}-faults {name}-hint" if faults else f"{name}-hint",
        focused=name == first,
    )


def _faults(said: Mapping[str, tuple[str, ...]]) -> tuple[FaultView, ...]:
    beside_none = [FaultView(sentence=sentence, link="") for sentence in said.get("", ())]
    beside_fields = [
        FaultView(sentence=f"{label}: {sentence}", link=f"#{name}")
        for name, label in LABELS.items()
        for sentence in said.get(name, ())
    ]
    return (*beside_none, *beside_fields)


def _choices(typed: Typed, seating: Seating, *, focused: bool) -> tuple[ChoiceView, ...]:
    offered = []
    if seating.default:
        who = f"{listed([seat.name for seat in seating.default])}."
        note = f"{who} {MAY_COST}" if _asks_somebody(seating) else who
        offered.append((Choice.DEFAULT, "The panel of this server", note))
    if seating.simulated:
        offered.append((Choice.SIMULATED, "Six simulated models", REHEARSED))
    if seating.groups:
        offered.append((Choice.CHOSEN, "Models that I choose", f"2 to 12 of them. {MAY_COST}"))
    values = [value.value for value, _, _ in offered]
    chosen = typed.panel if typed.panel in values else next(iter(values), "")
    return tuple(
        ChoiceView(
            value=value,
            label=label,
            note=note,
            chosen=value == chosen,
            focused=focused and value == chosen,
        )
        for value, label, note in offered
    )


def _asks_somebody(seating: Seating) -> bool:
    """Return whether a real model sits on the default panel."""
    return not all(is_simulated(seat.model) for seat in seating.default)


def _groups(typed: Typed, seating: Seating) -> tuple[GroupView, ...]:
    few = sum(len(group.models) for group in seating.groups) <= MOST_UNFOLDED
    return tuple(
        GroupView(
            provider=group.provider,
            count=counted(len(group.models), "model"),
            open=few or any(model in typed.models for model, _ in group.models),
            models=tuple(
                ChoiceView(value=model, label=name, note=model, chosen=model in typed.models)
                for model, name in group.models
            ),
        )
        for group in seating.groups
    )


def _rounds(typed: Typed) -> tuple[ChoiceView, ...]:
    counts = [str(number) for number in range(1, MOST_ROUNDS + 1)]
    chosen = typed.rounds if typed.rounds in counts else USUAL_ROUNDS
    notes = {"1": " – a poll: nobody hears the others", USUAL_ROUNDS: " – as usual"}
    return tuple(
        ChoiceView(value=count, label=f"{count}{notes.get(count, '')}", chosen=count == chosen)
        for count in counts
    )


NAME = "Roundtable"
PROMISE = "put a question to a panel of language models"
USUAL_ROUNDS = "3"
MOST_UNFOLDED = 12
"""Models that are shown at once; of more, only the providers."""

LABELS = {
    "question": "Question",
    "context": "Background",
    "options": "Options",
    "panel": "Panel",
    "rounds": "Rounds",
    "identities": "Names",
}
"""What the fields are called, in the order in which they stand."""

MAY_COST = "They are asked with this server’s keys, which may cost money."
REHEARSED = (
    "No key, no cost, and done in seconds. They act a debate out: their votes and arguments are"
    " rehearsed, and nothing is thought about your question."
)

EXAMPLE = Typed(
    question="Should frontier models be open sourced, and their training stacks and data too?",
    options="Yes, all\nYes, but only a part of the training\nYes, but only the models\nMaybe\nNo",
    panel=Choice.SIMULATED.value,
)
"""A form that somebody can send as it is, which costs nothing where that can be had."""
