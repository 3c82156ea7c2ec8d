"""The papers of a team's kind: of members by themselves and their schools, of the team by who starts it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from services.projects import kinds
from services.projects.domain.team import Team
from services.projects.kinds import Given, Giver, Insurance, Paper
from services.projects.store import audit, placements, teams
from services.projects.usecases import waits
from shared import directory
from shared.errors import Forbidden, Invalid
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer


def missing(team: Team, start: str, end: str, now: datetime) -> dict[str, str]:
    """{item: sentence} of what the start still waits for; a member's item is "<paper>.<person>"."""
    given = teams.papers(team.id)
    policy = next((row["insurance"] for row in reversed(given) if row.get("insurance")), None)
    there = Given(
        start=start,
        end=end,
        team=frozenset(row["key"] for row in given if row["person"] is None),
        members={person: _keys_of(person, given) for person in team.present},
        minors=frozenset(_without_consent(team, now)),
        insurance=Insurance(**policy) if policy else None,
    )
    return kinds.missing_for_start(team.kind, team.region, there, vulnerable=team.vulnerable)


def _without_consent(team: Team, now: datetime) -> set[str]:
    """Minors whose guardian has not consented to this placement, or no longer consents to anything."""
    asked = directory.minors(team.present, now) - placements.allowed(team.id)
    return asked | directory.under_age(team.present, "contract", now)


def of_team(team: Team) -> list[Paper]:
    return kinds.papers(team.kind, team.region, vulnerable=team.vulnerable)


def lack(team: Team, giver: Giver) -> list[str]:
    """The members of whom a paper is missing that ``giver`` gives."""
    given, wanted = teams.papers(team.id), _of(team, giver)
    return [person for person in team.present if not wanted <= _keys_of(person, given)]


def asks(team: Team, giver: Giver) -> bool:
    return bool(_of(team, giver))


def _of(team: Team, giver: Giver) -> set[str]:
    """Keys of what that giver gives for each member."""
    return {paper.key for paper in of_team(team) if paper.scope == "member" and paper.giver == giver}


def _keys_of(person: str, given: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(row["key"] for row in given if row["person"] == person)


def may_give(team: Team, paper: Paper, person: str, viewer: Viewer) -> bool:
    """Whether the viewer may give this paper of that member of the team. Nobody vouches for themselves."""
    school = next(member.school for member in team.members if member.person == person)
    own = person == viewer.person
    teaches = not own and school in viewer.organisations_as(*teams.SCHOOL, "registrar")
    return paper.may_be_given(by_member=own, by_school=teaches)


@transactional
def give(team_id: str, key: str, person: str | None, viewer: Viewer, now: datetime) -> Team:
    """A member signs a paper of their own, or their school gives one of ``person``."""
    whose = person or viewer.person
    if whose == viewer.person:
        viewer.check_acts_alone("contract", now)
        team = teams.worked_in(team_id, viewer)
    else:
        team = teams.taught(team_id, whose, viewer)
    paper = next((one for one in of_team(team) if one.key == key and one.scope != "team"), None)
    if paper is None:
        raise Invalid({"key": N_("This kind of project has no such paper for a member.")})
    if not may_give(team, paper, whose, viewer):
        raise Forbidden(kinds.GIVERS[paper.giver])
    if key not in _keys_of(whose, teams.papers(team.id)):
        teams.add_paper(team.id, key, whose, "", viewer.person, now)
        told = N_("Paper signed") if whose == viewer.person else N_("Paper given by the school")
        audit.record(told, team.id, viewer.person, now, paper=key)
    if whose not in lack(team, "member"):
        waits.close("signature", team.id, now, by=viewer.person, person=whose)
    return team


def note(team: Team, facts: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    known = {paper.key: paper for paper in of_team(team)}
    errors = {}
    for n, row in enumerate(facts.get("papers", ())):
        paper, person = known.get(row["key"]), row.get("person")
        if paper is None:
            errors[f"papers.{n}.key"] = N_("This kind of project has no such paper.")
        elif (paper.scope == "team") != (person is None) or (person and person not in team.present):
            errors[f"papers.{n}.person"] = N_("Name the member whose paper it is, and nobody for the team's.")
        elif person and not may_give(team, paper, person, viewer):
            errors[f"papers.{n}.key"] = kinds.GIVERS[paper.giver]
        else:
            teams.add_paper(team.id, paper.key, person, row.get("note", ""), viewer.person, now)
    if errors:
        raise Invalid(errors)
    if facts.get("insurance"):
        policy = {**facts["insurance"]}
        teams.add_paper(team.id, "insurance", None, "", viewer.person, now, insurance=policy)
