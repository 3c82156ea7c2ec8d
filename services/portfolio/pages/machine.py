"""What machines read: the DID document, the status lists, the log's checkpoint and tiles."""

import re

from flask import Blueprint, Response, jsonify, request

from services.portfolio import keyring, permissions
from services.portfolio.pages import reader
from services.portfolio.store import ledger, statuses
from services.portfolio.usecases.issuing import list_url
from shared.errors import NotFound
from shared.messages import N_
from shared.web.permissions import needs
from verifier.log import tiles
from verifier.status import suspension_url

pages = Blueprint("machine", __name__, url_prefix="/portfolio")

_TILE = re.compile(r"([0-9]{1,2})/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@pages.get("/did.json")
@needs(permissions.PUBLIC)
def did_document() -> Response:
    return _public(jsonify(keyring.public(reader.settings()).document), "application/did+ld+json", 300)


@pages.get("/status/<int:number>")
@needs(permissions.PUBLIC)
def revocations(number: int) -> Response:
    return _list(list_url(reader.settings(), number))


@pages.get("/status/<int:number>/suspension")
@needs(permissions.PUBLIC)
def suspensions(number: int) -> Response:
    return _list(suspension_url(list_url(reader.settings(), number)))


def _list(url: str) -> Response:
    found = statuses.signed([url]).get(url)
    if found is None:
        raise NotFound(N_("There is no such status list."))
    return _public(jsonify(found), "application/vc+ld+json", 60)


@pages.get("/log/checkpoint")
@needs(permissions.PUBLIC)
def checkpoint() -> Response:
    head = ledger.head()
    if head is None:
        raise NotFound(N_("The log is empty."))
    return _public(Response(head["note"]), "text/plain; charset=utf-8", 10)


@pages.get("/log/tile/<path:name>")
@needs(permissions.PUBLIC)
def tile(name: str) -> Response:
    """As C2SP tlog-tiles names them: 0/x001/234 or, of one that still grows, 0/x001/234.p/17."""
    found = _TILE.fullmatch(name)
    data = None
    if found:
        groups = found[2].replace("x", "").split("/")
        width = int(found[3]) if found[3] else tiles.WIDTH
        data = ledger.tile(int(found[1]), int("".join(groups)), width) if width <= tiles.WIDTH else None
    if data is None:
        raise NotFound(N_("The log has no such tile."))
    return _public(Response(data), "application/octet-stream", 31_536_000)


def _public(answer: Response, content_type: str, seconds: int) -> Response:
    """Public and the same for everybody: caches may keep it that long."""
    answer.content_type = content_type
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
