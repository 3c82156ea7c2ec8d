"""Listing skills, and what accepted work does to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.matching import book
from services.matching.domain import held as rules
from services.matching.domain.held import Held
from services.matching.store import holdings
from services.matching.usecases import laying, standing
from shared.errors import Conflict, Invalid
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import erased
from shared.mongo import transactional
from shared.viewer import Viewer


@transactional
def claim(
    skills: Sequence[Mapping[str, Any]], viewer: Viewer, now: datetime, why: str = "skills", step: str = ""
) -> list[Held]:
    """Put skills with their levels on the viewer's list, or change the levels of those that stand there.

    ``why`` and ``step``: what that means for their way to a target.
    """
    graph, mine = book.graph(), {held.skill: held for held in holdings.mine(viewer)}
    errors = {
        f"skills.{number}.uri": N_("There is no such skill. Search for it, and take one from the list.")
        for number, row in enumerate(skills)
        if row["uri"] not in graph or graph.skill(row["uri"]).kind == "group"
    }
    if errors:
        raise Invalid(errors)
    if len(mine.keys() | {row["uri"] for row in skills}) > rules.MOST:
        raise Conflict(N_("A list holds 60 skills at most. Take off those that matter least."))
    changed = []
    for row in skills:
        held = mine.get(row["uri"]) or rules.new(new_id(), viewer.person, row["uri"], now)
        held.claim(row["level"], now)
        _count(held)
        mine[row["uri"]] = held
        changed.append(held)
    laying.changed(viewer.person, why, now, step)
    standing.weigh_again(viewer.person, now)
    return changed


@transactional
def take_off(held_id: str, viewer: Viewer, now: datetime) -> Held:
    """Take a skill off the viewer's list; what accepted work has shown stays."""
    held = holdings.one_of_mine(held_id, viewer)
    held.give_up_claim()
    holdings.delete(held)
    laying.changed(viewer.person, "skills", now)
    standing.weigh_again(viewer.person, now)
    return held


@transactional
def evidence_came(
    credential: str, person: str, results: list[dict[str, Any]], issued_at: datetime, now: datetime
) -> None:
    """Accepted work was attested: each skill of it is known more surely."""
    if erased.is_erased(person):
        return
    rated = [row for row in results if 1 <= float(row.get("level", 0)) <= 5]
    holdings.save_evidence(credential, person, rated, issued_at, "valid")
    _count_skills(person, sorted({row["uri"] for row in rated}), now)


@transactional
def status_changed(credential: str, person: str, status: str, now: datetime) -> None:
    """What a revoked or suspended credential said no longer counts; lifted, it counts again."""
    _count_skills(person, holdings.set_status(credential, status), now)


def _count_skills(person: str, skills: list[str], now: datetime) -> None:
    for skill in skills:
        held = holdings.of_skill(person, skill) or rules.new(new_id(), person, skill, now)
        _count(held)
    laying.changed(person, "evidence", now)
    standing.weigh_again(person, now)


def _count(held: Held) -> None:
    if held.count(holdings.evidence_of(held.person, held.skill)):
        holdings.save(held)
        held.version += 1
    elif held.version:
        holdings.delete(held)
