"""One row of a table, tried by everybody on the objects of both halves."""

from dataclasses import dataclass

from flask import Flask

from tests.security.matrix import loop_objects
from tests.security.matrix.cast import ABROAD, HALVES
from tests.security.matrix.stage import CANARY, Caller, Seen, Stage, service_of, unchanged
from tests.security.matrix.table import Row

SIGN_IN = "/accounts/sign-in"
BY_ROLE = (401, 403)
NO_ACCOUNT = ("signed_out", "guardian")
FORM_AGAIN = 422
"""A page with the form as it was sent, and around it what its reader sees anyway."""
HANDED_IN = ("submitted", "open", "unapproved", "team", "agreed", "asking", *loop_objects.MILESTONES)
KEPT_BY_CACHES = {
    "/static/": "", "/portfolio/did.json": "public", "/portfolio/trust.json": "public", "/portfolio/status/": "public",
    "/portfolio/log/": "public",  # the same for everybody, and of nobody
    "/accounts/logo.png": "public",
    "/accounts/inbox/count": "private, no-cache",  # a number
    "/projects/api/v1/briefs": "private, no-cache",  # a company's own briefs, asked for again and again while they stay
}  # fmt: skip
"""What a browser, or who stands between, may keep, and what such an answer says of it; all else is kept by nobody."""
OPEN_TO_OPERATORS = {
    f"Kanari{half}{what.replace('_', '')}"
    for half in HALVES
    for what in ("company", *HANDED_IN, "programme", "newcomer", "reason")
} | {f"Kanari{ABROAD}school", f"Kanari{ABROAD}company"}
"""Organisations, their programmes and briefs, and the newcomer, whose data this operator has opened. What other people
are called, wrote and uploaded opens with a reason alone."""


@dataclass(frozen=True)
class Trial:
    caller: Caller
    half: str
    expected: int
    own: bool


def trials(stage: Stage, row: Row) -> list[Trial]:
    """Everybody of half a and those without one on both halves' objects; those abroad on half a's, and on every list.
    Whose role is refused whatever the object is asks once."""
    found = []
    for caller in stage.callers:
        if caller.role not in row.who_tries:
            continue
        own, other = row.cells[caller.role]
        if not row.has_object:
            found += [Trial(caller, "a", own, True)] if caller.half != ABROAD or row.method == "GET" else []
        elif not caller.half:
            found += [Trial(caller, half, own, True) for half in HALVES[: 1 if own in BY_ROLE else 2]]
        elif own == other and own in BY_ROLE:
            found += [Trial(caller, "a", own, True)] if caller.half == "a" else []
        elif caller.half == ABROAD:
            found.append(Trial(caller, "a", other, False))
        else:
            found += [Trial(caller, "a", own, True), Trial(caller, "b", other, False)]
    return found


def check(stage: Stage, row: Row, app: Flask | None = None) -> None:
    """Raises AssertionError when a caller gets another status, foreign words, or changes what they may not."""
    refused = [one for one in trials(stage, row) if one.expected >= 400]
    allowed = [one for one in trials(stage, row) if one.expected < 400]
    with unchanged(stage, f"{row} ({row.place}), asked by those who may not,"):
        for trial in refused:
            _try(stage, row, trial, app)
    if row.method == "GET":
        with unchanged(stage, f"{row} ({row.place}), only read,"):
            for trial in allowed:
                _try(stage, row, trial, app)
        return
    for trial in allowed:
        try:
            _try(stage, row, trial, app)
        finally:
            stage.put_back((service_of(row.path),))


def _try(stage: Stage, row: Row, trial: Trial, app: Flask | None) -> None:
    seen = stage.call(row, trial.caller, trial.half, app)
    whose = "" if not row.has_object else f" of half {trial.half}"
    story = f"{row}{whose} ({row.place}), asked by {trial.caller.name},"
    assert seen.status == trial.expected, (
        f"{story} answered {seen.status}, not {trial.expected}: {seen.text[:500]}"
    )
    kept = seen.headers.get("Cache-Control", "")
    assert "no-store" in kept or _may_be_kept(row, kept), f"{story} may be kept: {kept!r}"
    foreign = _foreign(seen, trial) if not row.shows_everything else []
    assert not foreign, f"{story} shows {foreign}"
    signed_out_reader = trial.caller.role in NO_ACCOUNT and seen.status == 303 and row.method == "GET"
    if signed_out_reader and row.cells["student"][0] != 303:
        assert seen.headers["Location"].startswith(SIGN_IN), f"{story} led to {seen.headers['Location']}"


def _may_be_kept(row: Row, said: str) -> bool:
    path = row.path.partition("?")[0]
    return any(
        said.startswith(how) and (path.startswith(place) if place.endswith("/") else path == place)
        for place, how in KEPT_BY_CACHES.items()
    )


def _foreign(seen: Seen, trial: Trial) -> list[str]:
    """Words that the caller must not read: of the other half; in a refusal every word but their own."""
    words = set(CANARY.findall(seen.text)) - trial.caller.own_words
    if trial.caller.role == "operator" and seen.status < 400:
        return sorted(words - OPEN_TO_OPERATORS)
    if (seen.status >= 400 and seen.status != FORM_AGAIN) or trial.caller.role in NO_ACCOUNT:
        return sorted(words)
    return sorted(word for word in words if not word.startswith(f"Kanari{trial.caller.half}"))
