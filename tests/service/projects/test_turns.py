"""Every page says who must do what, until when, and what then; and one press does it."""

import re

from tests import actors_projects as at_projects
from tests.service.projects import telling
from tests.world import World


def ball(page: str) -> str:
    """The ball line as it is read."""
    found = re.search(r'<p class="ball[^"]*">(.*?)</p>', page, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def tasks(page: str, name: str) -> str:
    """What the team's page says that the member does, and until when."""
    members = re.sub(r"\s+", " ", page.partition("Who is in it")[2].partition("</ul>")[0])
    mine = next(
        row for row in members.split("<li>") if f">{name}<" in row or name in row.partition("<div>")[0]
    )
    return re.sub(r"<[^>]+>", "", re.sub(r"^.*?(?=<div( class=\"quiet\")?>)", "", mine, count=1)).strip()


def test_each_member_reads_who_does_what_by_when(world: World) -> None:
    told = telling.at_work(world, students=2)
    here, (first, second) = f"/projects/teams/{told.team}", told.students
    assert re.match("states what they did for the milestone until", tasks(second.page(here), first.name))
    file = at_projects.uploads(first, told.team, "log.csv", telling.LOG)
    at_projects.adds(first, told.team, 1, file, "停机记录")
    at_projects.states(
        first, told.team, 1, "我清洗了两周的停机记录。", artefacts=[file["sha256"]], hours="24.5"
    )
    assert re.match("has nothing to do", tasks(second.page(here), first.name))
    said = tasks(first.page(here), second.name)
    assert "states what they did" in said
    assert f"answers what {first.name} states until" in said


def test_lists_say_how_long_it_has_been_and_whose_turn_it_is(world: World) -> None:
    told = telling.cast(world, students=0)
    told.brief = at_projects.posts_brief(told.mentor)["id"]
    at_projects.submits(told.mentor, told.brief, told.school)
    telling.later(told.settled(), days=2)
    mine = re.sub(r"\s+", " ", told.mentor.page("/projects/mine"))
    school = told.teacher.get(f"/accounts/api/v1/organisations/{told.school}")["name"]
    assert "for 2 days" in mine
    assert f'<td data-label="Whose turn">{school}</td>' in mine
    waiting = told.teacher.page("/projects/reviews")
    assert "waits for 2 days" in waiting
    assert telling.COMPANY in waiting


def test_a_brief_says_whose_turn_it_is_from_review_to_team(world: World) -> None:
    told = telling.cast(world, students=2)
    told.brief = at_projects.posts_brief(told.mentor)["id"]
    here = f"/projects/briefs/{told.brief}"
    at_projects.submits(told.mentor, told.brief)
    assert "the platform&#39;s operator" in ball(told.mentor.page(here))
    assert "school&#39;s administrator" not in ball(told.mentor.page(here)), "no school reviews it"
    at_projects.reviews(told.operator, told.brief)
    world.settle()
    assert "students’ bids, until" in ball(told.mentor.page(here))
    at_projects.closes(told.mentor, told.brief)
    assert "the students who are asked" in ball(told.mentor.page(here))


def test_a_confirmed_team_waits_for_those_who_have_not_signed_then_for_the_mentor(world: World) -> None:
    told = telling.confirmed(telling.proposed(telling.published(telling.cast(world, students=2))))
    here = f"/projects/teams/{told.team}"
    first, second = told.students
    assert ball(first.page(here)).startswith("Waiting for you, until")
    assert ball(told.mentor.page(here)).startswith("Waiting for the members who have not signed, until")
    at_projects.signs_paper(first, told.team)
    assert ball(first.page(here)).startswith("Waiting for the members who have not signed")
    assert re.match("has nothing to do", tasks(told.mentor.page(here), first.name))
    assert re.match("signs the papers until", tasks(told.mentor.page(here), second.name))
    assert "sign the papers" in second.page("/projects/teams")
    at_projects.signs_paper(second, told.team)
    assert ball(told.mentor.page(here)).startswith("Waiting for you")
    page = told.mentor.send(f"{here}/start", {}, status=422).text
    box = re.search(r'<fieldset class="field" id="f-papers".*?</fieldset>', page, re.S)
    assert box, "the boxes of the papers are not there"
    assert "form-error" in box[0], "what is missing stands at the boxes"


def test_after_the_signature_the_mentor_is_not_asked_to_review_again(world: World) -> None:
    told = telling.at_work(world, students=2)
    telling.all_stated(told)
    at_projects.delivers(told.students[0], told.team, 1)
    world.settle()
    here = f"/projects/teams/{told.team}"
    assert "Review the milestone" in told.mentor.page(here)
    at_projects.accepts(told.mentor, told.team, 1)
    page = told.mentor.page(here)
    assert "is being signed" in page
    assert "Review the milestone" not in page
    assert ball(page) == ""


def test_a_school_approves_with_one_press(world: World) -> None:
    told = telling.cast(world, students=0)
    told.brief = at_projects.posts_brief(told.mentor)["id"]
    at_projects.submits(told.mentor, told.brief)
    at_projects.reviews(told.operator, told.brief)
    world.settle()
    here = f"/projects/briefs/{told.brief}"
    page = told.teacher.page(f"{here}/review")
    assert re.search(r'<button class="btn btn-primary"[^>]*name="decision" value="for_credit"', page)
    assert (
        "Give the reason" in told.teacher.send(f"{here}/approval", {"decision": "refused"}, status=422).text
    )
    answer = told.teacher.send(f"{here}/approval", {"decision": "for_credit"})
    assert answer.headers["Location"].endswith("/projects/reviews?said=decided")
    assert "Your decision is recorded" in told.teacher.page("/projects/reviews?said=decided")


def test_two_people_who_edit_a_brief_do_not_overwrite_each_other(world: World) -> None:
    told = telling.cast(world, students=0)
    brief = at_projects.posts_brief(told.mentor)
    here = f"/projects/briefs/{brief['id']}/edit"
    assert f'data-autosave="/projects/api/v1/briefs/{brief["id"]}"' in told.mentor.page(here)
    path = f"/projects/api/v1/briefs/{brief['id']}"
    told.mentor.patch(path, {"title": "Of the other tab"}, If_Match=f'"v{brief["version"]}"')
    form = {"title": "Of this tab", "version": str(brief["version"])}
    page = told.mentor.send(here, form, status=422).text
    assert "Somebody changed this brief meanwhile" in page
    assert 'value="Of this tab"' in page, "what was typed stays"
    version = told.mentor.get(path)["version"]
    assert f'name="version" value="{version}"' in page, "sent again it goes over theirs"
    told.mentor.send(here, form | {"version": str(version)})
    assert told.mentor.get(path)["title"] == "Of this tab"


def test_the_schools_that_would_be_asked_are_ticked_beforehand(world: World) -> None:
    told = telling.cast(world, students=0)
    brief = at_projects.posts_brief(told.mentor)["id"]
    page = told.mentor.page(f"/projects/briefs/{brief}/submit")
    assert re.search(rf'name="schools"[^>]*value="{told.school}" checked', page)
