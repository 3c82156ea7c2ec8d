"""Signing in and out, one's settings and access tokens."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g, jsonify, make_response

from services.accounts import devices, permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.pages import reader
from services.accounts.store import organisations
from services.accounts.store import people as store
from services.accounts.usecases import access_tokens, addressing, mailed, people, sessions, starting
from shared import clock
from shared.errors import Forbidden
from shared.messages import N_
from shared.web import csrf, i18n


def entered(entry: starting.SignedIn, status: int, **more: Any) -> Response:
    """The answer of whoever comes in: the cookies, and the token that unsafe requests carry beside them. ``lacks`` says
    that the second step is to be given ("code") or set up before anything else."""
    body = {"person": entry.person, "organisation": entry.organisation, "lacks": entry.lacks, **more}
    token = csrf.token_of(entry.session)
    answer = make_response(
        jsonify({name: value for name, value in body.items() if value} | {"csrf_token": token})
    )
    answer.status_code = status
    reader.signed_in(answer, entry)
    return answer


@blueprint.operation(
    "POST", "/sign-up", permissions.PUBLIC, takes=schemas.Start, gives=schemas.SignedIn, status=201,
    example=examples.START,
)  # fmt: skip
def sign_up(data: Mapping[str, str]) -> Response:
    """Begin as a company with three fields; the mailed link confirms the address"""
    chosen = i18n.preferences()
    entry = starting.sign_up(
        **data, language=chosen.language, address=reader.address(), agent=reader.agent(),
        edition=reader.edition(), now=clock.now(),
    )  # fmt: skip
    return entered(entry, 201)


@blueprint.operation(
    "POST", "/confirm", permissions.PUBLIC, takes=schemas.LinkAndPassword, gives=schemas.SignedIn,
    example=examples.LINK,
)  # fmt: skip
def confirm(data: Mapping[str, str]) -> Response:
    """Confirm a mail address by the mailed link and choose a password; where it has an account, give its password"""
    entry = mailed.confirm_address(
        data["link"], data["password"], reader.address(), agent=reader.agent(), now=clock.now()
    )
    return entered(entry, 200)


@blueprint.operation(
    "POST", "/reset", permissions.PUBLIC, takes=schemas.Reset, gives=schemas.Done, status=202,
    example=examples.RESET,
)  # fmt: skip
def ask_for_reset(data: Mapping[str, str]) -> dict[str, Any]:
    """Have a link mailed that sets a new password; the answer is the same for unknown addresses"""
    mailed.ask_for_reset(data["mail"], reader.address(), clock.now())
    return {}


@blueprint.operation(
    "POST", "/reset/use", permissions.PUBLIC, takes=schemas.LinkAndPassword, gives=schemas.SignedIn,
    example=examples.LINK,
)  # fmt: skip
def reset_password(data: Mapping[str, str]) -> Response:
    """Set a new password by the mailed link; all other sessions end"""
    entry = mailed.reset_password(
        data["link"], data["password"], reader.address(), agent=reader.agent(), now=clock.now()
    )
    return entered(entry, 200)


@blueprint.operation(
    "POST", "/sign-in", permissions.PUBLIC, takes=schemas.SignIn, gives=schemas.SignedIn,
    example=examples.SIGN_IN,
)  # fmt: skip
def sign_in(data: Mapping[str, str]) -> Response:
    """Sign in; cookies identify from then on"""
    entry = sessions.sign_in(
        data["mail"], data["password"], reader.address(), agent=reader.agent(), now=clock.now()
    )
    return entered(entry, 200)


@blueprint.operation("POST", "/sign-out", permissions.SIGNED_IN, gives=schemas.Done)
def sign_out() -> Any:
    """End this session, in every service; called with an access token, revoke the token"""
    if reader.by_token():
        sessions.revoke_token(g.claims.sign_in, g.viewer, clock.now())
        return {}
    sessions.sign_out(g.claims.sign_in, g.viewer, clock.now())
    return reader.signed_out(jsonify({}))


@blueprint.operation("GET", "/me", permissions.SIGNED_IN, gives=schemas.Me)
def show_me() -> dict[str, Any]:
    """Who I am, and where I belong"""
    return _me()


def _me() -> dict[str, Any]:
    person = store.person(g.viewer.person)
    memberships = organisations.memberships_of(person.id, ("active", "pending"))
    return {**vars(person), "memberships": [vars(one) for one in memberships]}


@blueprint.operation(
    "PATCH", "/me", permissions.SIGNED_IN, takes=schemas.Settings, gives=schemas.Me, edits=True,
    example=examples.SETTINGS,
)  # fmt: skip
def change_me(data: Mapping[str, str], expected_version: int) -> dict[str, Any]:
    """Change my name, language, time zone or theme"""
    people.change_settings(g.viewer, dict(data), expected_version, clock.now())
    return _me()


@blueprint.operation(
    "POST", "/me/mail", permissions.SIGNED_IN, takes=schemas.NewMail, gives=schemas.Done, status=202,
    example=examples.NEW_MAIL,
)  # fmt: skip
def ask_for_address(data: Mapping[str, str]) -> dict[str, Any]:
    """Have a link mailed to another address of mine; nothing changes before it is used, and the old one is told"""
    addressing.ask(data["mail"], data["password"], g.viewer, reader.address(), clock.now())
    return {}


@blueprint.operation(
    "POST", "/me/mail/confirm", permissions.SIGNED_IN, takes=schemas.Link, gives=schemas.Me,
    example=examples.ADDRESS,
)  # fmt: skip
def use_address(data: Mapping[str, str]) -> dict[str, Any]:
    """Use the address that the mailed link proves"""
    addressing.use(data["link"], g.viewer, clock.now())
    return _me()


@blueprint.operation("GET", "/sessions", permissions.SIGNED_IN, gives=schemas.Sessions)
def list_sessions() -> dict[str, Any]:
    """Where I am signed in, newest first"""
    found = sessions.living(g.viewer, clock.now())
    return {
        "items": [
            vars(one) | {"device": devices.named(one.agent), "current": one.id == g.claims.sign_in}
            for one in found
        ]
    }


@blueprint.operation("DELETE", "/sessions/<session_id>", permissions.SIGNED_IN, gives=schemas.Done)
def end_session(session_id: str) -> dict[str, Any]:
    """Sign out elsewhere, in every service"""
    sessions.sign_out(session_id, g.viewer, clock.now())
    return {}


@blueprint.operation("DELETE", "/sessions", permissions.SIGNED_IN, gives=schemas.Done)
def end_all_sessions() -> dict[str, Any]:
    """Sign out everywhere, here too; access tokens stay"""
    sessions.end_all(g.viewer.person, g.viewer.person, clock.now())
    return {}


@blueprint.operation("GET", "/tokens", permissions.SIGNED_IN, gives=schemas.Tokens)
def list_tokens() -> dict[str, Any]:
    """My access tokens, without the tokens themselves"""
    return {"items": store.tokens(g.viewer)}


@blueprint.operation(
    "POST", "/tokens", permissions.SIGNED_IN, takes=schemas.NewToken, gives=schemas.Token, status=201,
    creates=True, example=examples.TOKEN,
)  # fmt: skip
def make_token(data: Mapping[str, Any]) -> Any:
    """Make an access token for a program; it is shown in this answer only. Not with an access token; with ``password``
    where it was last given more than 15 minutes ago"""
    if reader.by_token():
        raise Forbidden(N_("A program cannot do this for you. Sign in and do it yourself."))
    token = access_tokens.make(
        data["name"], data["scopes"], data["password"], g.claims.sign_in, g.viewer, clock.now()
    )
    text = reader.token_text(token.id, token.scopes, token.expires.timestamp())
    return vars(token) | {"token": text}, 201, {"Location": "/accounts/api/v1/tokens"}


@blueprint.operation("DELETE", "/tokens/<token_id>", permissions.SIGNED_IN, gives=schemas.Done)
def revoke_token(token_id: str) -> dict[str, Any]:
    """Revoke one of my access tokens, in every service"""
    sessions.revoke_token(token_id, g.viewer, clock.now())
    return {}
