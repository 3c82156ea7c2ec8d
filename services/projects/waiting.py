"""Every state that waits for somebody: who, until when, who is reminded, who is told next, and what then.

Source: domain.md's table of silent reviewers, one row per line of it. The days are the product's; a school sets its own
(``OF_A_SCHOOL``), the default action never.
Rows of other services stand here too, so that one table answers for the whole product; ``service`` names the
one that keeps the timer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shared.errors import Invalid
from shared.messages import N_

VERSION = 1


@dataclass(frozen=True)
class Waiting:
    """Days count from the beginning of the wait; ``escalation`` is [(days, role that is told)] in order.

    A milestone has a day of its own: for ``milestone_work`` days count from that day, negative before it.
    ``default`` names what the timer does after ``ends`` days, None when the wait has no end of its own.
    ``default_text`` is the sentence that everybody reads beforehand.
    """

    key: str
    service: str
    text: str
    owner: str
    due: int
    reminder: int
    escalation: tuple[tuple[int, str], ...]
    ends: int | None
    default: str
    default_text: str


_ROWS = (
    Waiting(
        "brief_review", "projects", N_("Review the brief"), "reviewer", 5, 3,
        ((6, "school_admin"), (10, "operator")), None, "escalate",
        N_("Without an answer the school's administrator decides; a brief is never published by itself."),
    ),
    Waiting(
        "brief_approval", "projects", N_("Approve the brief for your students"), "teacher", 5, 3,
        ((6, "school_admin"),), None, "escalate",
        N_("Without an answer the school's administrator decides; a brief is never approved by itself."),
    ),
    Waiting(
        "brief_changes", "projects", N_("Change the brief as asked"), "company_admin", 14, 10,
        (), None, "wait", N_("The brief stays as it is until it is changed or cancelled."),
    ),
    Waiting(
        "proposal_answer", "matching", N_("Answer the team proposal"), "student", 3, 2,
        (), 3, "decline", N_("Silence counts as declined; the seat goes to the next in the reserve."),
    ),
    Waiting(
        "team_confirmation", "matching", N_("Confirm the proposed team"), "company_admin", 5, 3,
        ((6, "company_admin"),), 8, "expire",
        N_("Without an answer the proposal expires and the students are free again."),
    ),
    Waiting(
        "no_bids", "projects", N_("Say what becomes of a brief that nobody bids for"), "company_admin", 14, 10,
        (), 14, "archive", N_("Without an answer the brief is archived; its text stays, to begin from it anew."),
    ),
    Waiting(
        "team_start", "projects", N_("Start the team"), "mentor", 7, 4,
        ((8, "teacher"),), None, "wait",
        N_("The team waits until its papers are complete; nothing happens by itself."),
    ),
    Waiting(
        "signature", "projects", N_("Sign the agreement"), "signer", 7, 4,
        ((5, "teacher"), (8, "school_admin")), 14, "refill",
        N_("The start waits; without a signature the seat is given to the next in the reserve."),
    ),
    Waiting(
        "guardian_consent", "accounts", N_("Read and answer the request for consent"), "guardian", 7, 4,
        ((5, "teacher"), (8, "school_admin")), 14, "refill",
        N_("The start waits; without consent the seat is given to the next in the reserve."),
    ),
    Waiting(
        "milestone_work", "projects", N_("Deliver the milestone"), "team", 0, -3,
        ((3, "teacher"),), None, "wait",
        N_("A late milestone is shown to the teacher; nothing else happens."),
    ),
    Waiting(
        "statement_confirmation", "projects", N_("Confirm or dispute a member's statement"), "student", 3, 2,
        (), 3, "not_confirmed",
        N_("Silence counts as not confirmed; the mentor decides, and the credential says so."),
    ),
    Waiting(
        "milestone_review", "projects", N_("Review the milestone"), "mentor", 5, 3,
        ((6, "company_admin"),), 8, "teacher_reviews",
        N_("Without an answer the teacher may review in the mentor's place; the credential tells it."),
    ),
    Waiting(
        "final_feedback", "projects", N_("Give the final feedback"), "student_and_mentor", 10, 7,
        (), 10, "open", N_("It is opened when both gave it, or after 10 days with what there is."),
    ),
    Waiting(
        "dispute_decision", "projects", N_("Decide the dispute"), "teacher", 10, 6,
        ((11, "school_admin"), (20, "operator")), None, "escalate",
        N_("Until it is decided, what is disputed stands and is marked as disputed."),
    ),
    Waiting(
        "credit_decision", "portfolio", N_("Decide the credit application"), "registrar", 10, 7,
        ((10, "school_admin"), (20, "operator")), None, "escalate",
        N_("Credit is never granted by silence; the reserved results are kept."),
    ),
    Waiting(
        "contact_answer", "portfolio", N_("Answer the contact request"), "student", 14, 10,
        (), 14, "expire", N_("Without an answer it expires; the asker learns no more than that."),
    ),
    Waiting(
        "invitation", "accounts", N_("Accept the invitation"), "invited", 14, 10,
        (), 14, "expire", N_("Without an answer it expires; the asker learns no more than that."),
    ),
)  # fmt: skip

WAITING: dict[str, Waiting] = {row.key: row for row in _ROWS}

AWAITED = {
    "brief_review": "company", "brief_approval": "company", "brief_changes": "school",
    "team_confirmation": "members", "team_start": "members", "signature": "company",
    "milestone_work": "company", "milestone_review": "members", "statement_confirmation": "members",
    "dispute_decision": "members",
}  # fmt: skip
"""Who waits for it, and reads on their home what others owe them."""


OF_A_SCHOOL = (
    "brief_review", "brief_approval", "statement_confirmation", "milestone_review", "dispute_decision"
)  # fmt: skip
"""Whose days the school sets that reviews the brief, approves it, or teaches the team."""

SHORTEST, LONGEST = 1, 90


def with_days(key: str, own: Mapping[str, int]) -> Waiting:
    """The row with a school's own days (``due``, ``reminder``, ``ends``); who is told next is told as long after the
    due day as ever, and so it ends where the school says nothing of it."""
    row = WAITING[key]
    due = own.get("due", row.due)
    later = due - row.due
    ends = None if row.ends is None else own.get("ends", row.ends + later)
    escalation = tuple((days + later, role) for days, role in row.escalation)
    return replace(row, due=due, reminder=own.get("reminder", row.reminder), escalation=escalation, ends=ends)


def check_days(key: str, own: Mapping[str, int]) -> None:
    """Raises Invalid by field. What has no end by itself keeps none: no setting makes silence publish, approve or grant
    anything."""
    row = WAITING[key]
    fixed = {
        name
        for name in own
        if name not in ("due", "reminder", "ends") or (name == "ends" and row.ends is None)
    }
    errors = {name: N_("This setting cannot be changed.") for name in fixed}
    errors |= {
        name: N_("Give whole days from 1 to 90.")
        for name, days in own.items()
        if name not in fixed and not SHORTEST <= days <= LONGEST
    }
    if errors:
        raise Invalid(errors)
    changed = with_days(key, own)
    if changed.reminder >= changed.due:
        raise Invalid({"reminder": N_("The reminder comes before the due day.")})
    if changed.ends is not None and changed.ends < changed.due:
        raise Invalid({"ends": N_("The default applies on the due day or later.")})
