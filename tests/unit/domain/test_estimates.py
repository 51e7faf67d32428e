"""What a debate will take, before it is held."""

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.debate import DebateSpec, Origin, Participant
from service.domain.desk import desk_of
from service.domain.estimates import (
    Estimate,
    estimate,
    summary_costs,
    token_costs,
    usual_costs,
)
from service.domain.foreseen import brief_reply_tokens, expected_tokens
from service.domain.pricing import FREE, Price, count_tokens
from service.domain.prompts import ask, max_output_tokens
from service.domain.summary_prompts import ask_writer, max_summary_tokens
from tests.support.debates import a_debate, a_panel, a_spec, some_rules, the_reference_case

PRICE = Price(input_usd=2, output_usd=10)
MODEL = "openai/gpt-5.4"


def a_poll(**changes: object) -> DebateSpec:
    """Return one round of one model in three seats."""
    return a_spec(panel=a_panel(3, model=MODEL), rules=some_rules(max_rounds=1), **changes)


def estimated(spec: DebateSpec, price: Price = PRICE) -> Estimate:
    return estimate(spec, {seat.model: price for seat in spec.panel})


def test_a_debate_takes_a_call_of_every_seat_in_every_round_that_is_held() -> None:
    expected = estimated(a_spec(panel=a_panel(4), rules=some_rules(max_rounds=3)))

    assert (expected.calls.least, expected.calls.most) == (4, 12)
    assert [seat.seat for seat in expected.seats] == ["seat_1", "seat_2", "seat_3", "seat_4"]


def test_what_is_read_is_the_prompt_itself() -> None:
    spec = a_poll()
    (seat, *_) = estimated(spec).seats

    said = sum(count_tokens(m.content) for m in ask(a_debate(spec=spec), "seat_1").messages)

    assert seat.input_tokens.least == pytest.approx(said, abs=2)
    assert said < seat.input_tokens.most < 2 * said


def test_a_fork_takes_only_the_rounds_that_it_has_not_taken_over() -> None:
    whole = a_spec(panel=a_panel(3, model=MODEL), rules=some_rules(max_rounds=3))
    forked = replace(whole, forked_from=Origin(debate_id="dbt_another", round=1))

    expected = estimated(forked)

    blind = estimated(a_poll()).input_tokens.most
    assert (expected.calls.least, expected.calls.most) == (3, 6)
    assert expected.input_tokens.most == estimated(whole).input_tokens.most - blind
    assert expected.input_tokens.least > estimated(whole).input_tokens.least
    assert expected.duration_s.most < estimated(whole).duration_s.most


def test_the_prompts_of_a_real_debate_are_foreseen() -> None:
    debate = the_reference_case(rounds=1, next_round=True)
    expected = estimated(debate.spec).seats[0].input_tokens
    blind = estimated(a_spec(rules=some_rules(max_rounds=1))).seats[0].input_tokens

    said = sum(count_tokens(message.content) for message in ask(debate, "seat_1").messages)

    assert said <= expected.most - blind.most


def test_no_reply_is_longer_than_its_cap() -> None:
    spec = a_poll()

    seat = estimated(spec).seats[0]

    assert seat.output_tokens.most == max_output_tokens(spec.rules)
    assert 0 < seat.output_tokens.least < seat.output_tokens.most


def test_the_cost_is_that_of_the_tokens() -> None:
    expected = estimated(a_poll())

    assert expected.cost_usd is not None
    assert expected.cost_usd.least == pytest.approx(
        (expected.input_tokens.least * 2 + expected.output_tokens.least * 10) / 1_000_000
    )
    assert expected.cost_usd.most == pytest.approx(
        (expected.input_tokens.most * 2 + expected.output_tokens.most * 10) / 1_000_000
    )


def test_the_most_includes_what_filling_a_cache_costs() -> None:
    dear = estimated(a_poll(), Price(input_usd=2, cache_write_usd=2.5, output_usd=10))

    assert dear.cost_usd is not None
    assert dear.cost_usd.most == pytest.approx(
        (dear.input_tokens.most * 2.5 + dear.output_tokens.most * 10) / 1_000_000
    )


def test_a_single_unknown_price_makes_the_cost_unknown() -> None:
    panel = (*a_panel(2, model=MODEL), Participant(id="seat_3", model="lab/x", name="X"))

    expected = estimate(a_spec(panel=panel), {MODEL: PRICE})

    assert expected.cost_usd is None
    assert [seat.cost_usd is None for seat in expected.seats] == [False, False, True]


