"""Employers find published portfolios by confirmed skill; fewer than five are never told apart."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from services.portfolio.domain import employers, showing
from services.portfolio.domain.opening import PUBLISHED
from services.portfolio.domain.wishes import Wanted
from services.portfolio.store import audit, search, shares
from services.portfolio.store.contacts import SEARCHERS
from services.portfolio.usecases import sharing
from shared import directory, mongo
from shared.errors import Forbidden, NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.searching import fold
from shared.viewer import Viewer

MOST_SEARCHES, WINDOW = 60, timedelta(hours=1)
NOT_YET = {
    "mail": N_("Confirm your mail address before you look for people."),
    "check": N_("An operator has to look at your organisation before you look for people."),
}


@dataclass(frozen=True)
class Results:
    """``few``: fewer than five fit, so none is shown. ``about``: how many, rounded down to fives.

    ``skills``: what the words may mean, where that is more than one skill; then nobody is looked for yet.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    few: bool = False
    about: int = 0
    next: str | None = None
    skills: list[dict[str, Any]] = field(default_factory=list)


def regions_of(viewer: Viewer) -> list[str]:
    """Searches stay inside the regions of the searcher's own organisations, of those that somebody has looked at."""
    found = directory.organisations(viewer.organisations_as(*SEARCHERS))
    return sorted({one.region for one in found if not one.suspended and directory.looked_at(one.checks)})


def lacks(viewer: Viewer) -> str:
    """What is missing before the viewer looks for people: "mail", "check", or nothing."""
    return employers.lacks(viewer.confirmed, bool(regions_of(viewer)))


def check_known(viewer: Viewer) -> None:
    """Anybody begins a company with an invented address: nobody sees a student, or writes to one, by that alone."""
    if missing := lacks(viewer):
        raise Forbidden(NOT_YET[missing])


def find(wanted: Wanted, after: str | None, limit: int, viewer: Viewer, now: datetime) -> Results:
    """Each search counts against the searcher's limit and is noted, so that differences cannot be fished for.

    ``wanted.skill``: a URI, or words of a name in any language; only skills of enough people are offered to choose
    from.
    """
    check_known(viewer)
    audit.throttle(f"search:{viewer.person}", MOST_SEARCHES, WINDOW, now)
    skill = wanted.skill
    key = skill if search.is_uri(skill) else fold(skill)
    row = asdict(wanted) | {"schema_version": 1, "person": viewer.person, "skill": key, "at": now}
    mongo.collection("searches").insert_one({"_id": new_id()} | row)
    meant = [{"uri": skill}] if search.is_uri(skill) else named(skill, viewer, now)
    if len(meant) > 1:
        return Results(skills=meant)
    rows = visible(replace(wanted, skill=meant[0]["uri"]), viewer, now) if meant else []
    if not rows:
        return Results(few=True)
    start = int(after) if after and after.isdecimal() and len(after) < 6 else 0
    following = str(start + limit) if start + limit < len(rows) else None
    return Results(_named(rows[start : start + limit]), False, len(rows) // 5 * 5, following)


def visible(wanted: Wanted, viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """Whoever fits and may be shown to the viewer, best evidenced first; nobody where these are fewer than five."""
    rows = search.find(wanted, regions_of(viewer))
    hidden = _hidden((row["person"] for row in rows), viewer, now)
    rows = [row for row in rows if row["person"] not in hidden]
    return rows if len(rows) >= search.FEWEST else []


def offered(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """The skills of enough people whom the viewer may be shown: [{uri, label}]. No count is of others."""
    regions = regions_of(viewer)
    return search.skills(regions, _hidden(search.published(regions), viewer, now))


def named(text: str, viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """Of these the ones that ``text`` may mean."""
    regions = regions_of(viewer)
    return search.named(text, regions, _hidden(search.published(regions), viewer, now))


def _hidden(people: Iterable[str], viewer: Viewer, now: datetime) -> set[str]:
    """Minors for whom nobody has consented, and the viewer, who looks for others."""
    return {viewer.person, *directory.under_age(people, "data_consent", now)}


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the names of those who chose to show theirs."""
    open_ = [row["person"] for row in rows if "name" in search.profile(row["person"]).fields]
    names = directory.names(open_)
    return [
        row | {"name": names.get(row["person"], ""), "url": f"/portfolio/people/{row['person']}"}
        for row in rows
    ]


@dataclass(frozen=True)
class Seen:
    """``wishes``: {trades, places, available}, what they say themselves."""

    person: str
    name: str
    items: list[dict[str, Any]]
    wishes: dict[str, Any]


def published_profile(person: str, viewer: Viewer, now: datetime) -> Seen:
    """The consented view, for searchers of the same region; told to the person."""
    check_known(viewer)
    if not may_see(person, viewer, now):
        raise NotFound(N_("There is nothing here, or you may not see it."))
    if viewer.person != person:
        shares.note_view("profile", person, None, viewer.person, viewer.person, now)
    return preview(person, search.profile(person))


def may_see(person: str, viewer: Viewer, now: datetime) -> bool:
    """Whether the person lets searchers of their region see their portfolio, and the viewer is one."""
    if not search.profile(person).published or directory.under_age([person], "data_consent", now):
        return False
    return search.region(person) in regions_of(viewer)


def preview(person: str, profile: showing.Profile) -> Seen:
    """What an employer sees: valid credentials, in the fields that the person chose."""
    held = sharing.arranged(person, profile.fields, beside=PUBLISHED)
    items = [one for one in held if one["status"] == "valid"]
    name = directory.names([person]).get(person, "") if "name" in profile.fields else ""
    return Seen(person, name, items, profile.wishes)
