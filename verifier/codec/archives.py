"""ZIP archives with limits: what an archive says of itself is not believed before it is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Set

from verifier.errors import Malformed, Unsupported

BEGINNING = b"PK\x03\x04"
_MOST_MEMBERS = 500
_MAX_MEMBER = 8 * 1024 * 1024
_MAX_ALL = 32 * 1024 * 1024
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_NAME_LENGTH = slice(26, 28)  # of the first member's header, whose name begins at 30
_NAME_START = 30


def read_archive(raw: bytes, kind: str, only: Set[str] | None = None) -> list[tuple[str, bytes]]:
    """(name, bytes) of each member, or of each with a name that is in `only`, in the archive's order; no folders.

    Raises Malformed `structure.damaged`, `.too_many`, `.too_large`; Unsupported `structure.encrypted` where a password
    is needed, `structure.unsupported` for other ways to pack; all with the `kind`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [
                each for each in archive.infolist() if not each.is_dir() and (only is None or each.filename in only)
            ]
            if len(members) > _MOST_MEMBERS:
                raise Malformed("structure.too_many", {"limit": _MOST_MEMBERS})
            return _read_all(archive, members, kind)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        raise Malformed("structure.damaged", {"kind": kind}) from error


def first_name(raw: bytes) -> bytes:
    """The name of the member that an archive begins with; empty for what is no archive (APPNOTE, section 4.3.7)."""
    if not raw.startswith(BEGINNING):
        return b""
    return raw[_NAME_START : _NAME_START + int.from_bytes(raw[_NAME_LENGTH], "little")]


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """An archive of `members` in their order; the same members make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _read_all(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], kind: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    left = _MAX_ALL
    for each in members:
        if each.flag_bits & _ENCRYPTED:
            raise Unsupported("structure.encrypted", {"kind": kind})
        if each.compress_type not in _METHODS:
            raise Unsupported("structure.unsupported", {"kind": kind})
        with archive.open(each) as member:
            data = member.read(min(_MAX_MEMBER, left) + 1)
        left -= len(data)
        if left < 0 or len(data) > _MAX_MEMBER:
            raise Malformed("structure.too_large", {"kind": kind, "limit": _MAX_MEMBER})
        found.append((each.filename, data))
    return found
