"""Who of a team does what by when: what each member owes now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.projects.domain.contribution import Contribution
from services.projects.domain.milestone import Milestone
from services.projects.domain.team import Team

AT_WORK = ("active", "rework", "delivered", "accepted")


@dataclass(frozen=True)
class Owed:
    """``task``: signature, statement or answer; an answer is to what ``whose`` member states."""

    task: str
    until: datetime | None
    whose: str | None = None


def owed(
    team: Team, unsigned: Iterable[str], sign_until: datetime | None, milestone: Milestone | None,
    said: Sequence[Contribution],
) -> dict[str, list[Owed]]:  # fmt: skip
    """{member: what is asked of them}, of those who are in the team. ``milestone``: the next one, ``said``: of it."""
    found: dict[str, list[Owed]] = {person: [] for person in team.present}
    if team.state == "confirmed":
        for person in unsigned:
            found[person].append(Owed("signature", sign_until))
    if milestone is None or team.state not in AT_WORK:
        return found
    stated = {one.person for one in said if one.state != "returned"}
    for person, tasks in found.items():
        if milestone.state in ("planned", "rework") and person not in stated:
            tasks.append(Owed("statement", milestone.due))
        tasks += [
            Owed("answer", one.peers_due, one.person) for one in said if one.peers.get(person) == "waiting"
        ]
    return found
