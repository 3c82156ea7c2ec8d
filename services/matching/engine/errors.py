"""What can be wrong with a round: codes with plain values, and the sentences of the catalogues that say them.

Whoever shows one to a reader translates its sentence and puts names where the ids of students and projects stand.
"""

from collections.abc import Sequence
from typing import Any

from shared.errors import DomainError
from shared.messages import N_

WRONG = {
    "no_text": N_("this is no text."),
    "no_list": N_("this is no list."),
    "no_object": N_("this is no JSON object."),
    "no_id": N_("an id is a text that is not empty."),
    "id_twice": N_("%(given)s is already %(first)s."),
    "unknown_key": N_("%(given)s is unknown; there may be %(known)s."),
    "unknown_student": N_("there is no student %(given)s."),
    "unknown_project": N_("there is no project %(given)s."),
    "unknown_skill": N_("there is no skill %(given)s."),
    "whole": N_("a whole number from %(lowest)s to %(highest)s stands here, not %(given)s."),
    "number": N_("a number from %(lowest)s to %(highest)s stands here, not %(given)s."),
    "yes_or_no": N_("say true or false."),
    "format": N_("a round says %(format)s here, this one %(given)s."),
    "too_many": N_("at most %(most)s are read, there are %(have)s."),
    "bid_twice": N_("a project stands there twice."),
    "no_needs": N_("a project needs at least one skill."),
    "need_twice": N_("a skill stands there twice."),
    "weight": N_("a weight is a number above 0."),
    "sizes": N_("the largest size, %(most)s, is below the smallest, %(least)s."),
    "programmes": N_("a team of %(most)s cannot come from %(programmes)s programmes."),
    "no_pair": N_("a pair has two entries, this one %(have)s."),
    "pair_of_one": N_("%(given)s stands there twice."),
    "fixed_twice": N_(
        "%(student)s cannot be in %(project)s and in %(second)s; a rule asks for each, for them or for whom they must"
        " be with."
    ),
    "fixed_forbidden": N_(
        "%(student)s may not be in %(project)s, but a rule puts them there, or whom they must be with."
    ),
    "apart_together": N_("%(student)s and %(other)s are kept apart, but must be together by other rules."),
    "apart_fixed": N_("%(student)s and %(other)s are kept apart, but rules put both in %(project)s."),
}
"""What a document says wrongly. Each sentence follows the place in the document at which it stands."""

IMPOSSIBLE = {
    "places": N_(
        "Everybody is to be placed, but there are %(people)s students and the projects take %(places)s."
    ),
    "newcomers": N_("At least %(new)s newcomers are to be placed, but the projects take %(places)s."),
    "nowhere": N_("Everybody is to be placed, but all projects are forbidden for %(student)s."),
    "conflict": N_("No plan keeps these rules together: %(rules)s."),
    "not_found": N_("No plan that keeps all rules was found so far, and nothing shows that there is none."),
    "too_large": N_(
        "No plan that keeps all rules was found so far. Which of them conflict is looked for up to %(most)s pairs of a"
        " student and a team; here are %(pairs)s. Try it with fewer students or briefs."
    ),
}
"""Why a round has no plan."""

RULES = {
    "place_everyone": N_("everybody is placed"),
    "max": N_("no team is larger than its largest size"),
    "min": N_("no team is smaller than its smallest size"),
    "common_slots": N_("each team has its weekly hours in common"),
    "programmes_min": N_("teams come from as many programmes as their briefs ask"),
    "coverage_floor": N_("each team reaches the least coverage"),
    "four_fifths": N_("the groups' shares in a bid of the first three keep the four-fifths rule"),
    "newcomers_share": N_("the newcomers' share is placed"),
    "apart": N_("%(one)s and %(other)s are apart"),
    "together": N_("%(one)s and %(other)s are together"),
    "fixed": N_("%(one)s is at %(other)s"),
    "forbidden": N_("%(one)s is not at %(other)s"),
}
"""The rules that can conflict; those of the last four are said once for each pair."""

OF_BRIEFS = {
    "max": N_("no team is larger than its largest size, at %(briefs)s"),
    "min": N_("no team is smaller than its smallest size, at %(briefs)s"),
    "programmes_min": N_("teams come from as many programmes as their briefs ask, at %(briefs)s"),
    "coverage_floor": N_("each team reaches the least coverage, at %(briefs)s"),
}
"""The same where not all briefs are needed for the conflict, but these."""

PAIRS, BRIEFS = ("apart", "together", "fixed", "forbidden"), tuple(OF_BRIEFS)
STUDENTS, PROJECTS = ("student", "other"), ("project", "second")
"""Which fields hold the id of a student, and which that of a project."""

Conflict = Sequence[tuple[str, Sequence[tuple[str, ...]]]]
"""(rule, its ids): pairs for those of `PAIRS`, single projects for those of `BRIEFS`, or none, which means all."""


class RoundError(DomainError):
    """What was given is no round. The message is one sentence that begins with the place, as ``students[3].bids[0]``;
    as it is, in English, for whoever reads files with the command."""

    status = 422


class Wrong(RoundError):
    """The document is no round: one of `WRONG`, at a place of it."""

    def __init__(self, code: str, at: str, **fields: Any) -> None:
        super().__init__(WRONG[code], **fields)
        self.code, self.at = code, at

    def __str__(self) -> str:
        return f"{self.at}: {_filled(self.message, self.params)}"


class Infeasible(DomainError):
    """The round has no plan: one of `IMPOSSIBLE`. ``rules``: those that cannot hold together; none of them is spare.

    ``proven`` is false when no plan was found in the time and nothing shows that there is none.
    """

    status = 409

    def __init__(self, code: str, rules: Conflict = (), proven: bool = True, **fields: Any) -> None:
        super().__init__(IMPOSSIBLE[code], **fields)
        self.code, self.rules, self.proven = code, rules, proven

    @property
    def conflict(self) -> tuple[str, ...]:
        """The names of the rules."""
        return tuple(rule for rule, _ in self.rules)

    def __str__(self) -> str:
        said = [each for rule, ids in self.rules for each in _each(rule, ids)]
        return _filled(self.message, {**self.params, "rules": _listed(said)})


def _each(rule: str, ids: Sequence[tuple[str, ...]]) -> list[str]:
    if rule in PAIRS:
        return [RULES[rule] % {"one": repr(one), "other": repr(other)} for one, other in ids]
    if not ids:
        return [RULES[rule]]
    return [OF_BRIEFS[rule] % {"briefs": _listed([repr(project) for (project,) in ids])}]


def _listed(said: Sequence[str]) -> str:
    return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else "".join(said)


def _filled(sentence: str, fields: Any) -> str:
    """In English, ids between quotation marks."""
    ids = {*STUDENTS, *PROJECTS}
    return sentence % {name: repr(value) if name in ids else value for name, value in fields.items()}
