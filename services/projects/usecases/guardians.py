"""What guardians of minors answer about a placement: with a no, a withdrawal or silence the member leaves at once."""

from datetime import datetime
from typing import Any

from services.projects.domain.guardian import ENDING
from services.projects.store import erasing, placements, teams
from services.projects.usecases import placements as asking
from services.projects.usecases import teaming


def answered(event: Any, n: int, now: datetime) -> None:
    decision = event.about(event.person, "decision", "")
    found = placements.answer(event.consent, n, decision)
    team = teams.known(found) if found else None
    if team is None or decision not in ENDING or event.person not in team.present:
        return
    if team.state in erasing.RUNNING:
        teaming.remove(team, event.person, ENDING[decision], now)


def minority_told(person: str, now: datetime) -> None:
    """It is known only now that a member is under age: their guardian is asked about each placement of theirs."""
    for team in erasing.running_teams(person):
        asking.ask(team, [person], now)
