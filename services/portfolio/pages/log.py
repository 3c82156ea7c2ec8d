"""The log for people: its size, its checkpoints, how to check it; for operators what waits for a credential."""

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, g, render_template, request

from services.portfolio import keyring, permissions
from services.portfolio.pages import reader
from services.portfolio.store import evidence, ledger
from shared.messages import N_
from shared.web import forms
from shared.web.permissions import needs
from verifier.log import notes

pages = Blueprint("log", __name__, url_prefix="/portfolio")

SHOWN = 10
NOTHING = N_(
    "Nothing in the log is known to belong to this. Paste the credential’s id or its verification link."
)
EVENTS = {
    "issued": N_("Issued"),
    "revoked": N_("Revoked"),
    "suspended": N_("Suspended"),
    "resumed": N_("Suspension lifted"),
    "appeal_upheld": N_("Appeal upheld"),
    "appeal_refused": N_("Appeal refused"),
}
LACKS = {
    "key": N_("the reviewer’s key"),
    "membership": N_("the reviewer’s membership"),
    "team": N_("the team"),
    "school": N_("the team’s school"),
}
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pages.get("/log")
@needs(permissions.PUBLIC)
def show() -> str:
    public, head = keyring.public(reader.settings()), ledger.head()
    operator = g.viewer is not None and g.viewer.operator
    checkpoints = ledger.checkpoints(SHOWN)
    form, asked = _asked()
    return render_template(
        "portfolio/log.html", size=head["size"] if head else 0, note=head["note"] if head else None,
        key=notes.verifier_key(public.origin, public.log_key), url=f"{reader.settings().public_url}/portfolio/log",
        checkpoints=checkpoints, oldest=checkpoints[-1]["_id"] if checkpoints else 0, events=EVENTS,
        form=form, asked=asked, lacks=LACKS,
        stuck=evidence.stuck_claims(g.viewer) if operator else None,
    )  # fmt: skip


def _asked() -> tuple[forms.Form, dict[str, Any] | None]:
    """The entries of the credential that the reader looks for, by its id or a link that ends with it."""
    text = request.args.get("credential", "")
    if not text.strip():
        return forms.Form(), None
    found = list(_ID.finditer(text))
    entries = ledger.entries(found[-1][0]) if found else []
    if entries:
        rows = [
            {"index": one.index, "event": one.event, "at": datetime.fromisoformat(one.at)} for one in entries
        ]
        return forms.Form(values={"credential": text}), {"id": found[-1][0], "entries": rows}
    wrong = {"credential": NOTHING}
    return forms.Form(values={"credential": text}, errors=wrong), None
