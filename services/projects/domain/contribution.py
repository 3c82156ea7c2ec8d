"""What one member did for one milestone: stated, confirmed by the others, judged from outside the team."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from services.projects.domain.milestone import Artefact, Milestone
from services.projects.domain.statement import Rating, Statement, hours
from services.projects.domain.team import ROLES, Reviewer, Team
from shared.errors import Conflict, Forbidden, Invalid
from shared.messages import N_

State = Literal["stated", "confirmed", "disputed", "accepted", "returned", "evidenced", "withdrawn"]
Answer = Literal["waiting", "confirmed", "disputed", "not_confirmed"]

STATES: dict[str, str] = {
    "stated": N_("Stated"),
    "confirmed": N_("Confirmed by the others"),
    "disputed": N_("Disputed by a member"),
    "accepted": N_("Accepted"),
    "returned": N_("Returned"),
    "evidenced": N_("Credential issued"),
    "withdrawn": N_("Credential withdrawn"),
}

ANSWERS: dict[str, str] = {
    "waiting": N_("Has not answered yet"),
    "confirmed": N_("Confirmed"),
    "disputed": N_("Disputed"),
    "not_confirmed": N_("Not confirmed"),
}

MOVES: dict[str, tuple[str, ...]] = {
    "stated": ("confirmed", "disputed", "accepted", "returned"),
    "confirmed": ("stated", "disputed", "accepted", "returned"),
    "disputed": ("stated", "confirmed", "accepted", "returned"),
    "returned": ("stated",),
    "accepted": ("evidenced",),
    "evidenced": ("withdrawn",),
    "withdrawn": (),
}
"""From ``stated`` a reviewer decides only when the time of the others is over: silence confirms nothing.
A statement that is written anew is ``stated`` again, and the others are asked again."""


@dataclass(kw_only=True)
class Contribution:
    """``peers`` {other member: answer}; ``hours`` is a decimal as text; ``percent`` the stated share."""

    id: str
    version: int = 0
    team: str
    milestone: str
    brief: str
    person: str
    state: State = "stated"
    state_since: datetime
    statement: str = ""
    share: str = ""
    percent: int | None = None
    hours: str = "0"
    artefacts: list[Artefact] = field(default_factory=list)
    peers: dict[str, Answer] = field(default_factory=dict)
    objections: dict[str, str] = field(default_factory=dict)
    peers_due: datetime | None = None
    heard: bool = False
    rounds: int = 0
    ratings: list[Rating] = field(default_factory=list)
    reviewed_by: Reviewer | None = None
    reviewed_at: datetime | None = None
    reason: str = ""
    credential: str | None = None

    def write(
        self, said: Statement, team: Team, now: datetime, peers_due: datetime, names: Iterable[str] = ()
    ) -> None:
        """State what one did, or state it anew: the others are asked (again).

        ``names`` are the members' names; a statement is published without any person's name, so one
        that holds a name is refused. Raises Conflict, Invalid.
        """
        if self.state not in ("stated", "confirmed", "disputed", "returned"):
            raise Conflict(N_("The statement was accepted; it cannot be changed any more."))
        said.check(names)
        if all(member.person != self.person for member in team.members):
            raise Forbidden(N_("Only a member of the team states a contribution."))
        self.statement, self.share, self.percent = said.text.strip(), said.share.strip(), said.percent
        self.hours, self.artefacts = hours(said.hours) or "0", list(said.artefacts)
        self.peers = {person: "waiting" for person in team.present if person != self.person}
        self.objections, self.ratings, self.reason = {}, [], ""
        self.peers_due, self.heard = peers_due, not self.peers
        self.rounds += 1
        self._enter("stated", now)

    @property
    def part(self) -> str:
        """The stated share as the others confirm it and the record holds it: its words, with the per cent if given."""
        return self.share if self.percent is None else f"{self.share} · {self.percent} %"

    def confirm(self, by: str, now: datetime) -> None:
        """Another member confirms; a dispute of theirs is taken back by it."""
        self._answer(by, "confirmed", now)

    def dispute(self, by: str, reason: str, now: datetime) -> None:
        if not reason.strip():
            raise Invalid({"reason": N_("Say what is not right about the statement.")})
        self._answer(by, "disputed", now)
        self.objections[by] = reason.strip()

    def close_hearing(self) -> None:
        """The time of the others is over: who was silent has *not confirmed*, and the reviewer decides."""
        if self.state not in ("stated", "confirmed", "disputed"):
            return
        silent = [person for person, answer in self.peers.items() if answer == "waiting"]
        self.peers |= dict.fromkeys(silent, "not_confirmed")
        self.heard, self.peers_due = True, None

    def forget_peer(self, person: str, now: datetime) -> None:
        """One of the others is erased: what they wrote of it goes, and an answer that is still open is not given."""
        self.objections.pop(person, None)
        if self.settled or self.peers.get(person) not in ("waiting", "disputed"):
            return
        self.peers[person] = "not_confirmed"
        answers = set(self.peers.values())
        self.heard = self.heard or "waiting" not in answers
        if self.state == "disputed" and "disputed" not in answers:
            self._enter("stated", now)

    @property
    def revision(self) -> int:
        """How often it was written: whoever answers says which text they have read."""
        return self.rounds

    @property
    def settled(self) -> bool:
        """Accepted for good, whatever became of its credential."""
        return self.state in ("accepted", "evidenced", "withdrawn")

    @property
    def reviewable(self) -> bool:
        return self.state in ("confirmed", "disputed") or (self.state == "stated" and self.heard)

    @property
    def confirmations(self) -> tuple[int, int]:
        """How many of the others confirmed, and how many others there are."""
        return sum(answer == "confirmed" for answer in self.peers.values()), len(self.peers)

    def accept(self, by: Reviewer, team: Team, ratings: Sequence[Rating], now: datetime) -> None:
        """The reviewer, from outside the team, accepts. ``ratings`` is empty where skills are not rated."""
        self._judge(by, team)
        self.ratings = list(ratings)
        self._close("accepted", by, "", now)

    def give_back(self, by: Reviewer, team: Team, reason: str, now: datetime) -> None:
        self._judge(by, team)
        if not reason.strip():
            raise Invalid({"reason": N_("Say what has to be changed.")})
        self._close("returned", by, reason.strip(), now)

    def evidence(self, credential: str, now: datetime) -> None:
        """A credential was issued for it, or anew: after an appeal, or because the key of the first was compromised."""
        if not self.settled:
            raise Conflict(N_("Only an accepted contribution becomes evidence."))
        self.credential = credential
        if self.state != "evidenced":
            self._enter("evidenced", now)

    def withdraw(self, now: datetime) -> None:
        """Its credential was revoked, for good."""
        if self.state != "evidenced":
            raise Conflict(N_("Only issued evidence can be withdrawn."))
        self._enter("withdrawn", now)

    def record(
        self, milestone: Milestone, *, brief_title: str, summary: str, company: str, school: str, demo: bool
    ) -> dict[str, Any]:
        """The facts that the reviewer endorses, in version 1 of the record that portfolio reads.

        JSON values only; no person's name or id; hours and the moment (UTC, whole seconds) as text. ``company``
        and ``school`` are names, "" where their use was not consented to. A skill that was not shown has no
        level. Silence of one of the others makes ``peers_confirmed`` false, and so does
        having no others.
        """
        if self.reviewed_by is None or self.reviewed_at is None or self.state == "returned":
            raise Conflict(N_("There is no record before the contribution is accepted."))
        by = self.reviewed_by
        return {
            "version": 1,
            "contribution_id": self.id,
            "brief_title": _printed(brief_title),
            "project_summary": _printed(summary),
            "criteria": [{"text": _printed(row.text), "met": bool(row.met)} for row in milestone.criteria],
            "skills": [_rated(row) for row in self.ratings],
            "artefacts": [
                {"name": _printed(row.description), "sha256": row.sha256, "media_type": row.media_type}
                for row in self.artefacts
            ],
            "statement": _printed("\n".join(filter(None, (self.part, self.statement)))),
            "hours": self.hours,
            "confirmed_by": [{"role": ROLES[by.role], "organisation": by.organisation_name}],
            "peers_confirmed": set(self.peers.values()) == {"confirmed"},
            "company_name": company,
            "school_name": school,
            "accepted_at": self.reviewed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "demo": demo,
        }

    def _answer(self, by: str, answer: Answer, now: datetime) -> None:
        if by not in self.peers:
            raise Forbidden(N_("Only the other members of the team confirm or dispute a statement."))
        if self.state not in ("stated", "confirmed", "disputed"):
            raise Conflict(N_("The statement has been decided on; it cannot be answered any more."))
        self.peers[by] = answer
        self.objections.pop(by, None)
        answers = set(self.peers.values())
        self.heard = self.heard or "waiting" not in answers
        if "disputed" in answers:
            self._enter("disputed", now)
        else:
            self._enter("confirmed" if answers == {"confirmed"} else "stated", now)

    def _judge(self, by: Reviewer, team: Team) -> None:
        team.must_not_judge(by)
        if self.state not in ("stated", "confirmed", "disputed"):
            raise Conflict(N_("The statement has already been decided on."))
        if not self.reviewable:
            raise Conflict(N_("The other members still have time to confirm or dispute this statement."))

    def _close(self, to: State, by: Reviewer, reason: str, now: datetime) -> None:
        self.reviewed_by, self.reviewed_at, self.reason, self.peers_due = by, now, reason, None
        self._enter(to, now)

    def _enter(self, state: State, now: datetime) -> None:
        self.state, self.state_since = state, now


def _printed(text: str) -> str:
    """What is signed holds no tabs and no separators but line ends."""
    return text.translate({9: " ", 0x2028: "\n", 0x2029: "\n"})


def _rated(rating: Rating) -> dict[str, Any]:
    return {
        "uri": rating.uri,
        "label": rating.label,
        "needed": rating.needed,
        "achieved": rating.achieved or None,
        "untouched": rating.untouched,
    }
