"""What I hold: my evidence, how an employer sees it, one credential with its checks and files."""

import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.portfolio import axes, permissions, schemas
from services.portfolio.domain import wishes
from services.portfolio.domain.evidence import MOVES, REASONS, WHY, Credential
from services.portfolio.domain.showing import FIELDS
from services.portfolio.pages import reader
from services.portfolio.store import appeals, audit, crediting, evidence, projects, search
from services.portfolio.usecases import finding, recording, sharing, standing, verifying
from shared import clock
from shared.errors import NotFound
from shared.messaging import inbox
from shared.trades import trade_names
from shared.web import forms, links
from shared.web.app import on_its_way
from shared.web.i18n import language
from shared.web.once import once
from shared.web.permissions import needs

ROWS = 25
NOTHING_SAID: dict[str, Any] = {"fields": [], "trades": [], "places": [], "available": None}
"""What a form says by an empty field."""
pages = Blueprint("mine", __name__, url_prefix="/portfolio")


@pages.get("/mine")
@needs(permissions.OWN)
def mine() -> str:
    """In my own order."""
    profile = search.profile(g.viewer.person)
    held, start = profile.arrange(evidence.credentials_of(g.viewer.person)), _start()
    rows = held[start : start + ROWS]
    return render_template(
        "portfolio/mine.html", rows=rows, start=start, count=len(held), profile=profile,
        uses=crediting.uses([one.contribution for one in rows]),
        coming=evidence.claims_on_their_way(g.viewer),
        next=links.with_query("/portfolio/mine", after=start + ROWS) if len(held) > start + ROWS else None,
    )  # fmt: skip


def _start() -> int:
    return min(max(request.args.get("after", 0, type=int), 0), 1000)


@pages.post("/mine/<credential_id>/move")
@needs(permissions.OWN)
def move(credential_id: str) -> ResponseReturnValue:
    """One place up or down; the page comes back at the moved one."""
    sharing.move(credential_id, request.form.get("to") != "down", g.viewer)
    return redirect(f"/portfolio/mine?after={_start()}#e-{credential_id}", 303)


