"""Forks: what is copied, who said what in it, and how the new debate goes on."""

import msgspec
import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.debate import (
    TERMINAL,
    ArgumentStatus,
    Debate,
    DebateSpec,
    DebateStatus,
    Participant,
    Response,
    ResponseRef,
    ResponseStatus,
    StopReason,
    seat_of,
)
from service.domain.errors import DebateInProgressError
from service.domain.events import DebateStarted, RoundStarted
from service.domain.excerpts import best_excerpt, reading
from service.domain.extractive import extractive_summary
from service.domain.forking import heard_until, why_not_from
from service.domain.headlines import round_headline
from service.domain.lifecycle import (
    Task,
    begin,
    close_round,
    enforce_deadline,
    next_task,
    stop_reason,
)
from service.domain.outcome import outcome_of
from service.domain.prompts import Prompt, ask
from service.domain.retelling import absences, movement
from service.domain.tally import (
    handovers,
    position_change,
    position_changes,
    previous_vote,
    round_tally,
    usage,
    votes_by_seat,
)
from tests.support.debates import (
    NOW,
    REFERENCE_PANEL,
    a_debate,
    a_ledger,
    a_panel,
    a_response,
    a_spec,
    noted,
    some_rules,
    the_reference_case,
)
from tests.support.forks import (
    AT_WORK,
    LATER,
    MISTRAL,
    a_fork,
    at_round_two,
    begun,
    ended,
    held,
    the_round,
    with_seat,
)

DEEPSEEK = ResponseRef(round=1, participant="seat_3@1")
"""The argument that DeepSeek gave before it left the third seat."""


def the_text(prompt: Prompt) -> str:
    return prompt.messages[1].content


def whom(debate: Debate, response: Response) -> str:
    return debate.spec.participant(response.participant).name


def test_a_fork_holds_the_rounds_up_to_that_one_as_they_were() -> None:
    original = the_reference_case(rounds=2)

    forked = a_fork(original, 1)

    assert forked.responses == original.round_responses(1)
    assert forked.state.rounds == original.state.rounds[:1]
    assert round_tally(forked, 1) == round_tally(original, 1)
    assert forked.state.status is DebateStatus.QUEUED
    assert forked.state.outcome is None


def test_a_round_that_was_the_last_is_not_the_last_of_the_fork() -> None:
    original = the_reference_case(rounds=2)
    *first, last = original.state.rounds
    stopped = replace(last, stop_reason=StopReason.MAX_ROUNDS)
    original = replace(original, state=replace(original.state, rounds=(*first, stopped)))

    forked = a_fork(original, 2)

    assert [held.stop_reason for held in forked.state.rounds] == [None, None]


def test_what_the_copied_rounds_cost_is_not_paid_twice() -> None:
    forked = a_fork(the_reference_case())

    assert usage(forked).calls == 0
    assert forked.responses[0].usage.calls == 1


def test_a_fork_goes_on_with_the_round_after() -> None:
    forked = a_fork(the_reference_case(rounds=2), 2)

    step = begin(forked, now=AT_WORK)

    assert next_task(forked) == (Task.RUN_ROUND, 3)
    assert [held.number for held in step.state.rounds] == [1, 2, 3]
    assert step.events == (DebateStarted(), RoundStarted(3))


def test_who_stays_sees_its_own_argument_and_vote_as_ever() -> None:
    forked = begun(a_fork(the_reference_case()))
    same = the_reference_case(rounds=1, next_round=True)

    for seat in ("seat_1", "seat_3"):
        assert ask(forked, seat).messages == ask(same, seat).messages
        assert ask(forked, seat).option_order == ask(same, seat).option_order


def test_a_newcomer_takes_the_place_and_nothing_that_was_said_there() -> None:
    forked = a_fork(the_reference_case(), panel=with_seat(MISTRAL, REFERENCE_PANEL))

    (gone,) = forked.spec.former
    assert (gone.id, gone.until_round, gone.name) == ("seat_3@1", 1, "DeepSeek V3.2")
    assert [whom(forked, r) for r in forked.responses] == [p.name for p in REFERENCE_PANEL]
    assert round_tally(forked, 1)[0].participants == ("seat_3@1",)


