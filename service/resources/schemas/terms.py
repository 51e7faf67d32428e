"""What the fields of resources have in common: ids, times, sizes, and the patterns that requests share."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from service.domain.debate import FEWEST_SEATS, MOST_ROUNDS, MOST_SEATS, DegradedReason

MODEL = "^[a-z0-9-]{1,32}/[A-Za-z0-9._:/@+>?=-]{1,160}$"
OPTION_ID = "^[A-Za-z0-9_]{1,32}$"
SEAT = "^seat_(1[0-2]|[1-9])$"
LANGUAGE = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$"
LONGEST_DESCRIPTION = 1_000
MOST_FALLBACKS = 3
MOST_DOLLARS = 10_000

ULID = "_[0-7][0-9a-hjkmnp-tv-z]{25}$"
REQUEST_ID = "^[A-Za-z0-9_-]{8,128}$"

MOST_OPTIONS = 26
PAGE, LARGEST_PAGE = 100, 1_000
"""Resources on a page, at most: of events, more."""

DebateId = Annotated[str, Meta(pattern=f"^dbt{ULID}", description="Id of the debate.")]
ResponseId = Annotated[str, Meta(pattern=f"^rsp{ULID}", description="Id of the response.")]
NoteId = Annotated[str, Meta(pattern=f"^nte{ULID}", description="Id of the note.")]
EventId = Annotated[str, Meta(pattern=f"^evt{ULID}", description="Id of the event.")]
DeliveryId = Annotated[str, Meta(pattern=f"^dlv{ULID}", description="Id of the delivery.")]
EndpointId = Annotated[str, Meta(pattern=f"^whe{ULID}", description="Id of the endpoint.")]
ShareId = Annotated[str, Meta(pattern=f"^shr{ULID}", description="Id of the share.")]
OptionId = Annotated[str, Meta(pattern=OPTION_ID, description="Id of an option.")]
SeatId = Annotated[
    str,
    Meta(
        pattern=SEAT,
        description="Id of a seat, which names the participant: `seat_1`, `seat_2` ...",
    ),
]
ModelId = Annotated[str, Meta(pattern=MODEL, description="`provider/model`.")]
Code = Annotated[str, Meta(pattern="^[a-z][a-z_]{1,62}$")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Label = Annotated[str, Meta(min_length=1, max_length=200)]
Time = Annotated[datetime, Meta(tz=True)]
Url = Annotated[str, Meta(max_length=2_048, extra_json_schema={"format": "uri-reference"})]
Count = Annotated[int, Meta(ge=0)]
Dollars = Annotated[float, Meta(ge=0)]
RoundNumber = Annotated[int, Meta(ge=1, le=MOST_ROUNDS, description="From 1; the first is blind.")]
SeatCount = Annotated[int, Meta(ge=FEWEST_SEATS, le=MOST_SEATS)]
Votes = Annotated[int, Meta(ge=0, le=MOST_SEATS)]
SeatIds = Annotated[
    tuple[SeatId, ...], Meta(max_length=MOST_SEATS, extra_json_schema={"uniqueItems": True})
]
OptionIds = Annotated[
    tuple[OptionId, ...], Meta(max_length=MOST_OPTIONS, extra_json_schema={"uniqueItems": True})
]
Reasons = Annotated[
    tuple[DegradedReason, ...],
    Meta(
        max_length=len(DegradedReason),
        description="What was missing, where `degraded` is true.",
        extra_json_schema={"uniqueItems": True},
    ),
]
Degraded = Annotated[
    bool,
    Meta(
        description="Whether the debate got less than it was asked for: a seat that gave no"
        " answer, a limit that cut it short, a summarizer that failed."
    ),
]
Metadata = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=40)], Annotated[str, Meta(max_length=256)]],
    Meta(max_length=16, description="What the create was given, unchanged."),
]
HasMore = Annotated[bool, Meta(description="Whether a further page follows.")]
NEXT = Meta(description="What `starting_after` has to be for the next page; null on the last.")
