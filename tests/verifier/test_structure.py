"""Structure: a document that differs in one thing from a good one, and what is said of it."""

import pytest

from tests.issuing import (
    ED25519_2020,
    LEGACY,
    V1,
    V2,
    changed,
    credential,
    credential_v1,
    did_key,
    entry,
    found,
    report_on,
    sign,
    signed_credential,
)
from tests.world import NOW, FakeWeb
from verifier.errors import Json, JsonObject, Unsupported, VerifierError
from verifier.report import Verdict
from verifier.visit import MAX_FETCHES
from verifier.world import World

OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
MALFORMED = "structure.malformed"
UNDEFINED = "structure.undefined_term"
DATE = "structure.date"
JSONLD = "structure.jsonld"
OK = "ok"
CONTEXT_URL = "https://school.example/context.json"


def structure_of(document: JsonObject, web: FakeWeb | None = None) -> str:
    """The code of step 1; the document is not signed, so nothing else is looked at."""
    report = report_on(document, web)
    outcome, code = found(report, "structure")
    unknown = code in ("structure.context_unreachable", "structure.unsupported")
    assert outcome == ("pass" if code == OK else "unknown" if unknown else "fail")
    assert report.verdict is Verdict.INVALID, "it has no proof"
    return code


# Members


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, OK),
        # @context
        ({"@context": None}, MALFORMED),
        ({"@context": []}, MALFORMED),
        ({"@context": "x"}, MALFORMED),
        ({"@context": {}}, MALFORMED),
        ({"@context": [OB3, V2]}, MALFORMED),
        ({"@context": [[V2, OB3]]}, MALFORMED),
        ({"@context": [V2]}, UNDEFINED),
        ({"@context": [V2 + "/", OB3]}, MALFORMED),
        ({"@context": [V2, OB3, OB3]}, OK),
        ({"@context": [V2, OB3, 7]}, JSONLD),
        ({"@context": [V2, OB3, None]}, JSONLD),
        ({"@context": [V2, OB3, {"name": "https://x.example/name"}]}, JSONLD),
        ({"@context": [V2, OB3, {"@version": 1.0}]}, JSONLD),
        # id
        ({"id": None}, OK),
        ({"id": "7"}, MALFORMED),
        ({"id": 7}, MALFORMED),
        ({"id": ["urn:x:1"]}, MALFORMED),
        ({"id": "urn:x:a b"}, MALFORMED),
        ({"id": "_:b0"}, MALFORMED),
        ({"id": "/credentials/1"}, MALFORMED),
        # type
        ({"type": None}, MALFORMED),
        ({"type": ["OpenBadgeCredential"]}, MALFORMED),
        ({"type": "VerifiableCredential"}, OK),
        ({"type": ["VerifiableCredential", "OpenBadgeCredential", "Unheard"]}, UNDEFINED),
        ({"type": ["VerifiableCredential", "OpenBadgeCredential", 7]}, JSONLD),
        ({"type": ["VerifiableCredential", "OpenBadgeCredential", "urn:x:own"]}, OK),
        # issuer
        ({"issuer": None}, MALFORMED),
        ({"issuer": ""}, MALFORMED),
        ({"issuer": "school"}, MALFORMED),
        ({"issuer": {}}, MALFORMED),
        ({"issuer": {"id": 7}}, MALFORMED),
        ({"issuer": {"name": "School"}}, MALFORMED),
        ({"issuer": {"@id": did_key(), "type": ["Profile"]}}, MALFORMED),
        ({"issuer": [did_key()]}, MALFORMED),
        ({"issuer": did_key()}, OK),
        # credentialSubject
        ({"credentialSubject": None}, MALFORMED),
        ({"credentialSubject": {}}, MALFORMED),
        ({"credentialSubject": []}, MALFORMED),
        ({"credentialSubject": "did:example:learner"}, MALFORMED),
        ({"credentialSubject": [{}]}, MALFORMED),
        ({"credentialSubject": [{"id": "did:example:a"}, 7]}, MALFORMED),
        ({"credentialSubject": {"id": 7}}, MALFORMED),
        ({"credentialSubject": {"id": "learner"}}, MALFORMED),
        ({"credentialSubject": {"id": "did:example:a"}}, OK),
        ({"credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}]}, OK),
        ({"credentialSubject": {"id": "did:example:a", "unheard": 1}}, UNDEFINED),
        ({"credentialSubject": {"id": "did:example:a", "unheard": None}}, UNDEFINED),
        # dates
        ({"validFrom": None}, OK),
        ({"validFrom": ""}, DATE),
        ({"validFrom": 1767323045}, DATE),
        ({"validFrom": ["2026-01-01T00:00:00Z"]}, DATE),
        ({"validFrom": "2026-01-01"}, DATE),
        ({"validFrom": "2026-02-29T00:00:00Z"}, DATE),
        ({"validFrom": "2024-02-29T00:00:00Z"}, OK),
        ({"validFrom": "2026-01-01T24:00:00Z"}, OK),
        ({"validFrom": "2026-01-01T24:00:01Z"}, DATE),
        ({"validFrom": "2026-01-01T00:00:00"}, OK),
        ({"validUntil": "never"}, DATE),
        ({"validUntil": "9999-12-31T24:00:00Z"}, DATE),
        ({"validUntil": "2026-01-01T00:00:00Z", "validFrom": "2026-01-01T00:00:00Z"}, OK),
        ({"validUntil": "2025-12-31T23:59:59Z", "validFrom": "2026-01-01T00:00:00Z"}, MALFORMED),
        ({"issuanceDate": "2026-01-01T00:00:00Z"}, UNDEFINED),
        # things that need a type
        *[
            ({name: value}, code)
            for name in ("credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService")
            for value, code in [
                ("urn:x:1", MALFORMED),
                ({}, MALFORMED),
                ([{}], MALFORMED),
                ([[{"type": "urn:x:Type"}]], MALFORMED),
                ({"id": "urn:x:1"}, MALFORMED),
                ({"id": 7, "type": "urn:x:Type"}, MALFORMED),
                ({"id": "urn:x:1", "type": []}, MALFORMED),
                ([{"id": f"urn:x:{number}", "type": "urn:x:Type"} for number in range(21)], MALFORMED),
            ]
        ],
        ({"credentialStatus": entry()}, OK),
        ({"credentialStatus": {**entry(), "type": []}}, MALFORMED),
        ({"credentialStatus": []}, OK),
        ({"credentialSchema": {"id": "https://x.example/s", "type": "JsonSchema"}}, OK),
        ({"evidence": {"id": "https://x.example/e", "type": ["Evidence"]}}, OK),
        # what JSON-LD would drop
        ({"unheard": "of"}, UNDEFINED),
        ({"unheard": None}, UNDEFINED),
        ({"": "x"}, UNDEFINED),
        ({"@unheard": "x"}, UNDEFINED),
        ({"@graph": []}, OK),
        ({"description": None}, OK),
        ({"name": {"@value": "Bread", "@language": "en", "@direction": "ltr"}}, OK),
        ({"name": {"@value": "Bread", "@direction": "sideways"}}, JSONLD),
        ({"name": {"@value": "Bread", "@language": "en"}}, OK),
        ({"name": {"@value": "Bread", "@language": "not a language"}}, UNDEFINED),
        ({"name": {"@value": "Bread", "@id": "urn:x:1"}}, JSONLD),
    ],
)  # fmt: skip
def test_one_thing_changed(change: JsonObject, code: str) -> None:
    document = {**credential(), **change}
    for name, value in change.items():
        if value is None and name in credential():
            del document[name]
    assert structure_of(document) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, OK),
        ({"issuanceDate": None}, MALFORMED),
        ({"issuanceDate": "2026-01-02"}, DATE),
        ({"issuanceDate": "2026-01-02T03:04:05"}, OK),
        ({"expirationDate": "2026-01-02T03:04:04Z"}, MALFORMED),
        ({"expirationDate": "2026-01-02T03:04:05Z"}, OK),
        ({"expirationDate": "soon"}, DATE),
        ({"@context": V1, "proof": None}, OK),
        ({"@context": [ED25519_2020, V1]}, MALFORMED),
        ({"@context": [V1, V2]}, JSONLD),
        ({"name": "Bread"}, UNDEFINED),
        ({"credentialStatus": {"id": "urn:x:1", "type": "Unheard"}}, UNDEFINED),
        ({"issuer": {"id": did_key(), "unheard": 1}}, UNDEFINED),
    ],
)
def test_one_thing_changed_in_version_1(change: JsonObject, code: str) -> None:
    assert structure_of(credential_v1(**change)) == code


