"""Credentials as achievements: who is proved, how they stand, and what identifies them outside their own document."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.issuing import OTHER_KEY, WEB_DID, WEB_METHOD, credential, did_document, sign, web_with
from tests.needs import shared
from tests.verifier.formats.tokens import token
from tests.world import ISSUER_KEY, NOW, badge, issuer_of, signed
from verifier import Examined, World, examine
from verifier.codec.elm_nodes import ECTS
from verifier.errors import JsonObject
from verifier.record import Record, Value
from verifier.report import Check, Outcome
from verifier.world import TrustedIssuer
from wallet.recognition.achievement import Achievement, Framework, Trouble, Unit
from wallet.recognition.comparable import is_global, read_achievements
from wallet.recognition.proving import read_awarding_body, read_issuer, read_standing

WORLD = World(NOW)
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def achievements(raw: bytes, world: World = WORLD) -> tuple[Achievement, ...]:
    return read_achievements("c", examine(raw, world))


def one(document: JsonObject, world: World = WORLD) -> Achievement:
    [found] = achievements(signed(document), world)
    return found


def with_achievement(**more: Any) -> JsonObject:
    document: Any = badge()
    document["credentialSubject"]["achievement"].update(more)
    return document


def with_check(examined: Examined, name: str, outcome: Outcome, code: str) -> Examined:
    checks = tuple(Check(name, outcome, code) if each.name == name else each for each in examined.report.checks)
    return replace(examined, report=replace(examined.report, checks=checks))


def test_a_badge_is_one_achievement_with_its_own_words() -> None:
    found = one(badge("Baking bread"))
    assert (found.id, found.title, found.format, found.awarded) == (
        "c#0",
        "Baking bread",
        "vc_jsonld",
        date(2026, 1, 2),
    )
    assert found.spec_ids == ("https://school.example/achievements/1",)
    assert found.fingerprints == (f"sha256:{found.digest}#0",)
    assert (found.standing.verdict, found.standing.code, found.standing.troubles) == ("valid", "ok", frozenset())
    assert found.standing.at == NOW


# ---- who is proved


def test_a_key_proves_itself_and_no_name() -> None:
    found = one(badge())
    assert found.issuer.proved_ids == {issuer_of()}
    assert (found.issuer.name, found.trusted) == ("Bakers' School", "")


def test_a_creator_is_claimed_whoever_signs() -> None:
    found = one(
        with_achievement(creator={"id": "did:web:university.example", "type": ["Profile"], "name": "University"})
    )
    assert found.awarding_body.name == "University"
    assert found.awarding_body.claimed_ids == {"did:web:university.example"}
    assert found.proved_ids == {issuer_of()}


def test_a_domain_proves_itself() -> None:
    raw = json.dumps(sign(credential(WEB_DID), method=WEB_METHOD)).encode()
    [found] = achievements(raw, World(NOW, fetch=web_with(did_document()).fetch))
    assert {(each.id, each.proved_by) for each in found.issuer.ids} == {
        (WEB_DID, "key"),
        ("domain:school.example", "domain"),
    }


def test_a_certificate_that_is_called_like_a_domain_is_none() -> None:
    named = with_facts(examine(signed(badge()), World(NOW)), "key", proved_by="school.example")
    [found] = read_achievements("c", named)
    assert found.proved_ids == {issuer_of()}


def test_a_list_of_the_readers_is_named_where_it_has_a_proved_id() -> None:
    world = World(NOW, trusted=(TrustedIssuer(issuer_of(), "Bakers' School", None, "Guild"),))
    assert one(badge(), world).trusted == "Guild"
    [forged] = achievements(signed(badge(), OTHER_KEY), world)
    assert (forged.trusted, forged.proved) == ("", False)


def test_who_is_not_proved_is_claimed() -> None:
    [found] = achievements(signed(badge(), OTHER_KEY))
    assert found.standing.troubles == {Trouble.INVALID}
    assert (found.proved, found.issuer.claimed_ids) == (False, {issuer_of()})


def with_facts(examined: Examined, name: str, **facts: Any) -> Examined:
    checks = tuple(replace(each, facts=facts) if each.name == name else each for each in examined.report.checks)
    return replace(examined, report=replace(examined.report, checks=checks))


@pytest.mark.parametrize(
    ("name", "outcome", "code"),
    [
        ("key", Outcome.PASS, "key.accepted"),  # for want of anything better
        ("key", Outcome.UNKNOWN, "key.unbound"),
        ("proof", Outcome.FAIL, "proof.signature"),
        ("proof", Outcome.UNKNOWN, "proof.unsupported"),
    ],
)
def test_without_key_and_signature_nobody_is_proved_whatever_list_says_so(
    name: str, outcome: Outcome, code: str
) -> None:
    examined = with_check(examine(signed(badge()), WORLD), name, outcome, code)
    examined = with_facts(with_check(examined, "trust", Outcome.PASS, "trust.listed"), "trust", list="Guild")
    [found] = read_achievements("c", examined)
    assert (found.proved, found.trusted) == (False, "")


def test_a_key_that_the_reader_handed_in_proves_the_issuer_and_no_domain() -> None:
    examined = with_check(examine(signed(badge()), WORLD), "key", Outcome.PASS, "key.accepted")
    examined = with_facts(examined, "key", **{"from": "reader", "proved_by": "school.example"})
    [found] = read_achievements("c", examined)
    assert [(each.id, each.proved_by) for each in found.issuer.ids] == [(issuer_of(), "reader")]


@pytest.mark.parametrize(
    ("sealed_for", "sealed_by", "proved"),
    [("itself", (), True), ("another", (), False), ("itself", (Value("Sealer", ""),), False)],
)
def test_a_seal_proves_the_awarding_body_only_where_it_is_the_sealing_one(
    sealed_for: str, sealed_by: tuple[Value, ...], proved: bool
) -> None:
    """The mandate of another is that one's own word."""
    examined = with_facts(examine(signed(badge()), WORLD), "structure", sealed_for=sealed_for, mandate="stated")
    assert examined.credential is not None
    sealed = replace(examined.credential, format="europass_jades", issuer="VATSI-61038750")
    body = Value("University", "/x", detail={"role": "awardingBody", "identifier": "VATSI-61038750"})
    said = Record(awarding_body=(body,), sealed_by=sealed_by)
    awarding = read_awarding_body(sealed, said, examined.report)
    assert awarding.proved_ids == (frozenset({"eid:VATSI-61038750"}) if proved else frozenset())
    issuer = read_issuer(sealed, said, examined.report)
    assert [(each.id, each.proved_by) for each in issuer.ids] == [("eid:VATSI-61038750", "certificate")]


