"""ZIP archives: every member that may be a credential."""

from __future__ import annotations

import io
import zipfile
import zlib

from verifier.codec.sniffing import may_be_credential
from verifier.errors import Malformed, Unsupported
from verifier.world import Fetch

NAME = "zip"
_MOST_MEMBERS = 500
_MAX_MEMBER = 8 * 1024 * 1024
_MAX_ALL = 32 * 1024 * 1024
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_INNER = (b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-")


def recognises(raw: bytes) -> bool:
    return raw.startswith(b"PK\x03\x04")


def unwrap(raw: bytes, fetch: Fetch) -> list[bytes]:  # noqa: ARG001
    """The members in the archive's order, what is plainly something else left out.

    Raises Malformed `structure.damaged`, `.too_many`, `.too_large`, `.not_a_credential`; Unsupported
    `structure.encrypted` where a password is needed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > _MOST_MEMBERS:
                raise Malformed("structure.too_many", {"limit": _MOST_MEMBERS})
            found = _read_all(archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        raise Malformed("structure.damaged", {"kind": NAME}) from error
    if not found:
        raise Malformed("structure.not_a_credential", {"kind": NAME})
    return found


def _read_all(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> list[bytes]:
    found: list[bytes] = []
    left = _MAX_ALL
    for each in members:
        if each.flag_bits & _ENCRYPTED:
            raise Unsupported("structure.encrypted", {"kind": NAME})
        if each.compress_type not in _METHODS:
            raise Unsupported("structure.unsupported", {"kind": NAME})
        with archive.open(each) as member:
            data = member.read(min(_MAX_MEMBER, left) + 1)
        left -= len(data)
        if left < 0 or len(data) > _MAX_MEMBER:
            raise Malformed("structure.too_large", {"kind": NAME, "limit": _MAX_MEMBER})
        if may_be_credential(data) or data.startswith(_INNER):
            found.append(data)
    return found
