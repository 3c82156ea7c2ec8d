"""``shixun-verify FILE…``: check credentials without the platform and without a network.

A file holds a credential or a record of several (JSON or JWT), the bundle that a holder downloads, or a proof that the
log only grew.
Exit status: 0 all are valid; 1 one is not; 2 one could not be checked. Whatever cannot be checked is never valid.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from verifier import bundle, consistency, trust
from verifier.deciding import unreadable, verify
from verifier.reading import MOST_BYTES, UnreadableError, parse
from verifier.verdict import CONTESTED, FAILED, NOT_CHECKABLE, VALID, Trust, Verdict

ALL_VALID, NOT_VALID, UNCHECKED = 0, 1, 2
NOBODY = Trust("none", {}, vouched=False)
_CHUNK = 1 << 20


class CannotRead(Exception):
    """A file that was named is not there, or not what it should be."""


@dataclass(frozen=True)
class Given:
    """What was given besides the files. ``trust``: None when none was."""

    trust: Trust | None
    artefacts: frozenset[str]
    kept: str | None
    now: datetime


def main(arguments: Sequence[str], now: datetime) -> int:
    chosen = _parser().parse_args(arguments)
    try:
        listed = trust.from_json(parse(_read(chosen.trust))) if chosen.trust else None
        digests = frozenset(_digest(path) for path in chosen.artefact)
        kept = _read(chosen.checkpoint).decode() if chosen.checkpoint else None
        given = Given(listed, digests, kept, now)
        verdicts = [(path, verdict_on(_read(path), given)) for path in chosen.files]
    except (CannotRead, trust.TrustError, UnreadableError, UnicodeDecodeError) as error:
        print(f"shixun-verify: {error}", file=sys.stderr)
        return UNCHECKED
    if chosen.json:
        print(json.dumps([_plain(path, one) for path, one in verdicts], ensure_ascii=False, indent=2))
    else:
        print(*(line for path, one in verdicts for line in _lines(path, one)), sep="\n")
    words = {one.word for _, one in verdicts}
    return NOT_VALID if words - {VALID, NOT_CHECKABLE} else UNCHECKED if NOT_CHECKABLE in words else ALL_VALID


def verdict_on(data: bytes, given: Given) -> Verdict:
    """Of one file's content."""
    try:
        document = _consistency(data)
        if document is not None:
            return consistency.verify(document, given.trust or NOBODY, given.kept)
        held = bundle.opened(data)
        listed = given.trust or _own(held)
    except (UnreadableError, trust.TrustError):
        return unreadable()
    return verify(
        held.presented, listed, held.status_lists, given.now,
        artefacts=given.artefacts, inclusion=held.inclusion, within=held.within,
    )  # fmt: skip


def _own(held: bundle.Bundle) -> Trust:
    """The list that came along: good for everything but the one thing that it is for."""
    return trust.from_json(held.trust, vouched=False) if held.trust is not None else NOBODY


def _consistency(data: bytes) -> dict[str, Any] | None:
    if consistency.TYPE.encode() not in data:
        return None
    value = parse(data)
    return value if consistency.is_one(value) else None


def _read(path: Path) -> bytes:
    """At most one byte more than may be read, so that a larger file is seen to be too large."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CannotRead(f"{path} cannot be read ({error.strerror})") from error


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
    except OSError as error:
        raise CannotRead(f"{path} cannot be read ({error.strerror})") from error
    return found.hexdigest()


def _plain(path: Path, verdict: Verdict) -> dict[str, Any]:
    found: dict[str, Any] = {"file": str(path)} | _said(verdict)
    if verdict.contents:
        found["contents"] = [{"credential": _address(one)} | _said(one) for one in verdict.contents]
    return found


def _said(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.word,
        "sentence": verdict.message % verdict.params,
        "contested": CONTESTED if verdict.contested else None,
        "demo": verdict.demo,
        "checks": [
            {"name": one.name, "outcome": one.outcome, "reason": one.reason % one.params}
            for one in verdict.checks
        ],
    }


def _address(verdict: Verdict) -> str | None:
    """As the credential calls itself; None of what could not be read."""
    return verdict.credential["id"] if verdict.credential else None


def _lines(path: Path, verdict: Verdict) -> list[str]:
    """The title stands in the credential, so it is shown only where the word says that it is genuine."""
    demo = ["  Demonstration data: nobody earned this."] if verdict.demo else []
    told = [_one_line(title)] if (title := _title(verdict)) else []
    checks = [
        f"  {one.outcome:12}{one.name:12}{_one_line(one.reason % one.params)}" for one in verdict.checks
    ]
    sentence = _one_line(verdict.message % verdict.params)
    contested = [f"  {CONTESTED}"] if verdict.contested else []
    head = [f"{path}: {verdict.word}", f"  {sentence}", *contested, *[f"  {text}" for text in told], *demo]
    return [*head, *checks, *_lines_within(verdict.contents)]


def _lines_within(contents: Sequence[Verdict]) -> Iterator[str]:
    """One a credential in the record: which it is, and what is wrong with it."""
    for number, one in enumerate(contents, 1):
        wrong = ", ".join(check.name for check in one.checks if check.outcome == FAILED)
        told = _title(one) if one.word == VALID else _address(one) or "no credential"
        told += f" (failed: {wrong})" if wrong else ""
        told += " (contested)" if one.contested else ""
        yield f"  {one.word:14}{number} of {len(contents)}    {_one_line(told)}"


def _title(verdict: Verdict) -> str:
    return str((verdict.credential or {}).get("name") or "") if verdict.word == VALID else ""


def _one_line(text: str) -> str:
    """Names come out of files: none may pretend to be a line of ours, or steer the terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


HELP = {
    "files": "credential or record (JSON or JWT), bundle, or consistency proof",
    "trust": "whom to believe: trust.json of the platform, got from there; without it nothing is valid",
    "artefact": "a file that must be one of those that the credential names; may be repeated",
    "checkpoint": "a checkpoint kept earlier: a consistency proof must be about it",
    "json": "print the verdicts as JSON",
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="shixun-verify", description="Check credentials without a network.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=HELP["files"])
    parser.add_argument("--trust", type=Path, metavar="FILE", help=HELP["trust"])
    parser.add_argument(
        "--artefact", type=Path, action="append", default=[], metavar="FILE", help=HELP["artefact"]
    )
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help=HELP["checkpoint"])
    parser.add_argument("--json", action="store_true", help=HELP["json"])
    return parser


def run() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:], datetime.now(UTC)))


if __name__ == "__main__":
    run()
