"""The suites that sign a document as a whole: published values, and what each refuses."""

import copy
import hashlib
import json
from pathlib import Path

import pytest

from tests.issuing import V1, changed, credential, found, report_on
from tests.needs import shared
from tests.world import NOW
from verifier.codec import data_integrity, detached_jws, jcs, jsonld, rdfc
from verifier.codec.controllers import read_controller_document
from verifier.codec.keys import PrivateKey, generate
from verifier.codec.multibase import decode
from verifier.errors import Invalid, Json, JsonObject, Malformed, Unsupported
from verifier.issue import issue
from verifier.plugins import all_suites
from verifier.policy import Policy
from verifier.report import Verdict
from verifier.visit import Visit
from verifier.world import World

KEYS = {curve: generate(curve) for curve in ("Ed25519", "P-256", "P-384", "P-521", "RSA")}
JWS_2020 = "https://w3id.org/security/suites/jws-2020/v1"
LDS_JWS_2020 = "https://w3c-ccg.github.io/lds-jws2020/contexts/lds-jws2020-v1.json"


def context(**contexts: bytes) -> Visit:
    return Visit(World(NOW, contexts=contexts), Policy(), lambda *_: pytest.fail("nothing else to verify"))


# The values that the specifications publish

PUBLISHED = [
    ("vc-di-eddsa", "eddsa-rdfc-2022", "eddsa-rdfc-2022", "Ed25519", "keyPair"),
    ("vc-di-eddsa", "eddsa-rdfc-2022/employ", "eddsa-rdfc-2022", "Ed25519", "keyPair"),
    ("vc-di-eddsa", "eddsa-jcs-2022", "eddsa-jcs-2022", "Ed25519", "keyPair"),
    ("vc-di-eddsa", "Ed25519Signature2020", "Ed25519Signature2020", "Ed25519", "keyPair"),
    *(
        ("vc-di-ecdsa", f"ecdsa-{kind}-2019-p{size}{employ}", f"ecdsa-{kind}-2019", f"P-{size}", f"p{size}KeyPair")
        for kind, employ in (("rdfc", ""), ("rdfc", "/employ"), ("jcs", ""))
        for size in (256, 384)
    ),
]


def only(folder: Path, start: str) -> str:
    (file,) = folder.glob(f"{start}*")
    return file.read_text("utf-8")


def key_pair(vectors: str, name: str, curve: str) -> PrivateKey:
    pair = json.loads(shared("vectors", vectors, f"{name}.json").read_text("utf-8"))
    key = PrivateKey(curve, decode(pair.get("secretKeyMultibase") or pair["privateKeyMultibase"])[2:])
    assert key.public.multikey == pair["publicKeyMultibase"]
    return key


@pytest.mark.corpus
@pytest.mark.parametrize(("vectors", "folder", "suite", "curve", "pair"), PUBLISHED)
def test_every_published_value_comes_out(vectors: str, folder: str, suite: str, curve: str, pair: str) -> None:
    place, key = shared("vectors", vectors, *folder.split("/")), key_pair(vectors, pair, curve)
    signed, config = json.loads(only(place, "signed")), json.loads(only(place, "proofConfig"))
    document, hash_name = data_integrity.unsecured(signed), "sha384" if curve == "P-384" else "sha256"

    def canonical(value: JsonObject) -> str:
        if "jcs" in suite:
            return jcs.canonicalize(value).decode()
        return rdfc.canonicalize(jsonld.to_quads(value, context().load_context), hash_name=hash_name)

    assert canonical(document) == only(place, "canonDoc")
    assert canonical(config) == only(place, "proofCanon")
    digests = [hashlib.new(hash_name, canonical(each).encode()).hexdigest() for each in (config, document)]
    assert digests == [only(place, "proofHash").strip(), only(place, "docHash").strip()]
    assert "".join(digests) == only(place, "combinedHash").strip()

    all_suites()[suite].verify_proof(signed, signed["proof"], key.public, context())
    options = {name: value for name, value in config.items() if name != "@context"}
    assert all_suites()[suite].sign_document(document, options, key, context()) == signed


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"])
def test_every_proof_of_a_published_set_or_chain_holds(name: str) -> None:
    signed = json.loads(shared("vectors", "vc-di-eddsa", "proof-set-chain", f"{name}.json").read_text("utf-8"))
    pairs = json.loads(shared("vectors", "vc-di-eddsa", "proof-set-chain", "multiKeyPairs.json").read_text("utf-8"))
    keys = {
        pair["publicKeyMultibase"]: PrivateKey("Ed25519", decode(pair["privateKeyMultibase"])[2:]).public
        for pair in pairs.values()
    }
    for proof in data_integrity.proofs_of(signed):
        assert isinstance(proof, dict)
        key = keys[str(proof["verificationMethod"]).rpartition("#")[2]]
        all_suites()["eddsa-rdfc-2022"].verify_proof(signed, proof, key, context())


