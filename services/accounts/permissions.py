"""What the routes of accounts ask."""

from shared.permissions import PUBLIC, SIGNED_IN, Permission

__all__ = [
    "ADMINISTER",
    "KEEP_CALENDAR",
    "KEEP_CLASSES",
    "KEEP_GUARDIANS",
    "KEEP_PROGRAMMES",
    "OPERATE",
    "PUBLIC",
    "SEE_CLASSES",
    "SEE_MEMBERS",
    "SIGN",
    "SIGNED_IN",
    "TEACH",
]

ADMINISTER = Permission("administer one's organisation", ("company_admin", "school_admin", "operator"))
SEE_MEMBERS = Permission(
    "see who belongs to one's organisation",
    ("company_admin", "mentor", "school_admin", "teacher", "registrar", "operator"),
)
SIGN = Permission("sign reviews", ("mentor", "teacher", "operator"))
OPERATE = Permission("operate the platform", ("operator",))
KEEP_GUARDIANS = Permission("say who is under age and ask guardians", ("school_admin", "teacher"))
SEE_CLASSES = Permission("see the school's classes", ("school_admin", "teacher", "registrar"))
KEEP_CLASSES = Permission("keep the school's classes", ("school_admin", "teacher"))
KEEP_PROGRAMMES = Permission("keep the school's programmes", ("school_admin", "registrar"))
KEEP_CALENDAR = Permission("keep the school's calendar", ("school_admin", "registrar"))
TEACH = Permission("look after the students of one's school", ("school_admin", "teacher"))
