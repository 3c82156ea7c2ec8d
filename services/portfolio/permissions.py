"""What the routes of portfolio ask."""

from shared.permissions import PUBLIC, SIGNED_IN, Permission

__all__ = [
    "APPEALS",
    "APPLY",
    "BLOCKED",
    "DECIDE",
    "GOVERN",
    "OPERATE",
    "OWN",
    "PUBLIC",
    "RULES",
    "SCHOOL_KEYS",
    "SEARCH",
    "SEE_CREDIT",
    "SEE_SCHOOL_KEYS",
    "SIGNED_IN",
]

OWN = Permission("keep one's own evidence")
GOVERN = Permission("change the status of credentials", ("registrar", "operator"))
APPEALS = Permission("decide appeals about credentials", ("registrar", "school_admin", "operator"))
APPLY = Permission("apply for credit", ("student",))
DECIDE = Permission("decide applications for credit", ("registrar",))
BLOCKED = Permission("open blocked records of one's school", ("registrar",))
RULES = Permission("write credit rules", ("registrar",))
SEE_CREDIT = Permission(
    "see credit rules and applications", ("student", "registrar", "school_admin", "teacher")
)
SEARCH = Permission("search for people by confirmed skill", ("company_admin", "recruiter"))
SCHOOL_KEYS = Permission("connect the school's own domain", ("school_admin",))
SEE_SCHOOL_KEYS = Permission("see how schools' domains are connected", ("school_admin", "operator"))
OPERATE = Permission("operate the platform", ("operator",))
