"""Six ways to look like a university without being one. None of them is green, and each says in plain words why."""

import json
from dataclasses import replace

import pytest

from tests import certificates
from tests.issuing import (
    KEY,
    LIST_URL,
    OTHER_KEY,
    WEB_DID,
    credential,
    did_document,
    did_key,
    entry,
    method_of,
    multikey_method,
    school_credential,
    sign,
    status_list,
    web_with,
)
from tests.world import NOW, FakeWeb
from verifier import Policy, World, examine
from verifier.codec.jose import sign_compact
from verifier.codec.keys import PrivateKey, write_jwk
from verifier.errors import Json, JsonObject
from verifier.plain import PlainReport, Tone, plain_report

UNIVERSITY = "https://university.example"
SD_JWT_KEY = PrivateKey("P-256", bytes(31) + b"\x2a")


def look(raw: bytes | JsonObject, world: World | None = None, policy: Policy | None = None) -> PlainReport:
    """What a reader is told in English."""
    examined = examine(
        raw if isinstance(raw, bytes) else json.dumps(raw).encode(), world or World(NOW), policy or Policy()
    )
    return plain_report(examined, "en")


def sd_jwt(issuer: str, **header: Json) -> bytes:
    """A credential as an SD-JWT VC by SD_JWT_KEY."""
    payload: JsonObject = {"iss": issuer, "vct": "https://university.example/degree", "iat": 1_790_000_000}
    raw = json.dumps(payload).encode()
    return (sign_compact({"typ": "dc+sd-jwt", **header}, raw, SD_JWT_KEY, "ES256") + "~").encode()


def seal(**names: str) -> str:
    """A self-signed certificate for SD_JWT_KEY, as x5c has it."""
    import base64

    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.derive_private_key(int.from_bytes(SD_JWT_KEY.secret), ec.SECP256R1())
    return base64.b64encode(certificates.make(key=key, **names).der).decode()


def answer_of(plain: PlainReport, name: str) -> str:
    return next(each.answer for each in plain.checks if each.name == name)


def tone_of(plain: PlainReport, name: str) -> Tone:
    return next(each.tone for each in plain.checks if each.name == name)


def assert_not_green(plain: PlainReport, code: str, why: str, step: str = "key") -> None:
    assert (plain.code, plain.verdict == "valid") == (code, False)
    assert plain.tone not in (Tone.GOOD, Tone.AMBER)
    assert tone_of(plain, step) is not Tone.GOOD
    assert why in answer_of(plain, step)
    assert "Genuine" not in plain.sentence


def test_a_self_made_seal() -> None:
    made = sd_jwt(UNIVERSITY, x5c=[seal(o="ETH Zurich", id="NTRCH-CHE115200008")])
    assert_not_green(look(made), "key.unanchored", "leads to nobody whom this check was told to trust")
    others = World(NOW, anchors=(certificates.make(authority=True, o="Root").der,))
    assert_not_green(look(made, others), "key.unanchored", "leads to nobody whom this check was told to trust")


def test_a_did_key_with_a_universitys_name() -> None:
    named = {"id": did_key(), "type": ["Profile"], "name": "ETH Zurich", "url": "https://ethz.ch"}
    plain = look(sign({**credential(), "issuer": named}))
    assert plain.verdict == "valid"
    assert plain.tone is Tone.AMBER
    assert tone_of(plain, "key") is Tone.AMBER
    assert "Who signed it, we cannot say: it calls itself “ETH Zurich”" in plain.sentence
    assert "Genuine" not in plain.sentence


@pytest.mark.parametrize("issuer", [UNIVERSITY, "did:web:university.example"])
def test_a_key_in_a_jwts_own_header(issuer: str) -> None:
    jwk: JsonObject = {**write_jwk(SD_JWT_KEY.public)}
    code = "key.unbound" if issuer == UNIVERSITY else "key.unreachable"
    why = (
        "Nothing ties the key that signed it" if issuer == UNIVERSITY else "publishes about its keys could not be read"
    )
    assert_not_green(look(sd_jwt(issuer, jwk=jwk)), code, why)


def test_a_key_in_a_jwts_own_header_beside_the_universitys_own_keys() -> None:
    jwk: JsonObject = {**write_jwk(SD_JWT_KEY.public)}
    world = World(NOW, web_with().fetch)
    assert look(sd_jwt(WEB_DID, jwk=jwk), world).verdict != "valid"
    assert_not_green(
        look(sd_jwt(WEB_DID, jwk=jwk, kid="mine"), world),
        "key.not_the_issuers",
        "does not count this key as one of its own",
    )


def test_a_fragment_key() -> None:
    issuer = f"{UNIVERSITY}/issuer"
    spelt = sign(credential(issuer), KEY, f"{issuer}#{KEY.public.multikey}")
    assert_not_green(look(spelt), "key.unbound", "Nothing ties the key that signed it to the issuing body")
    web = web_with()
    own = sign(credential(WEB_DID), OTHER_KEY, f"{WEB_DID}#{OTHER_KEY.public.multikey}")
    assert_not_green(
        look(own, World(NOW, web.fetch)), "key.not_the_issuers", "does not count this key as one of its own"
    )


def test_a_cached_old_key() -> None:
    rotated = did_document(
        verificationMethod=[multikey_method(WEB_DID + "#key-2", OTHER_KEY)], assertionMethod=["#key-2"]
    )
    old = school_credential()
    kept = json.dumps(did_document()).encode()
    world = World(NOW, web_with(rotated).fetch, kept={"https://school.example/.well-known/did.json": kept})
    assert_not_green(look(old, world), "key.retired", "no longer does")
    assert look(old, replace(world, kept={})).code == "key.not_the_issuers"
    assert look(old, replace(world, fetch=web_with().fetch)).verdict == "valid"


def test_a_list_by_a_stranger_under_a_policy_that_refuses_it() -> None:
    web = FakeWeb()
    web.put(LIST_URL, sign(status_list(issuer=did_key(OTHER_KEY)), OTHER_KEY, method_of(OTHER_KEY)))
    listed = sign(credential(credentialStatus=entry()))
    refusing = Policy(name="own lists", issuers_lists_only=True)
    assert_not_green(
        look(listed, World(NOW, web.fetch), refusing),
        "status.unusable",
        "the list that should say so cannot be relied on",
        "status",
    )
    facts = next(each.facts for each in look(listed, World(NOW, web.fetch), refusing).checks if each.name == "status")
    assert "The list was signed by somebody else than the issuing body" in str(facts)
    shown = look(listed, World(NOW, web.fetch))
    assert (shown.verdict, tone_of(shown, "status")) == ("valid", Tone.GOOD)
