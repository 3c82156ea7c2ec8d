"""What pages and API show of briefs, bids and proposals, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask import g
from flask_babel import get_locale, gettext

from services.matching import advice, book
from services.matching.domain.briefs import Brief
from services.matching.domain.held import Held
from services.matching.domain.proposal import Proposal
from services.matching.domain.rounds import SMALL
from services.matching.domain.week import PARTS, cells_of, elsewhere
from services.matching.pages import words
from services.matching.scoring import Fit, Holding, fit
from services.matching.store import bids, briefs, contests, holdings
from services.matching.usecases import reasons
from shared.errors import NotFound
from shared.messages import N_
from shared.web.context import between
from shared.web.i18n import language

ESCO, OWN = "http://data.europa.eu/esco/", "urn:shixun:skill:"


def name_of(uri: str) -> str:
    """A skill's name; one that this version of the graph does not know is shown as it is."""
    graph = book.graph()
    return graph.name(uri, language()) if uri in graph else uri


def place_of(uri: str) -> str:
    """The page of a skill."""
    return "/matching/skills/" + uri.replace(ESCO, "esco/").replace(OWN, "own/")


def uri_of(place: str) -> str:
    """Raises NotFound for what is no skill's page."""
    kind, _, rest = place.partition("/")
    uri = {"esco": ESCO, "own": OWN}.get(kind, "") + rest
    if uri not in book.graph():
        raise NotFound(N_("The skill graph has no such skill."))
    return uri


def listed(names: Sequence[str]) -> str:
    return between().join(names)


def times(slots: Sequence[int]) -> str:
    """Hours of the week as parts of days; single hours where no whole part is free."""
    cells = cells_of(slots)
    whole = {day * 24 + hour for day, part in cells for hour in PARTS[part]}
    texts = [
        gettext("%(day)s %(part)s", day=gettext(words.DAYS[day]), part=gettext(words.PARTS[part]).lower())
        for day in range(7)
        for part in PARTS
        if (day, part) in cells
    ]
    texts += [f"{gettext(words.DAYS[hour // 24])} {hour % 24:02}:00" for hour in slots if hour not in whole]
    return listed(texts)


def zone_word(zone: str) -> str:
    """The time zone by its city, in the reader's language."""
    return get_timezone_location(zone, locale=get_locale() or "en", return_city=True)


def own_hours(hours: range, zone: str, own: str, now: datetime) -> str:
    """A part of the day by the clock of a reader in another zone; "" where the clocks are alike."""
    ahead = now.astimezone(ZoneInfo(own)).utcoffset(), now.astimezone(ZoneInfo(zone)).utcoffset()
    minutes = int(((ahead[0] or timedelta()) - (ahead[1] or timedelta())).total_seconds() // 60)
    first, last, days = elsewhere(hours, minutes)
    times = f"{first}–{last}"
    if minutes == 0 or days == 0:
        return times if minutes else ""
    return (
        gettext("%(times)s the day before", times=times)
        if days < 0
        else gettext("%(times)s the day after", times=times)
    )


def said(message: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A stored message with its text."""
    if not message:
        return None
    params, skills = dict(message.get("params") or {}), list(message.get("skills") or ())
    filled = params | ({"skills": listed([name_of(uri) for uri in skills])} if skills else {})
    text = gettext(message["message"], **filled) if filled else gettext(message["message"])
    return {"message": message["message"], "params": params, "skills": skills, "text": text}


def would(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What would change a place, as it is kept with the seat; without text while it is worked out."""
    if not found:
        return None
    hours = found.get("hours") or []
    if "message" not in found:
        return {"state": found["state"], "text": "", "hours": hours}
    params = dict(found["params"]) | ({"times": times(hours)} if hours else {})
    return {**(said({**found, "params": params}) or {}), "state": found["state"], "hours": hours}


def contest(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """How a contest of the reader's own place stands."""
    if found is None:
        return None
    return {
        "state": found["state"],
        "at": found["at"],
        "reason": found.get("reason", ""),
        "text": found["text"],
    }


def held(one: Held) -> dict[str, Any]:
    return {**vars(one), "name": name_of(one.skill)}


def my_holdings() -> list[Holding]:
    return [one.holding for one in holdings.mine(g.viewer)]


def fit_of(found: Fit) -> dict[str, Any]:
    bars = [
        row | {"name": name_of(row["uri"]), "by": name_of(row["by"]) if row["by"] else None}
        for row in advice.bars(found)
    ]
    return {
        "score": round(found.score, 4),
        "reason": said(advice.stored(advice.reason(found))),
        "gap": said(advice.stored(advice.gap(found))),
        "needs": bars,
    }


def brief_line(one: Brief, ranks: Mapping[str, int], approvals: Mapping[str, str]) -> dict[str, Any]:
    told = one.bids if one.bids >= SMALL else None
    return {**vars(one), "bids": told, "rank": ranks.get(one.id), "approval": approvals.get(one.id)}


def wanted(row: Mapping[str, Any]) -> str:
    """How many bid, against the seats; a number that could tell of somebody is not told."""
    seats = row["team_max"] * row["teams"]
    if row["bids"] is None:
        return gettext("fewer than %(least)s for %(seats)s seats", least=SMALL, seats=seats)
    return gettext("%(bids)s for %(seats)s seats", bids=row["bids"], seats=seats)


def brief(brief_id: str, today: date) -> dict[str, Any]:
    one = briefs.brief(brief_id, g.viewer)
    found = fit(book.graph(), one.needs, my_holdings(), today)
    line = brief_line(one, bids.handed_in(g.viewer), briefs.approved_for(g.viewer, [one.id]))
    skills = [row | {"name": name_of(row["uri"])} for row in one.skills]
    return line | {"fit": fit_of(found), "skills": skills}


def my_bids() -> dict[str, Any]:
    """The reader's list in its order, then bids on closed briefs that no longer stand on it."""
    mine, ranks = bids.bid_list(g.viewer), bids.handed_in(g.viewer)
    known = briefs.some({*mine.order, *ranks}, g.viewer)
    order = [one for one in mine.order if one in known]
    rows = [
        {
            "brief": one, "listed": one in order, "place": place, "rank": ranks.get(one), "title": known[one].title,
            "lang": known[one].language, "state": known[one].state, "bidding_until": known[one].bidding_until,
        }
        for place, one in enumerate([*order, *sorted(set(ranks) & set(known) - set(order))], start=1)
    ]  # fmt: skip
    return {"items": rows, "handed_in": mine.handed_in, "changed": mine.changed, "version": mine.version}


def proposal(one: Proposal, now: datetime) -> dict[str, Any]:
    """As one of its students sees it: who is out sees no more of the team."""
    seat = one.seat_of(g.viewer.person)
    inside = seat.holds
    captain = one.captain if one.holders else None
    return {
        **vars(one),
        "seat": seat.state,
        "until": seat.until if seat.state == "asked" else None,
        "late": seat.state == "asked" and now > seat.until,
        "rank": seat.rank,
        "members": [
            {"person": each.person, "state": each.state, "captain": each.person == captain}
            for each in (one.holders if inside else [])
        ],
        "coverage": [row | {"name": name_of(row["skill"])} for row in (one.coverage if inside else [])],
        "common_slots": one.common_slots if inside else [],
        "reasons": [said(each) for each in seat.reasons],
        "team": [said(each) for each in (one.told if inside else [])],
        "first_bid": said(reasons.why_not_first(one, seat, g.viewer, now)),
        "ended": said(one.ended),
        "would": would(seat.would),
        "contest": contest(contests.of_seat(seat.id)) if one.round else None,
    }