def test_free_models_cost_nothing() -> None:
    expected = estimated(a_poll(), FREE)

    assert expected.cost_usd is not None
    assert (expected.cost_usd.least, expected.cost_usd.most) == (0, 0)


def test_more_seats_are_read_by_every_seat() -> None:
    few = estimated(a_spec(panel=a_panel(3))).seats[0].input_tokens
    many = estimated(a_spec(panel=a_panel(12))).seats[0].input_tokens

    assert many.most > few.most + 9 * 220
    assert many.least == pytest.approx(few.least, abs=2)


def test_a_persona_is_read_by_its_own_seat() -> None:
    (first, *rest) = a_panel(3)
    told = replace(first, persona="You run a small hospital. " * 20)

    one, two, three = estimated(a_spec(panel=(told, *rest))).seats

    assert one.input_tokens.least > two.input_tokens.least + 100
    assert two.input_tokens == three.input_tokens


def test_a_round_does_not_read_more_than_the_round_before() -> None:
    two, three, four = (
        estimated(a_spec(rules=some_rules(max_rounds=n))).input_tokens.most for n in (2, 3, 4)
    )

    assert three - two == four - three


def test_a_question_in_chinese_expects_answers_in_chinese() -> None:
    latin = estimated(a_poll(question="Should it be so, and is it?"))
    chinese = estimated(a_poll(question="前沿模型应该开源吗，训练数据呢？"))

    assert chinese.output_tokens.least > latin.output_tokens.least


def test_simulated_models_may_answer_at_once() -> None:
    spec = a_spec(panel=a_panel(2))

    assert estimate(spec, {}, at_once={"sim/A"}).duration_s.least == 0
    assert estimate(spec, {}).duration_s.least > 0


def test_a_usual_call_reads_the_longest_prompt_and_writes_a_full_argument() -> None:
    spec = a_spec(panel=a_panel(3, model=MODEL), rules=some_rules(max_rounds=2))

    usual = usual_costs(spec, {MODEL: PRICE})

    informed, blind = estimated(spec), estimated(a_poll())
    read = informed.seats[0].input_tokens.most - blind.seats[0].input_tokens.most
    assert set(usual) == {MODEL}
    assert usual[MODEL] * 1_000_000 > read * 2 + 2 * 10 * informed.seats[0].output_tokens.least
    assert informed.cost_usd is not None
    assert informed.cost_usd.least / 3 < usual[MODEL] < informed.cost_usd.most / 6


def test_a_token_more_costs_what_the_model_asks_for_it_at_its_dearest() -> None:
    spec = a_spec(panel=a_panel(2, model=MODEL))
    cached = replace(PRICE, cache_write_usd=2 * PRICE.input_usd)

    plain, written = (token_costs(spec, {MODEL: price})[MODEL] for price in (PRICE, cached))

    assert plain == pytest.approx(PRICE.input_usd / 1_000_000)
    assert written == pytest.approx(2 * plain)


def test_a_poll_has_no_longer_prompt_than_its_own() -> None:
    debate = a_spec(panel=a_panel(3, model=MODEL), rules=some_rules(max_rounds=2))

    poll = usual_costs(a_poll(), {MODEL: PRICE})

    assert poll[MODEL] < usual_costs(debate, {MODEL: PRICE})[MODEL]


def test_a_model_is_as_dear_as_in_the_seat_with_the_longest_persona() -> None:
    first, second = a_panel(2, model=MODEL)
    told = replace(first, persona="You run a small hospital. " * 20)

    plain = usual_costs(a_spec(panel=(first, second)), {MODEL: PRICE})
    once = usual_costs(a_spec(panel=(told, second)), {MODEL: PRICE})
    swapped = usual_costs(
        a_spec(panel=(first, replace(second, persona=told.persona))), {MODEL: PRICE}
    )

    assert plain[MODEL] < once[MODEL] == pytest.approx(swapped[MODEL], rel=0.01)


def test_every_model_that_a_seat_may_be_asked_with_has_its_usual_cost() -> None:
    panel = (*a_panel(2, model=MODEL), Participant(id="seat_3", model="lab/x", name="X"))
    spec = a_spec(panel=panel)

    usual = usual_costs(spec, {MODEL: PRICE, "lab/x": FREE})

    assert set(usual) == {model for seat in panel for model in seat.models}
    assert usual["lab/x"] == 0
    with pytest.raises(KeyError):
        usual_costs(spec, {MODEL: PRICE})


