"""Hands out a stored file: by nginx where the request came through it, by this process elsewhere."""

from typing import Any
from urllib.parse import quote

from flask import Response, current_app, make_response, request, send_file

from shared.errors import NotFound
from shared.files import Files
from shared.messages import N_


def send(held: dict[str, Any]) -> Response:
    """``held`` {sha256, name, media_type}, which the caller may see. Always an attachment, never rendered."""
    files = Files.of(current_app.config["SETTINGS"])
    if request.headers.get("X-Gateway") == "1":
        answer = make_response(b"")
        answer.headers["X-Accel-Redirect"] = files.internal_url(held["sha256"])
    else:
        path = files.path(held["sha256"])
        if not path.is_file():
            raise NotFound(N_("There is no such file, or no longer."))
        answer = send_file(path, conditional=True, etag=held["sha256"])
    answer.headers["Content-Type"] = held["media_type"]
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_name(held), safe='')}"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _name(held: dict[str, Any]) -> str:
    return "link.txt" if held["media_type"] == "text/uri-list" else str(held["name"])
