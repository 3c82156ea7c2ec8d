"""A plan of a round: teams that were tried out, told to nobody, until one of them is published."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.errors import Conflict
from shared.messages import N_

STATES = ("working", "done", "failed")
KINDS = ("simulated", "adjusted", "repair")


@dataclass
class Plan:
    """``number`` counts the round's plans. ``frozen``: the input that it was made of, by id; ``of``: for one changed by
    hand the plan before. ``result``: as `shixun.plan/1`, students and briefs by their names in the input. ``moves``:
    [{student, to, with, reason, broken}]. ``why``: a message, when no plan could be made, with the rules that conflict,
    [{rule, pairs}]; students and briefs in it by their names in the input. ``carried``: when a repair was carried out.
    """

    id: str
    round: str
    school: str
    number: int
    kind: str
    by: str
    made: datetime
    seconds: float
    state: str = "working"
    job: str | None = None
    frozen: str | None = None
    of: str | None = None
    result: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    moves: list[dict[str, Any]] = field(default_factory=list)
    why: dict[str, Any] | None = None
    carried: datetime | None = None
    version: int = 0

    def done(self, result: dict[str, Any], figures: dict[str, Any]) -> None:
        self.state, self.result, self.figures = "done", result, figures

    def fail(self, why: dict[str, Any]) -> None:
        self.state, self.why = "failed", why

    def leave_out(self, names: Iterable[str]) -> None:
        """Take erased students out of the teams, out of who waits for them, and out of those without a place."""
        gone, waits = set(names), self.result.get("reserve", {})
        teams = [
            team | {"members": [one for one in team["members"] if one not in gone]}
            for team in self.result.get("teams", ())
        ]
        self.result |= {
            "teams": [team for team in teams if team["members"]],
            "unplaced": [one for one in self.result.get("unplaced", ()) if one not in gone],
            "reserve": {place: [one for one in row if one not in gone] for place, row in waits.items()},
        }

    def check_done(self) -> None:
        if self.state != "done":
            raise Conflict(N_("This plan has no teams to show."))

    def carry_out(self, now: datetime) -> None:
        """Raises Conflict for what is no repair, moves nobody and places nobody, or was carried out."""
        self.check_done()
        if self.kind != "repair" or not (self.result["moved"] or self.result["joins"]):
            raise Conflict(N_("There is nothing in this plan to carry out."))
        if self.carried is not None:
            raise Conflict(N_("This repair was carried out already."))
        self.carried = now

    @property
    def teams(self) -> dict[str, list[str]]:
        """project → its members, by their names in the input; only teams that are open."""
        return {team["project"]: list(team["members"]) for team in self.result.get("teams", ())}
