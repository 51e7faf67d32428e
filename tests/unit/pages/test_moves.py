import re
from collections import Counter

from msgspec.structs import replace

from service.domain.debate import Debate, Origin, ResponseStatus
from service.domain.forking import fork
from service.domain.tally import position_changes
from service.pages.drawing_view import drawing_view
from service.pages.moves import HEAD, NODE, SEAT, WIDTH, Band, Drawing, Kind, drawing
from tests.support.debates import a_debate, a_response, a_spec, the_reference_case
from tests.support.random_debates import a_random_debate

FAILED = ResponseStatus.FAILED
NUMBER = re.compile(r"-?\d+")


def drawn(debate: Debate) -> Drawing:
    found = drawing(debate)
    assert found is not None
    return found


def ends(band: Band) -> tuple[int, int, int, int, int]:
    """Return x and y where a band begins, where it ends, and its height."""
    x, y, _, _, _, _, next_x, next_y, height = map(int, NUMBER.findall(band.path)[:9])
    return x, y, next_x, next_y, height


def seats(found: Drawing, kind: Kind) -> int:
    return sum(ends(band)[4] for band in found.bands if band.kind is kind) // SEAT


def test_the_reference_case_has_one_seat_that_moves_and_five_that_stay() -> None:
    found = drawn(the_reference_case())

    assert [lane.option for lane in found.lanes] == ["A", "B", "C", "D", "E"]
    assert [(label.text, label.x, label.anchor) for label in found.rounds] == [
        ("Round 1", 0, "start"),
        ("Round 2", WIDTH, "end"),
    ]
    assert (seats(found, Kind.MOVED), seats(found, Kind.STAYED)) == (1, 5)
    assert [node.count.text for node in found.nodes] == [
        "1",
        "1",
        "1",
        "1",
        "2",
        "2",
        "1",
        "1",
        "2",
    ]


def test_seats_that_go_the_same_way_are_one_band() -> None:
    found = drawn(a_debate("EEEBBB", "BBBBBB"))

    assert [(band.kind, ends(band)[4]) for band in found.bands] == [
        (Kind.STAYED, 3 * SEAT),
        (Kind.MOVED, 3 * SEAT),
    ]


def test_seats_without_a_vote_stand_in_a_lane_of_their_own_and_move_no_mind() -> None:
    found = drawn(a_debate(("E", FAILED, "B"), ("E", "B", FAILED)))

    assert [lane.option for lane in found.lanes] == ["B", "E", None]
    assert [node.silent for node in found.nodes] == [False, False, True] * 2
    assert seats(found, Kind.SILENT) == 2
    assert seats(found, Kind.MOVED) == 0


def test_one_that_failed_in_between_and_comes_back_for_another_option_has_moved() -> None:
    found = drawn(a_debate(("E", "B"), (FAILED, "B"), ("B", "B")))

    assert (seats(found, Kind.SILENT), seats(found, Kind.MOVED)) == (1, 1)


def test_no_band_leads_from_one_participant_to_another() -> None:
    original = the_reference_case()
    panel = (*original.spec.panel[:5], replace(original.spec.panel[5], name="New", model="sim/A"))
    origin = Origin(debate_id="dbt_original", round=2)
    forked = fork(original, replace(original.spec, panel=panel, forked_from=origin))
    third = tuple(a_response(3, seat.id, "E") for seat in panel)
    held = replace(forked.state.rounds[0], number=3)
    state = replace(forked.state, rounds=(*forked.state.rounds, held))

    found = drawn(replace(forked, state=state, responses=(*forked.responses, *third)))

    last = [band for band in found.bands if ends(band)[2] == WIDTH - NODE]
    assert sum(ends(band)[4] for band in last) == 5 * SEAT


def test_one_round_alone_is_not_drawn() -> None:
    assert drawing(a_debate()) is None
    assert drawing(a_debate("DEAEBC")) is None
    assert drawing(a_debate("DEAEBC", next_round=True)) is None


def test_an_open_round_is_drawn_as_far_as_its_answers_are_in() -> None:
    found = drawn(a_debate("EEB", ("B", None, None)))

    assert [node.count.text for node in found.nodes] == ["1", "2", "1"]
    assert (len(found.bands), seats(found, Kind.MOVED)) == (1, 1)


