"""Who is under age, and what their guardian answers: by link and code, or on paper that a teacher saw."""

from dataclasses import dataclass
from datetime import date, datetime

from services.accounts import joincodes, regions
from services.accounts.domain.minority import REMIND_AFTER, Minority
from services.accounts.domain.organisation import Membership
from services.accounts.store import audit, minorities, organisations, people
from services.accounts.store import placements as asked_placements
from services.accounts.usecases import placements, publishing, throttling
from shared import waiting
from shared.errors import Conflict, Invalid, NotFound
from shared.ids import digest, new_secret
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait

KIND = "guardian.consent"
OF_AGE = "minority.of_age"
OF_AGE_ITEM = "minority.decide_anew"
LIMITED = N_("Until the guardian consents, the student can neither bid nor share nor sign an agreement.")
BAD_LINK = N_("This link does not open anything, or no longer. Ask the school.")
PURPOSES: tuple[regions.Purpose, ...] = ("contract", "data_consent")
OLDEST_YEARS = 100


@transactional
def tell_age(membership_id: str, born: date, viewer: Viewer, now: datetime) -> Minority | None:
    """The school knows the birth date; kept are only the moments from which the person acts alone. None: of age."""
    membership, minority = _student(membership_id, viewer)
    if not now.year - OLDEST_YEARS < born.year <= now.year - 10:
        raise Invalid({"born": N_("Give the student's birth date.")})
    organisation = organisations.organisations_by_id([membership.organisation])[0]
    alone: dict[str, datetime] = {
        purpose: regions.acts_alone_from(organisation.region, purpose, born, organisation.time_zone)
        for purpose in PURPOSES
    }
    made = minority or Minority(membership.person, membership.organisation)
    made.acts_alone = alone
    if minority is None and not made.under_age(now):
        return None
    _changed(made, N_("Age told by the school: %(member)s"), viewer.person, now)
    timers.put(made.id, OF_AGE, max(made.of_age, now))
    return made


@transactional
def ask(
    membership_id: str, guardian: str, mail: str, viewer: Viewer, now: datetime
) -> tuple[Minority, str, str]:
    """Ask the guardian; the secret of the link and the code to hand out, each shown once. With a mail address the
    link goes there by a job, which makes a secret of its own."""
    _, minority = _student(membership_id, viewer)
    if minority is None:
        raise Conflict(N_("Give the student's birth date first."))
    secret, code = new_secret(), joincodes.new_code()
    waits = any(one.state == "asked" for one in asked_placements.of(minority))
    minority.ask(guardian, mail, digest(secret), digest(code), now, placement=waits)
    _changed(minority, N_("Guardian asked: %(member)s"), viewer.person, now)
    if minority.state == "asked":
        waiting.close_items(minority.id, KIND, now, by=viewer.person, outcome="withdrawn")
        waiting.open_item(_wait(minority, membership_id, now), now)
    if mail:
        jobs.add("guardian_mail", minority.id, now)
    return minority, secret, code


@transactional
def note_paper(membership_id: str, decision: str, placement: str, viewer: Viewer, now: datetime) -> Minority:
    """A teacher saw the guardian's signature: it counts like an answer by link. ``placement``: for that one alone."""
    membership, minority = _student(membership_id, viewer)
    if minority is None:
        raise Conflict(N_("Give the student's birth date first."))
    if membership.person == viewer.person:
        raise NotFound(N_("There is no such membership."))
    if placement:
        placements.answer(minority, placement, decision, viewer.person, now)
        return minority
    minority.answer_on_paper(decision, viewer.person, now)
    _answered(minority, viewer.person, now)
    return minority


@dataclass(frozen=True)
class Asked:
    """What a guardian reads: about whom, who asks, what stands now."""

    minority: Minority
    student: str
    school: str
    region: regions.Region


def asked(secret: str, now: datetime) -> Asked | None:
    """None for a link that opens nothing, or no longer."""
    minority = minorities.by_link(secret)
    if minority is None or not minority.opened_by(now):
        return None
    organisation = organisations.organisations_by_id([minority.school])[0]
    name = people.names([minority.id]).get(minority.id, "")
    return Asked(minority, name, organisation.name, regions.region(organisation.region))


