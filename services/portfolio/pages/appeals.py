"""An appeal: the holder makes it on the page of the credential; somebody of the school decides it on its own page."""

from typing import Any

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue

from services.portfolio import permissions
from services.portfolio.domain.appeals import Appeal
from services.portfolio.domain.evidence import REASONS
from services.portfolio.pages import mine
from services.portfolio.schemas import appeals as schemas
from services.portfolio.store import appeals as store
from services.portfolio.store import evidence, search
from services.portfolio.usecases import appeals
from shared import clock, waiting
from shared.web import forms
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("appeals", __name__, url_prefix="/portfolio")


@pages.post("/evidence/<credential_id>/appeal")
@needs(permissions.OWN)
@once
def appeal(credential_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        return f"/portfolio/appeals/{appeals.appeal(credential_id, data['text'], g.viewer, clock.now()).id}"

    found = evidence.own_credential(credential_id, g.viewer)
    deed = forms.filled({"deed": search.profile(found.person).deed(found.id)})
    return forms.submit(schemas.NewAppeal(), work, lambda form: mine.evidence_page(found, deed, form))


@pages.get("/appeals/<appeal_id>")
@needs(permissions.OWN)
def show(appeal_id: str) -> str:
    return _show(store.appeal(appeal_id, g.viewer), forms.Form())


def _show(found: Appeal, form: forms.Form) -> str:
    own = found.person == g.viewer.person
    return render_template(
        "portfolio/appeal.html", appeal=found, form=form, own=own, credential=evidence.published(found.credential),
        barred=found.changed_by == g.viewer.person, reasons=REASONS, now=clock.now(), then=appeals.STANDS,
        unread=waiting.waits(found.id, appeals.TOLD, person=g.viewer.person),
    )  # fmt: skip


@pages.post("/appeals/<appeal_id>/decide")
@needs(permissions.APPEALS)
def decide(appeal_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        appeals.decide(appeal_id, data["decision"], data["reason"], g.viewer, clock.now())
        return f"/portfolio/appeals/{appeal_id}"

    found = store.decidable(appeal_id, g.viewer)
    return forms.submit(schemas.AppealDecision(), work, lambda form: _show(found, form))


@pages.post("/appeals/<appeal_id>/read")
@needs(permissions.OWN)
def has_read(appeal_id: str) -> ResponseReturnValue:
    appeals.has_read(appeal_id, g.viewer, clock.now())
    return redirect(f"/portfolio/appeals/{appeal_id}", 303)
