"""A brief fills as bids come: its company reads those who agreed, ranked, with reasons; of all others nothing."""

from shared.events import accounts, projects
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.town import DATA, FAULTS, PLC, SENSORS, Town

API = "/matching/api/v1"


def company(town: Town) -> Actor:
    """A mentor with a company of their own."""
    mentor = Actor(town.world.client(), "周工", "zhou@company.example").signs_up("晨星机械（演示）")
    town.world.settle()
    return mentor


def candidates(mentor: Actor, brief: str) -> list[dict]:
    return list(mentor.get(f"{API}/briefs/{brief}/candidates")["items"])


def agrees(student: Actor, brief: str, shown: bool = True) -> None:
    student.put(f"{API}/bids/{brief}/shown", {"shown": shown})


def messages(row: dict) -> list[str]:
    return [one["text"] for one in row["reasons"]]


def test_a_company_reads_only_those_who_agreed_and_only_while_bids_are_taken(town: Town) -> None:
    mentor = company(town)
    brief = town.published(organisation=mentor.organisation)
    one, shy = town.bidders(brief, "一", "二")
    assert candidates(mentor, brief) == []
    agrees(one, brief)
    row = candidates(mentor, brief)[0]
    assert (row["person"], row["place"], row["school"]) == (one.person, 1, "青澜职业技术学院（演示）")
    page = mentor.page(f"/matching/briefs/{brief}/candidates")
    assert one.name in page
    assert shy.name not in page
    assert shy.person not in page

    agrees(one, brief, shown=False)
    assert candidates(mentor, brief) == []
    agrees(one, brief)
    town.closed(brief)
    assert candidates(mentor, brief) == []
    town.reopened(brief)
    assert candidates(mentor, brief) == [], "who agreed for one bidding did not agree for the next"


def test_each_is_placed_by_what_they_add_to_those_above_and_the_reasons_say_it(town: Town) -> None:
    mentor = company(town)
    brief = town.published(organisation=mentor.organisation, needs={PLC: 3, DATA: 3, SENSORS: 2})
    skills = ({PLC: 5, DATA: 3}, {PLC: 5}, {SENSORS: 4})
    strong, alike, other = town.bidders(brief, "一", "二", "三", skills=skills)
    for student in (alike, other, strong):
        agrees(student, brief)
    rows = candidates(mentor, brief)
    assert [row["person"] for row in rows] == [strong.person, other.person, alike.person]
    assert [row["adds"] for row in rows] == sorted((row["adds"] for row in rows), reverse=True)
    assert rows[1]["reasons"][0]["skills"] == [town.skill(SENSORS)]
    assert messages(rows[1])[0].startswith("Adds what those above lack")
    assert not messages(rows[2])[0].startswith("Adds what those above lack"), "all of it stands above already"


def test_one_skill_more_changes_ones_own_place_and_so_does_evidence(town: Town) -> None:
    mentor = company(town)
    brief = town.published(organisation=mentor.organisation, needs={PLC: 3})
    one, two = town.bidders(brief, "一", "二", skills=({PLC: 3}, {PLC: 1}))
    for student in (one, two):
        agrees(student, brief)
    assert candidates(mentor, brief)[0]["person"] == one.person
    town.attested(two.person, {PLC: 5})
    assert candidates(mentor, brief)[0]["person"] == two.person
    at.lists_skills(one, {town.skill(PLC): 5})
    at.lists_skills(one, {town.skill(FAULTS): 1})
    held = at.holdings(one)[town.skill(PLC)]
    one.call("DELETE", f"{API}/holdings/{held['id']}")
    assert "Covers" not in " ".join(messages(candidates(mentor, brief)[1]))


def test_a_bid_that_is_taken_back_takes_the_agreement_along(town: Town) -> None:
    mentor = company(town)
    brief = town.published(organisation=mentor.organisation)
    (one,) = town.bidders(brief, "一")
    late = town.student("二")
    late.put(f"{API}/bids/{brief}/shown", {"shown": True}, status=409)
    agrees(one, brief)
    at.bids(one)
    at.bids(one, brief)
    assert candidates(mentor, brief) == []


def test_another_edition_weighs_everybody_anew(town: Town) -> None:
    mentor = company(town)
    brief = town.published(organisation=mentor.organisation, needs={PLC: 3})
    one, two = town.bidders(brief, "一", "二", skills=({PLC: 5}, {DATA: 5}))
    for student in (one, two):
        agrees(student, brief)
    assert candidates(mentor, brief)[0]["person"] == one.person
    town.tell("projects", town.brief(brief, organisation=mentor.organisation, edition=2, needs={DATA: 3}))
    assert candidates(mentor, brief)[0]["person"] == two.person


def test_who_is_in_a_team_or_erased_is_shown_no_more(town: Town) -> None:
    mentor = company(town)
    first, second = (town.published(organisation=mentor.organisation) for _ in range(2))
    people = town.bidders(second, "一", "二", "三")
    for student in people:
        at.bids(student, second, first)
        agrees(student, first)
    town.closed(second)
    held = town.asked(second, *people)
    shown = {row["person"] for row in candidates(mentor, first)}
    assert shown == {one.person for one in people} - {one.person for one in held}
    town.tell("projects", projects.BriefCancelled(brief=second))
    assert len(candidates(mentor, first)) == 3
    town.tell("accounts", accounts.PersonErased(person=people[0].person))
    assert people[0].person not in {row["person"] for row in candidates(mentor, first)}


def test_another_company_and_another_school_read_nothing(town: Town) -> None:
    mentor = company(town)
    brief = town.published(organisation="company")
    mentor.get(f"{API}/briefs/{brief}/candidates", status=404)
    town.teacher.get(f"{API}/briefs/{brief}/candidates", status=403)
