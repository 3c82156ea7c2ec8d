"""The sentences that say why, made from the numbers that decided."""

import re
from datetime import date

import pytest

from services.matching import explain
from services.matching.explain import NOT_USED, Message, why_here, why_reserve, why_team
from services.matching.graph import Skill, SkillGraph
from services.matching.scoring import Holding, Need
from services.matching.teams import Candidate, TeamBrief, Why, form_team
from shared.errors import NotFound

TODAY = date(2026, 3, 2)
GRAPH = SkillGraph(
    [Skill(uri, "skill", {"en": uri}, (), "") for uri in ("weld", "paint", "plan")], [], version="1"
)
BRIEF = TeamBrief((Need("weld", 4), Need("paint", 4), Need("plan", 4)), 2, 2, common_slots=1)


def student(name: str, rank: int | None, slots: str, **levels: int) -> Candidate:
    held = tuple(Holding(skill, level, 1.0, "confirmed", TODAY) for skill, level in levels.items())
    return Candidate(name, held, rank, frozenset(map(int, slots.split())), "A")


PLAN = form_team(
    GRAPH,
    BRIEF,
    [
        student("ann", 2, "1 2 3", weld=4, paint=2),
        student("bo", None, "2 3", paint=4),
        student("cy", 9, "2", paint=3),
        student("di", 1, "7", weld=4),
    ],
    TODAY,
)


def rendered(message: Message) -> str:
    return message.key % {**message.params, "skills": ", ".join(message.skills)}


def test_a_member_reads_what_they_cover_and_learn_and_which_bid_it_was() -> None:
    assert [rendered(message) for message in why_here(PLAN, "ann")] == [
        "You cover what this brief needs: weld.",
        "You can learn here: paint.",
        "This brief was number 2 of your bids, and your team has 2 hours of the week in common.",
    ]


def test_who_covers_nothing_reads_what_they_bring_in_part_and_what_they_learn() -> None:
    people = [student("ann", 1, "1", weld=4, paint=3), student("eve", 2, "1", paint=1, plan=2)]
    plan = form_team(GRAPH, BRIEF, people, TODAY)

    assert [rendered(message) for message in why_here(plan, "eve")][:2] == [
        "You bring part of what this brief needs: plan.",
        "You can learn here: paint.",
    ]


def test_who_did_not_bid_reads_that() -> None:
    assert rendered(why_here(PLAN, "bo")[-1]) == (
        "You did not bid for this brief; your team has 2 hours of the week in common."
    )


def test_the_team_is_explained_by_a_matrix() -> None:
    reason = why_team(PLAN)

    assert [rendered(message) for message in reason.sentences] == [
        "No other team that keeps the rules scores higher.",
        "The team covers 2 of 3 needed skills fully.",
        "Nobody in the team brings: plan.",
    ]
    assert reason.members == ("ann", "bo")
    assert reason.matrix == {"weld": (1.0, 0.0), "paint": (0.5, 1.0), "plan": (0.0, 0.0)}


def test_the_reserve_reads_its_place_or_the_rule_in_the_way() -> None:
    assert rendered(why_reserve(PLAN, "cy")).startswith("You are number 1 in the reserve")
    assert rendered(why_reserve(PLAN, "di")) == (
        "You are in the reserve: you have too few hours in common with this team."
    )


def test_a_stranger_to_the_plan_is_not_explained() -> None:
    with pytest.raises(NotFound):
        why_here(PLAN, "zoe")
    with pytest.raises(NotFound):
        why_reserve(PLAN, "ann")


def test_an_impossible_team_says_what_is_missing() -> None:
    nobody = form_team(GRAPH, BRIEF, [], TODAY)

    assert [rendered(message) for message in why_team(nobody).sentences] == [
        "There is no team: 0 can join; the least that it takes: 2."
    ]


@pytest.mark.parametrize("code", explain.IMPOSSIBLE)
def test_each_reason_fills_its_sentence(code: str) -> None:
    every = {"have": 1, "need": 2, "hours": 3, "size": 4}

    assert "%" not in rendered(explain.why_impossible(Why(code, every)))


def test_what_was_not_used_is_said() -> None:
    for word in ("name", "sex", "school", "photograph"):
        assert word in rendered(Message(NOT_USED, {}))


def test_no_sentence_carries_anything_but_numbers_and_skills() -> None:
    messages = [*why_here(PLAN, "ann"), *why_team(PLAN).sentences, why_reserve(PLAN, "cy")]
    for message in messages:
        assert all(isinstance(value, int) for value in message.params.values())
        wanted = set(re.findall(r"%\((\w+)\)s", message.key)) - {"skills"}
        assert wanted == set(message.params)
