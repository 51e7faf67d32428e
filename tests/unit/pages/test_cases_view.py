from msgspec.structs import replace

from service.domain.debate import Citation, Debate, Summary, SummarySource
from service.pages.anchors import Passages
from service.pages.cases_view import CasesView, cases_view, dissent_views
from service.pages.quotes import Quoting, quoting
from tests.support.debates import a_ledger, a_spec, some_options, the_reference_case
from tests.support.paged import over
from tests.support.summaries import argued, saying, summarized


def cases(debate: Debate) -> CasesView:
    summary = summarized(debate)
    return cases_view(over(debate), summary, Passages(summary))


def text(said: Quoting | None) -> str:
    return "".join(piece.text for piece in said.pieces) if said else ""


def test_the_best_cases_of_the_reference_case_are_quoted_most_votes_first() -> None:
    found = cases(the_reference_case()).cases

    assert [(case.label, case.id) for case in found] == [
        ("Yes, partial train", "case-2"),
        ("No", "case-5"),
        ("Yes, but not train", "case-3"),
        ("Maybe", "case-4"),
        ("Yes, all", "case-1"),
    ]
    assert text(found[0].said) == (
        "“Publish weights and the parts of training that allow checking, and hold back the data"
        " that teaches dangerous skills.”"
    )
    assert found[0].said is not None
    (source,) = found[0].said.sources
    assert (source.text, source.note) == ("Claude Opus 4.6", "round 1")
    assert [case.chosen for case in found[:2]] == [
        "credited by those who moved to it",
        "the first case made for it",
    ]


def test_a_case_that_nobody_holds_any_more_says_so() -> None:
    told = {case.label: case.status for case in cases(the_reference_case()).cases}

    assert told["Yes, all"] == "Nobody holds it any more."
    assert told["No"] is None


def test_every_quote_leads_to_its_passage() -> None:
    for case in cases(the_reference_case()).cases:
        assert case.said is not None
        (link,) = [piece.link for piece in case.said.pieces if piece.link]
        assert link.startswith("#seat_")
        assert "-q" in link


def test_what_most_later_arguments_answer_is_chosen_for_that() -> None:
    debate = argued("EEB", "EEB")
    first, answer = debate.response(1, "seat_1"), debate.response(2, "seat_3")
    assert first is not None
    assert answer is not None

    found = cases(a_ledger(debate, replace(answer, responds_to=(first.ref,)))).cases

    assert found[0].chosen == "answered by the most later arguments"


def test_what_a_writer_chose_is_the_writers_choice() -> None:
    debate = argued("EB", "EB")
    summary = replace(summarized(debate), source=SummarySource.MODEL, model="sim/summary")

    found = cases_view(over(debate), summary, Passages(summary)).cases

    assert {case.chosen for case in found} == {"picked by the writer of the summary"}


def test_options_without_an_argument_are_named_where_they_are_few() -> None:
    assert cases(argued("EEB", "EEB")).unargued == (
        "No argument was made for “Yes, all”, “Yes, but not train” and “Maybe”."
    )
    assert cases(the_reference_case()).unargued is None


def test_options_without_an_argument_are_counted_where_they_are_many() -> None:
    debate = argued("AB", "AB")
    options = some_options(*(f"Option {n}" for n in range(26)))
    debate = replace(debate, spec=a_spec(options=options, panel=debate.spec.panel))

    assert cases(debate).unargued == (
        "No argument was made for the 24 options that nobody voted for."
    )


def test_an_option_whose_holder_said_nothing_has_a_status_and_no_case() -> None:
    debate = saying(saying(argued("EB", "EB"), 1, 2, None), 2, 2, None)

    told = {case.label: case for case in cases(debate).cases}

    assert told["Yes, partial train"].said is None
    assert told["Yes, partial train"].status == "No argument can be quoted for it."
    assert told["Yes, partial train"].chosen is None


def test_dissent_names_its_holders_and_does_not_quote_a_case_again() -> None:
    debate = over(the_reference_case())
    summary = summarized(debate)

    found = dissent_views(debate, summary, Passages(summary))

    assert [(one.label, one.names, one.case) for one in found] == [
        ("Yes, partial train", ("DeepSeek V3.2", "Claude Opus 4.6"), "#case-2"),
        ("Yes, but not train", ("Kimi K2.5",), "#case-3"),
        ("Maybe", ("GPT-5.4",), "#case-4"),
    ]
    assert [one.said for one in found] == [None] * 3


def test_dissent_in_other_words_than_the_case_is_quoted() -> None:
    debate = over(the_reference_case())
    summary = summarized(debate)
    quote = "filtering leaves gaps"
    citation = Citation(round=2, participant="seat_2", quote=quote)
    other = replace(summary.dissent[0], claim=f"They say that “{quote}”.", citations=(citation,))
    summary = replace(summary, dissent=(other,))

    (found,) = dissent_views(debate, summary, Passages(summary))

    assert text(found.said) == "They say that “filtering leaves gaps”."


def test_a_quote_that_a_claim_rests_on_without_its_words_stands_beside_it() -> None:
    debate = over(the_reference_case())
    summary = _claiming(summarized(debate), "Openness is needed for checking.")

    said = quoting(
        debate.spec,
        Passages(summary),
        summary.strongest_arguments[0].claim or "",
        summary.strongest_arguments[0].citations,
    )

    assert [(piece.text, piece.link) for piece in said.pieces] == [
        ("Openness is needed for checking.", None)
    ]
    (beside,) = said.beside
    assert (beside.piece.text, beside.source.text) == (
        "Outside scrutiny needs the whole stack.",
        "DeepSeek V3.2",
    )
    assert said.sources == ()


def _claiming(summary: Summary, claim: str) -> Summary:
    best = summary.strongest_arguments
    return replace(summary, strongest_arguments=(replace(best[0], claim=claim), *best[1:]))
