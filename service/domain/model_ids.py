"""Model ids, `provider/model`, and the names under which a provider may serve the same model.

A snapshot of a model is that model: another way to mark one belongs in one of the patterns.
"""

import re

SIMULATED = "sim"
"""The provider name that belongs to simulated models."""

_DATE = r"20\d{2}(?:-\d{2}-\d{2}|\d{4})"
_DATED = re.compile(rf"-{_DATE}\Z")
# gpt-5.4-2026-03-05, claude-opus-4-6-20260205, mistral-large-2512, llama3.2:latest
_SNAPSHOT = re.compile(rf"[-:@](?:{_DATE}|\d{{4}}|latest)")
_LATEST = "-latest"


def provider_of(model: str) -> str:
    """Return what stands before the slash."""
    return model.partition("/")[0]


def is_simulated(model: str) -> bool:
    """Return whether that is a model of ours, which costs nothing and asks nobody."""
    return provider_of(model) == SIMULATED


def undated(model: str) -> str:
    """Return the id without the date of a snapshot; four digits alone may be part of a name."""
    return _DATED.sub("", model)


def is_other_model(asked: str, served: str) -> bool:
    """Return whether the model that answered is not the one that was asked.

    `asked` is `provider/model`, `served` what the provider says. A snapshot of a model is that
    model, and so is what stands behind its `-latest`.
    """
    wanted = asked.partition("/")[2].casefold().removesuffix(_LATEST)
    given = served.casefold().removeprefix("models/")
    # A server may name a model with or without its maker.
    whole, tail = given.removeprefix(wanted), given.removeprefix(wanted.rpartition("/")[2])
    rest = min(whole, tail, key=len)
    return bool(rest) and (rest == given or not _SNAPSHOT.fullmatch(rest))
