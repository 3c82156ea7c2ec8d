"""Records of erased people that the school has to keep: the list says that they are there, a reason opens one."""

from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.portfolio import permissions, schemas
from services.portfolio.domain.blocking import Blocked
from services.portfolio.pages import reader
from services.portfolio.store import audit
from services.portfolio.store import blocking as store
from services.portfolio.usecases import blocking
from shared import clock
from shared.web import forms, links
from shared.web.permissions import needs

pages = Blueprint("blocked", __name__, url_prefix="/portfolio/credits/blocked")


@pages.get("")
@needs(permissions.BLOCKED)
def records() -> str:
    page = store.list_blocked(g.viewer, request.args.get("after"), 25)
    following = links.with_query("/portfolio/credits/blocked", after=page.next)
    return render_template(
        "portfolio/blocked.html",
        rows=[_row(one) for one in page.items],
        next=following if page.next else None,
    )


@pages.get("/<record_id>")
@needs(permissions.BLOCKED)
def ask(record_id: str) -> str:
    return _show(store.blocked(record_id, g.viewer), forms.Form())


@pages.post("/<record_id>")
@needs(permissions.BLOCKED)
def open_record(record_id: str) -> ResponseReturnValue:
    """Answers with the record itself: whoever looks again says again why."""
    found = store.blocked(record_id, g.viewer)
    return forms.show(
        schemas.OpenBlocked(),
        lambda data: _show(blocking.open_blocked(record_id, data["reason"], g.viewer, clock.now()), None),
        lambda form: _show(found, form),
    )


def _show(blocked: Blocked, form: forms.Form | None) -> str:
    """Without a form: opened."""
    record: dict[str, Any] = blocked.record if form is None else {}
    return render_template(
        "portfolio/blocked_record.html", row=_row(blocked), form=form, record=record,
        lines=[reader.line(line) for line in record.get("lines", ())],
        history=audit.history(blocked.id) if form is None else [],
    )  # fmt: skip


def _row(blocked: Blocked) -> dict[str, Any]:
    term = blocking.term_of(blocked.school, reader.settings().credit_terms)
    return {"blocked": blocked, "term": term, "until": blocked.until(term.years if term else None)}
