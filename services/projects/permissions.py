"""What the routes of projects ask. A role counts only in its own organisation; the store sees to that."""

from shared.permissions import PUBLIC, SIGNED_IN, Permission

__all__ = [
    "APPROVE", "CONFIRM_TEAM", "DECIDE_DISPUTE", "GIVE_PAPERS", "KEEP_DEADLINES", "POST", "PUBLIC", "REVIEW_BRIEF",
    "REVIEW_WORK", "SEE_BRIEFS", "SEE_DEADLINES", "SEE_REVIEWS", "SEE_TEAMS", "SIGNED_IN", "START", "WORK",
]  # fmt: skip

POST = Permission("post briefs for one's company", ("company_admin", "mentor"))
CONFIRM_TEAM = Permission("confirm a proposed team", ("company_admin", "mentor"))
SEE_BRIEFS = Permission(
    "see briefs of one's company, or offered to one's school",
    ("company_admin", "mentor", "recruiter", "teacher", "school_admin", "registrar", "operator"),
)
REVIEW_BRIEF = Permission("review briefs", ("teacher", "school_admin", "operator"))
APPROVE = Permission("approve briefs for one's students", ("teacher", "school_admin"))
SEE_REVIEWS = Permission(
    "see what one has to review", ("company_admin", "mentor", "teacher", "school_admin", "operator")
)
SEE_TEAMS = Permission(
    "see teams",
    ("student", "company_admin", "mentor", "recruiter", "teacher", "school_admin", "registrar", "operator"),
)
WORK = Permission("work in a team", ("student",))
GIVE_PAPERS = Permission("give papers of members", ("student", "teacher", "school_admin", "registrar"))
START = Permission("start teams", ("company_admin", "mentor", "teacher", "school_admin"))
REVIEW_WORK = Permission("review delivered work", ("mentor", "teacher"))
SEE_DEADLINES = Permission("see the days one's school gives to act", ("teacher", "school_admin"))
KEEP_DEADLINES = Permission("set the days one's school gives to act", ("school_admin",))
DECIDE_DISPUTE = Permission("decide disputes", ("teacher", "school_admin", "operator"))
