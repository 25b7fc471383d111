"""A table of a register (CSV, RFC 4180) as untrusted bytes: read row by row, bounded in lines, bytes and cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from verifier.errors import Malformed

MOST_LINES = 2_000_000
LARGEST = 1024 * 1024 * 1024  # bytes; never more than a row of them is held
LONGEST_LINE = 256 * 1024  # bytes; a cell has half of it at most


class Table:
    """The columns that the first row names, and the rows below it, which can be read once.

    Reading raises Malformed: `register.malformed` (not UTF-8, no CSV), `register.columns`, `register.row`,
    `register.too_large`.
    """

    def __init__(self, file: BinaryIO, source: str) -> None:
        self.source = source
        self._reader = csv.reader(self._lines(file), strict=True)
        self.columns = tuple(each.strip() for each in next(self._cells(), []))

    def rows(self, needed: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
        """The needed columns of each row, each of which the table has to have exactly once."""
        odd = [each for each in needed if self.columns.count(each) != 1]
        if odd:
            raise Malformed("register.columns", {"source": self.source, "columns": ", ".join(odd)})
        places = {name: self.columns.index(name) for name in needed}
        for cells in self._cells():
            if len(cells) != len(self.columns):
                raise Malformed("register.row", {"source": self.source, "number": self._reader.line_num})
            yield {name: cells[place] for name, place in places.items()}

    def _cells(self) -> Iterator[list[str]]:
        try:
            yield from filter(None, self._reader)
        except (csv.Error, UnicodeDecodeError) as error:
            raise Malformed("register.malformed", {"source": self.source, "because": str(error)[:120]}) from error

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        lines = read = 0
        while line := file.readline(LONGEST_LINE + 1):
            lines, read = lines + 1, read + len(line)
            if len(line) > LONGEST_LINE or read > LARGEST or lines > MOST_LINES:
                raise Malformed("register.too_large", {"source": self.source})
            yield line.decode("utf-8-sig" if lines == 1 else "utf-8")
