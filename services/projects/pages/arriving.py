"""Pages of things whose copy may not have come yet; and where a form leads when it is done."""

import functools
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.projects import readings
from services.projects.domain.team import Team
from shared import clock, directory
from shared.errors import NotFound
from shared.messaging import inbox
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
            return on_its_way()

    return run


def outline(team: Team) -> ResponseReturnValue:
    """What an operator sees of a team whose people they have not opened; opened a moment ago, it is on its way."""
    after = request.args.get("after")
    if after and not inbox.known([after]):
        return on_its_way()
    company = directory.organisation(team.organisation)
    shown = readings.outline(team)
    schools = {one.id: one.name for one in directory.organisations(one["school"] for one in shown["members"])}
    return render_template(
        "projects/outline.html", team=shown, company=company, schools=schools, now=clock.now()
    )


def see_other(path: str) -> ResponseReturnValue:
    return redirect(path, 303)
