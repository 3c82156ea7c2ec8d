"""People and their ways in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.accounts.domain.mail_domain import spellings
from services.accounts.domain.person import AccessToken, Link, Person, Session
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.ids import digest
from shared.messages import N_
from shared.viewer import Viewer


def add_person(person: Person) -> None:
    mongo.insert(models.Person, person)


def save_person(person: Person) -> None:
    mongo.replace(models.Person, person)


def person(person_id: str) -> Person:
    """For the person's own acts and for rules; pages about others go through ``names``."""
    found = mongo.collection("people").find_one({"_id": person_id})
    if found is None:
        raise NotFound(N_("There is no such person."))
    return mongo.load(Person, found)


def people(ids: list[str]) -> list[Person]:
    """For rules about several; pages show what they may."""
    return [mongo.load(Person, found) for found in mongo.collection("people").find({"_id": {"$in": ids}})]


def confirmed_owner(mail: str) -> Person | None:
    """Whoever has confirmed that this address is theirs."""
    found = mongo.collection("people").find_one({"mail": mail, "mail_confirmed": True})
    return mongo.load(Person, found) if found else None


def last_unconfirmed(mail: str) -> Person | None:
    """Who began with this address last and has not confirmed it; nobody knows whether it is theirs."""
    wanted = {"mail": mail, "mail_confirmed": False}
    found = mongo.collection("people").find_one(wanted, sort=[("_id", -1)])
    return mongo.load(Person, found) if found else None


def note_bounce(mail: str, now: datetime) -> bool:
    """The address takes no mail, since then; the version stays, since nobody edits that. False when it is nobody's.

    Its domain is spelt as people write it or as the name system does: it is the same mailbox.
    """
    wanted = {"mail": {"$in": sorted(set(spellings(mail)))}, "mail_confirmed": True}
    return mongo.collection("people").update_many(wanted, {"$min": {"bounced": now}}).matched_count > 0


def exists(person_id: str) -> bool:
    return mongo.collection("people").find_one({"_id": person_id}, {"_id": 1}) is not None


def is_suspended(person_id: str) -> bool:
    """True for somebody who does not exist: they cannot act either."""
    return mongo.collection("people").find_one({"_id": person_id, "suspended": False}, {"_id": 1}) is None


@dataclass(frozen=True)
class Standing:
    """What each request asks of who makes it."""

    suspended: bool
    mail_confirmed: bool
    second_factor: bool


def standing(person_id: str) -> Standing | None:
    wanted = {"suspended": 1, "mail_confirmed": 1, "second_factor": 1}
    found = mongo.collection("people").find_one({"_id": person_id}, wanted)
    return Standing(**{name: bool(found.get(name)) for name in wanted}) if found else None


def has_second_factor(person_id: str) -> bool:
    wanted = {"_id": person_id, "second_factor": True}
    return mongo.collection("people").find_one(wanted, {"_id": 1}) is not None


def names(people: Iterable[str]) -> dict[str, str]:
    found = mongo.collection("people").find({"_id": {"$in": sorted(set(people))}}, {"name": 1})
    return {document["_id"]: document["name"] for document in found}


def add_session(session: Session) -> None:
    mongo.insert(models.Session, session)


def save_session(session: Session) -> None:
    mongo.replace(models.Session, session)


def session_of(secret: str) -> Session | None:
    found = mongo.collection("sessions").find_one({"secret": digest(secret)})
    return mongo.load(Session, found) if found else None


def session(session_id: str) -> Session | None:
    found = mongo.collection("sessions").find_one({"_id": session_id})
    return mongo.load(Session, found) if found else None


def sessions(viewer: Viewer) -> list[Session]:
    """The viewer's own, newest first; those that have ended are left out."""
    found = (
        mongo.collection("sessions")
        .find({"person": viewer.person, "ended": False})
        .sort("_id", -1)
        .limit(100)
    )
    return [mongo.load(Session, document) for document in found]


def living_sessions(person_id: str) -> list[Session]:
    """All that have not ended, for the rules that end them."""
    found = mongo.collection("sessions").find({"person": person_id, "ended": False}).sort("_id", 1)
    return [mongo.load(Session, document) for document in found]


def see_session(session: Session) -> None:
    """Remember when it was used last; its version stays, since nobody edits that."""
    used = {"seen": session.seen} | ({"before": session.before} if session.before else {})
    mongo.collection("sessions").update_one({"_id": session.id}, {"$set": used})


def last_seen(person_id: str) -> datetime | None:
    """When any session of the person was used last, None for who was never here."""
    found = mongo.collection("sessions").find({"person": person_id}, {"seen": 1}).sort("_id", -1).limit(100)
    return max((row["seen"] for row in found), default=None)


def add_token(token: AccessToken) -> None:
    mongo.insert(models.AccessToken, token)


def save_token(token: AccessToken) -> None:
    mongo.replace(models.AccessToken, token)


def token(token_id: str, viewer: Viewer) -> AccessToken:
    found = mongo.collection("tokens").find_one({"_id": token_id, "person": viewer.person})
    if found is None:
        raise NotFound(N_("There is no such access token."))
    return mongo.load(AccessToken, found)


def token_is_revoked(token_id: str) -> bool:
    return mongo.collection("tokens").find_one({"_id": token_id, "revoked": False}, {"_id": 1}) is None


def tokens(viewer: Viewer) -> list[AccessToken]:
    found = mongo.collection("tokens").find({"person": viewer.person}).sort("_id", -1).limit(100)
    return [mongo.load(AccessToken, document) for document in found]


def tokens_of(person_id: str) -> list[AccessToken]:
    """Those not revoked, for the rules that revoke them."""
    found = mongo.collection("tokens").find({"person": person_id, "revoked": False}).sort("_id", 1)
    return [mongo.load(AccessToken, document) for document in found]


def add_link(link: Link) -> None:
    mongo.insert(models.Link, link)


def save_link(link: Link) -> None:
    mongo.replace(models.Link, link)


def link(secret: str) -> Link | None:
    found = mongo.collection("links").find_one({"_id": digest(secret)})
    return mongo.load(Link, found) if found else None


def asked_link(link_id: str) -> Link | None:
    """For the job that mails it: by its number, which opens nothing."""
    found = mongo.collection("links").find_one({"_id": link_id})
    return mongo.load(Link, found) if found else None


def use_up_links(person_id: str, purpose: str, item: str | None = None) -> None:
    """No link of this kind, or of this kind to this thing, that was mailed before opens anything any more."""
    wanted = {"person": person_id, "purpose": purpose, "used": False} | ({"item": item} if item else {})
    mongo.collection("links").update_many(wanted, {"$set": {"used": True}, "$inc": {"version": 1}})


def forget_addresses(person_id: str, purpose: str, item: str) -> None:
    """Its links are used up, and nobody reads any more where they went."""
    wanted = {"person": person_id, "purpose": purpose, "item": item}
    change = {"$set": {"used": True, "mail": ""}, "$inc": {"version": 1}}
    mongo.collection("links").update_many(wanted, change)
