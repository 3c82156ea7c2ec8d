"""Reads a ``shixun.round/1`` document: everything that is wrong with it is said in a sentence naming the place."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from services.matching.engine.agreeing import check_pairs
from services.matching.engine.checks import a_list, a_number, a_place, a_table, a_text, a_whole, a_yes, an_id
from services.matching.engine.credits import Credits, stored
from services.matching.engine.errors import Wrong
from services.matching.engine.round import Project, Round, Rules, Student

FORMAT = "shixun.round/1"
HOURS = 168
MOST_STUDENTS, MOST_PROJECTS, MOST_NEEDS = 100_000, 20_000, 60
Places = Mapping[str, int]
T = TypeVar("T")


def read_round(document: object, credits: Credits | None = None) -> Round:
    """Returns the round that ``document`` describes.

    Parameters
    ----------
    document : object
        What JSON gives for a ``shixun.round/1`` file.
    credits : Credits, optional
        Of the graph whose skills the round names; by default the one that the service carries.

    Raises
    ------
    Wrong
        At the first thing that is wrong, in the order of the document.
    """
    known = credits or stored()
    whole = a_table(document, "the round", ROUND)
    if whole.get("format") != FORMAT:
        raise Wrong("format", "format", format=f"{FORMAT!r}", given=f"{whole.get('format')!r}")
    rules = _rules(whole.get("settings", {}))
    projects = _each(
        whole.get("projects", []), "projects", MOST_PROJECTS, lambda one, at: _project(one, at, known.place)
    )
    to = _places([one.id for one in projects], "projects")
    students = _each(
        whole.get("students", []),
        "students",
        MOST_STUDENTS,
        lambda one, at: _student(one, at, known.place, to),
    )
    who = _places([one.id for one in students], "students")
    pairs = {
        "apart": _pairs(whole, "apart", who, who),
        "together": _pairs(whole, "together", who, who),
        "fixed": _pairs(whole, "fixed", who, to),
        "forbidden": _pairs(whole, "forbidden", who, to),
    }
    check_pairs([one.id for one in students], [one.id for one in projects], pairs)
    return Round(rules, students, projects, **pairs, credits=known)


ROUND = ("format", "settings", "students", "projects", "apart", "together", "fixed", "forbidden")
SETTINGS = (
    "weights", "max_bids", "common_slots", "place_everyone", "coverage_floor", "four_fifths",
    "newcomers_share", "seed",
)  # fmt: skip
STUDENT = ("id", "holdings", "bids", "slots", "group", "programme", "newcomer")
PROJECT = ("id", "needs", "min", "max", "programmes_min")


def _rules(given: object) -> Rules:
    table = a_table(given, "settings", SETTINGS)
    weights = a_table(table.get("weights", {}), "settings.weights", ("coverage", "preference", "growth"))
    found: dict[str, Any] = {
        name: a_number(value, f"settings.weights.{name}", 0, 1e6) for name, value in weights.items()
    }
    for name, lowest, highest in (("max_bids", 1, 1000), ("common_slots", 0, HOURS), ("seed", 0, 2**53)):
        if name in table:
            found[name] = a_whole(table[name], f"settings.{name}", lowest, highest)
    for name in ("place_everyone", "four_fifths"):
        if name in table:
            found[name] = a_yes(table[name], f"settings.{name}")
    for name in ("coverage_floor", "newcomers_share"):
        if table.get(name) is not None:
            found[name] = a_number(table[name], f"settings.{name}", 0, 1)
    return Rules(**found)


def _student(given: object, at: str, skills: Places, projects: Places) -> Student:
    table = a_table(given, at, STUDENT)
    held = a_table(table.get("holdings", {}), f"{at}.holdings")
    for skill in held:
        a_place(skill, f"{at}.holdings", skills, "skill")
    levels = {
        skills[skill]: a_number(level, f"{at}.holdings[{skill!r}]", 0, 5) for skill, level in held.items()
    }
    bids = [
        a_place(bid, f"{at}.bids[{number}]", projects, "project")
        for number, bid in enumerate(a_list(table.get("bids", []), f"{at}.bids"))
    ]
    if len(set(bids)) < len(bids):
        raise Wrong("bid_twice", f"{at}.bids")
    return Student(
        an_id(table, at),
        tuple(sorted(levels.items())),
        tuple(bids),
        _slots(table.get("slots"), f"{at}.slots"),
        a_text(table.get("group") or "", f"{at}.group"),
        a_text(table.get("programme") or "", f"{at}.programme"),
        a_yes(table.get("newcomer", False), f"{at}.newcomer"),
    )


def _slots(given: object, at: str) -> frozenset[int] | None:
    if given is None:
        return None
    hours = a_list(given, at)
    return frozenset(a_whole(hour, f"{at}[{number}]", 0, HOURS - 1) for number, hour in enumerate(hours))


def _project(given: object, at: str, skills: Places) -> Project:
    table = a_table(given, at, PROJECT)
    needs = _each(table.get("needs"), f"{at}.needs", MOST_NEEDS, lambda one, where: _need(one, where, skills))
    if not needs:
        raise Wrong("no_needs", f"{at}.needs")
    if len({skill for skill, _, _ in needs}) < len(needs):
        raise Wrong("need_twice", f"{at}.needs")
    least = a_whole(table.get("min"), f"{at}.min", 1, MOST_STUDENTS)
    most = a_whole(table.get("max"), f"{at}.max", 1, MOST_STUDENTS)
    if least > most:
        raise Wrong("sizes", at, most=most, least=least)
    programmes = a_whole(table.get("programmes_min", 0), f"{at}.programmes_min", 0, MOST_STUDENTS)
    if programmes > most:
        raise Wrong("programmes", f"{at}.programmes_min", most=most, programmes=programmes)
    return Project(an_id(table, at), needs, least, most, programmes)


def _need(given: object, at: str, skills: Places) -> tuple[int, float, float]:
    table = a_table(given, at, ("skill", "level", "weight"))
    skill = a_place(table.get("skill"), f"{at}.skill", skills, "skill")
    weight = a_number(table.get("weight", 1), f"{at}.weight", 0, 1e6)
    if weight <= 0:
        raise Wrong("weight", f"{at}.weight")
    return skill, a_number(table.get("level"), f"{at}.level", 1, 5), weight


def _pairs(
    whole: Mapping[str, object], name: str, first: Places, second: Places
) -> tuple[tuple[int, int], ...]:
    found = []
    kinds = ("student", "student" if first is second else "project")
    for number, given in enumerate(a_list(whole.get(name, []), name)):
        at = f"{name}[{number}]"
        pair = a_list(given, at)
        if len(pair) != 2:
            raise Wrong("no_pair", at, have=len(pair))
        a, b = (
            a_place(one, at, places, kind)
            for one, places, kind in zip(pair, (first, second), kinds, strict=True)
        )
        if first is second and a == b:
            raise Wrong("pair_of_one", at, given=f"{pair[0]!r}")
        found.append((a, b))
    return tuple(dict.fromkeys(found))


def _each(given: object, at: str, most: int, read: Callable[[object, str], T]) -> tuple[T, ...]:
    entries = a_list(given, at)
    if len(entries) > most:
        raise Wrong("too_many", at, most=most, have=len(entries))
    return tuple(read(one, f"{at}[{number}]") for number, one in enumerate(entries))


def _places(ids: Sequence[str], at: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, one in enumerate(ids):
        if (other := found.setdefault(one, number)) != number:
            raise Wrong("id_twice", f"{at}[{number}].id", given=f"{one!r}", first=f"{at}[{other}]")
    return found
