"""Put credentials into one presentation that their holder signs for one reader and one occasion.

VC Data Model 2.0, section 4.13; Data Integrity 1.0, section 2.1 (`domain`, `challenge`); Securing Verifiable
Credentials using JOSE and COSE, section 3.1.2. What goes in is handed on as it is: see `derive` for showing a part.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum

from verifier.codec import jose
from verifier.codec.json_text import read_json
from verifier.codec.keys import PrivateKey
from verifier.codec.moments import write_moment
from verifier.credential import Credential
from verifier.disclosable import Binding
from verifier.errors import Json, JsonObject, Unsupported, VerifierError
from verifier.pipeline import verify_in
from verifier.plugins import all_suites
from verifier.policy import DEFAULT
from verifier.reading import read
from verifier.visit import Visit
from verifier.w3c_payloads import V1, V2
from verifier.world import World

# Media type of what is enveloped (VC Data Model 2.0, section 4.12), by what the token calls itself.
_TOKEN_TYPES = {"vc_jwt": "application/vc+jwt"}
# Ed25519 is what most readers know; P-256 is what issuers bind credentials to.
_SUITES = {"Ed25519": "eddsa-rdfc-2022", "P-256": "ecdsa-rdfc-2019"}
_EMBEDDED = "vc_jsonld"
_INTEGRITY = "https://w3id.org/security/data-integrity/v2"  # the first generation's context has no such proofs


class Form(StrEnum):
    """How the presentation is written: JSON-LD with a Data Integrity proof, or a JWT (`vp+jwt`)."""

    JSON_LD = "json-ld"
    JOSE = "jose"


def did_key_of(key: PrivateKey) -> str:
    """The did:key of a holder's key (did:key Method, section 3.1)."""
    return f"did:key:{key.public.multikey}"


def present(credentials: Sequence[bytes], binding: Binding, world: World, form: Form = Form.JSON_LD) -> bytes:
    """The presentation of `credentials`, in order, signed by `binding.key` for its audience and nonce at `world.at`.

    The holder is the key's did:key. Tokens are enveloped; credentials as JSON-LD are embedded. Where these are of two
    generations it is a token whatever `form` asks for, because no context means both. Raises Unsupported
    `structure.unsupported` for what has no place in a presentation, `key.unsupported` for a key of another kind than
    Ed25519 and P-256, and what `read` raises.
    """
    if binding.key.curve not in _SUITES:
        raise Unsupported("key.unsupported", {"kind": binding.key.curve})
    read_ones = [read(raw) for raw in credentials]
    embedded = [_first_context(each) for each in read_ones if each.format == _EMBEDDED]
    is_old = bool(embedded) and len(embedded) == len(read_ones) and set(embedded) == {V1}
    document: JsonObject = {
        "@context": [V1, _INTEGRITY] if is_old else [V2],
        "type": ["VerifiablePresentation"],
        "holder": did_key_of(binding.key),
        "verifiableCredential": [_carried(each) for each in read_ones],
    }
    if form is Form.JOSE or (V1 in embedded and not is_old):
        return _write_token(document, binding, world)
    options: JsonObject = {
        "created": write_moment(world.at),
        "verificationMethod": _method(binding.key),
        "proofPurpose": "authentication",
        "domain": binding.audience,
        "challenge": binding.nonce,
    }
    visit = Visit(world, DEFAULT, verify_in)
    return json.dumps(
        all_suites()[_SUITES[binding.key.curve]].sign_document(document, options, binding.key, visit)
    ).encode()


def is_presentable(raw: bytes) -> bool:
    """Whether there is a place for it in a presentation."""
    try:
        _carried(read(raw))
    except VerifierError:
        return False
    return True


def _write_token(document: JsonObject, binding: Binding, world: World) -> bytes:
    seconds = int(world.at.timestamp())
    claims = {**document, "aud": binding.audience, "nonce": binding.nonce, "iat": seconds}
    header: JsonObject = {"typ": "vp+jwt", "cty": "vp", "kid": _method(binding.key)}
    return jose.sign_as(header, claims, binding.key).encode()


def _method(key: PrivateKey) -> str:
    return f"{did_key_of(key)}#{key.public.multikey}"


def _first_context(credential: Credential) -> Json:
    contexts = credential.claims.get("@context")
    return contexts[0] if isinstance(contexts, list) and contexts else contexts


def _carried(credential: Credential) -> Json:
    if credential.format == _EMBEDDED:
        return read_json(credential.raw)
    if credential.format == "sd_jwt_vc" and credential.raw.lstrip()[:1] != b"{":
        kind = "application/dc+sd-jwt" if "vct" in credential.claims else "application/vc+sd-jwt"
    elif credential.format == "vc_jwt":
        kind = _TOKEN_TYPES[credential.format]
    else:
        raise Unsupported("structure.unsupported", {"kind": credential.format})
    text = credential.raw.strip().decode("ascii")
    return {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": f"data:{kind},{text}"}
