"""Ways that people take and programs do not: a reload after a refused form, a language pressed there, the last word."""

import re

from tests.service.projects import telling
from tests.service.projects.test_pages import location
from tests.world import World


def test_an_address_that_only_takes_forms_leads_to_the_page_with_the_form(world: World) -> None:
    mentor = telling.cast(world, students=0).mentor
    edit = location(mentor.send("/projects/briefs/new", {"template": "cnc"}))
    answer = mentor.http.call("GET", edit.replace("/edit", "/archive-now"), headers={"Accept": "text/html"})
    assert answer.status == 404, "what was never there stays away"
    confirm = f"{edit.replace('/edit', '')}/confirm-team"
    answer = mentor.http.call("GET", confirm, headers={"Accept": "text/html"})
    assert (answer.status, location(answer)) == (303, edit.replace("/edit", ""))
    api = mentor.http.call("GET", confirm.replace("/projects/", "/projects/api/v1/"))
    assert api.status == 405, "a program is told"


def test_the_language_pressed_after_a_refused_form_leads_back_to_its_page(world: World) -> None:
    mentor = telling.cast(world, students=0).mentor
    edit = location(mentor.send("/projects/briefs/new", {"template": "cnc"}))
    cancel = edit.replace("/edit", "/cancel")
    headers = {"Accept": "text/html", "Referer": f"http://localhost{cancel}?a=1"}
    form = {"reason": "", "csrf_token": mentor.token}
    answer = mentor.http.call("POST", cancel, form=form, headers=headers)
    assert answer.status == 422
    assert re.findall(r'name="next" value="([^"]*)"', answer.text)[0] == f"{cancel}?a=1"
    foreign = {"Accept": "text/html", "Referer": "http://other.example/elsewhere"}
    answer = mentor.http.call("POST", cancel, form=form, headers=foreign)
    assert re.findall(r'name="next" value="([^"]*)"', answer.text)[0] == cancel


def test_a_page_says_what_was_done_and_nothing_that_others_write(world: World) -> None:
    mentor = telling.cast(world, students=0).mentor
    assert "Saved." in mentor.page("/projects/mine?said=saved")
    assert "come here" not in mentor.page("/projects/mine?said=come+here")


def test_who_may_not_search_people_has_no_box_for_it(world: World) -> None:
    told = telling.cast(world, students=1)
    assert 'role="search"' not in told.teacher.page("/projects/reviews")
    assert 'action="/matching/briefs"' in told.students[0].page("/projects/teams")
    assert 'action="/portfolio/search"' in told.mentor.page("/projects/mine")
