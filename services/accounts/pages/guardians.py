"""The school says who is under age; the guardian answers by a link, without an account."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.domain.placement import PLACES, RISKS
from services.accounts.pages import reader
from services.accounts.store import audit, minorities, organisations
from services.accounts.usecases import guardians, members, placements
from shared import clock
from shared.web import forms, shown
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("guardians", __name__, url_prefix="/accounts")


@pages.get("/memberships/<membership_id>/guardian")
@needs(permissions.KEEP_GUARDIANS)
def student(membership_id: str) -> str:
    return _student(membership_id)(forms.Form())


def _student(membership_id: str) -> Callable[[forms.Form], str]:
    membership, minority = minorities.of_membership(membership_id, g.viewer)
    organisation = organisations.organisation(membership.organisation, g.viewer)
    trail = [
        row for row in audit.history(organisation.id, 200) if row["people"].get("member") == membership.person
    ]
    facts = {
        "member": membership, "minority": minority, "organisation": organisation, "made": shown.taken(),
        "history": trail[:20], "placements": placements.shown(minority),
        "name": members.names(organisation.id, [membership], g.viewer).get(membership.person), "now": clock.now(),
    }  # fmt: skip
    return lambda form: render_template("accounts/student_guardian.html", form=form, **facts)


@pages.post("/memberships/<membership_id>/age")
@needs(permissions.KEEP_GUARDIANS)
def tell_age(membership_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        guardians.tell_age(membership_id, data["born"], g.viewer, clock.now())
        return f"/accounts/memberships/{membership_id}/guardian"

    return forms.submit(schemas.Age(), work, _student(membership_id))


@pages.post("/memberships/<membership_id>/guardian")
@needs(permissions.KEEP_GUARDIANS)
@once
def ask(membership_id: str) -> ResponseReturnValue:
    """Leads to where the code is shown once, and the link when nobody mails it; only their digests are kept."""

    def work(data: Mapping[str, Any]) -> ResponseReturnValue:
        _, secret, code = guardians.ask(membership_id, data["guardian"], data["mail"], g.viewer, clock.now())
        link = {} if data["mail"] else {"link": f"{reader.settings().public_url}/accounts/guardian/{secret}"}
        return shown.leads_to(f"/accounts/memberships/{membership_id}/guardian", {"code": code, **link})

    return forms.show(schemas.Guardian(), work, _student(membership_id))


@pages.post("/memberships/<membership_id>/guardian/paper")
@needs(permissions.KEEP_GUARDIANS)
def note_paper(membership_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        guardians.note_paper(membership_id, data["decision"], data["placement"], g.viewer, clock.now())
        return f"/accounts/memberships/{membership_id}/guardian"

    return forms.submit(schemas.Paper(), work, _student(membership_id))


@pages.get("/guardian/<secret>")
@needs(permissions.PUBLIC)
def read(secret: str) -> ResponseReturnValue:
    """First what was just answered: after that the link may open nothing any more."""
    found = guardians.asked(secret, clock.now())
    if done := shown.taken().get("done"):
        more = any(one.placement.state == "asked" for one in _placements(found))
        return render_template(
            "accounts/guardian.html", form=forms.Form(), secret=secret, asked=None, done=done, more=more
        )
    return _guardian(secret)(forms.Form()), 200 if found else 404


def _placements(found: guardians.Asked | None) -> list[placements.Shown]:
    """A guardian who has consented to nothing yet is asked that first."""
    consented = found is not None and found.minority.state == "consented"
    return placements.shown(found.minority) if found is not None and consented else []


def _guardian(secret: str) -> Callable[[forms.Form], str]:
    """One question a page: the placement that was chosen, else the first that waits, else the consent to everything."""

    def page(form: forms.Form) -> str:
        found = guardians.asked(secret, clock.now())
        listed, wanted = _placements(found), form.values.get("placement") or request.args.get("placement")
        chosen = next((one for one in listed if one.placement.id == wanted), None)
        if wanted is None:
            chosen = next((one for one in listed if one.placement.state == "asked"), None)
        return render_template(
            "accounts/guardian.html", form=form, secret=secret, asked=found, done=None, chosen=chosen,
            others=[one for one in listed if one is not chosen], PLACES=PLACES, RISKS=RISKS,
        )  # fmt: skip

    return page


@pages.post("/guardian/<secret>")
@needs(permissions.PUBLIC)
def answer(secret: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> ResponseReturnValue:
        guardians.answer(
            secret, data["decision"], data["code"], data["question"], clock.now(), data["placement"]
        )
        done = f"placement_{data['decision']}" if data["placement"] else data["decision"]
        return shown.leads_to(f"/accounts/guardian/{secret}", {"done": done})

    return forms.show(schemas.GuardiansAnswer(), work, _guardian(secret))


@pages.get("/of-age")
@needs(permissions.SIGNED_IN)
def of_age() -> str:
    return render_template("accounts/of_age.html", form=forms.Form())


@pages.post("/of-age")
@needs(permissions.SIGNED_IN)
def decide_anew() -> ResponseReturnValue:
    guardians.decide_anew(g.viewer, clock.now())
    return reader.see_other("/accounts/home")
