"""A registrar writes the school's credit rule and publishes it as a version that nobody changes any more."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.portfolio.credits.rules import Rounding, Row, RuleSet
from services.portfolio.credits.templates import TEMPLATES, Template
from services.portfolio.store import audit, crediting
from shared import directory, merged
from shared.errors import Conflict, Invalid
from shared.ids import new_id
from shared.messages import N_
from shared.mongo import expect_version, transactional
from shared.viewer import Viewer


def templates(region: str | None) -> list[Template]:
    """Those of the region first."""
    return sorted(TEMPLATES, key=lambda one: one.region != region)


@transactional
def draft(data: Mapping[str, Any], title: str, viewer: Viewer, now: datetime) -> RuleSet:
    """Begin a version, from a template or empty. ``title``: the template's in the registrar's language."""
    school = _school(data.get("school"), viewer)
    rule = RuleSet(id=new_id(), school=school, created_by=viewer.person, created_at=now)
    if data.get("template"):
        template = next((one for one in TEMPLATES if one.key == data["template"]), None)
        if template is None:
            raise Invalid({"template": N_("Choose one of the templates.")})
        for name, value in vars(template.begin(title, day_at(school, now))).items():
            setattr(rule, name, value)
    _change(rule, data)
    rule.valid_from = rule.valid_from or day_at(school, now)
    crediting.add_rule(rule)
    audit.record(N_("Rule begun"), rule.id, viewer.person, now)
    return rule


@transactional
def edit(
    rule_id: str, data: Mapping[str, Any], expected: int | None, viewer: Viewer, now: datetime
) -> RuleSet:
    rule = crediting.written_rule(rule_id, viewer)
    expect_version(rule, expected)
    if rule.state != "draft":
        raise Conflict(N_("This version is published; make a new version to change the rule."))
    _change(rule, data)
    crediting.save_rule(rule)
    audit.record(N_("Rule changed"), rule.id, viewer.person, now)
    rule.version += 1
    return rule


@transactional
def publish(rule_id: str, viewer: Viewer, now: datetime) -> RuleSet:
    """Raises Invalid with every field that is wrong."""
    rule = crediting.written_rule(rule_id, viewer)
    rule.publish(viewer.person, crediting.next_number(rule.school), now)
    crediting.save_rule(rule)
    audit.record(N_("Rule published as version %(number)s"), rule.id, viewer.person, now, number=rule.number)
    rule.version += 1
    return rule


@transactional
def copy(rule_id: str, viewer: Viewer, now: datetime) -> RuleSet:
    """A new draft with the same terms: the way to change a published rule."""
    old = crediting.written_rule(rule_id, viewer)
    names = set(vars(old)) - {"published_by", "published_at", "valid_until"}
    fresh = {"id": new_id(), "version": 0, "number": 0, "state": "draft", "created_by": viewer.person}
    rule = RuleSet(**{name: getattr(old, name) for name in names} | fresh | {"created_at": now})
    rule.valid_from = max(rule.valid_from, day_at(rule.school, now))
    crediting.add_rule(rule)
    audit.record(N_("Rule begun"), rule.id, viewer.person, now)
    return rule


def _change(rule: RuleSet, data: Mapping[str, Any]) -> None:
    for name in ("title", "basis", "cap_total", "course_required", "programme"):
        if name in data:
            setattr(rule, name, data[name])
    if "rows" in data:
        rule.rows = [Row(row["at"], row["credits"]) for row in data["rows"]]
    if "rounding" in data:
        rule.rounding = Rounding(data["rounding"]["mode"], data["rounding"]["step"])
    for name in ("valid_from", "valid_until"):
        if name in data:
            setattr(rule, name, _iso(data[name]))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _school(named: str | None, viewer: Viewer) -> str:
    mine = viewer.chosen_among("registrar")
    if named and merged.current(named) in mine:
        return merged.current(named)
    if named is not None or len(mine) != 1:
        raise Invalid({"school": N_("Name the school whose rule it is.")})
    return mine[0]


def day_at(school: str, at: datetime) -> str:
    """The ISO day of that moment where the school is."""
    found = directory.organisation(school)
    return at.astimezone(ZoneInfo(found.time_zone if found else "UTC")).date().isoformat()
