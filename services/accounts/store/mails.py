"""Since when the daily mail has something to tell."""

from datetime import datetime

from shared import mongo


def held_back(person: str, timer: str) -> tuple[datetime, bool] | None:
    """(since when, whether a mail went out then), out of the person's timer; None where none is set."""
    found = mongo.collection("timers").find_one({"_id": f"{person}:{timer}"})
    return (found["params"]["since"], found["params"]["sent"]) if found else None
