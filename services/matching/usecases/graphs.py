"""A new version of the skill graph is told once; what was decided with an older one keeps naming that."""

from datetime import datetime

from services.matching import book
from services.matching.store import graphs
from shared.events import matching as events
from shared.messaging import outbox
from shared.mongo import transactional


@transactional
def tell(now: datetime) -> None:
    """Tell which version this process carries, unless it was told before."""
    graph = book.graph()
    counts = graph.counts
    if graphs.add(graph.version, counts, now):
        outbox.append(events.GraphVersion(graph=graph.version, **counts), now)
