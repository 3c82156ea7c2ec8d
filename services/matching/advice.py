"""What a brief's fit says to a student: one reason, one gap. Pure; messages as in ``explain``."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.matching.explain import Message
from services.matching.scoring import Fit, NeedFit, learns
from shared.messages import N_

COVERS = N_("You cover %(full)s of %(all)s needed skills: %(skills)s.")
PART = N_("You bring a part of it: %(skills)s.")
LEARNS = N_("You can learn here: %(skills)s.")
NOTHING = N_("None of your skills meets a need of this brief yet.")
GAP = N_("The gap that counts most here is %(skills)s: level %(need)s is needed, yours counts as %(held)s.")
GAP_NONE = N_("Nothing is missing: you cover every needed skill.")

BRINGS = N_("Covers: %(skills)s.")
BRINGS_PART = N_("Brings a part of: %(skills)s.")
LEARNING = N_("Learns here: %(skills)s.")
WISHED = N_("Put this brief on place %(rank)s of their list.")


def reason(fit: Fit) -> Message:
    """Returns the one sentence that speaks most for this brief."""
    full = [need.skill for need in fit.needs if need.quality == 1]
    if full:
        return Message(COVERS, {"full": len(full), "all": len(fit.needs)}, tuple(full[:3]))
    part = [need.skill for need in fit.needs if need.quality >= 0.5]
    if part:
        return Message(PART, {}, tuple(part[:3]))
    learning = [need.skill for need in fit.needs if learns(need.quality)]
    return Message(LEARNS, {}, tuple(learning[:3])) if learning else Message(NOTHING, {})


def gap(fit: Fit) -> Message:
    """Returns the need that costs most (weight times what is missing), of equals the first in order of weight."""
    missing = [need for need in fit.needs if need.quality < 1]
    if not missing:
        return Message(GAP_NONE, {})
    worst = max(missing, key=lambda need: need.weight * (1 - need.quality))
    counts = round(worst.effective, 1)
    held = int(counts) if counts == int(counts) else counts
    return Message(GAP, {"need": worst.level, "held": held}, (worst.skill,))


def brings(fit: Fit, best: Sequence[str], rank: int | None) -> list[Message]:
    """Returns what a member brings, as the company reads it. ``best``: skills in which nobody is better."""
    covers = [need.skill for need in fit.needs if need.quality == 1]
    part = [need.skill for need in fit.needs if 0 < need.quality < 1 and need.skill in best]
    learning = [need.skill for need in fit.needs if learns(need.quality) and need.skill not in part]
    told = [
        Message(key, {}, tuple(skills[:3]))
        for key, skills in ((BRINGS, covers), (BRINGS_PART, part), (LEARNING, learning))
        if skills
    ]
    return [*told, Message(WISHED, {"rank": rank})] if rank else told


def covers(fit: Fit) -> list[dict[str, Any]]:
    """Returns how much of each need is covered, 0–1 in quarters, one row per need in the order of weight."""
    return [{"skill": need.skill, "quality": need.quality} for need in fit.needs]


def bars(fit: Fit) -> list[dict[str, Any]]:
    """Returns need against held, one row per need in the order of weight."""
    return [_bar(need) for need in fit.needs]


def _bar(need: NeedFit) -> dict[str, Any]:
    by = need.holding.skill if need.holding and need.holding.skill != need.skill else None
    return {
        "uri": need.skill, "need": need.level, "held": round(need.effective, 2), "weight": round(need.weight, 4),
        "quality": need.quality, "by": by,
    }  # fmt: skip


def stored(message: Message) -> Mapping[str, Any]:
    """Returns the message as it is kept: key, numbers and URIs."""
    return {"message": message.key, "params": dict(message.params), "skills": list(message.skills)}
