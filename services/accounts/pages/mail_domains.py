"""The mail domain of an organisation: asked for among its checks, confirmed by whoever holds the link."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.domain.mail_domain import readable
from services.accounts.pages import organisations, reader
from services.accounts.usecases import mail_domains
from shared import clock
from shared.web import forms, shown
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("mail_domains", __name__, url_prefix="/accounts")


@pages.post("/orgs/<organisation_id>/mail-domain")
@needs(permissions.ADMINISTER)
@once
def ask(organisation_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        mail_domains.ask(organisation_id, data["mail"], g.viewer, reader.address(), clock.now())
        return f"/accounts/orgs/{organisation_id}/checks?asked=1"

    return forms.submit(
        schemas.MailDomain(), work, lambda form: organisations.checks_page(organisation_id, asking=form)
    )


@pages.get("/mail-domain/<secret>")
@needs(permissions.PUBLIC)
def read(secret: str) -> ResponseReturnValue:
    """First what was just confirmed: after that the link opens nothing any more."""
    if done := shown.taken():
        return _shown(forms.Form(), done=done)
    found = mail_domains.asked(secret, clock.now())
    return _shown(forms.Form(), secret=secret, asked=found), 200 if found else 404


def _shown(form: forms.Form, **facts: Any) -> str:
    return render_template("accounts/mail_domain.html", readable=readable, form=form, **facts)


@pages.post("/mail-domain/<secret>")
@needs(permissions.PUBLIC)
def confirm(secret: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> ResponseReturnValue:  # noqa: ARG001
        found = mail_domains.asked(secret, clock.now())
        mail_domains.confirm(secret, reader.address(), clock.now())
        said = {"domain": found.domain, "organisation": found.organisation.name} if found else {}
        return shown.leads_to(f"/accounts/mail-domain/{secret}", said)

    def page(form: forms.Form) -> str:
        return _shown(form, secret=secret, asked=mail_domains.asked(secret, clock.now()))

    return forms.show(schemas.NoPassword(), work, page)
