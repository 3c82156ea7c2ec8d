"""What companies hold in projects, as it last said: for the page of their limits."""

from datetime import datetime
from typing import Any

from shared import mongo
from shared.directory import save_newer


def save(event: Any, n: int, at: datetime) -> None:
    names = ("open_briefs", "most_briefs", "briefs", "teams", "bytes", "most_megabytes")
    save_newer("figures", event.organisation, n, {name: getattr(event, name) for name in names} | {"at": at})


def of(organisation_id: str) -> dict[str, Any] | None:
    """{open_briefs, most_briefs, briefs, teams, bytes, most_megabytes, at} of an organisation that the caller may
    see; None where projects has said nothing yet, and for schools."""
    return mongo.collection("figures").find_one({"_id": organisation_id})
