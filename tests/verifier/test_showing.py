"""A holder's side: what can be shown apart, parts with the holder's signature, presentations, summaries."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import cast

import pytest

from tests.issuing import KEY as ED25519_KEY
from tests.issuing import credential, did_key, sign
from tests.verifier.formats.tokens import CREDENTIAL, METHOD, OLD, token
from tests.verifier.suites.test_selective import BBS, SD, base, both
from tests.world import ISSUER_KEY, NOW, issuer_of
from verifier import (
    Binding,
    World,
    derive_credential,
    examine,
    examine_summary,
    present,
    read,
    read_disclosable,
    summarise,
)
from verifier.codec import jose, sd_jwt, sd_jwt_making
from verifier.codec.keys import PrivateKey, generate, write_jwk
from verifier.codec.proof_values import read_value
from verifier.derive import holds_base_proof
from verifier.disclosable import Claim, leaves
from verifier.errors import Json, JsonObject, Malformed, Unsupported
from verifier.plain import plain_report
from verifier.policy import HOLDER as HOLDERS_EYES
from verifier.policy import Policy
from verifier.present import Form, did_key_of
from verifier.report import Outcome
from verifier.summary import Summary

WORLD = World(NOW)
HOLDER = PrivateKey("P-256", bytes(range(2, 34)))
LINK, NONCE = "https://wallet.example/s/abc", "n-of-this-link"
BINDING = Binding(HOLDER, LINK, NONCE)
FOR_LINK = Policy(audience=LINK, nonce=NONCE)
OLD_CONTEXTS: Json = ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/suites/ed25519-2020/v1"]
CLAIMS: JsonObject = {
    "iss": issuer_of(),
    "vct": "urn:example:course",
    "iat": int(NOW.timestamp()) - 60,
    "title": "Bread",
    "given_name": "Ada",
    "address": {"street": "Mill Lane", "town": "Utrecht"},
    "outcomes": ["knead", "bake"],
}


def sd(pointers: list[str], holder: PrivateKey | None = HOLDER, claims: JsonObject | None = None) -> bytes:
    whole: JsonObject = {
        **(claims or CLAIMS),
        **({"cnf": {"jwk": cast(Json, write_jwk(holder.public))}} if holder else {}),
    }
    made = sd_jwt_making.conceal(whole, pointers, decoys=1)
    header: JsonObject = {"typ": "dc+sd-jwt", "kid": METHOD}
    signed = jose.sign_compact(header, json.dumps(made.payload).encode(), ISSUER_KEY, "EdDSA")
    return sd_jwt_making.write_compact(sd_jwt.SdJwt((signed,), made.disclosures)).encode()


def by_pointer(claims: tuple[Claim, ...]) -> dict[str, Claim]:
    return {each.pointer: each for each in claims}


# What can be shown apart


def test_of_an_sd_jwt_each_disclosure_is_a_switch_and_the_rest_is_always_shown() -> None:
    found = read_disclosable(sd(["/given_name", "/address", "/address/street", "/outcomes/1"]))
    claims = by_pointer(found.claims)
    assert found.method == "sd-jwt" and found.linkable and found.holder == HOLDER.public
    assert claims["/title"].always and claims["/vct"].always
    assert claims["/given_name"].switch == "/given_name" and not claims["/given_name"].always
    assert claims["/address/street"].switch == "/address/street"
    assert claims["/address/town"].switch == "/address"
    assert claims["/outcomes/0"].always and claims["/outcomes/1"].switch == "/outcomes/1"
    assert found.optional == {"/given_name", "/address", "/address/street", "/outcomes/1"}


@both
def test_of_a_base_proof_everything_but_the_mandatory_is_a_switch(suite: str) -> None:
    found = read_disclosable(json.dumps(base(suite)).encode())
    claims = by_pointer(found.claims)
    assert found.method == suite and found.linkable is (suite != BBS)
    assert claims["/validFrom"].always and claims["/issuer/name"].always
    assert claims["/id"].always, "the root is on every way"
    assert claims["/credentialSubject/id"].always, "its type is mandatory, and it comes along"
    achievement = "/credentialSubject/achievement"
    assert claims[f"{achievement}/name"].switch == f"{achievement}/name"
    assert claims[f"{achievement}/type"].switch is None, "it comes along with whatever is shown of the achievement"
    assert not [each for each in claims if "@context" in each or each.startswith("/proof")]


@both
def test_every_switch_alone_and_all_together_give_a_part_that_holds(suite: str) -> None:
    raw = json.dumps(base(suite)).encode()
    found = read_disclosable(raw)
    for pointers in ([each] for each in sorted(found.optional)):
        part = derive_credential(raw, pointers, WORLD)
        assert examine(part, WORLD).report.verdict == "valid", pointers
    part = derive_credential(raw, sorted(found.optional), WORLD)
    assert json.loads(part)["credentialSubject"] == json.loads(raw)["credentialSubject"]


@both
def test_shown_by_tells_exactly_what_a_part_has(suite: str) -> None:
    raw = json.dumps(base(suite)).encode()
    found = read_disclosable(raw)
    chosen = frozenset({"/credentialSubject/achievement/criteria/narrative", "/evidence/0/name"})
    part = json.loads(derive_credential(raw, sorted(chosen), WORLD))
    said = {name: each for name, each in part.items() if name not in ("@context", "proof")}
    assert {pointer for pointer, _ in leaves(said, lambda _: False)} == found.shown_by(chosen)
    assert "/credentialSubject/achievement/type" in found.shown_by(chosen)
    assert "/credentialSubject/identifier/0/type" not in found.shown_by(chosen)


def test_signed_as_a_whole_there_is_nothing_to_choose() -> None:
    found = read_disclosable(json.dumps(sign(credential())).encode())
    assert found.method is None and found.claims == () and not found.keeps_secrets


def test_a_subject_that_is_a_key_binds_the_credential_to_it() -> None:
    document = credential()
    cast(JsonObject, document["credentialSubject"])["id"] = did_key_of(HOLDER)
    assert read_disclosable(json.dumps(sign(document)).encode()).holder == HOLDER.public


# Base proofs are the holder's alone


@both
def test_a_base_proof_is_seen_wherever_it_stands(suite: str) -> None:
    inner = base(suite)
    raw = json.dumps(inner).encode()
    assert holds_base_proof(raw)
    assert not holds_base_proof(derive_credential(raw, [""], WORLD))
    escaped = raw.replace(b'"u2V0', b'"\\u00752V0')
    assert escaped != raw and holds_base_proof(escaped)
    presentation = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": "VerifiablePresentation"}
    in_token = token({**presentation, "verifiableCredential": [inner]}, typ="vp+jwt")
    assert holds_base_proof(in_token)
    envelope = {"@context": presentation["@context"][0], "type": "EnvelopedVerifiablePresentation"}
    wrapped = {**envelope, "id": f"data:application/vp+jwt,{in_token.decode()}"}
    assert holds_base_proof(json.dumps({**presentation, "verifiableCredential": [wrapped]}).encode())


def test_what_carries_a_base_proof_and_cannot_be_derived_keeps_secrets() -> None:
    carrying = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "VerifiablePresentation",
        "verifiableCredential": [base(SD)],
    }
    assert read_disclosable(json.dumps(carrying).encode()).keeps_secrets


# Parts


def test_a_part_of_an_sd_jwt_has_the_chosen_disclosures_and_the_holders_signature() -> None:
    raw = sd(["/given_name", "/address", "/address/street", "/outcomes/1"])
    part = derive_credential(raw, ["/address/street"], WORLD, BINDING)
    examined = examine(part, WORLD, FOR_LINK)
    assert examined.report.verdict == "valid" and examined.report.check("holder").outcome is Outcome.PASS
    claims = read(part).claims
    assert claims["address"] == {"town": "Utrecht", "street": "Mill Lane"}
    assert "given_name" not in claims and claims["outcomes"] == ["knead"]
    for other in (replace(FOR_LINK, audience="https://other.example"), replace(FOR_LINK, nonce="another")):
        assert examine(part, WORLD, other).report.code == "holder.mismatch"


def test_all_of_an_sd_jwt_without_the_key_that_somebody_else_signed_with() -> None:
    part = derive_credential(sd(["/given_name"]), [""], WORLD)
    again = derive_credential(derive_credential(sd(["/given_name"]), [""], WORLD, BINDING), [""], WORLD)
    for each in (part, again):
        assert each.endswith(b"~") and read(each).claims["given_name"] == "Ada"


def test_a_key_that_the_credential_is_not_bound_to_signs_nothing() -> None:
    part = derive_credential(sd(["/given_name"], holder=None), ["/given_name"], WORLD, BINDING)
    assert part.endswith(b"~")
    other = derive_credential(sd(["/given_name"], holder=generate("P-256")), ["/given_name"], WORLD, BINDING)
    assert other.endswith(b"~")


def test_a_pointer_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(Malformed, match=r"proof\.pointer"):
        derive_credential(sd(["/given_name"]), ["/family_name"], WORLD)
    with pytest.raises(Unsupported, match=r"proof\.unsupported"):
        derive_credential(json.dumps(sign(credential())).encode(), ["/issuer"], WORLD)


def test_the_nonce_is_the_presentation_header_of_bbs() -> None:
    raw = json.dumps(base(BBS)).encode()
    part = json.loads(derive_credential(raw, ["/credentialSubject/achievement/name"], WORLD, BINDING))
    proof = cast(JsonObject, part["proof"])
    assert read_value(proof, 5)[4] == NONCE.encode()


# Presentations


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("holder", [HOLDER, ED25519_KEY], ids=["P-256", "Ed25519"])
def test_a_presentation_of_all_kinds_is_valid_for_its_reader_alone(form: Form, holder: PrivateKey) -> None:
    document = json.dumps(sign(credential())).encode()
    part = derive_credential(json.dumps(base(SD)).encode(), ["/credentialSubject/achievement/name"], WORLD)
    several = [document, part, token(CREDENTIAL), derive_credential(sd(["/given_name"]), [], WORLD, BINDING)]
    made = present(several, Binding(holder, LINK, NONCE), WORLD, form)
    examined = examine(made, WORLD, FOR_LINK)
    assert [each.report.code for each in examined.inside] == ["ok"] * 4
    assert examined.report.verdict == "valid" and examined.report.issuer == did_key_of(holder)
    assert examined.report.check("holder").outcome is Outcome.PASS
    other = examine(made, WORLD, replace(FOR_LINK, nonce="another")).report
    assert other.verdict == "invalid" and other.check("holder").code == "holder.mismatch"


def old_document() -> bytes:
    document: JsonObject = {
        **OLD,
        "@context": OLD_CONTEXTS,
        "issuer": did_key(),
        "credentialSubject": {"id": "did:example:ada"},
    }
    return json.dumps(sign(document, suite="Ed25519Signature2020")).encode()


@pytest.mark.parametrize("mixed", [False, True])
def test_credentials_of_the_first_generation_can_be_presented(mixed: bool) -> None:
    several = [old_document(), *([json.dumps(sign(credential())).encode()] if mixed else [])]
    examined = examine(present(several, Binding(ED25519_KEY, LINK, NONCE), WORLD), WORLD, FOR_LINK)
    assert examined.report.verdict == "valid", examined.report.checks


@pytest.mark.parametrize("form", Form)
def test_a_presentation_whose_content_was_exchanged_is_invalid(form: Form) -> None:
    made = present([json.dumps(sign(credential())).encode()], Binding(ED25519_KEY, LINK, NONCE), WORLD, form)
    other = present([token(CREDENTIAL)], Binding(HOLDER, LINK, NONCE), WORLD, form)
    if form is Form.JSON_LD:
        swapped = json.dumps({**json.loads(made), "verifiableCredential": json.loads(other)["verifiableCredential"]})
    else:
        header, _, signature = made.decode().split(".")
        swapped = ".".join((header, other.decode().split(".")[1], signature))
    assert examine(swapped.encode(), WORLD, FOR_LINK).report.verdict == "invalid"


def test_a_key_of_another_kind_presents_nothing() -> None:
    with pytest.raises(Unsupported, match=r"key\.unsupported"):
        present([token(CREDENTIAL)], Binding(generate("BLS12-381-G2"), LINK, NONCE), WORLD)


# Summaries


def summary_of(document: JsonObject, pointers: list[str]) -> Summary:
    return summarise(examine(json.dumps(document).encode(), WORLD), pointers)


def test_a_summary_is_undecided_and_says_what_was_found_and_when() -> None:
    summary = summary_of(sign(credential()), ["/credentialSubject/achievement/name"])
    assert Summary.from_json(json.loads(json.dumps(summary.as_json()))) == summary
    examined = examine_summary(summary, WORLD)
    assert (examined.report.verdict, examined.report.code) == ("undecided", "proof.withheld")
    plain = plain_report(examined, "en")
    assert plain.tone == "unsure" and "21 November 2026" in plain.sentence and "in order" in plain.sentence
    assert plain.checks[2].facts, "key and day are among the facts"


def test_a_summary_has_no_value_that_was_not_chosen() -> None:
    document = credential()
    written = json.dumps(summary_of(sign(document), ["/credentialSubject/achievement/name"]).as_json())
    achievement = cast(JsonObject, cast(JsonObject, document["credentialSubject"])["achievement"])
    assert json.dumps(achievement["name"]) in written
    criteria = cast(JsonObject, achievement["criteria"])
    assert cast(str, criteria["narrative"]) not in written


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"validUntil": "2026-06-01T00:00:00Z"}, "validity.expired"),
        ({"validFrom": "2027-06-01T00:00:00Z"}, "validity.not_yet"),
    ],
)
def test_a_summary_of_what_has_ended_says_so_and_is_still_undecided(more: JsonObject, code: str) -> None:
    examined = examine_summary(summary_of(sign(credential(**more)), [""]), WORLD)
    assert examined.report.verdict == "undecided" and examined.report.check("validity").code == code
    plain = plain_report(examined, "en")
    assert plain.tone == "bad" and ("ended" in plain.sentence or "begun" in plain.sentence)
    assert "could not call it in order" in plain.sentence


def test_a_summary_of_a_forgery_never_says_that_it_was_in_order() -> None:
    document = sign(credential())
    document["name"] = "Changed"
    plain = plain_report(examine_summary(summary_of(document, [""]), WORLD), "en")
    assert "could not call it in order" in plain.sentence


@both
def test_a_reader_is_told_that_a_part_is_one_and_its_holder_is_not(suite: str) -> None:
    raw = json.dumps(base(suite)).encode()
    part = examine(derive_credential(raw, [""], WORLD), WORLD)
    assert part.report.check("proof").facts["kind"] == "part"
    assert "does not tell" in plain_report(part, "en").sentence
    own = examine(raw, WORLD, HOLDERS_EYES)
    assert own.report.verdict == "valid" and "kind" not in own.report.check("proof").facts
