"""What of a credential is shown to whom: one choice of fields for pages, JSON and files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.portfolio.domain.evidence import Credential
from shared.errors import Conflict, Invalid
from shared.messages import N_

FIELDS: dict[str, str] = {
    "name": N_("Your name"),
    "school": N_("Your school"),
    "company": N_("The company"),
    "results": N_("Skills and confirmed levels"),
    "statement": N_("What you wrote about your share"),
    "hours": N_("Hours"),
    "artefacts": N_("Names and digests of the files"),
    "criteria": N_("The criteria and which were met"),
    "document": N_("The signed credential as a file (it holds all of the above but your name)"),
}
BY_DEFAULT = ("name", "school", "company", "results", "criteria")
PUBLISHED_BY_DEFAULT = ("school", "company", "results")
MOST_DAYS, MOST_CREDENTIALS = 365, 50


@dataclass
class Share:
    """A link to chosen credentials. Only the digest of its token is kept; ``audience`` is the owner's own note."""

    id: str
    person: str
    secret: str
    credentials: list[str]
    fields: list[str]
    audience: str
    created: datetime
    expires: datetime
    revoked_at: datetime | None = None
    views: int = 0
    version: int = 0

    def state(self, now: datetime) -> str:
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if now >= self.expires else "active"

    def revoke(self, now: datetime) -> None:
        if self.revoked_at is not None:
            raise Conflict(N_("This share is revoked already."))
        self.revoked_at = now


def new_share(
    share_id: str, person: str, secret: str, credentials: list[str], fields: Collection[str], audience: str,
    days: int, now: datetime,
) -> Share:  # fmt: skip
    """``secret``: the digest. Raises Invalid for fields that there are not."""
    if not 1 <= days <= MOST_DAYS:
        raise Invalid({"days": N_("Choose between 1 day and 365 days.")})
    chosen = chosen_fields(fields)
    return Share(
        share_id,
        person,
        secret,
        list(dict.fromkeys(credentials)),
        chosen,
        audience,
        now,
        now + timedelta(days=days),
    )


def chosen_fields(fields: Collection[str]) -> list[str]:
    if set(fields) - set(FIELDS):
        raise Invalid({"fields": N_("Choose among the fields that there are.")})
    return [name for name in FIELDS if name in fields]


@dataclass
class Profile:
    """Whether a person's portfolio can be found by employers, and what they see then; ``id`` is the person's."""

    id: str
    published: bool = False
    fields: list[str] = field(default_factory=lambda: list(PUBLISHED_BY_DEFAULT))
    since: datetime | None = None
    version: int = 0


def shown(credential: Credential, fields: Collection[str]) -> dict[str, Any]:
    """The chosen part of a credential, plain values; the owner's name is added by whoever may read it."""
    record = credential.record
    found: dict[str, Any] = {
        "id": credential.id,
        "title": credential.title,
        "status": credential.status,
        "accepted_at": credential.accepted_at,
        "issued_at": credential.issued_at,
        "confirmed_by": [dict(one) for one in record["confirmed_by"]]
        if "company" in fields
        else _roles(record),
        "peers_confirmed": record["peers_confirmed"],
        "demo": credential.demo,
    }
    parts: dict[str, Any] = {
        "school": record["school_name"], "company": record["company_name"], "results": credential.results,
        "statement": record["statement"], "hours": record["hours"], "artefacts": record["artefacts"],
        "criteria": record["criteria"], "document": credential.document,
    }  # fmt: skip
    kept = {name: value for name, value in parts.items() if name in fields}
    return found | kept | ({"jwt": credential.jwt} if "document" in fields else {})


def _roles(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Who confirmed, without the organisation that would tell the company."""
    return [{"role": one["role"], "organisation": ""} for one in record["confirmed_by"]]
