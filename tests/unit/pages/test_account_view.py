from service.domain.debate import ResponseStatus
from service.domain.turning_points import turning_points
from service.pages.account_view import account_view, disagreeing_rules, lead_changes
from service.pages.anchors import Passages
from tests.support.debates import (
    a_debate,
    a_panel,
    a_spec,
    some_options,
    the_reference_case,
)
from tests.support.paged import over
from tests.support.random_debates import a_random_debate
from tests.support.summaries import argued, summarized


def test_every_quote_of_the_overview_leads_to_its_passage() -> None:
    debate = over(the_reference_case())
    summary = summarized(debate)

    overview = account_view(debate, summary, Passages(summary)).overview

    assert "".join(piece.text for piece in overview.pieces) == summary.overview
    quotes = [piece.text for piece in overview.pieces if piece.link]
    assert quotes == [one.quote for one in summary.overview_citations]
    assert overview.beside == ()


def test_the_overview_of_any_debate_is_whole_and_loses_no_quote() -> None:
    for seed in range(60):
        debate = a_random_debate(seed)
        summary = summarized(debate)
        said = account_view(debate, summary, Passages(summary)).overview

        assert "".join(piece.text for piece in said.pieces) == summary.overview
        pieces = (*said.pieces, *(quote.piece for quote in said.beside))
        assert {piece.link for piece in pieces if piece.link} == {
            Passages(summary).link(c) for c in summary.overview_citations
        }


def test_the_lead_change_of_the_reference_case_is_told() -> None:
    assert lead_changes(turning_points(the_reference_case())) == (
        "In round 2 “Yes, partial train” drew level with “No” at two votes each.",
    )


def test_where_the_ways_of_counting_disagree_each_is_told_that_had_anything_to_count() -> None:
    found = disagreeing_rules(over(the_reference_case()))

    assert [(one.rule, one.winner) for one in found] == [
        ("First votes", "“No”"),
        ("Final votes", "level: “Yes, partial train” and “No”"),
        ("Votes of all rounds", "“No”"),
    ]


def test_of_many_options_that_are_level_the_number_is_told() -> None:
    ids = "ABCDEFG"
    spec = a_spec(options=some_options(*ids), panel=a_panel(len(ids)))
    debate = over(a_debate(ids, "AACDEFG", spec=spec))

    assert disagreeing_rules(debate)[0].winner == "level: seven options"


def test_where_all_ways_of_counting_agree_there_is_nothing_to_tell() -> None:
    assert disagreeing_rules(over(argued("EEB", "EEB"))) == ()
    assert disagreeing_rules(a_debate("EEB", (ResponseStatus.FAILED, "E", None))) == ()
