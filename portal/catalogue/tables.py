"""Reads the rows of a table as an office saves it: CSV, or a workbook of Excel, WPS or LibreOffice."""

from __future__ import annotations

import csv
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from portal.catalogue.patterns import BadDraft
from portal.catalogue.saying import say

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
TABLES = WORKBOOKS | {".csv"}


def rows_of(file: Path) -> list[dict[str, str]]:
    """Each row by the names in the first row; of a workbook, the rows of its first sheet. Raises BadDraft."""
    cells = _of_workbook(file) if file.suffix in WORKBOOKS else _of_text(file)
    filled = [row for row in cells if any(row)]
    if len(filled) < 2:
        raise BadDraft(say("the table has no rows"))
    return [dict(zip(filled[0], row, strict=False)) for row in filled[1:]]


def _of_text(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def _of_workbook(file: Path) -> list[list[str]]:
    try:
        with CalamineWorkbook.from_path(file) as book:
            rows = book.get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise BadDraft(
            say(
                "%(name)s cannot be read as a workbook; open it, save it anew without a password, and try again",
                name=file.name,
            )
        ) from error
    return [[_said(cell) for cell in row] for row in rows]


def _said(cell: object) -> str:
    """What a cell shows. A workbook keeps every number as a fraction."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
