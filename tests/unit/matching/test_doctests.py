"""The examples in the docstrings of the engine hold."""

import doctest
from types import ModuleType

import pytest

from services.matching import disciplines, esco, ranking
from services.matching.domain import binding
from services.matching.engine import agreeing, credits
from services.matching.engine import plan as plans
from services.matching.graph import axes, curated, drawing, skillgraph
from services.matching.growing import chance, dates, known, steps
from services.matching.mentions import denying, reading, turning
from services.matching.placing import document, fairness
from services.matching.scoring import fitting, holdings
from services.matching.teams import search


@pytest.mark.parametrize(
    "module",
    [
        esco,
        binding,
        disciplines,
        ranking,
        axes,
        curated,
        drawing,
        skillgraph,
        chance,
        dates,
        known,
        steps,
        fitting,
        holdings,
        search,
        document,
        fairness,
        agreeing,
        credits,
        plans,
        denying,
        reading,
        turning,
    ],
    ids=lambda module: module.__name__,
)
def test_examples(module: ModuleType) -> None:
    result = doctest.testmod(module)

    assert result.attempted > 0
    assert result.failed == 0
