"""Reading replies: the corpora, what is read besides the vote, and what holds for any text."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from service.domain.debate import Option
from service.domain.loose_json import Members, Word, scan
from service.domain.option_names import labelled_option
from service.domain.replies import (
    MAX_TEXT,
    Ballot,
    Finish,
    Reading,
    Refusal,
    Unreadable,
    normalise_label,
    read_reply,
)
from tests.support.effort import at_most
from tests.unit.domain.reply_corpus import LEFT, MODELS, READ, SWAPPED, Left, Read, ballot

SHARED = Path(__file__).parents[4] / "shared" / "data"
FINISHES = {"stop": Finish.STOP, "length": Finish.LENGTH, "refusal": Finish.REFUSAL}


def shared_replies(name: str) -> list[dict[str, Any]]:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"NOT RUN: {path} is missing, so no reply from outside was read")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read(
    text: str,
    options: tuple[Option, ...] = MODELS,
    finish: Finish = Finish.STOP,
    *,
    refusal: str | None = None,
    allow_abstain: bool = False,
) -> Reading:
    return read_reply(
        text, options=options, finish=finish, refusal=refusal, allow_abstain=allow_abstain
    )


def read_shared(row: dict[str, Any]) -> Reading:
    options = tuple(Option(id=option["id"], label=option["label"]) for option in row["options"])
    finish = FINISHES.get(row["finish_reason"], Finish.REFUSAL)
    return read(row["raw"], options, finish, refusal=row.get("refusal"))


def kind(reading: Reading) -> str:
    match reading:
        case Ballot():
            return "vote"
        case Refusal():
            return "refusal"
        case Unreadable():
            return "truncated" if reading.truncated else "invalid"


def cast(
    text: str,
    options: tuple[Option, ...] = MODELS,
    *,
    refusal: str | None = None,
    allow_abstain: bool = False,
) -> Ballot:
    reading = read(text, options, refusal=refusal, allow_abstain=allow_abstain)
    assert isinstance(reading, Ballot), reading
    return reading


def fault(text: str, *, allow_abstain: bool = False) -> str:
    reading = read(text, allow_abstain=allow_abstain)
    assert isinstance(reading, Unreadable), reading
    return reading.fault


def with_extra(**extra: object) -> Ballot:
    return cast(json.dumps({"argument": "x", "vote": "B", **extra}))


@pytest.mark.parametrize("row", READ, ids=[row.why for row in READ])
def test_a_vote_is_read_where_exactly_one_option_is_meant(row: Read) -> None:
    reading = read(row.raw, row.among, row.finish)

    assert isinstance(reading, Ballot), reading
    assert reading.vote == row.vote
    assert reading.argument


@pytest.mark.parametrize("row", LEFT, ids=[row.why for row in LEFT])
def test_no_vote_is_guessed(row: Left) -> None:
    reading = read(row.raw, row.among, row.finish)

    assert kind(reading) == row.kind, reading


def test_the_corpus_keeps_its_size_and_balance() -> None:
    size = len(READ) + len(LEFT)

    assert size >= 150
    assert len(LEFT) >= 0.4 * size


def test_the_shared_corpus_is_read_as_expected() -> None:
    rows = shared_replies("vote_replies.jsonl")

    readings = [(row, read_shared(row)) for row in rows]

    assert [
        (row["id"], row["why"], reading)
        for row, reading in readings
        if kind(reading) != row["expect"]["kind"]
        or getattr(reading, "vote", None) != row["expect"]["vote"]
    ] == []


def test_small_models_are_given_no_vote_that_they_did_not_write() -> None:
    rows = shared_replies("small_model_replies.jsonl")

    for row in rows:
        reading = read_shared(row)
        if isinstance(reading, Ballot):
            assert json.loads(row["raw"])["vote"] == reading.vote


def test_a_full_ballot_is_read_whole() -> None:
    reply = {
        "argument": "Audits need weights, as [P3] says.",
        "vote": "B",
        "confidence": 72,
        "second_choice": "Yes, but not train",
        "strongest_objection": "Misuse.",
        "would_change_mind": "A leak that audits missed.",
        "responds_to": ["[P3]", "p 1", "P3", "nobody", 4],
        "change_reason": "Costs fell.",
        "persuaded_by": "[P3]",
        "new_information": True,
    }

    reading = read(json.dumps(reply))

    assert reading == Ballot(
        vote="B",
        argument="Audits need weights, as [P3] says.",
        confidence=72.0,
        second_choice="C",
        strongest_objection="Misuse.",
        would_change_mind="A leak that audits missed.",
        responds_to=("P3", "P1"),
        change_reason="Costs fell.",
        persuaded_by="P3",
        new_information=True,
    )


def test_lines_hold_the_other_keys_too() -> None:
    reading = cast("Audits.\n\nVote: B\nSecond choice: C\nConfidence: 80%\nResponds to: [P3], P1")

    assert reading.argument == "Audits."
    assert (reading.second_choice, reading.confidence) == ("C", 80.0)
    assert reading.responds_to == ("P3", "P1")


def test_a_vote_line_alone_is_its_own_argument() -> None:
    assert cast("Vote: Yes, but not train").argument == "Yes, but not train"


@pytest.mark.parametrize(
    ("said", "confidence"),
    [
        (0, 0.0),
        (1, 1.0),
        (100, 100.0),
        ("85 %", 85.0),
        (66.5, 66.5),
        (0.72, None),
        (101, None),
        (-3, None),
        ("high", None),
        (True, None),
        (None, None),
        ([70], None),
    ],
)
def test_confidence_is_a_hundredth_or_unknown(said: object, confidence: float | None) -> None:
    assert with_extra(confidence=said).confidence == confidence


@pytest.mark.parametrize(
    ("said", "second"),
    [("c", "C"), ("B", None), ("F", None), (None, None), (["A", "C"], None), ({"id": "C"}, "C")],
)
def test_a_second_choice_is_resolved_as_a_vote_and_is_another(
    said: object, second: str | None
) -> None:
    assert with_extra(second_choice=said).second_choice == second


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("P3", ("P3",)),
        ("[p3] and [P1]", ("P3", "P1")),
        ("P3, P1; P2", ("P3", "P1", "P2")),
        ([], ()),
        ("nobody", ()),
        (None, ()),
        ({"code": "P3"}, ()),
    ],
)
def test_codes_are_folded_and_anything_else_is_left(said: object, codes: tuple[str, ...]) -> None:
    assert with_extra(responds_to=said).responds_to == codes


@pytest.mark.parametrize(("said", "code"), [("[P3]", "P3"), ("P3, P1", None), ("none", None)])
def test_only_one_can_be_credited(said: str, code: str | None) -> None:
    assert with_extra(persuaded_by=said).persuaded_by == code


@pytest.mark.parametrize(
    ("said", "flag"),
    [(True, True), ("No", False), ("perhaps", None), (None, None), ([True], None)],
)
def test_new_information_is_true_false_or_unknown(said: object, flag: bool | None) -> None:  # noqa: FBT001
    assert with_extra(new_information=said).new_information is flag


@pytest.mark.parametrize("said", ["", " ", "null", "None.", "N/A", "...", 4, ["x"], None])
def test_optional_prose_that_says_nothing_is_none(said: object) -> None:
    assert with_extra(change_reason=said).change_reason is None


def test_conflicting_repetitions_of_an_optional_key_are_none() -> None:
    reading = cast('{"argument": "x", "vote": "B", "confidence": 10, "confidence": 90}')

    assert reading.confidence is None


def test_text_is_cleaned_and_capped() -> None:
    reading = with_extra(
        argument="\ud800 a\u0000b " + "x" * 30_000, strongest_objection="y" * 3_000
    )

    assert reading.argument.startswith("ab x")
    assert len(reading.argument) == 20_000
    assert reading.strongest_objection == "y" * 2_000


def test_a_surrogate_pair_in_escapes_becomes_its_character() -> None:
    assert cast('{"argument": "\\ud83d\\ude00", "vote": "B"}').argument == "\N{GRINNING FACE}"


@pytest.mark.parametrize("vote", ["null", '"abstain"', '"None"', "None"])
def test_an_abstention_needs_leave(vote: str) -> None:
    allowed = cast(ballot(vote), allow_abstain=True)
    forbidden = fault(ballot(vote))

    assert allowed.vote is None
    assert "exactly one must be chosen" in forbidden


def test_an_abstention_and_a_vote_contradict() -> None:
    text = ballot("null") + ballot('"B"')

    assert "none" in fault(text, allow_abstain=True)


def test_an_option_called_none_is_voted_for_by_its_name() -> None:
    options = (*MODELS, Option(id="N", label="None"))

    assert cast(ballot('"none"'), options=options, allow_abstain=True).vote == "N"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ballot('"A"') + ballot('"C"'), 'two different options, "A" and "C"'),
        (ballot('"F"'), 'The vote "F" is not the id of exactly one option.'),
        (ballot('["A", "B"]'), "The vote was a list"),
        (ballot("{}"), "did not hold the id"),
        ('{"vote": "B"}', "The argument was missing or empty."),
        ('{"vote": "B", "argument": "x", "argument": "y"}', "two different arguments"),
        ('{"argument": "x"}', "holds no vote of its own"),
        ('{"argument": "x", "vote": "B"]', "could not be read"),
        ("Perhaps.", "no JSON object with a vote and an argument"),
    ],
)
def test_the_fault_says_what_was_wrong(text: str, said: str) -> None:
    assert said in fault(text)


def test_a_fault_quotes_no_more_than_a_line() -> None:
    said = fault(ballot('"' + "a\\n" * 500 + '"'))

    assert len(said) < 150
    assert "\n" not in said


def test_the_provider_may_refuse_in_place_of_an_answer() -> None:
    assert read("", refusal=" I can't. ") == Refusal(reason="I can't.")
    assert read('{"vote": "B"}', refusal="I can't.") == Refusal(reason="I can't.")


def test_a_ballot_counts_more_than_a_refusal_beside_it() -> None:
    assert cast(ballot('"B"'), refusal="I can't.").vote == "B"


def test_a_withheld_answer_is_a_refusal_with_a_reason() -> None:
    reading = read("", finish=Finish.REFUSAL)

    assert isinstance(reading, Refusal)
    assert reading.reason


@pytest.mark.parametrize(
    ("label", "normal"),
    [
        ("  Yes,  ALL. ", "yes, all"),
        ("[B]", "b"),
        ("(\u201cB\u201d)", "b"),
        ("#2", "2"),
        ("B)", "b"),
        ("f(x)", "f(x)"),
        ("(" * 12 + "B" + ")" * 12, "((((b))))"),
        ("C++", "c++"),
        ("A*", "a*"),
        ("-1", "-1"),
        ("Yes...", "yes..."),
        ("...", "..."),
        ("()", "()"),
        ("#", "#"),
        ("Straße", "strasse"),
        ("İzin", "izin"),
        ("ılımlı", "ılımlı"),
        ("\u202eB\u202c\n", "b"),
        ("", ""),
    ],
)
def test_a_label_is_compared_in_its_normal_form(label: str, normal: str) -> None:
    assert normalise_label(label) == normal


def test_a_label_key_never_means_an_id() -> None:
    assert labelled_option("B", SWAPPED) == "A"
    assert cast(ballot('{"id": "A", "label": "B"}'), options=SWAPPED).vote == "A"


def test_options_that_cannot_be_told_apart_are_not_voted_for() -> None:
    twins = (Option(id="x", label="Yes"), Option(id="y", label="yes"))

    assert isinstance(read(ballot('"Yes"'), twins), Unreadable)
    assert labelled_option("Yes", twins) is None


def test_ids_that_differ_only_in_case_are_told_apart_by_it() -> None:
    twins = (Option(id="a", label="One"), Option(id="A", label="Two"))

    assert cast(ballot('"A"'), options=twins).vote == "A"


HOSTILE = (
    *(('{"argument": `', "`", "x"), ("```json", "\n", "{}"), ("", "{", ""), ("", '{"', "")),
    *(("", "<think>", ""), ('{"argument":"', '"#', ""), ("{a:[", "a,", ""), ('{"a":', "[", "1")),
    *(
        ("", "Vote: B\n", ""),
        ("", '"vote"  ', ""),
        ("", "if would :\nVote: B\n", ""),
        ("", "~~a~", ""),
    ),
    *(('{"argument":"x","vote":"B"}', "\n", "x"), ("{'a':'", "', ", ""), ('"', '\\"', "")),
)


@pytest.mark.parametrize(("before", "unit", "behind"), HOSTILE)
def test_hostile_repetition_is_read_in_linear_time(before: str, unit: str, behind: str) -> None:
    repeated = unit * ((MAX_TEXT - len(before + behind)) // len(unit))

    with at_most(cpu_s=10):
        reading = read(before + repeated + behind)

    assert reading is not None


PIECES = (
    *('{"', '"}', '{"argument":', '"vote":', '"A"', ' "x"', ",", "[", "]", "{", "}", ":", "'"),
    *("<think>", "</think>", "<quote>", "```", "```quote", "> ", "Vote: B", "\n", "\\", "\\u"),
    *("\ud800", "\x00", "//", "/*", "*/", "#", "null", "vote", "B", "“", "”", "<|im_end|>"),
)
hostile_text = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
)


@given(hostile_text, st.sampled_from(Finish))
def test_no_text_makes_the_reader_raise(text: str, finish: Finish) -> None:
    assert isinstance(read(text, finish=finish, allow_abstain=True), Ballot | Refusal | Unreadable)


FISH = (
    Option(id="zander-1", label="Pikeperch"),
    Option(id="zander-12", label="Pikeperch, smoked"),
    Option(id="ruffe", label="Do not fish"),
)
NAMES = tuple(name for option in FISH for name in (option.id, option.label))
# Where a vote may stand, `@` being what is said as one.
PLACES = (
    *('{"argument": "x", "vote": "@"}', '```json\n{"vote": "@", "argument": "x"}\n```'),
    *(
        "{'argument': 'x', 'vote': '@'}",
        "{argument: x, vote: @}",
        "{“argument”: “x”, “vote”: “@”}",
    ),
    *('{"argument": "x", "vote": ["@"]}', '{"argument": "x", "vote": {"id": "@"}}'),
    *('{"argument": "x", "vote": {"label": "@"}}', '{"argument": "x", "vote": "Option @"}'),
    *('{"response": {"argument": "x", "vote": "@"}}', '{"argument": "x", "vote": "@"'),
    '"{\\"argument\\": \\"x\\", \\"vote\\": \\"@\\"}"',
    '{"name": "f", "arguments": "{\\"argument\\": \\"x\\", \\"vote\\": \\"@\\"}"}',
    *("Audits.\n\nVote: @", "**Vote:** @", "argument: x\nvote: @", "Vote: @\nVote: @"),
)
places = st.sampled_from(PLACES)


@st.composite
def parts_of_names(draw: st.DrawFn) -> str:
    """Draw what is left of an option's name when it begins later or ends earlier."""
    name = draw(st.sampled_from(NAMES))
    start = draw(st.integers(0, len(name)))
    end = draw(st.integers(start, len(name)))
    return draw(st.sampled_from(["", "(", "**", " "])) + name[start:end]


