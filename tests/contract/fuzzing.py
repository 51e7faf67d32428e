"""schemathesis over a deployment of two tenants who must not see each other's debates.

`make fuzz` runs it with three seeds and many examples, a test with one seed and few. On top of
`schemathesis.toml` a warning is a failure: what was not reached has not been tested.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from service.domain.sharing import MOST_SHARES
from tests.support.commands import ROOT
from tests.support.deployments import Deployment, a_deployment
from tests.support.tools import WHERE

SHIPPED = ROOT / "schemathesis.toml"
HOOKS = Path(__file__).with_name("fuzzing_hooks.py")
ADDED = """
[warnings]
fail-on = true

[auth.wfc]
path = "tenants.json"
peers = ["alice", "bob"]

# The rest may take as long as the debate; our own tests read every stream to its end.
[[operations]]
include-operation-id = "streamEvents"
max-stream-events = 3
"""
LASTING = """
[dictionaries.{operation}]
values = ["{id}"]

[[operations]]
include-operation-id = "{operation}"
[operations.parameters."path.{parameter}"]
dictionary = "{operation}"
probability = 0.5
"""
"""What is for debates at work is given one of its own, which outlasts the others; so are others."""
SHARES = """
[dictionaries.shared]
values = ["{id}"]

[dictionaries.shares]
values = {shares}

[[operations]]
include-operation-id = "deleteShare"
[operations.parameters."path.debate_id"]
dictionary = "shared"
probability = 0.8
[operations.parameters."path.share_id"]
dictionary = "shares"
probability = 0.8
"""
"""A link is found by its debate as well, and is there to be ended once."""
NEED_WORK = ("addNote", "cancelDebate")
LONG: dict[str, object] = {
    "question": "Are we there yet?",
    "options": [{"id": "A", "label": "Yes"}, {"id": "B", "label": "No"}],
    "panel": [{"model": "sim/A?delay=60"}, {"model": "sim/B?delay=60"}],
    "protocol": {"max_rounds": 6, "stop_when_stable": False},
}
TENANTS = ("alice", "bob")
UNLIMITED = {"ROUNDTABLE_RATE_LIMIT": "off", "ROUNDTABLE_MAX_ACTIVE_DEBATES": "off"}


def fuzz(seed: int, max_examples: int) -> subprocess.CompletedProcess[str]:
    """Try a deployment of its own in all phases and with all checks; return what was found."""
    with (
        tempfile.TemporaryDirectory(prefix="rt-") as folder,
        a_deployment(*TENANTS, **UNLIMITED) as deployment,
    ):
        return subprocess.run(
            _command(_configured(Path(folder), deployment), deployment, seed, max_examples),
            cwd=folder,
            env={"PATH": WHERE, "SCHEMATHESIS_HOOKS": str(HOOKS)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


def main() -> int:
    """Try it with each seed; return 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--max-examples", type=int, default=200)
    options = parser.parse_args()
    found = False
    for seed in options.seeds:
        tried = fuzz(seed, options.max_examples)
        found |= tried.returncode != 0
        sys.stdout.write(tried.stdout)
        sys.stdout.flush()
    return int(found)


def _configured(folder: Path, deployment: Deployment) -> Path:
    """Write who the tenants are, and a configuration that knows them; return where that is."""
    tenants = [
        {
            "name": name,
            "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {key}"}],
        }
        for name, key in deployment.keys.items()
    ]
    (folder / "tenants.json").write_text(json.dumps({"auth": tenants}))
    path = folder / "schemathesis.toml"
    with httpx.Client(
        base_url=deployment.url,
        headers={"Authorization": f"Bearer {deployment.keys[TENANTS[0]]}"},
    ) as alice:
        lasting = [
            LASTING.format(operation=operation, parameter="debate_id", id=_a_long_debate(alice))
            for operation in NEED_WORK
        ]
        delivery = _a_canceled_delivery(alice)
        shares = _many_shares(alice)
    lasting.append(
        LASTING.format(operation="redeliverWebhook", parameter="delivery_id", id=delivery)
    )
    path.write_text("".join((SHIPPED.read_text(), ADDED, *lasting, shares)))
    return path


def _a_long_debate(alice: httpx.Client) -> str:
    created = alice.post("/v1/debates", json=LONG)
    return str(created.raise_for_status().json()["id"])


def _many_shares(alice: httpx.Client) -> str:
    debate = _a_long_debate(alice)
    made = [alice.post(f"/v1/debates/{debate}/share") for _ in range(MOST_SHARES)]
    return SHARES.format(
        id=debate, shares=json.dumps([reply.raise_for_status().json()["id"] for reply in made])
    )


def _a_canceled_delivery(alice: httpx.Client) -> str:
    created = alice.post("/v1/webhook-endpoints", json={"url": "https://hooks.example.com/x"})
    endpoint = created.raise_for_status().headers["location"]
    delivery = alice.post(f"{endpoint}/test").raise_for_status().json()
    for status in ("disabled", "enabled"):
        alice.patch(endpoint, json={"status": status}).raise_for_status()
    return str(delivery["id"])


def _command(path: Path, deployment: Deployment, seed: int, max_examples: int) -> list[str]:
    return [
        "schemathesis",
        *("--config-file", str(path)),
        *("run", f"{deployment.url}/openapi.json"),
        *("--phases", "examples,coverage,fuzzing,stateful"),
        *("--checks", "all"),
        *("--request-timeout", "20"),
        *("--seed", str(seed)),
        *("--max-examples", str(max_examples)),
    ]


if __name__ == "__main__":
    sys.exit(main())
