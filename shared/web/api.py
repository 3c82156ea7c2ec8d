"""The JSON side: operations that name their permission, schemas and answers once, and the OpenAPI 3.1 page of them."""

import functools
import hashlib
import json
from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any

import marshmallow as ma
from flask import Blueprint, Flask, Response, jsonify, render_template, request
from flask_smorest import Api
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, PreconditionRequired, UnsupportedMediaType

from shared.errors import Stale
from shared.messages import N_
from shared.paging import MOST_ROWS, ROWS
from shared.permissions import PUBLIC, Permission
from shared.web import errors, idempotency
from shared.web.apipage import operations
from shared.web.permissions import needs


class PlaceOfError(ma.Schema):
    pointer = ma.fields.String(metadata={"example": "/skills/0/level"})
    detail = ma.fields.String()


class Problem(ma.Schema):
    """RFC 9457."""

    type = ma.fields.String(metadata={"example": "about:blank"})
    title = ma.fields.String(metadata={"example": "Unprocessable Entity"})
    status = ma.fields.Integer(metadata={"example": 422})
    detail = ma.fields.String(metadata={"example": "Some fields need a change."})
    instance = ma.fields.String(metadata={"example": "/accounts/api/v1/sign-up"})
    request_id = ma.fields.String(metadata={"example": "0f9c1a52-5b0e-4d8e-9a53-0d4c8e7f1a2b"})
    errors = ma.fields.List(ma.fields.Nested(PlaceOfError))


class PageQuery(ma.Schema):
    after = ma.fields.String(load_default=None, metadata={"description": "`next` of the page before"})
    limit = ma.fields.Integer(load_default=ROWS, validate=ma.validate.Range(1, MOST_ROWS))


class _Parser(FlaskParser):
    """Another Content-Type is 415, unparsable JSON 400 with its place, an unknown field of the body 422."""

    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {
        "json": ma.RAISE,
        "query": ma.RAISE,
    }

    def load_json(self, req: Any, schema: ma.Schema) -> Any:
        if not req.is_json:
            raise UnsupportedMediaType
        try:
            value = super().load_json(req, schema)
            if b"\\u" in req.get_data():
                json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no character
        except (RecursionError, UnicodeEncodeError) as error:  # or brackets in brackets, thousands deep
            return self._handle_invalid_json_error(error, req)
        return value

    def _handle_invalid_json_error(self, error: Any, req: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        refusal = BadRequest()
        place = f" (line {error.lineno}, column {error.colno})" if hasattr(error, "lineno") else ""
        refusal.data = {"message": f"The body is not JSON{place}."}  # type: ignore[attr-defined]
        raise refusal


FILE, JSON = {"type": "string", "format": "binary"}, {"type": "object"}


class ApiBlueprint(SmorestBlueprint):
    """``operation`` is the one decorator of an API's function."""

    ARGUMENTS_PARSER = _Parser()

    def operation(
        self, method: str, rule: str, permission: Permission, *, takes: type[ma.Schema] | None = None,
        query: type[ma.Schema] | None = None, gives: type[ma.Schema] | None = None, status: int = 200,
        media_type: str = "", also: Collection[int] = (), creates: bool = False, edits: bool = False,
        example: Any = None, depends_on: Callable[[], object] | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # fmt: skip
        """``takes`` the body's schema, ``query`` the query string's, ``gives`` the answer's.

        An answer that is a file has a ``media_type`` instead. ``also``: what it answers beside what all such do.
        ``creates``: Idempotency-Key is obeyed, the view answers (value, status, headers). ``edits``: If-Match is
        needed and comes in as ``expected_version``. An answer with a ``version`` gets its ETag.
        ``depends_on``: of a list, a cheap read that says another thing once its answer changes; whoever has the answer
        gets 304 before anything else is done.
        """

        def register(view: Callable[..., Any]) -> Callable[..., Any]:
            work = idempotency.once(view) if creates else view
            work = _with_if_match(work) if edits else work
            work = _with_etag(work)
            if takes is not None:
                work = self.arguments(takes(), location="json", example=example)(work)
            if query is not None:
                work = self.arguments(query(), location="query")(work)
            if depends_on is not None:
                work = _unless_known(work, depends_on)
            for code in sorted({*_refusals(method, rule, permission, takes, query, edits), *also}):
                work = self.alt_response(code, _refusal(code))(
                    work
                )  # by name: each step copies what it describes
            answer = (
                {"schema": JSON if media_type == "application/json" else FILE, "content_type": media_type}
                if media_type
                else {"schema": gives}
            )
            work = self.response(status, **answer)(work)
            if creates:
                work = self.doc(parameters=[_header(idempotency.HEADER, required=False)])(work)
            if edits:
                work = self.doc(parameters=[_header("If-Match", required=True)])(work)
            if permission.public:
                work = self.doc(security=[])(work)
            self.route(rule, methods=[method])(needs(permission)(work))
            return view

        return register


def _header(name: str, required: bool) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": required, "schema": {"type": "string"}}


def _refusals(
    method: str, rule: str, permission: Permission, takes: Any, query: Any, edits: bool
) -> set[int]:  # fmt: skip
    codes = {503}
    if not permission.public:
        codes |= {401, 403}
    if "<" in rule:
        codes.add(404)
    if takes is not None:
        codes |= {400, 413, 415, 422}
    if query is not None:
        codes.add(422)
    if method != "GET":
        codes |= {403, 409, 422, 429}
    if edits:
        codes |= {412, 428}
    return codes


def _with_if_match(view: Callable[..., Any]) -> Callable[..., Any]:
    def read_version(*args: Any, **kwargs: Any) -> Any:
        return view(*args, expected_version=_expected_version(), **kwargs)

    return _named_like(view, read_version)


def _expected_version() -> int:
    text = request.headers.get("If-Match", "")
    if not text:
        raise PreconditionRequired
    version = text.strip().removeprefix("W/").strip('"').removeprefix("v")
    if not version.isascii() or not version.isdigit():
        raise Stale(N_("Somebody else changed this meanwhile. Read it again before you change it."))
    return int(version)


def _with_etag(view: Callable[..., Any]) -> Callable[..., Any]:
    """The version as ETag; a reader who has it already gets 304, where the answer is the aggregate and nothing else."""

    def tag(*args: Any, **kwargs: Any) -> Any:
        answer = view(*args, **kwargs)
        value, status, headers = answer if isinstance(answer, tuple) else (answer, None, {})
        whole = not isinstance(value, dict)
        version = getattr(value, "version", None) if whole else value.get("version")
        if version is None:
            return value, status, headers
        etag = f'"v{version}"'
        if whole and request.method == "GET" and etag in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers={"ETag": etag})
        return value, status, {**headers, "ETag": etag}

    return _named_like(view, tag)


def _unless_known(view: Callable[..., Any], depends_on: Callable[[], object]) -> Callable[..., Any]:
    @functools.wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Any:
        seen = f"{depends_on()}{request.query_string!r}"
        etag = f'"{hashlib.sha256(seen.encode()).hexdigest()[:20]}"'
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        if etag in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers=headers)
        value, status, given = view(*args, **kwargs)
        return value, status, {**given, **headers}

    return answer


