"""Students who go together: they form a team for a brief, invite by a code, ask who is willing, and apply as one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.matching import book, lacking
from services.matching.domain.briefs import Brief
from services.matching.domain.companions import (
    ASK_DAYS,
    MOST_ASKED,
    REMIND_DAYS,
    SETTLED,
    Ask,
    Companions,
)
from services.matching.lacking import Covered, Filler
from services.matching.store import audit, briefs, companions, holdings, students
from services.matching.usecases import bidding
from shared import clock, directory, waiting
from shared.errors import Conflict, Invalid, NotFound
from shared.ids import digest, new_id, new_secret
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait

KIND = "companion_ask"
JOIN = N_("%(captain)s asks you to join a team for %(title)s")
SILENCE = N_("Without an answer the team goes on without you.")
WRONG_CODE = N_("No team has this code now. Ask whoever gave it to you for a new one.")
LIST_FULL = N_("Somebody of your team has ten briefs on their list. They take one off first.")


@transactional
def form(brief_id: str, viewer: Viewer, now: datetime) -> Companions:
    """Begin a team for an open brief, as its captain; the one that the viewer is in already, if there is one."""
    viewer.check_acts_alone("contract", now)
    brief = briefs.brief(brief_id, viewer)
    brief.check_takes_bids(now)
    there = next((one for one in companions.mine(viewer) if one.brief == brief.id), None)
    if there is not None:
        return there
    if brief.team_max < 2:
        raise Conflict(N_("This brief is for one student."))
    made = Companions(new_id(), brief.id, [viewer.person], now)
    companions.add(made)
    audit.record(N_("Team formed by students"), made.id, viewer.person, now)
    return made


@transactional
def make_code(companions_id: str, viewer: Viewer, now: datetime) -> str:
    """A new invitation code, shown once; the one before is worth nothing any more."""
    found = companions.one_of_mine(companions_id, viewer)
    found.check_captain(viewer.person)
    found.check_room(_open(found, viewer, now).team_max)
    code = new_secret()
    found.secret = digest(code)
    companions.save(found)
    audit.record(N_("Invitation code made"), found.id, viewer.person, now)
    return code


def _open(found: Companions, viewer: Viewer, now: datetime) -> Brief:
    brief = briefs.brief(found.brief, viewer)
    brief.check_takes_bids(now)
    return brief


def invited(code: str, viewer: Viewer, now: datetime) -> tuple[Companions, Brief]:
    """The team that the code opens, and its brief. Raises Invalid for no such code, or a brief that is not theirs."""
    found = companions.by_secret(digest(code.strip()))
    try:
        if found is not None:
            return found, _open(found, viewer, now)
    except NotFound as error:
        raise Invalid({"code": error.message}) from error
    raise Invalid({"code": WRONG_CODE})


@transactional
def join(code: str, viewer: Viewer, now: datetime) -> Companions:
    """Come in by a code. Whoever joins a team that has applied applies with it."""
    viewer.check_acts_alone("contract", now)
    found, brief = invited(code, viewer, now)
    return _come_in(found, brief, viewer.person, now)


def _come_in(found: Companions, brief: Brief, person: str, now: datetime) -> Companions:
    if person in found.members:
        return found
    if person in companions.in_teams(brief.id):
        raise Conflict(N_("You are in another team for this brief. Leave that one first."))
    found.join(person, brief.team_max)
    companions.save(found)
    if found.state == "applied":
        _let_bid(person, brief.id, now)
    audit.record(N_("Joined the team"), found.id, person, now)
    return found


def _let_bid(person: str, brief_id: str, now: datetime) -> None:
    try:
        bidding.let_bid(person, brief_id, now)
    except Invalid as error:
        raise Conflict(LIST_FULL) from error


@transactional
def apply(companions_id: str, viewer: Viewer, now: datetime) -> Companions:
    """The captain applies for all: the brief counts as a bid of each, and they are kept together where possible."""
    viewer.check_acts_alone("contract", now)
    found = companions.one_of_mine(companions_id, viewer)
    found.apply(viewer.person)
    brief = _open(found, viewer, now)
    for person in found.members:
        _let_bid(person, brief.id, now)
    companions.save(found)
    audit.record(N_("Team applied as one"), found.id, viewer.person, now)
    return found


@transactional
def leave(companions_id: str, viewer: Viewer, now: datetime) -> None:
    """One's own bid stays as it is. With the last member the team is gone."""
    leave_for(companions.one_of_mine(companions_id, viewer), viewer.person, now)


def leave_for(found: Companions, person: str, now: datetime) -> None:
    found.leave(person)
    audit.record(N_("Left the team"), found.id, person, now)
    if found.members:
        companions.save(found)
        return
    for one in companions.asks_by(found.id):
        _settle(one, "withdrawn", now)
    companions.delete(found)