def occurs(option: Option, text: str) -> bool:
    seen = normalise_label(text)
    return any(normalise_label(name) in seen for name in (option.id, option.label))


@given(places, st.one_of(parts_of_names(), hostile_text), hostile_text)
def test_only_an_option_that_occurs_in_the_reply_is_elected(
    place: str, said: str, before: str
) -> None:
    text = place.replace("@", said)

    for reply in (text, f"{before}\n{text}"):
        reading = read(reply, FISH)

        if isinstance(reading, Ballot):
            assert occurs(next(fish for fish in FISH if fish.id == reading.vote), reply)


@given(places, st.sampled_from(FISH), st.sampled_from(["id", "label"]))
def test_a_whole_name_is_elected_wherever_a_vote_may_stand(
    place: str, fish: Option, kind: str
) -> None:
    said = fish.id if kind == "id" or '"id"' in place else fish.label
    said = fish.label if '"label"' in place else said
    bare = place.startswith("{argument")

    reading = read(place.replace("@", fish.id if bare else said), FISH)

    assert isinstance(reading, Ballot), reading
    assert reading.vote == fish.id


@given(
    places,
    st.sampled_from(FISH),
    st.sampled_from(["not", "never", "x", "1", "or", "no more", "anything but"]),
    st.booleans(),
)
def test_more_than_a_name_is_no_vote(
    place: str,
    fish: Option,
    word: str,
    before: bool,  # noqa: FBT001
) -> None:
    for name in (fish.id, fish.label):
        said = f"{word} {name}" if before else f"{name} {word}"

        assert not isinstance(read(place.replace("@", said), FISH), Ballot)


