"""How simulated models argue: whole debates among them, read as people would."""

import re
from itertools import combinations

import pytest

from service.domain.debate import Debate, Option
from service.domain.excerpts import best_excerpt
from service.domain.sentences import count_words, sentences
from service.providers.sim_themes import THEMES, Theme
from tests.support.debates import some_options, some_rules
from tests.support.simulated import LABELS, LONG, REFERENCE, debated

META = re.compile(
    r"\b(i maintain|vote[sd]?|round|panel|debate|participant|as an ai|language model|majority"
    r"|after careful consideration|unanimous|\d+)\b",
    re.IGNORECASE,
)


def arguments(debate: Debate) -> list[str]:
    return [response.argument or "" for response in debate.responses]


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS.keys())
async def test_arguments_are_of_readable_length_whatever_the_labels(labels: tuple[str]) -> None:
    debate = await debated(LONG, rounds=3, options=some_options(*labels))

    lengths = [count_words(argument) for argument in arguments(debate)]

    assert min(lengths) >= 40
    assert max(lengths) <= 110


@pytest.mark.parametrize(
    "question",
    ["Quo vadis?", "次はどうすべきですか。", "What about {label} or [P1]?", "why " * 900],
)
async def test_any_question_can_be_argued_about(question: str) -> None:
    debate = await debated(LONG, rounds=2, question=question)

    assert len(debate.responses) == 2 * len(LONG)
    assert all("{" not in argument.replace("{label}", "") for argument in arguments(debate))


async def test_the_words_allowed_are_kept_to_at_a_sentence_end() -> None:
    debate = await debated(REFERENCE, rules=some_rules(max_argument_words=45))

    for argument in arguments(debate):
        assert count_words(argument) <= 45
        assert argument.endswith(".")


async def test_no_two_arguments_of_a_debate_are_alike() -> None:
    debate = await debated(REFERENCE, rounds=3)

    openings = [sentences(argument)[0] for argument in arguments(debate)]

    assert len(set(openings)) == len(openings)


async def test_twelve_seats_of_one_opinion_do_not_sound_alike() -> None:
    debate = await debated(("A",) * 12, rounds=1)

    for one, other in combinations(arguments(debate), 2):
        assert not set(sentences(one)) & set(sentences(other))


async def test_a_blind_argument_names_nobody() -> None:
    debate = await debated(REFERENCE, rounds=1)

    assert all("[" not in argument and "⟦" not in argument for argument in arguments(debate))


async def test_an_informed_argument_answers_a_participant_that_opposes_it() -> None:
    debate = await debated(REFERENCE)
    before = {response.participant: response.vote for response in debate.round_responses(1)}

    for response in debate.round_responses(2):
        opposed = [ref for ref in response.responds_to if before[ref.participant] != response.vote]
        assert opposed
        assert all(f"⟦{ref.participant}⟧" in (response.argument or "") for ref in opposed)


async def test_nobody_answers_or_credits_oneself() -> None:
    debate = await debated(LONG, rounds=4)

    for response in debate.responses:
        answered = {ref.participant for ref in response.responds_to}
        assert response.participant not in answered
        assert response.persuaded_by is None or response.persuaded_by.participant in answered


async def test_in_the_reference_case_the_third_seat_moves_and_credits_the_fifth() -> None:
    debate = await debated(REFERENCE)

    moved = debate.response(2, "seat_3")

    assert moved is not None
    assert moved.persuaded_by is not None
    assert (moved.vote, moved.persuaded_by.participant) == ("B", "seat_5")


async def test_there_is_no_talk_of_the_task_and_there_are_no_figures() -> None:
    debate = await debated(LONG, rounds=3)

    found = [META.search(argument) for argument in arguments(debate)]

    assert not any(
        match
        for match, response in zip(found, debate.responses, strict=True)
        if match and not (response.argument or "").startswith("Ignore")
    )


async def test_what_a_summary_quotes_is_the_opening_reason() -> None:
    debate = await debated(REFERENCE)

    for response in debate.responses:
        quoted = best_excerpt(debate.spec, response, 35)
        assert quoted is not None
        assert quoted.text == sentences(response.argument or "")[0]
        assert not quoted.cut


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS.keys())
async def test_a_label_does_not_break_the_sentence_it_stands_in(labels: tuple[str]) -> None:
    debate = await debated(("A", "B", "C", "D", "E"), rounds=1, options=some_options(*labels))

    for argument in arguments(debate):
        assert all(count_words(sentence) >= 6 for sentence in sentences(argument))


async def test_options_with_ids_of_their_own_are_argued_for_by_their_label() -> None:
    options = (Option(id="keep_it", label="Keep it"), Option(id="drop_it", label="Drop it"))
    debate = await debated(("keep_it", "drop_it"), options=options)

    assert all("“Keep it”" in argument for argument in arguments(debate)[::2])
    assert not any("keep_it" in argument for argument in arguments(debate))


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.concession)
def test_every_theme_stands_by_itself(theme: Theme) -> None:
    told = {
        field: getattr(theme, field).format(label="“No”", question="“Why?”")
        for field in theme.__struct_fields__
    }

    for field in ("opening", "ground", "case", "reply", "limit", "condition"):
        assert sentences(told[field]) == (told[field],)
    for field in ("doubt", "concession"):
        assert told[field][0].islower()
        assert not told[field].endswith(".")
    assert "“No”" in told["opening"]
    assert not any(META.search(text) for text in told.values())


def test_no_theme_has_the_ground_of_another() -> None:
    assert len({theme.ground for theme in THEMES}) == len(THEMES) >= 12