def test_the_same_model_and_name_are_the_same_participant_whatever_else_differs() -> None:
    older = replace(REFERENCE_PANEL[2], persona="You run a hospital.", fallbacks=("sim/A",))

    forked = a_fork(the_reference_case(), panel=with_seat(older, REFERENCE_PANEL))

    assert forked.spec.former == ()


@pytest.mark.parametrize("changes", [{"model": "sim/A"}, {"name": "DeepSeek"}])
def test_another_model_or_another_name_is_another_participant(changes: dict[str, str]) -> None:
    other = replace(REFERENCE_PANEL[2], **changes)

    forked = a_fork(the_reference_case(), panel=with_seat(other, REFERENCE_PANEL))

    assert [gone.id for gone in forked.spec.former] == ["seat_3@1"]


def test_a_newcomer_is_told_no_vote_of_its_own_and_no_argument_of_its_own() -> None:
    text = the_text(ask(at_round_two(), "seat_3"))

    assert "None of the arguments above is yours." in text
    assert "You have not voted for an option yet." in text
    assert "Outside scrutiny needs the whole stack." in text


def test_names_in_a_prompt_are_of_those_who_spoke() -> None:
    forked = at_round_two(named=True)

    for seat in ("seat_1", "seat_3"):
        text = the_text(ask(forked, seat))
        introduced = [line for line in text.splitlines() if " argues for [A] " in line]
        assert len(introduced) == 1
        assert "(DeepSeek V3.2)" in introduced[0]
        assert "(Mistral Large)" not in text
    assert "You are Mistral Large. None of the arguments" in the_text(ask(forked, "seat_3"))


def test_votes_are_of_who_sat_there() -> None:
    forked = held(at_round_two(), "DEBEBC")

    first, second = votes_by_seat(forked, 1), votes_by_seat(forked, 2)

    assert list(first.items())[2] == ("seat_3@1", "A")
    assert list(second.items())[2] == ("seat_3", "B")


def test_what_is_said_of_who_has_left_is_not_quoted_as_ones_own_reason() -> None:
    spec = at_round_two().spec
    own = "Auditors need the data as well as the weights."
    said = f"⟦seat_3@1⟧ wants every claim checked against the data. {own}"

    found = best_excerpt(spec, a_response(2, argument=said), 35)

    assert found is not None
    assert found.text == own
    assert reading(spec, a_response(2, argument=said)).startswith("DeepSeek V3.2 wants")


def test_a_newcomers_vote_changes_nothing_and_follows_nothing() -> None:
    forked = held(at_round_two(), "DEBEBC")
    cast = forked.response(2, "seat_3")
    assert cast is not None

    assert previous_vote(forked, cast) is None
    assert position_change(forked, cast) is None
    assert position_changes(forked) == ()


def test_a_newcomers_later_change_is_one_from_its_own_vote() -> None:
    forked = held(held(at_round_two(), "DEBEBC"), "DECEBC")

    (change,) = position_changes(forked)

    assert (change.round, change.participant) == (3, "seat_3")
    assert (change.from_option, change.to_option) == ("B", "C")


def test_a_change_of_who_has_left_stays_its_own() -> None:
    original = the_reference_case(rounds=2)

    forked = a_fork(original, 2, panel=with_seat(MISTRAL, REFERENCE_PANEL))

    (change,) = position_changes(forked)
    assert forked.spec.participant(change.participant).name == "DeepSeek V3.2"
    assert change.persuaded_by == ResponseRef(round=1, participant="seat_5")


