"""What many debates tell together, against numbers worked out by hand."""

import msgspec
import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.debate import DebateStatus, ResponseRef, ResponseStatus, StopReason
from service.domain.panel_accuracy import Answers, ModelAccuracy, PanelAccuracy
from service.domain.panel_records import RecordedDebate
from service.domain.panel_report import ModelReport, Report, report
from tests.support.records import PANEL, confident, crediting, recorded

FAILED, UNREADABLE = ResponseStatus.FAILED, ResponseStatus.UNREADABLE


def failed(*votes: ResponseStatus) -> RecordedDebate:
    """Return a debate without an outcome."""
    return recorded(votes, status=DebateStatus.FAILED, degraded=True)


def a_fork_of(record: RecordedDebate) -> RecordedDebate:
    """Return it as a fork that has copied its first round."""
    return replace(record, copied_rounds=1)


def of_model(made: Report, model: str) -> ModelReport:
    return next(one for one in made.models if one.model == model)


def accuracy_of(made: Report, model: str) -> ModelAccuracy:
    found = of_model(made, model).accuracy
    assert found is not None
    return found


def answers_of(*debates: RecordedDebate) -> Answers:
    found = report(debates).answers
    assert found is not None
    return found


def panel_of(*debates: RecordedDebate) -> PanelAccuracy:
    (panel,) = report(debates).panels
    assert panel.accuracy is not None
    return panel.accuracy


def test_of_no_debates_nothing_is_told() -> None:
    made = report([], at_work=2)

    assert (made.debates, made.at_work, made.models, made.panels) == (0, 2, (), ())
    assert (made.answers, made.warnings, made.overturned.share) == (None, (), None)


def test_debates_are_counted_by_how_they_ended() -> None:
    made = report(
        [
            recorded("AAA", reason=StopReason.CONSENSUS),
            recorded("AAB", "AAB"),
            recorded("AAB", "ABB", degraded=True),
            recorded("ABC", "ABC"),
            failed(FAILED, FAILED, UNREADABLE),
        ]
    )

    assert (made.debates, made.degraded, made.decided) == (5, 2, 3)
    assert made.statuses == {"completed": 4, "failed": 1}
    assert made.agreements == {"majority": 2, "unanimous": 1, "tie": 1}
    assert made.stop_reasons == {"stable": 3, "consensus": 1}
    assert made.rounds == {"2": 3, "1": 1}
    assert (made.overturned.count, made.overturned.of) == (1, 3)
    assert (made.cost.known_usd, made.cost.unknown) == (2.5, 0)


def test_changes_and_conformity_are_those_of_all_debates_together() -> None:
    made = report([recorded("AAB", "AAA"), recorded("AAB", "ABB"), recorded("ABC", "ABB")])

    assert msgspec.structs.astuple(made.changes) == (3, 1, 1, 1)
    # One of two outside joined, one of four inside left.
    assert msgspec.structs.astuple(made.conformity) == (2, 1, 4, 1, 1 / 2 - 1 / 4)


def test_a_model_is_told_by_how_its_responses_ended_and_what_they_cost() -> None:
    made = report(
        [
            recorded(["A", "A", FAILED], ["B", "A", UNREADABLE]),
            recorded("AB", "AA", panel=("m/b", "m/b")),
        ]
    )

    assert [(one.model, one.seats) for one in made.models] == [("m/b", 3), ("m/a", 1), ("m/c", 1)]
    assert of_model(made, "m/b").responses == {"voted": 6}
    assert of_model(made, "m/c").responses == {"unreadable": 1, "failed": 1}
    assert [(one.changes.count, one.changes.of) for one in made.models] == [(1, 3), (1, 1), (0, 0)]
    assert of_model(made, "m/b").cost.known_usd == pytest.approx(0.6)


def test_a_model_that_stands_in_for_another_is_told_of_by_itself() -> None:
    record = recorded("AB", panel=("m/a", "m/b"))
    first, second = record.responses

    made = report([replace(record, responses=(replace(first, model="m/z"), second))])

    assert [(one.model, one.seats, one.responses) for one in made.models] == [
        ("m/a", 1, {}),
        ("m/b", 1, {"voted": 1}),
        ("m/z", 0, {"voted": 1}),
    ]


