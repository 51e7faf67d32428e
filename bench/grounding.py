"""What it takes to check a full draft of a summary: twelve seats, six rounds, every place filled.

    make bench-grounding
    make bench-grounding BENCH='--repetitions 99'

Prints a line, and in it whether the goal is met. A goal that is missed is no failure of the
measurement: the exit status is 0.
"""

import argparse
import os
import platform
import time
from itertools import cycle, islice
from statistics import median

import msgspec

from bench.goals import MET
from service.domain.debate import Debate, OptionId, Response, ResponseRef
from service.domain.desk import Desk, desk_of
from service.domain.drafts import Draft, DraftCitation, Sentence
from tests.support.debates import a_debate, a_ledger, a_panel, a_spec, some_options, some_rules
from tests.support.drafts import checked

GOAL_MS = 50
SEATS, ROUNDS, OPTIONS = 12, 6, 26
WORDS = 220
"""Of every argument, as many as are asked for."""
QUOTE = "a published file is copied before anybody has time to call it back"
OVERVIEW_SENTENCES = 8


def main() -> None:
    """Measure, and print."""
    options = _options()
    debate = a_large_debate()
    desk = desk_of(debate)
    draft = a_full_draft(desk)
    took_ms = sorted(measure(debate, desk, draft, options.repetitions))
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
    print(
        f"{SEATS} seats, {ROUNDS} rounds, {len(desk.citable)} arguments of {WORDS} words,"
        f" a draft of {len(draft)} sentences"
    )
    print(
        f"{median(took_ms):.1f} ms of CPU a draft, median of {options.repetitions}"
        f" ({took_ms[0]:.1f}-{took_ms[-1]:.1f} ms); goal: under {GOAL_MS} ms:"
        f" {MET[median(took_ms) < GOAL_MS]}"
    )


def measure(debate: Debate, desk: Desk, draft: Draft, repetitions: int) -> list[float]:
    """Return what checking the draft took, in milliseconds of CPU, of each repetition."""
    return [_took_ms(debate, desk, draft) for _ in range(repetitions)]


def a_large_debate() -> Debate:
    """Return a debate in which every option is voted for and every seat moves in every round."""
    letters = [chr(ord("A") + n) for n in range(OPTIONS)]
    votes = [[letters[(seat + 5 * n) % OPTIONS] for seat in range(SEATS)] for n in range(ROUNDS)]
    spec = a_spec(
        options=some_options(*(f"Publish part {letter} of it" for letter in letters)),
        panel=a_panel(SEATS),
        rules=some_rules(max_rounds=ROUNDS),
    )
    debate = a_debate(*votes, spec=spec)
    return a_ledger(debate, *(_argued(response) for response in debate.responses))


def a_full_draft(desk: Desk) -> Draft:
    """Return a draft with a sentence for every place, each with as many citations as it can use."""
    keys = list(desk.citable)
    by_option: dict[OptionId | None, str] = {}
    last = {}
    for key, response in desk.citable.items():
        by_option.setdefault(response.vote, key)
        last[response.participant] = key
    overview = (
        _sentence(f"overview {n}", f"[{key.partition('@')[0]}] holds that [quote 1].", key)
        for n, key in enumerate(islice(cycle(keys), OVERVIEW_SENTENCES), start=1)
    )
    positions = (
        _sentence(f"positions {code}", f"[{code}] fears above all that [quote 1].", last[seat])
        for code, seat in desk.codes.items()
    )
    strongest = (
        _sentence(
            f"strongest_arguments {option}",
            "The case rests on haste: [quote 1].",
            by_option[option],
        )
        for option in (o.id for o in desk.spec.options)
        if option in by_option
    )
    return (*overview, *positions, *strongest, *_turns(desk, by_option))


def _turns(desk: Desk, by_option: dict[OptionId | None, str]) -> Draft:
    sentences = []
    for place, turn in desk.turns.items():
        if turn.participant is None:
            option = turn.to_options[0]
            text = f"[{option}@{turn.round}] came to rest on haste: [quote 1]."
            key = by_option[option]
        else:
            code = desk.code_of[turn.participant]
            text = f"[{code}@{turn.round - 1}>{turn.round}] came to see that [quote 1]."
            key = f"{code}@{turn.round}"
        sentences.append(_sentence(f"turning_points {place}", text, key))
    return tuple(sentences)


def _sentence(at: str, text: str, key: str) -> Sentence:
    citations = (DraftCitation(response=key, quote=QUOTE),)
    return Sentence(at=at, text=text, citations=citations)


def _argued(response: Response) -> Response:
    filler = f"In case {response.participant} of {response.round} it's plain that — “so far” —"
    words = list(islice(cycle(filler.split()), WORDS - len(QUOTE.split())))
    words.insert(2 * len(words) // 3, f"The fact is that {QUOTE}.\n\n")
    earlier = ResponseRef(round=max(response.round - 1, 1), participant="seat_1")
    return msgspec.structs.replace(
        response, argument=" ".join(words), persuaded_by=earlier if response.round > 1 else None
    )


def _took_ms(debate: Debate, desk: Desk, draft: Draft) -> float:
    started = time.process_time()
    checked(debate, desk, draft)
    return 1000 * (time.process_time() - started)


def _options() -> argparse.Namespace:
    prog, text = "make bench-grounding", (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog=prog, description=text)
    parser.add_argument("--repetitions", type=int, default=25, help="times that it is checked")
    return parser.parse_args()


if __name__ == "__main__":
    main()
