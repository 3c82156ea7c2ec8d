"""The matching engine: teams for a whole round at once, close to a proven optimum.

Pure functions on arrays; nothing here reads a database, and a file only for its own cache.
"""

from services.matching.engine.errors import Infeasible, RoundError
from services.matching.engine.reading import read_round
from services.matching.engine.round import Round
from services.matching.engine.solving import Progress, solve
from services.matching.engine.version import engine_version

__all__ = ["Infeasible", "Progress", "Round", "RoundError", "engine_version", "read_round", "solve"]
