"""The loop by its pages: every station is reached, sent and seen, without JavaScript."""

import re

from markupsafe import escape

from services.projects.store import briefs
from shared import mongo
from shared.viewer import Viewer
from tests import actors_projects as at_projects
from tests.actors import Actor, first_operator
from tests.service.projects import telling
from tests.service.projects.reading import fields, location, reads, shows
from tests.world import World


def test_a_company_writes_a_brief_from_its_trades_template_and_hands_it_in(world: World) -> None:
    told = telling.cast(world, students=0)
    mentor = told.mentor
    shows(mentor, "/projects/mine", "No briefs here", "New brief")
    shows(mentor, "/projects/briefs/new", "Begin with your trade")
    edit = location(mentor.send("/projects/briefs/new", {"template": "fault_diagnosis"}))
    page = shows(mentor, edit, "Submit for review", "Missing")
    terms = at_projects.FAULT_DIAGNOSIS
    sent = fields(page) | {
        "title": terms["title"], "problem": terms["problem"], "ip": terms["ip"], "nda": "false",
        "data_access": terms["data_access"], "then": "submit", "criteria": "F1 ≥ 0.80\n班组长签字",
    }  # fmt: skip
    submit = location(mentor.send(edit, sent))
    shows(mentor, submit, "Offer it to", telling.SCHOOL["name"])
    shows(mentor, edit.replace("/edit", "/versions"), "No edition yet")
    here = location(mentor.send(submit, {"schools": told.school}))
    shows(mentor, here, terms["title"], telling.SCHOOL["name"], "Waiting for")
    shows(mentor, "/projects/mine", terms["title"])
    assert mentor.get(here.replace("/projects/", "/projects/api/v1/"))["criteria"] == [
        "F1 ≥ 0.80",
        "班组长签字",
    ]


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(world: World) -> None:
    told = telling.cast(world, students=0)
    edit = location(told.mentor.send("/projects/briefs/new", {"template": "cnc"}))
    sent = fields(told.mentor.page(edit)) | {"team_min": "6", "team_max": "4", "title": "Keep this title"}
    page = told.mentor.send(edit, sent, status=422).text
    assert "Keep this title" in page
    assert "The largest team cannot be smaller than the smallest." in page


def test_a_teacher_reviews_approves_and_sees_the_company_told(world: World) -> None:
    told = telling.cast(world, students=0)
    brief = at_projects.posts_brief(told.mentor)["id"]
    at_projects.submits(told.mentor, brief, told.school)
    world.settle()
    shows(told.teacher, "/projects/reviews", at_projects.FAULT_DIAGNOSIS["title"])
    shows(
        told.teacher, f"/projects/briefs/{brief}/review", "Your decision", "The company", "Days for bidding"
    )
    page = told.teacher.page(f"/projects/briefs/{brief}/review")
    assert re.search(r'name="decision"', page)
    assert not re.search(r'name="decision"[^>]* checked', page), "publishing is not what an empty press does"
    form = {"decision": "changes", "approval": "for_credit", "bidding_days": "7"}
    page = told.teacher.send(f"/projects/briefs/{brief}/review", form, status=422).text
    assert "Give the reason" in page
    told.teacher.send(f"/projects/briefs/{brief}/review", form | {"decision": "publish"})
    shows(told.mentor, f"/projects/briefs/{brief}", "Approved for credit", "students’ bids")
    shows(told.mentor, f"/projects/briefs/{brief}/preview", "As students see it")
    shows(told.mentor, f"/projects/briefs/{brief}/versions", "Edition 1")


