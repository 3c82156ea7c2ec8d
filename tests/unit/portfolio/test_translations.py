"""Every text of portfolio, in templates and in code, stands in both Chinese catalogues."""

import ast
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from services.portfolio import offline

ROOT = Path(__file__).parents[3]
SERVICE = ROOT / "services/portfolio"
LOCALES = ("zh_Hans_CN", "zh_Hant_TW")


def held(path: Path) -> dict[str, str]:
    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.stem)
    found = {}
    for message in catalogue:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string if isinstance(message.string, str) else message.string[0]
            found[key] = "" if message.fuzzy else text
    return found


def asked() -> set[str]:
    found = set(offline.sentences())
    for path in SERVICE.rglob("*.html"):
        with path.open("rb") as source:
            for _, message, _, _ in extract(
                "jinja2.ext:babel_extract", source, keywords={"_": None, "ngettext": (1, 2)}
            ):
                found.add(message if isinstance(message, str) else message[0])
    for path in (*SERVICE.rglob("*.py"), *(ROOT / "verifier").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_":
                found.add(ast.literal_eval(node.args[0]))
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated(locale: str) -> None:
    known = held(ROOT / f"shared/web/translations/{locale}.po") | held(SERVICE / f"translations/{locale}.po")
    assert len(asked()) > 300
    assert sorted(text for text in asked() if not known.get(text)) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_left_over(locale: str) -> None:
    assert sorted(set(held(SERVICE / f"translations/{locale}.po")) - asked()) == []
