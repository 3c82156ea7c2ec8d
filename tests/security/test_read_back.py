"""What people wrote, read back from everything that is only read: pages, APIs, tables.

It stands in every copy of everything that half a wrote; then each address is asked for by two of those who may. What
is signed is read back in tests/service/portfolio/test_hostile_records.py, mails in tests/unit/accounts/test_mails.py,
messages of robots in tests/service/accounts/test_robots.py; what Chromium makes of pages in
tests/browser/test_no_script_runs.py.
"""

import csv
import html
import io
from collections import Counter
from collections.abc import Callable

import pytest
from werkzeug.test import Client

from shared.config import SERVICES
from tests.browser.test_hostile import written_anew
from tests.security import markup
from tests.security.matrix.stage import Caller, Stage
from tests.security.matrix.table import Row, rows
from tests.security.payloads import MARK

pytestmark = pytest.mark.xdist_group("security")

TEXTS = {
    "markup": f"\"'--></title></textarea></script>]]><{MARK} {MARK}=1 onload={MARK}>{{{{98765*43}}}}",
    "a formula": '=HYPERLINK("http://x.example/")',
}
BEGINS_A_FORMULA = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
Fault = str


def page(body: str) -> list[Fault]:
    return ["is read as markup"] if MARK in markup.names(body) else []


def sheet(body: str) -> list[Fault]:
    cells = [cell for row in csv.reader(io.StringIO(body.removeprefix("\ufeff"))) for cell in row]
    return [f"counts {cell!r}" for cell in cells if cell[:1] and cell[0] in BEGINS_A_FORMULA]


def nothing(body: str) -> list[Fault]:
    return []


CHECKS: dict[str, Callable[[str], list[Fault]]] = {"text/html": page, "text/csv": sheet}


def words(body: str) -> str:
    """As a reader of pages, tables or JSON gets it."""
    return html.unescape(body).replace('\\"', '"').replace('""', '"')


def readers(stage: Stage, row: Row) -> list[Caller]:
    able = [one for one in stage.callers if one.half in ("", "a") and row.cells[one.role][0] == 200]
    return able[:1] + able[1:][-1:]


def asked(stage: Stage, row: Row, who: Caller) -> tuple[int, str, str]:
    """(status, kind, text)"""
    cookies = "; ".join(f"{name}={text}" for name, text in who.cookies.items())
    accept = "*/*" if "/api/" in row.path else "text/html"
    client = Client(stage.app_of(row.path), use_cookies=False)
    answer = client.get(stage.filled(row.path, "a"), headers={"Cookie": cookies, "Accept": accept})
    found = answer.status_code, answer.mimetype, answer.get_data().decode("utf-8", "replace")
    answer.close()
    return found


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_what_is_read_runs_and_counts_nowhere(stage: Stage, text: str) -> None:
    stage.put_back()
    stage.rewind()
    written_anew(stage, text)
    shown, faults = Counter[str](), []
    for row in (row for service in SERVICES for row in rows(service) if row.method == "GET"):
        for who in readers(stage, row):
            status, kind, body = asked(stage, row, who)
            told = f"{row} by {who.name}"
            faults += [f"{told} answered {status}"] if status >= 500 else []
            faults += [f"{told} ({kind}) {fault}" for fault in CHECKS.get(kind, nothing)(body)]
            faults += [f"{told} computes it"] if "4246895" in body else []
            shown[kind] += text in words(body)
    stage.put_back()
    print(dict(shown))
    assert not faults, "\n".join(faults[:20])
    assert all(shown[kind] for kind in ("text/html", "application/json")), shown
