"""The catalogues: every text of the frame in three languages, in the words that each place uses."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "shared/web/templates"
OURS = ROOT / "shared/web/translations"
LOCALES = ("zh_Hans_CN", "zh_Hant_TW")
CATALOGUES = sorted(
    path for folder in ("shared", "services") for path in (ROOT / folder).rglob("translations/*.po")
)
# Each side's words that the other does not use; 文件 and 影片 are words of both. 三方协议 never stands bare in 简体.
FORBIDDEN = {
    "zh_Hant_TW": ("實訓", "信息", "數據庫", "視頻", "軟件", "用戶", "默認", "短信", "鏈接", "屏幕", "質量", "人工智能",
                   "登錄", "賬號", "文檔", "導出", "打印"),
    "zh_Hans_CN": ("资讯", "资料库", "软体", "使用者", "预设", "简讯", "连结", "萤幕", "品质", "人工智慧", "登入",
                   "帐号", "汇出", "列印", "专案", "三方协议"),
}  # fmt: skip
CHARACTERS = {"zh_Hant_TW": "big5hkscs", "zh_Hans_CN": "gb2312"}

# The states of the domain, by hand: none may be left without a word.
STATES = {
    "brief": "draft submitted changes_requested refused published closed archived cancelled",
    "approval": "asked for_credit without_credit refused",
    "proposal": "open proposed confirmed expired withdrawn",
    "team": "confirmed active paused delivered accepted completed archived rework cancelled disputed",
    "milestone": "planned delivered accepted rework",
    "contribution": "stated confirmed disputed accepted returned evidenced withdrawn",
    "credential": "valid revoked suspended",
    "application": "applied approved refused",
    "result": "reserved consumed released",
    "verdict": "valid invalid revoked suspended not_checkable",
}


def translations(path: Path) -> dict[str, list[str]]:
    """msgid → its translations (one for each plural form)."""
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.stem)
    found = {}
    for message in catalogue:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            texts = [message.string] if isinstance(message.string, str) else list(message.string)
            found[key] = [] if message.fuzzy else texts
    return found


def tables() -> dict[str, Any]:
    """The tables of words that macros look up: they are msgids, though no call of _() names them."""
    env = Environment(loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True)
    env.globals["static"] = str
    env.filters |= {"day": str, "moment": str, "number": str, "person": str, "msg": str, "tongue": str}
    held = {}
    for file, names in {
        "state": ("STATES", "FLAGS"),
        "who": ("ROLES",),
        "skill": ("LEVELS", "SOURCES"),
    }.items():
        module = env.get_template(f"macros/{file}.html").module
        held |= {name: getattr(module, name) for name in names}
    return held


def words(table: object) -> list[str]:
    if isinstance(table, dict):
        return [word for inner in table.values() for word in words(inner)]
    return [table[2] if isinstance(table, tuple) else str(table)]


def asked() -> set[str]:
    found = {word for table in tables().values() for word in words(table)}
    for path in TEMPLATES.rglob("*.html"):
        with path.open("rb") as source:
            for _, message, _, _ in extract(
                "jinja2.ext:babel_extract", source, keywords={"_": None, "ngettext": (1, 2)}
            ):
                found.add(message if isinstance(message, str) else message[0])
    marked = re.compile(r"\bN_\(\s*\"((?:[^\"\\]|\\.)+)\"")
    for path in (ROOT / "shared").rglob("*.py"):
        found |= set(marked.findall(path.read_text()))
    return found | {"Some fields need a change."}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_of_the_frame_is_translated(locale: str) -> None:
    held = translations(OURS / f"{locale}.po")
    assert len(asked()) > 200
    assert sorted(text for text in asked() if not all(held.get(text) or [""])) == []


def test_each_state_of_the_domain_has_a_word() -> None:
    known = tables()["STATES"]
    missing = [
        (kind, state)
        for kind, states in STATES.items()
        for state in states.split()
        if state not in known[kind]
    ]
    assert missing == []


def test_each_state_has_its_colour_icon_and_word() -> None:
    tones = {"draft", "mine", "waiting", "work", "ok", "bad", "risk"}
    for kind, states in tables()["STATES"].items():
        for state, (tone, icon, word) in states.items():
            assert tone in tones, (kind, state)
            assert icon, (kind, state)
            assert word, (kind, state)


def test_not_checkable_never_looks_like_valid() -> None:
    verdicts = tables()["STATES"]["verdict"]
    assert verdicts["not_checkable"][:2] == ("draft", "question-lg")
    assert all(entry[0] != "ok" for name, entry in verdicts.items() if name != "valid")


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_catalogue_keeps_to_the_words_of_its_place(path: Path) -> None:
    wrong = {
        text: [word for word in FORBIDDEN[path.stem] if word in text.replace("岗位实习三方协议", "")]
        for texts in translations(path).values()
        for text in texts
    }
    assert {text: found for text, found in wrong.items() if found} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_catalogue_keeps_to_the_characters_of_its_place(path: Path) -> None:
    def foreign(text: str) -> str:
        ideographs = re.findall(r"[\u4e00-\u9fff]", text)
        return "".join(sign for sign in ideographs if not sign.encode(CHARACTERS[path.stem], "ignore"))

    assert {text for texts in translations(path).values() for text in texts if foreign(text)} == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_translation_has_the_same_placeholders_and_no_markup(path: Path) -> None:
    def holes(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)", text))

    for key, texts in translations(path).items():
        for text in texts:
            assert not text or holes(text) == holes(key), f"{key!r}: {text!r}"
            assert not re.search(r"<[a-z/]", text), f"{key!r} holds markup"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_frame_does_not_choose_between_the_two_words_for_you(locale: str) -> None:
    """Students are 你, companies and schools 您: texts that all read avoid both."""
    held = translations(OURS / f"{locale}.po")
    assert [text for texts in held.values() for text in texts if re.search("[你您妳]", text)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_button_is_short(locale: str) -> None:
    held = translations(OURS / f"{locale}.po")
    buttons = [
        "Accept the milestone",
        "Ask for rework",
        "Submit for review",
        "Save draft",
        "Send again",
        "Withdraw",
        "Undo",
    ]
    assert {text: held[text][0] for text in buttons if len(held[text][0]) > 6} == {}