def summed_up(**changes: object) -> DebateSpec:
    """Return the reference case with two summarizers, the first being on the panel."""
    return a_spec(summarizers=(MODEL, "lab/x"), **changes)


def test_a_summary_takes_a_draft_and_perhaps_its_repair_by_the_first_summarizer() -> None:
    summary = estimated(summed_up()).summary

    assert summary is not None
    assert (summary.model, summary.calls.least, summary.calls.most) == (MODEL, 1, 2)
    assert 0 < summary.input_tokens.least < summary.input_tokens.most
    assert 0 < summary.output_tokens.least < summary.output_tokens.most
    assert summary.cost_usd is not None


def test_the_whole_is_the_seats_and_the_summary() -> None:
    plain, whole = estimated(a_spec()), estimated(summed_up())

    assert whole.summary is not None
    assert plain.summary is None
    assert whole.seats == plain.seats
    assert whole.calls.most == plain.calls.most + 2
    assert whole.input_tokens.least == plain.input_tokens.least + whole.summary.input_tokens.least
    assert plain.duration_s.least < whole.duration_s.least
    assert plain.duration_s.most < whole.duration_s.most


def test_an_unknown_price_of_the_first_summarizer_makes_the_cost_unknown() -> None:
    spec = a_spec(panel=a_panel(3, model=MODEL), summarizers=("lab/x", MODEL))

    expected = estimate(spec, {MODEL: PRICE})

    assert expected.summary is not None
    assert (expected.summary.cost_usd, expected.cost_usd) == (None, None)


def test_a_summarizer_that_answers_at_once_takes_no_time() -> None:
    panel = a_panel(3)
    plain, summed = a_spec(panel=panel), a_spec(panel=panel, summarizers=("sim/summary",))

    assert estimate(summed, {}, {"sim/A", "sim/summary"}).duration_s.least == 0
    assert estimate(summed, {}, {"sim/A"}).duration_s.least > 0
    assert estimate(plain, {}, {"sim/A"}).duration_s.least == 0


def test_the_prompt_of_a_real_summary_is_foreseen() -> None:
    debate = the_reference_case()
    summary = estimated(replace(debate.spec, summarizers=(MODEL,))).summary

    prompt = ask_writer(debate, desk_of(debate))
    said = sum(count_tokens(message.content) for message in prompt.messages)

    assert summary is not None
    assert 2 * said < summary.input_tokens.most
    assert 2 * max_summary_tokens(debate) <= summary.output_tokens.most


def test_a_usual_call_of_a_summarizer_reads_every_round_and_writes_a_full_draft() -> None:
    spec = summed_up(rules=some_rules(max_rounds=3))

    costs = summary_costs(spec, {MODEL: PRICE, "lab/x": FREE})

    expected = estimated(spec).summary
    assert expected is not None
    assert expected.cost_usd is not None
    assert costs["lab/x"] == 0
    assert costs[MODEL] > usual_costs(spec, dict.fromkeys(spec.models, PRICE))[MODEL]
    assert expected.cost_usd.least < costs[MODEL] < expected.cost_usd.most
    with pytest.raises(KeyError):
        summary_costs(spec, {MODEL: PRICE})


def test_without_a_summarizer_no_call_of_one_costs_anything() -> None:
    assert summary_costs(a_spec(), {}) == {}


@given(st.integers(1, 6), st.integers(1, 3_600), st.integers(5, 86_400), st.integers(20, 500))
def test_no_debate_takes_longer_than_its_deadlines(
    rounds: int, round_deadline_s: int, deadline_s: int, words: int
) -> None:
    rules = some_rules(
        max_rounds=rounds, round_deadline_s=round_deadline_s, max_argument_words=words
    )

    expected = estimated(a_spec(panel=a_panel(2), rules=rules, deadline_s=deadline_s))

    assert expected.duration_s.most <= min(rounds * round_deadline_s, deadline_s)
    for least_to_most in (
        expected.calls,
        expected.input_tokens,
        expected.output_tokens,
        expected.cost_usd,
        expected.duration_s,
    ):
        assert least_to_most is not None
        assert 0 <= least_to_most.least <= least_to_most.most


def test_a_call_takes_its_prompt_and_a_brief_answer() -> None:
    spec = a_poll()
    prompt = ask(a_debate(spec=spec), "seat_1")
    read = sum(count_tokens(message.content) for message in prompt.messages)

    expected = expected_tokens(prompt, brief_reply_tokens(spec))

    assert read < expected < read + max_output_tokens(spec.rules)
