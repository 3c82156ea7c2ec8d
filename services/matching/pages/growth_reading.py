"""What pages and API show of a way to a target, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext

from services.matching import book
from services.matching.domain.growth import Growth
from services.matching.growing import interests
from services.matching.occupations import Occupation
from services.matching.pages import reading
from services.matching.store import briefs, students
from services.matching.usecases import laying
from shared.messages import N_
from shared.web.i18n import language

FIVE = 20
"""A chance is said in steps of five in a hundred: the model knows no better."""

WHY = {
    "early": N_("You were early with %(step)s."),
    "done": N_("%(step)s is done."),
    "late": N_("%(step)s takes longer: it has half as long once more."),
    "failed": N_("%(step)s begins anew."),
    "dropped": N_("%(step)s is no longer on your way."),
    "evidence": N_("Accepted work changed your way."),
    "skills": N_("Your list of skills changed."),
    "hours": N_("Your target's level or your hours changed."),
    "week": N_("Other briefs are open now, or bidding on some is over."),
    "chosen": N_("A new target."),
}


def growth(found: Growth) -> dict[str, Any]:
    """The whole way, as the person alone sees it."""
    titles = _titles(found)
    return {
        "target": _target(found, titles),
        "hours": found.hours,
        "gap": found.gap,
        "dated": found.dated,
        "steps": [_step(row, titles) for row in found.steps],
        "done": [row | {"name": _name(row, titles)} for row in found.done],
        "moved": _moved(found, titles),
        "version": found.version,
    }


def _titles(found: Growth) -> dict[str, Any]:
    """The briefs of the way that the reader may see."""
    rows = [*found.steps, *found.done, *(found.moved["rows"] if found.moved else [])]
    ids = {row["key"] for row in rows if row["kind"] == "brief"} | set(found.dropped)
    if found.target and found.target["kind"] == "brief":
        ids.add(found.target["key"])
    return briefs.some(ids, g.viewer) if ids else {}


def _name(row: Mapping[str, Any], titles: Mapping[str, Any]) -> str:
    if row["kind"] != "brief":
        return reading.name_of(row["key"])
    return titles[row["key"]].title if row["key"] in titles else gettext("a brief that is gone")


def _target(found: Growth, titles: Mapping[str, Any]) -> dict[str, Any] | None:
    if not found.target:
        return None
    known = book.occupations().by_uri.get(found.target["key"])
    name = occupation_name(known) if known else _name(found.target, titles)
    return found.target | {"name": name, "lang": "en" if known and len(known.names) == 1 else None}


def occupation_name(one: Occupation) -> str:
    return one.name(language())


def _step(row: Mapping[str, Any], titles: Mapping[str, Any]) -> dict[str, Any]:
    chance = None if row["chance"] is None else round(row["chance"] * FIVE) / FIVE
    brief = titles.get(row["key"])
    return {
        **row,
        "name": _name(row, titles),
        "lang": brief.language if brief else None,
        "level": row["level"] or None,
        "chance": chance,
        "href": f"/matching/briefs/{row['key']}" if row["kind"] == "brief" else reading.place_of(row["key"]),
        "why": _why(row),
    }


def _why(row: Mapping[str, Any]) -> str:
    if row["kind"] == "learn" and not row["serves"]:
        return gettext("Your target asks for it at level %(level)s.", level=row["level"])
    skills = reading.listed([reading.name_of(uri) for uri in (row["serves"] or row["teaches"])[:3]])
    if row["kind"] == "learn":
        return gettext("It comes before %(skills)s.", skills=skills)
    if row["chance"] is None:
        return gettext("You are in its team. It teaches what you are missing: %(skills)s.", skills=skills)
    return gettext("It teaches what you are missing: %(skills)s.", skills=skills)


def _moved(found: Growth, titles: Mapping[str, Any]) -> dict[str, Any] | None:
    if not found.moved:
        return None
    why, key = found.moved["why"], found.moved["key"]
    kind = "brief" if key in titles or key in found.dropped else "learn"
    why = "dropped" if why == "failed" and kind == "brief" else why
    step = _name({"kind": kind, "key": key}, titles) if key else ""
    text = gettext(WHY[why], step=step) if key else gettext(WHY[why])
    rows = [row | {"name": _name(row, titles)} for row in found.moved["rows"]]
    return found.moved | {"why": why, "text": text, "rows": rows}


def found_targets(text: str, most: int) -> list[dict[str, Any]]:
    """Occupations, then skills, that a text names."""
    jobs = [
        {"kind": "occupation", "key": one.uri, "name": occupation_name(one), "skills": len(one.essential),
         "definition": one.definition, "matched": ""}
        for one in book.occupations().search(text, language(), most)
    ]  # fmt: skip
    graph = book.graph()
    skills = [
        {"kind": "skill", "key": one.uri, "name": one.name, "skills": 1, "definition": graph.skill(one.uri).definition,
         "matched": one.matched if one.matched != one.name else ""}
        for one in book.search(text, language(), most)
    ]  # fmt: skip
    return [*jobs, *skills]


def choices(found: Growth) -> dict[str, Any]:
    """The pairs, what was chosen of them, and what is near that once all are answered."""
    known = book.occupations()
    rows = interests.pairs(known)
    answered = len(found.choices) == len(rows)
    near = interests.near(book.graph(), known, found.choices) if answered else []
    return {
        "pairs": [[_line(one) for one in pair] for pair in rows],
        "choices": found.choices,
        "near": [
            _line(one.occupation) | {"like": [occupation_name(other) for other in one.like]} for one in near
        ],
    }


def _line(one: Occupation) -> dict[str, Any]:
    return {"uri": one.uri, "name": occupation_name(one), "definition": one.definition}


def free_hours(found: Growth) -> str:
    """On which hours of the week the steps are laid."""
    return reading.times(laying.hours_of(found))


def zone_of() -> str:
    places = students.studies_of(g.viewer.person)
    return reading.zone_word(places[0].zone) if places else ""
