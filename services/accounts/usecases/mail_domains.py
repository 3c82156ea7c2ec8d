"""The mail domain of an organisation, shown by a link to an address there: asked by an administrator, opened by whoever
reads that mail, with or without an account."""

from dataclasses import dataclass
from datetime import datetime

from services.accounts.domain import mail_domain as rules
from services.accounts.domain.organisation import Organisation
from services.accounts.domain.person import Link
from services.accounts.store import audit, organisations, people
from services.accounts.usecases import publishing, throttling
from services.accounts.usecases.mailed import BAD_LINK, make_link
from shared.errors import Conflict, Invalid, NotFound
from shared.ids import digest
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.viewer import Viewer

PURPOSE = "domain"
MAIL, TOLD = "mail_domain_mail", "mail_domain_told_mail"


def ask(organisation_id: str, mail: str, viewer: Viewer, address: str, now: datetime) -> None:
    """The same answer for every address at a domain that can prove anything. No operator's from outside: they note
    what they have seen themselves."""
    found = organisations.administered(organisation_id, viewer)
    if not _administers(found, viewer):
        raise NotFound(N_("There is no such organisation."))
    if not viewer.confirmed:
        raise Conflict(N_("Confirm your mail address first: the link is in your mail."))
    throttling.entrance(PURPOSE, mail, address, now)
    rules.refuse_where_looked_at(found)
    domain = rules.checked(mail, found.website)
    throttling.mail_domain(found.id, mail, now)
    _ask(found.id, mail, domain, viewer.person, now)


def _administers(organisation: Organisation, viewer: Viewer) -> bool:
    return any(viewer.has(role, organisation.id) for role in organisations.ADMINS)


def may_ask(organisation: Organisation, viewer: Viewer) -> bool:
    """Whether the page offers it."""
    return _administers(organisation, viewer) and not rules.looked_at(organisation)


@transactional
def _ask(organisation_id: str, mail: str, domain: str, by: str, now: datetime) -> None:
    """The first link is the wish itself, and opens nothing: nobody is told its secret. The job makes another, so that
    no row of a job holds one; asking again ends both."""
    people.use_up_links(by, PURPOSE, organisation_id)
    wish = make_link(by, PURPOSE, now, mail, item=organisation_id)
    jobs.add(MAIL, digest(wish), now)
    audit.record(N_("Proof of the mail domain %(domain)s asked for"), organisation_id, by, now, domain=domain)


@dataclass(frozen=True)
class Asked:
    """What whoever holds the link would confirm. ``by``: the name of the administrator who asks."""

    organisation: Organisation
    domain: str
    by: str


def asked(secret: str, now: datetime) -> Asked | None:
    """None for a link that opens nothing, or no longer. Reading it uses nothing up."""
    link = people.link(secret)
    return read(link, now) if link else None


def read(link: Link, now: datetime) -> Asked | None:
    """None also where the organisation was suspended or merged meanwhile, has another website, or was looked at; and
    where who asked administers it no longer."""
    found = organisations.organisations_by_id([link.item]) if link.usable(PURPOSE, now) else []
    if not found or found[0].id != link.item or found[0].suspended:
        return None
    if link.person not in organisations.administrators(link.item) or people.is_suspended(link.person):
        return None
    try:
        rules.refuse_where_looked_at(found[0])
        domain = rules.checked(link.mail, found[0].website)
    except (Conflict, Invalid):
        return None
    return Asked(found[0], domain, people.names([link.person]).get(link.person, ""))


def confirm(secret: str, address: str, now: datetime) -> None:
    """The check passes, with the domain; the address is kept nowhere. Raises Invalid for a link that opens nothing."""
    throttling.entrance("link", "", address, now)
    _confirm(secret, now)


@transactional
def _confirm(secret: str, now: datetime) -> None:
    link = people.link(secret)
    found = read(link, now) if link else None
    if link is None or found is None:
        raise Invalid({"link": BAD_LINK}, BAD_LINK)
    organisation = found.organisation
    host = rules.host_of(organisation.website)
    organisation.record_check(
        "mail_domain", "passed", None, now, way=rules.WAY, domain=found.domain, host=host
    )
    organisations.save_organisation(organisation)
    publishing.organisation(organisation, now)
    people.forget_addresses(link.person, PURPOSE, link.item)
    act = N_("Mail domain %(domain)s shown by a mailed link")
    audit.record(act, organisation.id, None, now, domain=found.domain)
    jobs.add(TOLD, link.person, now, organisation=organisation.id, domain=found.domain)
