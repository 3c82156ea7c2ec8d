"""Pages of things whose copy may not have come yet; and where a form leads when it is done."""

import functools
from collections.abc import Callable
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from shared.errors import NotFound
from shared.web.app import on_its_way


def or_on_its_way(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """A page that was reached with ``after`` and is not there yet says that it is on its way."""

    @functools.wraps(view)
    def run(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except NotFound:
            if "after" not in request.args:
                raise
            return on_its_way(request.args.get("waits", 1, type=int))

    return run


def see_other(path: str) -> ResponseReturnValue:
    return redirect(path, 303)
