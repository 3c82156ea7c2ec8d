"""Who sees what of the reader, now: by name where accounts knows names, for every part of the platform.

The lists follow who may read: SEE_MEMBERS here, the stores of teams and proposals in projects and matching.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import g

from services.accounts import permissions
from services.accounts.domain.consent import Consent
from services.accounts.domain.duty import KINDS
from services.accounts.domain.organisation import Membership
from services.accounts.pages.deputies import standing_in
from services.accounts.store import access, duties, organisations, people
from services.accounts.store import audiences as store
from services.accounts.store.audiences import Seat
from shared import clock

MOST = 8
IN_A_TEAM = ("company_admin", "mentor", "recruiter")
OF_A_SCHOOL = ("school_admin", "teacher", "registrar")
SHOWN = ("share", "publication", "contact")


@dataclass(frozen=True)
class Several:
    """The first few by name, and how many ``more`` there are."""

    names: list[str] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True)
class Around:
    """A membership: who reads it, and who has a duty in its class, by the duty's word."""

    membership: Membership
    organisation: str
    readers: Several
    duties: list[tuple[str, str]]


@dataclass(frozen=True)
class Shared:
    """A team or a proposal: its people, the company's, and how many of each school."""

    seat: Seat
    company: str
    mates: Several
    staff: Several
    schools: list[tuple[str, Several]]


def now(memberships: list[Membership], standing: list[Consent]) -> dict[str, Any]:
    """{around, teams, proposals, shown, deputies, looking}; ``standing``: the consents that stand."""
    moment = clock.now()
    names = organisations.names(one.organisation for one in memberships)
    return {
        "around": [_around(one, names.get(one.organisation, "")) for one in memberships],
        "teams": [_shared(one) for one in store.teams(g.viewer)],
        "proposals": [_shared(one) for one in store.proposals(g.viewer)],
        "shown": [one for one in standing if one.purpose in SHOWN],
        "deputies": [one for one in standing_in(moment) if one["mine"]],
        "looking": [one for one in access.log_of(g.viewer.person) if one.is_open(moment)],
    }


def _around(membership: Membership, organisation: str) -> Around:
    roles = tuple(role for role in permissions.SEE_MEMBERS.roles if role != "operator")
    found = duties.of_class(membership.school_class) if membership.school_class else []
    today = clock.now().date().isoformat()
    names = people.names(one.person for one in found)
    return Around(
        membership, organisation, _several(store.staff(membership.organisation, roles)),
        [(KINDS[one.kind], names[one.person]) for one in found if one.in_force(today) and one.person in names],
    )  # fmt: skip


def _shared(seat: Seat) -> Shared:
    schools = store.schools_of(seat.ever)
    names = organisations.names([seat.company, *schools])
    return Shared(
        seat, names.get(seat.company, ""), _several(seat.present), _several(store.staff(seat.company, IN_A_TEAM)),
        [(names[one], _several(store.staff(one, OF_A_SCHOOL))) for one in schools if one in names],
    )  # fmt: skip


def _several(who: Iterable[str]) -> Several:
    """Without the reader, by name."""
    names = sorted(people.names(one for one in who if one != g.viewer.person).values())
    return Several(names[:MOST], len(names[MOST:]))