# ---- how it stands


@pytest.mark.parametrize(
    ("name", "outcome", "code", "trouble"),
    [
        ("status", Outcome.FAIL, "status.suspended", Trouble.SUSPENDED),
        ("status", Outcome.FAIL, "status.revoked", Trouble.REVOKED),
        ("status", Outcome.UNKNOWN, "status.unreachable", Trouble.STATUS_UNKNOWN),
        ("validity", Outcome.FAIL, "validity.expired", Trouble.EXPIRED),
        ("validity", Outcome.FAIL, "validity.not_yet", Trouble.INVALID),
        ("proof", Outcome.FAIL, "proof.signature", Trouble.INVALID),
        ("key", Outcome.UNKNOWN, "key.unbound", Trouble.UNDECIDED),
        ("key", Outcome.ABSENT, "absent", Trouble.UNDECIDED),
    ],
)
def test_each_reason_not_to_be_valid_has_its_name(name: str, outcome: Outcome, code: str, trouble: Trouble) -> None:
    examined = with_check(examine(signed(badge()), WORLD), name, outcome, code)
    [found] = read_achievements("c", examined)
    assert (found.standing.troubles, found.standing.code) == ({trouble}, code)


def test_every_reason_is_named_and_what_only_is_noted_is_none() -> None:
    examined = examine(signed(badge()), WORLD)
    for name, outcome, code in (
        ("status", Outcome.FAIL, "status.suspended"),
        ("validity", Outcome.FAIL, "validity.expired"),
        ("trust", Outcome.FAIL, "trust.unlisted"),
    ):
        examined = with_check(examined, name, outcome, code)
    assert read_standing(examined.report).troubles == {Trouble.SUSPENDED, Trouble.EXPIRED}


def transcript() -> Examined:
    """A transcript that carries a badge, and lists one of its own."""
    subject: JsonObject = {
        "type": ["ClrSubject"],
        "achievement": [{"id": "https://school.example/p", "type": ["Achievement"], "name": "Bakery"}],
        "verifiableCredential": [json.loads(signed(badge("Bread")))],
        "association": [
            {
                "type": "Association",
                "associationType": "isParentOf",
                "sourceId": "https://school.example/p",
                "targetId": "https://school.example/achievements/1",
            }
        ],
    }
    document = {**badge("All"), "type": ["VerifiableCredential", "ClrCredential"], "credentialSubject": subject}
    document["@context"] = ["https://www.w3.org/ns/credentials/v2", CLR]
    return examine(token(document), WORLD)


def test_a_transcript_is_what_it_lists_and_what_it_carries() -> None:
    found = read_achievements("c", transcript())
    assert [(each.id, each.title, each.standing.verdict) for each in found] == [
        ("c#0", "Bakery", "valid"),
        ("c#1", "Bread", "valid"),
    ]
    assert (found[0].parts, found[1].wholes) == (("c#1",), ("c#0",))


def test_what_is_carried_is_the_same_as_alone() -> None:
    examined = transcript()
    alone = examined.inside[0].raw
    assert read_achievements("c", examined)[1].fingerprints == achievements(alone)[0].fingerprints


def test_a_suspended_part_of_a_valid_whole_stands_alone_for_that() -> None:
    examined = transcript()
    inner = with_check(examined.inside[0], "status", Outcome.FAIL, "status.suspended")
    found = read_achievements("c", replace(examined, inside=(inner,)))
    assert [each.standing.troubles for each in found] == [frozenset(), {Trouble.SUSPENDED}]


