"""Issuers' keys in a file, and what can be said with it where there is no network."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.issuing import (
    KEY,
    LIST_URL,
    OTHER_KEY,
    WEB_DID,
    WEB_METHOD,
    WEB_URL,
    did_document,
    did_key,
    entry,
    jwk_method,
    multikey_method,
    school_credential,
    web_with,
)
from tests.world import NOW, FakeWeb
from verifier import cli
from verifier.codec.controllers import read_method
from verifier.codec.keys import PrivateKey, write_jwk
from verifier.errors import JsonObject
from verifier.examine import examine
from verifier.pack import pack_keys
from verifier.report import Report
from verifier.world import TrustedIssuer, World

HTTPS_ISSUER = "https://school.example/issuer"


def offline(document: JsonObject, world: World) -> Report:
    """What is said of it with nothing but the keys that `world` holds."""
    return examine(json.dumps(document).encode(), World(NOW, keys=world.keys, trusted=world.trusted)).report


def packed(web: FakeWeb, *issuers: str) -> World:
    found = pack_keys(issuers, World(NOW, web.fetch))
    assert not found.missing
    return World(NOW, keys=found.keys)


def test_a_credential_is_verified_offline_with_the_keys_of_its_issuer() -> None:
    world = packed(web_with(), WEB_DID)
    report = offline(school_credential(), world)
    assert (report.verdict.value, report.check("key").code) == ("valid", "key.accepted")
    listed = replace(world, trusted=(TrustedIssuer(WEB_DID, "The school"),))
    assert offline(school_credential(), listed).check("trust").code == "trust.listed"
    assert offline({**school_credential(), "name": "Another"}, world).code == "proof.signature"
    assert offline(school_credential(), World(NOW)).code == "key.unreachable"


def test_whether_it_was_withdrawn_stays_open_offline() -> None:
    report = offline(school_credential(credentialStatus=entry()), packed(web_with(), WEB_DID))
    assert (report.verdict.value, report.code) == ("undecided", "status.unreachable")
    assert LIST_URL in str(report.check("status").facts)


def test_only_keys_for_credentials_are_packed() -> None:
    other = multikey_method(WEB_DID + "#key-2", OTHER_KEY)
    document = did_document(verificationMethod=[multikey_method(), other], authentication=[other["id"]])
    (only,) = packed(web_with(document), WEB_DID).keys[WEB_DID]
    assert only["id"] == WEB_METHOD


def test_a_key_that_has_ended_is_packed_with_its_end() -> None:
    ended = {**jwk_method(), "revoked": "2020-01-01T00:00:00Z"}
    world = packed(web_with(did_document(verificationMethod=[ended])), WEB_DID)
    assert offline(school_credential(), world).check("key").code == "key.revoked"


@pytest.mark.parametrize("issuer", [did_key(), HTTPS_ISSUER])
def test_other_kinds_of_issuers_are_packed_too(issuer: str) -> None:
    web = FakeWeb()
    metadata = {"issuer": HTTPS_ISSUER, "jwks": {"keys": [{**write_jwk(KEY.public), "kid": "1"}]}}
    web.put("https://school.example/.well-known/jwt-vc-issuer/issuer", json.dumps(metadata).encode())
    (only,) = packed(web, issuer).keys[issuer]
    assert only["publicKeyJwk"] == write_jwk(KEY.public)


def test_a_key_whose_jwk_is_not_read_is_packed_as_a_multikey() -> None:
    key = PrivateKey("BLS12-381-G2", bytes(range(1, 33)))
    world = packed(web_with(did_document(verificationMethod=[multikey_method(key=key)])), WEB_DID)
    (only,) = world.keys[WEB_DID]
    assert read_method(only, WEB_METHOD, WEB_DID).key == key.public


def test_the_command_writes_a_file_for_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web, pack, source = tmp_path / "web", tmp_path / "keys.json", tmp_path / "school.json"
    web.mkdir()
    (web / "did.json").write_text(json.dumps(did_document()))
    (web / "index.json").write_text(json.dumps({WEB_URL: {"file": "web/did.json"}}))
    trust = tmp_path / "trust.json"
    trust.write_text(json.dumps([{"id": WEB_DID, "name": "The school"}]))
    source.write_text(json.dumps(school_credential()))
    assert cli.main(["pack", "--web", str(web), "--trust", str(trust), "-o", str(pack)]) == 0
    assert cli.main(["check", str(source), "--offline"]) == 2
    assert cli.main(["check", str(source), "--offline", "--keys", str(pack), "--trust", str(trust)]) == 0
    capsys.readouterr()
    assert cli.main(["pack", "--web", str(web), "did:web:nobody.example", WEB_DID]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out).keys() == {WEB_DID}
    assert "did:web:nobody.example: key.unreachable" in err
    assert cli.main(["pack", "--web", "/nowhere", WEB_DID]) == 64
    assert cli.main(["pack", "--web", str(web)]) == 2
