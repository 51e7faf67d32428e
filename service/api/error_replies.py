"""What is replied when something is wrong: to programs a problem, to people a page that says it.

Status and headers are the same for both. The page is for browsers, which want HTML more than JSON,
and only where there are pages.
"""

import msgspec

from service.api.areas import Area, area_of, shown
from service.api.headers import preferred
from service.api.page_replies import FROM_HERE_ONLY, HTML
from service.api.problems import MEDIA_TYPE, problem_reply
from service.api.reply import JSON, Reply
from service.domain.errors import UnknownResourceError
from service.pages.error_page import error_page
from service.resources.schemas import Problem

HTML_TYPE = "text/html"


def error_reply(
    error: Exception, path: str, accept: str | None, request_id: str, *, root: str
) -> Reply:
    """Return the reply to a request of that path that met an error.

    `root` is what paths in pages begin with.
    """
    area = area_of(path)
    reply = problem_reply(_as_told(error, area), shown(path), request_id)
    if area.for_people and preferred(accept, (JSON, MEDIA_TYPE, HTML_TYPE)) == HTML_TYPE:
        return _as_page(reply, root)
    return reply


def _as_told(error: Exception, area: Area) -> Exception:
    if area.not_found is not None and isinstance(error, UnknownResourceError):
        return UnknownResourceError(area.not_found)
    return error


def _as_page(reply: Reply, root: str) -> Reply:
    problem = msgspec.json.decode(reply.body, type=Problem)
    body = error_page(
        status=problem.status,
        title=problem.title,
        detail=problem.detail,
        request_id=problem.request_id,
        root=root,
    )
    headers = {**reply.headers, "Content-Type": HTML, **FROM_HERE_ONLY}
    return msgspec.structs.replace(reply, headers=headers, body=body)
