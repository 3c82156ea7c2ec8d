"""Each service's texts, in templates and in code, stand in both Chinese catalogues, and nothing that nobody says."""

from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from services.portfolio import offline
from shared.config import SERVICES

ROOT = Path(__file__).parents[3]
LOCALES = ("zh_Hans_CN", "zh_Hant_TW")
WAYS = (
    ("jinja2.ext:babel_extract", "*.html", {"_": None, "gettext": None, "ngettext": (1, 2)}),
    ("python", "*.py", {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2), "counted": (1, 2)}),
)
SAID_ELSEWHERE = {
    # what operators did in the other services stands in the trail of all
    "accounts": {
        "Brief refused", "Changes asked for", "Credential revoked", "Credential suspended", "Dispute decided",
        "Suspension lifted",
    },
    # templates hand these to a macro as they are; the macro translates them
    "matching": {
        "%(name)s was taken off your list.",
        "Without an answer the proposal ends and you are free again.",
    },
    # the verifier stands alone; the page that verifies says its sentences too
    "portfolio": set(offline.sentences()),
}  # fmt: skip


@cache
def said(service: str) -> frozenset[str]:
    folders = [ROOT / "services" / service, *([ROOT / "verifier"] if service == "portfolio" else [])]
    found = set(SAID_ELSEWHERE.get(service, ()))
    for method, pattern, keywords in WAYS:
        for path in (path for folder in folders for path in folder.rglob(pattern)):
            with path.open("rb") as source:
                for _, message, _, _ in extract(method, source, keywords=keywords):
                    found.add(message if isinstance(message, str) else message[0])
    return frozenset(found - {"", "message"})  # gettext(row["message"]) is no text


@cache
def held(folder: Path, locale: str) -> dict[str, str]:
    """Nothing of what is only guessed (fuzzy)."""
    with (folder / f"{locale}.po").open("rb") as source:
        rows = [row for row in read_po(source, locale=locale) if row.id]
    return {
        row.id if isinstance(row.id, str) else row.id[0]: "" if row.fuzzy
        else row.string if isinstance(row.string, str) else row.string[0]
        for row in rows
    }  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("service", SERVICES)
def test_every_text_is_translated(service: str, locale: str) -> None:
    known = held(ROOT / "shared/web/translations", locale) | held(
        ROOT / "services" / service / "translations", locale
    )
    assert len(said(service)) > 200
    assert sorted(text for text in said(service) if not known.get(text)) == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_translated_that_nobody_says(service: str, locale: str) -> None:
    ours = held(ROOT / "services" / service / "translations", locale)
    assert sorted(set(ours) - said(service)) == []
