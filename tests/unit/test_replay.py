"""Logged debates, held again: the figures that are known, and what is said of lines that are wrong."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from bench.replay import DATA
from bench.replayed.figures import Figure
from bench.replayed.logs import (
    MOST_FAULTS,
    Logged,
    UnreadableLogsError,
    read_line,
    read_logs,
    stripped,
)
from bench.replayed.protocols import (
    CONFIDENCE,
    FIRST_ROUND,
    LAST_ROUND,
    OUTCOME,
    PROTOCOLS,
    SUPERMAJORITY,
    TRAJECTORY,
    UNANIMOUS,
    USUAL_PROTOCOL,
    Quorum,
    Result,
    replay,
)
from bench.replayed.report import Report, report_on
from bench.replayed.tables import tables

ROOT = Path(__file__).parents[2]


def a_line(**changes: object) -> bytes:
    line = {"qid": "q1", "gold": "A", "agents": ["x", "y", "z"], "votes": [["A", "B", None]]}
    return json.dumps(line | changes).encode()


def logged(*votes: str, gold: str = "A", **changes: object) -> Logged:
    """Return a logged debate: a string a round, a letter an agent, `-` for no vote."""
    agents = [f"agent {n}" for n in range(len(votes[0]))]
    rounds = [[None if vote == "-" else vote for vote in row] for row in votes]
    return read_line(a_line(agents=agents, votes=rounds, gold=gold, **changes), "own")


def came_to(debate: Logged, way: str, quorum: Quorum = Quorum.ANY) -> tuple[int, float]:
    result = replay(debate, quorum)[way]
    return result.rounds, result.share


@pytest.fixture(scope="module")
def report() -> Report:
    if not DATA.is_dir():
        pytest.skip(f"NOT RUN: {DATA} is missing, so no logged debate was replayed")
    return report_on(read_logs(DATA))


def figure(report: Report, name: str, way: str, quorum: Quorum = Quorum.ANY) -> Figure:
    (found,) = (pool for pool in (*report.pools, *report.datasets) if pool.name == name)
    return found.by_quorum[quorum][way]


KNOWN = {
    ("factual", FIRST_ROUND, Quorum.ANY): (74.0, 1.0, 9),
    ("factual", LAST_ROUND, Quorum.ANY): (74.4, 3.0, 18),
    ("factual", OUTCOME, Quorum.ANY): (75.1, 3.0, 5),
    ("factual", TRAJECTORY, Quorum.ANY): (75.7, 3.0, 5),
    ("factual", SUPERMAJORITY, Quorum.ANY): (74.7, 1.2, 9),
    ("factual", UNANIMOUS, Quorum.ANY): (74.9, 1.6, 9),
    ("factual", USUAL_PROTOCOL, Quorum.ANY): (74.3, 1.5, 9),
    ("factual", OUTCOME, Quorum.USUAL): (73.9, 3.0, 22),
    ("factual", TRAJECTORY, Quorum.USUAL): (74.0, 3.0, 22),
    ("factual", SUPERMAJORITY, Quorum.USUAL): (73.3, 1.2, 31),
    ("factual", UNANIMOUS, Quorum.USUAL): (73.8, 1.6, 31),
    ("factual", USUAL_PROTOCOL, Quorum.USUAL): (73.2, 1.5, 31),
    ("pressure", FIRST_ROUND, Quorum.ANY): (76.3, 1.0, 0),
    ("pressure", LAST_ROUND, Quorum.ANY): (72.0, 5.0, 0),
    ("pressure", SUPERMAJORITY, Quorum.ANY): (78.7, 1.2, 0),
    ("pressure", SUPERMAJORITY, Quorum.USUAL): (78.7, 1.2, 0),
    ("pressure", USUAL_PROTOCOL, Quorum.ANY): (74.7, 2.0, 0),
    ("borowski_mmlu_3x2", LAST_ROUND, Quorum.ANY): (34.5, 2.0, 8),
    ("goga_hetero_solvers", LAST_ROUND, Quorum.ANY): (28.5, 2.0, 0),
    ("goga_hetero_solvers", CONFIDENCE, Quorum.ANY): (30.9, 2.0, 0),
}
"""Accuracy in percent, mean rounds, debates without an outcome."""


def test_every_figure_is_what_it_was(report: Report) -> None:
    found = {key: figure(report, *key) for key in KNOWN}

    assert {
        key: (round(each.accuracy, 1), round(each.rounds, 1), each.without_outcome)
        for key, each in found.items()
    } == KNOWN


def test_every_reference_figure_comes_out_where_any_vote_counts(report: Report) -> None:
    assert len(report.known) == 7
    assert [known.of for known in report.known if not known.met[Quorum.ANY]] == []


def test_the_usual_quorum_misses_two_for_the_debates_that_it_ends(report: Report) -> None:
    missed = [known.of for known in report.known if not known.met[Quorum.USUAL]]

    assert missed == [SUPERMAJORITY, TRAJECTORY]
    stopped = figure(report, "factual", SUPERMAJORITY, Quorum.USUAL)
    assert stopped.accuracy_with_outcome == pytest.approx(76.08, abs=0.006)


def test_all_logs_are_told_as_what_they_are(report: Report) -> None:
    assert {pool.name: pool.debates for pool in report.pools} == {"factual": 841, "pressure": 1000}
    assert len(report.datasets) == 16
    assert report.left_out == 400
    (marks,) = report.marked
    assert (marks.name, marks.debates, marks.right_to_wrong) == ("soso_hetero_solvers", 25, 2)


def test_changes_are_held_against_the_right_answers(report: Report) -> None:
    factual = next(each for each in report.measured if each.name == "factual")

    assert (factual.moves.wrong_to_right, factual.moves.right_to_wrong) == (326, 220)
    assert factual.best_seat.first_round == pytest.approx(74.67, abs=0.006)
    assert [level.debates for level in factual.levels] == [694, 107, 7, 28]


def test_the_tables_tell_every_data_set(report: Report) -> None:
    text = "\n".join(tables(report))

    for pool in (*report.pools, *report.datasets):
        assert f"\n{pool.name}" in text
    assert text.count(" met") >= 7
    assert "soso_hetero_solvers: 25 debates that say only which answers were right" in text


def test_several_leaders_count_as_their_share_of_right_ones() -> None:
    assert came_to(logged("AB-"), FIRST_ROUND) == (1, 0.5)
    assert came_to(logged("ABC"), FIRST_ROUND) == (1, 1 / 3)
    assert came_to(logged("BBA"), FIRST_ROUND) == (1, 0.0)
    assert came_to(logged("ABB", "AAB"), TRAJECTORY) == (2, 0.5)


def test_a_rule_stops_a_debate_as_in_the_service() -> None:
    debate = logged("AAB", "BBB", "BBA")

    assert came_to(debate, SUPERMAJORITY) == (1, 1.0)
    assert came_to(debate, UNANIMOUS) == (2, 0.0)
    assert came_to(debate, USUAL_PROTOCOL) == (2, 0.0)
    assert came_to(debate, LAST_ROUND) == (3, 0.0)
    assert came_to(logged("ABC", "ABC", "AAA"), USUAL_PROTOCOL) == (2, 1 / 3)
    assert came_to(logged("ABC", "ABC", "AAA"), UNANIMOUS) == (3, 1.0)


def test_a_debate_short_of_its_quorum_has_no_outcome() -> None:
    debate = logged("A--", "AAA")

    assert replay(debate, Quorum.USUAL)[SUPERMAJORITY] == Result(rounds=1, share=0, ended=False)
    assert came_to(debate, SUPERMAJORITY) == (1, 1.0)


def test_the_last_counted_round_decides_where_the_last_has_no_vote() -> None:
    debate = logged("AAB", "---")

    assert came_to(debate, OUTCOME) == (2, 1.0)
    assert came_to(debate, LAST_ROUND) == (2, 0.0)


def test_confidences_decide_where_they_are_logged() -> None:
    sure = logged("ABB", confidence=[[0.9, 0.3, 0.2]])

    assert came_to(sure, CONFIDENCE) == (1, 1.0)
    assert not replay(logged("ABB"), Quorum.ANY)[CONFIDENCE].ended


def test_debates_in_which_the_votes_fell_alike_come_to_the_same() -> None:
    one, other = logged("ABB", "-BB", gold="B"), logged("XYY", "-YY", gold="Y", qid="q2")

    assert stripped(one) == stripped(other)
    assert replay(stripped(one), Quorum.USUAL) == replay(other, Quorum.USUAL)
    assert stripped(one) != stripped(logged("ABB", "-BB", gold="A"))
    assert came_to(stripped(logged("ABB", gold="C")), FIRST_ROUND) == (1, 0)


def test_a_debate_of_one_round_can_be_replayed() -> None:
    results = replay(logged("AA"), Quorum.USUAL)

    assert set(PROTOCOLS) < set(results)
    assert {name: r.rounds for name, r in results.items()} == dict.fromkeys(results, 1)


FAULTS = {
    "a broken line": (b'{"qid": "q1"', "Input data was truncated"),
    "not an object": (b"[1]", "Expected `object`, got `array`"),
    "not UTF-8": (b'{"qid": "\xff"}', "not UTF-8: invalid start byte at byte 9"),
    "no name": (b'{"agents": ["x", "y"]}', "missing required field `qid`"),
    "a vote that is no text": (a_line(votes=[[1, "B", None]]), "got `int` - at `$.votes[0][0]`"),
    "an empty vote": (a_line(votes=[["A", "B", ""]]), "an empty vote; null is no vote"),
    "a seat too few": (a_line(votes=[["A", "B"]]), "2 entries for 3 agents - at `$.votes[0]`"),
    "no right answer": (a_line(gold=""), "`votes` without `gold`"),
    "no rounds": (a_line(votes=[]), "give `votes` and `gold`, or `correct`"),
    "two kinds of answers": (a_line(correct=[[True, True, True]]), "both `votes` and `correct`"),
    "one agent": (a_line(agents=["x"], votes=[["A"]]), "1 agents; a panel has 2 to 12"),
    "too many rounds": (a_line(votes=[["A", "B", "A"]] * 7), "7 rounds; a debate has at most 6"),
    "half of the confidences": (
        a_line(votes=[["A", "B", "A"]] * 2, confidence=[[1, 1, 1]]),
        "1 rounds of 2 - at `$.confidence`",
    ),
    "a confidence below nothing": (a_line(confidence=[[0.5, -1, None]]), "a confidence below 0"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_line_that_is_wrong_is_told_with_what_is_wrong(tmp_path: Path, fault: str) -> None:
    line, told = FAULTS[fault]
    path = tmp_path / "mine.jsonl"
    path.write_bytes(a_line() + b"\n\n" + line + b"\n")

    with pytest.raises(UnreadableLogsError) as refused:
        read_logs(tmp_path)

    summary, fault_told = str(refused.value).split("\n")
    assert "docs/replay.md" in summary
    assert fault_told.startswith(f"{path}:3: ")
    assert told in fault_told


def test_of_very_many_wrong_lines_the_first_are_told(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_bytes(b"{}\n" * 50)

    with pytest.raises(UnreadableLogsError) as refused:
        read_logs(tmp_path)

    lines = str(refused.value).split("\n")
    assert lines[0].startswith("50 lines cannot be read")
    assert len(lines) == MOST_FAULTS + 2


def test_a_folder_without_lines_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no logs")

    with pytest.raises(UnreadableLogsError, match="has no line in any"):
        read_logs(tmp_path)


def test_a_line_belongs_to_its_file_unless_it_says_otherwise(tmp_path: Path) -> None:
    lines = (a_line(), a_line(dataset="theirs"), a_line(more="is ignored"))
    (tmp_path / "mine.jsonl").write_bytes(b"\n".join(lines))

    assert [one.dataset for one in read_logs(tmp_path)] == ["mine", "theirs", "mine"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.replay", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_command_replays_a_folder_of_ones_own(tmp_path: Path) -> None:
    lines = [a_line(qid=str(n), votes=[["A", "A", "B"]]) for n in range(3)]
    (tmp_path / "mine.jsonl").write_bytes(b"\n".join(lines))

    ended = run("--data", str(tmp_path), "--json")

    assert ended.returncode == 0
    found = msgspec.json.decode(ended.stdout, type=Report)
    assert "mine: 3 debates, 0.0 % of the answers without a vote" in tables(found)
    (own,) = found.datasets
    assert own.by_quorum[Quorum.USUAL][SUPERMAJORITY].accuracy == 100


def test_debates_that_decide_nothing_can_be_replayed() -> None:
    report = report_on([logged("AB", "AB"), logged("BA", "BA")])

    (own,) = report.measured
    assert own.stability is None
    assert any(line.startswith("own ") for line in tables(report))


def test_the_command_says_that_a_folder_is_missing(tmp_path: Path) -> None:
    ended = run("--data", str(tmp_path / "nowhere"))

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"There is no folder {tmp_path / 'nowhere'}")
    assert "Traceback" not in ended.stderr
