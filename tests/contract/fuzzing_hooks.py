"""What schemathesis does differently here; it loads this file itself, by `SCHEMATHESIS_HOOKS`."""

import itertools
import json
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import GenerationMode

DOCUMENT = json.loads((Path(__file__).parents[2] / "openapi" / "openapi.json").read_text())
EXAMPLE = DOCUMENT["components"]["parameters"]["Idempotency-Key"]["example"]

numbers = itertools.count(1)


@schemathesis.hook
def before_call(
    _: schemathesis.HookContext, case: schemathesis.Case[Any], __: dict[str, object]
) -> None:
    """Let more requests reach what is to be tested, and fewer be refused for the same reason."""
    # The second request with the documented key would be taken for a repeat of the first.
    if case.headers.get("Idempotency-Key") == EXAMPLE:
        case.headers["Idempotency-Key"] = f"{EXAMPLE}-{next(numbers)}"
    if case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE:
        give_ids_to_all_or_none(case.body)


def give_ids_to_all_or_none(body: Any) -> None:  # noqa: ANN401 - any JSON
    """Keep a rule for options that a schema cannot say."""
    options = body.get("options", []) if isinstance(body, dict) else []
    if not all("id" in option for option in options):
        for option in options:
            option.pop("id", None)
