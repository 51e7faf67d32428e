"""Overviews whose every word was read by hand."""

import re

import msgspec
import pytest

from service.domain.debate import ConsensusRule, Option, ResponseStatus, TieBreak
from service.domain.overview import MOST_WORDS
from service.domain.sentences import count_words
from service.domain.standings import closing
from tests.support.debates import a_ledger, a_panel
from tests.support.summaries import argued, crediting, ended, summarized

TIMED_OUT = ResponseStatus.TIMED_OUT
ABSTAINED = ResponseStatus.ABSTAINED
FAILED = ResponseStatus.FAILED
REFUSED = ResponseStatus.REFUSED


OVERVIEWS = {
    "unanimous at once": (
        argued("EEEEEE"),
        (
            "All six seats chose “No” in the first round. GPT-5.4 gave this reason: “A published file "
            "cannot be recalled once somebody finds a new misuse.” Gemini 3.1 Pro, voting for “No”, "
            "wrote: “Fine-tuning strips every refusal within hours, so a release has no safeguards.” "
            "DeepSeek V3.2, voting for “No”, wrote: “The cost of a mistake falls on people who never "
            "chose the model.” The debate ended there: nobody had read anybody else's argument."
        ),
    ),
    "nobody moved": (
        argued("EEEEAA", "EEEEAA"),
        (
            "The first round gave “No” four votes and “Yes, all” two. GPT-5.4 made the case for “No”: "
            "“A published file cannot be recalled once somebody finds a new misuse.” For “Yes, all”, "
            "Claude Opus 4.6 argued: “Open weights let any laboratory check a claim for itself.” "
            "Nobody moved: all six seats voted in round 2 as in round 1. Gemini 3.1 Pro stayed with "
            "“No”: “Fine-tuning strips every refusal within hours, so a release has no safeguards.” "
            "In round 2 the two-thirds rule was met."
        ),
    ),
    "level to the end": (
        argued("EA", "EA"),
        (
            "The first round split two votes evenly between “Yes, all” and “No”. Gemini 3.1 Pro made "
            "the case for “Yes, all”: “Open weights let any laboratory check a claim for itself.” For"
            " “No”, GPT-5.4 argued: “A published file cannot be recalled once somebody finds a new "
            "misuse.” Nobody moved: both seats voted in round 2 as in round 1. In round 2 no option "
            "had the two votes that the two-thirds rule asks for; the tie-break could not part the "
            "leaders."
        ),
    ),
    "a poll": (
        argued("EEEAAB", max_rounds=1, min_rounds=1),
        (
            "The only round spread six votes over three options: “No” had three votes, “Yes, all” "
            "two, and “Yes, partial train” one. GPT-5.4 made the case for “No”: “A published file "
            "cannot be recalled once somebody finds a new misuse.” For “Yes, all”, Grok 4.1 Fast "
            "argued: “Whoever cannot look inside has to believe the vendor, who likes to be "
            "believed.” Kimi K2.5 spoke for “Yes, partial train”: “Publishing documented sources "
            "lets outsiders test for bias without the hazard.” Gemini 3.1 Pro, voting for “No”, wrote: "
            "“Fine-tuning strips every refusal within hours, so a release has no safeguards.” This "
            "was a poll: nobody had read anybody else's argument."
        ),
    ),
    "one voted": (
        argued(
            ["E", TIMED_OUT, FAILED, REFUSED, TIMED_OUT, ABSTAINED],
            quorum=1,
            max_rounds=1,
            min_rounds=1,
        ),
        (
            "GPT-5.4 alone voted in the only round, for “No”. GPT-5.4 gave this reason: “A published "
            "file cannot be recalled once somebody finds a new misuse.” Gemini 3.1 Pro and Claude "
            "Opus 4.6 timed out, DeepSeek V3.2 failed, Grok 4.1 Fast refused and Kimi K2.5 abstained. "
            "This was a poll: nobody had read anybody else's argument."
        ),
    ),
    "several moved": (
        crediting(argued("DAEEBC", "DBEEBB", "BBEEBB"), (2, 2, 1, 5), (2, 6, 1, 5), (3, 1, 2, 2)),
        (
            "The first round spread six votes over five options, “No” ahead with two. Claude Opus 4.6"
            " made the case for “Yes, partial train”: “Partial release keeps dangerous data away "
            "while auditors get what they need.” For “No”, DeepSeek V3.2 argued: “The cost of a "
            "mistake falls on people who never chose the model.” In round 2 Gemini 3.1 Pro moved from"
            " “Yes, all” to “Yes, partial train”, crediting Claude Opus 4.6, while Kimi K2.5 moved "
            "from “Yes, but not train” to “Yes, partial train”, crediting Claude Opus 4.6; in round 3"
            " GPT-5.4 moved from “Maybe” to “Yes, partial train”, crediting Gemini 3.1 Pro; the other"
            " three kept their votes."
        ),
    ),
    "all came together": (
        crediting(argued("DEAEBC", "EEEEEE"), (2, 1, 1, 2), (2, 3, 1, 4), (2, 6, 1, 2)),
        (
            "The first round spread six votes over five options, “No” ahead with two. Gemini 3.1 Pro "
            "made the case for “No”: “Fine-tuning strips every refusal within hours, so a release has"
            " no safeguards.” For “Yes, all”, DeepSeek V3.2 argued: “A secret model is trusted for "
            "its name, and a name is no evidence of safety.” In round 2 GPT-5.4, DeepSeek V3.2, "
            "Claude Opus 4.6 and Kimi K2.5 moved to “No”, three of them crediting Gemini 3.1 Pro and "
            "Grok 4.1 Fast; the other two kept their votes. Grok 4.1 Fast stayed with “No”: “A "
            "published file cannot be recalled once somebody finds a new misuse.”"
        ),
    ),
    "some were missing": (
        argued(["E", "A", FAILED, "A", "A", "A"], ["E", "A", "A", ABSTAINED, TIMED_OUT, "A"]),
        (
            "The first round gave “Yes, all” four votes and “No” one. Gemini 3.1 Pro made the case "
            "for “Yes, all”: “Open weights let any laboratory check a claim for itself.” For “No”, "
            "GPT-5.4 argued: “A published file cannot be recalled once somebody finds a new misuse.” "
            "No seat changed its vote in two rounds. Kimi K2.5 stayed with “Yes, all”: “A secret "
            "model is trusted for its name, and a name is no evidence of safety.” In round 2 Grok 4.1"
            " Fast abstained and Claude Opus 4.6 timed out. Round 2 closed with three of four votes "
            "for “Yes, all”, which meets the two-thirds rule."
        ),
    ),
    "quorum lost": (
        argued("DEAEBC", ["E", "E", FAILED, FAILED, FAILED, FAILED]),
        (
            "The first round spread six votes over five options, “No” ahead with two. Gemini 3.1 Pro "
            "made the case for “No”: “Fine-tuning strips every refusal within hours, so a release has"
            " no safeguards.” For “Yes, all”, DeepSeek V3.2 argued: “A secret model is trusted for "
            "its name, and a name is no evidence of safety.” In round 2 GPT-5.4 moved from “Maybe” to"
            " “No”, crediting nobody; one other seat kept its vote. Grok 4.1 Fast, voting for “No”, "
            "wrote: “A published file cannot be recalled once somebody finds a new misuse.” Round 2 "
            "does not count, having fallen short of the quorum of four votes."
        ),
    ),
}