def spruce(name: str) -> JsonObject:
    document: JsonObject = json.loads(shared("corpus", "items", "spruce-ssi", name).read_text("utf-8"))
    return document


def verify_spruce(document: JsonObject) -> None:
    keys = json.loads(shared("corpus", "keys", "spruce-did-example-foo.json").read_text("utf-8"))
    proof = document["proof"]
    assert isinstance(proof, dict)
    method = read_controller_document(keys, "did:example:foo").methods[str(proof["verificationMethod"])]
    world = context(**{LDS_JWS_2020: json.dumps(context().load_context(JWS_2020)).encode()})
    all_suites()[str(proof["type"])].verify_proof(document, proof, method.key, world)


@pytest.mark.corpus
def test_a_published_json_web_signature_2020_holds() -> None:
    document = spruce("vc.jsonld")
    verify_spruce(document)
    with pytest.raises(Invalid, match=r"proof\.signature"):
        verify_spruce({**document, "issuer": "did:example:fool"})


@pytest.mark.corpus
def test_a_proof_whose_type_or_purpose_means_something_else_is_refused() -> None:
    with pytest.raises(Malformed, match=r"proof\.malformed"):
        verify_spruce(spruce("vc-jws2020-bad-type.jsonld"))
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        verify_spruce(spruce("vc-jws2020-bad-purpose.jsonld"))
    assert "MaybeJsonWebSignature2020" not in all_suites()


@pytest.mark.corpus
def test_a_published_ed25519_signature_2018_holds() -> None:
    """A presentation of a JWT, which JSON-LD drops: so the statements are made here, loosely, and the rest is ours."""
    document = spruce("vp-jwtvc.jsonld")
    proof = document["proof"]
    assert isinstance(proof, dict)
    config = data_integrity.nested_proof_config(document, proof, "jws")
    message = b"".join(
        hashlib.sha256(rdfc.canonicalize(jsonld.to_quads(each, context().load_context, strict=False)).encode()).digest()
        for each in (config, data_integrity.unsecured(document))
    )
    keys = json.loads(shared("corpus", "keys", "spruce-did-example-foo.json").read_text("utf-8"))
    key = read_controller_document(keys, "did:example:foo").methods["did:example:foo#key2"].key
    detached_jws.verify(key, message, proof, frozenset({"EdDSA"}))


# What we sign ourselves


@pytest.mark.parametrize("purpose", ["assertionMethod", "authentication"])
def test_a_purpose_is_known_under_its_name(purpose: str) -> None:
    suite, key = all_suites()["eddsa-rdfc-2022"], KEYS["Ed25519"]
    options: JsonObject = {"verificationMethod": "did:x:y#1", "proofPurpose": purpose}
    signed = suite.sign_document(credential("did:x:y"), options, key, context())
    proof = signed["proof"]
    assert isinstance(proof, dict)
    suite.verify_proof(signed, proof, key.public, context())


SUITES = [
    ("eddsa-rdfc-2022", "Ed25519", None),
    ("eddsa-jcs-2022", "Ed25519", None),
    ("ecdsa-rdfc-2019", "P-256", None),
    ("ecdsa-rdfc-2019", "P-384", None),
    ("ecdsa-jcs-2019", "P-256", None),
    ("ecdsa-jcs-2019", "P-384", None),
    ("Ed25519Signature2018", "Ed25519", V1),
    ("JsonWebSignature2020", "Ed25519", JWS_2020),
    ("JsonWebSignature2020", "P-256", JWS_2020),
    ("JsonWebSignature2020", "P-384", JWS_2020),
]


