"""What I hold: my evidence, how an employer sees it, one credential with its checks and files."""

import json
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from services.portfolio import permissions, schemas
from services.portfolio.domain.evidence import MOVES, REASONS, Credential
from services.portfolio.domain.showing import FIELDS
from services.portfolio.pages import reader
from services.portfolio.store import audit, crediting, evidence, search
from services.portfolio.usecases import finding, sharing, standing, verifying
from shared import clock
from shared.errors import NotFound
from shared.messaging import inbox
from shared.web import forms, links
from shared.web.app import on_its_way
from shared.web.permissions import needs

pages = Blueprint("mine", __name__, url_prefix="/portfolio")


@pages.get("/mine")
@needs(permissions.OWN)
def mine() -> str:
    page = evidence.own_credentials(g.viewer, request.args.get("after"), 25)
    uses = crediting.uses([one.contribution for one in page.items])
    return render_template(
        "portfolio/mine.html", page=page, uses=uses, profile=search.profile(g.viewer.person),
        coming=evidence.claims_on_their_way(g.viewer),
        next=links.with_query("/portfolio/mine", after=page.next) if page.next else None,
    )  # fmt: skip


@pages.get("/mine/preview")
@needs(permissions.OWN)
def preview() -> str:
    return _preview(forms.filled({"fields": search.profile(g.viewer.person).fields}))


def _preview(form: forms.Form) -> str:
    profile = search.profile(g.viewer.person)
    seen = finding.preview(g.viewer.person, profile)
    return render_template("portfolio/preview.html", profile=profile, seen=seen, form=form, fields=FIELDS)


@pages.post("/publication")
@needs(permissions.OWN)
def publish() -> ResponseReturnValue:
    def work(data: Any) -> str:
        sharing.publish(data["published"], data.get("fields", []), g.viewer, clock.now())
        return "/portfolio/mine/preview"

    return forms.submit(schemas.Publication(), work, _preview)


@pages.get("/evidence/<credential_id>")
@needs(permissions.OWN)
def show(credential_id: str) -> ResponseReturnValue:
    after = request.args.get("after")
    if hidden := evidence.closed_credential(credential_id, g.viewer):
        opened = after and not inbox.known([after])
        return (
            on_its_way(request.args.get("waits", 1, type=int)) if opened else _outline(hidden, forms.Form())
        )
    try:
        found = evidence.credential(credential_id, g.viewer)
    except NotFound:
        if "after" in request.args:
            return on_its_way()
        raise
    return _show(found, forms.Form())


def _outline(found: Credential, form: forms.Form) -> str:
    """For an operator to whom the holder is closed: ids, and what becomes of the status."""
    return render_template(
        "portfolio/evidence_outline.html",
        credential=found,
        form=form,
        moves=MOVES[found.status],
        reasons=REASONS,
    )


def _show(found: Credential, form: forms.Form) -> str:
    looked = verifying.verify_stored(found.id, reader.settings(), clock.now())
    return render_template(
        "portfolio/evidence.html", credential=found, form=form, verdict=reader.verdict_of(looked) if looked else None,
        history=audit.history(found.id), own=found.person == g.viewer.person, moves=MOVES[found.status],
        reasons=REASONS, verify_url=reader.verify_url(found.id),
    )  # fmt: skip


@pages.post("/evidence/<credential_id>/status")
@needs(permissions.GOVERN)
def change_status(credential_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        standing.change_status(credential_id, data["status"], data["reason"], g.viewer, clock.now())
        return f"/portfolio/evidence/{credential_id}"

    found = evidence.governed_credential(credential_id, g.viewer)
    again = _outline if evidence.closed_credential(credential_id, g.viewer) else _show
    return forms.submit(schemas.NewStatus(), work, lambda form: again(found, form))


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
