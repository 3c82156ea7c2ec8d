"""What I show to whom: my shares, who looked; and the share as its reader sees it."""

import secrets
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.portfolio import axes, permissions, schemas
from services.portfolio.domain.showing import BY_DEFAULT, FIELDS, KINDS, Share
from services.portfolio.pages import files, reader
from services.portfolio.store import audit, evidence, shares
from services.portfolio.usecases import receiving, sharing
from services.portfolio.usecases.sharing import GONE, Opened
from shared import clock, directory
from shared.errors import NotFound
from shared.ids import is_id
from shared.messaging import inbox
from shared.web import forms, links, shown
from shared.web.app import on_its_way
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("shares", __name__, url_prefix="/portfolio")


@pages.get("/shares")
@needs(permissions.OWN)
def list_shares() -> ResponseReturnValue:
    after = request.args.get("addressed")
    if after and not inbox.known([after]):
        return on_its_way()
    mine = evidence.credentials_of(g.viewer.person)
    chosen = request.args.getlist("credentials") or ([mine[0].id] if len(mine) == 1 else [])
    values = {"fields": list(BY_DEFAULT), "days": 30, "credentials": chosen, "kind": "link"}
    return _list(forms.filled(values))


def _list(form: forms.Form) -> str:
    now, page = clock.now(), shares.own_shares(g.viewer, request.args.get("after"), 25)
    rows = [{"share": one, "state": one.state(now)} for one in page.items]
    return render_template(
        "portfolio/shares.html", rows=rows, form=form, told=shown.taken(), fields=FIELDS, kinds=KINDS,
        organisations=receiving.near(g.viewer), names=_names(page.items),
        credentials=evidence.credentials_of(g.viewer.person),
        next=links.with_query("/portfolio/shares", after=page.next) if page.next else None,
    )  # fmt: skip


def _names(rows: Iterable[Share]) -> dict[str, str]:
    """Of the organisations with which something is shared."""
    found = directory.organisations(one.organisation for one in rows if one.organisation)
    return {one.id: one.name for one in found}


@pages.post("/shares")
@needs(permissions.OWN)
@once
def share() -> ResponseReturnValue:
    """Leads to where the link is shown once: of its token only the digest is kept."""

    def work(data: Any) -> ResponseReturnValue:
        # nothing ticked means nothing shown, not the default
        wanted = dict(data) | {"fields": request.form.getlist("fields")}
        made = sharing.share(wanted, g.viewer, clock.now())
        if made.share.kind == "person":
            return redirect(f"/accounts/recipients/{made.share.id}?after={made.event}", 303)
        told = {"url": reader.share_url(made.share, made.token), "kind": made.share.kind}
        return shown.leads_to("/portfolio/shares", told)

    return forms.show(schemas.NewShare(), work, _list)


@pages.post("/shares/<share_id>/revoke")
@needs(permissions.OWN)
def revoke(share_id: str) -> ResponseReturnValue:
    sharing.revoke(share_id, g.viewer, clock.now())
    return redirect("/portfolio/shares", 303)


@pages.get("/views")
@needs(permissions.OWN)
def views() -> str:
    rows = shares.views(g.viewer)
    mine = shares.of_views(g.viewer, [row["share"] for row in rows if row["share"]])
    return render_template("portfolio/views.html", views=rows, mine=mine, names=_names(mine.values()))


@pages.get("/received")
@needs(permissions.SIGNED_IN)
def received() -> str:
    """What others share with me, or with organisations for which I act."""
    rows = reader.received(receiving.all_of(g.viewer, clock.now()))
    ours = directory.organisations(one["organisation"] for one in rows if one["organisation"])
    return render_template("portfolio/received.html", rows=rows, names={one.id: one.name for one in ours})


@pages.get("/received/<share_id>")
@needs(permissions.SIGNED_IN)
def receive(share_id: str) -> ResponseReturnValue:
    """The address that the owner gives to whom it is for: signed in they go on to the share itself."""
    opened = sharing.open_received(share_id, g.viewer, clock.now())
    return _unseen(make_response(redirect(f"/portfolio/shared/{opened.share.id}", 303)))


