"""Why there is no plan, in the reader's language: names where the engine says ids."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, ngettext

from services.matching.engine import errors
from services.matching.store import briefs
from services.matching.store.plans import Frozen
from shared import directory
from shared.web.context import between

MOST_PAIRS = 10
"""So many pairs are named; of more, how many."""


def said(why: Mapping[str, Any], frozen: Frozen | None) -> str:
    """The stored message of a plan that failed; the rules that conflict are listed in it."""
    ids = _ids(why)
    names = _names(frozen, ids) if frozen else {}
    fields = errors.STUDENTS + errors.PROJECTS
    params = {
        name: names.get(value, value) if name in fields else value for name, value in why["params"].items()
    }
    if rules := why.get("rules"):
        params["rules"] = listed([each for row in rules for each in _rule(row, names)])
    return gettext(why["message"], **params) if params else gettext(why["message"])


def listed(parts: Sequence[str]) -> str:
    return gettext("; ").join(parts)


def _ids(why: Mapping[str, Any]) -> set[str]:
    fields = errors.STUDENTS + errors.PROJECTS
    pairs = (pair for row in why.get("rules", ()) for pair in row["pairs"])
    return {
        *(why["params"][name] for name in fields if name in why["params"]),
        *(one for pair in pairs for one in pair),
    }


def _names(frozen: Frozen, ids: set[str]) -> dict[str, str]:
    """id in the document → what it is called there; a brief that is gone keeps its id."""
    people = {one: frozen.people[one] or "" for one in ids if one in frozen.people}
    called = directory.names([person for person in people.values() if person])
    erased = gettext("Somebody whose account was erased")
    titles = {one: brief.title for one in ids if (brief := briefs.found(frozen.briefs.get(one, "")))}
    return {one: called.get(person) or erased for one, person in people.items()} | titles


def _rule(row: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    rule, pairs = row["rule"], row["pairs"]
    if rule not in errors.PAIRS:
        titles = list(dict.fromkeys(names.get(one, one) for (one,) in pairs))
        return [_of_briefs(rule, titles)] if titles else [gettext(errors.RULES[rule])]
    told = [
        gettext(errors.RULES[rule], one=names.get(one, one), other=names.get(other, other))
        for one, other in pairs[:MOST_PAIRS]
    ]
    more = len(pairs) - MOST_PAIRS
    return [*told, ngettext("%(num)s more pair", "%(num)s more pairs", more)] if more > 0 else told


def _of_briefs(rule: str, titles: Sequence[str]) -> str:
    """The teams of one brief stand there once."""
    named, more = list(titles[:MOST_PAIRS]), len(titles) - MOST_PAIRS
    if more > 0:
        named.append(ngettext("%(num)s more brief", "%(num)s more briefs", more))
    return gettext(errors.OF_BRIEFS[rule], briefs=between().join(named))
