"""How others verify what we sign: five libraries, each asked whether it believes a request.

`believed_by(name, requests)` answers for each request. A new library is a row of `VERIFIERS`.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec
import openai
import replicate
import standardwebhooks
import svix.webhooks
from replicate.webhook import WebhookSigningSecret, WebhookValidationError

from tests.support.commands import ROOT
from tests.support.tools import run, with_packages

PROGRAM = ROOT / "tests" / "contract" / "programs" / "verify.js"
TOLERANCE_S = 300
"""Of the one library that has to be told."""


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A request as a receiver has it, and the secret that it knows."""

    secret: str
    headers: Mapping[str, str]
    body: bytes


Verify: TypeAlias = Callable[[Signed], object]
"""Raises one of `REFUSALS` when it does not believe."""

REFUSALS = (
    standardwebhooks.WebhookVerificationError,
    openai.InvalidWebhookSignatureError,
    WebhookValidationError,
)


def believed_by(verifier: str, requests: Sequence[Signed]) -> list[bool]:
    return VERIFIERS[verifier](requests)


def _standardwebhooks(signed: Signed) -> None:
    standardwebhooks.Webhook(signed.secret).verify(signed.body, dict(signed.headers))


def _svix(signed: Signed) -> None:
    svix.webhooks.Webhook(signed.secret).verify(signed.body, dict(signed.headers))


def _openai(signed: Signed) -> None:
    """Verify alone: its `unwrap` takes what it has verified for one of OpenAI's own events."""
    CLIENT.webhooks.unwrap(signed.body, signed.headers, secret=signed.secret)


def _replicate(signed: Signed) -> None:
    replicate.webhooks.validate(
        headers=dict(signed.headers),
        body=signed.body.decode(),
        secret=WebhookSigningSecret(key=signed.secret),
        tolerance=TOLERANCE_S,
    )


def _in_python(verify: Verify) -> Callable[[Sequence[Signed]], list[bool]]:
    def believes(signed: Signed) -> bool:
        try:
            verify(signed)
        except REFUSALS:
            return False
        return True

    return lambda requests: [believes(signed) for signed in requests]


def _in_javascript(requests: Sequence[Signed]) -> list[bool]:
    with tempfile.TemporaryDirectory() as name:
        folder = with_packages(Path(name), "standardwebhooks")
        shutil.copy(PROGRAM, folder / "verify.mjs")
        told = [
            {"secret": one.secret, "headers": dict(one.headers), "body": one.body.decode()}
            for one in requests
        ]
        (folder / "requests.json").write_text(json.dumps(told))
        said: list[bool] = json.loads(run("node", "verify.mjs", cwd=folder))
    return said


CLIENT = openai.OpenAI(api_key="none is needed to verify")

VERIFIERS: Mapping[str, Callable[[Sequence[Signed]], list[bool]]] = {
    "standardwebhooks": _in_python(_standardwebhooks),
    "svix": _in_python(_svix),
    "openai": _in_python(_openai),
    "replicate": _in_python(_replicate),
    "standardwebhooks for JavaScript": _in_javascript,
}
