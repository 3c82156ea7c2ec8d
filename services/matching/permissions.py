"""What the routes of matching ask."""

from shared.permissions import PUBLIC, SIGNED_IN, Permission

__all__ = ["COMPANY", "HOLD_ROUNDS", "PUBLIC", "READ_REPORTS", "SIGNED_IN", "STUDENT"]

STUDENT = Permission("list skills, bid and answer proposals as a student", ("student",))
COMPANY = Permission(
    "see who bids on a brief of one's company, as far as they agreed", ("mentor", "company_admin")
)
HOLD_ROUNDS = Permission("hold rounds of one's school", ("teacher", "school_admin"))
READ_REPORTS = Permission(
    "read the fairness reports of one's school", ("student", "teacher", "school_admin", "registrar")
)
