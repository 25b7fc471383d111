"""What an organisation signs under: an identifier at this service's address, or under a domain of its own.

Its key follows from the organisation's key, and so is nowhere without a member. Under a domain of its own the
organisation publishes the document that `did_document` gives; only then is it proved to be who it says.
"""

from __future__ import annotations

from urllib.parse import quote

from verifier.codec.did_domains import domain_of, folder_of
from verifier.codec.keys import PrivateKey
from verifier.errors import Json, JsonObject
from wallet.organisations.organisation import Public
from wallet.service import Problem
from wallet.signing import service_did
from wallet.vault.keys import derive

SUITE = "eddsa-rdfc-2022"
CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
_PREFIX = "did:web:"


def signing_key(organisation_key: bytes) -> PrivateKey:
    """The Ed25519 key that signs for the organisation."""
    return PrivateKey("Ed25519", derive(organisation_key, "decisions of an organisation"))


def hosted_did(public_url: str, organisation_id: str) -> str:
    """The identifier at this service's address (did:web Method, section 3.1)."""
    return f"{service_did(public_url)}:organisations:{organisation_id}"


def method_of(did: str, multikey: str) -> str:
    """The verification method of one of its keys."""
    return f"{did}#{multikey}"


def did_document(did: str, organisation: Public) -> JsonObject:
    """DID Core 1.0: every key of the organisation as Multikey (Controlled Identifiers 1.0, section 2.2.2) under `did`,
    which is where it is published, here or under its own domain."""
    methods: list[Json] = [
        {"id": method_of(did, each), "type": "Multikey", "controller": did, "publicKeyMultibase": each}
        for each in organisation.signing_keys
    ]
    return {
        "@context": [*CONTEXTS],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method_of(did, each) for each in organisation.signing_keys],
    }


def did_of_domain(text: str, public_url: str) -> str:
    """The did:web of a domain, with or without a path, as somebody types it: `school.example`, `https://school.example`.

    Raises Problem `organisation.domain`, also for this service's own address, which proves nobody but the service.
    """
    host, _, path = text.strip().removeprefix("https://").strip("/").partition("/")
    host = host.lower().removesuffix(":443")  # one address, one name
    did = _PREFIX + ":".join(quote(each, safe=".-_~") for each in (host, *(path.split("/") if path else ())))
    name = did.removeprefix(_PREFIX)
    if "." not in host or folder_of(name) is None or domain_of(name).split("/")[0] == _host_of(service_did(public_url)):
        raise Problem("organisation.domain", "domain")
    return did


def address_of_document(did: str) -> str:
    """Where the document of a did:web has to lie."""
    return f"{folder_of(did.removeprefix(_PREFIX))}/did.json"


def domain_in(did: str) -> str:
    """The domain, with its path, that a did:web is proved by."""
    return domain_of(did.removeprefix(_PREFIX)) if did else ""


def _host_of(did: str) -> str:
    return domain_in(did).split("/")[0]