def test_null_in_the_place_of_a_date_is_no_date() -> None:
    for name in ("validFrom", "validUntil"):
        assert structure_of({**credential(), name: None}) == DATE


@pytest.mark.parametrize("proofs", [10, 11])
def test_more_proofs_than_anybody_needs_are_refused(proofs: int) -> None:
    document = signed_credential()
    document["proof"] = [document["proof"]] * proofs
    assert found(report_on(document), "structure") == (("pass", OK) if proofs == 10 else ("fail", MALFORMED))


def test_facts_say_where() -> None:
    report = report_on({**credential(), "issuer": "school"})
    assert report.check("structure").facts["path"] == "/issuer"
    report = report_on({**credential(), "unheard": 1})
    assert report.check("structure").facts["term"] == "unheard"
    assert report_on(credential()).check("structure").facts == {"data_model": "2.0"}
    assert report_on(credential_v1()).check("structure").facts == {"data_model": "1.1"}


# Contexts


OWN: JsonObject = {"@context": {"points": "https://school.example/terms#points"}}


def with_own_context(*contexts: Json) -> JsonObject:
    return credential(
        **{"@context": [V2, OB3, *contexts]}, credentialSubject={"id": "did:example:learner", "points": "12"}
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (OWN, OK),
        (None, "structure.context_unreachable"),
        (b"<html>", "structure.context_unreachable"),
        (b"[]", "structure.context_unreachable"),
        (b'{"@context":{},"@context":{}}', "structure.context_unreachable"),
        ({"@context": {"points": None}}, UNDEFINED),
        ({}, UNDEFINED),
        ({"@context": 7}, JSONLD),
        ({"@context": CONTEXT_URL}, JSONLD),
        ({"@context": ["https://x.example/other"]}, "structure.context_unreachable"),
    ],
)
def test_a_context_of_the_issuers_own_is_fetched(body: JsonObject | bytes | None, code: str) -> None:
    web = FakeWeb()
    if body is not None:
        web.put(CONTEXT_URL, body)
    assert structure_of(with_own_context(CONTEXT_URL), web) == code
    assert CONTEXT_URL in web.requests