def test_a_team_is_confirmed_started_works_delivers_and_is_reviewed_by_pages(world: World) -> None:
    told = telling.proposed(telling.published(telling.cast(world, students=2), team_min=2, team_max=2))
    page = shows(told.mentor, f"/projects/briefs/{told.brief}", "Proposed team", "学生0", "Confirm team")
    assert 'action="/projects/briefs' in page
    told = telling.confirmed(told)
    here = f"/projects/teams/{told.team}"
    first, second = told.students
    for student in told.students:
        shows(student, here, "Papers before the start", "Sign")
        student.send(f"{here}/papers", {"given": "ip_note"})
    page = told.mentor.send(f"{here}/start", {}, status=422).text
    assert "The cooperation agreement of company and school is missing." in page
    told.mentor.send(f"{here}/start", {"papers": "cooperation_agreement"})
    shows(told.mentor, here, "At work", "Milestones")
    assert f'<a href="{here}">Team of 2</a>' in shows(told.mentor, "/projects/mine", "At work")
    milestone = f"{here}/milestones/1"
    shows(first, milestone, "Who did what", "No file yet")
    first.send(
        f"{milestone}/artefacts", {"link": "https://git.example/shixun/pareto", "description": "帕累托图"}
    )
    shows(first, milestone, "帕累托图")
    sha256 = at_projects.milestone(first, told.team, 1)["artefacts"][0]["sha256"]
    said = {"text": "我清洗了数据。", "share": "数据", "hours": "20", "artefacts": sha256}
    first.send(f"{milestone}/statement", said)
    second.send(f"{milestone}/statement", said | {"text": "我画了图。"})
    for actor in told.students:
        other = next(
            one
            for one in at_projects.milestone(actor, told.team, 1)["contributions"]
            if one["person"] != actor.person
        )
        shows(actor, milestone, "Dispute it")
        actor.send(f"{milestone}/contributions/{other['id']}/confirm", {"revision": "1"})
    first.send(f"{milestone}/deliver", {})
    world.settle()
    shows(told.mentor, "/projects/reviews", "结题验收")
    shows(told.mentor, f"{milestone}/review", "Ask for rework", "Accept", "Skills")
    shows(
        told.mentor,
        f"{milestone}/review",
        '<h1 lang="zh-Hans">',
        'lang="zh-Hans">我清洗了数据。',
        'lang="zh-Hans">帕累托图',
    )
    shows(told.mentor, here, '<h1 lang="zh-Hans">')
    form = {"decision": "accept", "criteria.0.met": "yes", "criteria.1.met": "yes"}
    answer = told.mentor.send(f"{milestone}/review", form)
    assert location(answer).startswith("/accounts/sign/")
    shows(told.mentor, milestone, "The reviewer is signing")
    world.settle()
    told.signs(location(answer).split("/")[3].split("?")[0])
    shows(first, milestone, "Accepted")
    shows(first, "/projects/teams", at_projects.FAULT_DIAGNOSIS["title"], "Completed")


def test_a_brief_page_that_has_not_come_yet_is_on_its_way(world: World) -> None:
    mentor = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up(telling.COMPANY)
    mentor.page("/projects/briefs/new?after=x", status=202)
    world.settle()
    shows(mentor, "/projects/briefs/new?after=x", "Begin with your trade")


def test_a_company_drafts_without_a_confirmed_address_and_hands_in_with_it(world: World) -> None:
    first_operator(world.client(), world.first_code())
    boss = Actor(world.client(), "许经理", "xu@yongchi.example").signs_up("甬驰（演示）")
    world.settle()
    brief = at_projects.posts_brief(boss)["id"]
    here = f"/projects/briefs/{brief}"
    boss.patch(f"/projects/api/v1/briefs/{brief}", {"weeks": 9}, If_Match='"v1"')
    shows(boss, f"{here}/submit", "Confirm your address", "I have confirmed it", "Send the link again")
    refused = at_projects.submits(boss, brief, status=409)
    assert refused["detail"].startswith("Confirm your mail address before you submit")
    boss.send(f"{here}/submit", {}, status=409)
    shows(boss, here, "Draft")

    boss.confirms(world.mails()[-1])
    assert "I have confirmed it" not in boss.page(f"{here}/submit")
    assert at_projects.submits(boss, brief)["state"] == "submitted"


