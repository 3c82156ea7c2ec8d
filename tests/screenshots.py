"""``python -m tests.screenshots``: the pictures of the guides and of README.md, taken from the running demo."""

import argparse
import base64
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from deploy.demo.authenticator import Authenticator
from deploy.demo.network import Person
from tests.browser.conftest import CHROMIUM, FLAGS

WHERE = Path(__file__).parent.parent / "shared" / "web" / "static" / "guides"
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
SIZE = {"width": 1120, "height": 720}
QUALITY = 55
LOAD_MS = 60_000

BRIEF = r"/projects/briefs/[0-9a-f-]{36}"
OPEN_BRIEF = r"/matching/briefs/[0-9a-f-]{36}"
APPLICATION = r"/portfolio/credits/applications/[0-9a-f-]{36}"
REVIEW = r"/projects/teams/[0-9a-f-]{36}/milestones/\d/review"

SHOWN: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "company": ({"en": "c8-nurse", "zh-Hans": "c1-admin", "zh-Hant": "c6-admin"}, ("/projects/mine", BRIEF)),
    "mentor": (
        {"en": "c8-nurse", "zh-Hans": "c4-mentor", "zh-Hant": "c4-mentor"},
        ("/accounts/home", REVIEW),
    ),
    "student": ({"en": "S3", "zh-Hans": "S1", "zh-Hant": "S2"}, ("/matching/briefs", OPEN_BRIEF)),
    "teacher": ({"en": "s3-teacher", "zh-Hans": "s1-teacher", "zh-Hant": "s2-teacher"}, ("/accounts/home",)),
    "registrar": (
        {"en": "s1-registrar", "zh-Hans": "s1-registrar", "zh-Hant": "s2-registrar"},
        ("/portfolio/credits/applications", APPLICATION),
    ),
    "employer": ({}, ("credential",)),
    "operator": (dict.fromkeys(LANGUAGES, "operator"), ("/accounts/home",)),
    "guardian": ({}, ("guardian",)),
}
"""Persona: who is signed in for each language, and the way to the page: a path, then the first link of that form."""


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.screenshots", description=__doc__)
    parser.add_argument("--var", default=os.environ.get("VAR") or "var", type=Path, help="folder of the demo")
    var = parser.parse_args().var
    kept = json.loads((var / "demo.json").read_text(encoding="utf-8"))
    WHERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        known: dict[str, Person] = {}
        for persona, (accounts, way) in SHOWN.items():
            for language in LANGUAGES:
                person = signed_in(kept, accounts[language], known) if accounts else None
                picture = _picture(browser, kept, person, language, way)
                path = WHERE / f"{persona}.{language}.webp"
                path.write_bytes(picture)
                print(f"{path.name}  {len(picture) // 1024} KiB", flush=True)
        browser.close()
    print(f"{sum(path.stat().st_size for path in WHERE.glob('*.webp')) / 1e6:.2f} MB in {WHERE}")


def signed_in(kept: Mapping[str, Any], key: str, known: dict[str, Person]) -> Person:
    """Signed in once; a school's name stands for the student of it that the demo names first."""
    if key not in known:
        mails = [row["mail"] for row in kept["accounts"]]
        if key.startswith("S"):
            key_of_student = next(mail for mail in mails if mail.startswith(f"{key.lower()}-student"))
            known[key] = signed_in(kept, key_of_student.partition("@")[0], known)
            return known[key]
        person = Person(kept["address"], key, key, "en")
        row = next((one for one in kept["accounts"] if one["mail"] == person.mail), {})
        person.authenticator = Authenticator(row["key"]) if "key" in row else None
        person.sign_in()
        known[key] = person
    return known[key]


def _picture(
    browser: Browser, kept: Mapping[str, Any], person: Person | None, language: str, way: tuple[str, ...]
) -> bytes:
    context = browser.new_context(viewport=SIZE, color_scheme="light")  # type: ignore[arg-type]
    cookies = dict(person.cookies) if person else {}
    cookies["preferences"] = f"{language}.light.Asia/Shanghai"
    context.add_cookies(
        [{"name": name, "value": text, "url": kept["address"]} for name, text in cookies.items()]
    )
    page = context.new_page()
    page.set_default_timeout(LOAD_MS)
    _go(page, kept, way)
    shot = context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": QUALITY}
    )
    context.close()
    return base64.b64decode(shot["data"])


def _go(page: Page, kept: Mapping[str, Any], way: tuple[str, ...]) -> None:
    special = {"credential": kept["credential"], "guardian": kept["guardian"]["link"]}
    page.goto(special.get(way[0], kept["address"] + way[0]))
    for form in way[1:]:
        links = page.eval_on_selector_all("main a[href]", "all => all.map(one => one.getAttribute('href'))")
        page.goto(kept["address"] + next(link for link in links if re.fullmatch(form, link)))


if __name__ == "__main__":
    main()
