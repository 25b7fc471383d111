"""A wallet's archive as a file: a ZIP that begins with `index.json`, which says which of its members are credentials.

What else is in it (reports, keys, who opened a link) is the learner's, and is none: nobody has to guess.
"""

from __future__ import annotations

from verifier.codec.archives import first_name, read_archive
from verifier.codec.json_text import read_json
from verifier.errors import Json, VerifierError

INDEX = "index.json"
TYPE = "WalletArchive"


def read_credentials(raw: bytes, kind: str) -> list[tuple[str, bytes]] | None:
    """(name, bytes) of each member that the index calls a credential, in the archive's order; None for what is no
    archive of a wallet.

    Raises as `read_archive`, for these members alone.
    """
    if first_name(raw) != INDEX.encode():
        return None
    try:
        members = read_archive(raw, kind, frozenset({INDEX}))
        index = read_json(members[0][1]) if members else None
    except VerifierError:
        return None
    if not isinstance(index, dict) or index.get("type") != TYPE:
        return None
    return read_archive(raw, kind, frozenset(_names(index.get("credentials"))))


def _names(entries: Json) -> list[str]:
    found = [each.get("file") for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    return [each for each in found if isinstance(each, str)]
