"""A person is erased: accounts deletes what it holds and tells the others; each says when it has done so too."""

from datetime import datetime
from typing import Any

from services.accounts.domain import erasure as rules
from services.accounts.domain.erasure import Erasure, Part
from services.accounts.domain.organisation import Membership
from services.accounts.domain.person import Person
from services.accounts.store import audit, organisations, people, waiting_items
from services.accounts.store import erasing as store
from services.accounts.store import exporting as exports
from services.accounts.usecases import exporting, newcomers, publishing, sessions, staying
from shared import erasing, waiting
from shared.errors import NotFound
from shared.events import accounts as events
from shared.ids import digest, new_id, new_secret
from shared.messages import N_
from shared.messaging import jobs, outbox, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait

KIND = "erasure"
OVERDUE, FORGET_ADDRESS, FORGET = f"{KIND}.due", f"{KIND}.address", f"{KIND}.forget"
ONCE_MORE = f"{KIND}.once_more"
BEGUN_MAIL, DONE_MAIL = "erasure_begun_mail", "erasure_done_mail"

KEPT = (
    N_("Who did what and when in an organisation's history, by the bare id."),
    N_("That an erasure was asked for and done, until its link ends."),
)
OUTSTANDING = N_("An erasure is not done everywhere after three days")
UNTIL_DONE = N_("The person is told only when every service has done it.")


def erase(session_id: str, password: str, viewer: Viewer, now: datetime) -> str:
    """Prove once more who one is, then be erased; returns the secret of the link that shows what becomes of it."""
    rules.refuse_while(staying.blockers(viewer))
    if people.person(viewer.person).password is not None:
        sessions.prove_again(session_id, password, now)
    return _erase(viewer, new_secret(), now)


@transactional
def _erase(viewer: Viewer, secret: str, now: datetime) -> str:
    rules.refuse_while(staying.blockers(viewer))
    person = people.person(viewer.person)
    ids = [person.id, *(_begun_by_the_same(person) if person.mail_confirmed else [])]
    erasure = Erasure(
        id=new_id(), secrets=[digest(secret)], people=ids, asked=now, language=person.language, zone=person.zone,
        mail=person.mail, tell=person.mail_confirmed,
    )  # fmt: skip
    _begin(erasure, now)
    return secret


@transactional
def lapse(person_id: str, now: datetime) -> None:
    """An account that nobody confirmed in all its time goes like one whose owner asked for it; nobody is told, since
    nobody knows whose address it is."""
    person = people.person(person_id)
    if not person.mail_confirmed and person.password is None:
        secrets = [digest(new_secret())]
        erasure = Erasure(
            new_id(), secrets, [person.id], asked=now, language=person.language, zone=person.zone
        )
        _begin(erasure, now)


def _begin(erasure: Erasure, now: datetime) -> None:
    contents = [content for one in erasure.people for content in _forget(one, now)]
    if contents:
        jobs.add(exporting.REMOVE, erasure.id, now, contents=contents, erasure=erasure.id)
    else:
        _done_here(erasure, now)
    store.add(erasure)
    if erasure.tell:
        store.forget_invitations_to(erasure.mail)
    if erasure.mail:
        jobs.add(BEGUN_MAIL, erasure.id, now)
    timers.put(erasure.id, OVERDUE, erasure.due)
    timers.put(erasure.id, ONCE_MORE, now + rules.ONCE_MORE)
    timers.put(erasure.id, FORGET_ADDRESS, now + rules.TOLD_WITHIN)
    timers.put(erasure.id, FORGET, now + rules.KEPT_FOR)


def _begun_by_the_same(person: Person) -> list[str]:
    """Whoever began with the address and is signed in nowhere was this person; others only lose the address."""
    found = []
    for begun in store.begun_with(person.mail):
        if people.living_sessions(begun.id):
            store.forget_address(begun.id)
        else:
            found.append(begun.id)
    return found


def _done_here(erasure: Erasure, now: datetime) -> bool:
    """True when accounts was the last."""
    last = False
    for one in erasure.people:
        last = erasure.note(Part(one, "accounts", now, list(KEPT)))
        erasing.say_done(one, KEPT, now)
    return last


@transactional
def files_gone(erasure_id: str, now: datetime) -> None:
    """The files that were made for the person are taken from the disk too: accounts has done its part."""
    erasure = store.erasure(erasure_id)
    if erasure is not None:
        _noted(erasure, _done_here(erasure, now), now)


