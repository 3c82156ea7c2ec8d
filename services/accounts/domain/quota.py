"""How many people an organisation may have, and which limits an operator may raise for one. How many briefs and bytes
a company may hold is the matter of projects, which counts them; accounts tells it what was granted beyond the usual."""

from services.accounts.domain.organisation import Organisation
from shared.errors import Conflict, Invalid
from shared.messages import N_

MEMBERS = {"company": 200, "school": 20_000, "operator": 50}
RAISABLE = {"company": ("members", "briefs", "megabytes"), "school": ("members",), "operator": ("members",)}
FULL = N_(
    "The organisation has its %(limit)s people; nobody more can come in. An administrator ends memberships that are "
    "over, or asks the operators of the platform for a higher limit."
)


def most_members(organisation: Organisation) -> int:
    return organisation.limits.get("members", MEMBERS[organisation.kind])


def check_room(organisation: Organisation, held: int, more: int = 1) -> None:
    """Raises Conflict when ``more`` people beside the ``held`` would be too many."""
    if held + more > most_members(organisation):
        raise Conflict(FULL, limit=most_members(organisation))


def grant(organisation: Organisation, limits: dict[str, int]) -> None:
    """What is not named goes back to the usual. Lowering one below what is held takes nothing away."""
    wrong = [name for name in limits if name not in RAISABLE[organisation.kind]]
    if wrong:
        raise Invalid(dict.fromkeys(wrong, N_("An organisation of this kind has no such limit.")))
    organisation.limits = dict(limits)
