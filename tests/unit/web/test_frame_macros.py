"""What the macros draw, through the real catalogues and filters."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest
from flask import Flask, g, render_template, render_template_string

from shared.web import context, fields, i18n, tongue
from shared.web.forms import Form

TEMPLATES = Path(__file__).parents[3] / "shared/web/templates"
NOON = datetime(2026, 6, 12, 4, 0, tzinfo=UTC)  # noon in Shanghai
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
AT_A_MOMENT = {"reloads", "by_browser", "flashes_list"}
"""Macros for a page that waits, for WeChat's own browser, and for what the last action did."""
VERDICTS = ("valid", "invalid", "revoked", "suspended", "not_checkable")


@dataclass(frozen=True)
class Me:
    id: str = "p1"
    name: str = "Mei Lin"
    organisation_name: str = "Ballycove"
    roles: frozenset[str] = frozenset({"mentor"})
    organisations: tuple[dict[str, object], ...] = (
        {"id": "o1", "name": "Ballycove", "roles": ["mentor"], "current": True},
        {"id": "o2", "name": "Corrib", "roles": ["teacher"], "current": False},
    )


def frame(**more: object) -> dict[str, object]:
    entries = [{"href": f"/{n}", "label": f"Entry {n}", "icon": "house", "current": n == 0} for n in range(6)]
    base = {
        "lang": "en", "theme": "auto", "me": None, "nav": [], "csrf_token": lambda: "token-1",
        "form_number": lambda: "number-1", "inbox_count": None,
        "static": lambda name: f"/static/{name}", "request_path": "/accounts/home", "run_by": None, "demo": False,
    }  # fmt: skip
    return (
        base | ({"me": Me(), "nav": entries, "inbox_count": 3} if more.pop("signed_in", False) else {}) | more
    )


@lru_cache(maxsize=1)
def app() -> Flask:
    made = Flask("frame", template_folder=str(TEMPLATES))
    i18n.register(made, TEMPLATES)
    fields.register(made)
    made.jinja_env.filters |= {
        "day": context.day, "moment": context.moment, "number": context.number, "msg": context.sentence,
        "skill": context.skill, "short_day": context.short_day, "tongue": tongue.foreign,
        "person": lambda person: {"p1": "Mei Lin"}.get(person, "somebody"),
    }  # fmt: skip
    return made


def draw(source: str, lang: str = "en", template: str = "", **more: object) -> str:
    cookie = {"Cookie": f"{i18n.COOKIE}={lang}.auto.Asia/Shanghai"}
    with app().test_request_context("/accounts/home", headers=cookie):
        g.names_of = lambda _ids: {}
        given = frame(lang=lang, **more)
        return render_template(template, **given) if template else render_template_string(source, **given)


def call(file: str, expression: str, lang: str = "en", **more: object) -> str:
    name = expression.split("(")[0]
    source = f'{{% from "macros/{file}.html" import {name} with context %}}'
    return draw(f"{source}{{{{ {expression} }}}}", lang, **more)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def test_the_ball_line_says_who_until_when_and_what_then() -> None:
    line = 'ball_line("Mei Lin", "Company mentor", at, "the teacher decides")'
    assert words(call("when", line, at=NOON)) == (
        "Waiting for Mei Lin, company mentor, until Fri 12 June 2026; then the teacher decides."
    )
    assert words(call("when", line.replace("Company mentor", "企业导师"), "zh-Hans", at=NOON)) == (
        "等待Mei Lin（企业导师）处理，期限 2026年6月12日 周五；逾期后由校内指导教师决定。"
    )


def test_a_whole_sentence_as_what_then_stands_by_itself() -> None:
    line = words(call("when", 'ball_line("Mei Lin", none, at, "It expires.")', at=NOON))
    assert line == "Waiting for Mei Lin, until Fri 12 June 2026. It expires."


def test_what_waits_for_the_reader_looks_different_from_what_waits_for_others() -> None:
    assert "tone-waiting" in call("state", 'state_badge("milestone", "delivered")')
    mine = call("state", 'state_badge("milestone", "delivered", true)')
    assert "tone-mine" in mine
    assert "#hand-index" in mine
    assert "tone-ok" in call("state", 'state_badge("milestone", "accepted", true)')


