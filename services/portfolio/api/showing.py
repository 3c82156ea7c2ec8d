"""What I show: shares, publication, who looked; and opening a share, searching."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g

from services.portfolio import permissions, schemas
from services.portfolio.api.blueprint import blueprint
from services.portfolio.domain.showing import Share
from services.portfolio.domain.wishes import WANTED, Wanted
from services.portfolio.pages import files, reader
from services.portfolio.store import search, shares
from services.portfolio.usecases import finding, receiving, sharing
from services.portfolio.usecases.sharing import Opened
from shared import clock
from shared.web.api import PageQuery


def row(share: Share) -> dict[str, Any]:
    return vars(share) | {"state": share.state(clock.now())}


@blueprint.operation(
    "POST",
    "/shares",
    permissions.OWN,
    takes=schemas.NewShare,
    gives=schemas.ShareShown,
    status=201,
    creates=True,
)
def share(data: Mapping[str, Any]) -> Any:
    """Show chosen credentials to whoever has a link, shown this once, to an organisation's staff, or to one person,
    named at /accounts/api/v1/shares/{share_id}/recipient"""
    done = sharing.share(data, g.viewer, clock.now())
    made, url = done.share, reader.share_url(done.share, done.token)
    kept = {name: value for name, value in row(made).items() if name != "secret"}
    return (
        kept | {"token": done.token, "url": url, "version": 1},
        201,
        {"Location": f"/portfolio/shares/{made.id}"},
    )


@blueprint.operation("GET", "/shares", permissions.OWN, query=PageQuery, gives=schemas.Shares)
def list_shares(query: Mapping[str, Any]) -> dict[str, Any]:
    """My shares, newest first"""
    page = shares.own_shares(g.viewer, query["after"], query["limit"])
    return {"items": [row(one) for one in page.items], "next": page.next}


@blueprint.operation("DELETE", "/shares/<share_id>", permissions.OWN, gives=schemas.ShareShown)
def revoke_share(share_id: str) -> dict[str, Any]:
    """Close a share: from now on it opens nothing"""
    return row(sharing.revoke(share_id, g.viewer, clock.now()))


@blueprint.operation("GET", "/shares/received", permissions.SIGNED_IN, gives=schemas.ReceivedShares)
def list_received() -> dict[str, Any]:
    """What is shared with me: with organisations for which I act"""
    return {"items": reader.received(receiving.all_of(g.viewer, clock.now()))}


@blueprint.operation("POST", "/shares/received/<share_id>/open", permissions.SIGNED_IN)
def open_received(share_id: str) -> dict[str, Any]:
    """What such a share shows; its owner is told who read it"""
    opened = sharing.open_received(share_id, g.viewer, clock.now())
    sharing.note_view(opened, g.viewer, g.viewer.person, clock.now())
    return _shown(opened)


@blueprint.operation("POST", "/shares/open", permissions.PUBLIC, takes=schemas.OpenShare, also=(404,))
def open_share(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a share shows to whoever has its token"""
    opened = sharing.open_share(data["token"], clock.now())
    sharing.note_view(opened, g.viewer, reader.address(), clock.now())
    return _shown(opened)


def _shown(opened: Opened) -> dict[str, Any]:
    return {
        "id": opened.share.id,
        "name": opened.name,
        "expires": opened.share.expires,
        "items": opened.items,
    }


@blueprint.operation("GET", "/views", permissions.OWN, gives=schemas.Views)
def list_views() -> dict[str, Any]:
    """Who opened my shares or my published portfolio"""
    return {"items": shares.views(g.viewer)}


@blueprint.operation("GET", "/publication", permissions.OWN, gives=schemas.PublicationShown)
def show_publication() -> Any:
    """Whether employers can find my portfolio, and what they see"""
    return search.profile(g.viewer.person)


@blueprint.operation(
    "PUT", "/publication", permissions.OWN, takes=schemas.Publication, gives=schemas.PublicationShown
)
def publish(data: Mapping[str, Any]) -> Any:
    """Let employers find my portfolio, or no longer"""
    return sharing.publish(data, g.viewer, clock.now())


@blueprint.operation("GET", "/search", permissions.SEARCH, query=schemas.Search, gives=schemas.FoundPeople)
def find(query: Mapping[str, Any]) -> dict[str, Any]:
    """Published portfolios by confirmed skill and level, and by trade, place and day as students say it; best evidenced
    first"""
    wanted = Wanted(**{name: query[name] for name in WANTED})
    found = finding.find(wanted, query["after"], query["limit"], g.viewer, clock.now())
    return vars(found) | {"items": found.rows}


@blueprint.operation("GET", "/people/<person_id>", permissions.SEARCH)
def show_person(person_id: str) -> dict[str, Any]:
    """A published portfolio, as its owner lets it be seen"""
    return vars(finding.published_profile(person_id, g.viewer, clock.now()))


@blueprint.operation(
    "PUT", "/credentials/<credential_id>/deed", permissions.OWN, takes=schemas.Deed, gives=schemas.Deed
)
def describe(data: Mapping[str, Any], credential_id: str) -> Mapping[str, Any]:
    """Say in at most 40 words what I did; it stands beside the evidence wherever I show it"""
    sharing.describe(credential_id, data["deed"], g.viewer, clock.now())
    return data


@blueprint.operation(
    "POST",
    "/credentials/<credential_id>/move",
    permissions.OWN,
    takes=schemas.Move,
    gives=schemas.Arrangement,
)
def move(data: Mapping[str, Any], credential_id: str) -> dict[str, Any]:
    """Move one of my credentials a place up or down in what readers see"""
    sharing.move(credential_id, data["to"] == "up", g.viewer)
    return {"items": search.profile(g.viewer.person).items}


@blueprint.operation("GET", "/export/portfolio.pdf", permissions.OWN, media_type="application/pdf")
def export_pdf() -> Response:
    """My portfolio, typeset, with a QR code for each credential and the credentials attached"""
    return files.own_pdf()


@blueprint.operation("GET", "/export/resume.json", permissions.OWN, media_type="application/json")
def export_resume() -> Response:
    """My portfolio as JSON Resume"""
    return files.own_resume()


@blueprint.operation("GET", "/export/portfolio.zip", permissions.OWN, media_type="application/zip")
def export_archive() -> Response:
    """All that I hold: each credential as JSON and JWT, with its proof of the log"""
    return files.own_archive()
