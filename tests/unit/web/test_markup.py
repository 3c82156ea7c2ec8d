"""What every page keeps to, read from the templates themselves."""

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[3]
PAGES = sorted(path for top in ("services", "shared") for path in (ROOT / top).rglob("templates/**/*.html"))
ENGLISH = re.compile(r"""join\(["'][,:;] ["']\)|%\}[,:;] \{[{%]|\}\}[,:;] \{[{%]""")
# Nobody can do anything about these but wait: queues that are done, and mails of a machine in local mode.
DONE = {
    "admin_audit.html", "admin_events.html", "admin_late.html", "admin_reports.html", "erasures.html", "inbox.html",
    "home.html", "mails.html", "blocked.html", "deputies.html",
}  # fmt: skip
# Where the step is the form on the page itself, whose fields are above.
BESIDE = {"growth_target.html", "round_students.html"}


def lines(pattern: re.Pattern[str]) -> list[tuple[str, int]]:
    """Where the pattern stands, by page and line."""
    return [
        (page.name, number)
        for page in PAGES
        for number, line in enumerate(page.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def empties() -> Iterator[tuple[str, nodes.Call]]:
    reading = Environment(extensions=["jinja2.ext.i18n"])
    for page in PAGES:
        source = page.read_text("utf-8")
        if "empty(" not in source:
            continue
        for call in reading.parse(source).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "empty":
                yield page.name, call


def leads_on(call: nodes.Call) -> bool:
    given = dict(zip(("title", "sentence", "href", "label"), call.args, strict=False))
    given |= {one.key: one.value for one in call.kwargs}
    return {"href", "label"} <= given.keys() and given["href"] != nodes.Const(None)


def test_an_empty_list_names_the_next_step() -> None:
    exempt = DONE | BESIDE | {"style.html"}
    assert [
        (page, call.lineno) for page, call in empties() if page not in exempt and not leads_on(call)
    ] == []


def test_what_is_listed_is_parted_as_the_reader_parts_it() -> None:
    """By “between”, or by the words of the catalogue: Chinese knows no comma with a blank."""
    assert lines(ENGLISH) == []


def test_what_takes_the_focus_is_not_hidden_from_those_who_listen() -> None:
    assert lines(re.compile(r"<(?:button|a|input|select)\b[^>]*aria-hidden")) == []
