"""Events that matching publishes: how many bid, which team is proposed, and what became of it."""

from dataclasses import field
from datetime import datetime
from typing import Any

from shared.events import acts, erasing, exporting, faults, waiting
from shared.events.base import Event, Fact, Id, Ids

erasing.declare("matching")
exporting.declare("matching")
waiting.declare("matching", personal=("about",))
faults.declare("matching")
acts.declare("matching")


class GraphVersion(Event, type="matching.graph.loaded.v1", topic="matching.graph", key="graph"):
    """A version of the skill graph that matching did not carry before; told once. ``graph`` is a hash of its files,
    ``named``: skills with Chinese names."""

    graph: Id
    skills: Fact[int]
    named: Fact[int]
    relations: Fact[int]
    prerequisites: Fact[int]


class ConsentChanged(
    Event, type="matching.consent.changed.v1", topic="matching.consent", key="consent",
    personal=("audience", "fields"),
):  # fmt: skip
    """Somebody agreed to something here, or does no longer. ``purpose``: groups (stated for the fairness report of a
    round; not which) or candidate (shown to a brief's company)."""

    consent: Id
    person: Id
    purpose: Fact[str]
    given: Fact[bool]
    until: Fact[datetime | None] = None
    kind: Fact[str] = ""


class BidsCounted(Event, type="matching.bids.counted.v1", topic="matching.bids", key="brief"):
    """How many students bid on the brief now, were ever asked for a seat, hold one that they accepted; never who."""

    brief: Id
    bids: Fact[int]
    asked: Fact[int] = 0
    accepted: Fact[int] = 0


class TeamProposed(
    Event, type="matching.proposal.proposed.v1", topic="matching.proposal", key="proposal",
    personal=("school", "reasons", "covers"),
):  # fmt: skip
    """Every student of the proposal accepted; the company may confirm this ``revision`` until then.

    ``reasons`` is a list of {message, params}: what the member brings; ``covers`` one of {skill, quality}: how much of
    each needed skill, 0–1. ``coverage``: skill URI → 0–1, the best of all members. ``graph``: the version of the skill
    graph that it was worked out with.
    """

    proposal: Id
    brief: Id
    revision: Fact[int]
    members: Ids
    captain: Id
    coverage: Fact[dict[str, float]]
    confirm_until: Fact[datetime]
    graph: Fact[str] = ""


class TeamConfirmed(
    Event,
    type="matching.proposal.confirmed.v1",
    topic="matching.proposal",
    key="proposal",
    personal=("school",),
):
    proposal: Id
    brief: Id
    revision: Fact[int]
    members: Ids
    captain: Id


class ProposalEnded(Event, type="matching.proposal.ended.v1", topic="matching.proposal", key="proposal"):
    """``state``: expired (not filled or not confirmed in time) or withdrawn; ``reason`` is a message key, filled by
    ``params``."""

    proposal: Id
    brief: Id
    state: Fact[str]
    reason: Fact[str]
    params: Fact[dict[str, Any]] = field(default_factory=dict)


class SeatRefilled(
    Event, type="matching.seat.refilled.v1", topic="matching.seat", key="team", personal=("school", "covers")
):
    """Somebody of the reserve took the seat of a member who left a confirmed team. ``covers`` as in TeamProposed."""

    team: Id
    proposal: Id
    person: Id
