"""Being erased, as a program asks for it."""

from collections.abc import Mapping
from typing import Any

from flask import g, jsonify

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.domain.erasure import SERVICES
from services.accounts.pages import reader
from services.accounts.usecases import erasing
from shared import clock
from shared.errors import Forbidden
from shared.messages import N_


@blueprint.operation(
    "POST", "/me/erase", permissions.SIGNED_IN, takes=schemas.Erase, gives=schemas.ErasureBegun, status=202,
    example=examples.PASSWORD,
)  # fmt: skip
def erase(data: Mapping[str, str]) -> Any:
    """Erase me, everywhere, for good; the password once more. Not with an access token"""
    if reader.by_token():
        raise Forbidden(N_("A program cannot do this for you. Sign in and do it yourself."))
    secret = erasing.erase(g.claims.sign_in, data["password"], g.viewer, clock.now())
    answer = jsonify({"url": f"{reader.settings().public_url}/accounts/erased/{secret}"})
    answer.status_code = 202
    return reader.signed_out(answer)


@blueprint.operation("GET", "/erasures/<secret>", permissions.PUBLIC, gives=schemas.Erasure)
def show_erasure(secret: str) -> dict[str, Any]:
    """How far each service is with an erasure, for whoever has its link"""
    found = erasing.shown(secret)
    parts = [_part(name, found) for name in SERVICES]
    names = ("asked", "due", "finished", "outstanding", "blocked", "transport_until", "backups_until")
    return {name: getattr(found, name) for name in names} | {"parts": parts}


def _part(service: str, found: Any) -> dict[str, Any]:
    said = found.of(service)
    missing = service in found.outstanding
    kept = sorted({sentence for one in said for sentence in one.kept})
    return {"service": service, "at": None if missing else max(one.at for one in said), "kept": kept}
