"""The window that readers share: nobody misses an event in it, or gets one twice."""

from collections.abc import Iterable

from hypothesis import given, strategies as st

from service.api.frames import CHUNK_BYTES, DELTA, MOST_BYTES, MOST_FRAMES, Frame, Place, Window


def events(*sequences: int) -> list[Frame]:
    return [Frame(sequence, b"e%d " % sequence) for sequence in sequences]


def deltas(*texts: bytes) -> list[Frame]:
    return [Frame(DELTA, text) for text in texts]


def a_window(*frames: Iterable[Frame]) -> Window:
    window = Window()
    for some in frames:
        window.add(some)
    return window


def test_a_reader_takes_each_frame_once() -> None:
    window = a_window(events(1, 2))
    place = Place(0, window)

    assert place.take(window) == b"e1 e2 "
    assert place.take(window) == b""
    window.add(events(3))
    assert place.take(window) == b"e3 "


def test_a_reader_that_resumes_is_given_what_it_has_not_seen() -> None:
    window = a_window(events(1, 2, 3, 4))

    assert Place(2, window).take(window) == b"e3 e4 "


def test_a_reader_that_is_ahead_of_the_window_waits_for_what_follows() -> None:
    window = a_window(events(1))
    place = Place(2, window)

    assert place.take(window) == b""
    window.add(events(2, 3))
    assert place.take(window) == b"e3 "


def test_deltas_are_for_those_who_were_there() -> None:
    window = a_window(events(1))
    early = Place(0, window)
    window.add(deltas(b"d "))
    late = Place(0, window)

    window.add(events(2))

    assert early.take(window) == b"e1 d e2 "
    assert late.take(window) == b"e1 e2 "
    window.add(deltas(b"more "))
    assert late.take(window) == b"more "


def test_what_has_left_the_window_has_to_be_read_elsewhere() -> None:
    window = a_window(events(1, 2))
    window.clear()
    window.add(events(3))
    place = Place(1, window)

    assert place.take(window) is None
    place.after = 2
    assert place.take(window) == b"e3 "


def test_who_has_had_all_that_left_the_window_goes_on_in_it() -> None:
    window = a_window(events(1, 2))
    place = Place(0, window)
    place.take(window)
    window.clear()

    assert place.take(window) == b""
    assert Place(2, window).take(window) == b""


def test_deltas_that_have_left_the_window_are_lost_and_the_rest_comes() -> None:
    window = a_window(events(1))
    place = Place(0, window)
    place.take(window)

    window.add(deltas(b"lost "))
    window.clear()
    window.add(deltas(b"kept "))

    assert place.take(window) == b"kept "


def test_no_delta_comes_after_an_event_that_followed_it() -> None:
    window = a_window(events(1))
    place = Place(0, window)
    place.take(window)
    window.add(events(2))
    window.clear()
    window.add(deltas(b"d ") + events(3))

    assert place.take(window) is None
    place.after = 3
    assert place.take(window) == b""
    window.add(deltas(b"more "))
    assert place.take(window) == b"more "


def test_a_window_holds_no_more_than_its_number_of_frames() -> None:
    window = a_window(events(*range(1, MOST_FRAMES + 11)))

    assert (window.begins, window.floor) == (10, 10)
    assert window.ends - window.begins == MOST_FRAMES


def test_a_window_holds_no_more_than_its_bytes() -> None:
    third = MOST_BYTES // 3 + 1
    window = a_window([Frame(sequence, b"x" * third) for sequence in (1, 2, 3)])

    assert (window.ends - window.begins, window.floor) == (2, 1)


def test_a_frame_that_is_larger_than_a_window_is_read_elsewhere() -> None:
    window = a_window([Frame(1, b"x" * (MOST_BYTES + 1))])

    assert Place(0, window).take(window) is None
    assert Place(1, window).take(window) == b""


def test_much_is_taken_in_chunks() -> None:
    half = CHUNK_BYTES // 2 + 1
    window = a_window([Frame(sequence, b"x" * half) for sequence in (1, 2, 3)])
    place = Place(0, window)

    taken = [len(place.take(window) or b"") for _ in range(3)]

    assert taken == [2 * half, half, 0]


STEPS = st.lists(st.sampled_from(["event", "delta", "take", "clear"]), max_size=60)


@given(steps=STEPS, after=st.integers(0, 5))
def test_whatever_happens_every_event_comes_once_and_in_order(
    steps: list[str], after: int
) -> None:
    window = Window()
    place = Place(after, window)
    logged, had = 0, list[int]()

    def take() -> None:
        while (taken := place.take(window)) is None:
            had.append(place.after + 1)
            place.after += 1
        had.extend(int(name[1:]) for name in taken.split() if name.startswith(b"e"))

    for step in steps:
        if step == "event":
            logged += 1
            window.add(events(logged))
        elif step == "delta":
            window.add(deltas(b"d "))
        elif step == "clear":
            window.clear()
        else:
            take()
    take()

    assert had == list(range(after + 1, logged + 1))