def test_references_in_copied_prose_follow_whom_they_mean() -> None:
    original = the_reference_case(rounds=2)
    said = original.response(2, "seat_1")
    assert said is not None
    original = a_ledger(
        original,
        replace(
            said,
            responds_to=(ResponseRef(round=1, participant="seat_3"),),
            strongest_objection="As ⟦seat_3⟧ says.",
            would_change_mind="What ⟦seat_3⟧ asks for.",
            change_reason="⟦seat_5⟧ and ⟦seat_3⟧.",
            persuaded_by=ResponseRef(round=1, participant="seat_3"),
            codes={"P1": ResponseRef(round=1, participant="seat_3")},
        ),
    )

    forked = a_fork(original, 2, panel=with_seat(MISTRAL, REFERENCE_PANEL))

    copy = forked.response(2, "seat_1")
    assert copy is not None
    assert copy.argument is not None
    assert copy.argument.startswith("⟦seat_3@2⟧ is right")
    assert copy.strongest_objection == "As ⟦seat_3@2⟧ says."
    assert copy.would_change_mind == "What ⟦seat_3@2⟧ asks for."
    assert copy.change_reason == "⟦seat_5⟧ and ⟦seat_3@2⟧."
    gone = ResponseRef(round=1, participant="seat_3@2")
    assert (copy.responds_to, copy.persuaded_by, copy.codes) == ((gone,), gone, {"P1": gone})


def test_who_has_left_is_heard_while_something_shown_speaks_of_it() -> None:
    forked = at_round_two()
    after = held(forked, "DEBEBC")
    speaks = replace(the_round(forked, 2, "DEBEBC")[0], argument="⟦seat_3@1⟧ is right about data.")

    silent, spoken_of = (ask(d, "seat_5") for d in (after, a_ledger(after, speaks)))

    assert DEEPSEEK not in silent.codes.values()
    code = next(code for code, ref in spoken_of.codes.items() if ref == DEEPSEEK)
    assert f"[{code}] is right about data." in the_text(spoken_of)
    assert f"[{code}] argues for [A] Yes, all\n(From the first round;" in the_text(spoken_of)
    assert len(spoken_of.codes) == 7


def test_who_has_left_is_heard_while_ones_own_condition_speaks_of_it() -> None:
    forked = at_round_two()
    own = replace(the_round(forked, 2, "DEBEBC")[0], would_change_mind="A case for ⟦seat_3@1⟧.")
    after = a_ledger(held(forked, "DEBEBC"), own)

    assert DEEPSEEK in ask(after, "seat_1").codes.values()
    assert DEEPSEEK not in ask(after, "seat_2").codes.values()


def test_who_is_spoken_of_by_somebody_who_has_left_is_heard_too() -> None:
    first, third = replace(MISTRAL, id="seat_1", name="First"), MISTRAL
    panel = with_seat(first, with_seat(third, REFERENCE_PANEL))
    forked = begun(a_fork(the_reference_case(rounds=2), 2, panel=panel))
    speaks = replace(the_round(forked, 3, "DEBEBC")[3], argument="As ⟦seat_1@2⟧ says.")

    codes = ask(a_ledger(held(forked, "DECEBC"), speaks), "seat_5").codes

    gone = {ref.participant for ref in codes.values() if "@" in ref.participant}
    assert gone == {"seat_1@2", "seat_3@2"}


def test_a_code_is_never_mistaken_for_the_name_of_who_has_left() -> None:
    called = with_seat(replace(REFERENCE_PANEL[2], name="P3 Turbo"), REFERENCE_PANEL)
    original = a_debate("DEAEBC", spec=a_spec(panel=called))

    codes = ask(begun(a_fork(original, panel=with_seat(MISTRAL, called))), "seat_1").codes

    assert all(not code.startswith("P") for code in codes)


def test_who_has_left_is_heard_until_the_newcomer_speaks() -> None:
    after = held(at_round_two(named=True), "DE-EBC")

    prompt = ask(after, "seat_3")

    assert DEEPSEEK in prompt.codes.values()
    assert "(DeepSeek V3.2) argues for [A]" in the_text(prompt)
    assert "You have not voted for an option yet." in the_text(prompt)


