"""What an issuer must not sign: Verifiable Credentials Data Model 2.0, as far as a careful issuer can know it.

A verifier has to live with what is signed; an issuer refuses more than that.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator

from verifier.codec.multibase import encode_base58, encode_base64url
from verifier.contexts import bundled
from verifier.errors import Json, JsonObject, Malformed
from verifier.pipeline import verify_in
from verifier.plugins import all_formats
from verifier.policy import DEFAULT
from verifier.reading import read
from verifier.visit import Visit
from verifier.world import World

V2 = "https://www.w3.org/ns/credentials/v2"
# SHA-256 of earlier texts under the same address, which official fixtures still name.
_EARLIER = {V2: ("24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9",)}
_DIGESTS = ("digestSRI", "digestMultibase")
_INDEX = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_ENTRIES = ("credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService", "relatedResource")
_MULTIHASH = b"\x12\x20"  # SHA-256, 32 bytes


def check_issuable(document: JsonObject, world: World) -> None:
    """Raises Malformed `structure.*` for what we do not sign, Unreachable for a context that is nowhere."""
    for name, value in document.items():
        if value is None or (name in _ENTRIES and value == []):
            raise _malformed("a value is missing", f"/{name}")
    raw = json.dumps(document, ensure_ascii=False).encode()
    credential = read(raw)
    own = next(each for each in all_formats() if credential.format == each.NAME)
    if credential.is_presentation or own.NAME != "vc_jsonld":
        raise Malformed("structure.not_a_credential")
    own.check_structure(credential, Visit(world, DEFAULT, verify_in))
    for each in _objects(document.get("credentialStatus"), "/credentialStatus"):
        _check_status(each)
    _check_resources(document.get("relatedResource"))
    for name in ("name", "description"):
        for text in _each(document.get(name)):
            _check_text(text, f"/{name}")


def _check_status(entry: JsonObject) -> None:
    """Bitstring Status List 1.0, section 2.1."""
    if entry.get("type") not in ("BitstringStatusListEntry", ["BitstringStatusListEntry"]):
        return
    index, url = entry.get("statusListIndex"), entry.get("statusListCredential")
    if not isinstance(entry.get("statusPurpose"), str) or not entry["statusPurpose"]:
        raise _malformed("a status entry says nothing about its purpose", "/credentialStatus/statusPurpose")
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise _malformed("a place in a list is a whole number as text", "/credentialStatus/statusListIndex")
    if not isinstance(url, str) or not url.startswith(("https://", "http://", "data:")):
        raise _malformed("a status list has no address", "/credentialStatus/statusListCredential")


def _check_resources(value: Json) -> None:
    """Verifiable Credentials Data Model 2.0, section 5.3; digests only of what we have."""
    seen: set[str] = set()
    for each in _objects(value, "/relatedResource"):
        identifier = each.get("id")
        if not isinstance(identifier, str) or ":" not in identifier or identifier in seen:
            raise _malformed("a resource needs an identifier of its own", "/relatedResource/id")
        seen.add(identifier)
        digests = [each[name] for name in _DIGESTS if name in each]
        if not digests or not all(isinstance(digest, str) and digest for digest in digests):
            raise _malformed("a resource needs a digest", "/relatedResource/digestSRI")
        known = set(_known_digests(identifier))
        if known and not known.issuperset(str(digest) for digest in digests):
            raise _malformed("a digest is not that of the resource", "/relatedResource/digestSRI")


def _known_digests(url: str) -> Iterator[str]:
    """Every way to write the digests of the texts that are known under an address; none for an unknown one."""
    body = bundled(url)
    if body is None:
        return
    sums = [(name, hashlib.new(name, body).digest()) for name in ("sha256", "sha384", "sha512")]
    sums += [("sha256", bytes.fromhex(each)) for each in _EARLIER.get(url, ())]
    for name, digest in sums:
        yield f"{name}-{base64.b64encode(digest).decode()}"
        yield f"{name}-{digest.hex()}"
        if name == "sha256":
            for data in (_MULTIHASH + digest, digest):
                yield f"u{encode_base64url(data)}"
                yield f"z{encode_base58(data)}"


def _check_text(value: Json, path: str) -> None:
    """Section 11.1: plain text, or an object with its language and direction and nothing else."""
    if isinstance(value, str):
        return
    if not isinstance(value, dict) or not isinstance(value.get("@value"), str):
        raise _malformed("it is no text", path)
    if not value.keys() <= {"@value", "@language", "@direction"}:
        raise _malformed("a text has more to it than language and direction", path)


def _each(value: Json) -> list[Json]:
    if isinstance(value, list):
        return list(value)
    return [] if value is None else [value]


def _objects(value: Json, path: str) -> list[JsonObject]:
    entries = _each(value)
    objects = [each for each in entries if isinstance(each, dict)]
    if len(objects) != len(entries):
        raise _malformed("an entry is no object", path)
    return objects


def _malformed(reason: str, path: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": reason, "path": path})
