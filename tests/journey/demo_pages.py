"""The pages of the demo as one of its people comes upon them: from home on, by every link, one page of each route."""

from collections.abc import Callable, Iterator
from functools import cache

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from deploy.demo.network import Person
from tests import docs_tables
from tests.browser.walk import Got
from tests.security.matrix.stage import service_of

Links = Callable[[str], set[str]]


def found(person: Person, who: str, first: str, links: Links) -> Iterator[Got]:
    """``links``: the paths that a page's HTML leads to."""
    waiting, seen = [first], set[str]()
    while waiting:
        path = waiting.pop(0)
        rule = rule_of(path)
        if rule not in seen:
            status, text = person.send("GET", path, accept="text/html", browser=True)
            if status == 200 and "<main" in text:
                seen.add(rule)
                waiting += sorted(links(text))
                yield Got(who, dict(person.cookies), path, rule, True, text)


def rule_of(path: str) -> str:
    """The route that answers to a path; the path itself where there is none."""
    try:
        adapter = _routes(service_of(path)).bind("127.0.0.1")
        return str(adapter.match(path.partition("?")[0], return_rule=True)[0].rule)
    except HTTPException:
        return path


@cache
def _routes(service: str) -> Map:
    return docs_tables.app(service).url_map
