from msgspec.structs import replace

from service.domain.debate import Debate, DebateStatus, ResponseStatus, TieBreak
from service.pages.votes_view import Cell, votes_view
from tests.support.debates import a_debate, a_spec, some_options, some_rules, the_reference_case
from tests.support.paged import over, stopped
from tests.support.random_debates import a_random_debate
from tests.support.summaries import argued

FAILED = ResponseStatus.FAILED
TIMED_OUT = ResponseStatus.TIMED_OUT


def names(cell: Cell) -> list[str]:
    return [name for voters in cell.voters for name in voters.names]


def standings(debate: Debate) -> dict[str, str | None]:
    return {row.label: row.standing for row in votes_view(debate).rows}


def test_first_and_final_votes_of_the_reference_case_stand_side_by_side() -> None:
    votes = votes_view(over(the_reference_case()))

    assert votes.title == "First and final votes"
    assert [(column.name, column.note) for column in votes.columns] == [
        ("First votes", "round 1"),
        ("Final votes", "round 2"),
    ]
    assert {row.id: [names(cell) for cell in row.cells] for row in votes.rows} == {
        "A": [["DeepSeek V3.2"], []],
        "B": [["Claude Opus 4.6"], ["DeepSeek V3.2", "Claude Opus 4.6"]],
        "C": [["Kimi K2.5"], ["Kimi K2.5"]],
        "D": [["GPT-5.4"], ["GPT-5.4"]],
        "E": [["Gemini 3.1 Pro", "Grok 4.1 Fast"]] * 2,
    }
    assert [row.cells[1].votes for row in votes.rows] == [0, 2, 1, 1, 2]
    assert votes.unchosen == ()


def test_both_leaders_of_a_tie_are_called_tied_and_the_decision_says_how() -> None:
    assert standings(over(the_reference_case())) == {
        "Yes, all": None,
        "Yes, partial train": "tied",
        "Yes, but not train": None,
        "Maybe": None,
        "No": "tied; decision by tie-break",
    }


def test_without_a_tie_break_all_leaders_are_tied() -> None:
    told = standings(over(argued("EEBB", "EEBB", tie_break=TieBreak.NONE)))

    assert told == {"Yes, partial train": "tied", "No": "tied"}


def test_what_won_by_votes_is_the_decision() -> None:
    assert standings(over(argued("EEEB", "EEEB"))) == {
        "Yes, partial train": None,
        "No": "decision",
    }


def test_every_seat_has_a_dot_or_a_ring_in_every_cell() -> None:
    for row in votes_view(over(the_reference_case())).rows:
        for cell in row.cells:
            assert (*cell.dots, *cell.rings) == (5, 15, 25, 35, 45, 55)
            assert len(cell.dots) == cell.votes == len(names(cell))


def test_who_gave_no_vote_is_told_with_what_it_did_instead() -> None:
    row = ("E", TIMED_OUT, "B", FAILED, "B", FAILED)
    votes = votes_view(over(argued(row, row)))

    last = votes.rows[-1]

    assert (last.id, last.label, last.cells[0].votes) == (
        None,
        "No vote, which counts for no option",
        3,
    )
    assert [(voters.names, voters.deed) for voters in last.cells[0].voters] == [
        (("Gemini 3.1 Pro",), "timed out"),
        (("Grok 4.1 Fast", "Kimi K2.5"), "failed"),
    ]


def test_options_that_nobody_voted_for_are_told_apart() -> None:
    votes = votes_view(over(argued("EEB", "EEB")))

    assert votes.unchosen == (("A", "Yes, all"), ("C", "Yes, but not train"), ("D", "Maybe"))
    assert votes.unchosen_title == "Three options that nobody voted for"
    assert votes.few_unchosen


def test_many_options_without_a_vote_are_folded_away() -> None:
    options = some_options(*(f"Option {n}" for n in range(26)))
    votes = votes_view(over(a_debate("AB", spec=a_spec(options=options))))

    assert (len(votes.unchosen), votes.few_unchosen) == (24, False)
    assert votes.unchosen_title == "24 options that nobody voted for"


def test_an_option_that_only_had_votes_in_between_says_so() -> None:
    told = standings(over(argued("EEE", "EEB", "EEE", max_rounds=3)))

    assert told == {"Yes, partial train": "in between only", "No": "decision"}


def test_a_round_that_is_open_tells_who_has_not_answered() -> None:
    votes = votes_view(a_debate("EBB", ("E", None, None)))

    assert [(column.name, column.note) for column in votes.columns] == [
        ("First votes", "round 1"),
        ("Latest votes", "round 2, so far"),
    ]
    assert [(voters.names, voters.deed) for voters in votes.rows[-1].cells[1].voters] == [
        (("Gemini 3.1 Pro", "DeepSeek V3.2"), "no answer yet")
    ]
    assert votes.rows[1].standing == "ahead"
    assert votes.unchosen_title == "Three options that nobody has voted for so far"


def test_options_that_lead_together_while_a_debate_runs_are_level() -> None:
    assert standings(a_debate("EB", ("E", "B"))) == {
        "Yes, partial train": "level at the top",
        "No": "level at the top",
    }


def test_a_canceled_debate_tells_which_round_was_not_finished_and_has_no_leader() -> None:
    debate = stopped(a_debate("EBB", ("E", None, None)), DebateStatus.CANCELED)

    votes = votes_view(debate)

    assert votes.columns[1].note == "round 2, not finished"
    assert votes.rows[-1].cells[1].voters[0].deed == "did not answer"
    assert {row.standing for row in votes.rows} == {None}


def test_a_round_short_of_its_quorum_says_so() -> None:
    spec = a_spec(rules=some_rules(quorum=4))
    debate = a_debate(("E", "E", *[FAILED] * 4), spec=spec)

    votes = votes_view(stopped(debate, DebateStatus.FAILED))

    assert votes.columns[0].note == "round 1, short of the quorum of 4"
    assert votes.title == "Votes"


def test_a_poll_has_one_column() -> None:
    votes = votes_view(over(argued("EEB", max_rounds=1)))

    assert [(column.name, column.note) for column in votes.columns] == [("Votes", "round 1")]


def test_a_debate_that_waits_has_its_options_and_no_votes() -> None:
    debate = a_debate()

    votes = votes_view(replace(debate, state=replace(debate.state, rounds=())))

    assert (votes.title, votes.columns, votes.rows) == ("Options", (), ())
    assert (len(votes.unchosen), votes.unchosen_title) == (5, "Five options")


def test_the_votes_of_any_debate_are_those_of_its_outcome() -> None:
    for seed in range(60):
        debate = a_random_debate(seed)
        outcome = debate.state.outcome
        if outcome is not None:
            shown = {row.id: row.cells for row in votes_view(over(debate)).rows}
            for first, last in zip(outcome.first_round.tally, outcome.tally, strict=True):
                cells = shown.get(first.option)
                given = (cells[0].votes, cells[-1].votes) if cells else (0, 0)
                assert given == (first.votes, last.votes)
