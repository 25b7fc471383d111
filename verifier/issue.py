"""Sign a credential: what issuers, demo and tests need, by the same suites that verify."""

from __future__ import annotations

import json
from collections.abc import Sequence

from verifier.codec.keys import PrivateKey
from verifier.codec.moments import write_moment
from verifier.errors import JsonObject, Unsupported
from verifier.kinds import can_derive
from verifier.pipeline import verify_in
from verifier.plugins import all_formats, all_suites
from verifier.policy import DEFAULT
from verifier.reading import read
from verifier.related import check_related
from verifier.visit import Visit
from verifier.world import World

_ALWAYS_SHOWN = (
    "issuer",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "credentialStatus",
    "termsOfUse",
)


def issue(
    document: JsonObject,
    key: PrivateKey,
    method_id: str,
    suite: str,
    world: World,
    mandatory_pointers: Sequence[str] | None = None,
) -> JsonObject:
    """The credential with an assertion proof of `suite` by `key`, whose verification method is `method_id`.

    Of a selective suite it is a base proof, for the holder; `mandatory_pointers` (JSON pointers; None: what
    `always_shown` says) name what each derived proof has to show. Under any other suite everything is shown anyway.

    Raises Malformed `structure.*` for a document that we would not accept ourselves (undefined terms included),
    Malformed `proof.pointer`, and Unsupported `proof.unsupported` for a suite that is not built.
    """
    visit = Visit(world, DEFAULT, verify_in)
    signer = all_suites().get(suite)
    if signer is None:
        raise Unsupported("proof.unsupported", {"suite": suite[:80]})
    credential = read(json.dumps(document).encode())
    formats = {each.NAME: each for each in all_formats()}
    formats[credential.format].check_structure(credential, visit)
    check_related(credential, visit)
    options: JsonObject = {
        "created": write_moment(world.at),
        "verificationMethod": method_id,
        "proofPurpose": "assertionMethod",
    }
    if can_derive(signer):
        options["mandatoryPointers"] = [*(always_shown(document) if mandatory_pointers is None else mandatory_pointers)]
    return signer.sign_document(document, options, key, visit)


def always_shown(document: JsonObject) -> list[str]:
    """JSON pointers to what a holder should not be able to leave out: issuer, dates, status, and that it is about
    somebody. Whatever is shown of the subject shows its identifier and types as well."""
    pointers = [f"/{name}" for name in _ALWAYS_SHOWN if name in document]
    subject = document.get("credentialSubject")
    named = next((name for name in ("type", "id") if isinstance(subject, dict) and name in subject), None)
    return pointers if named is None else [*pointers, f"/credentialSubject/{named}"]
