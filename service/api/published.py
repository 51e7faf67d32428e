"""What everybody may read as it is: the description of the API, and the page that shows it.

Each file has a path of its own, so no path can lead to another. All come from this server: the
page works without a network, and may load nothing from anywhere else. A new file is a row in
`_files`, and its path one in `PATHS`.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from litestar import get
from swagger_ui_bundle import swagger_ui_path  # type: ignore[import-untyped]

from service.api.calls import ApiRequest
from service.api.document.nodes import Json
from service.api.headers import matches
from service.api.page_replies import FROM_HERE_ONLY, HTML
from service.api.queries import read_query
from service.api.reply import JSON, Reply, encode
from service.api.requests import NoQuery

PATHS = (
    "/openapi.json",
    "/docs",
    "/docs/start.js",
    "/docs/swagger-ui.css",
    "/docs/swagger-ui-bundle.js",
)

OWN, SWAGGER_UI = Path(__file__).parent / "static", Path(swagger_ui_path)

SCRIPT, STYLE = (f"text/{kind}; charset=utf-8" for kind in ("javascript", "css"))


def publish(document: Json) -> dict[str, Reply]:
    """Return the reply of each path."""
    return dict(zip(PATHS, _files(document), strict=True))


@get(list(PATHS), include_in_schema=False)
async def give_out(request: ApiRequest) -> Reply:
    """Return a file, or a 304 when the client has it already."""
    read_query(request.query, NoQuery)
    published = cast("dict[str, Reply]", request.app.state["published"])
    reply = published[request.scope["path"]]
    if matches(request.header("if-none-match"), reply.headers["ETag"]):
        return Reply(status=304, headers=reply.headers)
    return reply


def _files(document: Json) -> tuple[Reply, ...]:
    return (
        _file(JSON, encode(document)),
        _file(HTML, (OWN / "docs.html").read_bytes(), FROM_HERE_ONLY),
        _file(SCRIPT, (OWN / "start.js").read_bytes()),
        _file(STYLE, (SWAGGER_UI / "swagger-ui.css").read_bytes()),
        _file(SCRIPT, (SWAGGER_UI / "swagger-ui-bundle.js").read_bytes()),
    )


def _file(media_type: str, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
    own = {
        "Content-Type": media_type,
        "Cache-Control": "public, max-age=300",
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
    }
    return Reply(status=200, headers={**own, **(headers or {})}, body=body)


HANDLERS = (give_out,)
