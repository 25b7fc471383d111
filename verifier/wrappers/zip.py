"""ZIP archives: every member that may be a credential; of a wallet's archive those that it says are.

A verification receipt is one thing, and none of this.
"""

from __future__ import annotations

from verifier.codec import archives, receipts, wallet_archives
from verifier.codec.sniffing import may_be_credential
from verifier.errors import Malformed
from verifier.world import Fetch

NAME = "zip"
_INNER = (archives.BEGINNING, b"\x1f\x8b\x08", b"%PDF-")


def recognises(raw: bytes) -> bool:
    return raw.startswith(archives.BEGINNING) and not receipts.is_receipt(raw)


def unwrap(raw: bytes, fetch: Fetch) -> list[bytes]:  # noqa: ARG001  (as every wrapper is asked)
    """The members in the archive's order, what is plainly something else left out.

    Raises Malformed `structure.damaged`, `.too_many`, `.too_large`, `.not_a_credential`; Unsupported
    `structure.encrypted` where a password is needed.
    """
    listed = wallet_archives.read_credentials(raw, NAME)
    found = [data for _, data in listed] if listed is not None else _likely(raw)
    if not found:
        raise Malformed("structure.not_a_credential", {"kind": NAME})
    return found


def _likely(raw: bytes) -> list[bytes]:
    members = (data for _, data in archives.read_archive(raw, NAME))
    return [each for each in members if may_be_credential(each) or each.startswith(_INNER)]
