"""Events fold into what a watcher knows."""

from msgspec.structs import replace

from cli.scene import Scene, advance, author_of, name_of
from service.domain.events import DebateCanceled, DebateExpired, DebateFailed
from service.resources.present import present_debate
from tests.support.debates import a_debate, the_reference_case
from tests.support.forks import at_round_two
from tests.support.watched import events_of, scenes_of


def test_a_round_begins_with_nobody_having_answered() -> None:
    begun = next(scene for scene in scenes_of(the_reference_case()) if scene.round == 2)

    assert not begun.answers
    assert begun.at_work
    assert begun.closed is not None
    assert begun.closed.number == 1


def test_answers_gather_in_the_order_of_their_arrival() -> None:
    scene = Scene(debate=present_debate(the_reference_case(), ""))
    events = events_of(the_reference_case(rounds=1))
    answers = [event for event in events if event.type == "response.completed"]

    for event in (events[2], *reversed(answers)):
        scene = advance(scene, event)

    assert list(scene.answers) == [f"seat_{n}" for n in range(6, 0, -1)]


def test_the_authors_of_earlier_rounds_are_remembered() -> None:
    end = scenes_of(the_reference_case())[-1]
    credited = end.answers["seat_3"].persuaded_by

    assert credited is not None
    assert author_of(end.ledger, credited) == "Claude Opus 4.6"


def test_every_way_to_end_is_an_end() -> None:
    ways = (None, DebateCanceled(), DebateExpired(), DebateFailed())

    ends = [scenes_of(a_debate("AB"), last=way)[-1].status for way in ways]

    assert ends == ["completed", "canceled", "expired", "failed"]


def test_an_event_of_an_unknown_type_changes_nothing() -> None:
    scene = scenes_of(the_reference_case())[-3]
    event = replace(events_of(the_reference_case())[0], type="debate.forgotten")

    assert advance(scene, event) == scene


def test_what_is_under_way_is_told_by_the_status() -> None:
    scenes = scenes_of(the_reference_case(rounds=1))

    statuses = list(dict.fromkeys(scene.status for scene in scenes))

    assert statuses == ["queued", "running", "summarizing", "completed"]
    assert [scene.at_work for scene in scenes[-4:]] == [True, False, False, False]


def test_a_seat_has_the_name_of_who_sat_there_in_that_round() -> None:
    debate = present_debate(at_round_two(), "")

    names = [name_of(debate, "seat_3", number) for number in (1, 2, None)]

    assert names == ["DeepSeek V3.2", "Mistral Large", "Mistral Large"]
