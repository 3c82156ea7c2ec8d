"""What a round without a plan is told: the fewest rules that conflict, with the pairs and the briefs that it takes."""

import pytest

from services.matching.engine import Infeasible, conflicts, read_round, solve
from tests.unit.matching import rounds
from tests.unit.matching.rounds import a_round, project, student

pytestmark = pytest.mark.slow


def solved(document: rounds.Document, steps: int = 60) -> rounds.Document:
    return solve(read_round(document, rounds.CREDITS), steps=steps)


def test_the_rules_that_conflict_are_the_fewest_and_none_is_spare() -> None:
    people = [student(name) for name in "abcd"]
    pairs = [["a", "b"], ["c", "d"], ["a", "c"], ["b", "c"]]

    with pytest.raises(Infeasible) as refused:
        solved(a_round(people, [project("p0", 1, 4), project("p1", 1, 4)], apart=pairs))

    assert str(refused.value) == (
        "No plan keeps these rules together: everybody is placed, "
        "'a' and 'b' are apart, 'a' and 'c' are apart and 'b' and 'c' are apart."
    )
    assert refused.value.conflict == ("place_everyone", "apart")


def test_sizes_programmes_and_floor_name_the_briefs_that_conflict() -> None:
    people = [student(name, weld=3, programme="x") for name in "abcd"]
    wide = [project(f"p{number}", 1, 1) for number in range(3)]

    def told(projects: list[rounds.Document], **more: object) -> str:
        with pytest.raises(Infeasible) as refused:
            solved(a_round(people, projects, **more))
        return str(refused.value)

    forced = [["a", "p1"]]
    assert "no team is smaller than its smallest size, at 'p1'" in told(
        [wide[0], project("p1", 5, 6), project("p2", 1, 4)], fixed=forced
    )
    mixed = project("p1", 1, 4) | {"programmes_min": 2}
    assert "come from as many programmes as their briefs ask, at 'p1'" in told(
        [wide[0], mixed, project("p2", 1, 4)], fixed=forced
    )
    assert "each team reaches the least coverage, at 'p1'" in told(
        [wide[0], project("p1", 1, 4, code=5), project("p2", 1, 4)],
        fixed=forced,
        settings={"coverage_floor": 0.5},
    )
    every = told(wide, forbidden=[["a", "p0"], ["b", "p0"], ["c", "p0"], ["d", "p0"]])
    assert every == "Everybody is to be placed, but there are 4 students and the projects take 3."
    few = told([project("p0", 1, 4), *wide[1:]], forbidden=[[name, "p0"] for name in "abcd"])
    assert "no team is larger than its largest size, at 'p1' and 'p2'" in few


def test_a_round_too_large_to_be_searched_for_its_conflict_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conflicts, "PAIRS", 3)
    pairs = [["a", "b"]]
    with pytest.raises(Infeasible, match="up to 3 pairs of a student and a team; here are 4") as refused:
        solved(a_round([student("a"), student("b")], [project("p", 2, 2), project("q", 2, 2)], apart=pairs))
    assert not refused.value.proven


def test_a_share_of_newcomers_that_cannot_be_placed_names_the_rules_that_stand_against_it() -> None:
    people = [student("a"), *(student(name, newcomer=True) for name in "bcd")]
    document = a_round(
        people,
        [project("p0", 1, 3), project("p1", 1, 3)],
        settings={"place_everyone": False, "newcomers_share": 0.5},
        apart=[["b", "c"], ["b", "d"], ["c", "d"]],
        forbidden=[["b", "p0"], ["c", "p0"], ["d", "p0"]],
    )

    with pytest.raises(Infeasible) as refused:
        solved(document)

    assert refused.value.conflict == ("newcomers_share", "apart", "forbidden")
    assert "the newcomers' share is placed" in str(refused.value)
    document["projects"] = [project("p0", 1, 1), project("p1", 1, 1)]
    document["settings"]["newcomers_share"] = 1
    with pytest.raises(Infeasible, match="At least 3 newcomers are to be placed, but the projects take 2"):
        solved(document)
