"""The papers of a team's kind: signed by members, noted by who looks after the team, missing before a start."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.projects import kinds
from services.projects.domain.team import Team
from services.projects.kinds import Given, Insurance
from services.projects.store import audit, teams
from services.projects.usecases import waits
from shared.errors import Invalid
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer


def missing(team: Team, start: str, end: str) -> dict[str, str]:
    """{item: sentence} of what the start still waits for; a member's item is "<paper>.<person>"."""
    given = teams.papers(team.id)
    members = {
        person: frozenset(row["key"] for row in given if row["person"] == person) for person in team.present
    }
    policy = next((row["insurance"] for row in reversed(given) if row.get("insurance")), None)
    there = Given(
        start=start,
        end=end,
        team=frozenset(row["key"] for row in given if row["person"] is None),
        members=members,
        insurance=Insurance(**policy) if policy else None,
    )
    return kinds.missing_for_start(team.kind, team.region, there)


def unsigned(team: Team) -> list[str]:
    """The members whose own paper is not there yet."""
    given = teams.papers(team.id)
    wanted = {paper.key for paper in kinds.profile(team.kind, team.region).papers if paper.scope == "member"}
    return [
        person
        for person in team.present
        if not wanted <= {row["key"] for row in given if row["person"] == person}
    ]


@transactional
def give(team_id: str, key: str, viewer: Viewer, now: datetime) -> Team:
    """A member signs a paper of their own."""
    viewer.check_acts_alone("contract", now)
    team = teams.worked_in(team_id, viewer)
    wanted = {paper.key for paper in kinds.profile(team.kind, team.region).papers if paper.scope != "team"}
    if key not in wanted:
        raise Invalid({"key": N_("This kind of project has no such paper for a member to sign.")})
    given = {row["key"] for row in teams.papers(team.id) if row["person"] == viewer.person}
    if key not in given:
        teams.add_paper(team.id, key, viewer.person, "", viewer.person, now)
        audit.record(N_("Paper signed"), team.id, viewer.person, now, paper=key)
    required = {p.key for p in kinds.profile(team.kind, team.region).papers if p.scope == "member"}
    if required <= given | {key}:
        waits.close("signature", team.id, now, by=viewer.person, person=viewer.person)
    return team


def note(team: Team, facts: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    known = {paper.key: paper for paper in kinds.profile(team.kind, team.region).papers}
    errors = {}
    for n, row in enumerate(facts.get("papers", ())):
        paper, person = known.get(row["key"]), row.get("person")
        if paper is None:
            errors[f"papers.{n}.key"] = N_("This kind of project has no such paper.")
        elif (paper.scope == "team") != (person is None) or (person and person not in team.present):
            errors[f"papers.{n}.person"] = N_("Name the member whose paper it is, and nobody for the team's.")
        else:
            teams.add_paper(team.id, paper.key, person, row.get("note", ""), viewer.person, now)
    if errors:
        raise Invalid(errors)
    if facts.get("insurance"):
        policy = {**facts["insurance"]}
        teams.add_paper(team.id, "insurance", None, "", viewer.person, now, insurance=policy)
