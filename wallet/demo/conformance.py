"""What an issuer must not sign: Verifiable Credentials Data Model 2.0, as far as a careful issuer can know it.

A verifier has to live with what is signed; an issuer refuses more than that.
"""

from __future__ import annotations

import json
import re

from verifier.errors import Json, JsonObject, Malformed
from verifier.pipeline import verify_in
from verifier.plugins import all_formats
from verifier.policy import DEFAULT
from verifier.reading import read
from verifier.related import check_related
from verifier.visit import Visit
from verifier.world import World

_INDEX = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_ENTRIES = ("credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService", "relatedResource")


def check_issuable(document: JsonObject, world: World) -> None:
    """Raises Malformed or Invalid `structure.*` for what we do not sign, Unreachable for a context that is nowhere."""
    for name, value in document.items():
        if value is None or (name in _ENTRIES and value == []):
            raise _malformed("a value is missing", f"/{name}")
    raw = json.dumps(document, ensure_ascii=False).encode()
    credential = read(raw)
    own = next(each for each in all_formats() if credential.format == each.NAME)
    if credential.is_presentation or own.NAME != "vc_jsonld":
        raise Malformed("structure.not_a_credential")
    visit = Visit(world, DEFAULT, verify_in)
    own.check_structure(credential, visit)
    check_related(credential, visit)
    for each in _objects(document.get("credentialStatus"), "/credentialStatus"):
        _check_status(each)
    for each in _objects(document.get("credentialSchema"), "/credentialSchema"):
        if "id" not in each:
            raise _malformed("a schema has no address", "/credentialSchema/id")
    issuer = document.get("issuer")
    for path, named in (("", document), ("/issuer", issuer if isinstance(issuer, dict) else {})):
        for name in ("name", "description"):
            for text in _each(named.get(name)):
                _check_text(text, f"{path}/{name}")


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
