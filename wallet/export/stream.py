"""A ZIP that is written piece by piece, as long as it may be: nothing of it waits in memory or on a disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

PIECE = 256 * 1024  # bytes that are handed on at once

Member = tuple[str, Iterable[bytes]]


class _Outlet:
    """What `zipfile` writes to; it cannot go back, so sizes stand behind each member (APPNOTE, section 4.3.9)."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._written)
        self._written.clear()
        return taken

    def __len__(self) -> int:
        return len(self._written)


def stream_archive(members: Iterable[Member], at: datetime) -> Iterator[bytes]:
    """The archive of `members` (name, bytes in pieces) in their order, each dated `at`."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # only written to
        for name, pieces in members:
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16  # for its owner alone, also where somebody unpacks it
            with archive.open(info, "w") as member:
                for piece in pieces:
                    member.write(piece)
                    if len(outlet) >= PIECE:
                        yield outlet.take()
    yield outlet.take()