def test_an_unknown_cost_is_counted_and_never_taken_for_none() -> None:
    record = recorded("AB", panel=("m/a", "m/b"), cost_usd=None)
    unknown = replace(
        record, responses=(replace(record.responses[0], cost_usd=None), record.responses[1])
    )

    made = report([unknown, recorded("AB", panel=("m/a", "m/b"))])

    assert (made.cost.known_usd, made.cost.unknown) == (0.5, 1)
    assert (of_model(made, "m/a").cost.known_usd, of_model(made, "m/a").cost.unknown) == (0.1, 1)
    assert made.panels[0].cost == made.cost


def test_who_is_credited_for_a_change_persuaded_if_it_had_argued_for_it() -> None:
    held = crediting(recorded("ABB", "BBB"), "seat_1", 2, "seat_2")
    never_held = crediting(recorded("ABC", "BBC"), "seat_1", 2, "seat_3")
    unmoved = crediting(recorded("ABB", "ABB"), "seat_1", 2, "seat_2")

    made = report([held, never_held, unmoved])

    told = [(one.model, one.credited, one.credited_consistently) for one in made.models]
    assert told == [("m/a", 0, 0), ("m/b", 1, 1), ("m/c", 1, 0)]


def test_what_a_credited_one_voted_later_or_another_on_its_seat_before_is_no_case_made() -> None:
    later = crediting(recorded("ABC", "CBC", "CBB"), "seat_1", 2, "seat_2")
    debate = crediting(recorded("ABB", "ACB", "CCB"), "seat_1", 3, "seat_2")
    first, *others = debate.responses
    by_another = replace(
        debate,
        responses=(
            first,
            *(
                replace(r, name="m/z", vote="B")
                if (r.participant, r.round) == ("seat_2", 2)
                else r
                for r in others
            ),
        ),
    )
    # Seat 2 has been someone else in round 2, who did not vote for C.
    made = report([later, by_another])

    assert (of_model(made, "m/b").credited, of_model(made, "m/b").credited_consistently) == (2, 0)


def test_a_credit_that_leads_nowhere_is_none() -> None:
    record = recorded("ABB", "BBB")
    lost = ResponseRef(round=1, participant="seat_9")
    responses = tuple(replace(r, persuaded_by=lost) for r in record.responses)

    made = report([replace(record, responses=responses)])

    assert [one.credited for one in made.models] == [0, 0, 0]


def test_panels_are_the_same_models_on_the_same_seats() -> None:
    made = report(
        [
            recorded("ABC", "ABB"),
            recorded("AAA"),
            recorded("AAB", panel=tuple(reversed(PANEL))),
        ]
    )

    told = [(one.models, one.debates, one.decided, one.rounds) for one in made.panels]
    assert told == [(PANEL, 2, 2, 3), (tuple(reversed(PANEL)), 1, 1, 1)]


def test_of_a_fork_only_its_own_rounds_count() -> None:
    original = recorded("ABB", "BBB", answer="B")
    fork = a_fork_of(recorded("ABB", "AAB", answer="B"))

    made = report([original, fork])

    assert made.changes.total == 1
    assert made.overturned.of == 1
    assert of_model(made, "m/a").responses == {"voted": 3}
    assert made.panels[0].rounds == 3
    known = answers_of(original, fork)
    assert (known.debates, known.first_plurality.of, known.plurality.of) == (2, 1, 2)
    assert (known.by_rule["first_round"].of, known.by_rule["last_round"].of) == (1, 2)
    assert panel_of(original, fork).plurality.of == 1
    first, final = accuracy_of(made, "m/a").first, accuracy_of(made, "m/a").final
    assert (first.of, final.count, final.of) == (1, 1, 2)


def test_nothing_is_told_of_right_answers_before_there_are_any() -> None:
    made = report([recorded("ABC", "ABB"), failed(FAILED, FAILED, FAILED)])

    assert made.answers is None
    assert [one.accuracy for one in made.models] == [None, None, None]
    assert made.panels[0].accuracy is None


def test_a_panel_of_forks_alone_has_no_first_round_of_its_own() -> None:
    (panel,) = report([a_fork_of(recorded("ABB", "BBB", answer="B"))]).panels

    assert panel.accuracy is None


def test_how_often_debates_are_right_is_told_for_each_way_of_counting() -> None:
    known = answers_of(
        recorded("ABC", "ABB", answer="B"),
        recorded("AAB", "AAB", answer="B"),
        recorded("ABC", "ABC", answer="C"),
        recorded("AAA"),
    )

    assert known.debates == 3
    # A third of a tie of three, nothing, and a third again.
    assert known.first_plurality.count == pytest.approx(2 / 3)
    assert known.plurality.count == pytest.approx(4 / 3)
    assert (known.decision.count, known.decision.of) == (1, 2)
    assert {rule: (right.count, right.of) for rule, right in known.by_rule.items()} == {
        "first_round": (0, 1),
        "last_round": (1, 2),
        "trajectory": (1, 2),
        "second_choices": (0, 0),
        "confidence": (0, 0),
    }