@pages.post("/evidence/<credential_id>/deed")
@needs(permissions.OWN)
def describe(credential_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        sharing.describe(credential_id, data["deed"], g.viewer, clock.now())
        return f"/portfolio/evidence/{credential_id}#deed"

    found = evidence.own_credential(credential_id, g.viewer)
    return forms.submit(schemas.Deed(), work, lambda form: evidence_page(found, form))


@pages.get("/mine/preview")
@needs(permissions.OWN)
def preview() -> str:
    profile = search.profile(g.viewer.person)
    return _preview(forms.filled({"fields": profile.fields} | profile.wishes))


def _preview(form: forms.Form) -> str:
    profile = search.profile(g.viewer.person)
    places = "、".join(form.values.get("places", []))
    seen = finding.preview(g.viewer.person, profile)
    return render_template(
        "portfolio/preview.html",
        profile=profile,
        seen=seen,
        form=replace(form, values={**form.values, "places": places}),
        fields=FIELDS,
        wishes=wishes.WORDS,
        trades=trade_names(language()),
        skills=axes.radar(seen.items),
    )


@pages.post("/publication")
@needs(permissions.OWN)
def publish() -> ResponseReturnValue:
    def work(data: Any) -> str:
        sharing.publish(NOTHING_SAID | dict(data), g.viewer, clock.now())
        return "/portfolio/mine/preview"

    return forms.submit(schemas.Publication(), work, _preview)


@pages.get("/evidence/<credential_id>")
@needs(permissions.OWN)
def show(credential_id: str) -> ResponseReturnValue:
    after = request.args.get("after")
    if hidden := evidence.closed_credential(credential_id, g.viewer):
        opened = after and not inbox.known([after])
        return on_its_way() if opened else _outline(hidden, forms.Form())
    try:
        found = evidence.credential(credential_id, g.viewer)
    except NotFound:
        if "after" in request.args:
            return on_its_way()
        raise
    return evidence_page(found, forms.filled({"deed": search.profile(found.person).deed(found.id)}))


def _outline(found: Credential, form: forms.Form) -> str:
    """For an operator to whom the holder is closed: ids, and what becomes of the status."""
    return render_template(
        "portfolio/evidence_outline.html",
        credential=found,
        form=form,
        moves=MOVES[found.status],
        reasons=REASONS,
    )


def evidence_page(found: Credential, form: forms.Form, appeal_form: forms.Form | None = None) -> str:
    looked = verifying.verify_stored(found.id, reader.settings(), clock.now())
    return render_template(
        "portfolio/evidence.html", credential=found, form=form, verdict=reader.verdict_of(looked) if looked else None,
        history=audit.history(found.id), own=found.person == g.viewer.person, moves=MOVES[found.status],
        reasons=REASONS, why=WHY, verify_url=reader.full_url(found), project=_project(found),
        appeal=appeals.newest(found.id), appeal_form=appeal_form or forms.Form(),
    )  # fmt: skip


@pages.post("/evidence/<credential_id>/status")
@needs(permissions.GOVERN)
def change_status(credential_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        standing.change_status(credential_id, data["status"], data["reason"], g.viewer, clock.now())
        return f"/portfolio/evidence/{credential_id}"

    found = evidence.governed_credential(credential_id, g.viewer)
    again = _outline if evidence.closed_credential(credential_id, g.viewer) else evidence_page
    return forms.submit(schemas.NewStatus(), work, lambda form: again(found, form))


@pages.post("/evidence/<credential_id>/record")
@needs(permissions.OWN)
@once
def ask_for_record(credential_id: str) -> ResponseReturnValue:
    """Of the whole project to which the credential belongs."""
    found = evidence.own_credential(credential_id, g.viewer)
    recording.ask(found.team, g.viewer, clock.now())
    return redirect(f"/portfolio/evidence/{credential_id}#project", 303)


@pages.get("/records/<record_id>/record.json")
@needs(permissions.OWN)
def record(record_id: str) -> Response:
    found = projects.own(record_id, g.viewer)
    text = json.dumps(found.document, ensure_ascii=False, indent=2)
    return _file(text, "application/vc+ld+json", f"{record_id}.json")


@pages.get("/records/<record_id>/bundle.json")
@needs(permissions.OWN)
def record_bundle(record_id: str) -> Response:
    """The record with all that is needed to check it, and everything in it, without us; unspaced, since 64 KB is the
    most."""
    found = projects.own(record_id, g.viewer)
    made = verifying.bundle_of_record(found, reader.settings(), clock.now())
    return _file(json.dumps(made, ensure_ascii=False), "application/json", f"{record_id}.bundle.json")


def _project(found: Credential) -> dict[str, Any] | None:
    """What its holder may make of the project: the record that there is, and whether a newer one would hold more."""
    if found.person != g.viewer.person:
        return None
    held = {one.id for one in projects.credentials_of(found.person, found.team)}
    newest = projects.newest(found.person, found.team)
    return {
        "count": len(held), "newest": newest, "coming": found.team in projects.coming(found.person),
        "more": bool(held) and (newest is None or set(newest.credentials) != held),
    }  # fmt: skip


@pages.get("/evidence/<credential_id>/credential.json")
@needs(permissions.OWN)
def document(credential_id: str) -> Response:
    found = evidence.credential(credential_id, g.viewer)
    text = json.dumps(found.document, ensure_ascii=False, indent=2)
    return _file(text, "application/vc+ld+json", f"{credential_id}.json")


@pages.get("/evidence/<credential_id>/credential.jwt")
@needs(permissions.OWN)
def jwt(credential_id: str) -> Response:
    found = evidence.credential(credential_id, g.viewer)
    return _file(found.jwt, "application/vc+jwt", f"{credential_id}.jwt")


@pages.get("/evidence/<credential_id>/proof.json")
@needs(permissions.OWN)
def proof(credential_id: str) -> Response:
    found = evidence.credential(credential_id, g.viewer)
    text = json.dumps(reader.proof_of(found, verifying.inclusion_of(found)), ensure_ascii=False, indent=2)
    return _file(text, "application/json", f"{credential_id}.proof.json")


@pages.get("/evidence/<credential_id>/bundle.json")
@needs(permissions.OWN)
def bundle(credential_id: str) -> Response:
    """All that is needed to check it without us."""
    found = evidence.credential(credential_id, g.viewer)
    text = json.dumps(
        verifying.bundle_of(found, reader.settings(), clock.now()), ensure_ascii=False, indent=2
    )
    return _file(text, "application/json", f"{credential_id}.bundle.json")


def _file(text: str, content_type: str, name: str) -> Response:
    answer = Response(text, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