def test_a_field_is_tied_to_its_label_help_and_error() -> None:
    form = Form(values={"skills.0.level": "9"}, errors={"skills.0.level": "Choose one of the list."})
    html = call("form", 'number(form, "skills.0.level", "Level", "From 1 to 5.", required=true)', form=form)
    assert '<label class="form-label" for="f-skills-0-level">Level</label>' in html
    assert 'name="skills.0.level"' in html
    assert 'aria-describedby="h-skills-0-level e-skills-0-level"' in html
    for part in ('aria-invalid="true"', 'id="h-skills-0-level"', 'id="e-skills-0-level"', 'value="9"'):
        assert part in html


def test_errors_are_listed_with_the_field_s_label_in_the_reader_s_language() -> None:
    source = (
        '{% from "macros/form.html" import form_open, text with context %}'
        '{% call form_open("/x", form) %}{{ text(form, "kind", "类型") }}{% endcall %}'
    )
    html = draw(source, "zh-Hans", form=Form(errors={"kind": "Choose one of the list."}))
    assert '<a href="#f-kind">类型：请从列表中选择一项。</a>' in html
    assert html.count('value="token-1"') == 1


def test_a_password_never_comes_back() -> None:
    form = Form(values={"password": "secret words"})
    assert "secret words" not in call("form", 'password(form, "password", "Password")', form=form)


def test_choices_keep_what_was_chosen() -> None:
    form = Form(values={"place": "site", "weeks": 8, "skills": ["a", "c"]})
    weeks = call("form", 'select(form, "weeks", "Weeks", [(6, "6"), (8, "8")])', form=form)
    assert '<option value="8" selected>' in weeks
    radios = call("form", 'radios(form, "place", "Place", [("remote", "Far"), ("site", "Here")])', form=form)
    assert re.findall(r'value="(\w+)" checked', radios) == ["site"]
    boxes = call(
        "form", 'checkboxes(form, "skills", "Skills", [("a", "A"), ("b", "B"), ("c", "C")])', form=form
    )
    assert re.findall(r'value="(\w+)" checked', boxes) == ["a", "c"]


EVIL = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("file", "expression"),
    [
        ("form", 'text(form, "title", evil, evil)'), ("form", 'textarea(form, "title", evil)'),
        ("form", 'post_button(evil, evil, fields={"a": evil})'), ("page", "hash(evil * 3)"),
        ("page", "notice(evil, title=evil)"), ("page", "page_head(evil, [{'label': evil, 'href': evil}])"),
        ("page", "facts([{'label': evil, 'value': evil}])"), ("page", "undo_bar(evil, evil)"),
        ("who", "organisation(evil, evil, evil)"), ("who", "user_text(evil)"), ("who", "person(evil, evil)"),
        ("skill", "skill(evil, 3)"), ("skill", "fit_bars([{'name': evil, 'need': 3, 'held': 1}])"),
        ("when", "ball_line(evil, evil, at, evil)"), ("state", 'state_badge("team", evil)'),
        ("confirm", "confirm(evil, evil, evil, evil, evil, [evil], typed=evil)"),
        ("evidence", 'evidence_sheet("valid", evil, evil, evil, evil, evil, at, evil, evil)'),
        ("again", "again(evil)"),
    ],
)  # fmt: skip
def test_what_users_wrote_is_never_markup(file: str, expression: str) -> None:
    form = Form(values={"title": EVIL}, errors={"title": EVIL})
    html = call(file, expression, evil=EVIL, form=form, at=NOON)
    assert "alert(1)" in html
    assert "<script" not in html


def test_fit_bars_say_in_words_what_they_draw() -> None:
    rows = [{"name": "Sensors", "need": 3, "held": 2.2}, {"name": "Python", "need": 2, "held": 4}]
    html = call("skill", "fit_bars(rows)", rows=rows)
    assert "needed 3, held 2.2, gap 0.8" in html
    assert "needed 2, held 4<" in html
    assert html.count("fit-gap") == 1


def test_a_confirmation_says_how_many_are_told() -> None:
    html = call(
        "confirm", 'confirm("Publish", "To all.", "/p", "Publish", "/b", ["A", "B"], 34, true, "Round 1")'
    )
    assert "34 people will be told" in html
    assert "and 32 more" in html
    assert "cannot be undone" in html
    assert 'name="typed_name"' in html
    assert "Nobody is told" in call("confirm", 'confirm("Close", "Now.", "/p", "Close", "/b")')


def test_only_valid_evidence_bears_the_seal() -> None:
    for verdict in ("valid", "invalid", "revoked", "suspended", "not_checkable", "never heard of"):
        html = call("evidence", f'evidence_sheet("{verdict}", "Sentence.", "Mei Lin", "Deed")')
        assert ("seal-void" not in html) == (verdict == "valid"), verdict


