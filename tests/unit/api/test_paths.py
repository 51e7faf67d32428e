"""Finding a path exactly, and all its methods."""

import pytest

from service.api.paths import Paths, Served
from service.domain.access import Scope

READ = Served(operation="getThing", scope=Scope.DEBATES_READ)
WRITE = Served(operation="changeThing", scope=Scope.DEBATES_WRITE)

PATHS = Paths(
    {
        "/things": {"GET": READ, "POST": WRITE},
        "/things/{thing_id}": {"GET": READ, "DELETE": WRITE},
        "/things/{thing_id}/end": {"POST": WRITE},
    }
)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/things", ("GET", "HEAD", "OPTIONS", "POST")),
        ("/things/a", ("DELETE", "GET", "HEAD", "OPTIONS")),
        ("/things/a.b\n", ("DELETE", "GET", "HEAD", "OPTIONS")),
        ("/things/a/end", ("OPTIONS", "POST")),
        ("/things/", ()),
        ("/things//end", ()),
        ("//things", ()),
        ("/things/a/end/", ()),
        ("/thingsx", ()),
        ("", ()),
    ],
)
def test_a_path_has_exactly_its_methods(path: str, methods: tuple[str, ...]) -> None:
    assert PATHS.find(path).methods == methods


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/things", "getThing"),
        ("HEAD", "/things/a", "getThing"),
        ("POST", "/things/a/end", "changeThing"),
        ("POST", "/things/a", "none"),
        ("OPTIONS", "/things", "none"),
        ("GET", "/elsewhere", "none"),
    ],
)
def test_what_is_done_has_a_name(method: str, path: str, operation: str) -> None:
    assert PATHS.find(path).operation(method) == operation
