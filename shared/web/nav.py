"""The entries of the header: at most five, only what this reader can use. Source: the table of personas."""

from typing import Any

from flask_babel import gettext

from shared.messages import N_

_ENTRIES: dict[str, list[tuple[str, str, str]]] = {
    "operator": [
        ("/accounts/home", N_("Home"), "house"), ("/accounts/admin/orgs", N_("Organisations"), "building"),
        ("/projects/reviews", N_("Briefs"), "file-text"), ("/accounts/admin/events", N_("Events"), "activity"),
        ("/portfolio/log", N_("Log"), "list-check"),
    ],
    "registrar": [
        ("/accounts/home", N_("Home"), "house"),
        ("/portfolio/credits/applications", N_("Applications"), "inbox"),
        ("/portfolio/credits/rules", N_("Rules"), "list-check"),
    ],
    "school": [
        ("/accounts/home", N_("Home"), "house"), ("/accounts/classes", N_("Classes"), "person-circle"),
        ("/projects/reviews", N_("Briefs"), "file-text"), ("/accounts/organisation", N_("Organisation"), "building"),
    ],
    "teacher": [
        ("/accounts/home", N_("Home"), "house"), ("/accounts/classes", N_("Classes"), "person-circle"),
        ("/projects/reviews", N_("Briefs"), "file-text"), ("/matching/rounds", N_("Rounds"), "arrow-repeat"),
        ("/projects/teams?at=risk", N_("Teams"), "people"),
    ],
    "company": [
        ("/accounts/home", N_("Home"), "house"), ("/projects/mine", N_("Briefs"), "file-text"),
        ("/projects/teams", N_("Teams"), "people"), ("/portfolio/search", N_("Talent"), "search"),
        ("/accounts/organisation", N_("Organisation"), "building"),
    ],
    "mentor": [
        ("/accounts/home", N_("Home"), "house"), ("/projects/reviews", N_("Reviews"), "list-check"),
        ("/projects/teams", N_("Teams"), "people"),
    ],
    "student": [
        ("/accounts/home", N_("Home"), "house"), ("/matching/briefs", N_("Find"), "search"),
        ("/matching/bids", N_("Bids"), "list-ol"), ("/projects/teams", N_("Team"), "people"),
        ("/portfolio/mine", N_("Portfolio"), "award"),
    ],
    "employer": [
        ("/accounts/home", N_("Home"), "house"), ("/portfolio/verify", N_("Verify"), "check"),
        ("/portfolio/search", N_("Talent"), "search"), ("/portfolio/saved", N_("Saved"), "bookmark"),
        ("/portfolio/contacts", N_("Contacts"), "envelope"),
    ],
}  # fmt: skip
_PERSONA = {
    "operator": "operator", "school_admin": "school", "registrar": "registrar", "teacher": "teacher",
    "company_admin": "company", "mentor": "mentor", "student": "student", "recruiter": "employer",
}  # fmt: skip
GUIDES = {"school": "teacher"}
"""Personas whose guide is another's."""
MOST = 5
RECRUITERS = frozenset({"company_admin", "recruiter"})
_FINDING = frozenset({"/portfolio/search", "/portfolio/saved"})
"""Opened to those alone who confirmed their address, of an organisation at which somebody has looked."""
_BELOW = {"/accounts/organisation": "/accounts/orgs/", "/projects/mine": "/projects/briefs/"}


def navigation(roles: frozenset[str], path: str, finds: bool = False) -> list[dict[str, Any]]:
    """Who has several roles gets the entries of all, the first five. ``finds``: whether they may look for people."""
    personas = dict.fromkeys(name for role, name in _PERSONA.items() if role in roles)
    entries: dict[str, tuple[str, str, str]] = {}
    for name in personas:
        for href, label, icon in _ENTRIES[name]:
            if href in _FINDING and not finds:
                continue
            entries.setdefault(href.partition("?")[0], (href, label, icon))
    last = entries.pop("/accounts/organisation", None)
    if last:  # it stands in the person menu, too
        entries["/accounts/organisation"] = last
    return [
        {
            "href": href,
            "label": gettext(label),
            "icon": icon,
            "current": path == place or path.startswith((f"{place}/", _BELOW.get(place, f"{place}/"))),
        }
        for place, (href, label, icon) in list(entries.items())[:MOST]
    ]


def guide(roles: frozenset[str]) -> str:
    """Where the guide of the reader's first persona stands."""
    persona = next((name for role, name in _PERSONA.items() if role in roles), None)
    return f"/help/{GUIDES.get(persona, persona)}" if persona else "/help"