def test_a_fetched_context_is_evidence_and_an_unreachable_one_undecided() -> None:
    web = FakeWeb()
    web.put(CONTEXT_URL, OWN)
    document = sign(with_own_context(CONTEXT_URL), world=World(NOW, web.fetch))
    report = report_on(document, web)
    assert report.verdict is Verdict.VALID
    assert [each.url for each in report.evidence] == [CONTEXT_URL]
    assert report_on(document).code == "structure.context_unreachable"
    assert report_on(document).verdict is Verdict.UNDECIDED


def test_bundled_contexts_win_over_what_a_reader_hands_in() -> None:
    world = World(NOW, contexts={V2: b"{}", OB3: b"{}"})
    assert report_on(signed_credential(), world=world).verdict is Verdict.VALID


def test_a_context_that_a_reader_hands_in_is_not_fetched() -> None:
    web = FakeWeb()
    world = World(NOW, contexts={CONTEXT_URL: b'{"@context":{"points":"https://school.example/terms#points"}}'})
    document = sign(with_own_context(CONTEXT_URL), world=world)
    assert report_on(document, web, world=world).verdict is Verdict.VALID
    assert web.requests == []


def test_a_document_of_many_contexts_does_not_ask_for_all_of_them() -> None:
    web = FakeWeb()
    document = with_own_context(*[f"https://school.example/{number}" for number in range(1000)])
    for number in range(1000):
        web.put(f"https://school.example/{number}", OWN)
    report = report_on(document, web)
    assert report.verdict is Verdict.INVALID
    assert len(web.requests) <= MAX_FETCHES


# Names: the context is not signed, so a known thing under another name is refused


CRED = "https://www.w3.org/2018/credentials#"
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
DATE_TYPE = "http://www.w3.org/2001/XMLSchema#dateTime"


def revoked_and_expired() -> tuple[JsonObject, FakeWeb]:
    from tests.issuing import LIST_URL, status_list

    web = FakeWeb()
    web.put(LIST_URL, sign(status_list(7)))
    document = sign(credential(validUntil="2026-01-03T00:00:00Z", credentialStatus=entry("7")))
    assert report_on(document, web).code == "status.revoked"
    return document, web


def rename(document: JsonObject, **names: str) -> None:
    for name, other in names.items():
        document[other] = document.pop(name)


def add_context(document: JsonObject, context: Json) -> None:
    contexts = document["@context"]
    assert isinstance(contexts, list)
    contexts.append(context)


def by_full_name(document: JsonObject) -> None:
    document[CRED + "credentialStatus"] = document.pop("credentialStatus")
    document[CRED + "validUntil"] = {"@value": document.pop("validUntil"), "@type": DATE_TYPE}