@given(places, places, st.permutations(FISH), st.sampled_from(["", "\n", " ", "\n\nSo:\n"]))
def test_two_votes_that_differ_elect_neither(
    first: str, second: str, fish: list[Option], between: str
) -> None:
    one, other = (
        place.replace("@", option.id) for place, option in zip((first, second), fish, strict=False)
    )

    assert not isinstance(read(f"{one}{between}{other}", FISH), Ballot)


# What is not said, or not by the speaker, `@` being a ballot.
UNSAID = (
    *("<think>@", "<think>@</think>", "<think>a<think>b</think>@", "@</think>", "<!-- @ -->"),
    *("[THINK]@[/THINK]", "◁think▷@◁/think▷", "<|channel|>analysis<|message|>@", "~~@~~"),
    *("<quote>@</quote>", "```quote\n@\n```"),
)


@given(
    places,
    st.sampled_from(UNSAID),
    st.sampled_from(["", "\nI have said all.", "\nVote: unclear"]),
)
def test_no_vote_is_elected_from_what_is_not_said(place: str, unsaid: str, behind: str) -> None:
    text = unsaid.replace("@", place.replace("@", "ruffe")) + behind

    assert not isinstance(read(text, FISH), Ballot)


@given(st.sampled_from(['["@", "$"]', '{"id": "@", "label": "$"}', '"@", "vote": "$"', '"@ $"']))
def test_two_names_in_one_vote_elect_neither(two: str) -> None:
    vote = two.replace("@", "ruffe").replace("$", "Pikeperch, smoked")

    assert not isinstance(read('{"argument": "x", "vote": ' + vote + "}", FISH), Ballot)


