"""docs/architecture.md and docs/operations.md say what the code does: tree, routes, topics, states, settings."""

import re
from dataclasses import fields

import pytest

from shared.config import SERVICES, Settings
from tests import docs_tables

ROOT = docs_tables.ROOT
DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def section(title: str, level: str = "##") -> str:
    found = re.search(
        rf"^{level} {re.escape(title)}\n(.*?)(?=^{level[:2]} |^{level} |\Z)", DOCUMENT, re.S | re.M
    )
    assert found, f"docs/architecture.md has no section {title!r}"
    return found[1]


def rows(text: str) -> set[tuple[str, ...]]:
    """The rows of a table, without backticks and head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [tuple(cell.strip().strip("`") for cell in line.strip("|").split("|")) for line in lines]
    return {row for row in cells if not set("".join(row)) <= set("-: ")} - {cells[0]} if cells else set()


@pytest.mark.parametrize("service", SERVICES)
def test_the_routes_are_those_of_the_code(service: str) -> None:
    printed = docs_tables.printed()
    table = re.search(rf"^### {service}\n(.*?)(?=^### |^\| topic)", printed, re.S | re.M)
    assert table, printed
    told, there = rows(section(service, "###")), rows(table[1])
    assert told == there, (
        f"only in the document: {sorted(told - there)}; only in the code: {sorted(there - told)}; "
        "`python -m tests.docs_tables` prints the tables as they should be"
    )


def test_the_topics_are_those_of_the_code() -> None:
    printed = docs_tables.printed()
    told, there = (
        rows(section("Topics")),
        rows(printed[printed.index("| topic ") : printed.index("### states")]),
    )
    assert told == there, f"only told: {sorted(told - there)}; only there: {sorted(there - told)}"


def test_the_tree_is_the_one_on_disk() -> None:
    told = set(re.findall(r"^([a-z/]+/)(?:\s|$)", section("The tree"), re.M))
    assert told == docs_tables.folders()


def test_the_states_are_those_of_the_code() -> None:
    told = {row[0]: set(re.findall(r"[a-z_]+", row[1])) for row in rows(section("States"))}
    assert told == {thing: set(states) for thing, states in docs_tables.STATES.items()}


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.M))
    there = {field.name.upper() for field in fields(Settings)} - {"SERVICE"}
    assert there <= told, f"docs/operations.md does not name {sorted(there - told)}"


def test_every_setting_is_read() -> None:
    """What is documented does something: some code beside the settings' own reads it."""
    sources = [path for folder in ("services", "shared", "deploy") for path in (ROOT / folder).rglob("*.py")]
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sources
        if path.name != "config.py" and "register" not in path.parts
    )
    names = [field.name for field in fields(Settings)]
    assert [name for name in names if not re.search(rf"\bsettings\.{name}\b|\"{name}\"", code)] == []


def test_every_decision_is_listed_and_every_number_that_is_missing_is_explained() -> None:
    folder = ROOT / "docs" / "decisions"
    text = (folder / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| \[(\d{4})\]\((\S+\.md)\) \| (.+) \|$", text, re.M)
    there = [
        (
            path.name[:4],
            path.name,
            path.read_text(encoding="utf-8").splitlines()[0].removeprefix(f"# {path.name[:4]} "),
        )
        for path in sorted(folder.glob("0*.md"))
    ]
    assert told == there
    numbers = {int(number) for number, _, _ in there}
    missing = [f"{number:04}" for number in range(1, max(numbers) + 1) if number not in numbers]
    assert [number for number in missing if f"{number} was passed over" not in text] == []
