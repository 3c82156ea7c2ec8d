"""What a reviewer's form says: criteria met or not, levels by exception."""

from typing import Any

from flask import request

from services.projects.domain.milestone import Verdict
from services.projects.domain.team import Team
from services.projects.usecases import teaming
from shared.errors import Invalid
from shared.messages import N_


def verdicts(criteria: int) -> list[Verdict]:
    """One of each criterion. Raises Invalid where the reviewer said nothing."""
    errors, found = {}, []
    for n in range(criteria):
        met = request.form.get(f"criteria.{n}.met")
        if met not in ("yes", "no"):
            errors[f"criteria.{n}.met"] = N_("Say whether this criterion is met.")
        found.append(Verdict(met == "yes", request.form.get(f"criteria.{n}.reason", "")[:1000]))
    if errors:
        raise Invalid(errors)
    return found


def at_fields(error: Invalid, rows: list[tuple[str, dict[str, Any]]]) -> Invalid:
    """The errors of "ratings.0.level" at the page's own fields."""
    named = {f"ratings.{place}": name for place, (name, _) in enumerate(rows)}
    found = {}
    for key, sentence in error.errors.items():
        head, _, last = key.rpartition(".")
        found[f"{named[head]}.{last}" if head in named else key] = sentence
    return Invalid(found, error.message)


def ratings_of(team: Team) -> list[tuple[str, dict[str, Any]]]:
    """(field's name, rating) of rows whose level differs from the preset, or that give a reason."""
    brief = teaming.brief_of(team)
    rows = []
    for person in [member.person for member in team.members]:
        for n, skill in enumerate(brief.skills):
            name = f"ratings.{person}.{n}"
            level = request.form.get(f"{name}.level", str(skill.level))
            reason = request.form.get(f"{name}.reason", "").strip()[:1000]
            if level.isdigit() and (int(level) != skill.level or reason):
                rows.append(
                    (name, {"person": person, "skill": skill.uri, "level": int(level), "reason": reason})
                )
    return rows