@dataclass(frozen=True)
class Gap:
    """``rows``: what the team covers; ``fillers``: for each lacking need who of the willing raises it."""

    rows: tuple[Covered, ...]
    fillers: Mapping[str, list[Filler]]


def gap(found: Companions, brief: Brief, now: datetime) -> Gap:
    """What the team lacks. The fillers are for the server alone: nobody is named before they agree."""
    able = _who_may_be_asked(found, brief, now)
    held = holdings.of_people({*found.members, *able})
    rows = lacking.covered(book.graph(), brief.needs, found.members, held, now.date())
    willing = {person: held.get(person, ()) for person in able}
    return Gap(rows, lacking.fillers(book.graph(), brief.needs, rows, willing, now.date()))


def _who_may_be_asked(found: Companions, brief: Brief, now: datetime) -> set[str]:
    """Willing students of the schools that approved the brief, free, of age or allowed, and not asked by this team."""
    places = companions.willing(briefs.approving_schools(brief.id))
    people = {person for person, place in places.items() if place.region == brief.region}
    people -= companions.in_teams(brief.id) | {one.person for one in companions.asks_by(found.id)}
    return people - set(students.engaged(people)) - directory.under_age(people, "contract", now)


@transactional
def ask(companions_id: str, skill: str, viewer: Viewer, now: datetime) -> None:
    """Ask the one of the willing who would fill this need best; who that is the team reads when they agree."""
    found = companions.one_of_mine(companions_id, viewer)
    found.check_captain(viewer.person)
    brief = _open(found, viewer, now)
    asked = [one for one in companions.asks_by(found.id) if one.state == "asked" and one.until >= now]
    if len(asked) >= MOST_ASKED:
        raise Conflict(N_("Three are asked already. Wait for their answers."))
    found.check_room(brief.team_max)
    able = gap(found, brief, now).fillers.get(skill, [])
    if not able:
        raise Conflict(N_("Nobody who is willing would fill this need now."))
    _ask(found, brief, able[0].person, now)
    audit.record(N_("Somebody was asked to join"), found.id, viewer.person, now)


def _ask(found: Companions, brief: Brief, person: str, now: datetime) -> None:
    place = next((one.school for one in students.studies_of(person)), "")
    until = min(clock.due_in_days(ASK_DAYS, now, directory.calendar_of(place)), brief.bidding_until)
    made = Ask(new_id(), found.id, brief.id, person, now, until)
    companions.add_ask(made)
    wait = Wait(
        subject=made.id, kind=KIND, message=JOIN, params={"title": brief.title}, people={"captain": found.captain},
        default=SILENCE, url=f"/matching/companions/asks/{made.id}", person=person, due=until,
        remind=min(now + timedelta(days=REMIND_DAYS), until),
    )  # fmt: skip
    waiting.open_item(wait, now)


def _settle(one: Ask, state: str, now: datetime, by: str | None = None) -> None:
    """Passed over when it was answered."""
    if one.state != "asked":
        return
    one.state = state
    companions.save_ask(one)
    outcome = {"expired": "lapsed", "withdrawn": "withdrawn"}.get(state, "done")
    waiting.close_items(one.id, KIND, now, by=by, outcome=outcome)


@transactional
def agree(ask_id: str, viewer: Viewer, now: datetime) -> Companions:
    """Join the team that asks."""
    viewer.check_acts_alone("contract", now)
    one = companions.ask_of_mine(ask_id, viewer)
    one.check_open(now)
    found = companions.found(one.companions)
    if found is None:
        raise Conflict(SETTLED)
    _settle(one, "accepted", now, by=viewer.person)
    return _come_in(found, _open(found, viewer, now), viewer.person, now)


@transactional
def decline(ask_id: str, viewer: Viewer, now: datetime) -> None:
    """It costs nothing, and the team is not told who it was."""
    one = companions.ask_of_mine(ask_id, viewer)
    one.check_open(now)
    _settle(one, "declined", now, by=viewer.person)


@transactional
def silent(ask_id: str, now: datetime) -> None:
    """Nobody answered in time."""
    one = companions.ask(ask_id)
    if one is not None:
        _settle(one, "expired", now)


@transactional
def let_ask(willing: bool, viewer: Viewer, now: datetime) -> None:
    """Agree that teams may ask, or take it back: then whatever was asked is withdrawn."""
    if willing:
        viewer.check_acts_alone("contract", now)
    given = companions.wishes(viewer.person)
    given.let_ask(willing, now)
    companions.save_wishes(given)
    if not willing:
        for one in companions.asks_of_mine(viewer):
            _settle(one, "withdrawn", now, by=viewer.person)
