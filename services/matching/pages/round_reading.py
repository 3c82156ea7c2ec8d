"""What pages and API show of a round and its plans: names beside ids, words beside numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from services.matching import book
from services.matching.domain.briefs import Brief
from services.matching.domain.plans import Plan
from services.matching.domain.rounds import Round
from services.matching.pages import reading, refusals
from services.matching.placing import Case
from services.matching.store import briefs, plans, rounds, students
from services.matching.store.plans import Frozen
from services.matching.usecases import freezing
from services.matching.usecases.round_publishing import Since
from shared import alphabet, directory
from shared.errors import NotFound
from shared.messages import N_
from shared.web.i18n import language

SHOWN = 25
"""So many teams, or students, stand on a page."""

RULES = {
    "size": N_("size of the team"),
    "slots": N_("hours in common"),
    "programmes": N_("number of programmes"),
    "apart": N_("two who are kept apart"),
    "together": N_("two who are kept together"),
    "fixed": N_("a student who is kept at another brief"),
    "forbidden": N_("a student who is kept away from this brief"),
    "floor": N_("least coverage"),
    "newcomers": N_("share of the newcomers"),
}
PAIRS = {
    "apart": N_("apart"),
    "together": N_("together"),
    "fixed": N_("at this brief"),
    "forbidden": N_("away from this brief"),
}
GROUPS = {
    "q1": N_("lowest quarter of prior level"),
    "q2": N_("second quarter"),
    "q3": N_("third quarter"),
    "q4": N_("highest quarter"),
    "new": N_("newcomers without evidence"),
    "shown": N_("with evidence"),
}


@dataclass(frozen=True)
class Reader:
    """A plan with its input: teams by the names of people and briefs."""

    one: Round
    plan: Plan
    frozen: Frozen
    case: Case
    names: Mapping[str, str]
    titles: Mapping[str, Brief]

    @classmethod
    def of(cls, one: Round, plan: Plan) -> "Reader":
        frozen = plans.frozen(plan.frozen or "")
        if frozen is None:
            raise NotFound(N_("There is no such plan in this round."))
        people = [person for person in frozen.people.values() if person]
        known = (briefs.found(brief) for brief in set(frozen.briefs.values()))
        titles = {brief.id: brief for brief in known if brief is not None}
        case = Case.of(frozen.document, book.graph())
        return cls(one, plan, frozen, case, directory.names(people), titles)

    def student(self, name: str) -> str:
        person = self.frozen.people.get(name)
        return self.names.get(person or "") or gettext("Somebody whose account was erased")

    def title(self, place: str) -> str:
        brief = self.titles.get(self.frozen.briefs.get(place, ""))
        title = brief.title if brief else place
        return f"{title} ({place.partition('-')[2]})" if "-" in place else title

    def rank(self, name: str, place: str) -> int | None:
        """Which bid of the student the place is, counted by briefs: the teams of one brief are one bid."""
        order = list(dict.fromkeys(self.frozen.briefs[one] for one in self.case.students[name].bids))
        brief = self.frozen.briefs[place]
        return order.index(brief) + 1 if brief in order else None

    def teams(self) -> list[dict[str, Any]]:
        return [self.team(place, members) for place, members in self.plan.teams.items()]

    def in_order(self, sort: str) -> list[tuple[str, Sequence[str]]]:
        """The plan's teams by "title" or by "coverage", "-" before it for the other way round."""
        titles = {place: self.title(place) for place in self.plan.teams}
        order = alphabet.places(titles.values(), language()) if sort.endswith("title") else {}

        def key(team: tuple[str, Sequence[str]]) -> tuple[float, str]:
            place, members = team
            return (order[titles[place]] if order else self.case.coverage(place, members)), place

        return sorted(self.plan.teams.items(), key=key, reverse=sort.startswith("-"))

    def team(self, place: str, members: Sequence[str]) -> dict[str, Any]:
        needs, covered = self.case.projects[place].needs, self.case.covered(place, members)
        common = self.case.common(members)
        return {
            "place": place, "brief": self.frozen.briefs[place], "title": self.title(place),
            "members": [self.member(name, place) for name in members],
            "coverage": self.case.coverage(place, members), "hours": None if common is None else len(common),
            "common": reading.times(sorted(common)) if common else "",
            "broken": [gettext(RULES[rule]) for rule in self.case.broken(place, members)],
            "needs": [
                {"name": reading.name_of(skill), "href": None, "level": level, "team": best,
                 "cells": [self.case.qualities(name, place)[number] for name in members]}
                for number, ((skill, level, _), best) in enumerate(zip(needs, covered, strict=True))
            ],
        }  # fmt: skip

    def member(self, name: str, place: str) -> dict[str, Any]:
        person = self.frozen.people[name]
        return {"student": name, "person": person, "name": self.student(name), "rank": self.rank(name, place)}

    def unplaced(self, begin: int = 0) -> list[dict[str, str]]:
        """Some of them, from ``begin`` on."""
        rows = self.plan.result.get("unplaced", ())[begin : begin + SHOWN]
        return [{"student": name, "name": self.student(name)} for name in rows]


def line(one: Round, counts: Mapping[str, int]) -> dict[str, Any]:
    return {**vars(one), "students": counts.get(one.id, 0), "settings": one.numbers()}


