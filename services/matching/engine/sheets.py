"""The CSV files that teachers keep: students, bids, briefs, and pairs; and a plan as one.

A folder holds them. Skills are named by URI or by any of their names in English or Chinese::

    students.csv   student, skills (welding 3; 焊接 2.5), group, programme, slots (mon 10-12; wed 14), newcomer (yes)
    bids.csv       student, project, rank
    briefs.csv     project, needs (welding 3; painting 2 x 1.5), min, max, programmes_min
    pairs.csv      rule (apart, together, fixed, forbidden), first, second            may be missing
    settings.json  the settings of a round                                            may be missing
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.matching import skills
from services.matching.engine.errors import RoundError
from services.matching.engine.reading import read_round
from services.matching.engine.round import Round
from services.matching.graph import load
from shared.searching import fold
from shared.spreadsheet import csv_text

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Row = Mapping[str, str]


def read(folder: Path) -> Round:
    """Returns the round that the files of a folder describe.

    Raises
    ------
    RoundError
        Naming file and line of what is wrong.
    """
    students, projects = _students(folder / "students.csv"), _briefs(folder / "briefs.csv")
    _bids(folder / "bids.csv", {one["id"]: one for one in students}, {one["id"] for one in projects})
    places = {
        "students": [one.pop("place") for one in students],
        "projects": [one.pop("place") for one in projects],
    }
    document = {
        "format": "shixun.round/1",
        "settings": _settings(folder / "settings.json"),
        "students": students,
        "projects": projects,
        **_pairs(folder / "pairs.csv"),
    }
    try:
        return read_round(document)
    except RoundError as error:
        said = re.sub(
            r"(students|projects)\[(\d+)\](\.?)",
            lambda at: places[at[1]][int(at[2])] + (", " if at[3] else ""),
            str(error),
        )
        raise RoundError(said) from None


def written(plan: Mapping[str, Any], round_: Round) -> str:
    """Returns the teams of a plan as CSV, a line for each student; those without a team at the end."""
    at = {one.id: number for number, one in enumerate(round_.students)}
    place = {one.id: number for number, one in enumerate(round_.projects)}
    lines: list[tuple[str, str, object]] = []
    for team in plan["teams"]:
        for member in team["members"]:
            bids, project = round_.students[at[member]].bids, place[team["project"]]
            lines.append((team["project"], member, bids.index(project) + 1 if project in bids else ""))
    lines += [("", member, "") for member in plan["unplaced"]]
    return csv_text(("project", "student", "bid"), lines)


def _rows(path: Path, needed: tuple[str, ...], may: tuple[str, ...] = ()) -> Iterator[tuple[str, Row]]:
    """Yields each row with its place: file and line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RoundError(f"{path.name}: this is no UTF-8 text; save it as CSV UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        there = [name.strip().lower() for name in reader.fieldnames or ()]
        _check_head(path.name, there, needed, may)
        reader.fieldnames = there
        for row in reader:
            at = f"{path.name} line {reader.line_num}"
            if None in row or None in row.values():
                raise RoundError(f"{at}: there are {'more' if None in row else 'fewer'} cells than columns.")
            yield at, {name: value.strip() for name, value in row.items()}
    except csv.Error as error:
        raise RoundError(f"{path.name} line {reader.line_num}: {error}.") from None


def _check_head(name: str, there: list[str], needed: tuple[str, ...], may: tuple[str, ...]) -> None:
    for column in needed:
        if column not in there:
            raise RoundError(
                f"{name}: the column {column!r} is missing; there is {', '.join(there) or 'nothing'}."
            )
    for column in there:
        if column not in needed + may:
            raise RoundError(
                f"{name}: the column {column!r} is unknown; there may be {', '.join(needed + may)}."
            )


def _students(path: Path) -> list[dict[str, Any]]:
    found = []
    for at, row in _rows(path, ("student",), ("skills", "group", "programme", "slots", "newcomer")):
        one: dict[str, Any] = {"id": row["student"], "bids": [], "place": at}
        one["holdings"] = {skill: level for skill, level, _ in _skills(row.get("skills", ""), at)}
        one |= {name: row[name] for name in ("group", "programme") if row.get(name)}
        if row.get("slots"):
            one["slots"] = sorted({hour for part in _parts(row["slots"]) for hour in _hours(part, at)})
        if row.get("newcomer"):
            one["newcomer"] = _yes(row["newcomer"], f"{at}, newcomer")
        found.append(one)
    return found


def _briefs(path: Path) -> list[dict[str, Any]]:
    found = []
    for at, row in _rows(path, ("project", "needs", "min", "max"), ("programmes_min",)):
        needs = [{"skill": a, "level": b, "weight": c} for a, b, c in _skills(row["needs"], at)]
        one: dict[str, Any] = {"id": row["project"], "needs": needs, "place": at}
        one |= {name: _whole(row[name], f"{at}, {name}") for name in ("min", "max")}
        if row.get("programmes_min"):
            one["programmes_min"] = _whole(row["programmes_min"], f"{at}, programmes_min")
        found.append(one)
    return found


def _bids(path: Path, students: Mapping[str, dict[str, Any]], projects: set[str]) -> None:
    ranked: dict[str, dict[int, str]] = {}
    for at, row in _rows(path, ("student", "project", "rank")):
        if row["student"] not in students:
            raise RoundError(f"{at}: there is no student {row['student']!r}.")
        if row["project"] not in projects:
            raise RoundError(f"{at}: there is no project {row['project']!r}.")
        own, rank = ranked.setdefault(row["student"], {}), _whole(row["rank"], f"{at}, rank")
        if rank in own or row["project"] in own.values():
            raise RoundError(f"{at}: {row['student']!r} has this rank or this project already.")
        own[rank] = row["project"]
    for student, own in ranked.items():
        students[student]["bids"] = [own[rank] for rank in sorted(own)]


def _pairs(path: Path) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {name: [] for name in ("apart", "together", "fixed", "forbidden")}
    if path.exists():
        for at, row in _rows(path, ("rule", "first", "second")):
            if row["rule"] not in found:
                raise RoundError(f"{at}: {row['rule']!r} is no rule; there are {', '.join(found)}.")
            found[row["rule"]].append([row["first"], row["second"]])
    return found


def _settings(path: Path) -> object:
    try:
        return json.loads(path.read_bytes()) if path.exists() else {}
    except ValueError as error:
        raise RoundError(f"{path.name}: this is no JSON ({error}).") from None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]