def test_a_hash_is_short_and_whole_in_its_title() -> None:
    html = call("page", "hash(value)", value="0123456789" * 6 + "abcd")
    assert ">0123456789…6789abcd<" in html
    assert f'title="{"0123456789" * 6}abcd"' in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_style_page_draws_every_macro_in_the_reader_s_language(lang: str) -> None:
    html = draw("", lang, template="style.html", signed_in=True, now=NOON)
    assert f'<html lang="{lang}" data-bs-theme="auto">' in html
    left = [
        text for text in ("Changes requested", "Waiting for you", "Company mentor", "Level 3") if text in html
    ]
    assert left == (
        [] if lang != "en" else ["Changes requested", "Waiting for you", "Company mentor", "Level 3"]
    )
    assert re.search(r"<[^>]*\s(?:style|on[a-z]+)\s*=", html) is None
    assert re.findall(r"<script(?! src=)", html) == []


def test_every_macro_of_the_frame_stands_on_the_style_page_or_within_another_one() -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in (TEMPLATES / "macros").glob("*.html")}
    style = (TEMPLATES / "style.html").read_text(encoding="utf-8")
    named = {name for name in files if name != "frame.html"}
    macros = {macro for name in named for macro in re.findall(r"{%-? macro (\w+)\(", files[name])}
    everything = style + "".join(
        re.sub(r"{%-? macro \w+\(|{#-.*?-#}", "", text, flags=re.S) for text in files.values()
    )
    drawn = {macro for macro in macros if re.search(rf"\b{macro}\(", everything)}
    assert macros - drawn == AT_A_MOMENT
    assert all(f'"{verdict}"' in style for verdict in VERDICTS)


def test_every_post_form_of_the_style_page_carries_the_token() -> None:
    html = draw("", template="style.html", signed_in=True, now=NOON)
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.S)
    assert len(forms) >= 6
    assert [form[:80] for form in forms if form.count('name="csrf_token" value="token-1"') != 1] == []


def test_the_header_has_at_most_five_entries_and_nothing_private_when_signed_out() -> None:
    signed_in = draw("", template="error.html", signed_in=True, status=404, sentence="Gone.")
    assert "Entry 4" in signed_in
    assert "Entry 5" not in signed_in
    assert "/accounts/sign-out" in signed_in
    signed_out = draw("", template="error.html", status=404, sentence="Gone.")
    assert ("/accounts/inbox" in signed_out, "/accounts/sign-in" in signed_out) == (False, True)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500, 503, 507])
def test_an_error_page_has_a_title_the_sentence_and_the_request_s_number(status: int) -> None:
    html = draw(
        "",
        "zh-Hans",
        template="error.html",
        status=status,
        sentence="说明。",
        fields={},
        request_id="3f2a-99",
    )
    title = re.search(r"<title>(.*?) · 实训</title>", html)
    assert title is not None
    assert re.search("[\u4e00-\u9fff]", title[1])
    assert "说明。" in html
    assert "3f2a-99" in html


def test_a_thing_on_its_way_is_asked_for_ten_times_and_no_more() -> None:
    for waits in (1, 10):
        page, next_one = (
            draw("", template="on_its_way.html", waits=waits),
            f"/accounts/home?waits={waits + 1}",
        )
        assert f'<meta name="reload" content="1" data-next="{next_one}">' in page
        assert f'<noscript><meta http-equiv="refresh" content="1; url={next_one}"></noscript>' in page
        assert page.count('http-equiv="refresh"') == 1, "with scripts nothing is loaded under the reader"
    late = draw("", template="on_its_way.html", waits=11)
    assert 'http-equiv="refresh"' not in late
    assert 'name="reload"' not in late
    assert "you need not repeat it" in late


def test_a_form_sent_without_being_signed_in_comes_back_filled() -> None:
    fields = [("title", "Falls log"), ("title", "second"), ("body", EVIL)]
    html = draw(
        "", template="send_again.html", signed_out=True, fields=fields, files=True, sentence="", token="t"
    )
    assert re.findall(r'name="title" value="([^"]+)"', html) == ["Falls log", "second"]
    assert "Files must be chosen again." in html
    assert 'href="/accounts/sign-in" target="_blank" rel="noopener"' in html
    assert "<script>alert" not in html