@pytest.mark.parametrize("case", OVERVIEWS)
def test_an_overview_takes_its_shape_from_the_facts(case: str) -> None:
    debate, expected = OVERVIEWS[case]

    assert summarized(debate).overview == expected


@pytest.mark.parametrize("rule", ConsensusRule)
def test_a_tie_is_measured_by_its_rule_without_claiming_more(rule: ConsensusRule) -> None:
    debate = argued("AABBC", "AABBD", consensus=rule, votes_needed=3)

    text = closing(ended(debate))[0]

    assert not re.search("majority|unanim", text, re.IGNORECASE)
    named = "the two-thirds rule" if rule is ConsensusRule.SUPERMAJORITY else "the rule of this"
    assert named in text


def test_two_options_that_both_have_enough_are_not_said_to_fall_short() -> None:
    rules = {"consensus": ConsensusRule.VOTES_NEEDED, "votes_needed": 2}

    assert closing(ended(argued("AABB", "AABB", **rules)))[0] == (
        "In round 2 two options had the two votes that the rule of this debate asks for; the "
        "tie-break could not part the leaders."
    )
    assert closing(ended(argued("AABC", "AABB", **rules)))[0] == (
        "Round 2 closed with “Yes, all” and “Yes, partial train” level at two votes each; the "
        "tie-break over all rounds names “Yes, all”."
    )


def test_a_last_round_of_one_vote_is_not_said_to_be_of_all() -> None:
    debate = argued("AAB", ["B", TIMED_OUT, FAILED], quorum=1)

    assert closing(ended(debate))[0].startswith(
        "Round 2 closed with the single vote for “Yes, partial train”"
    )


def test_a_tie_break_on_second_choices_is_named() -> None:
    debate = argued("AABBC", tie_break=TieBreak.TRAJECTORY)
    third = debate.response(1, "seat_5")
    assert third is not None
    debate = a_ledger(debate, msgspec.structs.replace(third, second_choice="B"))

    assert closing(ended(debate))[0] == (
        "In the first round no option had the four votes that the two-thirds rule asks for; the "
        "tie-break on second choices names “Yes, partial train”."
    )


def test_all_options_are_counted_that_have_what_a_rule_asks_for() -> None:
    debate = argued("AAB", "AAB", consensus=ConsensusRule.VOTES_NEEDED, votes_needed=1)

    assert closing(ended(debate))[0] == (
        "In round 2 two options had the one vote that the rule of this debate asks for."
    )


def test_an_overview_keeps_its_length_with_the_longest_labels_and_names() -> None:
    letters = " ".join("x" * 100)
    options = tuple(Option(id=o, label=f"{letters[:196]} {o}") for o in "ABCDE")
    panel = tuple(
        msgspec.structs.replace(seat, name=f"{letters[:76]} {seat.id[5:]}") for seat in a_panel(12)
    )
    debate = argued("ABCDEABCDEAB", "ABCDEABCDEBA", [*"ABCDEABCD", FAILED, FAILED, "E"])
    spec = msgspec.structs.replace(debate.spec, options=options, panel=panel)

    text = summarized(msgspec.structs.replace(debate, spec=spec)).overview

    assert count_words(text) <= MOST_WORDS
    assert text.startswith("The first round spread twelve votes over five options.")
    assert "Two seats changed their votes, three times in all; the other ten kept" in text


def test_a_round_that_was_not_finished_is_only_said_not_to_count() -> None:
    debate = argued("AAB", ["A", "A", None])

    assert " Round 2 does not count. " in f"{summarized(debate).overview} "