def test_a_round_in_which_somebody_joins_is_never_stable() -> None:
    """Nobody has read the newcomer, whatever it votes, so nothing has come to rest."""
    joined = a_ledger(at_round_two(), *the_round(at_round_two(), 2, "DEAEBC"))
    same = begun(a_fork(the_reference_case()))
    stayed = a_ledger(same, *the_round(same, 2, "DEAEBC"))

    assert stop_reason(joined, now=NOW) is None
    assert stop_reason(stayed, now=NOW) is StopReason.STABLE


def test_a_round_after_that_may_be() -> None:
    debate = held(at_round_two(), "DEAEBC")
    debate = a_ledger(debate, *the_round(debate, 3, "DEAEBC"))

    assert stop_reason(debate, now=NOW) is StopReason.STABLE


def test_the_outcome_is_of_the_whole_ledger() -> None:
    outcome = outcome_of(held(at_round_two(), "DEBEBB"), StopReason.MAX_ROUNDS)

    assert outcome.rounds == 2
    assert [row.votes for row in outcome.first_round.tally] == [1, 1, 1, 1, 2]
    assert outcome.by_rule.first_round == "E"
    assert outcome.changed_minds == 1


def test_a_seat_on_which_two_changed_their_minds_counts_once() -> None:
    forked = a_fork(the_reference_case(), 2, panel=with_seat(MISTRAL, REFERENCE_PANEL))
    after = held(held(begun(forked), "DECEBC"), "DEDEBC")

    assert len(position_changes(after)) == 2
    assert outcome_of(after, StopReason.MAX_ROUNDS).changed_minds == 1


def test_two_who_moved_on_one_seat_are_not_told_as_two_seats() -> None:
    first = replace(REFERENCE_PANEL[0], name="Another")
    panel = with_seat(first, with_seat(MISTRAL, REFERENCE_PANEL))
    after = held(held(begun(a_fork(the_reference_case(), 2, panel=panel)), "DECEBC"), "DEDEBC")

    told = movement(after)[-1]

    assert told == "Two participants changed their votes; the other five kept their votes."


def test_without_a_round_of_its_own_that_counts_the_last_copied_one_decides() -> None:
    debate = begun(a_fork(the_reference_case(), rules=some_rules(max_rounds=4, quorum=4)))

    closed = close_round(debate, now=LATER)

    assert closed.state.status is DebateStatus.SUMMARIZING
    assert closed.state.outcome is not None
    assert closed.state.outcome.rounds == 1


def test_a_fork_that_no_worker_began_expires_and_says_so() -> None:
    forked = a_fork(the_reference_case())

    step = enforce_deadline(forked, now=forked.spec.deadline_at)

    assert step is not None
    assert step.state.status is DebateStatus.EXPIRED
    assert step.state.error is not None
    assert "before a worker had begun" in step.state.error.message


def test_a_headline_says_who_took_whose_seat() -> None:
    after = held(at_round_two(), "DEBEBC")

    assert round_headline(after, 1).endswith("(2 of 6)")
    assert round_headline(after, 2) == (
        "Tie: Yes, partial train and No (2 of 6 each); nobody moved,"
        " Mistral Large took the seat of DeepSeek V3.2"
    )


def test_the_others_are_not_said_to_have_stayed_where_one_of_them_never_voted_again() -> None:
    panel = with_seat(
        MISTRAL, with_seat(replace(MISTRAL, id="seat_6", name="Last"), REFERENCE_PANEL)
    )
    forked = begun(a_fork(the_reference_case(), 2, panel=panel))

    text = movement(held(held(forked, "DEBEB-"), "DEBEB-"))[0]

    # DeepSeek V3.2 moved; of the others, the newcomer on the sixth seat kept no vote.
    assert text.endswith("; five others kept their votes.")