def lines(found: Sequence[Round]) -> list[dict[str, Any]]:
    counts = rounds.count_students([one.id for one in found])
    return [line(one, counts) for one in found]


def whole(one: Round) -> dict[str, Any]:
    return line(one, rounds.count_students([one.id])) | {"plans": plans.of_round(one.id)}


def plan(found: Plan) -> dict[str, Any]:
    frozen = plans.frozen(found.frozen) if found.frozen else None
    why = refusals.said(found.why, frozen) if found.why else None
    return {**vars(found), "sha256": frozen.sha256 if frozen else None, "why": why}


def offered(one: Round) -> list[dict[str, Any]]:
    """The briefs that may be chosen, and those chosen: title, seats, until when bids are taken."""
    ids = dict.fromkeys([*one.briefs, *rounds.offered(one.school, one.region)])
    wished = rounds.wishes(ids, rounds.students(one.id))
    known = [brief for brief_id in ids if (brief := briefs.found(brief_id)) is not None]
    suspended = briefs.of_suspended(known)
    return [
        {"id": brief.id, "title": brief.title, "lang": brief.language, "chosen": brief.id in one.briefs,
         "least": brief.team_min * brief.teams, "most": brief.team_max * brief.teams, "state": brief.state,
         "until": brief.bidding_until, "wished": wished.get(brief.id, 0),
         "suspended": brief.id in suspended}
        for brief in known
    ]  # fmt: skip


def groups(one: Round) -> list[tuple[str, str]]:
    """Programmes and classes of the school with how many study there, as (key, words)."""
    there = students.of_school(one.school)
    programmes = Counter(place.programme for place in there if place.programme)
    classes = Counter((place.school_class, place.programme) for place in there if place.school_class)
    teachers = students.class_teachers(key for key, _ in classes)
    names = directory.names(teachers.values())
    found = [
        (f"programme:{name}", gettext("%(programme)s: all %(count)s", programme=name, count=count))
        for name, count in sorted(programmes.items())
    ]
    for (key, programme), count in sorted(classes.items()):
        who = names.get(teachers.get(key, ""), "")
        sentence = gettext("a class of %(programme)s: %(count)s", programme=programme or "–", count=count)
        found.append((f"class:{key}", f"{sentence} · {who}" if who else sentence))
    return found


def people_of(one: Round, keys: Sequence[str]) -> list[str]:
    """The students of these programmes and classes."""
    wanted = set(keys)
    return [
        place.person
        for place in students.of_school(one.school)
        if f"programme:{place.programme}" in wanted or f"class:{place.school_class}" in wanted
    ]


def left_out(one: Round, now: datetime) -> list[str]:
    """How many who take part cannot be placed now, and why."""
    counts = Counter(freezing.taking_part(one, now).left_out.values())
    return [f"{count}: {gettext(freezing.LEFT_OUT[why])}" for why, count in sorted(counts.items())]


def group_word(group: str) -> str:
    return gettext(GROUPS[group]) if group in GROUPS else group or "–"


def rules(broken: Sequence[str]) -> list[str]:
    return [gettext(RULES[rule]) for rule in broken]


def rank_rows(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How many got which of their bids, then those without a bid for their place, and those without a place."""
    ranks = {int(rank): count for rank, count in figures["ranks"].items()}
    rows = [
        {"label": gettext("bid %(rank)s", rank=rank), "count": count} for rank, count in sorted(ranks.items())
    ]
    rows.append({"label": gettext("no bid for it"), "count": figures["unwished"]})
    return [*rows, {"label": gettext("no place"), "count": figures["students"] - figures["placed"]}]


def both_ranks(figures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rank profiles of two plans side by side."""
    rows = [{row["label"]: row["count"] for row in rank_rows(one)} for one in figures]
    return [
        {"label": label, "counts": [row.get(label, 0) for row in rows]}
        for label in dict.fromkeys([*rows[0], *rows[1]])
    ]


def both_groups(figures: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    groups = sorted({group for one in figures for group in one["top3"]})
    return [
        {"label": group_word(group), "shares": [one["top3"].get(group) for one in figures]}
        for group in groups
    ]


def changes(found: Since) -> list[str]:
    """What changed after the input was frozen, as sentences; none names a reason that is the student's own."""
    gone = Counter(found.gone.values())
    said = [
        (gone["erased"], N_("%(count)s had their account erased and are taken out.")),
        (gone["school"], N_("%(count)s no longer study at the school.")),
        (gone["guardian"], N_("For %(count)s a guardian's consent is missing now.")),
        (gone["engaged"], N_("%(count)s are in a team, or asked for one, by now.")),
        (len(found.bids), N_("%(count)s changed their bids; the plan goes by the former ones.")),
        (len(found.hours), N_("%(count)s changed their free hours; the plan goes by the former ones.")),
        (len(found.suspended), N_("%(count)s places fell away: their company is suspended; who had one gets another.")),
        (found.cancelled, N_("%(count)s places fell away with their brief; who had one gets another.")),
        (found.late, N_("%(count)s take part who were not there yet.")),
    ]  # fmt: skip
    return [gettext(sentence, count=count) for count, sentence in said if count]
