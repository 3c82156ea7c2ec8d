"""The pages of the demo as one of its people comes upon them: from home on, by every link, one page of each route."""

import re
from collections.abc import Callable, Iterator
from functools import cache

import requests
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from deploy.demo.network import Person
from tests import docs_tables
from tests.browser.walk import Got

Links = Callable[[str], set[str]]


def found(person: Person, who: str, first: str, links: Links) -> Iterator[Got]:
    """``links``: the paths that a page's HTML leads to. What a browser keeps as a file is no page."""
    waiting, seen = [first], set[str]()
    while waiting:
        path = waiting.pop(0)
        rule = rule_of(path)
        if rule not in seen and (page := _page(person, path)):
            seen.add(rule)
            waiting += sorted(links(page))
            yield Got(who, dict(person.cookies), path, rule, True, page)


def _page(person: Person, path: str) -> str | None:
    answer = _get(person, path)
    if answer.headers.get("Location", "").startswith("/accounts/renew"):  # five minutes are over
        _get(person, answer.headers["Location"])
        answer = _get(person, path)
    shown = answer.status_code == 200 and "Content-Disposition" not in answer.headers
    return answer.text if shown and "<main" in answer.text else None


def _get(person: Person, path: str) -> requests.Response:
    answer = requests.get(
        person.url + path, cookies=person.cookies, allow_redirects=False, timeout=40,
        headers={"Accept": "text/html", "Accept-Language": person.language},
    )  # fmt: skip
    person.cookies |= answer.cookies.get_dict()
    return answer


def rule_of(path: str) -> str:
    """The route that answers to a path; the path itself where there is none."""
    try:
        adapter = _routes().bind("127.0.0.1")
        return str(adapter.match(path.partition("?")[0], return_rule=True)[0].rule)
    except HTTPException:
        return path


@cache
def _routes() -> Map:
    paths = set(re.findall(r"^\| [A-Z ]+ \| `(/\S*)` \|", docs_tables.printed(), re.M))
    return Map([Rule(path, endpoint=path) for path in sorted(paths)])
