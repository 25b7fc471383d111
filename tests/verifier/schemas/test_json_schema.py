"""Step 6: what the schema that a credential names says about it, and how little a hostile schema achieves."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.costs import measured
from tests.world import NOW, FakeWeb, badge, issuer_of, signed
from verifier.examine import examine
from verifier.report import Outcome, Verdict
from verifier.world import World

URL = "https://school.example/schema.json"
OTHER = "https://school.example/other.json"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAMED = {"$schema": DRAFT, "type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def unsigned(document):
    return json.dumps(document).encode()


def judged(schema, *, kind="JsonSchema", others=None, sign=signed, **entry):
    web = FakeWeb()
    if schema is not None:
        web.put(URL, schema)
    for url, document in (others or {}).items():
        web.put(url, document)
    raw = sign(badge(credentialSchema={"id": URL, "type": kind, **entry}))
    report = examine(raw, World(NOW, fetch=web.fetch)).report
    return report, report.check("schema")


def test_a_credential_that_fits_its_schema_passes():
    report, check = judged(NAMED)
    assert (report.verdict, check.outcome, check.code) == (Verdict.VALID, Outcome.PASS, "ok")
    assert [each.url for each in report.evidence] == [URL]


def test_one_that_does_not_fails_with_the_places_and_no_values():
    report, check = judged({"$schema": DRAFT, "properties": {"name": {"const": "Cake"}}, "required": ["grade"]})
    assert (report.verdict, report.code) == (Verdict.INVALID, "schema.mismatch")
    assert {"path": "/name", "keyword": "const"} in check.facts["mismatches"]
    assert {"path": "", "keyword": "required"} in check.facts["mismatches"]
    assert "Baking" not in json.dumps(check.facts)


@pytest.mark.parametrize("kind", ["JsonSchemaValidator2018", "1EdTechJsonSchemaValidator2019"])
def test_the_older_types_say_themselves_which_draft_they_mean(kind):
    _, check = judged({"properties": {"name": {"const": "Cake"}}}, kind=kind, sign=unsigned)
    assert (check.outcome, check.code) == (Outcome.FAIL, "schema.mismatch")


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        (None, "schema.unreachable"),
        (b"not json", "schema.unusable"),
        (b"[]", "schema.unusable"),
        (b"[" * 5000, "schema.unusable"),
        ({"type": "object"}, "schema.unsupported"),  # VC JSON Schema, section 4.2: it has to say which draft
        ({"$schema": "https://x.example/draft"}, "schema.unsupported"),
        ({"$schema": DRAFT, "type": "nothing of the kind"}, "schema.unusable"),
        ({"$schema": DRAFT, "$ref": OTHER}, "schema.unreachable"),
        ({"$schema": DRAFT, "$ref": "http://school.example/other.json"}, "schema.unusable"),
        ({"$schema": DRAFT, "$ref": "file:///etc/passwd"}, "schema.unusable"),
        ({"$schema": DRAFT, "$ref": "#/nowhere"}, "schema.unusable"),
        ({"$schema": DRAFT, "$ref": "#"}, "schema.unusable"),
        ({"$schema": DRAFT, "properties": {"name": {"pattern": "(?=a)"}}}, "schema.unsupported"),
        ({"$schema": DRAFT, "patternProperties": {"(a+)+$": {}}}, "schema.unsupported"),
        ({"$schema": DRAFT, "properties": {"name": {"multipleOf": 0}}}, "schema.unusable"),
        ({"$schema": DRAFT, "enum": list(range(30_000))}, "schema.unusable"),
    ],
)
def test_a_schema_that_cannot_be_had_or_used_decides_nothing(schema, code):
    report, check = judged(schema)
    assert (check.outcome, check.code) == (Outcome.UNKNOWN, code)
    assert report.verdict is Verdict.VALID


def test_references_lead_to_documents_that_are_fetched_and_kept_as_evidence():
    schema = {"$schema": DRAFT, "properties": {"name": {"$ref": f"{OTHER}#/$defs/short"}}}
    other = {"$schema": DRAFT, "$defs": {"short": {"maxLength": 3}}}
    report, check = judged(schema, others={OTHER: other})
    assert check.code == "schema.mismatch"
    assert [each.url for each in report.evidence] == [URL, OTHER]


def test_a_digest_holds_the_schema_to_its_text():
    raw = json.dumps(NAMED).encode()
    digest = "sha256-" + base64.b64encode(hashlib.sha256(raw).digest()).decode()
    good, _ = judged(raw, digestSRI=digest)
    other, check = judged(raw.replace(b"string", b"object"), digestSRI=digest)
    assert good.check("schema").code == "ok"
    assert (other.verdict, check.code) == (Verdict.VALID, "schema.unusable")


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"name": {"pattern": "^(([a-zA-Z ])+)+$!"}}},
        {"$defs": {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}, "$ref": "#/$defs/d0"},
        {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"items": {"uniqueItems": True}, "properties": {"@context": {"uniqueItems": True}}},
        {"$defs": {"a": {"additionalProperties": {"$ref": "#/$defs/a"}}}, "allOf": [{"$ref": "#/$defs/a"}] * 5000},
    ],
)
def test_no_schema_takes_long(schema):
    with measured() as cost:
        judged({"$schema": DRAFT, **schema})
    assert cost.seconds < 3


def schema_credential(schema, **more):
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": URL,
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "issuer": issuer_of(),
        "credentialSubject": {"id": OTHER, "type": "JsonSchema", "jsonSchema": schema},
        **more,
    }


def test_a_schema_that_is_a_credential_has_to_hold_itself():
    raw = signed(schema_credential({"$schema": DRAFT, "properties": {"name": {"const": "Cake"}}}))
    assert judged(raw, kind="JsonSchemaCredential")[0].code == "schema.mismatch"
    forged = raw.replace(b"Cake", b"Pies")
    report, check = judged(forged, kind="JsonSchemaCredential")
    assert (report.verdict, check.code) == (Verdict.VALID, "schema.unusable")
    assert check.facts["reason"] == "proof.signature"


def test_a_schema_credential_that_names_itself_comes_to_an_end():
    raw = signed(schema_credential(NAMED, credentialSchema={"id": URL, "type": "JsonSchemaCredential"}))
    assert judged(raw, kind="JsonSchemaCredential")[1].outcome in (Outcome.PASS, Outcome.UNKNOWN)


KEYWORDS = st.sampled_from(
    [
        "type",
        "const",
        "enum",
        "pattern",
        "$ref",
        "$id",
        "properties",
        "items",
        "allOf",
        "minimum",
        "required",
        "not",
        "format",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYWORDS | st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(KEYWORDS, VALUES, max_size=4))
def test_no_schema_makes_the_step_break(schema):
    _, check = judged({**schema, "$schema": DRAFT})
    assert check.code != "internal"
