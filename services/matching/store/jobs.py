"""How far a job is that a page waits for."""

from typing import Any

from shared import mongo


def progress(job_id: str | None) -> dict[str, Any]:
    """{state, done, of, reason}; of a job that is gone the state alone."""
    row = mongo.collection("jobs").find_one({"_id": job_id}) if job_id else None
    if row is None:
        return {"state": "gone", "done": 0, "of": 1}
    return {"state": row["state"], **(row["progress"] or {"done": 0, "of": 1})}
