"""A team that changes: start, leaving, refilling, disputes, rework, ends."""

import re

from shared.events.matching import ProposalEnded, SeatRefilled
from tests import actors_projects as at_projects
from tests.service.projects import telling
from tests.world import World


def team_of(told: telling.Cast) -> dict:
    return told.mentor.get(f"/projects/api/v1/teams/{told.team}")


def test_a_start_is_refused_with_the_list_of_what_is_missing(world: World) -> None:
    told = telling.confirmed(telling.proposed(telling.published(telling.cast(world, students=2))))
    first, second = told.students
    at_projects.signs_paper(first, told.team)
    refusal = at_projects.starts(told.mentor, told.team, status=422)
    assert [row["pointer"] for row in refusal["errors"]] == [f"/papers/ip_note/{second.person}"]
    assert {row["item"] for row in team_of(told)["missing"]} == {
        "cooperation_agreement",
        f"ip_note.{second.person}",
    }
    at_projects.signs_paper(second, told.team)
    assert at_projects.starts(told.teacher, told.team)["state"] == "active"


def test_who_leaves_gives_a_reason_and_the_seat_is_refilled(world: World) -> None:
    told = telling.at_work(world, students=3)
    leaver = told.students[2]
    at_projects.leaves(leaver, told.team, "", status=422)
    at_projects.leaves(leaver, told.team, "课程冲突")
    world.settle()
    assert at_projects.leaves(leaver, told.team, "再次", status=404)
    newcomer = telling.cast_of_one(told, "新同学")
    refilled = SeatRefilled(
        team=told.team, proposal=told.proposal, person=newcomer.person,
        personal={newcomer.person: {"school": told.school}},
    )  # fmt: skip
    telling.says("matching", refilled)
    world.settle()
    present = {member["person"] for member in team_of(told)["members"] if not member["left_at"]}
    assert present == {told.students[0].person, told.students[1].person, newcomer.person}
    assert [item["kind"] for item in newcomer.waiting() if item["service"] == "projects"] == [
        "milestone_work"
    ]


def test_a_disputed_statement_is_decided_by_the_school_supervisor(world: World) -> None:
    told = telling.all_stated(telling.at_work(world, students=2))
    first, second = told.students
    said = at_projects.milestone(first, told.team, 1)["contributions"]
    mine = next(one for one in said if one["person"] == first.person)
    at_projects.disputes(second, mine["id"], "", status=422)
    at_projects.disputes(second, mine["id"], "图是我画的。")
    world.settle()
    assert team_of(told)["disputed"]
    dispute = at_projects.milestone(told.teacher, told.team, 1)["disputes"][0]
    at_projects.decides(told.mentor, dispute["id"], "stands", "x", status=403)
    at_projects.decides(told.teacher, dispute["id"], "returned", "请写明各自部分。")
    world.settle()
    assert not team_of(told)["disputed"]
    assert at_projects.milestone(first, told.team, 1)["contributions"]
    again = at_projects.states(
        first, told.team, 1, "我清洗了数据，没有画图。", artefacts=[mine["artefacts"][0]["sha256"]]
    )
    assert again["state"] == "stated"


def test_nobody_confirms_or_disputes_a_text_that_they_have_not_read(world: World) -> None:
    told = telling.all_stated(telling.at_work(world, students=2))
    first, second = told.students
    said = at_projects.milestone(second, told.team, 1)["contributions"]
    read = next(one for one in said if one["person"] == first.person)
    files = [one["sha256"] for one in read["artefacts"]]
    at_projects.states(first, told.team, 1, "全部工作由我一人完成。", artefacts=files)
    at_projects.confirms_statement(second, read["id"], status=412)
    at_projects.disputes(second, read["id"], "不对", status=412)
    here = f"/projects/teams/{told.team}/milestones/1"
    old = {"revision": str(read["revision"])}
    second.send(f"{here}/contributions/{read['id']}/confirm", old, status=412)
    assert 'name="revision" value="2"' in second.page(here)
    assert at_projects.confirms_statement(second, read["id"], revision=2)["state"] == "confirmed"


def test_the_others_confirm_the_very_share_that_is_stated_of_files_that_one_brought(world: World) -> None:
    told = telling.at_work(world, students=2)
    first, second = told.students
    file = at_projects.uploads(first, told.team, "card.txt", b"what I did")
    at_projects.adds(first, told.team, 1, file, "处置卡")
    page = f"/projects/teams/{told.team}/milestones/1"
    assert re.search(f'<input[^>]*value="{file["sha256"]}"[^>]* checked', first.page(page))
    assert not re.search(f'<input[^>]*value="{file["sha256"]}"[^>]* checked', second.page(page))
    said = {"hours": "8", "percent": 60, "artefacts": [file["sha256"]]}
    refused = at_projects.states(first, told.team, 1, "写了处置卡", 422, **said)
    assert [row["pointer"] for row in refused["errors"]] == ["/share"]
    at_projects.states(first, told.team, 1, "写了处置卡", share="全部处置卡", **said)
    assert "全部处置卡 · 60 %" in second.page(page)
    [written] = told.mentor.get(f"{at_projects.API}/teams/{told.team}/milestones/1")["contributions"]
    at_projects.confirms_statement(second, written["id"])
    assert re.search(f"Statement of (<bdi>)?{first.name}(</bdi>)? confirmed", first.page(page))


