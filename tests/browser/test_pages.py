"""Every persona's pages in a real browser: they answer, ask nobody else, speak one language, fit the screen."""

import pytest

from tests.browser import looks
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Caller, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

HOMES = {
    "signed_out": ("/", "/accounts/start", "/accounts/sign-in", "/accounts/join", "/portfolio/verify", "/help"),
    "student": (
        "/accounts/home", "/matching/briefs", "/matching/bids", "/projects/teams", "/portfolio/mine",
    ),
    "teacher": ("/accounts/home", "/projects/reviews", "/projects/teams"),
    "registrar": ("/accounts/home", "/portfolio/credits/applications", "/portfolio/credits/rules"),
    "school_admin": ("/accounts/home", "/accounts/orgs/<school>/people"),
    "company_admin": ("/accounts/home", "/projects/mine", "/portfolio/search", "/accounts/orgs/<company>"),
    "mentor": ("/accounts/home", "/projects/reviews", "/projects/teams"),
    "recruiter": ("/accounts/home", "/portfolio/search"),
    "operator": ("/accounts/home", "/accounts/admin/orgs", "/projects/reviews"),
}  # fmt: skip
OBJECTS = {
    "student": (
        "/matching/briefs/<open_brief>", "/projects/teams/<team>/milestones/3", "/portfolio/evidence/<credential>",
        "/matching/skills/add", "/matching/slots", "/portfolio/shares", "/portfolio/credits",
        "/projects/teams/<team>", "/matching/skills/<skill_place>", "/matching/skills", "/matching/growth",
        "/matching/growth/interests",
    ),
    "classmate": ("/matching/proposals/<proposal>",),
    "teacher": ("/projects/briefs/<submitted_brief>/review",),
    "registrar": ("/portfolio/credits/applications/<application>", "/portfolio/credits/rules/<draft_rule>"),
    "mentor": ("/projects/teams/<team>/milestones/2/review", "/accounts/sign/<signing>"),
    "company_admin": ("/projects/briefs/<draft_brief>/edit", "/projects/briefs/<agreed_brief>"),
}  # fmt: skip
LOOKED_AT = 6
STATUS = "path => fetch(path, {headers: {Accept: 'text/html'}}).then(answer => answer.status)"
QUOTING = ("/accounts/mail", "/accounts/style")
"""Local pages that show mails as they were sent, and macros by their names."""
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
THEMES = ("light", "dark")
WIDTHS = (360, 768, 1280)
NOT_PAGES = (
    ".json",
    ".jwt",
    ".svg",
    ".png",
    ".pdf",
    ".zip",
    "/static/",
    "/checkpoint",
    "/log/tile",
    "/files/",
    "/accounts/mail/",
)


def caller(stage: Stage, role: str) -> Caller:
    return next(one for one in stage.callers if one.role == role and one.half in ("", "a"))


def main_pages(stage: Stage) -> list[tuple[Caller, str]]:
    """One page of each kind, with somebody who may see it."""
    return [
        (caller(stage, role), stage.filled(path, "a"))
        for pages in (HOMES, OBJECTS)
        for role, paths in pages.items()
        for path in paths
        if not (role != "student" and path == "/accounts/home")
    ]


@pytest.mark.parametrize("role", HOMES)
def test_every_page_that_a_persona_can_reach_answers(stage: Stage, visitor: Visitor, role: str) -> None:
    """The first ones are looked at in the browser, whatever else they lead to is asked for."""
    who, language = caller(stage, role), LANGUAGES[sorted(HOMES).index(role) % 2]
    page = visitor.comes(who, language=language)
    waiting = [stage.filled(path, "a") for path in HOMES[role]]
    seen: set[str] = set()
    faults: list[str] = []
    while waiting and len(seen) < LOOKED_AT:
        path = waiting.pop(0)
        seen.add(path)
        status = visitor.opens(path)
        faults += [f"{path} answered {status}"] if status != 200 else []
        if path not in QUOTING:
            faults += [f"{path} says {text!r} in English" for text in visitor.untranslated(language)]
        lang = page.get_attribute("html", "lang")
        faults += [f"{path} is {lang}"] if lang != language else []
        waiting += [link for link in visitor.links() if link not in seen and link not in waiting]
    for path in waiting:
        if not any(part in path for part in NOT_PAGES):
            status = page.evaluate(STATUS, path)
            faults += [f"{path} answered {status}"] if status != 200 else []
    assert not faults + visitor.noted, faults + visitor.noted


def test_nothing_overflows_a_phone(stage: Stage, visitor: Visitor) -> None:
    faults = []
    for number, (who, path) in enumerate(main_pages(stage)[1::2]):
        page = visitor.comes(
            who, language=LANGUAGES[number % 3], viewport={"width": 360, "height": 740}, has_touch=True
        )
        visitor.opens(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{path} is {wide} px wide"] if wide > 360 else []
    assert not faults, faults


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(stage: Stage, visitor: Visitor, theme: str) -> None:
    """A quarter of the pages in each theme; the long run looks at all."""
    chosen = main_pages(stage)[THEMES.index(theme) * 2 :: 4]
    assert not (found := violations(visitor, chosen, "zh-Hans", theme)), "\n".join(found)


def violations(visitor: Visitor, pages: list[tuple[Caller, str]], language: str, theme: str) -> list[str]:
    found = []
    for who, path in pages:
        visitor.comes(who, language=language, theme=theme)
        visitor.opens(path)
        found += [f"{path} ({theme}): {fault}" for fault in looks.violations(visitor)]
    return found


@pytest.mark.soak
@pytest.mark.xdist_group("looks")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_all_pages_in_every_language_width_and_theme(
    stage: Stage, visitor: Visitor, language: str, theme: str
) -> None:
    faults = []
    for who, path in main_pages(stage):
        stage.rewind()
        for width in WIDTHS:
            page = visitor.comes(
                who, language=language, theme=theme, viewport={"width": width, "height": 900}
            )
            status = visitor.opens(path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            faults += [f"{path} answered {status}"] if status != 200 else []
            faults += [f"{path} is {wide} px wide at {width}"] if wide > width else []
        if language != "en":
            faults += [f"{path} says {text!r} in English" for text in visitor.untranslated(language)]
        faults += violations(visitor, [(who, path)], language, theme)
    assert not faults + visitor.noted, "\n".join(faults + visitor.noted)
