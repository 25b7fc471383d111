"""What an issuer of Open Badges 2.0 publishes about itself: whose badges are its own, and with which keys it signs."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from verifier.codec.keys import PublicKey, read_public_der
from verifier.errors import Json, JsonObject, Malformed

_MOST_SCOPES = 100
_LONGEST_PEM = 20_000
_PORTS = {"https": 443, "http": 80}


def allows(profile: JsonObject, address: str) -> bool:
    """Whether a hosted assertion at `address` is one of the issuer's (Open Badges 2.0, VerificationObject).

    `startsWith` and `allowedOrigins` of the profile's `verification` count where they are there; else it has to be on
    the profile's own host.
    """
    rules = profile.get("verification")
    starts = _texts(rules.get("startsWith")) if isinstance(rules, dict) else []
    origins = _texts(rules.get("allowedOrigins")) if isinstance(rules, dict) else []
    host = _host(address)
    if not host or (starts and not any(_begins(address, each) for each in starts)):
        return False
    if origins:
        return any(host == (_host(each) or each.lower()) for each in origins)
    return bool(starts) or host == _host(profile.get("id"))


def _begins(address: str, start: str) -> bool:
    """A beginning counts up to a whole host: `https://a.example` says nothing about `https://a.example.org`."""
    return address.startswith(start) and _host(start) == _host(address)


def _host(address: Json) -> str:
    """The host, with its port where that is not the scheme's own; empty for what is no http or https URL."""
    if not isinstance(address, str) or re.search(r"[\s\\]", address):
        return ""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return ""
    return parts.hostname if port in (None, _PORTS[parts.scheme]) else f"{parts.hostname}:{port}"


def proved_name(addresses: list[str]) -> str | None:
    """The first address without its scheme, which is what https proves; None where one of them is http."""
    if not all(each.lower().startswith("https://") for each in addresses):
        return None
    return addresses[0][len("https://") :].partition("?")[0].partition("#")[0].rstrip("/")


def listed_keys(profile: JsonObject) -> dict[str, JsonObject | None]:
    """The keys that a profile's `publicKey` names: id -> the key where it stands there itself, else None."""
    value = profile.get("publicKey")
    keys: dict[str, JsonObject | None] = {}
    for each in (value if isinstance(value, list) else [value])[:_MOST_SCOPES]:
        if isinstance(each, str):
            keys.setdefault(each, None)
        elif isinstance(each, dict) and isinstance(each.get("id"), str):
            keys[str(each["id"])] = each if "publicKeyPem" in each else None
    return keys


def read_key(document: JsonObject, identifier: str) -> PublicKey:
    """The key of the CryptographicKey called `identifier`. Raises Malformed `key.malformed`, Unsupported
    `key.unsupported`."""
    pem = document.get("publicKeyPem")
    if document.get("id", identifier) != identifier or not isinstance(pem, str) or len(pem) > _LONGEST_PEM:
        raise _malformed("no key in the document")
    return read_pem(pem)


def read_pem(pem: str) -> PublicKey:
    """A public key in PEM. Raises Malformed `key.malformed`, Unsupported `key.unsupported`."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _malformed("not a public key") from error
    return read_public_der(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _texts(value: Json) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [each for each in entries if isinstance(each, str) and each][:_MOST_SCOPES]


def _malformed(reason: str) -> Malformed:
    return Malformed("key.malformed", {"reason": reason})
