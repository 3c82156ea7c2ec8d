"""Printed sheets: four pages for forty; what people are called prints itself, and a sheet ends in time."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from shared import printing
from shared.errors import Unavailable

SLIPS = Path(__file__).parents[3] / "services/accounts/sheets/slips.typ"
HOSTILE = [
    '#read("slips.typ")', "#while true {}", '#eval("1+1")', "$x$ *bold* _it_ = head", "\\ ] } ) #", "<script>", "@x",
    '#image("/etc/passwd")', "'\"`", "林梅（女）", "Ó Briain", "#sys.inputs", "// no", "/* no */", "https://x.example",
]  # fmt: skip


def data(names: list[str]) -> dict[str, Any]:
    words = {
        "number": "Student number",
        "code": "One-time code",
        "how": "Scan this.",
        "until": "until Friday",
    }
    rows = [
        {
            "name": name,
            "number": f"2026{n:04}",
            "programme": name,
            "code": "AAAA-BBBB-CCCC",
            "qr": printing.qr(f"x{n}"),
        }
        for n, name in enumerate(names)
    ]
    return {
        "school": "青澜职业技术学院",
        "words": words,
        "slips": rows,
        "font": "Noto Sans CJK SC",
        "lang": "zh",
    }


def pages(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_forty_slips_are_four_pages() -> None:
    found = pages(printing.sheet(SLIPS, data([f"学生{n}" for n in range(40)])))
    assert len(found) == 4
    assert [text.count("AAAA-BBBB-CCCC") for text in found] == [10, 10, 10, 10]
    assert "学生39" in found[3]
    assert "20260039" in found[3]


def test_what_users_wrote_prints_itself() -> None:
    found = "".join(pages(printing.sheet(SLIPS, data(HOSTILE))))
    for text in HOSTILE:
        assert "".join(text.split()) in found, f"{text} does not print itself"


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "bad.typ").write_text('#read("../secret.txt")')
    with pytest.raises(Unavailable):
        printing.sheet(folder / "bad.typ", {})


def test_a_sheet_that_never_ends_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "endless.typ").write_text("#let f(x) = f(x + 1)\n#while true { let y = range(1000) }")
    with pytest.raises(Unavailable):
        printing.sheet(tmp_path / "endless.typ", {}, limit=2.0)