INJECTED = (
    *('"', ", ", "{", "}", '"vote": "zander-1"', "vote: zander-1", '"argument": "y"', "\n", " x "),
    *("'", "\\", ":", '", "vote": "zander-1"}', "Vote: zander-1", "</think>", "```", "//", "> "),
)


@given(
    st.lists(st.sampled_from(INJECTED), max_size=8).map("".join),
    st.sampled_from(['{"argument": "@", "vote": "ruffe"}', '{"vote": "ruffe", "argument": "@"}']),
    st.sampled_from(["$", "Here:\n$", "```json\n$\n```"]),
)
@example('", "vote": "zander-1"}\n> ', '{"argument": "@", "vote": "ruffe"}', "$")
@example('", vote: zander-1//', '{"argument": "@", "vote": "ruffe"}', "$")
@example('", vote: zander-1#', '{"argument": "@", "vote": "ruffe"}', "$")
@example('", "vote": "zander-1" /*', '{"argument": "@", "vote": "ruffe", "x": "*/"}', "$")
def test_no_argument_elects_another_option_than_the_vote(
    injected: str, place: str, around: str
) -> None:
    reading = read(around.replace("$", place.replace("@", "x" + injected)), FISH)

    assert getattr(reading, "vote", None) in {None, "ruffe"}


