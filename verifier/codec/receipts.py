"""Verification receipts as files: a ZIP with what a service says it checked, signed, and every byte that this rests on.

    receipt.json    what was checked when, under which policy, what was found, what was fetched (see `verifier.receipt`)
    receipt.jws     a signature over those bytes: JWS (RFC 7515), compact, its payload detached
    files/<sha256>  each file that receipt.json names, under its own digest

`receipt.json` comes first, which is how such an archive is told from others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from verifier.codec.archives import first_name, read_archive, write_archive
from verifier.codec.jose import Jws, read_compact, sign_compact
from verifier.codec.json_text import read_json
from verifier.codec.keys import PrivateKey
from verifier.errors import Json, JsonObject, Malformed

KIND = "receipt"
TYPE = "VerificationReceipt"
MEDIA_TYPE = "verification-receipt+json"  # `typ` of the signature: a key's other signatures are no receipts
_STATEMENT, _SIGNATURE, _FILES = "receipt.json", "receipt.jws", "files/"


@dataclass(frozen=True)
class Receipt:
    """A receipt as it was read; nothing about it is proved. `files` are by their digest, which fits."""

    statement: JsonObject
    signature: Jws
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def checked(self) -> list[JsonObject]:
        """What was checked, one entry for each thing."""
        return objects(self.statement.get("checked"))


def is_receipt(raw: bytes) -> bool:
    """Whether an archive says that it is a receipt."""
    return first_name(raw) == _STATEMENT.encode()


def read_receipt(raw: bytes) -> Receipt:
    """The receipt that `raw` is.

    Raises Malformed `structure.damaged`, `.too_many`, `.too_large` and what reading JSON raises;
    `structure.receipt_file` where a file is missing, is not the one that is named, or is named by nothing;
    `proof.malformed`, `proof.encoding` for the signature.
    """
    members = read_archive(raw, KIND)
    named = dict(members)
    if len(named) != len(members) or _STATEMENT not in named or _SIGNATURE not in named:
        raise Malformed("structure.damaged", {"kind": KIND})
    statement = read_json(named.pop(_STATEMENT))
    if not isinstance(statement, dict) or statement.get("type") != TYPE or statement.get("version") != 1:
        raise Malformed("structure.damaged", {"kind": KIND})
    signature = named.pop(_SIGNATURE).decode("ascii", "replace").strip()
    files = {name.removeprefix(_FILES): data for name, data in named.items()}
    for digest in files.keys() ^ set(_named_files(statement)):
        raise Malformed("structure.receipt_file", {"sha256": digest[:80]})
    for digest, data in files.items():
        if hashlib.sha256(data).hexdigest() != digest:
            raise Malformed("structure.receipt_file", {"sha256": digest[:80]})
    return Receipt(statement, read_compact(signature, detached=dict(members)[_STATEMENT]), files)


def write_receipt(statement: bytes, files: Iterable[bytes], method: str, key: PrivateKey) -> bytes:
    """The archive of a receipt whose `statement` (JSON) the Ed25519 `key` of the verification `method` signs."""
    signature = sign_compact({"kid": method, "typ": MEDIA_TYPE}, statement, key, "EdDSA", detached=True)
    found = {hashlib.sha256(each).hexdigest(): each for each in files}
    members = {_FILES + digest: found[digest] for digest in sorted(found)}
    return write_archive({_STATEMENT: statement, _SIGNATURE: signature.encode(), **members})


def objects(value: Json) -> list[JsonObject]:
    """The objects of a list; nothing for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _named_files(statement: JsonObject) -> Iterator[str]:
    for checked in objects(statement.get("checked")):
        answers = objects(checked.get("answers")) + objects(checked.get("kept"))
        anchors = checked.get("anchors")
        named: list[Json] = [checked.get("sha256"), *(each.get("sha256") for each in answers)]
        named += anchors if isinstance(anchors, list) else []
        yield from (each for each in named if isinstance(each, str))
