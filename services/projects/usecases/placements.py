"""The guardians of minors on a placement are asked about that one; what they answer is in usecases/guardians.py."""

from collections.abc import Iterable
from datetime import datetime

from services.projects.domain.team import Team
from services.projects.store import briefs, placements, teams
from services.projects.usecases import papers
from shared import directory
from shared.events import projects as events
from shared.ids import new_id
from shared.messaging import outbox
from shared.mongo import transactional
from shared.viewer import Viewer


def asks_guardians(team: Team) -> bool:
    return any(paper.giver == "guardian" for paper in papers.of_team(team))


def ask(team: Team, persons: Iterable[str], now: datetime) -> None:
    """Ask the guardians of those who are under age, once for each seat."""
    if not asks_guardians(team):
        return
    for person in sorted(directory.minors(persons, now) - set(placements.living(team.id))):
        consent = new_id()
        placements.add(consent, team.id, person)
        outbox.append(_asked(consent, person, team), now)


def _asked(consent: str, person: str, team: Team) -> events.PlacementAsked:
    terms, mentors = (
        briefs.edition(team.brief, team.brief_version),
        directory.members(team.organisation, "mentor"),
    )
    posted = briefs.known(team.brief).submitted_by
    likely = team.mentor or (posted if posted in mentors else next(iter(mentors), None))
    same = ("title", "place", "weeks", "hours_per_week", "paid", "pay", "risk")
    return events.PlacementAsked(
        consent=consent, person=person, organisation=team.organisation, mentor=likely, language=terms["lang"],
        **{name: terms[name] for name in same},
    )  # fmt: skip


@transactional
def ask_before_start(team_id: str, viewer: Viewer, now: datetime) -> None:
    """Whom nobody has asked yet: of a team from before guardians were asked placement by placement."""
    team = teams.led(team_id, viewer)
    if team.state == "confirmed":
        ask(team, team.present, now)


def end(team: Team, now: datetime, person: str | None = None) -> None:
    """Nobody's guardian is asked any longer, or not that of ``person``."""
    for member, consent in placements.living(team.id, person).items():
        placements.end(consent)
        outbox.append(events.PlacementEnded(consent=consent, person=member), now)


def has_no_consent(team: Team, person: str, now: datetime) -> bool:
    """Whether a guardian would have to consent before this person works in the team."""
    return asks_guardians(team) and person in directory.minors([person], now) - placements.allowed(team.id)