def answer(
    secret: str, decision: str, code: str, question: str, now: datetime, placement: str = ""
) -> Minority:
    """The guardian's answer, with ``placement`` for that one; ``decision`` "ask" leaves a question for the school."""
    found = asked(secret, now)
    if found is None:
        raise NotFound(BAD_LINK)
    throttling.proof(found.minority.id, now)
    return _answer(secret, decision, digest(joincodes.normal(code)), question, placement, now)


@transactional
def _answer(secret: str, decision: str, code: str, question: str, placement: str, now: datetime) -> Minority:
    minority = minorities.by_link(secret)
    if minority is None or not minority.opened_by(now):
        raise NotFound(BAD_LINK)
    if decision == "ask":
        if not question:
            raise Invalid({"question": N_("Write what you would like to know.")})
        minority.question = question
        _changed(minority, N_("The guardian asked the school: %(member)s"), None, now)
        return minority
    if placement:
        minority.check(code)
        placements.answer(minority, placement, decision, None, now)
        return minority
    minority.answer(decision, code, now)
    _answered(minority, None, now)
    return minority


def _answered(minority: Minority, by: str | None, now: datetime) -> None:
    acts = {
        "consented": N_("The guardian consented: %(member)s"),
        "refused": N_("The guardian refused: %(member)s"),
        "withdrawn": N_("The guardian withdrew the consent: %(member)s"),
    }
    _changed(minority, acts[minority.state], by, now)
    waiting.close_items(minority.id, KIND, now, by=by)
    if minority.state != "consented":
        placements.allow_nothing(minority, by, now)


def _changed(minority: Minority, act: str, by: str | None, now: datetime) -> None:
    minorities.save(minority)
    publishing.minority(minority, now)
    audit.record(act, minority.school, by, now, to=minority.id)


@transactional
def silent(timer: Timer, now: datetime) -> None:
    """The link has run out without an answer: the school's administrator is told; nothing is allowed by silence."""
    minority = minorities.of(timer.subject)
    if minority is None or minority.state != "asked":
        return
    waiting.close_items(minority.id, KIND, now, outcome="lapsed")
    waiting.open_item(
        Wait(
            minority.id, KIND, N_("The guardian of %(name)s has not answered: ask again"), LIMITED,
            f"/accounts/orgs/{minority.school}/people", organisation=minority.school, role="school_admin",
            people={"name": minority.id},
        ),
        now,
    )  # fmt: skip


@transactional
def come_of_age(timer: Timer, now: datetime) -> None:
    """The birthday: from now on the person decides, and is asked to look at what was allowed until now."""
    minority = minorities.of(timer.subject)
    if minority is None or minority.under_age(now):
        return
    minority.forget_guardian()
    minorities.save(minority)
    publishing.minority(minority, now)
    placements.of_age(minority, now)
    waiting.open_item(
        Wait(
            minority.id, OF_AGE_ITEM, N_("You are of age now: decide yourself what you share"),
            N_("What your guardian consented to goes on until you change it."), "/accounts/of-age", person=minority.id,
        ),
        now,
    )  # fmt: skip


@transactional
def decide_anew(viewer: Viewer, now: datetime) -> None:
    """The person has looked; nothing of the guardian is kept any longer."""
    minority = minorities.of(viewer.person)
    if minority is None or minority.under_age(now):
        raise NotFound(N_("Nothing of this kind waits for you."))
    minorities.delete(minority.id)
    asked_placements.delete_all(minority.id)
    audit.record(
        N_("Came of age and decides alone: %(member)s"), minority.school, viewer.person, now, to=minority.id
    )
    waiting.close_items(minority.id, OF_AGE_ITEM, now, by=viewer.person)


def _student(membership_id: str, viewer: Viewer) -> tuple[Membership, Minority | None]:
    membership, minority = minorities.of_membership(membership_id, viewer)
    if minority is None and minorities.of(membership.person) is not None:
        raise Conflict(N_("Another school of this student keeps this already."))
    return membership, minority


def _wait(minority: Minority, membership_id: str, now: datetime) -> Wait:
    return Wait(
        minority.id, KIND, N_("Guardian's consent for %(name)s"), LIMITED,
        f"/accounts/memberships/{membership_id}/guardian", organisation=minority.school, role="teacher",
        due=minority.expires, remind=now + REMIND_AFTER, people={"name": minority.id},
    )  # fmt: skip