def test_a_brief_that_is_handed_in_twice_is_found_handed_in(world: World) -> None:
    """By the back button and a second press, as on every phone."""
    told = telling.published(telling.cast(world, students=0))
    here = f"/projects/briefs/{told.brief}"
    asked = told.mentor.http.call("GET", f"{here}/submit", headers={"Accept": "text/html"})
    assert asked.headers["Location"] == here
    refused = told.mentor.send(f"{here}/submit", {}, status=409)
    assert f'href="{here}"' in refused.text


def test_every_ending_asks_once_and_with_a_reason(world: World) -> None:
    told = telling.published(telling.cast(world, students=0))
    here = f"/projects/briefs/{told.brief}"
    shows(told.mentor, f"{here}/close", "0 students have bid")
    shows(told.mentor, f"{here}/cancel", "Reason")
    assert "form-error" in told.mentor.send(f"{here}/cancel", {}, status=422).text
    told.mentor.send(f"{here}/cancel", {"reason": "产线停产"})
    shows(told.mentor, here, "Cancelled", "产线停产")


def test_the_editor_says_who_reviews_and_by_when(world: World) -> None:
    told = telling.cast(world, students=0)
    edit = location(told.mentor.send("/projects/briefs/new", {"template": "cnc"}))
    assert f"Submitted today, {telling.SCHOOL['name']} reviews it by" in told.mentor.page(edit)


def test_the_companys_briefs_are_sorted_by_their_heads(world: World) -> None:
    told = telling.cast(world, students=0)
    titles = ("张紧轮", "安全卡", "螺栓")
    for title in titles:
        told.mentor.post("/projects/api/v1/briefs", {"title": title}, status=201)

    def listed(query: str, language: str = "zh-Hans") -> list[str]:
        reads(told.mentor, language)
        return sorted(titles, key=told.mentor.page(f"/projects/mine{query}").index)

    assert listed("") == list(reversed(titles)), "the last changed first"
    assert listed("?sort=updated") == list(titles)
    assert listed("?sort=title") == ["安全卡", "螺栓", "张紧轮"], "by Pinyin"
    assert listed("?sort=-title") == ["张紧轮", "螺栓", "安全卡"]
    assert listed("?sort=title", "zh-Hant") == ["安全卡", "张紧轮", "螺栓"], "by strokes"
    assert 'aria-sort="ascending"' in told.mentor.page("/projects/mine?sort=title")
    told.mentor.page("/projects/mine?sort=risk", status=422)


def test_sorted_pages_of_briefs_follow_each_other(world: World) -> None:
    told = telling.cast(world, students=0)
    for number in range(30):
        told.mentor.post("/projects/api/v1/briefs", {"title": f"任务 {number % 3}"}, status=201)
    viewer = Viewer(told.mentor.person, {told.mentor.organisation: frozenset({"company_admin"})})
    for sort in ("title", "-title", "updated", "-updated"):
        seen, cursor = [], None
        with mongo.serving("projects"):
            while len(seen) < 30:
                page = briefs.listed(viewer, cursor, 7, sort=sort, language="zh-Hans")
                seen, cursor = seen + [row["id"] for row in page.items], page.next
        assert len(set(seen)) == 30, sort
        assert cursor is None


def test_a_student_reads_all_that_the_preview_promised(world: World) -> None:
    terms = at_projects.FAULT_DIAGNOSIS | {
        "costs": "Two bus fares a week, 40 yuan", "nda": True, "nda_text": "The names of machines stay in the team.",
        "supervision_hours": 37,
    }  # fmt: skip
    told = telling.published(telling.cast(world, students=1), **terms)
    preview = told.mentor.page(f"/projects/briefs/{told.brief}/preview")
    page = told.students[0].page(f"/matching/briefs/{told.brief}")
    single = [str(terms[name]) for name in ("title", "problem", "ip", "nda_text", "data_access", "costs")]
    several = [*terms["deliverables"], *terms["criteria"], *(row["title"] for row in terms["milestones"])]
    for text in (*single, *several, "37", "Mentor's hours", "How many teams", "Week "):
        assert str(escape(text)) in preview or text in preview, f"the preview does not show {text}"
        assert str(escape(text)) in page or text in page, f"students do not read {text}"
