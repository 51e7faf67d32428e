"""A quote is the argument's own words, whole, and not turned round by what it leaves out."""

import pytest
from hypothesis import given, strategies as st

from service.domain.quotations import MOST_PLACES, QuoteFault, found_in, prepared

CODES = {"P1": "seat_4", "P2": "seat_1"}
ABSENT, SHORT, CUT = QuoteFault.ABSENT, QuoteFault.SHORT, QuoteFault.CUT
DENIED, TOLD = QuoteFault.DENIED, QuoteFault.TOLD


@pytest.mark.parametrize(
    ("argument", "quote", "found"),
    [
        ("Weights cannot be recalled.", "weights CANNOT be", "Weights cannot be"),
        ("He said “it’s out” – twice.", 'said "it\'s out" - twice', "said “it’s out” – twice"),
        ("One\n\n  two\tthree four", "two three four", "two\tthree four"),
        ("One\n\n  two three", "one two three", "One\n\n  two three"),
        (
            "a soft\u00adhyphen stands here",
            "softhyphen stands here",
            "soft\u00adhyphen stands here",
        ),
        ("wait -- it is out", "wait - it is", "wait -- it is"),
        ("⟦seat_4⟧ is right on this.", "[P1] is right", "⟦seat_4⟧ is right"),
        ("⟦seat_4⟧ is right on this.", "P1 is right", "⟦seat_4⟧ is right"),
        ("as Q9 [sic] had it", "Q9 (sic) had it", "Q9 [sic] had it"),
        ("Weights cannot be recalled, ever.", "“Weights cannot be recalled.”", None),
        ("İt is out there. So be it.", "so be it", "So be it"),
        ("cafe\u0301 data are out", "café data are", "cafe\u0301 data are"),
        ("café data are out", "cafe\u0301 data are", "café data are"),
        ("公开权重无法收回。", "权重无法收回", "权重无法收回"),
        ("out at once—weights are files", "weights are files", "weights are files"),
        ("weights are files—all of them", "weights are files", "weights are files"),
        ("not only are weights files", "weights are files", ABSENT),
        ("It is not only that weights are files", "weights are files", "weights are files"),
        ("They are not gone—weights are files", "weights are files", "weights are files"),
        ("No. Weights are files", "weights are files", "Weights are files"),
        ("I say not so, weights are files", "weights are files", "weights are files"),
    ],
)
def test_a_quote_is_found_as_the_argument_spells_it(
    argument: str, quote: str, found: str | QuoteFault | None
) -> None:
    expected = argument[:26] if found is None else found
    assert found_in(prepared(argument), quote, CODES) == expected


@pytest.mark.parametrize(
    ("argument", "quote", "fault"),
    [
        ("Weights can be recalled.", "Weights cannot be recalled", ABSENT),
        ("Weights cannot be recalled.", "", SHORT),
        ("Weights cannot be recalled.", "cannot be", SHORT),
        ("- - - - weights", "- - - -", SHORT),
        ("公开权重无法收回。", "权重无法", SHORT),
        ("Reweights can be called back.", "weights can be", CUT),
        ("Weights can be called", "weights can be call", CUT),
        ("non-weights can be called", "weights can be", CUT),
        ("weights can be-come files", "weights can be", CUT),
        ("they can't be called back", "they can be", ABSENT),
        ("as they say weights can't go", "say weights can", CUT),
        ("there are 3.5 in store", "5 in store", CUT),
        ("at the cafe\u0301 of ours", "at the cafe", CUT),
        ("⟦seat_4⟧ is right on this.", "seat_4 is right", ABSENT),
        ("I do not think weights are dangerous.", "weights are dangerous", DENIED),
        ("It isn't so that weights are dangerous.", "weights are dangerous", DENIED),
        ("nobody can close a file that is out", "close a file that", DENIED),
        ("Für mich ist die Freigabe nicht gut.", "ist die Freigabe", DENIED),
        ("Ich will die Freigabe so nicht.", "Ich will die Freigabe", DENIED),
        ("the weights are not safe at all", "the weights are", DENIED),
        ("权重并不是安全的文件", "是安全的文件", DENIED),
        ("公開された重みは安全ではない。", "公開された重みは安全", DENIED),
        ("⟦seat_4⟧ would publish the data.", "would publish the data", TOLD),
        ("⟦seat_4⟧'s data are out there", "data are out there", TOLD),
    ],
)
def test_a_quote_that_misleads_is_none(argument: str, quote: str, fault: QuoteFault) -> None:
    assert found_in(prepared(argument), quote, CODES) is fault


def test_one_place_that_holds_is_enough() -> None:
    argument = prepared("It is not true that weights are files. Weights are files, I say.")

    assert found_in(argument, "weights are files", {}) == "Weights are files"


PROSE = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.sampled_from(
            [*("⟦seat_1⟧", "P2", "[P1]", " ", "\n\n", "—", "--", "İ", "e\u0301", "\u00ad")]
        ),
    ),
    max_size=20,
).map("".join)


@given(PROSE, PROSE)
def test_whatever_is_found_stands_in_the_argument(argument: str, quote: str) -> None:
    found = found_in(prepared(argument), quote, CODES)

    assert isinstance(found, QuoteFault) or found in argument


def test_the_words_are_looked_for_at_the_first_places_only() -> None:
    denied = "It is not cheap to build. " * MOST_PLACES
    argument = prepared(f"{denied}It is cheap to build.")

    assert found_in(argument, "cheap to build", {}) is DENIED
    assert found_in(argument, "It is cheap to build", {}) == "It is cheap to build"
