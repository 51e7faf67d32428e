"""The operation by which a moderator speaks to the panel.

Notes are read where a debate is read as a whole: in its events and in its transcript.
"""

from litestar import post
from litestar.params import FromPath

from service import ids
from service.api.bodies import read_body
from service.api.calls import ApiRequest
from service.api.debate_replies import load
from service.api.reply import Reply, json_reply
from service.api.requests import AddNote
from service.domain.lifecycle import add_note as record
from service.resources.present import present_note


@post("/v1/debates/{debate_id:str}/notes", operation_id="addNote")
async def add_note(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Say something to every seat, as the moderator.

    The note is shown to all seats alike from the next round on, in every round that follows,
    marked as the moderator's; seats that are at work on a round are not interrupted. Its `round`
    says which round is the first to show it: 1 before the debate has begun, 3 while round 2 is
    under way. That is null during the last possible round and while the summary is written: no
    seat will read the note then, and it is kept for the record. So it is if the debate ends before
    that round begins: it was shown if the debate's `progress.round` came to it. Notes stand in the
    events (`note.added`) and the transcript. They make calls dearer, which a budget accounts for.

    A debate takes 20 notes of 20,000 characters together; more are refused with `too_many_notes`.
    One that has ended takes none.
    """
    body = await read_body(request, AddNote)
    await load(request, debate_id)
    note_id, clock = ids.note_id(debate_id, request.operation), request.context.clock
    debate = await request.context.debates.decide(
        request.tenant,
        debate_id,
        lambda debate: record(debate, note_id, body.text, now=clock.now()),
    )
    return json_reply(present_note(debate, note_id), status=201)


HANDLERS = (add_note,)
