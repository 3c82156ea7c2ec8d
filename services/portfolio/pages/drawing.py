"""Pictures and sheets of evidence, in the reader's language: out of what ``showing.shown`` chose, and no more."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from flask_babel import gettext

from services.portfolio.carriers import png, svg
from services.portfolio.pages import reader
from services.portfolio.usecases import issuing
from shared import printing
from shared.messages import N_
from shared.web import i18n
from shared.web.context import day, sentence, skill

SHEETS = Path(__file__).parents[1] / "sheets"
MOST_ISSUER = 28

BADGE = N_("Signed evidence of practical training")
VERIFY_AT = N_("Verify it at %(address)s")
CERTIFICATE = N_("Certificate of participation")
DEMO = N_("Demonstration: nobody earned this.")
SCAN = N_(
    "The code opens the public verification, without an account. The signed credential is attached to this file: "
    "the page of verification reads it from here. The name is how the holder is called here; it is no part of what is "
    "signed."
)

LEAD = N_(
    "What this person did, and who confirmed it. Each code opens the public verification, without an account."
)


def badge(shown: Mapping[str, Any], form: Literal["png", "svg"]) -> bytes:
    """With the credential in it; it names nobody. ``shown`` has the document, or there is no badge."""
    words = {
        "kind": gettext(BADGE), "issuer": _issuer(), "demo": gettext(N_("Demonstration")) if shown["demo"] else "",
        "how": gettext(VERIFY_AT, address=urlsplit(reader.settings().public_url).netloc),
    }  # fmt: skip
    drawn = printing.sheet(SHEETS / "badge.typ", _base() | {"title": shown["title"], "words": words}, form)
    credential = written(shown["document"])
    return png.bake(drawn, credential) if form == "png" else svg.bake(drawn.decode(), credential).encode()


def certificate(shown: Mapping[str, Any], name: str) -> bytes:
    """One page with a QR code; the credential is attached where ``shown`` has it."""
    words = {
        "heading": gettext(CERTIFICATE), "issuer": _issuer(), "demo": gettext(DEMO) if shown["demo"] else "",
        "skills": gettext(N_("Skills and confirmed levels")), "more": gettext(N_("More skills are in the credential.")),
        "verify": gettext(N_("Verify this evidence")), "how": gettext(SCAN),
        "attached": gettext(N_("The signed credential")),
    }  # fmt: skip
    data = _base() | {"words": words, "name": name} | entry(shown)
    return printing.sheet(SHEETS / "certificate.typ", data)


def portfolio(items: Sequence[Mapping[str, Any]], name: str, made: datetime) -> bytes:
    """All of it, valid ones only, with a QR code each."""
    words = {
        "heading": gettext(N_("Portfolio of signed evidence")), "issuer": _issuer(), "made": day(made),
        "verify": gettext(N_("Verify")), "none": gettext(N_("No evidence yet")), "lead": gettext(LEAD),
    }  # fmt: skip
    entries = [entry(one) for one in items if one["status"] == "valid"]
    return printing.sheet(
        SHEETS / "portfolio.typ", _base() | {"words": words, "name": name, "entries": entries}
    )


def entry(shown: Mapping[str, Any]) -> dict[str, Any]:
    """One credential as the sheets write it."""
    url = reader.verify_url(shown["id"], shown["opens"])
    return {
        "id": shown["id"], "title": shown["title"], "url": url, "qr": printing.qr_picture(url),
        "confirmed": [_confirmed(who, shown) for who in shown["confirmed_by"]],
        "facts": _facts(shown), "statement": shown.get("statement") or "", "deed": shown.get("deed") or "",
        "demo": gettext(DEMO) if shown["demo"] else "",
        "criteria": [
            {"label": gettext(N_("met") if one["met"] else N_("not met")), "value": one["text"]}
            for one in shown.get("criteria", [])
        ],
        "skills": [
            {"label": skill(one["label"]), "level": gettext(N_("Level %(level)s"), level=one["level"])}
            for one in shown.get("results", [])
        ],
        "document": written(shown["document"]) if "document" in shown else "",
    }  # fmt: skip


def _confirmed(who: Mapping[str, str], shown: Mapping[str, Any]) -> str:
    role = gettext(N_("Confirmed by %(who)s"), who=sentence(who["role"]))
    return gettext(N_(", ")).join(
        part for part in (role, who["organisation"], day(shown["accepted_at"])) if part
    )


def _facts(shown: Mapping[str, Any]) -> list[dict[str, str]]:
    team = (
        N_("Confirmed the stated share")
        if shown["peers_confirmed"]
        else N_("Did not confirm the stated share")
    )
    rows = [
        (N_("Company"), shown.get("company")), (N_("School"), shown.get("school")), (N_("Hours"), shown.get("hours")),
        (N_("The team"), gettext(team)), (N_("Issued"), day(shown["issued_at"])),
    ]  # fmt: skip
    return [{"label": gettext(label), "value": value} for label, value in rows if value]


def written(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def _issuer() -> str:
    """Who runs the platform, in one line of each sheet."""
    name = issuing.issuer_name()
    return name if len(name) <= MOST_ISSUER else name[: MOST_ISSUER - 1] + "…"


def _base() -> dict[str, str]:
    language = i18n.preferences().language
    return {"font": printing.FONTS[language], "lang": "en" if language == "en" else "zh"}
