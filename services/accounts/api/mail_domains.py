"""The mail domain of an organisation, by a mailed link."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.pages import reader
from services.accounts.usecases import mail_domains
from services.accounts.usecases.mailed import BAD_LINK
from shared import clock
from shared.errors import NotFound


@blueprint.operation(
    "POST", "/organisations/<organisation_id>/mail-domain", permissions.ADMINISTER, takes=schemas.MailDomain,
    gives=schemas.Done, status=202, example=examples.MAIL_DOMAIN,
)  # fmt: skip
def ask_for_mail_domain(data: Mapping[str, Any], organisation_id: str) -> Any:
    """Have a link mailed to an address at my organisation's own domain"""
    mail_domains.ask(organisation_id, data["mail"], g.viewer, reader.address(), clock.now())
    return {}


@blueprint.operation("GET", "/mail-domain/<secret>", permissions.PUBLIC, gives=schemas.MailDomainAsked)
def read_mail_domain(secret: str) -> Any:
    """What the mailed link would confirm"""
    found = mail_domains.asked(secret, clock.now())
    if found is None:
        raise NotFound(BAD_LINK)
    return {"organisation": found.organisation.name, "domain": found.domain, "by": found.by}


@blueprint.operation("POST", "/mail-domain/<secret>", permissions.PUBLIC, gives=schemas.Done)
def confirm_mail_domain(secret: str) -> Any:
    """Confirm by the mailed link that the domain is the organisation's"""
    mail_domains.confirm(secret, reader.address(), clock.now())
    return {}