def test_many_rounds_are_named_by_number_after_the_first() -> None:
    found = drawn(a_debate(*["EB"] * 6))

    assert [label.text for label in found.rounds] == ["Round 1", "2", "3", "4", "5", "6"]
    assert [label.anchor for label in found.rounds] == ["start", *["middle"] * 4, "end"]


def test_the_drawing_of_any_debate_says_what_its_ledger_says() -> None:
    for seed in range(80):
        debate = a_random_debate(seed)
        found = drawing(debate)
        if found is None:
            continue
        counted = Counter((node.x, node.height // SEAT) for node in found.nodes)
        assert sum(count * n for (_, count), n in counted.items()) == len(debate.responses)
        answered = {response.ref for response in debate.responses}
        moved = [
            change
            for change in position_changes(debate)
            if any(
                (ref.participant, ref.round) == (change.participant, change.round - 1)
                for ref in answered
            )
        ]
        assert seats(found, Kind.MOVED) == len(moved)


def test_in_any_debate_bands_begin_and_end_within_their_nodes_and_do_not_overlap() -> None:
    for seed in range(80):
        found = drawing(a_random_debate(seed))
        for band_end in (0, 1):
            taken: Counter[tuple[int, int]] = Counter()
            for band in found.bands if found else ():
                x, y, next_x, next_y, height = ends(band)
                at, top = (x - NODE, y) if band_end == 0 else (next_x, next_y)
                taken.update((at, row) for row in range(top, top + height))
            nodes = found.nodes if found else ()
            rows = {(node.x, row) for node in nodes for row in range(node.y, node.y + node.height)}
            assert taken.keys() <= rows
            assert set(taken.values()) <= {1}


def test_the_drawing_of_any_debate_keeps_within_its_size() -> None:
    for seed in range(80):
        found = drawing(a_random_debate(seed))
        for node in found.nodes if found else ():
            assert found is not None
            assert 0 <= node.x <= WIDTH - NODE
            assert node.y >= HEAD
            assert node.y + node.height <= found.height


def test_the_table_says_what_every_seat_did_in_every_round() -> None:
    view = drawing_view(the_reference_case())

    assert view is not None
    assert (view.rounds, view.many) == ((1, 2), False)
    assert {row.name: [(cell.id, cell.moved) for cell in row.cells] for row in view.rows} == {
        "GPT-5.4": [("D", False), ("D", False)],
        "Gemini 3.1 Pro": [("E", False), ("E", False)],
        "DeepSeek V3.2": [("A", False), ("B", True)],
        "Grok 4.1 Fast": [("E", False), ("E", False)],
        "Claude Opus 4.6": [("B", False), ("B", False)],
        "Kimi K2.5": [("C", False), ("C", False)],
    }
    assert view.rows[2].cells[1].text == "Yes, partial train"


def test_the_table_says_why_there_is_no_vote_and_nothing_of_what_is_not_in() -> None:
    view = drawing_view(a_debate(("E", FAILED, "B"), ("E", None, "B")))

    assert view is not None
    assert [(cell.id, cell.text) for cell in view.rows[1].cells] == [(None, "failed"), (None, "")]
    assert view.lanes[-1].text == "No vote"


def test_seats_without_a_vote_are_drawn_where_there_are_any() -> None:
    everybody = drawing_view(the_reference_case())
    not_all = drawing_view(a_debate(("E", FAILED, "B"), ("E", "E", "B")))

    assert everybody
    assert not_all
    assert (everybody.silent, not_all.silent) == (False, True)


def test_the_table_names_who_sat_on_a_seat_before() -> None:
    original = the_reference_case()
    panel = (*original.spec.panel[:5], replace(original.spec.panel[5], name="New", model="sim/A"))
    origin = Origin(debate_id="dbt_original", round=2)

    view = drawing_view(fork(original, replace(original.spec, panel=panel, forked_from=origin)))

    assert view is not None
    row = view.rows[5]
    assert (row.name, row.cells[0].name, row.cells[0].id) == ("New", "Kimi K2.5", "C")
    assert view.rows[0].cells[0].name is None


def test_the_name_of_a_lane_leaves_room_for_the_id() -> None:
    options = tuple(replace(o, id=o.id * 20, label="x" * 200) for o in a_spec().options)
    view = drawing_view(a_debate(*[["A" * 20, "B" * 20]] * 2, spec=a_spec(options=options)))

    assert view is not None
    assert [lane.text for lane in view.lanes] == [f"{'x' * 22}…"] * 2
