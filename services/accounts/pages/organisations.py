"""An organisation: its facts, what was checked of it, and what happened to it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import codes, permissions, regions, schemas
from services.accounts.domain.mail_domain import readable
from services.accounts.domain.organisation import Organisation
from services.accounts.pages import reader
from services.accounts.store import audit, merging, organisations
from services.accounts.usecases import mail_domains, organising
from shared import clock
from shared.trades import trade_names
from shared.web import forms
from shared.web.i18n import language
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("organisations", __name__, url_prefix="/accounts")
NO_LOGO = forms.Form()


@pages.get("/organisation")
@needs(permissions.SIGNED_IN)
def mine() -> ResponseReturnValue:
    current = reader.current_organisation()
    return reader.see_other(f"/accounts/orgs/{current}" if current else "/accounts/home")


@pages.get("/orgs/<organisation_id>")
@needs(permissions.SIGNED_IN)
def show(organisation_id: str) -> str:
    found = organisations.organisation(organisation_id, g.viewer)
    return show_again(found)


def show_again(found: Organisation, logo_form: forms.Form = NO_LOGO) -> str:
    """With the facts as they are kept."""
    return _show(found, forms.filled(vars(found)), logo_form)


def _show(found: Organisation, form: forms.Form, logo_form: forms.Form = NO_LOGO) -> str:
    region, administer = regions.region(found.region), reader.administers(found.id)
    return render_template(
        "accounts/organisation.html", organisation=found, form=form, region=region, regions=regions.REGIONS,
        trades=trade_names(language()), administer=administer, saved="saved" in request.args,
        used=organising.used(found) if administer else None, logo_form=logo_form,
    )  # fmt: skip


@pages.post("/orgs/<organisation_id>")
@needs(permissions.ADMINISTER)
def save(organisation_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        version = request.form.get("version", type=int)
        lines = ("website", "contact", "legal") if found.kind == "operator" else ("website",)
        changes = (
            {"trades": []} | dict.fromkeys(lines, "") | dict(data)
        )  # none ticked, nothing written is an answer too
        organising.edit(organisation_id, changes, version, g.viewer, clock.now())
        return f"/accounts/orgs/{organisation_id}?saved=1"

    found = organisations.administered(organisation_id, g.viewer)
    return forms.submit(schemas.OrganisationChanges(), work, lambda form: _show(found, form))


@pages.get("/orgs/<organisation_id>/checks")
@needs(permissions.SIGNED_IN)
def checks(organisation_id: str) -> str:
    """Each check by itself: what, by whom, when. Never one number of trust."""
    return checks_page(organisation_id)


def checks_page(
    organisation_id: str, form: forms.Form | None = None, asking: forms.Form | None = None
) -> str:
    """With a form that came back: an operator's, or that of who asks for the proof of a mail domain."""
    found = organisations.organisation(organisation_id, g.viewer)
    code = codes.check_code(regions.region(found.region).code_kind, found.code) if found.code else None
    return render_template(
        "accounts/checks.html", organisation=found, code=code, form=form or forms.filled({"result": "passed"}),
        administer=reader.administers(found.id), asking=asking or forms.Form(), asked="asked" in request.args,
        asks=mail_domains.may_ask(found, g.viewer), readable=readable,
        outsider=g.viewer.operator and found.id not in g.viewer.roles,
        body=codes.KINDS_OF_BODY.get(code.code[:2]) if code and code.kind == "uscc" and code.valid else None,
    )  # fmt: skip


@pages.post("/orgs/<organisation_id>/checks")
@needs(permissions.OPERATE)
@once
def record_check(organisation_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        organising.record_check(organisation_id, data["check"], data["result"], g.viewer, clock.now())
        return f"/accounts/orgs/{organisation_id}/checks"

    return forms.submit(schemas.Check(), work, lambda form: checks_page(organisation_id, form))


@pages.get("/orgs/<organisation_id>/history")
@needs(permissions.SIGNED_IN)
def history(organisation_id: str) -> str:
    """For those who administer it: the trail names who did what to whom, in what was merged into it too."""
    found = organisations.administered(organisation_id, g.viewer)
    both = [row for one in (found.id, *merging.merged_into(found.id)) for row in audit.history(one)]
    newest = sorted(both, key=lambda row: row["at"], reverse=True)
    return render_template("accounts/history.html", organisation=found, history=newest, administer=True)
