"""Forms that make something are done once, with scripts or without.

Every form carries a number. A view marked ``once`` keeps where its first submit led, in the transaction of what it
made; the same form sent again is led there too and makes nothing. With other fields it is another form.
"""

import functools
import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from flask import g, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from shared import clock, mongo
from shared.web import idempotency
from shared.web.csrf import FIELD as TOKEN

FIELD = "form_number"
View = Callable[..., ResponseReturnValue]


class _NothingMade(Exception):
    """Carries the page that came instead out of the transaction, which is given up."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def number() -> str:
    """For the forms of one page: two of them differ by their fields or by where they go."""
    if "form_number" not in g:
        g.form_number = secrets.token_urlsafe(16)
    return str(g.form_number)


def once(view: View) -> View:
    """Marks a view whose form makes something. It writes as a use case does: it may be run again from its start, and
    nothing is kept of a try that was refused, but that it was tried."""

    @functools.wraps(view)
    def run(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        given = request.form.get(FIELD, "")
        if not 8 <= len(given) <= 64 or not given.isascii():
            return view(*args, **kwargs)
        key, now = _key(given), clock.now()
        try:
            led, _, _ = mongo.run_in_transaction(
                lambda: idempotency.first_answer(key, lambda: _made(view(*args, **kwargs)), now)
            )
        except _NothingMade as other:
            return other.answer
        answer = Response(status=303, headers={"Location": led["place"]})
        for cookie in led["cookies"]:
            answer.headers.add("Set-Cookie", cookie)
        return answer

    run.sent_once = True  # type: ignore[attr-defined]
    return run


def _made(given: ResponseReturnValue) -> tuple[dict[str, Any], int, dict[str, str]]:
    answer = make_response(given)
    if answer.status_code != 303:
        raise _NothingMade(answer)
    return {"place": answer.location, "cookies": answer.headers.getlist("Set-Cookie")}, 303, {}


def _key(given: str) -> str:
    """Of the number and all that was filled in."""
    fields = sorted(
        (name, text) for name, text in request.form.items(multi=True) if name not in (FIELD, TOKEN)
    )
    seen = hashlib.sha256(repr((given, fields)).encode())
    for name, file in request.files.items(multi=True):
        seen.update(repr((name, file.filename)).encode() + hashlib.sha256(file.stream.read()).digest())
        file.stream.seek(0)
    return seen.hexdigest()
