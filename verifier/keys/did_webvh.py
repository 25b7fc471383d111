"""did:webvh: keys at an address under a domain, with a log that proves every version of them (did:webvh 1.0).

The version of the moment of the verification counts. What earlier ones named and it does not is `former`: shown to have
been the issuer's, and no longer. A version that a signature asks for (`?versionId=`, `?versionTime=`,
`?versionNumber=`) can only narrow that: whoever stole an old key would ask for its version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import unquote

from verifier.codec.controllers import PURPOSES, ControllerDocument, combine, read_controller_document
from verifier.codec.did_domains import domain_of, folder_of
from verifier.codec.moments import read_moment
from verifier.codec.webvh import Version, check_witnesses, read_log, scid_of
from verifier.context import Context
from verifier.errors import Malformed, Unreachable

NAME = "did:webvh"
_PREFIX = "did:webvh:"
_SCID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{46}")
_ADDRESS_OF_NUMBERS = re.compile(r"https://(?:[^/:]*\.)?[0-9][^./:]*[/:]")
_CODE = "key.unreachable"


def handles(identifier: str) -> bool:
    return identifier.startswith(_PREFIX)


def resolve_controller(identifier: str, context: Context) -> ControllerDocument:
    """The document that the log at the identifier's address has for the moment of the verification.

    Raises Malformed `key.malformed` for an identifier that is no did:webvh, Unsupported `key.unsupported` for a log of
    another version, Unreachable `key.unreachable` where the address gives no log that holds.
    """
    did, _, query = identifier.partition("?")
    folder = _folder(did)
    body = context.fetch(f"{folder}/did.jsonl", code=_CODE, accept="text/jsonl, application/jsonl, application/json")
    try:
        versions = read_log(body, str(scid_of(did)), context.at)
        if any(version.witnesses for version in versions):
            proofs = context.fetch(f"{folder}/did-witness.json", code=_CODE, accept="application/json")
            check_witnesses(versions, proofs, context.at)
        return _document(did, versions, context.at, query)
    except Malformed as error:
        facts = {"reason": "no usable document", "url": f"{folder}/did.jsonl", **error.facts}
        raise Unreachable(_CODE, facts) from error


def proved_name(identifier: str) -> str:
    """The domain with its port and path. Domains that the identifier had before it moved prove nothing."""
    return domain_of(_parts(identifier.partition("?")[0]))


def _parts(did: str) -> str:
    return did.removeprefix(_PREFIX).partition(":")[2]


def _folder(did: str) -> str:
    folder = folder_of(_parts(did))
    if folder is None or not _SCID.fullmatch(scid_of(did) or "") or _ADDRESS_OF_NUMBERS.match(folder + "/"):
        raise Malformed("key.malformed", {"reason": "not a did:webvh", "issuer": did[:200]})
    return folder


def _document(did: str, versions: Sequence[Version], at: datetime, query: str) -> ControllerDocument:
    past = [version for version in versions if version.time <= at]
    if not past:
        raise Malformed("key.malformed", {"reason": "the log had not begun"})
    *earlier, current = [_read(did, version) for version in past]
    if past[-1].parameters.deactivated:
        earlier, current = [*earlier, current], ControllerDocument(did)
    elif past[-1].document["id"] != did:
        raise Malformed("key.malformed", {"reason": "the identifier moved", "to": str(past[-1].document["id"])[:300]})
    if query:
        current = _narrowed(current, _read(did, _asked_for(past, query)))
    return ControllerDocument(
        did, current.methods, current.purposes, current.unusable, combine(earlier[::-1]) if earlier else None
    )


def _read(did: str, version: Version) -> ControllerDocument:
    """The version's document; that of another identifier, before or after a move, says nothing of this one's keys."""
    if version.document["id"] != did:
        return ControllerDocument(did)
    return read_controller_document(version.document, did)


def _asked_for(past: Sequence[Version], query: str) -> Version:
    """The version that the query of a DID URL names. Raises Malformed `key.malformed`."""
    name, _, value = (unquote(part) for part in query.partition("="))
    found: list[Version] = []
    if name == "versionId":
        found = [version for version in past if version.id == value]
    elif name == "versionNumber":
        found = [version for version in past if version.id.partition("-")[0] == value]
    elif name == "versionTime":
        moment = read_moment(value, zone_required=True)
        found = [version for version in past if version.time <= moment]
    if not found:
        raise Malformed("key.malformed", {"reason": "no such version of the document"})
    return found[-1]


def _narrowed(current: ControllerDocument, asked: ControllerDocument) -> ControllerDocument:
    """What both versions name, with the same key."""
    same = {name for name, method in current.methods.items() if asked.methods.get(name) == method}
    purposes = {
        each: current.purposes.get(each, frozenset()) & asked.purposes.get(each, frozenset()) & same
        for each in PURPOSES
    }
    return ControllerDocument(current.id, current.methods, purposes, current.unusable)
