"""The service's own name and keys, as others see them: who vouches for a receipt, and where that can be looked up.

The name is the did:web of `PUBLIC_URL`'s host. Its keys follow from the signing seeds of the secrets file, so that they
lie outside the database; those that were replaced stay published, and what they signed still holds.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from verifier.codec.keys import PrivateKey, write_jwk
from verifier.errors import Json, JsonObject
from verifier.receipt import Signer
from wallet.service import Service
from wallet.vault.keys import derive


def service_did(public_url: str) -> str:
    """The service's identifier (did:web Method, section 3.1: a port's colon is percent-encoded)."""
    return f"did:web:{quote(urlsplit(public_url).netloc.lower(), safe='.-')}"


def signers(service: Service) -> tuple[Signer, ...]:
    """Who signs receipts, and who did before: the current key first. Keys for receipts sign nothing else."""
    did = service_did(service.settings.public_url)
    return tuple(Signer(did, PrivateKey("Ed25519", derive(seed, "receipts"))) for seed in service.secrets.signing_seeds)


def did_document(service: Service) -> JsonObject:
    """DID Core 1.0: every key as a JsonWebKey (Controlled Identifiers 1.0, section 2.2.3), each for assertions."""
    found = signers(service)
    methods: list[Json] = [
        {"id": each.method, "type": "JsonWebKey", "controller": each.issuer, "publicKeyJwk": _jwk(each)}
        for each in found
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": found[0].issuer,
        "verificationMethod": methods,
        "assertionMethod": [each.method for each in found],
    }


def key_set(service: Service) -> JsonObject:
    """The same keys as a JWK set (RFC 7517, section 5)."""
    return {"keys": [_jwk(each) for each in signers(service)]}


def _jwk(signer: Signer) -> JsonObject:
    public = signer.key.public
    return {**write_jwk(public), "kid": public.thumbprint, "alg": "EdDSA", "use": "sig"}
