"""A document that is no round is refused by a sentence that begins with the place."""

import copy
import json

import pytest

from services.matching.engine import RoundError, read_round
from tests.unit.matching import rounds
from tests.unit.matching.rounds import a_round, project, student

pytestmark = pytest.mark.slow

GOOD = a_round(
    [student("s0", "p0", weld=3, slots=[1, 2]), student("s1", "p1"), student("s2")],
    [project("p0", 1, 3), project("p1", 1, 2)],
)


def refused(document: object) -> str:
    with pytest.raises(RoundError) as error:
        read_round(document, rounds.CREDITS)
    return str(error.value)


def changed(path: str, value: object) -> rounds.Document:
    document = copy.deepcopy(GOOD)
    at: object = document
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        at = at[part]
    at[last] = value
    return document


WRONG = [
    ("format", "shixun.round/2", "format: a round says 'shixun.round/1' here, this one 'shixun.round/2'."),
    ("settings.seeds", 1, "settings: 'seeds' is unknown; there may be weights, max_bids, "),
    ("settings.max_bids", 0, "settings.max_bids: a whole number from 1 to 1000 stands here, not 0."),
    ("settings.common_slots", True, "settings.common_slots: a whole number from 0 to 168 stands here, not True."),
    ("settings.coverage_floor", 1.5, "settings.coverage_floor: a number from 0 to 1 stands here, not 1.5."),
    ("settings.newcomers_share", 60, "settings.newcomers_share: a number from 0 to 1 stands here, not 60."),
    ("settings.place_everyone", "yes", "settings.place_everyone: say true or false."),
    ("settings.weights", {"fit": 1}, "settings.weights: 'fit' is unknown; there may be coverage, preference, growth."),
    ("students", {}, "students: this is no list."),
    ("students.1", "s1", "students[1]: this is no JSON object."),
    ("students.1.id", "", "students[1].id: an id is a text that is not empty."),
    ("students.1.id", "s0", "students[1].id: 's0' is already students[0]."),
    ("students.1.newcomer", "yes", "students[1].newcomer: say true or false."),
    ("students.0.bids.0", "p9", "students[0].bids[0]: there is no project 'p9'."),
    ("students.0.bids", ["p0", "p0"], "students[0].bids: a project stands there twice."),
    ("students.0.holdings", {"juggle": 3}, "students[0].holdings: there is no skill 'juggle'."),
    ("students.0.holdings.weld", 9, "students[0].holdings['weld']: a number from 0 to 5 stands here, not 9."),
    ("students.0.holdings.weld", float("nan"), "students[0].holdings['weld']: a number from 0 to 5"),
    ("students.0.slots.1", 168, "students[0].slots[1]: a whole number from 0 to 167 stands here, not 168."),
    ("projects.0.needs", [], "projects[0].needs: a project needs at least one skill."),
    ("projects.0.needs.0.level", 9, "projects[0].needs[0].level: a number from 1 to 5 stands here, not 9."),
    ("projects.0.needs.0.weight", 0, "projects[0].needs[0].weight: a weight is a number above 0."),
    ("projects.0.needs.0.skill", ["weld"], "projects[0].needs[0].skill: there is no skill ['weld']."),
    ("projects.0.min", 4, "projects[0]: the largest size, 3, is below the smallest, 4."),
    ("projects.1.programmes_min", 3, "projects[1].programmes_min: a team of 2 cannot come from 3 programmes."),
    ("apart", [["s0"]], "apart[0]: a pair has two entries, this one 1."),
    ("apart", [["s0", "s0"]], "apart[0]: 's0' stands there twice."),
    ("fixed", [["p0", "s0"]], "fixed[0]: there is no student 'p0'."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "sentence"), WRONG, ids=[f"{path}={value}" for path, value, _ in WRONG]
)
def test_what_is_wrong_is_said_with_its_place(path: str, value: object, sentence: str) -> None:
    assert refused(changed(path, value)).startswith(sentence)


@pytest.mark.parametrize("document", [None, [], "round", 3, True])
def test_something_else_than_an_object_is_no_round(document: object) -> None:
    assert refused(document) == "the round: this is no JSON object."


CONTRADICTIONS = [
    (
        {"apart": [["s0", "s2"]], "together": [["s0", "s1"], ["s1", "s2"]]},
        "apart[0]: 's0' and 's2' are kept apart, but must be together by other rules.",
    ),
    (
        {"fixed": [["s0", "p0"], ["s0", "p1"]]},
        "fixed[1] and fixed[0]: 's0' cannot be in 'p1' and in 'p0'; a rule asks for each, for them or for whom they"
        " must be with.",
    ),
    (
        {"together": [["s0", "s1"]], "fixed": [["s0", "p0"], ["s1", "p1"]]},
        "fixed[1] and fixed[0]: 's1' cannot be in 'p1' and in 'p0'; a rule asks for each, for them or for whom they"
        " must be with.",
    ),
    (
        {"fixed": [["s0", "p0"]], "forbidden": [["s0", "p0"]]},
        "forbidden[0] and fixed[0]: 's0' may not be in 'p0', but a rule puts them there, or whom they must be with.",
    ),
    (
        {"fixed": [["s0", "p0"], ["s1", "p0"]], "apart": [["s0", "s1"]]},
        "apart[0]: 's0' and 's1' are kept apart, but rules put both in 'p0'.",
    ),
]


@pytest.mark.parametrize(
    ("pairs", "sentence"), CONTRADICTIONS, ids=[str(pairs) for pairs, _ in CONTRADICTIONS]
)
def test_pairs_that_contradict_each_other_are_named(pairs: rounds.Document, sentence: str) -> None:
    assert refused(GOOD | pairs) == sentence


def test_a_round_may_leave_out_what_has_a_default() -> None:
    read = read_round({"format": "shixun.round/1"}, rounds.CREDITS)

    assert (read.rules.coverage, read.rules.preference, read.rules.growth) == (0.5, 0.35, 0.15)
    assert (read.rules.place_everyone, read.students, read.projects) == (True, (), ())


def test_a_round_goes_through_json() -> None:
    assert read_round(json.loads(json.dumps(GOOD)), rounds.CREDITS) == read_round(GOOD, rounds.CREDITS)