def _forget(person: str, now: datetime) -> list[str]:
    """Tell everybody, then delete: what is published here is scrubbed like all else. Returns the hashes of files."""
    sessions.end_all(person, person, now, tokens=True)
    for membership in organisations.memberships_of(person, ("active", "pending")):
        _leave(membership, now)
    for request in store.asked_about(person):
        request.state = "expired"
        waiting_items.save_request(request)
        declined = events.EndorsementDeclined(request=request.id, review=request.review, team=request.team)
        outbox.append(declined, now)
    outbox.append(events.PersonErased(person=person), now)
    erasing.forget(person, now)
    store.forget(person)
    erasing.look_again(person, now)
    return exports.forget(person)


def _leave(membership: Membership, now: datetime) -> None:
    """An organisation that nobody belongs to any more is closed: nothing of it may go on without anybody."""
    if membership.state == "pending":
        newcomers.changed(membership, None, now)
    membership.end()
    organisations.save_membership(membership)
    publishing.membership(membership, now)
    organisation = organisations.organisations_by_id([membership.organisation])[0]
    if not organisations.others_there(membership):
        organisation.suspended = True
        publishing.organisation(organisation, now)
        audit.record(N_("Closed: nobody belongs to it any more"), organisation.id, None, now)
    # also where nothing changes: of two administrators who leave at once, one must see that the other does
    organisations.save_organisation(organisation)


def again(timer: Timer, now: datetime) -> None:  # noqa: ARG001
    """Whatever a transaction wrote that was running while the person was erased."""
    store.forget(timer.subject)


@transactional
def done(event: Any, at: datetime, now: datetime) -> None:
    """A service has erased the person. The last one: the person is told, then their address goes."""
    erasure = store.of_person(event.person)
    if erasure is None:
        return
    service = event.TYPE.split(".", 1)[0]
    _noted(erasure, erasure.note(Part(event.person, service, at, event.kept, event.blocked)), now)


def _noted(erasure: Erasure, last: bool, now: datetime) -> None:
    if last:
        timers.cancel(erasure.id, OVERDUE)
        waiting.close_items(erasure.id, KIND, now)
        if erasure.tell:
            jobs.add(DONE_MAIL, erasure.id, now)
    store.save(erasure)


@transactional
def new_link(erasure_id: str) -> str:
    """The secret of one more link, for a mail; only its digest is kept."""
    secret, erasure = new_secret(), store.erasure(erasure_id)
    if erasure is not None:
        erasure.secrets.append(digest(secret))
        store.save(erasure)
    return secret


@transactional
def forget_address(erasure_id: str, now: datetime) -> None:  # noqa: ARG001
    """The person was told, or could not be told in all this time."""
    erasure = store.erasure(erasure_id)
    if erasure is not None and erasure.mail:
        erasure.mail = ""
        store.save(erasure)
        timers.cancel(erasure.id, FORGET_ADDRESS)


def overdue(timer: Timer, now: datetime) -> None:
    """Three days have passed, and a service is still missing: the operators are told which."""
    erasure = store.erasure(timer.subject)
    if erasure is not None and erasure.outstanding:
        wait = Wait(erasure.id, KIND, OUTSTANDING, UNTIL_DONE, "/accounts/admin/erasures", role="operator")
        waiting.open_item(wait, now)


def _once_more(timer: Timer, now: datetime) -> None:  # noqa: ARG001
    erasure = store.erasure(timer.subject)
    for person in erasure.people if erasure is not None else []:
        outbox.send_erasure_again(person)


def _address_over(timer: Timer, now: datetime) -> None:
    forget_address(timer.subject, now)


def _over(timer: Timer, now: datetime) -> None:
    """The link ends; one that is not done yet is kept until it is."""
    erasure = store.erasure(timer.subject)
    if erasure is not None and erasure.outstanding:
        timers.put(erasure.id, FORGET, now + rules.KEPT_FOR)
    elif erasure is not None:
        store.delete(erasure.id)


TIMERS: timers.Handlers = {
    erasing.AGAIN: again,
    OVERDUE: overdue,
    ONCE_MORE: _once_more,
    FORGET_ADDRESS: _address_over,
    FORGET: _over,
}


def shown(secret: str) -> Erasure:
    """For whoever has the link."""
    found = store.by_secret(secret)
    if found is None:
        raise NotFound(N_("This link does not open anything, or no longer."))
    return found