@pages.get("/s/<token>")
@needs(permissions.PUBLIC)
def enter(token: str) -> ResponseReturnValue:
    """The link as it was handed out: a cookie for this one share, and on to an address without the token."""
    opened = sharing.open_share(token, clock.now())
    answer = make_response(redirect(f"/portfolio/shared/{opened.share.id}", 303))
    answer.set_cookie(
        _cookie(opened.share.id), f"{token}.{secrets.token_urlsafe(9)}", httponly=True, samesite="Lax",
        secure=reader.settings().secure, path=f"/portfolio/shared/{opened.share.id}", expires=opened.share.expires,
    )  # fmt: skip
    return _unseen(answer)


@pages.get("/shared/<share_id>")
@needs(permissions.PUBLIC)
def shared(share_id: str) -> ResponseReturnValue:
    opened, visit = _opened(share_id)
    sharing.note_view(opened, g.viewer, visit, clock.now())
    page = render_template(
        "portfolio/shared.html", opened=opened, skills=axes.radar(opened.items), robots="noindex"
    )
    return _unseen(make_response(page))


def _opened(share_id: str) -> tuple[Opened, str]:
    """Asked anew at every request, by each file too: a share that was revoked or has expired opens nothing.

    To those for whom it is, signed in; or by the cookie of its link."""
    if g.viewer and (found := receiving.one(share_id, g.viewer, clock.now())):
        return sharing.opened(found, clock.now()), g.viewer.person
    token, _, visit = request.cookies.get(_cookie(share_id), "").partition(".")
    if not is_id(share_id) or not token:
        raise NotFound(GONE)
    opened = sharing.open_share(token, clock.now())
    if opened.share.id != share_id:
        raise NotFound(GONE)
    return opened, visit


@pages.get("/shared/<share_id>/<credential_id>/badge.png")
@needs(permissions.PUBLIC)
def shared_badge_png(share_id: str, credential_id: str) -> Response:
    return _unseen(files.badge(_item(share_id, credential_id), "png"))


@pages.get("/shared/<share_id>/<credential_id>/badge.svg")
@needs(permissions.PUBLIC)
def shared_badge_svg(share_id: str, credential_id: str) -> Response:
    return _unseen(files.badge(_item(share_id, credential_id), "svg"))


@pages.get("/shared/<share_id>/portfolio.pdf")
@needs(permissions.PUBLIC)
def shared_pdf(share_id: str) -> Response:
    return _unseen(files.portfolio_pdf(*_seen(share_id)))


@pages.get("/shared/<share_id>/resume.json")
@needs(permissions.PUBLIC)
def shared_resume(share_id: str) -> Response:
    return _unseen(files.resume(*_seen(share_id)))


@pages.get("/shared/<share_id>/portfolio.zip")
@needs(permissions.PUBLIC)
def shared_archive(share_id: str) -> Response:
    return _unseen(files.archive(*_seen(share_id)))


def _drawn(share_id: str) -> tuple[Opened, str]:
    """For a file: each is made anew, so whoever has a link gets only so many of them."""
    opened, visit = _opened(share_id)
    audit.throttle(f"sheet:{reader.address()}", reader.SHEETS, reader.WINDOW, clock.now())
    return opened, visit


def _seen(share_id: str) -> tuple[str, list[dict[str, Any]]]:
    """What the share shows, and nothing more; its owner sees that somebody looked."""
    opened, visit = _drawn(share_id)
    sharing.note_view(opened, g.viewer, visit, clock.now())
    return opened.name, opened.items


def _item(share_id: str, credential_id: str) -> dict[str, Any]:
    opened, _ = _drawn(share_id)
    found = next((one for one in opened.items if one["id"] == credential_id), None)
    if found is None:
        raise NotFound(GONE)
    return found


def _cookie(share_id: str) -> str:
    return f"share-{share_id}"


def _unseen(answer: Response) -> Response:
    """Neither kept nor indexed, and no link from here tells where it was."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
