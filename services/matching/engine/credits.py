"""What each skill is worth where another is needed, for all skills at once: `SkillGraph.credit`, frozen to arrays."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from services.matching.engine.compiled import HERE, compiled, temporary
from services.matching.engine.kinds import Floats, Ints
from services.matching.graph import CREDIT, TOLERANCE, SkillGraph, load
from services.matching.graph.loading import DATA, FILES

FORMAT = 1


@dataclass(frozen=True)
class Credits:
    """Rows are held skills, columns needed ones (CSR): ``needed[starts[s]:starts[s + 1]]`` get ``worth`` from ``s``.

    ``place`` maps a URI to its row and column. ``version`` is the graph's.
    """

    place: Mapping[str, int]
    starts: Ints
    needed: Ints
    worth: Floats
    version: str = ""

    @classmethod
    def of(cls, graph: SkillGraph) -> "Credits":
        """Returns the credit of ``graph`` in every pair that gives any.

        Notes
        -----
        O(sum over skills of the squared degree): 0.2 s for ESCO's 17,000 nodes and 1.1 million pairs, after the
        neighbours have been read from NetworkX.

        Examples
        --------
        >>> from services.matching.graph import Skill
        >>> skills = [Skill(name, "skill", {"en": name}, (), "") for name in ("weld", "spot", "arc")]
        >>> edges = [("spot", "weld", "broader"), ("arc", "weld", "broader")]
        >>> credits = Credits.of(SkillGraph(skills, edges, "1"))
        >>> [round(credits.between("arc", needed), 2) for needed in ("arc", "weld", "spot")]
        [1.0, 0.8, 0.32]
        """
        place = {uri: number for number, uri in enumerate(sorted(graph.skills))}
        near = [graph.neighbours(uri) for uri in place]
        starts = np.cumsum([0, *(len(row) for row in near)], dtype=np.int64)
        ends = np.array([place[one.uri] for row in near for one in row], dtype=np.int32)
        factors = np.array([one.factor for row in near for one in row], dtype=np.float64)
        counts, held, worth = _expand(starts, ends, factors, CREDIT["least"] - TOLERANCE)
        order = np.argsort(held, kind="stable")
        needed = np.repeat(np.arange(len(place), dtype=np.int32), counts)[order]
        rows = np.cumsum(np.concatenate(([0], np.bincount(held, minlength=len(place)))))
        return cls(place, rows.astype(np.int64), needed, worth[order], graph.version)

    def between(self, held: str, needed: str) -> float:
        """Returns what ``held`` is worth where ``needed`` is needed."""
        row = slice(*self.starts[self.place[held] : self.place[held] + 2])
        return float(self.worth[row][self.needed[row] == self.place[needed]].sum())


@compiled
def _expand(starts: Ints, ends: Ints, factors: Floats, least: float) -> tuple[Ints, Ints, Floats]:
    """Returns per needed skill how many give credit there, and one after the other which, and how much."""
    skills = starts.shape[0] - 1
    best, touched = np.zeros(skills), np.empty(skills, np.int32)
    counts = np.zeros(skills, np.int64)
    held, worth = np.empty(1 << 16, np.int32), np.empty(1 << 16)
    filled = 0
    for needed in range(skills):
        best[needed], touched[0], found = 1.0, needed, 1
        for first in range(starts[needed], starts[needed + 1]):
            near = ends[first]
            for second in range(starts[near] - 1, starts[near + 1]):
                direct = second < starts[near]
                other = near if direct else ends[second]
                value = factors[first] if direct else round(factors[first] * factors[second], 9)
                if value >= least and value > best[other]:
                    if best[other] == 0.0:
                        touched[found] = other
                        found += 1
                    best[other] = value
        while filled + found > held.shape[0]:
            held, worth = np.concatenate((held, held)), np.concatenate((worth, worth))
        for other in touched[:found]:
            held[filled], worth[filled] = other, best[other]
            best[other] = 0.0
            filled += 1
        counts[needed] = found
    return counts, held[:filled], worth[:filled]


@lru_cache(maxsize=1)
def stored() -> Credits:
    """Returns the credit of the graph that the service carries: read from a file, which is made when it is missing.

    The file stands beside the compiled code, or among the user's own temporary files where that place may not be
    written to. Its name is a hash of everything that it is made from.
    """
    name = f"credits-{_source()}.npz"
    places = [HERE / "__pycache__" / name, temporary() / name]
    for path in places:
        if path.exists() and (found := _read(path)):
            return found
    made = Credits.of(load())
    for path in places:
        if _write(path, made):
            break
    return made


def _source() -> str:
    parts = [json.dumps([FORMAT, dict(CREDIT)]).encode(), *((DATA / name).read_bytes() for name in FILES)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:16]


def _read(path: Path) -> Credits | None:
    """None for a file that was not written to its end, or that is somebody else's."""
    if hasattr(os, "getuid") and path.stat().st_uid not in (os.getuid(), 0):
        return None
    try:
        with np.load(path, allow_pickle=False) as file:
            uris = bytes(file["uris"]).decode().split("\n")
            place = {uri: number for number, uri in enumerate(uris)}
            return Credits(place, file["starts"], file["needed"], file["worth"], str(file["version"]))
    except (OSError, ValueError, KeyError):
        return None


def _write(path: Path, made: Credits) -> bool:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
            uris = np.frombuffer("\n".join(made.place).encode(), np.uint8)
            np.savez(
                file,
                uris=uris,
                version=np.array(made.version),
                starts=made.starts,
                needed=made.needed,
                worth=made.worth,
            )
        Path(file.name).replace(path)
    except OSError:
        return False
    return True
