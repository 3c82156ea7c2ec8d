"""``python -m services.matching solve``: files in and out, and what it says of wrong ones."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.matching.engine import command, sheets
from tests.bench import matching_rounds

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _interrupts() -> Iterator[None]:
    """The command takes Ctrl-C for itself; the tests give it back."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def small(tmp_path: Path, uri: Callable[[str], str]) -> Path:
    skill = uri("operate soldering equipment")
    document = {
        "format": "shixun.round/1",
        "students": [{"id": name, "holdings": {skill: 3}, "bids": ["p"]} for name in ("a", "b")],
        "projects": [{"id": "p", "needs": [{"skill": skill, "level": 3}], "min": 1, "max": 2}],
    }
    path = tmp_path / "round.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_plan_is_written_with_its_gap_and_its_steps(small: Path, tmp_path: Path) -> None:
    # seconds count from the start of the process, and this one has run many tests before
    assert command.run([str(small), "--seconds", "100000", "--out", str(tmp_path / "plan.json")]) == 0

    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert plan["format"] == "shixun.plan/1"
    assert plan["teams"] == [{"project": "p", "members": ["a", "b"]}]
    assert (plan["objective"], plan["bound"], plan["gap"]) == (3.2, 3.2, 0.0)
    assert plan["seconds"] > 0


def test_the_steps_of_a_plan_give_it_again(small: Path, tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        assert command.run([str(small), "--steps", "4", "--out", str(tmp_path / name)]) == 0

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert json.loads((tmp_path / "one.json").read_text("utf-8"))["seconds"] is None


def test_a_dash_is_standard_output(small: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert command.run([str(small), "--steps", "2", "--out", "-"]) == 0

    assert json.loads(capfdbinary.readouterr().out)["format"] == "shixun.plan/1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "line 1, column 2: this is no JSON (Expecting property name enclosed in double quotes)."),
        (b'{"a": "\xff"}', "byte 7: this is no UTF-8 text."),
        (b"[" * 100_000, "This JSON is nested too deeply to be a round."),
        (b'{"format": "x"}', "format: a round says 'shixun.round/1' here, this one 'x'."),
    ],
    ids=["cut off", "no text", "deep", "another format"],
)
def test_a_wrong_file_is_named_with_the_place(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)

    assert command.run([str(path)]) == 2
    assert capsys.readouterr().err == f"{path}: {said}\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run([str(tmp_path / "none.json")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'none.json'}: No such file or directory\n"


def test_a_round_without_a_plan_says_what_conflicts(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(small.read_text("utf-8")) | {"apart": [["a", "b"]]}
    small.write_text(json.dumps(document), encoding="utf-8")

    assert command.run([str(small)]) == 1
    assert (
        capsys.readouterr().err
        == "No plan keeps these rules together: everybody is placed and 'a' and 'b' are apart.\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "students.csv": (
            "student,skills,programme,slots,newcomer\n"
            "a,电子焊接 3; operate soldering equipment 2,x,mon 10-12; wed 14,Yes\n"
            "b,Operate soldering equipment 4,y,mon 11-13,\n"
        ),
        "bids.csv": "student,project,rank\nb,p,1\na,q,1\na,p,2\n",
        "briefs.csv": (
            "project,needs,min,max\np,operate soldering equipment 3 x 2,2,2\nq,operate soldering equipment 2,2,3\n"
        ),
        "settings.json": '{"common_slots": 1}',
    }
    for name, text in files.items():
        (tmp_path / name).write_text("\ufeff" + text if name.endswith("csv") else text, encoding="utf-8")
    return tmp_path


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_csv_of_teachers_is_read_and_written(folder: Path, tmp_path: Path) -> None:

    assert command.run([str(folder), "--steps", "20", "--out", str(tmp_path / "plan.csv")]) == 0
    assert (tmp_path / "plan.csv").read_text("utf-8-sig").split() == ["project,student,bid", "p,a,2", "p,b,1"]
    assert [one.newcomer for one in sheets.read(folder).students] == [True, False]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("students.csv", "b,Operate soldering equipment 4", "b,juggling 4", "students.csv line 3: there is no skill"),
        ("students.csv", "mon 11-13", "noon", "students.csv line 3: 'noon' is no time"),
        ("students.csv", "Yes", "perhaps", "students.csv line 2, newcomer: 'yes' or 'no' stands here, not 'perhaps'."),
        ("students.csv", "equipment 4", "equipment 9", "students.csv line 3, holdings["),
        ("students.csv", "student,skills", "name,skills", "students.csv: the column 'student' is missing"),
        ("bids.csv", "a,q,1", "a,r,1", "bids.csv line 3: there is no project 'r'."),
        ("bids.csv", "a,q,1", "a,q,2", "bids.csv line 4: 'a' has this rank or this project already."),
        ("bids.csv", "a,q,1", "a,q", "bids.csv line 3: there are fewer cells than columns."),
        ("briefs.csv", "3 x 2,2,2", "3 x 2,3,2", "briefs.csv line 2: the largest size, 2, is"),
        ("settings.json", '"common_slots"', '"slots"', "settings: 'slots' is unknown; "),
    ],
)  # fmt: skip
def test_what_is_wrong_in_csv_is_said_with_file_and_line(
    name: str, old: str, new: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(folder / name, old, new)

    assert command.run([str(folder)]) == 2
    assert capsys.readouterr().err.startswith(f"{folder}: {said}")


def test_ctrl_c_writes_the_best_so_far(tmp_path: Path) -> None:
    """The plan is the one that was told last, and its steps give it again."""
    given, out, again = (tmp_path / name for name in ("round.json", "plan.json", "again.json"))
    given.write_text(json.dumps(matching_rounds.make("M", 1)), encoding="utf-8")
    solve = [sys.executable, "-m", "services.matching", "solve", str(given), "--progress"]
    told = []
    with subprocess.Popen(
        [*solve, "--steps", "100000", "--out", str(out)], stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if not told:  # once: a second time would be for a program that is about to end
                running.send_signal(signal.SIGINT)
            if "gap" in line:
                told.append(line)
        assert running.wait(60) == 0

    plan = json.loads(out.read_text("utf-8"))
    last = re.match(r"step (\d+): ([\d.]+), gap ([\d.]+) %, bound ([\d.]+)", told[-1])
    assert last is not None
    steps, objective, gap, bound = (float(number) for number in last.groups())
    assert 0 < plan["steps"] == steps < 100_000
    assert (plan["objective"], plan["bound"]) == pytest.approx((objective, bound), abs=1e-4)
    assert 100 * plan["gap"] == pytest.approx(gap, abs=2e-3)
    assert plan["gap"] == pytest.approx((plan["bound"] - plan["objective"]) / plan["bound"], abs=2e-6)
    assert command.run([str(given), "--steps", str(plan["steps"]), "--out", str(again)]) == 0
    assert json.loads(again.read_text("utf-8")) == plan | {"seconds": None}


def test_the_command_loads_neither_web_nor_database() -> None:
    """A second of start-up is a tenth of the time that a plan may take."""
    loads = (
        "import sys, services.matching.engine.command; print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", loads], check=True, capture_output=True, text=True)

    assert "numba" in done.stdout.split()
    assert not {"flask", "pymongo", "mongoengine", "kafka"} & set(done.stdout.split())
