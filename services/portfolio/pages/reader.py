"""What pages and API share: the settings, who calls, and verdicts in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import current_app, request
from flask_babel import gettext

from services.portfolio import keyring
from services.portfolio.carriers import CarrierError
from services.portfolio.domain import opening
from services.portfolio.domain.evidence import REPLACED_BY, Credential
from services.portfolio.domain.showing import Share
from services.portfolio.store import ledger
from services.portfolio.usecases.presenting import Line
from services.portfolio.usecases.verifying import Looked
from shared import directory
from shared.config import Settings
from shared.errors import DomainError
from shared.multikey import base64url
from verifier import Inclusion
from verifier.log import notes
from verifier.verdict import CONTESTED, FAILED

VERIFICATIONS, PILES, SHEETS, WINDOW = 120, 12, 60, timedelta(minutes=10)  # of one address range


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def address() -> str:
    """The range that the caller comes from: /24 or /64, so that one household counts as one."""
    text = request.remote_addr or "unknown"
    return ".".join(text.split(".")[:3]) if "." in text else ":".join(text.split(":")[:4])


def said(wrong: DomainError | CarrierError) -> str:
    """The sentence in the reader's language."""
    return gettext(wrong.message, **wrong.params)


def line_of(line: Line) -> dict[str, Any]:
    """One of many: the verdict, or why there is none."""
    if line.looked is None:
        return {"name": line.name, "problem": said(line.wrong) if line.wrong else ""}
    return {"name": line.name, "verdict": verdict_of(line.looked)}


def verify_url(credential_id: str, opens: str = "") -> str:
    """``opens``: by which the page tells as much as what the link stands beside; see domain/opening.py."""
    return f"{settings().public_url}/portfolio/verify/{credential_id}" + (f"?opens={opens}" if opens else "")


def full_url(credential: Credential) -> str:
    """For its holder, and whoever else reads all of it."""
    return verify_url(credential.id, opening.opens(credential.jwt, opening.ALL))


def share_url(share: Share, token: str) -> str:
    """Where it is read: by the link's ``token``, or signed in, where the address alone opens nothing."""
    place = f"s/{token}" if share.kind == "link" else f"received/{share.id}"
    return f"{settings().public_url}/portfolio/{place}"


def received(found: Sequence[Share]) -> list[dict[str, Any]]:
    """As whoever may read it finds it in a list, with its owner's name where the share shows it."""
    names = directory.names(one.person for one in found if "name" in one.fields)
    return [vars(one) | {"name": names.get(one.person, "")} for one in found]


def log_head() -> dict[str, Any] | None:
    """The log as it stands, by which the day of a list of verdicts can be proved later."""
    head = ledger.head()
    return {"size": head["size"], "note": head["note"], "root": head["note"].split("\n")[2]} if head else None


def proof_of(credential: Credential, inclusion: Inclusion | None) -> dict[str, Any]:
    """What an offline verifier needs besides the document."""
    public = keyring.public(settings())
    entries = [
        {"index": one.index, "event": one.event, "at": one.at, "salt": base64url(one.salt)}
        for one in ledger.entries(credential.id)
    ]
    found = {"log": notes.verifier_key(public.origin, public.log_key), "entries": entries}
    if inclusion is None:
        return found
    return found | {"proof": inclusion.proof, "salt": base64url(inclusion.salt), "at": inclusion.at}


def verdict_of(looked: Looked) -> dict[str, Any]:
    """The verdict as plain values; its content only together with its word."""
    verdict = looked.verdict
    content = verdict.credential or {}
    found: dict[str, Any] = {
        "verdict": verdict.word,
        "sentence": gettext(verdict.message, **verdict.params),
        "issuer": verdict.params.get("issuer", ""),
        "trust_list": verdict.params.get("trust_list", ""),
        "contested": gettext(CONTESTED) if verdict.contested else None,
        "replaced": gettext(REPLACED_BY) if looked.replaced else None,
        "demo": verdict.demo,
        "title": str(content.get("name") or ""),
        "confirmed_by": _confirmers(content, "company" in looked.shows),
        "status_as_of": status.params.get("signed") if (status := verdict.check("status")) else None,
        "checks": [
            {"name": one.name, "outcome": one.outcome, "reason": gettext(one.reason, **one.params)}
            for one in verdict.checks
            if one.name != "school" or "school" in looked.shows
        ],
    }
    if "school" in looked.shows and (school := verdict.check("school")):
        found["school_signature"] = {
            "outcome": school.outcome,
            "reason": gettext(school.reason, **school.params),
        }
        found["school_signature"] |= {name: school.params.get(name) for name in ("school", "domain", "day")}
    if looked.contents:
        found["contents"] = [_part(one, n, len(looked.contents)) for n, one in enumerate(looked.contents, 1)]
    if looked.stored is not None:
        found |= {
            "credential": looked.stored.id,
            "results": looked.stored.results if "results" in looked.shows else [],
            "inclusion": proof_of(looked.stored, looked.inclusion),
        }
    return found


def _part(looked: Looked, number: int, all_of_them: int) -> dict[str, Any]:
    """One credential of a record, in a line."""
    content = looked.verdict.credential or {}
    verdict = looked.verdict
    return {
        "number": number,
        "all": all_of_them,
        "verdict": verdict.word,
        "sentence": gettext(verdict.message, **verdict.params),
        "address": str(content.get("id") or ""),
        "contested": gettext(CONTESTED) if verdict.contested else None,
        "failed": [one.name for one in verdict.checks if one.outcome == FAILED],
        "title": str(content.get("name") or ""),
        "credential": looked.stored.id if looked.stored else None,
        "confirmed_by": _confirmers(content),
    }


def _confirmers(content: Any, company: bool = True) -> list[dict[str, str]]:
    """As the credential says it: its evidence of the genre "confirmation"; the role alone without ``company``."""
    items = [one for one in content.get("evidence", []) if one.get("genre") == "confirmation"]
    return [
        {
            "role": str(one.get("name", "")),
            "organisation": str(one.get("narrative", "")) if company else "",
        }
        for one in items
    ]


def line(stored: Mapping[str, Any]) -> str:
    """One line of a calculation in the reader's language."""
    params = {name: gettext(text) if name == "evidence" else text for name, text in stored["params"].items()}
    return gettext(stored["message"], **params)