def test_the_summary_attributes_everything_to_who_said_it() -> None:
    after = ended(held(at_round_two(), "DEBEBC"))

    summary = extractive_summary(after, now=NOW)

    assert "After round 1 Mistral Large took the seat of DeepSeek V3.2." in summary.overview
    assert "moved" not in summary.overview
    assert "had no vote before" not in summary.overview
    position = summary.positions[2]
    assert (position.participant, position.first_vote, position.final_vote) == (
        "seat_3",
        "B",
        "B",
    )
    assert not position.changed_mind
    abandoned = next(one for one in summary.strongest_arguments if one.option == "A")
    assert abandoned.status is ArgumentStatus.NO_LONGER_HELD
    assert abandoned.citations[0].participant == "seat_3@1"


def test_the_overview_speaks_of_nobody_as_having_voted_who_was_not_there() -> None:
    forked = begun(a_fork(a_debate("AAB"), panel=with_seat(MISTRAL, REFERENCE_PANEL[:3])))
    after = ended(held(forked, "AAB"))

    overview = extractive_summary(after, now=NOW).overview

    assert "as in round 1" not in overview
    assert "No participant changed its vote in two rounds." in overview


def test_a_newcomer_is_late_only_from_the_round_on_in_which_it_joined() -> None:
    at_once = held(at_round_two(), "DEBEBC")
    late = held(held(at_round_two(), "DE-EBC"), "DEBEBB")

    assert absences(at_once)[0] == ""
    assert absences(late)[0] == "Mistral Large had no vote before round 3."


def test_who_failed_in_a_copied_round_is_named_as_who_sat_there() -> None:
    original = a_debate("AA", spec=a_spec(panel=REFERENCE_PANEL[:2]))
    failed = a_response(1, "seat_2", ResponseStatus.FAILED)
    other = replace(MISTRAL, id="seat_2")
    panel = with_seat(other, REFERENCE_PANEL[:2])
    rules = some_rules(max_rounds=4, quorum=1)
    forked = begun(a_fork(a_ledger(original, failed), panel=panel, rules=rules))
    after = ended(held(forked, "--"))

    overview = extractive_summary(after, now=NOW).overview

    assert "Gemini 3.1 Pro failed" in overview
    assert "Mistral Large failed" not in overview


def test_a_panel_of_newcomers_still_makes_a_short_overview() -> None:
    panel = tuple(replace(p, name=f"{p.name} {'of a very long name' * 3}") for p in a_panel(12))
    original = a_debate("ABCDEABCDEAB", spec=a_spec(panel=a_panel(12)))

    after = ended(held(begun(a_fork(original, panel=panel)), "BCDEABCDEABC"))

    overview = extractive_summary(after, now=NOW).overview
    assert "After round 1 twelve seats changed hands." in overview
    assert len(overview.split()) <= 110


def test_a_fork_of_a_fork_keeps_everybody_apart() -> None:
    once = held(at_round_two(), "DEBEBC")
    kimi = Participant(id="seat_3", model="sim/C", name="Third")

    twice = a_fork(once, 2, panel=with_seat(kimi, once.spec.panel))

    assert [(p.id, p.name) for p in twice.spec.former] == [
        ("seat_3@1", "DeepSeek V3.2"),
        ("seat_3@2", "Mistral Large"),
    ]
    assert [p.name for p in (twice.spec.panel_of(n)[2] for n in (1, 2, 3))] == [
        "DeepSeek V3.2",
        "Mistral Large",
        "Third",
    ]
    assert [twice.spec.joined(p) for p in ("seat_3@1", "seat_3@2", "seat_3")] == [1, 2, 3]
    assert [p.name for p in heard_until(twice.spec, 2)][-1] == "Mistral Large"
    assert [(old.name, new.name) for old, new in handovers(twice, 2)] == [
        ("DeepSeek V3.2", "Mistral Large")
    ]


def test_a_fork_within_the_copied_rounds_can_bring_back_who_sat_there() -> None:
    first = a_fork(the_reference_case(), 2, panel=with_seat(MISTRAL, REFERENCE_PANEL))

    same, back = (a_fork(first, 1, panel=p) for p in (first.spec.panel, REFERENCE_PANEL))

    assert [(p.id, p.until_round) for p in same.spec.former] == [("seat_3@1", 1)]
    assert back.spec.former == ()
    assert back.responses == the_reference_case().round_responses(1)


