"""What of a credential is shown to whom: one choice of fields for pages, JSON and files."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.portfolio.domain.evidence import Credential
from services.portfolio.domain.opening import opens
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
MOST_WORDS = 40


KINDS: dict[str, str] = {
    "link": N_("Whoever has the link"),
    "organisation": N_("The staff of one organisation, signed in"),
    "person": N_("One person, signed in"),
}
STAFF = ("company_admin", "mentor", "recruiter", "school_admin", "registrar", "teacher")
"""Who reads what is shared with their organisation: whoever acts for it. A school's students do not."""


@dataclass
class Share:
    """Chosen credentials for a reader; ``audience`` is the owner's own note.

    ``kind``: a key of KINDS. A link's token is kept as a digest, ``secret``; the ``organisation`` (its id) needs none,
    nor does the ``reader``, a person. Their owner never learns whether there is one: only when one was ``addressed``.
    """

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
    kind: str = "link"
    organisation: str = ""
    reader: str = ""
    addressed: datetime | None = None
    version: int = 0

    def address(self, reader: str, now: datetime) -> None:
        """``reader``: empty where nobody has the address that the owner gave, or they themselves."""
        self.reader, self.addressed = ("" if reader == self.person else reader), now

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
    days: int, now: datetime, kind: str = "link", organisation: str = "",
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
        kind=kind,
        organisation=organisation,
    )


def chosen_fields(fields: Collection[str]) -> list[str]:
    if set(fields) - set(FIELDS):
        raise Invalid({"fields": N_("Choose among the fields that there are.")})
    return [name for name in FIELDS if name in fields]


@dataclass
class Profile:
    """How a person shows their evidence, and whether employers find it; ``id`` is the person's.

    ``items``: [{credential, deed}] in the person's own order; ``deed`` is what they did, in a sentence or two.
    """

    id: str
    published: bool = False
    fields: list[str] = field(default_factory=lambda: list(PUBLISHED_BY_DEFAULT))
    since: datetime | None = None
    items: list[dict[str, str]] = field(default_factory=list)
    trades: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    available: str = ""
    version: int = 0

    @property
    def wishes(self) -> dict[str, Any]:
        """What they say themselves, and employers look by; see wishes.py."""
        return {"trades": self.trades, "places": self.places, "available": self.available}

    def deed(self, credential: str) -> str:
        return next((one["deed"] for one in self.items if one["credential"] == credential), "")

    def arrange(self, credentials: Iterable[Credential]) -> list[Credential]:
        """In the person's order; what they have not put anywhere comes last, as it came in."""
        places = {one["credential"]: place for place, one in enumerate(self.items)}
        return sorted(credentials, key=lambda one: places.get(one.id, len(places)))

    def describe(self, credential: str, deed: str, held: Iterable[Credential]) -> None:
        if word_count(deed) > MOST_WORDS:
            raise Invalid({"deed": N_("Say it in 40 words, or 80 Chinese characters, at most.")})
        self._take_in(held)
        next(one for one in self.items if one["credential"] == credential)["deed"] = deed

    def move(self, credential: str, up: bool, held: Iterable[Credential]) -> None:
        """One place; at either end it stays where it is."""
        self._take_in(held)
        place = next(n for n, one in enumerate(self.items) if one["credential"] == credential)
        other = max(place - 1, 0) if up else min(place + 1, len(self.items) - 1)
        self.items[place], self.items[other] = self.items[other], self.items[place]

    def _take_in(self, held: Iterable[Credential]) -> None:
        """Every credential that there is has a place, and no other."""
        deeds = {one["credential"]: one["deed"] for one in self.items}
        self.items = [{"credential": one.id, "deed": deeds.get(one.id, "")} for one in self.arrange(held)]


def word_count(text: str) -> float:
    """Words as they are read: a Chinese character counts as half of one.

    >>> word_count("I found the fault"), word_count("找到故障"), word_count("用 Python 分析")
    (4.0, 2.0, 2.5)
    """
    characters = sum("\u3400" <= one <= "\u9fff" for one in text)
    others = "".join(" " if "\u3400" <= one <= "\u9fff" else one for one in text)
    return characters / 2 + sum(any(c.isalnum() for c in word) for word in others.split())


def shown(
    credential: Credential, fields: Collection[str], deed: str = "", confidential: bool = False, beside: str = ""
) -> dict[str, Any]:  # fmt: skip
    """The chosen part of a credential, plain values; the owner's name is added by whoever may read it.

    ``deed``: what its owner wrote beside it, to be shown with it. ``confidential``: the brief does not let its files be
    shown; in the place of each stands that there is one, with the digest by which its holder can compare it. A signed
    document that names them is withheld. ``beside``: the share, by its id, or PUBLISHED, while which is open its links
    of verification tell the same parts.
    """
    record = credential.record
    found: dict[str, Any] = {
        "id": credential.id,
        "title": credential.title,
        "opens": opens(credential.jwt, fields, beside),
        "deed": deed,
        "status": credential.status,
        "accepted_at": credential.accepted_at,
        "issued_at": credential.issued_at,
        "confirmed_by": [dict(one) for one in record["confirmed_by"]]
        if "company" in fields
        else _roles(record),
        "peers_confirmed": record["peers_confirmed"],
        "demo": credential.demo,
    }
    files = [_stand_in(one) if confidential else one for one in record["artefacts"]]
    parts: dict[str, Any] = {
        "school": record["school_name"], "company": record["company_name"], "results": credential.results,
        "statement": record["statement"], "hours": record["hours"], "artefacts": files,
        "criteria": record["criteria"], "document": credential.document,
    }  # fmt: skip
    kept = {name: value for name, value in parts.items() if name in fields}
    if "document" in kept and confidential and _names_files(credential.document):
        del kept["document"]
        return found | kept | {"withheld": True}
    return found | kept | ({"jwt": credential.jwt} if "document" in kept else {})


def _names_files(document: Mapping[str, Any]) -> bool:
    """One that was signed before its project was confidential, or was known to be."""
    items = document.get("evidence", [])
    return any(one.get("genre") == "artefact" and "name" in one for one in items)


def _stand_in(artefact: Mapping[str, Any]) -> dict[str, Any]:
    return {**artefact, "name": "", "confidential": True}


def _roles(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Who confirmed, without the organisation that would tell the company."""
    return [{"role": one["role"], "organisation": ""} for one in record["confirmed_by"]]
