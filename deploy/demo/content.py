"""What the demo says: schools, companies, briefs and students as data, the same at each loading."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"
SEED = 2026
COMPANIES = ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8")
LANGUAGES = {"cn": "zh-Hans", "tw": "zh-Hant", "ie": "en"}

TERMS = (
    "lang", "title", "trade", "place", "risk", "problem", "deliverables", "criteria", "milestones", "weeks",
    "hours_per_week", "supervision_hours", "team_min", "team_max", "programmes_min", "paid", "pay", "costs", "ip",
    "nda", "nda_text", "data_access", "vulnerable",
)  # fmt: skip
"""What of a brief's data is handed to the product as it stands; skills need their URIs first."""

LANG = {"zh_Hans_CN": "zh-Hans", "zh_Hant_TW": "zh-Hant", "en": "en"}


def _read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def schools() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _read("schools")["schools"]
    return found


@cache
def companies() -> list[dict[str, Any]]:
    return [_read(name) for name in COMPANIES]


@cache
def story() -> dict[str, Any]:
    found: dict[str, Any] = _read("story")
    return found


def briefs() -> Iterator[dict[str, Any]]:
    """All twenty, each with its ``company`` and ``school`` by their short names."""
    for company in companies():
        for brief in company["briefs"]:
            yield brief | {"company": company["id"], "school": company["school"]}


def brief(number: int) -> dict[str, Any]:
    return next(one for one in briefs() if one["number"] == number)


def terms(
    one: dict[str, Any], uris: Mapping[str, str], words: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    """The body of a new brief. What is withheld from it shows what the quality gate asks for."""
    withheld = story()["withheld"].get(str(one["number"]), ())
    body = {name: one[name] for name in TERMS if name in one and name not in withheld}
    body["lang"] = language = LANG[one["lang"]]
    body["skills"] = [
        {"uri": uris[label], "label": words[label, language], "level": level}
        for label, level in one["skills"]
    ]
    return body


def called() -> Iterator[tuple[str, str]]:
    """(label, language) of each skill that a brief needs: how its readers call it is to be found."""
    return ((label, LANG[one["lang"]]) for one in briefs() for label, _ in one["skills"])


def labels() -> list[str]:
    """Every skill that a brief needs or a student holds, by its English label."""
    needed = [label for one in briefs() for label, _ in one["skills"]]
    held = [label for school in schools() for row in school["programmes"] for label in row["skills"]]
    return sorted({*needed, *held})


@dataclass(frozen=True)
class Student:
    """``skills`` {label: level}; ``slots`` hours of the week."""

    key: str
    name: str
    school: str
    programme: str
    skills: dict[str, int]
    slots: list[int]


def students() -> list[Student]:
    """Ninety students: names, skills and free hours drawn from a seed."""
    chance = Random(SEED)  # noqa: S311
    found = []
    for school in schools():
        names = _names(school["id"], chance)
        number = 0
        for programme in school["programmes"]:
            for _ in range(programme["seats"]):
                number += 1
                key = f"{school['id'].lower()}-student{number:02}"
                skills = _skills(programme["skills"], chance)
                found.append(
                    Student(key, next(names), school["id"], programme["name"], skills, _slots(chance))
                )
    return found


def _names(school: str, chance: Random) -> Iterator[str]:
    rows = _read("names")[school]
    family, given = (
        chance.sample(rows["family"], len(rows["family"])),
        chance.sample(rows["given"], len(rows["given"])),
    )
    latin = school == "S3"
    return (f"{one} {last}" if latin else f"{last}{one}" for last, one in zip(family, given, strict=True))


def _skills(pool: list[str], chance: Random) -> dict[str, int]:
    """What a programme teaches first is known best; some have gaps."""
    chosen = pool[:3] + chance.sample(pool[3:], chance.randint(2, len(pool) - 3))
    return {
        label: min(4, max(1, round(chance.gauss(2.6 - 0.12 * place, 0.8))))
        for place, label in enumerate(chosen)
    }


def _slots(chance: Random) -> list[int]:
    """Wednesday afternoon belongs to projects in every school; three more parts of the week are one's own."""
    parts = [(day, hours) for day in range(7) for hours in ((14, 18), (18, 21))]
    mine = [(2, (14, 18)), *chance.sample(parts, 3)]
    return sorted({24 * day + hour for day, (first, last) in mine for hour in range(first, last)})
