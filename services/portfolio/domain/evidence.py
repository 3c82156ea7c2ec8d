"""From an accepted contribution to a credential: what must hold before one is issued, and what may become of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from shared.errors import Conflict
from shared.messages import N_

ClaimState = Literal["waiting", "checked", "issued", "refused"]
Status = Literal["valid", "suspended", "revoked"]

REVIEWERS = ("mentor", "teacher")
# Why a status is changed: facts to choose from, so that no text about a person is kept or published.
REASONS: dict[str, str] = {
    "issued_in_error": N_("It was issued in error."),
    "evidence_withdrawn": N_("The evidence behind it was withdrawn."),
    "misconduct_decided": N_("Misconduct was decided in a case."),
    "under_review": N_("A case about it is open."),
    "appeal_refused": N_("An appeal was heard and refused."),
    "review_ended": N_("The case about it ended without finding."),
}
REPLACED = "replaced"
WHY = REASONS | {REPLACED: N_("The same was issued anew under another key, which replaces this one.")}
"""Every reason that may stand: those that somebody chooses, and the one that comes by itself."""
REPLACED_BY = N_(
    "It was replaced: the same was issued anew under another key. Ask whoever shows it for the new one."
)
MOVES: dict[str, tuple[Status, ...]] = {
    "valid": ("suspended", "revoked"), "suspended": ("valid", "revoked"), "revoked": (),
}  # fmt: skip


@dataclass
class Claim:
    """An accepted contribution for which no credential stands yet; ``id`` is the contribution's.

    ``key``: the Multikey that signed the endorsement, as it says itself; whose it is, our copy of the keys tells.
    ``lacks``: of what our own copies have not seen yet (key, membership, team, school); ``reason``: why it was refused.
    """

    id: str
    person: str
    team: str
    brief: str
    milestone: str
    company: str
    school: str
    reviewer: str
    reviewer_organisation: str
    reviewer_role: str
    record: dict[str, Any]
    record_hash: str
    endorsement: dict[str, Any]
    key: str
    accepted_at: datetime
    received: datetime
    state: ClaimState = "waiting"
    lacks: list[str] = field(default_factory=list)
    reason: str | None = None
    version: int = 0

    @property
    def signed_at(self) -> datetime:
        return datetime.fromisoformat(self.endorsement["validFrom"])

    def check_roles(self) -> None:
        """Raises Conflict unless the named reviewer may review this at all. A teacher may be of any member's school."""
        if self.reviewer == self.person:
            raise Conflict("the reviewer is the person themselves")
        if self.reviewer_role not in REVIEWERS:
            raise Conflict("the reviewer has not the role of a reviewer")
        if self.reviewer_role == "mentor" and self.reviewer_organisation != self.company:
            raise Conflict("the mentor acts for another organisation than the company")


@dataclass(frozen=True)
class Key:
    """Our copy of a reviewer's key; times are aware."""

    person: str
    valid_from: datetime
    valid_until: datetime | None = None
    compromised_at: datetime | None = None

    def check(self, reviewer: str, at: datetime) -> None:
        """Raises Conflict unless it was the reviewer's at that time (whole seconds: a signature has no more)."""
        if self.person != reviewer:
            raise Conflict("the endorsement is signed with somebody else's key")
        if at < self.valid_from.replace(microsecond=0):
            raise Conflict("the endorsement is older than the reviewer's key")
        if self.valid_until is not None and at >= self.valid_until:
            raise Conflict("the reviewer's key was no longer valid when the endorsement was signed")
        if self.compromised_at is not None and at >= self.compromised_at:
            raise Conflict("the reviewer's key was compromised when the endorsement was signed")


@dataclass(frozen=True)
class Moment:
    """One membership of the reviewer as it stood at the time of signing."""

    state: str
    roles: Sequence[str]


def holds_role(role: str, moments: Sequence[Moment]) -> bool:
    """Whether one of the memberships gave the role. False: not known yet. Conflict: it is known that none did."""
    if any(moment.state == "active" and role in moment.roles for moment in moments):
        return True
    if moments and all(moment.state == "ended" for moment in moments):
        raise Conflict("the reviewer no longer belonged to the organisation when the endorsement was signed")
    return False


@dataclass(frozen=True)
class TeamCopy:
    """``ever``: everybody who has been a member."""

    company: str
    ever: Sequence[str]


def check_team(team: TeamCopy, claim: Claim) -> bool:
    """Whether the person belongs to the team and the reviewer does not. False: not known yet."""
    if claim.reviewer in team.ever:
        raise Conflict("the reviewer is a member of the team")
    if team.company != claim.company:
        raise Conflict("the team works for another company")
    return claim.person in team.ever


OVERDUE = timedelta(days=3)


@dataclass
class Credential:
    """An issued credential: ``urn:uuid:<id>`` is its address; ``document`` is the signed JSON-LD, ``jwt`` its twin.

    The document names no person; whose it is stands here only. Its status stands at ``place`` of ``status_list``.
    """

    id: str
    contribution: str
    person: str
    team: str
    brief: str
    company: str
    school: str
    reviewer: str
    reviewer_organisation: str
    reviewer_role: str
    title: str
    record: dict[str, Any]
    document: dict[str, Any]
    jwt: str
    status_list: int
    place: int
    accepted_at: datetime
    issued_at: datetime
    demo: bool = False
    status: Status = "valid"
    reason: str | None = None
    changed_by: str | None = None
    version: int = 0

    @property
    def results(self) -> list[dict[str, Any]]:
        """[{uri, label, level, untouched}] of the skills that were rated."""
        return results_of(self.record)

    def change_status(self, status: Status, reason: str, by: str | None) -> None:
        """``reason``: a key of WHY."""
        if status not in MOVES[self.status]:
            raise Conflict(
                N_("A revoked credential stays revoked; issue a new one instead.")
                if self.status == "revoked"
                else N_("The credential has this status already.")
            )
        self.status, self.reason, self.changed_by = status, reason, by


def results_of(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"uri": one["uri"], "label": one["label"], "level": one["achieved"], "untouched": one["untouched"]}
        for one in record["skills"]
        if one["achieved"] is not None
    ]