def test_rework_brings_the_milestone_back_with_its_reason_and_a_second_round(world: World) -> None:
    told = telling.delivered(telling.at_work(world, students=2))
    at_projects.asks_rework(told.mentor, told.team, 1, "", status=422)
    at_projects.asks_rework(told.mentor, told.team, 1, "F1 只有 0.6")
    assert team_of(told)["state"] == "rework"
    milestone = at_projects.milestone(told.students[0], told.team, 1)
    assert (milestone["state"], milestone["criteria"][0]["met"]) == ("rework", False)
    assert {one["state"] for one in milestone["contributions"]} == {"returned"}
    at_projects.delivers(told.students[0], told.team, 1, status=422)
    telling.delivered(told)
    assert at_projects.milestone(told.mentor, told.team, 1)["rounds"] == 2


def test_what_a_reviewer_signs_cannot_be_changed_under_their_hand(world: World) -> None:
    told = telling.delivered(telling.at_work(world, students=2))
    review = f"/projects/teams/{told.team}/milestones/1/review"
    assert "Accept the milestone" in told.mentor.page(review)
    at_projects.accepts(told.mentor, told.team, 1)
    assert "Accept the milestone" not in told.mentor.page(review)
    assert "Sign now" in told.mentor.page(review)
    assert "Sign now" not in told.teacher.page(review)
    said = at_projects.milestone(told.students[0], told.team, 1)["contributions"]
    others = next(one for one in said if one["person"] != told.students[0].person)
    at_projects.disputes(told.students[0], others["id"], "不对", status=409)
    at_projects.asks_rework(told.mentor, told.team, 1, "改", status=409)
    at_projects.states(told.students[0], told.team, 1, "我全做了。", status=409)


def test_levels_depart_from_the_needed_ones_only_with_a_reason(world: World) -> None:
    told = telling.delivered(telling.at_work(world, students=2))
    skill = told.mentor.get(f"/projects/api/v1/briefs/{told.brief}")["skills"][0]
    row = {"person": told.students[0].person, "skill": skill["uri"], "level": 1}
    refusal = at_projects.accepts(told.mentor, told.team, 1, ratings=[row], status=422)
    assert refusal["errors"][0]["pointer"] == "/ratings/0/reason"
    at_projects.accepts(told.mentor, told.team, 1, ratings=[row | {"reason": "数据由同伴分析"}])


def test_nobody_judges_their_own_work_nor_another_companys(world: World) -> None:
    told = telling.delivered(telling.at_work(world, students=2))
    at_projects.accepts(told.students[0], told.team, 1, status=403)
    stranger = telling.other_company(told)
    body = {"decision": "accept", "verdicts": [{"met": True}, {"met": True}]}
    stranger.post(f"/projects/api/v1/teams/{told.team}/milestones/1/review", body, status=404)


def test_an_ended_proposal_opens_the_bidding_again(world: World) -> None:
    told = telling.proposed(telling.published(telling.cast(world, students=2)))
    ended = ProposalEnded(
        proposal=told.proposal, brief=told.brief, state="expired", reason="Not filled in time"
    )
    telling.says("matching", ended)
    world.settle()
    assert told.mentor.get(f"/projects/api/v1/briefs/{told.brief}")["state"] == "published"
    assert told.mentor.waiting() == []


def test_a_stale_revision_is_refused(world: World) -> None:
    told = telling.proposed(telling.published(telling.cast(world, students=2)))
    old = at_projects.proposal_of(told.mentor, told.brief)
    assert old is not None
    telling.proposed(told, revision=2)
    at_projects.confirms_team(told.mentor, told.brief, old, status=412)


def test_a_brief_is_not_cancelled_over_a_team_at_work(world: World) -> None:
    told = telling.at_work(world, students=2)
    path = f"/projects/api/v1/briefs/{told.brief}/cancel"
    told.mentor.post(path, {"reason": "产线停产"}, status=409)
    told.teacher.post(f"/projects/api/v1/teams/{told.team}/cancel", {"reason": "企业停产"})
    world.settle()
    assert team_of(told)["state"] == "cancelled"
    told.mentor.post(path, {"reason": "产线停产"})
    everybody = [told.mentor, told.teacher, *told.students]
    assert [item for actor in everybody for item in actor.waiting() if item["service"] == "projects"] == []
