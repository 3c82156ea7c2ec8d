"""Pages as a browser reads them: fields of a form, where it is led, what it shows."""

import re

from tests.actors import Actor


def fields(page: str) -> dict:
    """What a browser would send of the page's big form: names and values of its fields, lists as lists."""
    found: dict = {}
    for name, value in re.findall(r'<input[^>]*\sname="([^"]+)"[^>]*?\svalue="([^"]*)"', page):
        found[name] = value
    for name, text in re.findall(r'<textarea[^>]*\sname="([^"]+)"[^>]*>([^<]*)</textarea>', page):
        found[name] = text
    for name, inside in re.findall(r'<select[^>]*\sname="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)"\s+selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def reads(actor: Actor, language: str) -> None:
    actor.http.client.set_cookie("preferences", f"{language}.light.Asia/Shanghai")


def location(answer) -> str:
    return answer.headers["Location"].removeprefix("http://127.0.0.1:8080").removeprefix("http://localhost")


def shows(actor: Actor, path: str, *words: str) -> str:
    page = actor.page(path)
    for word in words:
        assert word in page, f"{path} does not show {word!r}"
    return page
