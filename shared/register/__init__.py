"""The public register of personal fields: what for, on which basis, who sees it, how long. A test compares it with
every event and every schema of the services, both ways: what is stored of people stands here, or is named as a fact.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.messages import N_

BASES: dict[str, str] = {
    "contract": N_("Contract: without it, what you asked for cannot be done."),
    "consent": N_("Consent: yours alone to give and to take back."),
    "duty": N_("Legal duty."),
    "safety": N_("Legitimate interest: keeping accounts and evidence safe."),
}

SEEN: dict[str, str] = {
    "you": N_("You alone."),
    "organisation": N_("You, and the administrators and teachers of your organisation."),
    "around": N_("You, members of your organisations, and those with whom you work in a team."),
    "team": N_("The members of your team, the company's mentors, the school's supervisors."),
    "company": N_("You; the company of the brief once a team is proposed to it."),
    "reviewer": N_("You, your school's registrar, and the reviewer who signed."),
    "shared": N_(
        "You, your school's registrar, and whoever opens a share of yours, in the fields that you chose."
    ),
    "school": N_("You, and the registrars and administrators of your school."),
    "concerned": N_("Whoever the decision concerns, and those who follow the team or the brief."),
    "programs": N_("No person: programs of the platform alone."),
    "nobody": N_("Nobody: it is kept as a digest or sealed."),
    "operator": N_("The operators, with a reason, for half an hour; you are told."),
    "reported": N_("You and the operators; nobody else learns who reported."),
    "asker": N_("Whoever invited, until it is accepted."),
    "contact": N_("You; the company's side reads how to reach you once you accept."),
    "lister": N_("Whoever sent the list to the platform."),
    "guardian": N_("The teachers of the school, and the guardian."),
}

KEPT: dict[str, str] = {
    "account": N_("Until the account is erased."),
    "begun": N_("Until the account is erased; %(days)s days where its address was never confirmed."),
    "decided": N_(
        "Until the account is erased; what was decided is then blocked, without words, for the school's term."
    ),
    "accepted": N_("Until the account is erased; of accepted work its state stays, without words."),
    "team": N_(
        "Until the account is erased; that there was a seat stays, by a number that leads to nothing."
    ),
    "export": N_("%(days)s days, then it is deleted by itself."),
    "mails": N_("%(days)s days where they lie on this platform; else they lie in your mailbox alone."),
    "messages": N_("Until the account is erased, at most %(days)s days."),
    "asked": N_("Until the account is erased; what was not accepted, %(days)s days."),
    "parked": N_("Until the fault is mended, at most %(days)s days."),
    "repeated": N_("Seven days, readable with the caller's own key alone."),
    "invited": N_("Until %(days)s days after the invitation is over."),
    "told": N_("Until you have been told, at most 30 days."),
    "link": N_("Until it is used or over, and %(days)s days as a trace."),
    "trace": N_("%(days)s days, or until the account is erased."),
    "report": N_("Until the report is published, or you take it back; never longer than the account."),
    "of_age": N_("Until you are of age, or the account is erased."),
}

DAYS = {
    "export": "export_days",
    "link": "trace_days",
    "trace": "trace_days",
    "mails": "mail_days",
    "messages": "outbox_days",
    "asked": "trace_days",
    "parked": "parked_days",
    "invited": "invitation_days",
    "begun": "unconfirmed_days",
}
"""The setting by which a term is counted."""


@dataclass(frozen=True)
class Field:
    """``places``: service.collection.field, collection.field where every service has it, type:field of an event, or the
    setting of a folder. ``basis``, ``seen``, ``kept``: keys above."""

    name: str
    purpose: str
    basis: str
    seen: str
    kept: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    title: str
    fields: tuple[Field, ...]


def places(groups: Iterable[Group]) -> list[str]:
    return [place for group in groups for field in group.fields for place in field.places]
