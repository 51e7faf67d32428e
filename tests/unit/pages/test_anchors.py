from service.domain.debate import ResponseRef
from service.pages.anchors import Passages, response_anchor
from tests.support.debates import the_reference_case
from tests.support.summaries import ended, summarized


def test_whoever_sat_on_a_seat_their_response_has_one_place() -> None:
    former = ResponseRef(round=1, participant="seat_3@1")

    assert response_anchor(former) == "seat_3-r1"


def test_every_quote_leads_to_a_mark_in_the_response_that_it_is_from() -> None:
    summary = summarized(the_reference_case())
    passages = Passages(summary)

    for case in summary.strongest_arguments:
        for one in case.citations:
            ref = ResponseRef(round=one.round, participant=one.participant)
            marks = {f"#{mark.id}": mark.quote for mark in passages.marks(ref)}
            assert marks[passages.link(one)] == one.quote
            assert passages.link(one).startswith(f"#{response_anchor(ref)}-q")


def test_what_has_no_summary_quotes_nothing() -> None:
    debate = ended(the_reference_case())

    assert [Passages(None).marks(one.ref) for one in debate.responses] == [()] * 12
