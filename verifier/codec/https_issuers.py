"""Issuers that are https addresses, and the JWK sets that they publish (RFC 7517, section 5)."""

from __future__ import annotations

import re

from verifier.codec.controllers import ControllerDocument, VerificationMethod
from verifier.codec.keys import read_jwk
from verifier.errors import Json, Malformed, VerifierError

_ADDRESS = re.compile(
    r"https://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)(?P<path>(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*)"
)
_LONGEST = 2000
_MOST_KEYS = 200


def is_https_issuer(identifier: str) -> bool:
    """Whether it is an https address of host, port and path alone: no user, query or fragment."""
    return len(identifier) <= _LONGEST and _ADDRESS.fullmatch(identifier) is not None


def name_of(identifier: str) -> str:
    """What control of the address proves: host, port and path; on a host of many, only the path is the issuer's."""
    return identifier.removeprefix("https://").rstrip("/")


def well_known(identifier: str, suffix: str) -> str:
    """The address of a well-known document: inserted between host and path (RFC 8615 as SD-JWT VC has it)."""
    parts = _ADDRESS.fullmatch(identifier)
    if parts is None:
        raise Malformed("key.malformed", {"reason": "not an https address", "issuer": identifier[:200]})
    return f"https://{parts['host']}/.well-known/{suffix}{parts['path'].rstrip('/')}"


def read_jwk_set(document: Json, issuer: str) -> ControllerDocument:
    """The keys of a JWK set as those with which `issuer` issues: `<issuer>#<kid>`, without a kid `#<thumbprint>`.

    Raises Malformed `key.malformed` where it is no JWK set; a single odd key only lands in `unusable`.
    """
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or len(keys) > _MOST_KEYS:
        raise Malformed("key.malformed", {"reason": "no set of keys", "issuer": issuer[:200]})
    methods: dict[str, VerificationMethod] = {}
    unusable: dict[str, VerifierError] = {}
    for number, each in enumerate(keys):
        entry = each if isinstance(each, dict) else {}
        kid = entry.get("kid")
        try:
            key = read_jwk(entry)
        except VerifierError as error:
            unusable[_id(issuer, str(kid if kid is not None else number))] = error
            continue
        name = _id(issuer, kid if isinstance(kid, str) and _id(issuer, kid) not in methods else key.thumbprint)
        methods[name] = VerificationMethod(name, issuer, key)
    named = frozenset({*methods, *unusable})
    return ControllerDocument(issuer, methods, {"assertionMethod": named}, unusable)


def _id(issuer: str, kid: str) -> str:
    return kid if "#" in kid and not kid.startswith("#") else f"{issuer}#{kid.removeprefix('#')}"