def test_agreement_is_read_as_a_confidence() -> None:
    found = answers_of(
        recorded("AAAA", answer="A", panel=("m/a",) * 4),
        recorded("AAAB", answer="B", panel=("m/a",) * 4),
        recorded("AABB", answer="B", panel=("m/a",) * 4),
    ).agreement

    assert found is not None
    assert found.brier == pytest.approx((0 + 0.5625 + 0.25) / 3)
    assert [(one.confidence, one.right.count, one.right.of) for one in found.bins] == [
        (0.5, 0.5, 1),
        (0.75, 0, 1),
        (1.0, 1, 1),
    ]


def test_a_model_is_right_before_it_has_read_anybody_and_at_the_end() -> None:
    made = report(
        [
            confident(recorded("ABB", "BBB", answer="B"), 80),
            recorded([FAILED, "B", "B"], ["A", "A", "B"], answer="B"),
        ]
    )

    rates = {
        one.model: (found.first.count, found.first.of, found.final.count, found.final.of)
        for one in made.models
        if (found := one.accuracy)
    }
    # What m/a voted in the second debate was not its blind vote.
    assert rates == {"m/a": (0, 1, 1, 2), "m/b": (2, 2, 1, 2), "m/c": (2, 2, 2, 2)}
    confidence = accuracy_of(made, "m/b").confidence
    assert confidence is not None
    assert confidence.forecasts == 1
    assert confidence.brier == pytest.approx(0.04)


def test_a_panel_that_does_worse_than_its_best_seat_is_warned_of() -> None:
    debates = [recorded("AAB", "AAB", answer="B")] * 9 + [recorded("AAB", "AAB", answer="A")]

    made, found = report(debates), panel_of(*debates)

    assert (found.plurality.count, found.first_plurality.count, found.plurality.of) == (1, 1, 10)
    assert (found.best_seat.participant, found.best_seat.model) == ("seat_3", "m/c")
    assert (found.best_seat.right.count, found.best_seat.right.of) == (9, 10)
    (warning,) = made.warnings
    assert warning == (
        "Of 10 answered debates, the plurality of m/a, m/b, m/c was right in 1, and its best seat,"
        " seat_3 (m/c), in 9 when asked alone in the first round."
    )


def test_a_warning_of_few_debates_says_that_it_may_be_chance() -> None:
    (warning,) = report([recorded("ABC", "ABC", answer="B")]).warnings

    assert warning.startswith(
        "Of 1 answered debate, the plurality of m/a, m/b, m/c was right in 0.3333"
    )
    assert warning.endswith("The 95 % intervals overlap: it may be chance.")


def test_a_panel_as_good_as_its_best_seat_is_not_warned_of() -> None:
    assert report([recorded("AAB", "AAB", answer="A")]).warnings == ()


def test_a_seat_without_a_vote_is_not_right() -> None:
    found = panel_of(recorded([FAILED, "B", "A"], "BBA", answer="B"), recorded("AAA", answer="A"))

    assert (found.best_seat.participant, found.best_seat.right.count) == ("seat_2", 2)
    assert not found.worse_than_best_seat


@given(
    st.lists(
        st.tuples(
            st.text("ABC", min_size=3, max_size=3),
            st.text("ABC", min_size=3, max_size=3),
            st.sampled_from(["A", "B", None]),
            st.booleans(),
        ),
        max_size=4,
    )
)
def test_no_figure_exceeds_what_it_is_counted_from(
    drawn: list[tuple[str, str, str | None, bool]],
) -> None:
    debates = [
        replace(recorded(first, second, answer=answer), copied_rounds=int(forked))
        for first, second, answer, forked in drawn
    ]

    made = report(debates)

    assert sum(made.statuses.values()) == made.debates == len(debates)
    assert sum(panel.debates for panel in made.panels) == len(debates)
    votes = sum(sum(one.responses.values()) for one in made.models)
    assert votes == sum(3 if forked else 6 for *_, forked in drawn)
    assert all(one.changes.count <= one.changes.of <= votes for one in made.models)
    assert (made.answers is None) == (not any(answer for _, _, answer, _ in drawn))