def test_who_left_and_comes_back_is_a_newcomer() -> None:
    once = held(at_round_two(), "DEBEBC")

    back = a_fork(once, 2, panel=REFERENCE_PANEL)

    assert [(p.id, p.name) for p in back.spec.former] == [
        ("seat_3@1", "DeepSeek V3.2"),
        ("seat_3@2", "Mistral Large"),
    ]
    assert "You have not voted for an option yet." in the_text(ask(begun(back), "seat_3"))


@given(st.lists(st.sampled_from("ABCDE-"), min_size=6, max_size=6), st.sets(st.integers(1, 6)))
def test_nobody_is_ever_given_what_another_said(votes: list[str], replaced: set[int]) -> None:
    """Whoever is replaced, each response and vote of the original stays with its author."""
    newcomers = {
        f"seat_{n}": Participant(id=f"seat_{n}", model="sim/A", name=f"New {n}") for n in replaced
    }
    panel = tuple(newcomers.get(p.id, p) for p in REFERENCE_PANEL)
    original = the_reference_case()
    forked = begun(a_fork(original, panel=panel, rules=some_rules(max_rounds=4, quorum=1)))

    after = a_ledger(forked, *the_round(forked, 2, "".join(votes)))

    for before, copied in zip(original.round_responses(1), after.responses, strict=False):
        assert whom(original, before) == whom(after, copied)
        assert seat_of(copied.participant) == before.participant
        assert copied.vote == before.vote
    moved = {change.participant for change in position_changes(after)}
    assert moved.isdisjoint(newcomers)
    assert {p for p in moved if "@" in p} == set()


@pytest.mark.parametrize("status", [DebateStatus.RUNNING, *sorted(TERMINAL)])
def test_a_closed_round_can_be_forked_from_in_any_status(status: DebateStatus) -> None:
    debate = in_status(status, the_reference_case(rounds=1, next_round=True))

    assert why_not_from(debate, 1) is None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_round_that_may_come_is_waited_for(number: int) -> None:
    debate = a_debate("AAB", next_round=True) if number > 1 else a_debate()

    with pytest.raises(DebateInProgressError, match=f"Round {number} is not closed yet"):
        why_not_from(debate, number)


@pytest.mark.parametrize(
    ("debate", "number", "why"),
    [
        (a_debate("ABC", next_round=True), 4, "the last is round 1"),
        (a_debate(), 4, "no round of it was closed"),
        (a_debate("ABC", "ABC"), 3, "the last is round 2"),
    ],
    ids=["beyond max_rounds", "beyond max_rounds from the start", "never held"],
)
def test_a_round_that_never_comes_is_said_to_be_missing(
    debate: Debate, number: int, why: str
) -> None:
    over = debate if number > 3 else in_status(DebateStatus.CANCELED, debate)

    assert why_not_from(over, number) == f"This debate has no closed round {number}; {why}."


def in_status(status: DebateStatus, debate: Debate) -> Debate:
    return replace(debate, state=replace(debate.state, status=status))


def test_a_spec_that_was_stored_before_there_were_forks_is_read() -> None:
    older = msgspec.msgpack.decode(msgspec.msgpack.encode(a_spec()))
    del older["forked_from"], older["former"]
    for participant in older["panel"]:
        del participant["until_round"]

    read = msgspec.msgpack.decode(msgspec.msgpack.encode(older), type=DebateSpec)

    assert read == a_spec()
    assert read.copied_rounds == 0


def test_a_fork_goes_on_with_the_notes_that_its_rounds_showed() -> None:
    original = noted(
        the_reference_case(), (1, "First."), (2, "Second."), (3, "Third."), (None, "Never.")
    )

    forked = a_fork(original, 2)

    assert [note.text for note in forked.state.notes] == ["First.", "Second."]
    assert "First." in the_text(ask(begun(forked), "seat_1"))
