"""Cells of a table that a spreadsheet opens: one line each, and nothing that it would compute."""

from __future__ import annotations

import unicodedata

_FORMULA = ("=", "+", "-", "@")  # what a spreadsheet takes for the beginning of a formula


def plain_cell(text: str) -> str:
    """One cell on one line, which stays one where a semicolon parts them, and which no spreadsheet computes."""
    line = " ".join(text.replace(";", ",").split())
    return f"'{line}" if unicodedata.normalize("NFKC", line).startswith(_FORMULA) else line
