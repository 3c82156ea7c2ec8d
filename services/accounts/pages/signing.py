"""/accounts/sign/REQUEST: what exactly I sign, its hash, for whom; the password again after 15 minutes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785
from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.pages import reader
from services.accounts.store import organisations, people, waiting_items
from services.accounts.usecases import sessions, signing
from shared import clock, tokens
from shared.keys import Keeper, SigningKey
from shared.web import forms, identity
from shared.web.app import on_its_way
from shared.web.permissions import needs

pages = Blueprint("signing", __name__, url_prefix="/accounts")


def keeper() -> Keeper:
    settings = reader.settings()
    return Keeper.open(settings.keys_dir / settings.service, "endorsements")


def own_key() -> SigningKey:
    return tokens.service_key(reader.settings())


def needs_password() -> bool:
    """Whether the password was last given too long ago; a program's token was never given with one, nor was a mailed
    link opened with one."""
    return reader.by_token() or not sessions.is_fresh(g.claims.sign_in, clock.now())


@pages.get("/sign/<request_id>")
@needs(permissions.SIGN)
def show(request_id: str) -> ResponseReturnValue:
    return _page(request_id, forms.Form())


def _page(request_id: str, form: forms.Form) -> ResponseReturnValue:
    asked = waiting_items.request(request_id, g.viewer)
    if asked is None and "after" in request.args:
        return on_its_way()
    asked = signing.request_of(request_id, g.viewer)
    organisation = organisations.organisations_by_id([asked.organisation])[0]
    exact = {row["contribution"]: rfc8785.dumps(row["record"]).decode() for row in asked.records}
    state = "expired" if asked.state == "asked" and clock.now() >= asked.expires else asked.state
    return render_template(
        "accounts/sign.html", asked=asked, organisation=organisation, form=form, password=needs_password(),
        state=state, exact=exact, accepted={row["contribution"]: _accepted(row["record"]) for row in asked.records},
    )  # fmt: skip


def _accepted(record: Mapping[str, Any]) -> datetime | None:
    """When, as the record says it: in UTC, to the second."""
    stated = record.get("accepted_at")
    return datetime.fromisoformat(stated) if stated else None


@pages.post("/sign/<request_id>")
@needs(permissions.SIGN)
def sign(request_id: str) -> ResponseReturnValue:
    asked, stale = signing.request_of(request_id, g.viewer), needs_password()

    def work(data: Mapping[str, Any]) -> str:
        if g.viewer.only:
            sessions.prove(people.person(g.viewer.person), data["password"], clock.now())
        elif stale:
            sessions.prove_again(g.claims.sign_in, data["password"], clock.now())
        event = signing.sign(request_id, g.viewer, keeper(), own_key(), clock.now())
        return identity.onwards(f"/projects/teams/{asked.team}?after={event}")

    schema = schemas.Password() if stale else schemas.NoPassword()
    return forms.submit(schema, work, lambda form: str(_page(request_id, form)))


@pages.post("/sign/<request_id>/decline")
@needs(permissions.SIGN)
def decline(request_id: str) -> ResponseReturnValue:
    asked = signing.request_of(request_id, g.viewer)
    event = signing.decline(request_id, g.viewer, clock.now())
    return reader.see_other(identity.onwards(f"/projects/teams/{asked.team}?after={event}"))
