"""One way to make a service's web application: everything that all pages and APIs share is registered here."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, g, make_response, render_template, request
from jinja2 import FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from shared import clock, directory, logs, mongo, tokens
from shared.config import Settings
from shared.keychain import Purpose
from shared.web import api, away, context, csrf, errors, fields, headers, health, i18n, identity, shown
from shared.web.context import Names, Organisations, Organised

# nginx lets a little more through, so that this limit answers with our own page
MAX_BODY = 9 * 1024 * 1024


def _organised(viewer: Any) -> list[Organised]:
    found = directory.organisations(viewer.organisations)
    return [
        Organised(one.id, one.name, one.kind, one.demo, directory.looked_at(one.checks) and not one.suspended)
        for one in found
    ]


def new_app(
    settings: Settings, service_dir: Path, pages: Iterable[Blueprint], apis: api.ApiBlueprint, *,
    identify: identity.Identify = lambda claims: directory.viewer(claims.person, claims.sign_in, clock.now),
    names: Names = directory.names, organisations: Organisations = _organised, keys: Sequence[Purpose] = (),
) -> Flask:  # fmt: skip
    """``identify`` finds the caller's roles, ``names`` people's names; by default from copies of accounts' facts.
    ``keys``: the service's own, without which it is not ready."""
    names = context.as_the_reader_may(names)
    app = Flask("shared.web", template_folder="templates", static_folder="static", static_url_path="/static")
    app.jinja_loader = _loader(service_dir)
    app.config |= {"SETTINGS": settings, "MAX_CONTENT_LENGTH": MAX_BODY, "JSON_AS_ASCII": False}
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    # no view or hook is a coroutine, and Flask asks each of them at each request
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]
    logs.to_stderr(settings.service, settings.log_level)
    clock.use_offset_file(settings.test_clock_file)
    mongo.connect(settings)
    app.url_map.converters["int"] = _Number
    app.before_request(lambda: setattr(g, "names_of", names))
    headers.register(app, settings)
    i18n.register(app, service_dir)
    errors.register(app)
    identity.register(app, settings, identify)
    csrf.register(app, settings)
    shown.register(app, settings)
    context.register(app, settings, names, organisations)
    fields.register(app)
    api.register(app, settings.service, apis)
    known = partial(tokens.check_public, settings, "accounts")
    checks: list[Callable[[], object]] = [csrf.purpose(settings).check, known, *(one.check for one in keys)]
    every = (health.blueprint(settings.service, checks), away.blueprint(settings.service))
    for blueprint in (*pages, *every):
        app.register_blueprint(blueprint)
    setattr(app.view_functions["static"], "permission", api.PUBLIC)  # noqa: B010
    app.wsgi_app = ProxyFix(_serving(settings.service, app.wsgi_app), x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]
    return app


class _Number(IntegerConverter):
    """In an address; what no database can hold is the number of nothing."""

    def __init__(self, url_map: Map, max: int = 2**63 - 1, **settings: Any) -> None:
        super().__init__(url_map, max=max, **settings)


def _loader(service_dir: Path) -> Any:
    from_folders = [Path(__file__).parent / "templates", service_dir / "templates"]
    return FileSystemLoader([str(path) for path in from_folders])


def _serving(service: str, inner: Callable[..., Any]) -> Callable[..., Any]:
    """Mean this service's database during a request: in tests one process holds all four."""

    def call(environ: Any, start_response: Any) -> Any:
        with mongo.serving(service):
            return inner(environ, start_response)

    return call


def on_its_way() -> Response:
    """The page of a thing whose copy has not come yet: 202, asks again by itself, and says so when that takes long."""
    waits = request.args.get("waits", 1, type=int)
    return make_response(render_template("on_its_way.html", waits=waits), 202)
