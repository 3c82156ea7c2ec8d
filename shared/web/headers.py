"""Request id and security headers on every answer that has a body; a line in the log for each command."""

import logging
import re
import time
from uuid import uuid4

from flask import Flask, Response, g, request

from shared.config import Settings
from shared.logs import request_id

POLICY = "; ".join(
    (
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
# what a view has set itself stays
ALWAYS = (
    ("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Cache-Control", "no-store"),
)  # fmt: skip
SECURE = (*ALWAYS, ("Strict-Transport-Security", "max-age=31536000"))
SAFE = ("GET", "HEAD", "OPTIONS")
log = logging.getLogger(__name__)
_REQUEST_ID = re.compile(r"[0-9a-f-]{8,36}")


def register(app: Flask, settings: Settings) -> None:
    always = SECURE if settings.secure else ALWAYS

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        request_id.set(given if _REQUEST_ID.fullmatch(given) else str(uuid4()))
        g.begun = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.method not in SAFE:
            _note(response)
        if response.status_code == 304:  # what the reader has came with all of them (RFC 9110, 15.4.5)
            response.headers.add("X-Request-Id", request_id.get())
            return response
        given = {name.lower() for name, _ in response.headers}
        for name, value in (("X-Request-Id", request_id.get()), *always):
            if name.lower() not in given:
                response.headers.add(name, value)
        return response


def _note(response: Response) -> None:
    """What may have changed something, by its route, as paths hold secrets; the gateway's log has what only reads."""
    facts = {"method": request.method, "route": str(request.url_rule), "status": response.status_code}
    log.info("answered", extra=facts | {"seconds": round(time.perf_counter() - g.begun, 3)})
