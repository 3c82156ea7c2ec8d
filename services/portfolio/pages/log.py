"""The log for people: its size, its last checkpoint, how to check it; for operators what waits for a credential."""

from flask import Blueprint, g, render_template

from services.portfolio import keyring, permissions
from services.portfolio.pages import reader
from services.portfolio.store import evidence, ledger
from shared.web.permissions import needs
from verifier.log import notes

pages = Blueprint("log", __name__, url_prefix="/portfolio")


@pages.get("/log")
@needs(permissions.PUBLIC)
def show() -> str:
    public, head = keyring.public(reader.settings()), ledger.head()
    operator = g.viewer is not None and g.viewer.operator
    return render_template(
        "portfolio/log.html", size=head["size"] if head else 0, note=head["note"] if head else None,
        key=notes.verifier_key(public.origin, public.log_key), url=f"{reader.settings().public_url}/portfolio/log",
        stuck=evidence.stuck_claims(g.viewer) if operator else None,
    )  # fmt: skip
