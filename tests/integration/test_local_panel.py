"""The small model as a panel: a real debate, in which every vote was really given."""

from collections import Counter

import msgspec
import pytest

from cli.demo import MAX_ROUNDS, OPTIONS, QUESTION
from cli.local_model import MODEL_ID, find_model
from cli.local_server import LocalPlace, open_server
from service.domain.debate import DebateStatus, Option, Participant, Response
from service.settings import read_settings
from tests.support.debates import some_rules
from tests.support.local_model import needs_local_model
from tests.support.overhearing import Overhearing
from tests.support.store import a_stored_debate
from tests.support.workers import the_end, workers_at

PANEL = tuple(
    Participant(id=f"seat_{n}", model=f"llamacpp/{MODEL_ID}", name=f"Small {n}") for n in (1, 2, 3)
)
RULES = some_rules(
    max_rounds=MAX_ROUNDS,
    min_rounds=MAX_ROUNDS,
    quorum=1,
    round_deadline_s=300,  # a busy machine is slow at it
)


class Given(msgspec.Struct, frozen=True):
    """A ballot as the model wrote it, read by nobody else."""

    vote: str
    argument: str


def is_in(response: Response, given: Given) -> bool:
    """Return whether a response says what was given."""
    said, wrote = (" ".join(text.split()) for text in (response.argument or "", given.argument))
    return response.vote == given.vote and said == wrote


@needs_local_model
@pytest.mark.timeout(2 * RULES.round_deadline_s + 60)
async def test_the_small_model_s_panel_completes_and_every_counted_vote_was_given(
    valkey_url: str, namespace: str
) -> None:
    settings = read_settings()
    model = find_model(settings.data_dir)
    async with (
        open_server(settings, model, LocalPlace()) as url,
        Overhearing(url) as overhearing,
        workers_at(valkey_url, namespace, {"LLAMACPP_BASE_URL": overhearing.url}) as store,
    ):
        debate = await a_stored_debate(
            store,
            question=QUESTION,
            options=tuple(Option(id=key, label=label) for key, label in OPTIONS.items()),
            panel=PANEL,
            rules=RULES,
        )
        ended = await the_end(store, debate, within_s=2 * RULES.round_deadline_s + 30)

    assert ended.state.status is DebateStatus.COMPLETED, ended
    voted = [response for response in ended.responses if response.vote is not None]
    ballots = [msgspec.json.decode(reply, type=Given) for reply in overhearing.replies]
    for response in voted:
        given = next((ballot for ballot in ballots if is_in(response, ballot)), None)
        assert given, (response, overhearing.replies)
        ballots.remove(given)
    outcome = ended.state.outcome
    assert outcome
    counted = Counter(response.vote for response in voted if response.round == outcome.rounds)
    assert {row.option: row.votes for row in outcome.tally if row.votes} == counted
