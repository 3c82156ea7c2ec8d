"""Whatever the engine can refuse with has a sentence in the three languages, and no other code is ever raised."""

import ast
import re
from collections.abc import Iterator

import pytest

from services.matching.engine import Infeasible, errors
from services.matching.engine.conflicts import WITHOUT
from services.matching.engine.errors import Wrong
from services.matching.placing import differing, explaining, flipping
from tests.unit.web.test_catalogues import LOCALES, ROOT, held

SERVICE = ROOT / "services/matching"
PARAMETER = re.compile(r"%\(\w+\)s")
ENGINE = SERVICE / "engine"
OF_THE_COMMAND = {"command.py", "sheets.py"}
"""Files and folders are read by the command alone: what it says of them stays in English."""


def raised() -> Iterator[tuple[str, str, str]]:
    """Yields (file, class, code) of each error that the engine makes, "" for a code that is no literal."""
    for path in sorted(ENGINE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name, first = node.func.id, node.args[0] if node.args else None
                if name in ("Wrong", "Infeasible", "RoundError"):
                    yield path.name, name, _literal(first)


def _literal(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):  # f"unknown_{kind}": each kind is a code
        return str(getattr(node.values[0], "value", ""))
    return ""


def test_each_refusal_of_the_engine_is_a_code_that_has_a_sentence() -> None:
    found = [row for row in raised() if row[0] not in OF_THE_COMMAND]
    known = {"Wrong": errors.WRONG, "Infeasible": errors.IMPOSSIBLE, "RoundError": {}}
    nameless = [row for row in found if not any(code.startswith(row[2] or "-") for code in known[row[1]])]
    assert nameless == []
    for name, table in known.items():
        said = {code for _, kind, code in found if kind == name}
        assert [code for code in table if not any(code.startswith(one) for one in said)] == []


def test_each_rule_that_can_conflict_has_words() -> None:
    assert list(WITHOUT) == list(errors.RULES)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_sentence_of_the_engine_stands_in_the_catalogue(locale: str) -> None:
    there = held(ROOT / "shared/web/translations", locale) | held(SERVICE / "translations", locale)
    tables = (errors.WRONG, errors.IMPOSSIBLE, errors.RULES, errors.OF_BRIEFS)
    sentences = [text for table in tables for text in table.values()]
    for module in (differing, explaining, flipping):
        sentences += [
            text for name, text in vars(module).items() if name.isupper() and isinstance(text, str) and text
        ]
    for text in sentences:
        assert there.get(text), text
        assert sorted(set(PARAMETER.findall(there[text]))) == sorted(set(PARAMETER.findall(text)))


@pytest.mark.parametrize("code", errors.WRONG)
def test_what_is_wrong_begins_with_its_place_and_needs_no_more_than_its_values(code: str) -> None:
    fields = {name[2:-2]: "x" for name in PARAMETER.findall(errors.WRONG[code])}
    assert str(Wrong(code, "students[3]", **fields)).startswith("students[3]: ")


def test_the_rules_that_conflict_are_told_one_by_one() -> None:
    rules = (("place_everyone", ()), ("apart", (("a", "b"),)), ("fixed", (("a", "p"), ("b", "p"))))
    refused = Infeasible("conflict", rules)
    assert refused.conflict == ("place_everyone", "apart", "fixed")
    told = (("max", (("p",), ("q",))), ("coverage_floor", ()))
    assert str(Infeasible("conflict", told)) == (
        "No plan keeps these rules together: no team is larger than its largest size, at 'p' and 'q' and each team"
        " reaches the least coverage."
    )
    assert str(refused) == (
        "No plan keeps these rules together: everybody is placed, 'a' and 'b' are apart, 'a' is at 'p' and 'b' is"
        " at 'p'."
    )
