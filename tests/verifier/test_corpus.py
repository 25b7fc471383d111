"""Third-party credentials: signatures that others made verify, and nothing of the corpus is wrongly accepted."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tests.needs import shared
from verifier.codec import data_integrity, jsonld, rdfc
from verifier.codec.keys import PrivateKey, PublicKey, read_multikey
from verifier.codec.multibase import decode
from verifier.errors import Invalid, JsonObject
from verifier.examine import examine
from verifier.files import folder_contexts, folder_fetch, read_keys
from verifier.issue import issue
from verifier.plugins import all_suites
from verifier.policy import DEFAULT, Policy
from verifier.report import Verdict
from verifier.visit import Visit
from verifier.world import World

pytestmark = pytest.mark.corpus
AT = datetime(2026, 11, 21, 22, tzinfo=UTC)  # as judge.py


@cache
def judge() -> ModuleType:
    path = shared("corpus", "judge.py")
    spec = importlib.util.spec_from_file_location("corpus_judge", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def corpus_world() -> World:
    contexts = folder_contexts(shared("corpus", "contexts"))
    return World(AT, folder_fetch(shared("corpus", "resources")), contexts=contexts)


@cache
def judged(field: str) -> tuple[tuple[JsonObject, JsonObject, bool], ...]:
    """Every row of the corpus that has findings of this pass: row, report, whether they agree."""
    folder = shared("corpus")
    world, policy = corpus_world(), DEFAULT
    if field == "found_with_keys":
        keys = read_keys(folder / "keys.json")
        world = World(AT, world.fetch, contexts=world.contexts, keys=keys)
        policy = Policy(accept_key=True)
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines() if line]
    results = []
    for row in rows:
        if row.get(field) and row["found"] != ["decodes"]:
            report = examine((folder / row["file"]).read_bytes(), world, policy).as_json()
            results.append((row, report, judge().judged(row, row[field], report)))
    return tuple(results)


PASSES = ("found", "found_with_keys")


@pytest.mark.parametrize("field", PASSES)
def test_nothing_is_wrongly_accepted(field: str) -> None:
    results = judged(field)
    assert results
    assert [
        row["id"] for row, report, _ in results if report["verdict"] == "valid" and row[field] != ["verified"]
    ] == []


@pytest.mark.parametrize("field", PASSES)
def test_no_report_is_a_bug_and_each_has_its_eight_checks(field: str) -> None:
    for row, report, _ in judged(field):
        codes = Counter(check["code"] for check in report["checks"])
        assert codes["internal"] == 0, row["id"]
        assert len(report["checks"]) == 8, row["id"]
        json.dumps(report, allow_nan=False)


def test_the_credentials_of_the_digital_credentials_consortium_are_judged_as_published() -> None:
    ours = [(row["id"], agrees) for row, _, agrees in judged("found") if str(row["id"]).startswith("dcc-")]
    assert len(ours) == 79
    assert [name for name, agrees in ours if not agrees] == []
    with_keys = [
        (row["id"], agrees) for row, _, agrees in judged("found_with_keys") if str(row["id"]).startswith("dcc-")
    ]
    assert with_keys
    assert [name for name, agrees in with_keys if not agrees] == []


@pytest.mark.parametrize("field", PASSES)
def test_no_good_one_is_refused(field: str) -> None:
    """Blockcerts rest on a blockchain that nobody asks here: named and undecided."""
    refused = [
        (row["id"], report["code"])
        for row, report, _ in judged(field)
        if row[field] == ["verified"] and report["verdict"] != "valid" and not row["id"].startswith("blockcerts-")
    ]
    assert refused == []


# W3C's vectors for Ed25519


def vectors(*parts: str) -> Path:
    return shared("vectors", "vc-di-eddsa", *parts)


def load(path: Path) -> JsonObject:
    document: JsonObject = json.loads(path.read_text("utf-8"))
    return document


@cache
def published_key() -> PrivateKey:
    pair = load(vectors("keyPair.json"))
    secret = decode(str(pair["privateKeyMultibase"]))
    assert secret[:2] == b"\x80\x26", "the multicodec prefix of an Ed25519 secret key"
    key = PrivateKey("Ed25519", secret[2:])
    assert key.public.multikey == pair["publicKeyMultibase"]
    return key


def visit() -> Visit:
    def nothing(_visit: Visit, _credential: object) -> object:
        raise AssertionError("nothing else is verified")

    return Visit(corpus_world(), DEFAULT, nothing)  # type: ignore[arg-type]


SIGNED = [
    ("eddsa-rdfc-2022/signedDataInt.json", "eddsa-rdfc-2022", "DataInt"),
    ("eddsa-rdfc-2022/employ/signedDataInt.json", "eddsa-rdfc-2022", "DataInt"),
    ("Ed25519Signature2020/signedEdSig.json", "Ed25519Signature2020", "EdSig"),
]


def proof_of(document: JsonObject) -> JsonObject:
    proof = document["proof"]
    assert isinstance(proof, dict)
    return proof


def key_of(proof: JsonObject) -> PublicKey:
    return read_multikey(str(proof["verificationMethod"]).rpartition("#")[2])


@pytest.mark.parametrize(("path", "suite", "suffix"), SIGNED)
def test_published_signatures_verify(path: str, suite: str, suffix: str) -> None:
    document = load(vectors(path))
    proof = proof_of(document)
    all_suites()[suite].verify_proof(document, proof, key_of(proof), visit())
    with pytest.raises(Invalid):
        all_suites()[suite].verify_proof({**document, "description": "x"}, proof, key_of(proof), visit())


@pytest.mark.parametrize(("path", "suite", "suffix"), SIGNED)
def test_every_published_step_is_the_same(path: str, suite: str, suffix: str) -> None:
    document, folder = load(vectors(path)), vectors(path).parent
    proof = proof_of(document)
    make = data_integrity.proof_config if suite == "eddsa-rdfc-2022" else data_integrity.legacy_proof_config
    config = make(document, proof)
    quads = jsonld.to_quads(data_integrity.unsecured(document), visit().load_context)
    assert rdfc.canonicalize(quads) == (folder / f"canonDoc{suffix}.txt").read_text("utf-8")
    quads = jsonld.to_quads(config, visit().load_context)
    assert rdfc.canonicalize(quads) == (folder / f"proofCanon{suffix}.txt").read_text("utf-8")
    combined = data_integrity.rdfc_hash(data_integrity.unsecured(document), config, visit().load_context)
    assert combined.hex() == (folder / f"combinedHash{suffix}.txt").read_text("utf-8").strip()


@pytest.mark.parametrize(("path", "suite", "suffix"), SIGNED)
def test_our_signing_makes_the_published_signature(path: str, suite: str, suffix: str) -> None:
    """Ed25519 is deterministic: the same statements and the same key give the same value."""
    document = load(vectors(path))
    proof = dict(proof_of(document))
    key = published_key()
    if key.public != key_of(proof):
        pytest.fail("signed by another key than the published one")
    value = proof.pop("proofValue")
    made = all_suites()[suite].sign_document(data_integrity.unsecured(document), proof, key, visit())
    assert proof_of(made)["proofValue"] == value
    assert str(value) == (vectors(path).parent / f"sigBTC58{suffix}.txt").read_text("utf-8").strip()


def test_issuing_at_the_published_moment_makes_the_published_credential() -> None:
    document = load(vectors("eddsa-rdfc-2022/signedDataInt.json"))
    proof = proof_of(document)
    at = datetime.fromisoformat(str(proof["created"]))
    world = World(at, contexts=corpus_world().contexts)
    made = issue(
        load(vectors("unsigned.json")), published_key(), str(proof["verificationMethod"]), "eddsa-rdfc-2022", world
    )
    assert made == document


@pytest.mark.parametrize("name", ["signedProofSet1.json", "signedProofSet2.json"])
def test_every_proof_of_a_published_set_verifies(name: str) -> None:
    document = load(vectors("proof-set-chain", name))
    proofs = data_integrity.proofs_of(document)
    assert len(proofs) == int(name[-6])
    for proof in proofs:
        assert isinstance(proof, dict)
        all_suites()["eddsa-rdfc-2022"].verify_proof(document, proof, key_of(proof), visit())


def test_a_published_chain_is_valid_as_a_whole() -> None:
    raw = vectors("proof-set-chain", "signedProofChain2.json").read_bytes()
    report = examine(raw, corpus_world(), Policy(accept_key=True)).report
    assert (report.verdict, report.code) == (Verdict.VALID, "ok")


@pytest.mark.parametrize("name", ["ed25519_test.json"])
def test_ed25519_as_wycheproof_has_it(name: str) -> None:
    groups = load(shared("vectors", "wycheproof", name))["testGroups"]
    assert isinstance(groups, list)
    tried = Counter[str]()
    for group in groups:
        key = PublicKey("Ed25519", bytes.fromhex(group["publicKey"]["pk"]))
        for test in group["tests"]:
            good = key.verify(bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]), "EdDSA")
            tried[test["result"]] += 1
            assert good is (test["result"] == "valid"), (test["tcId"], test["comment"])
    assert set(tried) == {"valid", "invalid"}
