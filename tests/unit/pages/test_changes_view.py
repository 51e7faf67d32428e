from msgspec.structs import replace

from service.domain.debate import (
    Debate,
    ResponseStatus,
    StopReason,
    Summary,
    SummarySource,
)
from service.domain.turning_points import turning_points
from service.pages.changes_view import ChangesView, ChangeView, changes_view
from service.pages.links import Link
from tests.support.debates import a_debate, a_ledger, the_reference_case
from tests.support.forks import at_round_two, held
from tests.support.paged import over
from tests.support.summaries import argued, crediting, summarized


def view_of(debate: Debate, summary: Summary | None = None) -> ChangesView | None:
    return changes_view(debate, turning_points(debate), summary)


def changes(*shown: ChangesView | None) -> list[ChangeView]:
    return [one for view in shown if view for one in (*view.shown, *view.folded)]


def test_the_reference_case_tells_who_moved_why_and_whom_it_credits() -> None:
    view = view_of(over(the_reference_case()))

    assert view is not None
    assert (view.count, view.folded) == ("1 of 6 changed its mind.", ())
    (change,) = view.shown
    move = change.move
    assert move.who == Link(to="seat_3-r2", text="DeepSeek V3.2", note="round 2")
    assert (move.from_label, move.to_label) == ("Yes, all", "Yes, partial train")
    assert move.reason == "<p>Auditors can work without the hazardous part of the data.</p>"
    assert move.credited == Link(to="seat_5-r1", text="Claude Opus 4.6", note="round 1")
    assert (move.consistent, change.counts, change.told) == (True, True, None)


def test_a_credit_that_the_ledger_does_not_bear_out_is_told_apart() -> None:
    debate = crediting(argued("AEE", "EEE"), (2, 1, 1, 2))
    doubtful = crediting(argued("AEB", "EEB"), (2, 1, 1, 3))

    assert changes(view_of(over(debate)))[0].move.consistent
    assert not changes(view_of(over(doubtful)))[0].move.consistent


def test_one_that_gives_no_reason_and_credits_nobody_has_none() -> None:
    (change,) = changes(view_of(over(argued("AEE", "EEE"))))

    assert (change.move.reason, change.move.credited) == ("", None)


def test_a_reason_names_whom_it_speaks_of() -> None:
    debate = the_reference_case()
    moved = debate.response(2, "seat_3")
    assert moved is not None
    debate = a_ledger(debate, replace(moved, change_reason="⟦seat_5⟧ is right."))

    (change,) = changes(view_of(over(debate)))

    assert change.move.reason == "<p>Claude Opus 4.6 is right.</p>"


def test_one_that_failed_and_then_votes_has_not_changed_its_mind() -> None:
    debate = argued(("E", ResponseStatus.FAILED, "B"), ("E", "B", "B"))

    view = view_of(over(debate))

    assert view is not None
    assert (view.count, view.shown) == ("No seat changed its vote in two rounds.", ())


def test_where_nobody_moved_it_says_so() -> None:
    view = view_of(over(argued("EEBB", "EEBB")))

    assert view is not None
    assert view.count == "Nobody moved: all four seats voted in round 2 as in round 1."


def test_in_a_poll_nobody_could() -> None:
    view = view_of(over(argued("EEBB", max_rounds=1)))

    assert view is not None
    assert view.count == "This was a poll: nobody had read anybody else's argument."


def test_nothing_is_said_while_somebody_may_still_move() -> None:
    assert view_of(a_debate("EEBB", ("E", None, None, None))) is None


def test_changes_are_told_as_they_come() -> None:
    running = crediting(a_debate("EEBB", ("E", "B", None, None)), (2, 2, 1, 3))

    (change,) = changes(view_of(running))

    assert (change.move.who.text, change.counts) == ("Gemini 3.1 Pro", True)


def test_a_change_in_a_round_that_does_not_count_says_so() -> None:
    failed = ResponseStatus.FAILED
    debate = over(argued("EEBB", ("B", failed, failed, failed)))

    view = view_of(debate)

    assert view is not None
    assert view.count == "None of 4 changed their minds in the rounds that count."
    assert not view.shown[0].counts


def test_a_change_in_a_round_that_was_cut_off_does_not_count() -> None:
    canceled = ResponseStatus.CANCELED
    cut = argued("EEBB", "EEEB", ("B", "E", canceled, canceled), max_rounds=4)
    last = replace(cut.state.rounds[-1], finished_at=None)
    debate = replace(cut, state=replace(cut.state, rounds=(*cut.state.rounds[:2], last)))

    view = view_of(over(debate, StopReason.DEADLINE))

    assert view is not None
    assert view.count == "1 of 4 changed its mind in the rounds that count."
    assert [change.counts for change in view.shown] == [True, False]


def test_seats_are_counted_and_not_all_who_have_sat_there() -> None:
    forked = at_round_two()
    debate = over(held(forked, "DEBEEC"))

    view = view_of(debate)

    assert view is not None
    assert view.count == "1 of 6 changed its mind."


def test_of_many_changes_the_later_ones_are_folded_away() -> None:
    view = view_of(over(argued("EEBB", "BBEE", "EEBB", max_rounds=3)))

    assert view is not None
    assert view.count == "4 of 4 changed their minds, 8 times in all."
    assert (len(view.shown), len(view.folded)) == (6, 2)


def test_what_a_model_wrote_of_a_change_is_told_where_its_mover_says_nothing() -> None:
    case = the_reference_case()
    debate = over(a_ledger(case, *(replace(r, change_reason=None) for r in case.responses)))
    written = replace(summarized(debate), source=SummarySource.MODEL, model="sim/summary")
    sentence = "DeepSeek V3.2 found that checking needs less than everything."
    turns = (replace(written.turning_points[0], text=sentence), *written.turning_points[1:])

    (change,) = changes(view_of(debate, replace(written, turning_points=turns)))
    (untold,) = changes(view_of(debate, written))
    own = changes(view_of(over(the_reference_case()), replace(written, turning_points=turns)))

    assert (change.told, untold.told, own[0].told) == (sentence, None, None)
