"""Credit, quality and bound as arrays are those of the definitions; the same steps give the same plan."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.engine import read_round, solve
from services.matching.engine.credits import Credits, stored
from services.matching.engine.marginal import gains, reached
from services.matching.engine.plan import fit_of
from services.matching.engine.pricing import Pricing
from services.matching.engine.problem import Problem
from services.matching.engine.qualities import scores
from services.matching.engine.search import Search
from services.matching.engine.state import place, score
from services.matching.graph import Skill, SkillGraph
from services.matching.scoring import Holding, Need, fit
from tests.bench import matching_rounds
from tests.unit.matching import rounds

pytestmark = pytest.mark.slow

TODAY = date(2026, 3, 2)
NAMES = [f"k{number}" for number in range(7)]
RELATIONS = ("broader", "essential_for", "optional_for", "same_as", "prerequisite_of")

edges = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(RELATIONS)), max_size=14
)


@settings(max_examples=150, deadline=None, database=None)
@given(edges)
def test_the_frozen_credit_is_the_graphs(drawn: list[tuple[str, str, str]]) -> None:
    between = [(a, b, kind) for a, b, kind in drawn if a != b]
    graph = SkillGraph([Skill(name, "skill", {"en": name}, (), "") for name in NAMES], between, "1")
    frozen = Credits.of(graph)

    for held in NAMES:
        for needed in NAMES:
            assert frozen.between(held, needed) == pytest.approx(graph.credit(held, needed).value, abs=1e-9)


def test_the_stored_credit_is_that_of_the_graph_which_the_service_carries(graph: SkillGraph) -> None:
    frozen, some = stored(), sorted(graph.skills)[::1500]

    assert frozen.version == graph.version
    for needed in some:
        expected = {held: credit.value for held, credit in graph.credits_for(needed).items()} | {needed: 1.0}
        column = frozen.needed == frozen.place[needed]
        held = np.searchsorted(frozen.starts, np.flatnonzero(column), side="right") - 1
        uris = list(frozen.place)
        assert {
            uris[one]: worth for one, worth in zip(held, frozen.worth[column], strict=True)
        } == pytest.approx(expected)


def test_scores_are_those_of_the_plain_definition(graph: SkillGraph) -> None:
    document = matching_rounds.make("S", 3)
    problem = Problem.of(read_round(document))
    fast = scores(problem.qualities)

    for row, who in enumerate(document["students"][::4]):
        held = [
            Holding(skill, max(1, level), 1.0, "confirmed", TODAY) for skill, level in who["holdings"].items()
        ]
        if any(level < 1 for level in who["holdings"].values()):
            continue
        for project, what in enumerate(document["projects"]):
            needs = [Need(need["skill"], need["level"], need["weight"]) for need in what["needs"]]
            plain = fit(graph, needs, held, TODAY).score
            assert fit_of(problem, project, 4 * row) == pytest.approx(plain, abs=1e-9)
            assert fast[project, 4 * row] == pytest.approx(plain, abs=1e-6)


def test_what_one_more_adds_is_what_the_objective_holds_when_they_have_joined() -> None:
    """Of random teams of 60 rounds with all rules; where a rule forbids it, the team of then breaks one."""
    joined = refused = 0
    for seed in range(60):
        arrays = Problem.of(read_round(rounds.random_round(seed, 6, 3), rounds.CREDITS)).arrays
        where = np.random.default_rng(seed).integers(-1, 3, len(arrays.size))
        where[0] = -1
        state = place(arrays, where)
        found = gains(arrays, state, reached(arrays, state), 0)
        for project in range(3):
            where[0] = project
            then = place(arrays, where)
            team = then.team[project, : then.counts[project]]
            too_small = max(0, arrays.least[project] - arrays.size[team].sum())
            if arrays.allowed[project, 0] and then.wrong[project] <= too_small:
                assert found[project] == pytest.approx(score(arrays, then)[0] - score(arrays, state)[0])
                joined += 1
            else:
                assert found[project] == -np.inf
                refused += 1
    assert min(joined, refused) > 20


def test_the_bound_is_above_every_plan_after_every_few_steps() -> None:
    """Of 200 random rounds, whether all pairs are priced or some."""
    tried = 0
    with ThreadPoolExecutor(2) as threads:
        for seed in range(1000, 1200):
            document = rounds.random_round(seed, 5, 2)
            if seed % 3 == 0:
                document = rounds.with_newcomers(document, seed, 0.5)
            plans = [rounds.worth(document, plan) for plan in rounds.all_plans(document)]
            if not plans:
                continue
            arrays = Problem.of(read_round(document, rounds.CREDITS)).arrays
            for pricing in (Pricing(arrays, threads, every=0), Pricing(arrays, threads)):
                for _ in range(3):
                    pricing.improve(15)
                    pricing.look_around()
                    assert pricing.bound >= max(plans) - 1e-9
            tried += 1
    assert tried > 100


def test_of_blocks_that_are_not_solved_in_time_nothing_is_used() -> None:
    problem = Problem.of(read_round(matching_rounds.make("S", 1, slots=True)))
    with ThreadPoolExecutor(2) as threads:
        search = Search(problem, threads)
        for kind, step in search.steps():
            if kind == "block":
                break
            step()
        before, search.time_left = search.objective, lambda: 0.0
        with pytest.raises(TimeoutError):
            step()
        assert search.objective == before
        search.time_left = lambda: None
        step()
        assert search.objective >= before


def test_the_same_seed_and_steps_give_the_same_plan_and_another_order_of_time_none_other() -> None:
    document = matching_rounds.make("S", 2, slots=True)
    first = solve(read_round(document), steps=30)
    timed = solve(read_round(document), progress=lambda now: now.steps < 30)

    assert solve(read_round(document), steps=30) == first
    assert timed | {"seconds": None} == first


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be chosen here")
def test_one_core_and_two_give_the_same_bytes(tmp_path: object) -> None:
    code = (
        "import json, os, sys; os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:int(sys.argv[1])]);"
        "from services.matching.engine import read_round, solve; from tests.bench import matching_rounds;"
        "round_ = read_round(matching_rounds.make('S', 4, slots=True));"
        "print(json.dumps(solve(round_, steps=45)))"
    )
    said = [
        subprocess.run([sys.executable, "-c", code, cores], capture_output=True, check=True, text=True).stdout
        for cores in "12"
    ]

    assert said[0] == said[1]
