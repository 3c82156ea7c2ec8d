"""Tables for spreadsheet programs: the one writer of CSV, whose cells are never formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

# a cell that begins with one of these is computed by Excel, LibreOffice or WPS, the full-width forms included
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"
"""Without it Excel reads Chinese as Latin letters."""


def cell(value: object) -> str:
    """``value`` as text that stays text. Numbers stay numbers.

    >>> cell("=1+1"), cell(" ＝A1"), cell(-3), cell(None)
    ("'=1+1", "' ＝A1", '-3', '')
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip(" \u3000").startswith(_FORMULA) else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole file in UTF-8 with its mark, lines ended as RFC 4180 says."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(column) for column in columns])
    writer.writerows([cell(value) for value in row] for row in rows)
    return BOM + out.getvalue()
