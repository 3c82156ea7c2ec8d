"""Two organisations that are the same one: which may be merged, and what a person who is in both has afterwards."""

from services.accounts.domain.organisation import ROLES_OF, Membership, Organisation
from shared.errors import Conflict, Invalid
from shared.messages import N_


def check(duplicate: Organisation, survivor: Organisation, typed_name: str) -> None:
    """Raises Conflict, or Invalid for the name that was typed, unless the one may be merged into the other."""
    if duplicate.id == survivor.id:
        raise Conflict(N_("This is one and the same organisation. Name the other one."))
    if duplicate.merged_into or survivor.merged_into:
        raise Conflict(N_("One of the two was merged already."))
    if duplicate.kind != survivor.kind or duplicate.kind == "operator":
        raise Conflict(N_("Only a company is merged into a company, and a school into a school."))
    if duplicate.region != survivor.region:
        raise Conflict(N_("The two are in different regions, and people's data stay inside theirs."))
    if duplicate.suspended or survivor.suspended:
        raise Conflict(N_("One of the two is suspended. Decide about that first."))
    if duplicate.demo != survivor.demo:
        raise Conflict(N_("Demonstration data are never merged with others."))
    if typed_name.strip() != duplicate.name:
        raise Invalid({"typed_name": N_("This is not the name of the organisation that goes.")})


def checks_that_pass_over(duplicate: Organisation, survivor: Organisation) -> list[str]:
    """What somebody saw was of a name and a registered code: it holds for the one that stays where the code is the
    same, and where nobody looked at the same thing of it. A mail domain was compared with the website of the one."""
    if not duplicate.code or duplicate.code != survivor.code:
        return []
    seen = {check["check"] for check in survivor.checks}
    held = [
        one for one in duplicate.checks if one.get("way") != "link" or duplicate.website == survivor.website
    ]
    return sorted(check["check"] for check in held if check["check"] not in seen)


def merge(duplicate: Organisation, survivor: Organisation) -> None:
    passing = checks_that_pass_over(duplicate, survivor)
    survivor.checks = survivor.checks + [check for check in duplicate.checks if check["check"] in passing]
    duplicate.merged_into = survivor.id


def unite(goes: Membership, stays: Membership, kind: str) -> None:
    """A person who is in both keeps what they were in either. What waits to be confirmed grants nothing."""
    if goes.state == "active":
        held = {*goes.roles, *(stays.roles if stays.state == "active" else ())}
        stays.roles = [role for role in ROLES_OF[kind] if role in held]
        stays.state = "active"
    stays.programme = stays.programme or goes.programme
    stays.school_class = stays.school_class or goes.school_class
    if goes.number and stays.number in ("", goes.number):
        stays.number, goes.number = goes.number, ""
