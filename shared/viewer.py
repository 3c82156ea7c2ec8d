"""Who asks: every store function on scoped data takes a viewer and puts it into its query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shared.errors import Forbidden
from shared.messages import N_

ROLES = (
    "company_admin",
    "mentor",
    "recruiter",
    "school_admin",
    "registrar",
    "teacher",
    "student",
    "operator",
)


@dataclass(frozen=True)
class Viewer:
    """A signed-in person and the roles of their active memberships, by organisation.

    ``limits``: for a person under age without a guardian's consent, purpose → when they may act alone.
    ``looks_at``: the people whose data this operator has opened access to, with a reason and for a short time.
    ``confirmed``: they have shown that their mail address is theirs.
    ``only``: the ids of the one team and milestone that are open to who came by a mailed link; empty for all others.
    ``former``: ids in ``roles`` of organisations that were merged into another of them: what names them is found, and
    nothing new is made under them.
    """

    person: str
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    limits: Mapping[str, datetime] = field(default_factory=dict)
    looks_at: frozenset[str] = frozenset()
    confirmed: bool = False
    only: Mapping[str, str] = field(default_factory=dict)
    former: frozenset[str] = frozenset()

    @property
    def operator(self) -> bool:
        return any("operator" in roles for roles in self.roles.values())

    @property
    def looked_at(self) -> list[str]:
        """The people of ``looks_at``, for queries."""
        return sorted(self.looks_at)

    @property
    def organisations(self) -> list[str]:
        return sorted(set(self.roles) - self.former)

    def has(self, role: str, organisation: str) -> bool:
        return role in self.roles.get(organisation, frozenset())

    def has_any(self, *roles: str) -> bool:
        """Whether the viewer has one of the roles anywhere."""
        return any(role in held for held in self.roles.values() for role in roles)

    def organisations_as(self, *roles: str) -> list[str]:
        """Organisations in which the viewer has one of the roles."""
        return sorted(name for name, held in self.roles.items() if held & set(roles))

    def chosen_among(self, *roles: str) -> list[str]:
        """The same for something new: without the ids of before."""
        return [name for name in self.organisations_as(*roles) if name not in self.former]

    def check_acts_alone(self, purpose: str, now: datetime) -> None:
        """Raises Forbidden while a guardian would have to consent: "contract" or "data_consent"."""
        if purpose in self.limits and now < self.limits[purpose]:
            raise Forbidden(
                N_(
                    "Your guardian has to consent before you can do this. Your school asks them; a teacher knows more."
                )
            )
