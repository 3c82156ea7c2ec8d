"""A way to a target laid out, and laid out anew when what it rests on changes; the week's card says its next step."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.matching import book, growing
from services.matching.domain.briefs import Brief
from services.matching.domain.growth import Growth
from services.matching.domain.rounds import SMALL
from services.matching.growing import Offer, Span, Step
from services.matching.scoring import Need
from services.matching.store import bids, briefs, growths, holdings, proposals, students
from shared import waiting
from shared.messages import N_
from shared.messaging import timers
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait

LATE, CARD = "growth.late", "growth_step"
WEEK = f"{CARD}.due"

NOTHING = N_("Nothing happens: the card of next week takes its place.")
LEARN = N_("Next on your way: %(skill)s, about %(hours)s hours. Your target asks for it.")
BEFORE = N_("Next on your way: %(skill)s, about %(hours)s hours. It comes before what your target asks for.")
BRIEF = N_(
    "Next on your way: the brief %(title)s, %(weeks)s weeks. It teaches %(skill)s, which you are missing."
)


def needs_of(target: dict[str, Any]) -> list[Need]:
    """What the target asks for; nothing where this version of the graph, or the brief, is gone."""
    graph, level = book.graph(), target["level"]
    if target["kind"] == "brief":
        brief = briefs.found(target["key"])
        return [need for need in brief.needs if need.skill in graph] if brief else []
    skills: Sequence[str] = [target["key"]]
    if target["kind"] == "occupation":
        found = book.occupations().by_uri.get(target["key"])
        skills = found.essential if found else ()
    return [Need(skill, level) for skill in skills if skill in graph]


def offers_to(person: str, now: datetime) -> dict[str, tuple[Offer, Brief]]:
    """The briefs that the person may bid on, and the one whose team they are in."""
    found = {one.id: one for one in briefs.open_for(Viewer(person)) if one.takes_bids(now)}
    proposal = proposals.found(students.engaged([person]).get(person, ""))
    inside = briefs.found(proposal.brief) if proposal else None
    if inside is not None:
        found[inside.id] = inside
    return {key: (_offer(one, inside is not None and key == inside.id), one) for key, one in found.items()}


def _offer(brief: Brief, inside: bool) -> Offer:
    few = brief.bids < SMALL
    return Offer(
        brief.id, brief.needs, brief.weeks, brief.hours_per_week, brief.team_max * brief.teams,
        bids=None if few else brief.bids, inside=inside,
    )  # fmt: skip


@transactional
def changed(person: str, why: str, now: datetime, key: str = "") -> None:
    """Something that the person's way rests on is different now."""
    growth = growths.of(person)
    if growth is not None and growth.target:
        lay(growth, why, key, now)
        growths.save(growth)


def lay(growth: Growth, why: str, key: str, now: datetime) -> None:
    """Lay the way out from now on, and watch over its first step. The caller saves it."""
    target = growth.target
    needs = needs_of(target)
    if not needs:
        growth.lay([], 0.0, why, key, now)
        return
    offered = offers_to(growth.id, now)
    choice = [offer for one, (offer, _) in offered.items() if one not in {*growth.dropped, target["key"]}]
    mine = [one.holding for one in holdings.mine(Viewer(growth.id))]
    graph, first = book.graph(), growth.current["key"] if growth.current else None
    steps = growing.path(graph, needs, mine, choice, now.date(), first)
    growth.lay(
        _dated(growth, steps, offered, now), growing.gap(graph, needs, mine, now.date()), why, key, now
    )
    _watch(growth)


def _dated(
    growth: Growth, steps: Sequence[Step], offered: dict[str, tuple[Offer, Brief]], now: datetime
) -> list[dict[str, Any]]:
    """The step that one is at keeps its beginning and its length."""
    rows = [
        asdict(step) | {"teaches": list(step.teaches), "serves": list(step.serves), "late": False}
        for step in steps
    ]
    begin, current = now, growth.current
    if rows and current and (current["key"], current["level"]) == (rows[0]["key"], rows[0]["level"]):
        begin = min(current["begin"] or now, now)
        if current["hours"] is not None:
            rows[0] |= {name: current[name] for name in ("hours", "weeks", "late")}
    spans = [Span(row["hours"], row["weeks"], _not_before(row["key"], offered)) for row in rows]
    laid = growing.lay(spans, begin, hours_of(growth), zone_of(growth.id))
    if laid is None:
        return [row | {"begin": None, "end": None} for row in rows]
    return [row | {"begin": at, "end": end} for row, (at, end) in zip(rows, laid, strict=True)]


def _not_before(key: str, offered: dict[str, tuple[Offer, Brief]]) -> datetime | None:
    if key not in offered or offered[key][0].inside:
        return None
    return offered[key][1].bidding_until


def hours_of(growth: Growth) -> Sequence[int]:
    """The hours of the week on which the steps are laid."""
    week = bids.week(Viewer(growth.id))
    return growing.hours_of_week(week.slots if week else None, growth.hours)


def zone_of(person: str) -> str:
    """The time zone in which the person studies."""
    places = students.studies_of(person)
    return places[0].zone if places else "UTC"


def _watch(growth: Growth) -> None:
    end = growth.current["end"] if growth.current else None
    if end is None:
        timers.cancel(growth.id, LATE)
    else:
        timers.put(growth.id, LATE, end)


@transactional
def late(person: str, now: datetime) -> None:
    """The time of the step is over: it takes half as long again, and what comes after it moves."""
    growth = growths.of(person)
    if growth is None or not growth.is_late(now) or growth.current is None:
        return
    key = growth.current["key"]
    growth.prolong()
    lay(growth, "late", key, now)
    growths.save(growth)


@transactional
def new_week(person: str, now: datetime) -> None:
    """The card of the week, after a look at the briefs that are open now."""
    growth = growths.of(person)
    if growth is None or not growth.target:
        return
    lay(growth, "week", "", now)
    growths.save(growth)
    show_card(growth, now)


def show_card(growth: Growth, now: datetime) -> None:
    """One card at a time: it stays until the step is done or the week is over."""
    waiting.close_items(
        growth.id, CARD, now, by=growth.id, outcome="lapsed"
    )  # by others it would be news to them
    due = growing.next_monday(now, zone_of(growth.id))
    if growth.current is None:
        timers.put(growth.id, WEEK, due)
        return
    message, about = _said(growth.current)
    wait = Wait(
        subject=growth.id, kind=CARD, message=message, default=NOTHING, url="/matching/growth", person=growth.id,
        due=due, about=about,
    )  # fmt: skip
    waiting.open_item(wait, now)


def card_done(growth: Growth, now: datetime, outcome: str = "done") -> None:
    """The step of this week is over; the next card comes on Monday, while there is a target."""
    waiting.close_items(growth.id, CARD, now, by=growth.id, outcome=outcome)
    if growth.target:
        timers.put(growth.id, WEEK, growing.next_monday(now, zone_of(growth.id)))


def _said(step: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    label = book.graph().name(step["teaches"][0])
    if step["kind"] == "brief":
        brief = briefs.found(step["key"])
        return BRIEF, {"skill": label, "title": brief.title if brief else "", "weeks": step["weeks"]}
    return BEFORE if step["serves"] else LEARN, {"skill": label, "hours": step["hours"]}