def test_a_suspended_whole_takes_what_it_carries_with_it() -> None:
    examined = with_check(transcript(), "status", Outcome.FAIL, "status.suspended")
    found = read_achievements("c", examined)
    assert [(each.standing.troubles, each.standing.code) for each in found] == [
        ({Trouble.SUSPENDED}, "status.suspended")
    ] * 2


def test_what_is_presented_together_stands_for_itself() -> None:
    presented = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [json.loads(signed(badge("A"))), json.loads(signed(badge("B")))],
    }
    found = achievements(json.dumps(presented).encode())
    assert [(each.title, each.standing.verdict) for each in found] == [("A", "valid"), ("B", "valid")]


def test_what_cannot_be_read_is_no_achievement() -> None:
    assert achievements(b"not a credential") == ()


# ---- what identifies it


@pytest.mark.parametrize(
    ("identifier", "known"),
    [
        ("https://a.example/1", True),
        ("did:example:1", True),
        ("urn:oid:1.2.3", True),
        ("urn:epass:learningAchievement:1", False),
        ("URN:UUID:7f3f0b52", False),
        ("urn:credential:1", False),
        ("_:b0", False),
        ("esp:achievement:1", False),
        ("1", False),
        ("", False),
    ],
)
def test_an_id_of_its_own_document_identifies_nothing_outside(identifier: str, known: bool) -> None:
    assert is_global(identifier) is known


def test_ids_that_collide_across_issuers_are_no_ids() -> None:
    for key in (ISSUER_KEY, OTHER_KEY):
        document = {**with_achievement(id="urn:epass:learningAchievement:1"), "issuer": issuer_of(key)}
        assert achievements(signed(document, key))[0].spec_ids == ()


def test_the_issuers_own_codes_are_apart_from_ids() -> None:
    entry = {"type": "IdentifierEntry", "identifier": "C-1", "identifierType": "identifier"}
    found = one(with_achievement(humanCode="SOIL-1", version="2", otherIdentifier=[entry]))
    assert (found.codes, found.version) == (("C-1", "SOIL-1"), "2")


def test_a_person_is_the_same_by_name_in_any_order_and_case() -> None:
    def subject(*names: tuple[str, str]) -> str:
        examined = examine(signed(badge()), WORLD)
        learner = tuple(Value(text, "", detail={"kind": kind}) for kind, text in names)
        return read_achievements("c", replace(examined, record=replace(examined.record or Record(), learner=learner)))[
            0
        ].subject

    name = subject(("name", "Ana Andromeda"))
    assert name == subject(("givenName", "ANA"), ("familyName", "Andromeda"), ("id", "did:example:1"))
    assert name != subject(("name", "Ana Other"))
    assert subject() == ""
    assert "Ana" not in name


# ---- what it says, in terms that compare


@pytest.mark.corpus
def test_the_published_micro_credential_says_everything_comparable() -> None:
    raw = shared("corpus", "items", "europass-elm", "Sample-MC-Annex1-signed.jsonld").read_bytes()
    [found] = achievements(raw)
    assert found.amount(Unit.ECTS) == 2
    assert found.amount(Unit.HOURS) == 60
    assert found.amount(Unit.OTHER, "months") == 60
    assert found.eqf == 6
    assert (6, Framework.NQF, "GB") in {(each.number, each.framework, each.country) for each in found.levels}
    assert [each.code for each in found.fields] == ["003", "0688"]
    assert sum(each.framework == "esco" for each in found.outcomes) >= 4
    assert found.languages == ("en",)
    assert [(each.value, each.comparable) for each in found.grades] == [("Pass", None)]
    assert [each.verified for each in found.supervision] == [False]
    assert found.proved is False
    assert all(each.path.startswith("/credentialSubject") for each in (*found.credits, *found.levels, *found.outcomes))


def test_each_claim_has_its_own_credits_and_a_part_names_its_whole() -> None:
    def claim(name: str, point: str, **more: Any) -> JsonObject:
        load = {"creditPoint": {"framework": {"id": ECTS}, "point": point}}
        return {"id": f"urn:epass:{name}", "type": "LearningAchievement", "title": name, "specifiedBy": load, **more}

    subject = {"fullName": "Ana", "hasClaim": [claim("A", "10", hasPart=claim("A1", "4")), claim("B", "3")]}
    document = {**badge(), "type": ["VerifiableCredential", "EuropeanDigitalCredential"], "credentialSubject": subject}
    found = achievements(json.dumps(document).encode())
    assert [(each.title, each.amount(Unit.ECTS), each.parts, each.wholes) for each in found] == [
        ("A", Fraction(10), ("c#2",), ()),
        ("B", Fraction(3), (), ()),
        ("A1", Fraction(4), (), ("c#0",)),
    ]
    assert len({each.subject for each in found}) == 1
    assert all(not each.proved for each in found)
