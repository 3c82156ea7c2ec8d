"""What machines read: the DID document, the status lists, the log's checkpoint and tiles."""

import base64
import re

from flask import Blueprint, Response, jsonify, request

from services.portfolio import keyring, permissions
from services.portfolio.pages import reader
from services.portfolio.store import evidence, ledger, statuses
from services.portfolio.usecases import verifying
from services.portfolio.usecases.issuing import list_url, rfc3339
from shared import clock
from shared.errors import NotFound
from shared.messages import N_
from shared.web.permissions import needs
from verifier import consistency as consistency_of_logs
from verifier import trust
from verifier.log import tiles
from verifier.status import contest_url, suspension_url

pages = Blueprint("machine", __name__, url_prefix="/portfolio")

_TILE = re.compile(r"([0-9]{1,2}|entries)/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


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


@pages.get("/status/<int:number>/contest")
@needs(permissions.PUBLIC)
def contests(number: int) -> Response:
    return _list(contest_url(list_url(reader.settings(), number)))


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


@pages.get("/log/checkpoint/<int:size>")
@needs(permissions.PUBLIC)
def earlier_checkpoint(size: int) -> Response:
    """As it was signed when the log had that many entries."""
    found = ledger.checkpoint(size)
    if found is None:
        raise NotFound(N_("The log has no checkpoint of this size."))
    return _public(Response(found["note"]), "text/plain; charset=utf-8", 31_536_000)


@pages.get("/log/checkpoint/<int:size>/stamp")
@needs(permissions.PUBLIC)
def stamp(size: int) -> Response:
    """The outside time stamp (RFC 3161) over that checkpoint."""
    found = ledger.checkpoint(size)
    if found is None or "stamp" not in found:
        raise NotFound(N_("There is no time stamp for this checkpoint."))
    return _public(Response(bytes(found["stamp"])), "application/timestamp-reply", 31_536_000)


@pages.get("/log/tile/<path:name>")
@needs(permissions.PUBLIC)
def tile(name: str) -> Response:
    """As C2SP tlog-tiles names them: 0/x001/234 or, of one that still grows, 0/x001/234.p/17; entries/x001/234 for
    the entries themselves."""
    found = _TILE.fullmatch(name)
    data = None
    if found:
        groups = found[2].replace("x", "").split("/")
        width = int(found[3]) if found[3] else tiles.WIDTH
        data = _tile(found[1], int("".join(groups)), width) if width <= tiles.WIDTH else None
    if data is None:
        raise NotFound(N_("The log has no such tile."))
    return _public(Response(data), "application/octet-stream", 31_536_000)


def _tile(level: str, index: int, width: int) -> bytes | None:
    return ledger.bundle(index, width) if level == "entries" else ledger.tile(int(level), index, width)


@pages.get("/log/consistency/<int:old>/<int:new>")
@needs(permissions.PUBLIC)
def consistency(old: int, new: int) -> Response:
    """That the log of ``new`` entries began as that of ``old``: the proof, and both checkpoints as they were signed."""
    first, last = ledger.checkpoint(old), ledger.checkpoint(new)
    if first is None or last is None or old > new:
        raise NotFound(N_("The log has no checkpoints of these sizes, the smaller first."))
    hashes = [base64.b64encode(one).decode() for one in ledger.consistency(old, new)]
    found = {"type": consistency_of_logs.TYPE, "old": first["note"], "new": last["note"], "proof": hashes}
    answer = jsonify(found)
    return _public(answer, "application/json", 31_536_000)


@pages.get("/log/proof/<credential_id>")
@needs(permissions.PUBLIC)
def proof(credential_id: str) -> Response:
    """The tlog-proof of a credential's issue, as a file."""
    found = evidence.published(credential_id)
    inclusion = verifying.inclusion_of(found) if found else None
    if inclusion is None:
        raise NotFound(N_("There is no such credential."))
    answer = _public(Response(inclusion.proof), "text/plain; charset=utf-8", 10)
    answer.headers["Content-Disposition"] = f'attachment; filename="{credential_id}.tlog-proof"'
    return answer


@pages.get("/trust.json")
@needs(permissions.PUBLIC)
def trusted() -> Response:
    """Whom this installation vouches for, for verifying without it."""
    found = trust.to_json(verifying.trust(reader.settings()), rfc3339(clock.now()))
    answer = _public(jsonify(found), "application/json", 300)
    answer.headers["Content-Disposition"] = 'attachment; filename="trust.json"'
    return answer


def _public(answer: Response, content_type: str, seconds: int) -> Response:
    """Public and the same for everybody: caches may keep it that long."""
    answer.content_type = content_type
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
