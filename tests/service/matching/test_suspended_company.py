"""The company of a round's brief is suspended, before its plan is published or after: said, and repaired."""

from typing import Any

import pytest

from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.test_rounds import Hall, here
from tests.service.matching.town import PLC, Town

__all__ = ["here"]

LANGUAGES = {"en": ("is suspended", "Company suspended"), "zh-Hans": ("已被暂停使用", "企业已暂停"),
             "zh-Hant": ("已被暫停使用", "企業已暫停")}  # fmt: skip


class Half:
    """Two of four are placed with 丙, which they all wished for first, two with 乙, which has one seat more."""

    def __init__(self, town: Town) -> None:
        self.town = town
        facts = {"name": "停用企业", "kind": "company", "region": "cn"}
        self.company = town.operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
        first = town.published(title="丙", organisation=self.company, needs={PLC: 3}, team_min=2, team_max=2)
        self.hall = Hall.of(town, 4)
        self.first, self.other = first, self.hall.briefs[1]
        self.hall.changes(briefs=[self.first, self.other])
        for student in self.hall.students:
            at.bids(student, self.first, self.other)
        self.hall.bids_are_taken()
        self.hall.closes()
        self.number = self.hall.simulates()["number"]

    def is_suspended(self, suspended: bool = True) -> None:
        path = f"/accounts/api/v1/organisations/{self.company}/standing"
        self.town.operator.post(path, {"suspended": suspended, "reason": "R"})
        self.town.world.settle()

    def asked(self, brief: str) -> list[Actor]:
        """Who has a seat in a live team of the brief."""
        return [one for one in self.hall.students if self.live(one, brief)]

    def live(self, student: Actor, brief: str) -> list[dict[str, Any]]:
        found = at.proposals(student)
        return [row for row in found if row["brief"] == brief and row["state"] in ("open", "proposed")]


def said(actor: Actor, path: str, language: str) -> str:
    actor.send("/accounts/language", {"to": language, "next": "/"})
    return actor.page(path)


@pytest.mark.parametrize("order", ["suspended before", "published before"])
def test_nobody_stays_with_it_the_fewest_move_and_everybody_reads_why(town: Town, order: str) -> None:
    half = Half(town)
    teacher, page = town.teacher, f"/matching/rounds/{half.hall.round}"
    if order == "suspended before":
        half.is_suspended()
        for language, (_, tag) in LANGUAGES.items():
            assert tag in said(teacher, page, language)
        assert "1 places fell away: their company is suspended" in said(
            teacher, f"{page}/plans/{half.number}", "en"
        )
        half.hall.publishes(half.number)
        stayed = None
    else:
        half.hall.publishes(half.number)
        assert (len(half.asked(half.first)), len(half.asked(half.other))) == (2, 2)
        stayed = {one.name: half.live(one, half.other)[0]["id"] for one in half.asked(half.other)}
        half.is_suspended()
    assert half.asked(half.first) == []
    came = half.asked(half.other)
    assert len(came) == 3, "one found the free seat, and one waits"
    if stayed is not None:
        now = {one.name: half.live(one, half.other)[0]["id"] for one in came}
        assert stayed.items() <= now.items(), "nobody who could stay was moved"
    assert "round_unplaced" in {item["kind"] for item in teacher.waiting()}
    for language, (words, tag) in LANGUAGES.items():
        seen = said(teacher, page, language)
        assert words in seen
        assert tag in seen
    newest = next(one for one in came if stayed is None or one.name not in stayed)
    proposal = half.live(newest, half.other)[0]["id"]
    for language, (words, _) in LANGUAGES.items():
        assert words in said(newest, f"/matching/proposals/{proposal}", language)


def test_who_was_asked_for_it_reads_why_that_is_over_and_when_it_is_lifted_a_repair_has_it_again(
    town: Town,
) -> None:
    half = Half(town)
    half.hall.publishes(half.number)
    left = half.asked(half.first)
    proposal = half.live(left[0], half.first)[0]["id"]
    half.is_suspended()
    for language, words in (
        ("en", "access is suspended"),
        ("zh-Hans", "已被暂停"),
        ("zh-Hant", "已被暫停"),
    ):
        assert words in said(left[0], f"/matching/proposals/{proposal}", language)
    half.is_suspended(False)
    assert "Company suspended" not in said(town.teacher, f"/matching/rounds/{half.hall.round}", "en")


def test_a_confirmed_team_stays_as_it_is(town: Town) -> None:
    """It has a mentor and work; what becomes of it is not the round's to decide."""
    half = Half(town)
    half.hall.publishes(half.number)
    for one in half.asked(half.first):
        at.accepts_proposal(one, half.live(one, half.first)[0]["id"])
    town.world.settle()
    proposal = next(
        row for one in half.hall.students for row in at.proposals(one) if row["brief"] == half.first
    )
    town.confirms(proposal)
    half.is_suspended()
    states = {
        row["state"] for one in half.hall.students for row in at.proposals(one) if row["brief"] == half.first
    }
    assert states == {"confirmed"}
