"""What the form of the start page asks for, in the words of the API, and faults in its own.

So one judge, that of a create, decides about both. A new field of the form is a field of
`StartForm`, its line in `create_body`, its row in `FIELDS`, and its place in the template.
"""

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import msgspec

from service.api.panels import simulated_panel
from service.domain.debate import FEWEST_SEATS, MOST_SEATS
from service.domain.errors import Fault
from service.pages.start_page import Choice, Typed
from service.resources.schemas.terms import MOST_OPTIONS

WHOLE = re.compile(r"[0-9]{1,9}")
OPTION_IDS = tuple(string.ascii_uppercase)
"""Of options that are given none, in their order."""
FEWEST_OPTIONS = 2
MOST_JUDGED = 100
"""Options that a judge is shown, who would take long over a million; he wants far fewer."""

FIELDS: Mapping[tuple[str, ...], str] = {
    ("question",): "question",
    ("context",): "context",
    ("options",): "options",
    ("panel",): "panel",
    ("protocol", "max_rounds"): "rounds",
    ("protocol", "identities"): "identities",
}
"""The field of the form that a place in the body of a create comes from."""


class StartForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it was posted."""

    question: str = ""
    context: str = ""
    options: str = ""
    """One label on each line."""
    panel: str = Choice.DEFAULT.value
    model: tuple[str, ...] = ()
    """Who was ticked; counts for a panel of one's own."""
    rounds: str = ""
    identities: str = ""
    once: str = ""
    """Drawn for each page that is given out; one that is sent twice starts one debate."""


def typed(form: StartForm) -> Typed:
    """Return what stands in the form when it is shown again."""
    return Typed(
        question=form.question,
        context=form.context,
        options=form.options,
        panel=form.panel,
        models=form.model,
        rounds=form.rounds,
        identities=form.identities,
    )


def create_body(form: StartForm) -> bytes:
    """Return the body of a create that asks for what the form does, right or wrong."""
    labels = [label for _, label in islice(_labels(form.options), MOST_JUDGED)]
    body: dict[str, object] = {
        "question": _plain(form.question),
        "options": [{"label": label} for label in labels],
    }
    if context := _plain(form.context):
        body["context"] = context
    if form.panel != Choice.DEFAULT:
        body["panel"] = _panel(form, len(labels))
    protocol: dict[str, object] = {}
    if form.rounds:
        whole = WHOLE.fullmatch(form.rounds)
        protocol["max_rounds"] = int(form.rounds) if whole else form.rounds
    if form.identities:
        protocol["identities"] = form.identities
    return msgspec.json.encode({**body, "protocol": protocol})


def beside_fields(faults: Iterable[Fault], form: StartForm) -> dict[str, tuple[str, ...]]:
    """Return what is said beside each field; under the empty name what belongs beside none."""
    lines = [number for number, _ in _labels(form.options)]
    said: dict[str, tuple[str, ...]] = {}
    for fault in faults:
        path = tuple((fault.pointer or "").split("/")[1:])
        name = next((field for place, field in FIELDS.items() if path[: len(place)] == place), "")
        sentence = _in_words_of_the_form(fault.detail, path, lines, form)
        said[name] = (*said.get(name, ()), sentence)
    return said


def _in_words_of_the_form(
    detail: str, path: tuple[str, ...], lines: list[int], form: StartForm
) -> str:
    match path:
        case ("options",):
            return (
                f"{FEWEST_OPTIONS} to {MOST_OPTIONS} are needed, one on each line; there are"
                f" {len(lines)}."
            )
        case ("options", place, *_):
            return f"Line {lines[int(place)]}: {detail}"
        case ("panel",) if form.panel == Choice.CHOSEN:
            return f"Tick {FEWEST_SEATS} to {MOST_SEATS} models; {len(form.model)} are ticked."
        case ("panel", place, *_) if form.panel == Choice.CHOSEN:
            return f"{form.model[int(place)]}: {detail}"
        case _:
            return detail


def _labels(text: str) -> Iterator[tuple[int, str]]:
    """Give the labels of options, each with its line, counted from 1."""
    for number, line in enumerate(_unified(text).split("\n"), start=1):
        if label := line.strip():
            yield number, label


def _panel(form: StartForm, option_count: int) -> object:
    match form.panel:
        case Choice.SIMULATED:
            return simulated_panel(OPTION_IDS[: max(option_count, FEWEST_OPTIONS)])
        case Choice.CHOSEN:
            return [{"model": model} for model in form.model]
        case unknown:
            return unknown


def _plain(text: str) -> str:
    """Return a text with the line breaks that everybody else has, and none around it."""
    return _unified(text).strip()


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
