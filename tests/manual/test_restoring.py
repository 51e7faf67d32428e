"""Whoever backs up and restores as the manual says has all debates, and they go on."""

from pathlib import Path

import httpx

from tests.support.commands import ROOT
from tests.support.manual.reading import page_of
from tests.support.manual.rehearsing import Rehearsal, rehearsal
from tests.support.patience import comes_true

PATH = Path("docs/operations.md")
START_AGAIN = """\
<!-- manual: stays until Roundtable serves -->
```sh
ROUNDTABLE_REDIS_URL=redis://127.0.0.1:6380/0 .venv/bin/roundtable dev
```
"""
QUESTION = {"question": "Tea or coffee?", "options": [{"label": "Tea"}, {"label": "Coffee"}]}
WAIT_S = 30


def test_a_restored_backup_goes_on_with_debates_that_were_interrupted(folder: Path) -> None:
    with rehearsal(folder) as page, _a_client(page) as client:
        _follow(page, _section("The store"))
        finished = _ended(client, _created(client, "sim/A", "sim/B"))
        interrupted = _created(client, "sim/A?delay=1", "sim/B?delay=1")
        assert comes_true(lambda: _debate(client, interrupted)["status"] == "running")
        _follow(page, _section("Back up and restore"))
        _follow(page, START_AGAIN)

        assert _debate(client, str(finished["id"])) == finished
        assert _ended(client, interrupted)["status"] == "completed"


def _section(heading: str) -> str:
    page = (ROOT / PATH).read_text(encoding="utf-8")
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def _follow(page: Rehearsal, text: str) -> None:
    for step in page_of(PATH, text).steps:
        page.take(step)


def _a_client(page: Rehearsal) -> httpx.Client:
    return httpx.Client(base_url=page.url, timeout=2 * WAIT_S, trust_env=False)


def _created(client: httpx.Client, *models: str) -> str:
    body = {**QUESTION, "panel": [{"model": model} for model in models]}
    return str(client.post("/v1/debates", json=body).raise_for_status().json()["id"])


def _ended(client: httpx.Client, debate_id: str) -> dict[str, object]:
    return _debate(client, debate_id, Prefer=f"wait={WAIT_S}")


def _debate(client: httpx.Client, debate_id: str, **headers: str) -> dict[str, object]:
    reply = client.get(f"/v1/debates/{debate_id}", headers=headers)
    return dict(reply.raise_for_status().json())
