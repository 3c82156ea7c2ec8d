"""What students do in matching, through the public API alone."""

from typing import Any

from tests.actors import Actor

API = "/matching/api/v1"


def finds_skill(actor: Actor, text: str, language: str = "en") -> str:
    """Returns the URI of the best find."""
    found = actor.get(f"{API}/skills?q={text}&language={language}")["items"]
    assert found, f"{actor.name} finds no skill by the name {text!r}"
    return str(found[0]["uri"])


def lists_skills(actor: Actor, levels: dict[str, int]) -> list[dict[str, Any]]:
    """``levels`` maps a skill's URI, or a name to find it by, to a level 1–5."""
    rows = [
        {"uri": name if ":" in name else finds_skill(actor, name), "level": level}
        for name, level in levels.items()
    ]
    return list(actor.post(f"{API}/holdings", {"skills": rows}, status=201)["items"])


def holdings(actor: Actor) -> dict[str, dict[str, Any]]:
    """What the student holds, by URI."""
    return {held["uri"]: held for held in actor.get(f"{API}/holdings")["items"]}


def open_briefs(actor: Actor, query: str = "") -> list[dict[str, Any]]:
    """Best fit first."""
    return list(actor.get(f"{API}/briefs?{query}")["items"])


def bids(actor: Actor, *briefs: str) -> dict[str, Any]:
    """Hands in these briefs, the most wanted first."""
    return dict(puts(actor, "bids", {"briefs": list(briefs)}))


def hands_in_slots(actor: Actor, slots: list[int]) -> dict[str, Any]:
    """``slots``: free hours of the week, 0 (Monday, 0 h) to 167."""
    return dict(puts(actor, "slots", {"slots": slots}))


def puts(actor: Actor, what: str, body: Any, status: int | None = None) -> Any:
    """Replaces the student's "bids" or "slots" as they were read a moment ago."""
    version = actor.get(f"{API}/{what}")["version"]
    return actor.put(f"{API}/{what}", body, status=status, If_Match=f'"v{version}"')


def proposals(actor: Actor) -> list[dict[str, Any]]:
    """Newest first."""
    return list(actor.get(f"{API}/proposals")["items"])


def proposal_for(actor: Actor, brief: str) -> dict[str, Any] | None:
    """The newest proposal for that brief in which the student is asked or has accepted."""
    mine = (one for one in proposals(actor) if one["brief"] == brief and one["seat"] in ("asked", "accepted"))
    return next(mine, None)


def accepts_proposal(actor: Actor, proposal: str) -> dict[str, Any]:
    return dict(actor.post(f"{API}/proposals/{proposal}/accept"))


def declines_proposal(actor: Actor, proposal: str, reason: str = "") -> dict[str, Any]:
    return dict(actor.post(f"{API}/proposals/{proposal}/decline", {"reason": reason}))
