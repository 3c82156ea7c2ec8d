"""Two windows of one student: what one of them did is not overwritten by the other, and both are shown."""

import re

from tests import actors_matching as at
from tests.service.matching.town import Town


def version(page: str) -> str:
    return re.findall(r'name="version" value="(\d+)"', page)[0]


def test_a_list_that_was_changed_elsewhere_is_shown_and_not_handed_in(town: Town) -> None:
    first, second = town.published(title="First"), town.published(title="Second")
    student = town.student("一")
    for brief in (first, second):
        student.send(f"/matching/briefs/{brief}/bid", {})
    old = version(student.page("/matching/bids"))
    student.send(f"/matching/bids/{second}/up", {"version": old})
    stale = {"version": old, "order": f"{first},{second}"}
    for path in ("/matching/bids", f"/matching/bids/{first}/down", f"/matching/bids/{first}/remove"):
        page = student.send(path, stale, status=412).text
        assert "Changed elsewhere" in page, path
        shown = re.search(r"This window showed:</p><ol>(.*?)</ol>", page, re.S)
        assert shown, path
        assert re.findall(r"<li>(.*?)</li>", shown[1]) == ["First", "Second"], path
        assert page.index(f'id="bid-{second}"') < page.index(f'id="bid-{first}"'), path
    assert [row["rank"] for row in student.get(f"{at.API}/bids")["items"]] == [None, None]
    student.send("/matching/bids", {"version": version(student.page("/matching/bids"))})
    ranks = {row["brief"]: row["rank"] for row in student.get(f"{at.API}/bids")["items"]}
    assert ranks == {second: 1, first: 2}


def test_a_week_that_was_given_elsewhere_stands_beside_what_is_ticked_here(town: Town) -> None:
    student = town.student("一")
    old = version(student.page("/matching/slots"))
    student.send("/matching/slots", {"cells": ["0.evening"], "version": old})
    page = student.send("/matching/slots", {"cells": ["2.noon"], "version": old}, status=412).text
    assert "Saved there: Mon evening" in page
    assert re.findall(r'value="([^"]+)"[^>]* checked', page) == ["2.noon"]
    assert student.get(f"{at.API}/slots")["slots"] == [18, 19, 20], "nothing was overwritten"
    student.send("/matching/slots", {"cells": ["2.noon"], "version": version(page)})
    assert student.get(f"{at.API}/slots")["slots"] == [60, 61]


def test_a_program_says_what_it_has_read(town: Town) -> None:
    brief = town.published()
    student = town.student("一")
    for what, body in (("bids", {"briefs": [brief]}), ("slots", {"slots": [9, 10]})):
        path = f"{at.API}/{what}"
        student.put(path, body, status=428)
        assert student.get(path)["version"] == 0
        assert student.seen["headers"]["ETag"] == '"v0"'
        student.put(path, body, If_Match='"v0"')
        student.put(path, body, status=412, If_Match='"v0"')
        at.puts(student, what, body)