def by_prefix(document: JsonObject) -> None:
    add_context(document, {"c": CRED})
    document["c:credentialStatus"] = document.pop("credentialStatus")
    document["c:validUntil"] = {"@value": document.pop("validUntil"), "@type": DATE_TYPE}


def by_alias(document: JsonObject) -> None:
    status: Json = {"@id": CRED + "credentialStatus", "@type": "@id"}
    add_context(document, {"x": status, "y": {"@id": CRED + "validUntil", "@type": DATE_TYPE}})
    rename(document, credentialStatus="x", validUntil="y")


def by_alias_below(document: JsonObject) -> None:
    by_alias(document)
    context = document["@context"].pop()
    add_context(document, {"T": {"@id": OB + "OpenBadgeCredential", "@context": context}})
    document["type"] = ["VerifiableCredential", "T"]


def by_nest(document: JsonObject) -> None:
    document["@nest"] = {name: document.pop(name) for name in ("credentialStatus", "validUntil")}


def by_nest_under_an_alias(document: JsonObject) -> None:
    add_context(document, {"more": "@nest"})
    document["more"] = {name: document.pop(name) for name in ("credentialStatus", "validUntil")}


def by_included(document: JsonObject) -> None:
    moved = {name: document.pop(name) for name in ("credentialStatus", "validUntil")}
    document["@included"] = [{"id": document["id"], "type": "VerifiableCredential", **moved}]


def by_included_under_an_alias(document: JsonObject) -> None:
    by_included(document)
    add_context(document, {"also": "@included"})
    rename(document, **{"@included": "also"})


def by_reverse(document: JsonObject) -> None:
    status = document.pop("credentialStatus")
    moved: JsonObject = {"validUntil": document.pop("validUntil"), "type": "VerifiableCredential", "id": document["id"]}
    document["@included"] = [{**status, "@reverse": {CRED + "credentialStatus": moved}}]


def by_vocabulary(document: JsonObject) -> None:
    """Nothing is renamed here: a default vocabulary only explains names that had no meaning before."""
    add_context(document, {"@vocab": CRED})
    by_full_name(document)


HIDING = [
    by_full_name, by_prefix, by_alias, by_alias_below, by_nest, by_nest_under_an_alias, by_included,
    by_included_under_an_alias, by_reverse, by_vocabulary,
]  # fmt: skip


@pytest.mark.parametrize("hide", HIDING)
def test_revocation_and_end_cannot_hide_behind_another_name(hide) -> None:
    document, web = revoked_and_expired()
    hidden = changed(document, hide)
    report = report_on(hidden, web)
    assert report.verdict is Verdict.INVALID
    assert found(report, "structure") == ("fail", MALFORMED)
    # The trick is one: the signature itself stands, so nothing else would have noticed.
    assert found(report, "proof") == ("pass", "ok")
    assert {found(report, name)[0] for name in ("validity", "status")} <= {"pass", "absent"}


def test_names_of_a_context_from_elsewhere_are_not_believed_either() -> None:
    document, web = revoked_and_expired()
    web.put(CONTEXT_URL, {"@context": {"x": {"@id": CRED + "credentialStatus", "@type": "@id"}}})

    def hide(each: JsonObject) -> None:
        add_context(each, CONTEXT_URL)
        rename(each, credentialStatus="x")
        each["validUntil"] = "2026-01-03T00:00:00Z"

    report = report_on(changed(document, hide), web)
    assert found(report, "structure") == ("unknown", "structure.unsupported")
    assert report.verdict is not Verdict.VALID


def test_an_entry_cannot_be_told_wrongly_under_a_context_that_replaces_the_real_one() -> None:
    """StatusList2021 is defined by a context that can be left out; whoever writes another can swap its names."""
    from tests.issuing import LIST_2021, LIST_URL

    listing = "https://w3id.org/vc/status-list#"
    status: JsonObject = {**entry("7"), "type": "StatusList2021Entry"}
    document = sign(
        credential_v1(**{"@context": [V1, LIST_2021, ED25519_2020], "credentialStatus": status}), suite=LEGACY
    )

    def swap(each: JsonObject) -> None:
        own: JsonObject = {
            "StatusList2021Entry": listing + "StatusList2021Entry",
            "statusPurpose": listing + "statusPurpose",
            "wasIndex": listing + "statusListIndex",
            "statusListCredential": {"@id": listing + "statusListCredential", "@type": "@id"},
        }
        each["@context"] = [V1, own, ED25519_2020]
        rename(each["credentialStatus"], statusListIndex="wasIndex")

    report = report_on(changed(document, swap))
    assert found(report, "proof") == ("pass", "ok"), LIST_URL
    assert found(report, "structure") == ("fail", MALFORMED)