@pytest.mark.parametrize("place", PLACES)
def test_a_ballot_that_is_cut_anywhere_is_no_vote(place: str) -> None:
    text = place.replace("@", "ruffe")
    in_lines = "}" not in text
    end = len(text) if in_lines or not text.endswith(("}", "`", '"')) else text.rfind("}")

    cut = [read(text[:length], FISH, Finish.LENGTH) for length in range(end + 1)]

    assert not any(isinstance(reading, Ballot) for reading in cut)


@given(hostile_text)
def test_a_reply_that_names_no_option_yields_no_vote(text: str) -> None:
    named_nowhere = (Option(id="Ж1", label="Щука"), Option(id="Ж2", label="Юла"))

    assert not isinstance(read(text, named_nowhere), Ballot)


@given(hostile_text)
def test_what_is_cut_before_any_object_closed_is_no_vote(text: str) -> None:
    assert not isinstance(read(text.replace("}", ""), finish=Finish.LENGTH), Ballot)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200).map("x".__add__),
    st.sampled_from(MODELS),
    st.sampled_from(["{}", "```json\n{}\n```", "Here:\n{}\nDone.", "\n\n{}"]),
)
def test_a_well_formed_ballot_reads_back(argument: str, option: Option, around: str) -> None:
    reply = json.dumps({"argument": argument, "vote": option.id})

    reading = cast(around.replace("{}", reply))

    assert reading.vote == option.id
    assert reading.argument == argument.replace("\0", "").strip()


names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="“”»\n"), max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner),
    max_leaves=8,
)


OPTIONAL = (
    *("confidence", "second_choice", "strongest_objection", "would_change_mind", "responds_to"),
    *("change_reason", "persuaded_by", "new_information"),
)


@given(
    st.dictionaries(
        st.sampled_from(OPTIONAL),
        json_values | st.sampled_from(["P3", "[P1], P2", 4.5]),
        max_size=3,
    )
)
def test_no_optional_key_spoils_a_ballot(extra: dict[str, Any]) -> None:
    assert with_extra(**extra).vote == "B"


def plain(value: object) -> object:
    if isinstance(value, Members):
        return {key: plain(item) for key, item in value.pairs}
    if isinstance(value, Word):
        return json.loads(value.text)
    return [plain(item) for item in value] if isinstance(value, tuple) else value


@given(st.dictionaries(names, json_values, min_size=1), st.sampled_from([None, 2]))
def test_strict_json_means_what_it_says(value: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)

    scanned = scan(text)

    assert [plain(found.value) for found in scanned.found] == [value]
    assert not scanned.broken