def _skills(text: str, at: str) -> Iterator[tuple[str, float, float]]:
    """Yields skill, level and weight of ``welding 3; painting 2 x 1.5``."""
    for part in _parts(text):
        found = re.fullmatch(r"(.*?\S)\s+(\d+(?:\.\d+)?)(?:\s*[x×*]\s*(\d+(?:\.\d+)?))?", part)
        if not found:
            raise RoundError(f"{at}: {part!r} is no skill with a level, as 'welding 3' or 'welding 3 x 2'.")
        yield _skill(found[1], at), float(found[2]), float(found[3] or 1)


def _skill(name: str, at: str) -> str:
    if ":" in name and name in load():
        return name
    uris = _by_name().get(fold(name), ())
    if len(uris) != 1:
        what = "there is no skill" if not uris else "more than one skill is called"
        raise RoundError(f"{at}: {what} {name!r}.")
    return uris[0]


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, tuple[str, ...]]:
    """From a folded name to the skills that are called so; a preferred name comes before an alternative one."""
    preferred: dict[str, dict[str, None]] = {}
    other: dict[str, dict[str, None]] = {}
    for uri, skill in load().skills.items():
        if skill.kind != "group":
            for name, first in skills.all_names(skill):
                (preferred if first else other).setdefault(fold(name), {})[uri] = None
    return {name: tuple(preferred.get(name) or other[name]) for name in {*preferred, *other}}


def _hours(text: str, at: str) -> range:
    found = re.fullmatch(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?", text.lower())
    if not found or found[1] not in DAYS:
        raise RoundError(f"{at}: {text!r} is no time of the week, as 'mon 10-12' or 'wed 14'.")
    begin = int(found[2])
    end = int(found[3] or begin + 1)
    if not 0 <= begin < end <= 24:
        raise RoundError(f"{at}: {text!r} does not end after it begins, within one day.")
    day = 24 * DAYS.index(found[1])
    return range(day + begin, day + end)


def _whole(text: str, at: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise RoundError(f"{at}: a whole number stands here, not {text!r}.")
    return int(text)


def _yes(text: str, at: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise RoundError(f"{at}: 'yes' or 'no' stands here, not {text!r}.")
    return text.lower() == "yes"
