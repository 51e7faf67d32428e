"""`roundtable keys` and `roundtable tenants` over two shards."""

import subprocess

import msgspec

from tests.support.commands import COMMAND, ROOT
from tests.support.patience import PATIENCE_S
from tests.support.valkey import Server


def roundtable(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nowhere", **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_tenants_are_placed_shown_and_moved(servers: tuple[Server, Server]) -> None:
    store = {"ROUNDTABLE_REDIS_URLS": ",".join(server.url for server in servers)}
    for tenant in ("first", "second"):
        roundtable("keys", "create", "--tenant", tenant, **store)
    named = roundtable("keys", "create", "--tenant", "third", "--shard", "2", **store)
    elsewhere = roundtable("keys", "create", "--tenant", "third", "--shard", "1", **store)
    keys = msgspec.json.decode(roundtable("keys", "list", "--json", **store).stdout)
    moved = roundtable("tenants", "move", "third", "--to", "1", "--stopped", **store)
    unknown = roundtable("tenants", "move", "nobody", "--to", "1", **store)
    nowhere = roundtable("tenants", "move", "third", "--to", "3", **store)
    listed = roundtable("tenants", "list", **store)

    assert {key["tenant"]: key["shard"] for key in keys} == {"first": 1, "second": 2, "third": 2}
    assert "on shard 2" in named.stderr
    assert (elsewhere.returncode, elsewhere.stdout) == (1, "")
    assert "is on shard 2 already" in elsewhere.stderr
    assert moved.returncode == 0, moved.stderr
    assert "third is served by shard 1." in moved.stderr
    assert "There is no tenant nobody" in unknown.stderr
    assert (nowhere.returncode, "no shard 3" in nowhere.stderr) == (2, True)
    assert [line.split() for line in listed.stdout.splitlines()[1:]] == [
        ["first", "1", "-"],
        ["second", "2", "-"],
        ["third", "1", "-"],
    ]
