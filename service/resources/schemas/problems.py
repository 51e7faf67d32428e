"""What is returned when a request fails."""

from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.errors import FaultIn
from service.resources.schemas.terms import REQUEST_ID, Code


class ProblemError(msgspec.Struct, frozen=True, kw_only=True, rename={"in_": "in"}):
    """One thing that is wrong with a request."""

    in_: Annotated[FaultIn, Meta(description="The part of the request in which it lies.")]
    pointer: Annotated[
        str | None,
        Meta(
            description="JSON pointer to the fault (RFC 6901) where it lies in the body; empty for"
            " the body as a whole."
        ),
    ]
    name: Annotated[
        str | None, Meta(description="Name of the query or path parameter, or of the header.")
    ]
    code: Annotated[
        Code,
        Meta(description="What kind of fault it is: `validation_failed`, `unknown_model`, ..."),
    ]
    detail: Annotated[str, Meta(description="The fault in words.")]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not done (RFC 9457). `code` is stable; `title` and `detail` are prose."""

    type: Annotated[
        str,
        Meta(
            pattern="^urn:roundtable:problem:[a-z][a-z_]{1,62}$",
            description="`urn:roundtable:problem:` and the code.",
            extra_json_schema={"format": "uri"},
        ),
    ]
    title: Annotated[str, Meta(description="The code in words; the same for all of its problems.")]
    status: Annotated[int, Meta(ge=400, le=599, description="The status of the reply, once more.")]
    detail: Annotated[
        str, Meta(description="What was wrong with this request, and what to do about it.")
    ]
    instance: Annotated[
        str,
        Meta(
            description="The path that was asked for.",
            extra_json_schema={"format": "uri-reference"},
        ),
    ]
    code: Annotated[
        Code,
        Meta(
            description="What went wrong, for programs. Treat one that you do not know by its"
            " status: more may come."
        ),
    ]
    request_id: Annotated[
        str, Meta(pattern=REQUEST_ID, description="Also in the header `X-Request-Id`.")
    ]
    errors: Annotated[
        tuple[ProblemError, ...],
        Meta(
            max_length=100,
            description="Every fault found in the request, or the first 100, when `detail` says"
            " that there are more; empty where it is not at fault.",
        ),
    ]
