"""How much of the long tests a run takes: all of them, or where time is limited a share that is drawn by a seed.

SOAK_SHARE (1: all) counts for cases of the same test and for kills; SOAK_SEED draws the same cases again.
"""

import math
import os
import random
from collections import defaultdict
from collections.abc import Sequence

import pytest

SHARE = float(os.environ.get("SOAK_SHARE", "1"))
SEED = os.environ.get("SOAK_SEED", "0")


def of(number: int) -> int:
    """The share of so many, at least one."""
    return max(1, math.ceil(number * SHARE))


def left_out(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Of each long test with several cases those that this run does not take; the same in every process of a run."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("soak") is not None and "[" in item.nodeid:
            cases[item.nodeid.partition("[")[0]].append(item)
    kept: set[str] = set()
    for name, some in sorted(cases.items()):
        ids = sorted(item.nodeid for item in some)
        kept |= set(random.Random(f"{SEED} {name}").sample(ids, of(len(ids))))
    return [item for some in cases.values() for item in some if item.nodeid not in kept]