def signed_by(suite: str, key: PrivateKey, more: str | None) -> JsonObject:
    did = f"did:key:{key.public.multikey}"
    if more is None:
        document = credential(did)
    else:
        document = {
            "@context": [V1] if more == V1 else [V1, more],
            "id": "urn:uuid:7f3f0b52-0000-4000-8000-000000000003",
            "type": ["VerifiableCredential"],
            "issuer": did,
            "issuanceDate": "2026-01-02T03:04:05Z",
            "credentialSubject": {"id": "did:example:learner"},
        }
    return issue(document, key, f"{did}#{key.public.multikey}", suite, World(NOW))


@pytest.mark.parametrize(("suite", "curve", "more"), SUITES)
def test_what_is_signed_is_valid_and_every_change_is_not(suite: str, curve: str, more: str | None) -> None:
    signed = signed_by(suite, KEYS[curve], more)
    assert report_on(signed).verdict is Verdict.VALID
    value = "jws" if "jws" in signed["proof"] else "proofValue"

    def no_longer(change: object) -> None:
        report = report_on(changed(copy.deepcopy(signed), change))
        assert report.verdict is Verdict.INVALID
        assert found(report, "proof")[0] == "fail"

    no_longer(lambda each: each.update(id="urn:uuid:7f3f0b52-0000-4000-8000-000000000009"))
    no_longer(lambda each: each["proof"].update(created="2026-11-21T12:00:01Z"))
    no_longer(lambda each: each["proof"].update({value: each["proof"][value][:-4] + "AAAA"}))
    no_longer(lambda each: each["proof"].pop(value))
    no_longer(lambda each: each["proof"].update({value: 7}))


@pytest.mark.parametrize(("suite", "curve", "more"), SUITES)
def test_a_key_of_another_kind_is_refused(suite: str, curve: str, more: str | None) -> None:
    signed = signed_by(suite, KEYS[curve], more)
    for other in set(KEYS) - {curve}:
        with pytest.raises(Invalid, match=r"proof\.signature"):
            all_suites()[suite].verify_proof(signed, signed["proof"], KEYS[other].public, context())


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "ecdsa-jcs-2019"])
def test_a_jcs_proof_holds_its_context_and_knows_its_options(suite: str) -> None:
    key = KEYS["Ed25519" if "eddsa" in suite else "P-256"]
    signed = signed_by(suite, key, None)

    def verify(document: JsonObject) -> None:
        proof = document["proof"]
        assert isinstance(proof, dict)
        all_suites()[suite].verify_proof(document, proof, key.public, context())

    contexts = signed["@context"]
    assert isinstance(contexts, list)
    verify({**signed, "@context": [*contexts, "https://w3id.org/security/data-integrity/v2"]})
    with pytest.raises(Malformed, match=r"proof\.context"):
        verify({**signed, "@context": contexts[:1]})
    with pytest.raises(Malformed, match=r"proof\.context"):
        verify({**signed, "@context": list(reversed(contexts))})
    bare: JsonObject = {name: value for name, value in signed["proof"].items() if name != "@context"}
    with pytest.raises(Invalid, match=r"proof\.signature"):
        verify({**signed, "proof": bare})
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        verify({**signed, "proof": {**signed["proof"], "notForEmployers": True}})
    with pytest.raises(Malformed, match=r"structure\.not_canonical"):
        verify({**signed, "credits": 2**60})


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
@pytest.mark.parametrize("created", ["yesterday", 7, "2026-13-01T00:00:00Z"])
def test_a_proof_was_made_at_a_date(suite: str, created: Json) -> None:
    key = KEYS["Ed25519"]
    document = credential(f"did:key:{key.public.multikey}")
    options: JsonObject = {"created": created, "verificationMethod": "did:x:y#1", "proofPurpose": "assertionMethod"}
    with pytest.raises(Malformed, match=r"proof\.malformed"):
        all_suites()[suite].sign_document(document, options, key, context())


def test_a_detached_jws_by_an_algorithm_of_another_suite_is_unknown() -> None:
    key = KEYS["P-256"]
    signed = signed_by("JsonWebSignature2020", key, JWS_2020)
    proof = {**signed["proof"], "jws": detached_jws.sign(KEYS["RSA"], b"x", "RS256")}
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        all_suites()["JsonWebSignature2020"].verify_proof({**signed, "proof": proof}, proof, key.public, context())
