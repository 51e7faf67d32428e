"""A foreign server of six providers that breaks on demand and grades whoever calls it.

`a_server` starts llmock as a process of its own; `says`, `fails` and `breaks` are behaviours to
`script`. Afterwards `requests` tells what came in, and `findings` what llmock has against it.
"""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Self

import httpx

from service.domain.debate import Participant
from tests.support.model_server import ballot
from tests.support.patience import PATIENCE_S, comes_true

KEY = "llmock-key"

Behaviour = dict[str, Any]

PATHS: Mapping[str, tuple[str, str]] = {
    "openai": ("OPENAI", "/v1"),
    "anthropic": ("ANTHROPIC", "/anthropic"),
    "google": ("GEMINI", "/gemini"),
    "xai": ("XAI", "/xai/v1"),
    "mistral": ("MISTRAL", "/mistral/v1"),
    "groq": ("GROQ", "/groq/openai/v1"),
}
"""By our name of a provider: the first word of its variables, and where llmock plays it."""

MODELS: Mapping[str, str] = {
    "openai": "gpt-5.4",
    "anthropic": "claude-opus-4-6",
    "google": "gemini-3.1-pro-preview",
    "xai": "grok-5",
    "mistral": "mistral-large-2606",
    "groq": "llama-5-70b",
}

PANEL = tuple(
    Participant(id=f"seat_{n}", model=f"{provider}/{model}", name=model)
    for n, (provider, model) in enumerate(MODELS.items(), start=1)
)
"""A seat for each provider."""


def says(provider: str, vote: str, **changes: Any) -> Behaviour:  # noqa: ANN401 - its own fields
    """Let a provider's model vote so, always; other fields of a scripted reply as keywords."""
    reply = {"type": "reply", "text": ballot(vote), "times": None, **changes}
    return {**reply, "match": {"model": MODELS[provider]}}


def fails(provider: str, status: int, *, times: int | None = 1, **fields: object) -> Behaviour:
    """Let a provider answer with this status, so often; None is for ever."""
    match = {"model": MODELS[provider]}
    return {"type": "fail", "status": status, "times": times, "match": match, **fields}


def breaks(provider: str, kind: str, **fields: object) -> Behaviour:
    """Let a provider's stream break so: `disconnect`, `truncate`, `malformed` or `stall`."""
    match = {"model": MODELS[provider], "stream": True}
    return {"type": "stream_fault", "kind": kind, "match": match, **fields}


class Llmock:
    """A running server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=url, timeout=PATIENCE_S, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @property
    def variables(self) -> dict[str, str]:
        """Return the environment in which every provider is this server."""
        return {
            variable: value
            for word, path in PATHS.values()
            for variable, value in (
                (f"{word}_BASE_URL", self.url + path),
                (f"{word}_API_KEY", KEY),
            )
        }

    def script(self, *behaviours: Behaviour) -> None:
        """Queue behaviours; the first that fits a request is spent on it."""
        reply = self._client.post("/_llmock/scenario", json={"behaviors": behaviours})
        assert reply.status_code == 201, reply.text

    def reset(self) -> None:
        """Forget requests, behaviours and spent quotas."""
        self._client.post("/_llmock/reset").raise_for_status()

    def pending(self) -> int:
        """Return how many behaviours no request has met yet."""
        return len(self._client.get("/_llmock/scenario").json()["pending"])

    def requests(self, provider: str | None = None) -> list[dict[str, Any]]:
        """Return what came in, oldest first; of one provider's model if one is named."""
        asked: list[dict[str, Any]] = self._client.get("/_llmock/requests").json()["requests"]
        return [r for r in asked if provider is None or r["model"] == MODELS[provider]]

    def findings(self) -> list[str]:
        """Return all that llmock has to say against its client, warnings included."""
        verdict = self._client.get("/_llmock/verdict").json()
        assert verdict["passed"] is not bool(verdict["errors"])
        return [f"{found['code']}: {found['title']}" for found in verdict["findings"]]

    def spend(self, provider: str, tokens: int) -> None:
        """Use up so many tokens of a provider's quota, as another client of the same key would."""
        self._client.post(
            f"{PATHS[provider][1]}/chat/completions",
            headers={"authorization": f"Bearer {KEY}"},
            json={"model": "other", "messages": [], "max_tokens": tokens},
        ).raise_for_status()


@contextlib.contextmanager
def a_server(**variables: str) -> Iterator[Llmock]:
    """Start a server with these settings (see llmock's own `LLMOCK_` variables)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = subprocess.Popen(
            (
                *(sys.executable, "-m", "uvicorn", "llmock.main:app", "--log-level", "error"),
                *("--fd", str(listener.fileno())),
                # As long as a circuit stays open would be a moment too short.
                *("--timeout-keep-alive", "60"),
            ),
            pass_fds=(listener.fileno(),),
            env={"PATH": os.environ["PATH"], **variables},
            stdin=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with process:
        try:
            _wait_for(url, process)
            with Llmock(url) as server:
                yield server
        finally:
            process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(f"{url}/health", timeout=1, trust_env=False).is_success
        return process.poll() is not None

    if not comes_true(answers, 2 * PATIENCE_S) or process.poll() is not None:
        raise RuntimeError("llmock did not start; run it by hand to see why.")
