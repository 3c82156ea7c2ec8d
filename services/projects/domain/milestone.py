"""A milestone: delivered by the team, accepted for the team, criterion by criterion."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from services.projects.domain.team import Reviewer, Team
from services.projects.domain.terms import MAX_CRITERIA
from shared.errors import Conflict, Invalid
from shared.messages import N_

State = Literal["planned", "delivered", "accepted", "rework"]

STATES: dict[str, str] = {
    "planned": N_("Planned"),
    "delivered": N_("Delivered"),
    "accepted": N_("Accepted"),
    "rework": N_("Rework asked for"),
}

MOVES: dict[str, tuple[str, ...]] = {
    "planned": ("delivered",),
    "delivered": ("accepted", "rework"),
    "rework": ("delivered",),
    "accepted": (),
}

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Artefact:
    """A file by its content. ``name`` is personal (it may hold a person's) and is never published."""

    sha256: str
    media_type: str
    description: str
    size: int = 0
    name: str = ""


@dataclass
class Criterion:
    """``met`` is None until a reviewer answered; ``reason`` is required where it was not met."""

    text: str
    met: bool | None = None
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    met: bool
    reason: str = ""


@dataclass(kw_only=True)
class Milestone:
    """``number`` counts from 1 within the team; ``rounds`` how often it was delivered."""

    id: str
    version: int = 0
    team: str
    brief: str
    number: int
    title: str
    deliverables: list[str] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    due: datetime
    last: bool = False
    rates_skills: bool = False
    state: State = "planned"
    state_since: datetime
    rounds: int = 0
    artefacts: list[Artefact] = field(default_factory=list)
    delivered_by: str | None = None
    delivered_at: datetime | None = None
    review_due: datetime | None = None
    open_to_teacher: bool = False
    reviewed_by: Reviewer | None = None
    reviewed_at: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if len(self.criteria) > MAX_CRITERIA:
            raise Invalid({"criteria": N_("Give at most five acceptance criteria.")})

    def deliver(
        self,
        by: str,
        team: Team,
        artefacts: Sequence[Artefact],
        now: datetime,
        review_due: datetime | None = None,
    ) -> None:
        """Hand the team's work to the reviewer. ``by`` is a member; there is at least one artefact."""
        if "delivered" not in MOVES[self.state]:
            raise Conflict(N_("The milestone is already delivered."))
        team.member(by)
        if team.state != "active":
            raise Conflict(N_("The team can deliver a milestone while it is at work."))
        check_artefacts(artefacts)
        self.artefacts = list(artefacts)
        self.delivered_by, self.delivered_at, self.review_due = by, now, review_due
        self.criteria = [Criterion(criterion.text) for criterion in self.criteria]
        self.open_to_teacher = False
        self.rounds += 1
        self._enter("delivered", now)

    def accept(self, by: Reviewer, team: Team, verdicts: Mapping[int, Verdict], now: datetime) -> None:
        """Accept for the whole team. ``verdicts`` {index: verdict} answers every criterion."""
        self._check(by, team, verdicts)
        self._close("accepted", by, verdicts, "", now)

    def ask_rework(
        self, by: Reviewer, team: Team, verdicts: Mapping[int, Verdict], reason: str, now: datetime
    ) -> None:
        """Send back with a reason; at least one criterion, where there are any, is not met."""
        self._check(by, team, verdicts)
        if not reason.strip():
            raise Invalid({"reason": N_("Say what has to be changed.")})
        if self.criteria and all(verdicts[n].met for n in range(len(self.criteria))):
            raise Invalid({"criteria": N_("Every criterion is met; mark the one that needs rework.")})
        self._close("rework", by, verdicts, reason.strip(), now)

    def _check(self, by: Reviewer, team: Team, verdicts: Mapping[int, Verdict]) -> None:
        team.must_not_judge(by)
        if self.state != "delivered":
            raise Conflict(N_("Only a delivered milestone can be reviewed."))
        errors = {}
        for n in range(len(self.criteria)):
            verdict = verdicts.get(n)
            if verdict is None:
                errors[f"criteria.{n}.met"] = N_("Say whether this criterion is met.")
            elif not verdict.met and not verdict.reason.strip():
                errors[f"criteria.{n}.reason"] = N_("Give the reason why this criterion is not met.")
        if errors:
            raise Invalid(errors)

    def _close(
        self, to: State, by: Reviewer, verdicts: Mapping[int, Verdict], reason: str, now: datetime
    ) -> None:
        self.criteria = [
            Criterion(criterion.text, verdicts[n].met, verdicts[n].reason.strip())
            for n, criterion in enumerate(self.criteria)
        ]
        self.reviewed_by, self.reviewed_at, self.reason, self.review_due = by, now, reason, None
        self._enter(to, now)

    def _enter(self, state: State, now: datetime) -> None:
        self.state, self.state_since = state, now


def check_artefacts(artefacts: Sequence[Artefact]) -> None:
    """Raises Invalid unless there is one at least, each with a SHA-256, a type and a description."""
    if not artefacts:
        raise Invalid({"artefacts": N_("Add at least one file that shows the work.")})
    errors = {}
    for n, artefact in enumerate(artefacts):
        if not _SHA256.fullmatch(artefact.sha256):
            errors[f"artefacts.{n}.sha256"] = N_("The SHA-256 has 64 lower-case hexadecimal digits.")
        if "/" not in artefact.media_type:
            errors[f"artefacts.{n}.media_type"] = N_("Give the media type, such as image/png.")
        if not artefact.description.strip():
            errors[f"artefacts.{n}.description"] = N_("Say in a few words what this file shows.")
    if errors:
        raise Invalid(errors)
