"""What matching holds of a person, for themselves: read as it is, under headings."""

from typing import Any

from services.matching.store import plans, stated
from shared import mongo
from shared.exporting import CHAIN, Sections, plain
from shared.messages import N_


def of(person: str) -> Sections:
    """In no transaction: what changes meanwhile is in the next export."""
    return {
        N_("Skills"): _all("holdings", {"person": person}),
        N_("What accepted work has shown"): _all("evidence", {"person": person}),
        N_("Free hours of the week"): _all("weeks", {"_id": person}),
        N_("Your way to a target"): _all("growths", {"_id": person}),
        N_("Your list of bids"): _all("bid_lists", {"_id": person}),
        N_("Bids that count"): _all("bids", {"person": person}),
        N_("Shown to companies while bids are taken"): _all("standings", {"person": person}),
        N_("Teams that you formed or joined"): [
            plain(row, "members", "secret") | {"captain": row["members"][0] == person}
            for row in mongo.collection("companions").find({"members": person}).sort("_id", 1)
        ],
        N_("Whom you would like to be with"): _all("companion_wishes", {"_id": person}),
        N_("Teams that asked you to join"): _all("companion_asks", {"person": person}),
        N_("Seats that you were asked for"): [
            plain(seat) | {"proposal": row["_id"], "title": row["title"], "brief": row["brief"]}
            for row in mongo.collection("proposals").find({"seats.person": person}).sort("_id", 1)
            for seat in row["seats"]
            if seat["person"] == person
        ],
        N_("Places in reserves"): _all("reserve", {"person": person}),
        N_("Rounds that you take part in"): _all("round_students", {"person": person}),
        N_("Rounds for whose report you stated groups"): [plain(row) for row in stated.said_where(person)],
        N_("Places that you contested"): _all("round_contests", {"person": person}),
        N_("What plans of rounds were made of"): _inputs(person),
        N_("What you did"): _all("audit", {"by": person}, *CHAIN),
    }


def _inputs(person: str) -> list[dict[str, Any]]:
    """The person's own rows, never those of others."""
    rows = mongo.collection("round_inputs").find({"people": person}).sort("_id", 1)
    return [plans.row_of(row, person) | {"round": row["round"], "at": row["at"]} for row in rows]


def _all(name: str, wanted: dict[str, Any], *but: str) -> list[dict[str, Any]]:
    return [plain(row, *but) for row in mongo.collection(name).find(wanted).sort("_id", 1)]
