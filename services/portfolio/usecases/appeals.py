"""A holder appeals; a person of the school, other than who changed the status, decides; the outcome is logged.

What is contested stands meanwhile, and is publicly marked as contested, without a name or a reason. When nobody
decides, it passes to the school's administrators and then to the operators; it is never decided by itself.
"""

from datetime import datetime

from services.portfolio.domain.appeals import Appeal
from services.portfolio.domain.evidence import REPLACED, Credential
from services.portfolio.store import appeals as store
from services.portfolio.store import audit, evidence, statuses
from services.portfolio.usecases import standing
from services.portfolio.usecases.accepting import ISSUE
from services.portfolio.usecases.issuing import SIGN_LISTS
from shared import directory
from shared.clock import due_in_days, moved_from
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item

KIND, TOLD = "appeal.decide", "appeal.told"
DUE, ESCALATE = f"{KIND}.due", f"{KIND}.escalate"
REMIND_DAYS, DUE_DAYS, LAST_DAYS = 7, 10, 20
ASKS = N_("%(name)s appeals about “%(title)s”")
STANDS = N_("It is never decided by itself: the status stands, marked as contested, until somebody decides.")
DECIDED = N_("Your appeal about “%(title)s” is decided")
STAYS = N_("It stays here until you have read it.")
ACTS = {
    "upheld": N_("Appeal upheld"),
    "refused": N_("Appeal refused"),
    "revoked": N_("Appeal refused and credential revoked"),
}


@transactional
def appeal(credential_id: str, text: str, viewer: Viewer, now: datetime) -> Appeal:
    """Against the status as it is now, once."""
    credential = evidence.own_credential(credential_id, viewer)
    if credential.status == "valid":
        raise Conflict(N_("There is nothing to appeal against: the credential is valid."))
    if credential.reason == REPLACED:
        raise Conflict(N_("There is nothing to appeal against: another credential says the same."))
    before = store.newest(credential.id)
    if before is not None and before.change == credential.version:
        raise Conflict(N_("You have appealed against this already."))
    made = Appeal(
        new_id(), credential.id, credential.version, credential.status, credential.changed_by, viewer.person,
        credential.school, text, now, _days(credential.school, DUE_DAYS, now),
    )  # fmt: skip
    store.add(made)
    _mark(credential, True, now)
    close_items(credential.id, standing.KIND, now, by=viewer.person)
    open_item(_wait(made, credential.title, "registrar", now), now)
    audit.record(N_("Appeal made"), credential.id, viewer.person, now)
    return made


@transactional
def decide(appeal_id: str, decision: str, reason: str, viewer: Viewer, now: datetime) -> Appeal:
    """Upheld: a suspension is lifted, what was revoked is issued anew. The log says what came of it either way."""
    found = store.decidable(appeal_id, viewer)
    found.decide(decision, reason, viewer.person, now)
    credential = evidence.published(found.credential)
    if credential is None or credential.version != found.change:
        raise Conflict(N_("The credential's status has changed since. Reload the page."))
    store.save(found)
    close_items(found.id, KIND, now, by=viewer.person)
    audit.record(ACTS[decision], credential.id, viewer.person, now, to=found.person, operator=viewer.operator)
    logged = {"credential": credential.id, "event": f"appeal_{found.state}"}
    jobs.add(SIGN_LISTS, str(credential.status_list), now, **logged)
    statuses.contest(credential.status_list, credential.place, False)
    _settle(credential, decision, viewer, now)
    open_item(
        Wait(
            found.id, TOLD, DECIDED, STAYS, f"/portfolio/appeals/{found.id}", person=found.person, remind=now,
            params={"title": credential.title},
        ),
        now,
    )  # fmt: skip
    return found


def _mark(credential: Credential, is_open: bool, now: datetime) -> None:
    """In the public list beside those of revocations and suspensions."""
    statuses.contest(credential.status_list, credential.place, is_open)
    jobs.add(SIGN_LISTS, str(credential.status_list), now)


def _settle(credential: Credential, decision: str, viewer: Viewer, now: datetime) -> None:
    by, operator = viewer.person, viewer.operator
    if decision == "revoked":
        standing.change(credential, "revoked", "appeal_refused", by, operator, now)
    elif decision == "upheld" and credential.status == "suspended":
        standing.change(credential, "valid", "review_ended", by, operator, now)
    elif decision == "upheld":
        _issue_anew(credential, now)


def _issue_anew(credential: Credential, now: datetime) -> None:
    """A revocation is final: the same record, with the same sign-off, becomes another credential."""
    claim = evidence.claim(credential.contribution)
    if claim is None:
        raise Conflict(N_("What this credential was made of is no longer here, so it cannot be issued anew."))
    claim.state = "checked"
    evidence.save_claim(claim)
    jobs.add(ISSUE, claim.id, now)


@transactional
def has_read(appeal_id: str, viewer: Viewer, now: datetime) -> None:
    found = store.own(appeal_id, viewer)
    close_items(found.id, TOLD, now, by=viewer.person, person=viewer.person)


@transactional
def escalate(appeal_id: str, role: str, now: datetime) -> None:
    """Nobody has decided until the day it was due: the school's administrators are told, in the end the operators."""
    found = store.known(appeal_id)
    credential = evidence.published(found.credential) if found else None
    if found is None or credential is None or found.state != "open":
        return
    open_item(_wait(found, credential.title, role, now), now)
    audit.record(N_("Still undecided: passed on"), found.credential, None, now)


def _wait(appeal: Appeal, title: str, role: str, now: datetime) -> Wait:
    place = f"/portfolio/appeals/{appeal.id}"
    people, params = {"name": appeal.person}, {"title": title}
    if role == "operator":  # who opens the person's data first, with a reason
        opens = f"/accounts/admin/people/{appeal.person}?back={place}"
        return Wait(appeal.id, KIND, ASKS, STANDS, opens, role=role, people=people, params=params)
    first = role == "registrar"
    return Wait(
        appeal.id, KIND, ASKS, STANDS, place, organisation=appeal.school, role=role, params=params, people=people,
        due=appeal.due if first else None,
        moved_from=moved_from(DUE_DAYS, now, directory.calendar_of(appeal.school)) if first else None,
        remind=_days(appeal.school, REMIND_DAYS, now) if first else None,
        escalate=None if first else _days(appeal.school, LAST_DAYS - DUE_DAYS, now),
        awaited_by=(appeal.person,), followed_at=place,
    )  # fmt: skip


def _days(school: str, days: int, now: datetime) -> datetime:
    return due_in_days(days, now, directory.calendar_of(school))


def forget(person: str, now: datetime) -> None:
    """In the erasing transaction."""
    for one in store.of_person(person):
        close_items(one.id, KIND, now, outcome="withdrawn")
        credential = evidence.published(one.credential)
        if one.state == "open" and credential is not None:
            _mark(credential, False, now)
    store.forget(person)
