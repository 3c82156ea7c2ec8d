"""What portfolio holds of a person, for themselves: read as it is, under headings."""

from typing import Any

from shared import mongo
from shared.exporting import CHAIN, Sections, plain
from shared.messages import N_

NOT_TOLD = ("day", "state", "means", "answered", "version")
"""Whoever asked for contact reads on its page what became of it; the file must not tell of a refusal either."""

OTHERS = (
    "person", "secret", "reader", "audience", "fields", "credentials", "views", "organisation", "version", "addressed",
)  # fmt: skip
"""Of somebody else's share: that it is there, and until when."""


def of(person: str) -> Sections:
    """In no transaction: what changes meanwhile is in the next export."""
    mine = {"person": person}
    return {
        N_("Credentials"): _all("credentials", mine),
        N_("Records of projects"): _all("project_records", mine),
        N_("Accepted work on its way to a credential"): _all("claims", mine | {"state": {"$ne": "issued"}}),
        N_("Shares"): _all("shares", mine, "secret", "reader"),
        N_("What is shared with you"): _all("shares", {"reader": person}, *OTHERS),
        N_("Who looked at what you show"): _all("views", mine, "_id"),
        N_("What employers see of you"): _all("profiles", {"_id": person}),
        N_("Skills that employers can find"): _all("confirmed", mine, "_id"),
        N_("Applications for credit"): _all("applications", mine),
        N_("Results used for credit"): _all("uses", mine),
        N_("Appeals"): _all("appeals", mine),
        N_("Companies that asked to contact you"): _all("contacts", mine, "day"),
        N_("Whom you asked for contact"): _all("contacts", {"by": person}, *NOT_TOLD),
        N_("Who took you on"): _all("hires", mine),
        N_("Saved searches"): _all("saved_searches", mine, "known"),
        N_("Searches"): _all("searches", mine),
        N_("What you did"): _all("audit", {"by": person}, *CHAIN),
    }


def _all(name: str, wanted: dict[str, Any], *but: str) -> list[dict[str, Any]]:
    return [plain(row, *but) for row in mongo.collection(name).find(wanted).sort("_id", 1)]
