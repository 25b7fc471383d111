"""Sign a credential: what issuers, demo and tests need, by the same suites that verify."""

from __future__ import annotations

import json

from verifier.codec.keys import PrivateKey
from verifier.codec.moments import write_moment
from verifier.errors import JsonObject, Unsupported
from verifier.pipeline import verify_in
from verifier.plugins import all_formats, all_suites
from verifier.policy import DEFAULT
from verifier.reading import read
from verifier.visit import Visit
from verifier.world import World


def issue(document: JsonObject, key: PrivateKey, method_id: str, suite: str, world: World) -> JsonObject:
    """The credential with an assertion proof of `suite` by `key`, whose verification method is `method_id`.

    Raises Malformed `structure.*` for a document that we would not accept ourselves (undefined terms included), and
    Unsupported `proof.unsupported` for a suite that is not built.
    """
    visit = Visit(world, DEFAULT, verify_in)
    signer = all_suites().get(suite)
    if signer is None:
        raise Unsupported("proof.unsupported", {"suite": suite[:80]})
    credential = read(json.dumps(document).encode())
    formats = {each.NAME: each for each in all_formats()}
    formats[credential.format].check_structure(credential, visit)
    options: JsonObject = {
        "created": write_moment(world.at),
        "verificationMethod": method_id,
        "proofPurpose": "assertionMethod",
    }
    return signer.sign_document(document, options, key, visit)
