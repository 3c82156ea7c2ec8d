"""The school's own domain as a second signer: connect, publish, check, take back; an operator looks at the domain."""

import json
from typing import Any

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.portfolio import keyring, permissions
from services.portfolio.domain.schoolkeys import ENDS, LOOKED_AT, SchoolKey
from services.portfolio.pages import reader
from services.portfolio.schemas import schoolkeys as schemas
from services.portfolio.store import audit
from services.portfolio.store import schoolkeys as store
from services.portfolio.usecases import schoolkeys, schoolsigning
from shared import clock, directory
from shared.web import forms, links
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("schoolkeys", __name__, url_prefix="/portfolio/school-keys")
MOST_SECONDS = 60
"""How long a page waits for a look at the domain."""


@pages.get("")
@needs(permissions.SEE_SCHOOL_KEYS)
def list_keys() -> str:
    return _list(forms.Form())


def _list(form: forms.Form) -> str:
    page = store.of_schools(g.viewer, request.args.get("after"), 25)
    following = links.with_query("/portfolio/school-keys", after=page.next)
    mine = directory.organisations(g.viewer.chosen_among(store.KEEPER))
    return render_template(
        "portfolio/school_keys.html", rows=[_seen(one) for one in page.items], form=form,
        schools=[(one.id, one.name) for one in mine], next=following if page.next else None,
    )  # fmt: skip


def _seen(key: SchoolKey) -> dict[str, Any]:
    found = directory.organisation(key.school)
    problem = gettext(key.problem, **key.problem_params) if key.problem else ""
    return vars(key) | {"school_name": found.name if found else "", "problem": problem}


@pages.post("")
@needs(permissions.SCHOOL_KEYS)
@once
def connect() -> ResponseReturnValue:
    def work(data: Any) -> str:
        made = schoolkeys.ask(
            data, keyring.schools(reader.settings()), reader.settings().public_url, g.viewer, clock.now()
        )
        return f"/portfolio/school-keys/{made.id}"

    return forms.submit(schemas.NewSchoolKey(), work, _list)


@pages.get("/<key_id>")
@needs(permissions.SEE_SCHOOL_KEYS)
def show(key_id: str) -> str:
    return _show(store.readable(key_id, g.viewer), forms.Form())


def _show(key: SchoolKey, form: forms.Form) -> str:
    keeps, published = g.viewer.has(store.KEEPER, key.school), schoolsigning.document(key)
    return render_template(
        "portfolio/school_key.html", key=_seen(key), form=form, keeps=keeps, ends=ENDS,
        decides=g.viewer.operator and not keeps and key.state == "asked", looked_at=key.state in LOOKED_AT,
        signed=store.signed_by(key), text=json.dumps(published, indent=2), history=audit.history(key.id),
        copied=json.dumps(published, separators=(",", ":")), asked=_is_looked_for(key),
    )  # fmt: skip


def _is_looked_for(key: SchoolKey) -> bool:
    """Whether the look that was asked for at ``since`` (seconds of the epoch) is still to come; a minute at most."""
    since = request.args.get("since", 0, type=int)
    seen = key.looked.timestamp() if key.looked else 0.0
    return seen < since <= clock.now().timestamp() < since + MOST_SECONDS


@pages.get("/<key_id>/did.json")
@needs(permissions.SEE_SCHOOL_KEYS)
def document(key_id: str) -> Response:
    """To be saved and put on the school's own server."""
    answer = jsonify(schoolsigning.document(store.readable(key_id, g.viewer)))
    answer.headers["Content-Disposition"] = 'attachment; filename="did.json"'
    return answer


@pages.post("/<key_id>/look")
@needs(permissions.SCHOOL_KEYS)
def look(key_id: str) -> ResponseReturnValue:
    now = clock.now()
    schoolkeys.look_now(key_id, g.viewer, now)
    return redirect(f"/portfolio/school-keys/{key_id}?since={int(now.timestamp())}", 303)


@pages.post("/<key_id>/decide")
@needs(permissions.OPERATE)
def decide(key_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        schoolkeys.decide(key_id, data["confirmed"], g.viewer, clock.now())
        return f"/portfolio/school-keys/{key_id}"

    found = store.decidable(key_id, g.viewer)
    return forms.submit(schemas.DomainDecision(), work, lambda form: _show(found, form))


@pages.get("/<key_id>/end")
@needs(permissions.SCHOOL_KEYS)
def ask_to_end(key_id: str) -> str:
    return render_template("portfolio/end_school_key.html", key=store.own(key_id, g.viewer))


@pages.post("/<key_id>/end")
@needs(permissions.SCHOOL_KEYS)
def end(key_id: str) -> ResponseReturnValue:
    schoolkeys.take_back(key_id, g.viewer, clock.now())
    return redirect(f"/portfolio/school-keys/{key_id}", 303)


@pages.post("/<key_id>/compromised")
@needs(permissions.SCHOOL_KEYS)
def compromised(key_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        schoolkeys.declare_compromised(key_id, data["since"], g.viewer, clock.now())
        return f"/portfolio/school-keys/{key_id}"

    found = store.own(key_id, g.viewer)
    return forms.submit(schemas.Compromise(), work, lambda form: _show(found, form))
