"""What the routes of matching ask."""

from shared.permissions import PUBLIC, SIGNED_IN, Permission

__all__ = ["PUBLIC", "SIGNED_IN", "STUDENT"]

STUDENT = Permission("list skills, bid and answer proposals as a student", ("student",))
