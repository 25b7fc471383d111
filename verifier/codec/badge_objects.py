"""The objects of Open Badges 2.0 (IMS Global, section 4): which properties they must have, and of what kind.

Pure functions over untrusted JSON. All raise Malformed `structure.malformed` with a reason and a path, or
`structure.date`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from verifier.codec.moments import read_moment
from verifier.errors import Json, JsonObject, Malformed

CONTEXTS = frozenset({"https://w3id.org/openbadges/v2", "https://purl.imsglobal.org/spec/ob/v2p0/context.json"})
HOSTED = frozenset({"hosted", "HostedBadge"})
SIGNED = frozenset({"signed", "SignedBadge"})
_MOST = 100  # entries of one list
_ADDRESS = re.compile(r"https?://[^\s/?#@<>\"\\]+(?:[/?#][^\s<>\"\\]*)?", re.IGNORECASE)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"\\]+|_:[A-Za-z0-9_.-]+")
_HASH = re.compile(r"(?:sha256\$[0-9a-f]{64}|md5\$[0-9a-f]{32}|sha512\$[0-9a-f]{128})", re.IGNORECASE)


def types_of(entry: Json) -> list[str]:
    """The types of an object, one or many."""
    value = entry.get("type", entry.get("@type")) if isinstance(entry, dict) else None
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def is_address(value: Json) -> bool:
    """Whether it is an http or https URL that can be asked for."""
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None


def check_assertion(document: JsonObject) -> None:
    """Section 4.1, and what it carries of the badge and its issuer."""
    contexts = _list(document.get("@context"))
    if not any(isinstance(each, dict) or (isinstance(each, str) and each in CONTEXTS) for each in contexts):
        raise _malformed("the context is not that of Open Badges", "/@context")
    if "Assertion" not in types_of(document):
        raise _malformed("the type Assertion is missing", "/type")
    kinds = set(types_of(document.get("verification", document.get("verify"))))
    if kinds.isdisjoint(HOSTED | SIGNED):
        raise _malformed("it does not say how it is verified", "/verification")
    _require(document, "", {"id": is_address if kinds & HOSTED else _is_iri, "badge": _is_object_or_iri})
    _check_recipient(document.get("recipient"))
    if "issuedOn" not in document:
        raise _malformed("the date of issuing is missing", "/issuedOn")
    for name in ("issuedOn", "expires"):
        if name in document:
            read_moment(document[name])
    if "revoked" in document and not isinstance(document["revoked"], bool):
        raise _malformed("a property is of the wrong kind", "/revoked")
    _check_linked(document, "", ("evidence", "image"))
    _check_extensions(document, "")
    badge = document.get("badge")
    if isinstance(badge, dict):
        check_badge(badge, "/badge")


def check_badge(badge: JsonObject, path: str = "") -> None:
    """Section 4.2."""
    if "BadgeClass" not in types_of(badge):
        raise _malformed("the type BadgeClass is missing", f"{path}/type")
    _require(badge, path, {"id": _is_iri, "name": _is_text, "description": _is_text, "issuer": _is_object_or_iri})
    criteria = badge.get("criteria")
    if not (_is_iri(criteria) or (isinstance(criteria, dict) and ("narrative" in criteria or "id" in criteria))):
        raise _malformed("a property is missing or of the wrong kind", f"{path}/criteria")
    for number, each in enumerate(_list(badge.get("alignment"))[:_MOST]):
        place = f"{path}/alignment/{number}"
        if not isinstance(each, dict):
            raise _malformed("a property is of the wrong kind", place)
        _require(each, place, {"targetName": _is_text, "targetUrl": _is_iri})
    if not all(isinstance(each, str) for each in _list(badge.get("tags"))):
        raise _malformed("a property is of the wrong kind", f"{path}/tags")
    _check_linked(badge, path, ("image",))
    _check_extensions(badge, path)
    issuer = badge.get("issuer")
    if isinstance(issuer, dict):
        check_profile(issuer, f"{path}/issuer")


def check_profile(profile: JsonObject, path: str = "") -> None:
    """Section 4.3, for an issuer."""
    if {"Issuer", "Profile"}.isdisjoint(types_of(profile)):
        raise _malformed("the issuer is no Profile", f"{path}/type")
    _require(profile, path, {"id": _is_iri, "name": _is_text})
    if "url" in profile and not _is_iri(profile["url"]):
        raise _malformed("a property is of the wrong kind", f"{path}/url")
    _check_extensions(profile, path)


def _check_recipient(recipient: Json) -> None:
    """Section 4.4: an IdentityObject."""
    if not isinstance(recipient, dict) or not types_of(recipient):
        raise _malformed("the recipient is missing or has no type", "/recipient")
    identity, hashed = recipient.get("identity"), recipient.get("hashed")
    if not isinstance(identity, str) or not identity or not isinstance(hashed, bool):
        raise _malformed("the recipient is not identified", "/recipient/identity")
    if hashed and not _HASH.fullmatch(identity):
        raise _malformed("the recipient's hash is none", "/recipient/identity")
    if "salt" in recipient and not isinstance(recipient["salt"], str):
        raise _malformed("a property is of the wrong kind", "/recipient/salt")


def _check_linked(holder: JsonObject, path: str, names: tuple[str, ...]) -> None:
    """Addresses, or objects about what lies there."""
    for name in names:
        entries = _list(holder.get(name))
        if len(entries) > _MOST:
            raise _malformed("too many entries", f"{path}/{name}")
        for each in entries:
            if not (_is_iri(each) or (isinstance(each, dict) and ("id" not in each or _is_iri(each["id"])))):
                raise _malformed("a property is of the wrong kind", f"{path}/{name}")


def _check_extensions(holder: JsonObject, path: str) -> None:
    """Section 4.8: an extension is an object that says so, in a context and with a type of its own."""
    for name, value in holder.items():
        if not name.startswith("extensions:"):
            continue
        for each in _list(value):
            if not isinstance(each, dict) or "Extension" not in types_of(each) or "@context" not in each:
                raise _malformed("an extension is not described", f"{path}/{name[:80]}")


def _require(holder: JsonObject, path: str, needed: dict[str, Callable[[Json], bool]]) -> None:
    for name, is_right in needed.items():
        if not is_right(holder.get(name)):
            raise _malformed("a property is missing or of the wrong kind", f"{path}/{name}")


def _is_iri(value: Json) -> bool:
    return isinstance(value, str) and _IRI.fullmatch(value) is not None


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_object_or_iri(value: Json) -> bool:
    return isinstance(value, dict) or _is_iri(value)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _malformed(reason: str, path: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": reason, "path": path})
