"""Signing in and out, one's settings and access tokens."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g, jsonify, make_response

from services.accounts import permissions, schemas
from services.accounts.api.blueprint import blueprint
from services.accounts.pages import reader
from services.accounts.store import organisations, people
from services.accounts.usecases import sessions, starting
from shared import clock
from shared.web import csrf, i18n


def _entered(entry: starting.SignedIn, status: int) -> Response:
    body = {"person": entry.person, "organisation": entry.organisation}
    g.claims = None
    token = csrf.token_of(entry.session)
    answer = make_response(
        jsonify({name: value for name, value in body.items() if value} | {"csrf_token": token})
    )
    answer.status_code = status
    reader.signed_in(answer, entry)
    return answer


@blueprint.operation(
    "POST", "/sign-up", permissions.PUBLIC, takes=schemas.Start, gives=schemas.SignedIn, status=201
)
def sign_up(data: Mapping[str, str]) -> Response:
    """Begin as a company with three fields; the mailed link confirms the address"""
    chosen = i18n.preferences()
    entry = starting.sign_up(
        **data, language=chosen.language, zone=chosen.zone, agent=reader.agent(), now=clock.now()
    )
    return _entered(entry, 201)


@blueprint.operation("POST", "/confirm", permissions.PUBLIC, takes=schemas.Confirm, gives=schemas.SignedIn)
def confirm(data: Mapping[str, str]) -> Response:
    """Confirm a mail address by the mailed link and choose a password"""
    entry = starting.confirm_address(data["link"], data["password"], agent=reader.agent(), now=clock.now())
    return _entered(entry, 200)


@blueprint.operation("POST", "/sign-in", permissions.PUBLIC, takes=schemas.SignIn, gives=schemas.SignedIn)
def sign_in(data: Mapping[str, str]) -> Response:
    """Sign in; cookies identify from then on"""
    entry = sessions.sign_in(
        data["mail"], data["password"], reader.address(), agent=reader.agent(), now=clock.now()
    )
    return _entered(entry, 200)


@blueprint.operation("POST", "/sign-out", permissions.SIGNED_IN, gives=schemas.Done)
def sign_out() -> Any:
    """End this session, in every service"""
    sessions.sign_out(g.claims.sign_in, g.viewer, clock.now())
    return reader.signed_out(jsonify({}))


@blueprint.operation("GET", "/me", permissions.SIGNED_IN, gives=schemas.Me)
def show_me() -> dict[str, Any]:
    """Who I am, and where I belong"""
    return _me()


def _me() -> dict[str, Any]:
    person = people.person(g.viewer.person)
    memberships = organisations.memberships_of(person.id, ("active", "pending"))
    return {**vars(person), "memberships": [vars(one) for one in memberships]}


@blueprint.operation(
    "PATCH", "/me", permissions.SIGNED_IN, takes=schemas.Settings, gives=schemas.Me, edits=True
)
def change_me(data: Mapping[str, str], expected_version: int) -> dict[str, Any]:
    """Change my name, language, time zone or theme"""
    sessions.change_settings(g.viewer, dict(data), expected_version, clock.now())
    return _me()


@blueprint.operation("GET", "/tokens", permissions.SIGNED_IN, gives=schemas.Tokens)
def list_tokens() -> dict[str, Any]:
    """My access tokens, without the tokens themselves"""
    return {"items": people.tokens(g.viewer)}


@blueprint.operation(
    "POST", "/tokens", permissions.SIGNED_IN, takes=schemas.NewToken, gives=schemas.Token, status=201
)
def make_token(data: Mapping[str, Any]) -> Any:
    """Make an access token for a program; it is shown in this answer only"""
    token = sessions.make_token(data["name"], data["scopes"], g.viewer, clock.now())
    text = reader.token_text(token.id, token.scopes, token.expires.timestamp())
    return vars(token) | {"token": text}, 201, {"Location": f"/accounts/api/v1/tokens/{token.id}"}


@blueprint.operation("DELETE", "/tokens/<token_id>", permissions.SIGNED_IN, gives=schemas.Done)
def revoke_token(token_id: str) -> dict[str, Any]:
    """Revoke one of my access tokens, in every service"""
    sessions.revoke_token(token_id, g.viewer, clock.now())
    return {}
