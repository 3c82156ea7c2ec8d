"""A published round repaired: against every plan there is, most find a place, the fewest move, and it is worth most."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from services.matching.engine import read_round
from services.matching.engine.fewest import fewest_moved
from services.matching.placing import Case, Rearranged, rearranged, repair, repair_together
from tests.unit.matching import rounds
from tests.unit.matching.rounds import CREDITS, GRAPH, Document, Plan, a_round, project, student

pytestmark = pytest.mark.slow


def fewest(document: Mapping[str, Any], now: Mapping[str, str], places: Sequence[str]) -> dict[str, str]:
    found = read_round(document, CREDITS)
    place = {one.id: number for number, one in enumerate(found.projects)}
    at = fewest_moved(
        found, [place.get(now[one.id], -1) for one in found.students], [place[one] for one in places]
    )
    names = ["", *place]
    return {one.id: names[to + 1] for one, to in zip(found.students, at, strict=True)}


def repaired(
    document: Document,
    teams: Plan,
    waiting: Sequence[str],
    staying: Sequence[str] = (),
    room: Sequence[str] | None = None,
) -> Rearranged:
    case = Case.of(document, GRAPH)
    now = {place: sorted(members) for place, members in teams.items() if members}
    return rearranged(document, case, now, now if room is None else room, staying, waiting, fewest)


def at(plan: Plan) -> dict[str, str]:
    return {one: place for place, members in plan.items() for one in members}


def best_of_all(
    document: Document, teams: Plan, waiting: Sequence[str], staying: Sequence[str]
) -> tuple[int, int, float]:
    """By trying every plan: (how many of those who wait are placed, minus how many move, the objective)."""
    here = at(teams)
    found = []
    for plan in rounds.all_plans(document):
        there = at(plan)
        kept = all(one in there for one in here) and all(there[one] == here[one] for one in staying)
        if kept and all(plan[place] for place, members in teams.items() if members):
            moved = sum(there[one] != place for one, place in here.items())
            placed = sum(one in there for one in waiting)
            found.append((placed, -moved, round(rounds.worth(document, plan), 6)))
    return max(found)


def half_placed(seed: int, dice: random.Random) -> tuple[Document, Plan, list[str]] | None:
    """(a round, a plan of it that places as many as any of two to five, who waits); None where there is none."""
    document = rounds.random_round(seed, place_everyone=False, four_fifths=False)
    document.pop("fixed", None)
    before = [plan for plan in rounds.all_plans(document) if 2 <= len(at(plan)) <= 5]
    if not before:
        return None
    full = max(len(at(plan)) for plan in before)
    teams = dice.choice([plan for plan in before if len(at(plan)) == full])
    return document, teams, sorted({one["id"] for one in document["students"]} - at(teams).keys())


@pytest.mark.parametrize("seed", range(30))
def test_of_all_plans_most_are_placed_and_the_fewest_move(seed: int) -> None:
    dice = random.Random(seed)
    if (made := half_placed(seed, dice)) is None:
        return
    document, teams, waiting = made
    staying = dice.sample(sorted(at(teams)), dice.randint(0, 2))

    found = repaired(document, teams, waiting, staying)

    after = {place: frozenset(members) for place, members in found.teams.items()}
    assert rounds.allowed(document, after)
    assert not {one for one, _, _ in found.moves} & set(staying)
    reached = (len(found.joins), -len(found.moves), rounds.worth(document, after))
    assert reached == pytest.approx(best_of_all(document, teams, waiting, staying), abs=1e-5)
    assert len(found.joins) + len(found.left) == len(waiting)


def crowded() -> tuple[Document, Plan]:
    """c can only be in p, where a and b sit; a could be in q as well."""
    people = [student("a", "p", weld=3), student("b", "p", weld=3), student("c", weld=3)]
    document = a_round(people, [project("p", 1, 2), project("q", 1, 2)], forbidden=[["c", "q"], ["b", "q"]])
    return document, {"p": frozenset("ab")}


def test_one_moves_where_nobody_could_come_in_otherwise() -> None:
    found = repaired(*crowded(), waiting=["c"])
    assert (found.moves, found.joins, found.left) == ((("a", "p", "q"),), (("c", "p"),), ())
    assert found.teams == {"p": ["b", "c"], "q": ["a"]}


def test_who_stays_is_not_moved_and_who_waits_is_left() -> None:
    found = repaired(*crowded(), waiting=["c"], staying=["a"])
    assert (found.moves, found.joins, found.left) == ((), (), ("c",))


def test_a_team_that_may_not_change_and_one_that_breaks_a_rule_are_left_as_they_are() -> None:
    document, teams = crowded()
    closed = repaired(document, teams, waiting=["c"], room=[])
    assert (closed.moves, closed.left, closed.teams) == ((), ("c",), {"p": ["a", "b"]})
    by_hand = repaired(document | {"apart": [["a", "b"]]}, teams, waiting=["c"])
    assert (by_hand.moves, by_hand.left) == ((), ("c",))


def test_nobody_waits_so_nobody_moves() -> None:
    found = repaired(*crowded(), waiting=[])
    assert (found.moves, found.joins, found.left) == ((), (), ())


def test_nobody_moves_where_those_who_wait_find_places_by_themselves() -> None:
    """One by one c takes the last place of p, the only one for d; both find one when they are looked at together."""
    people = [student("a", weld=1), student("b", weld=1), student("c", "p", weld=3, code=3), student("d")]
    briefs = [project("p", 1, 2, weld=3, code=3), project("q", 1, 2)]
    document = a_round(people, briefs, forbidden=[["d", "q"]])
    case, teams, waiting = Case.of(document, GRAPH), {"p": ["a"], "q": ["b"]}, ["c", "d"]

    one_by_one = repair(case, teams, ["p", "q"], waiting)
    together = repair_together(document, case, teams, ["p", "q"], waiting, fewest)

    assert (one_by_one.joins, one_by_one.left) == ((("c", "p"),), ("d",))
    assert (together.joins, together.left) == ((("c", "q"), ("d", "p")), ())


@pytest.mark.parametrize("seed", range(100, 130))
def test_most_of_those_who_wait_are_placed_while_everybody_else_stays(seed: int) -> None:
    """Of a plan that places few, so that many wait."""
    dice = random.Random(seed)
    document = rounds.random_round(seed, place_everyone=False, four_fifths=False)
    document.pop("fixed", None)
    plans = [plan for plan in rounds.all_plans(document) if 1 <= len(at(plan)) <= 2]
    if not plans:
        return
    teams = dice.choice(plans)
    waiting = sorted({one["id"] for one in document["students"]} - at(teams).keys())
    now = {place: sorted(members) for place, members in teams.items() if members}

    found = repair_together(document, Case.of(document, GRAPH), now, list(now), waiting, fewest)

    after = {place: frozenset(members) for place, members in found.opens}
    for place, members in now.items():
        after[place] = frozenset([*members, *(one for one, to in found.joins if to == place)])
    assert rounds.allowed(document, after)
    most, _, _ = best_of_all(document, teams, waiting, sorted(at(teams)))
    assert len(waiting) - len(found.left) == most
