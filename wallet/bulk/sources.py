"""What came in one go, taken apart: links and files, each to be checked by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from verifier.codec.archives import BEGINNING, read_archive
from verifier.codec.receipts import is_receipt
from verifier.codec.sniffing import may_be_credential
from verifier.codec.wallet_archives import read_credentials
from verifier.errors import VerifierError
from wallet.service import Problem

MOST = 500
_LINKS = ("https://", "http://")
_LINES = (".jsonl", ".ndjson")
_INSIDE = (BEGINNING, b"%PDF-")
_LONGEST = 200  # characters of a name


@dataclass(frozen=True)
class Source:
    """One thing to check: a link, or bytes; `name` is what it is called in the table (of a link without its key)."""

    name: str
    link: str = field(default="", repr=False)
    raw: bytes = field(default=b"", repr=False)


def read_sources(typed: str, files: Iterable[tuple[str, bytes]]) -> list[Source]:
    """Every link and every file, archives and lists of lines taken apart.

    Raises Problem `bulk.empty`, `bulk.too_many`.
    """
    found = list(islice(_all(typed, files), MOST + 1))
    if not found:
        raise Problem("bulk.empty")
    if len(found) > MOST:
        raise Problem("bulk.too_many")
    return found


def _all(typed: str, files: Iterable[tuple[str, bytes]]) -> Iterator[Source]:
    text = typed.strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and all(line.startswith(_LINKS) for line in lines):
        yield from (_link(line) for line in lines)
    elif text:
        yield from _pieces("", text.encode("utf-8", "surrogatepass"))
    for name, raw in files:
        yield from _pieces(name, raw)


def _pieces(name: str, raw: bytes) -> Iterator[Source]:
    if raw.startswith(BEGINNING) and not is_receipt(raw):
        members = _members(raw)
        if members:
            yield from (Source(f"{name} › {inner}"[:_LONGEST], raw=data) for inner, data in members)
            return
    lines = _lines(name, raw)
    if len(lines) > 1:
        for number, line in enumerate(lines, 1):
            if line.startswith(tuple(each.encode() for each in _LINKS)):
                yield _link(line.decode("utf-8", "replace"))
            else:
                yield Source(f"{name} · {number}".strip(" ·")[:_LONGEST], raw=line)
    elif raw.strip():
        yield Source(name[:_LONGEST], raw=raw)


def _members(raw: bytes) -> list[tuple[str, bytes]]:
    """What is in an archive and may be a credential; nothing where it cannot be read: then it is checked as it is."""
    try:
        listed = read_credentials(raw, "zip")
        if listed is not None:
            return listed
        return [
            (name, data)
            for name, data in read_archive(raw, "zip")
            if may_be_credential(data) or data.startswith(_INSIDE)
        ]
    except VerifierError:
        return []


def _lines(name: str, raw: bytes) -> list[bytes]:
    """The lines of a list with one thing on each, whether its name says so or it looks like one."""
    lines = [each.strip() for each in islice(raw.split(b"\n"), 100_000) if each.strip()]
    if name.casefold().endswith(_LINES):
        return lines
    starts = (b"{", b"ey", *(each.encode() for each in _LINKS))
    whole = all(each.startswith(starts) and (not each.startswith(b"{") or each.endswith(b"}")) for each in lines)
    return lines if whole else []


def _link(link: str) -> Source:
    return Source(link.partition("#")[0][:_LONGEST], link=link)
