"""What operators did: searched by who, what, on what and when; taken along as a table."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, render_template, request

from services.accounts import permissions
from services.accounts.store import acts, organisations, people
from shared import clock
from shared.ids import is_id
from shared.spreadsheet import csv_text
from shared.web import forms
from shared.web.i18n import preferences
from shared.web.links import with_query
from shared.web.permissions import needs

pages = Blueprint("trail", __name__, url_prefix="/accounts/admin/audit")

COLUMNS = (
    "number", "service", "at", "operator", "act", "object", "person", "reason", "row", "hash",
)  # fmt: skip
PARAMETER = re.compile(r"%\((\w+)\)")


def _asked() -> dict[str, str]:
    names = ("by", "act", "object", "since", "until")
    return {name: request.args.get(name, "").strip() for name in names}


def _wanted(asked: dict[str, str]) -> dict[str, Any]:
    until = _day(asked["until"])
    by, object_id = (asked[name] if is_id(asked[name]) else None for name in ("by", "object"))
    return acts.query(
        by, asked["act"], object_id, _day(asked["since"]), until + timedelta(days=1) if until else None
    )


def _day(text: str) -> datetime | None:
    """The beginning of that day in the reader's zone; what is no day narrows nothing."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(preferences().zone)).astimezone(UTC)
    except ValueError:
        return None


def _kinds() -> list[tuple[str, dict[str, Any]]]:
    """Acts to choose from, with dots for whatever each of them names."""
    return [
        (one, {"message": one, "params": dict.fromkeys(PARAMETER.findall(one), "…")})
        for one in acts.kinds(g.viewer)
    ]


@pages.get("")
@needs(permissions.OPERATE)
def show() -> str:
    asked = _asked()
    page = acts.found(g.viewer, _wanted(asked), request.args.get("after"), 25)
    given = {name: value for name, value in asked.items() if value}
    here = "/accounts/admin/audit"
    operators = organisations.holders("operator", None)
    return render_template(
        "accounts/admin_audit.html", rows=page.items, form=forms.filled(asked), kinds=_kinds(),
        operators=people.names(operators), next=with_query(here, **given, after=page.next) if page.next else None,
        export=with_query(f"{here}/audit.csv", **given),
    )  # fmt: skip


@pages.get("/audit.csv")
@needs(permissions.OPERATE)
def export() -> Response:
    rows = (
        (
            row["number"], row["service"], row["at"].isoformat(timespec="milliseconds"), row["by"], row["act"],
            row["object"], row["subject"], row["reason"], row["id"], row["hash"],
        )
        for row in acts.exported(g.viewer, _wanted(_asked()))
    )  # fmt: skip
    answer = Response(csv_text(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    name = f"audit-{clock.now():%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
