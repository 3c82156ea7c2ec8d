"""The public verification: paste or open a credential, or follow its link; the verdict first, the checks folded."""

import io
import re
from collections.abc import Sequence
from typing import Any

import segno
from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.portfolio import permissions
from services.portfolio.carriers import CarrierError, Found, piles
from services.portfolio.carriers.kinds import NOTHING
from services.portfolio.domain.opening import opened
from services.portfolio.pages import reader
from services.portfolio.store import audit, evidence
from services.portfolio.usecases import presenting, verifying
from shared import clock, directory
from shared.errors import NotFound
from shared.messages import N_
from shared.web import forms
from shared.web.app import on_its_way
from shared.web.permissions import needs
from verifier.reading import MOST_BYTES

pages = Blueprint("verify", __name__, url_prefix="/portfolio")

_OURS = re.compile(
    r"(https?://[^/\s]+)(/portfolio/(?:verify|s|shared)/[A-Za-z0-9_-]{1,100})/?(\?opens=[a-z]+\.[\w.-]+|\?\S*)?"
)
_CREDENTIAL = re.compile(r"\{|[\w-]+\.[\w-]+\.[\w-]*")
"""How JSON and a compact JWT begin; what is wrong with them is the verdict's to say."""

NEITHER = N_("This is neither a credential (JSON or JWT) nor a link of this platform.")
CHECKS = {
    "readable": N_("Form"),
    "issuer": N_("Issuer"),
    "key": N_("Issuer’s key"),
    "proof": N_("Signature"),
    "period": N_("Period"),
    "status": N_("Revocation"),
    "endorsement": N_("Reviewer’s sign-off"),
    "school": N_("School’s signature"),
    "artefacts": N_("Files"),
    "contents": N_("Credentials in it"),
    "inclusion": N_("Entry in the log"),
    "time": N_("Time of issue"),
}
OUTCOMES = {"ok": "passed", "failed": "failed", "not_checked": "not_run"}


@pages.get("/verify")
@needs(permissions.PUBLIC)
def ask() -> str:
    return render_template("portfolio/verify.html", form=forms.Form())


@pages.post("/verify")
@needs(permissions.PUBLIC)
def verify() -> ResponseReturnValue:
    """Answered in place: nothing changes, and what was pasted or sent belongs in no address."""
    audit.throttle(f"verify:{reader.address()}", reader.VERIFICATIONS, reader.WINDOW, clock.now())
    text = request.form.get("text", "").strip()
    files = [(sent.filename or "", sent.read()) for sent in request.files.getlist("file") if sent.filename]
    if not text and not files:
        return _again({"text": N_("Paste the credential, or choose its file.")})
    found = presenting.opened(files) if files else _pasted(text)
    if not found:
        return _again({"text": NEITHER})
    if len(found) > 1:
        audit.throttle(f"pile:{reader.address()}", reader.PILES, reader.WINDOW, clock.now())
        return _verdicts(presenting.lines(found, reader.settings(), clock.now()))
    if place := _place(found[0].text):
        return redirect(place, 303)
    line = presenting.line(found[0], reader.settings(), clock.now())
    if isinstance(line.wrong, CarrierError):
        return _again({"file" if files else "text": reader.said(line.wrong)})
    if line.looked is None:
        raise line.wrong or NotFound(NOTHING)
    return _verdict(line.looked, own_address=False)


def _again(wrong: dict[str, str]) -> ResponseReturnValue:
    form = forms.Form(values={"text": request.form.get("text", "").strip()[:MOST_BYTES]}, errors=wrong)
    return render_template("portfolio/verify.html", form=form), 422


def _pasted(text: str) -> list[Found]:
    """One credential or link; or links, one a line."""
    if _CREDENTIAL.match(text) or len(text) > MOST_BYTES:
        return [Found("", text)]
    try:
        return [Found("", link) for link in piles.links(text)]
    except CarrierError as error:
        return [Found("", wrong=error)]


def _place(text: str) -> str | None:
    """The page that a link of ours opens, pasted or behind a QR code: a verification, or a share with its token."""
    found = _OURS.fullmatch(text)
    ours = found is not None and found[1] in (reader.settings().public_url, request.host_url.rstrip("/"))
    if found is None or not ours:
        return None
    carried = found[3] or ""
    return found[2] + (carried if carried.startswith("?opens=") else "")


def _verdicts(lines: Sequence[presenting.Line]) -> str:
    """One line each, to be printed: with the time, and the log's head by which that day can be proved later."""
    rows = [reader.line_of(one) for one in lines]
    words = [row["verdict"]["verdict"] if "verdict" in row else "unreadable" for row in rows]
    return render_template(
        "portfolio/verdicts.html", rows=rows, valid=words.count("valid"), head=reader.log_head(), now=clock.now(),
        trust=verifying.trust(reader.settings()).name, labels=CHECKS, robots="noindex",
    )  # fmt: skip


@pages.get("/verify/<credential_id>")
@needs(permissions.PUBLIC)
def verify_issued(credential_id: str) -> ResponseReturnValue:
    looked = verifying.verify_stored(credential_id, reader.settings(), clock.now(), _opens(credential_id))
    if looked is None and "after" in request.args:
        return on_its_way()
    if looked is None:
        raise NotFound(N_("There is no such credential."))
    return _verdict(looked, own_address=True)


def _opens(credential_id: str) -> str | None:
    """What the link carries; its holder needs nothing of the kind."""
    stored = evidence.published(credential_id)
    own = stored is not None and g.viewer is not None and g.viewer.person == stored.person
    return None if own else request.args.get("opens", "")


def _verdict(looked: verifying.Looked, own_address: bool) -> str:
    verdict = reader.verdict_of(looked)
    rows = [
        {"state": OUTCOMES[one["outcome"]], "label": CHECKS[one["name"]], "detail": one["reason"]}
        for one in verdict["checks"]
    ]
    return render_template(
        "portfolio/verdict.html", verdict=verdict, rows=rows, name=_name(looked), stored=looked.stored,
        labels=CHECKS, hidden=not own_address, robots="noindex",
    )  # fmt: skip


def _name(looked: verifying.Looked) -> str:
    """The credential names nobody; the holder alone sees their own name beside it."""
    stored: Any = looked.stored
    if stored is None or g.viewer is None or g.viewer.person != stored.person:
        return ""
    return directory.names([stored.person]).get(stored.person, "")


@pages.get("/verify/<credential_id>/qr.svg")
@needs(permissions.PUBLIC)
def qr(credential_id: str) -> Response:
    """The verification link alone, to be opened by a phone's own camera."""
    stored, carried = evidence.published(credential_id), request.args.get("opens", "")
    if stored is None:
        raise NotFound(N_("There is no such credential."))
    drawn, proven = io.BytesIO(), carried if opened(stored.jwt, carried).parts else ""
    code = segno.make(reader.verify_url(credential_id, proven), error="m", micro=False)
    code.save(drawn, kind="svg", scale=4, border=4, xmldecl=False, light="#fff")
    return Response(drawn.getvalue(), content_type="image/svg+xml")