def test_an_achievement_cannot_be_told_wrongly_under_a_context_that_replaces_the_real_one() -> None:
    document = sign(credential())

    def swap(each: JsonObject) -> None:
        add_context(each, {"Shelf": {"@id": OB + "Achievement", "@context": {"narrative": OB + "narrative"}}})
        each["credentialSubject"]["achievement"]["type"] = ["Shelf"]

    assert report_on(changed(document, swap)).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "own",
    [
        {"points": "https://school.example/terms#points"},
        {"s": "https://school.example/terms#", "points": {"@id": "s:points"}},
        {"@vocab": "https://school.example/terms#"},
        {"points": {"@id": "https://school.example/terms#points", "@type": "http://www.w3.org/2001/XMLSchema#integer"}},
    ],
)
def test_words_of_the_issuers_own_are_fine(own: JsonObject) -> None:
    document = sign(with_own_context(own))
    assert report_on(document).verdict is Verdict.VALID
    assert (
        report_on(changed(document, lambda each: each["credentialSubject"].update(points="13"))).code
        == "proof.signature"
    )


def test_what_nobody_looks_up_may_have_its_full_name() -> None:
    document = sign(credential(**{"https://school.example/terms#shoeSize": "43"}))
    assert report_on(document).verdict is Verdict.VALID


def test_what_readers_look_up_may_not_hide_behind_its_full_name() -> None:
    with pytest.raises(Unsupported, match=r"structure\.unsupported"):
        sign(credential(**{"https://schema.org/description": "failed"}))


def test_the_bundled_contexts_have_one_name_for_each_thing_that_decides() -> None:
    """Else a context that is known and added could hide what `check_names` takes on trust."""
    import json

    from verifier.contexts import bundled, known

    deciding = {CRED + name for name in ("credentialStatus", "credentialSchema", "validFrom", "validUntil")}
    deciding |= {CRED + name for name in ("issuanceDate", "expirationDate", "issuer", "credentialSubject")}
    deciding |= {
        vocabulary + name
        for vocabulary in ("https://www.w3.org/ns/credentials/status#", "https://w3id.org/vc/status-list#")
        for name in ("statusPurpose", "statusListIndex", "statusListCredential", "statusSize", "encodedList")
    }
    names: dict[str, set[str]] = {}
    keywords: dict[str, set[str]] = {}

    def resolve(value: str, scopes: list[JsonObject]) -> str:
        prefix, colon, rest = value.partition(":")
        for scope in reversed(scopes):
            if colon and not rest.startswith("//") and prefix in scope:
                definition = scope[prefix]
                meant = definition.get("@id") if isinstance(definition, dict) else definition
                return f"{meant}{rest}"
        return value

    def walk(context: Json, scopes: list[JsonObject]) -> None:
        if isinstance(context, list):
            for each in context:
                walk(each, scopes)
        if not isinstance(context, dict):
            return
        for term, definition in context.items():
            meant = definition.get("@id", definition.get("@reverse")) if isinstance(definition, dict) else definition
            if isinstance(meant, str) and not term.startswith("@"):
                if meant.startswith("@"):
                    keywords.setdefault(meant, set()).add(term)
                names.setdefault(resolve(meant, [*scopes, context]), set()).add(term)
            if isinstance(definition, dict):
                walk(definition.get("@context"), [*scopes, context])

    for url in known():
        walk(json.loads(bundled(url) or b"{}").get("@context"), [])
    assert {each for each in deciding if names.get(each)} >= {CRED + "credentialStatus", CRED + "validUntil"}
    for each in deciding & set(names):
        assert names[each] == {each.rpartition("#")[2]}
    assert set(keywords) == {"@id", "@type"}, "no bundled context has a name for @nest, @included, @graph or @reverse"


def test_odd_documents_are_refused_and_never_an_exception() -> None:
    for value in (7, "x", None, True, [], {}, [[]], {"@context": {}}):
        for name in credential():
            try:
                report = report_on({**credential(), name: value})
            except VerifierError as error:
                pytest.fail(f"{name} = {value!r} raised {error.code}")
            assert report.verdict is Verdict.INVALID