def _named_like(view: Callable[..., Any], wrapper: Callable[..., Any]) -> Callable[..., Any]:
    wrapper.__name__, wrapper.__doc__, wrapper.__module__ = view.__name__, view.__doc__, view.__module__
    return wrapper


class _Api(Api):
    # each operation lists its own answers
    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = Problem

    def handle_http_exception(self, error: Any) -> Any:
        return errors.of_http(error)

    def _openapi_json(self) -> Response:
        return jsonify(self.spec.to_dict())


def register(app: Flask, service: str, blueprint: ApiBlueprint) -> None:
    """Mount the API under /<service>/api/v1, its description as openapi.json and as a page to browse."""
    prefix = f"/{service}/api/v1"
    app.config |= {
        "API_TITLE": f"Shixun {service}", "API_VERSION": "1", "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}],
        },
    }  # fmt: skip
    api = _Api(app)
    _describe_refusals(api)
    api.register_blueprint(blueprint, url_prefix=prefix)
    app.register_blueprint(_description(api, prefix, app.config["SETTINGS"].public_url))


def _describe_refusals(api: _Api) -> None:
    for status in HTTPStatus:
        if status >= HTTPStatus.BAD_REQUEST:
            content = {"application/problem+json": {"schema": Problem}}
            answer = {"description": status.phrase, "content": content}
            api.spec.components.response(_refusal(status), answer, lazy=True)


def _refusal(code: int) -> str:
    return f"Problem{code:d}"


def _description(api: _Api, prefix: str, address: str) -> Blueprint:
    pages = Blueprint("api-description", __name__, url_prefix=prefix)

    @pages.get("/openapi.json")
    @needs(PUBLIC)
    def openapi() -> Response:
        return jsonify(api.spec.to_dict())

    @pages.get("/")
    @needs(PUBLIC)
    def browse() -> str:
        rows = operations(api.spec.to_dict(), address)
        service = prefix.split("/")[1]
        return render_template(
            "api.html", service=service, operations=rows, description=f"{prefix}/openapi.json"
        )

    return pages
