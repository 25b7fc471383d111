"""Europass in XML: what the seal covers is what is read, however the document is wrapped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod
from signxml.xades.xades import XAdESSigner

from tests.certificates import Body, make
from tests.costs import measured
from tests.needs import shared
from tests.world import NOW
from verifier.codec.safe_xml import EXCLUSIVE, canonical, parse
from verifier.codec.xml_signature import DS
from verifier.examine import Examined, examine
from verifier.report import Verdict
from verifier.world import World

ROOT = make(authority=True, o="Root", cn="Root", c="IE")
RSA_KEY = rsa.generate_private_key(65537, 2048)
ZED = make(ROOT, o="University of Zed", id="NTRIE-654321", key=RSA_KEY)
NOBODY = make(o="Nobody", cn="Nobody", c="XX", key=RSA_KEY)
WORLD = World(NOW, anchors=(ROOT.der,))
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<europassCredential xmlns="http://data.europa.eu/snb" xmlns:cred="http://data.europa.eu/europass/model/credentials/w3c#"
  cred:id="urn:credential:1">
  <cred:validFrom>2026-01-02T03:04:05Z</cred:validFrom>
  <cred:issuer idref="urn:epass:org:1"/>
  <title><text lang="en">Baking &amp; more</text><text lang="de">Backen</text></title>
  <credentialSubject id="urn:epass:person:1"><fullName><text lang="en">Ana</text></fullName>
    <achievements><learningAchievement id="urn:epass:a:1"><title><text lang="en">Baking</text></title>
      <wasAwardedBy idref="urn:epass:awarding:1"/></learningAchievement></achievements>
  </credentialSubject>
  <agentReferences><organization id="urn:epass:org:1"><registration spatialID="IE">654321</registration>
    <prefLabel><text lang="en">University of Zed</text></prefLabel></organization></agentReferences>
  <awardingProcessReferences><awardingProcess id="urn:epass:awarding:1"><awardingBody idref="urn:epass:org:1"/>
  </awardingProcess></awardingProcessReferences>
</europassCredential>"""


def check(raw: bytes, world: World = WORLD) -> Examined:
    return examine(raw, world)


def signed_by_signxml(document: str = DOCUMENT, body: Body = ZED) -> bytes:
    """As another implementation signs it: enveloped, with references to the properties and to KeyInfo."""
    signer = XAdESSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm="rsa-sha256",
        digest_algorithm="sha256",
    )
    key = body.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    root = signer.sign(
        etree.fromstring(document.encode()), key=key, cert=[body.certificate], always_add_key_value=False
    )
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


ALL = "not(ancestor-or-self::ds:Signature)"
SUBTRACT = (
    '<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"><f:XPath '
    'xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="{}">{}</f:XPath></ds:Transform>'
)
XPATH = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>{}</ds:XPath></ds:Transform>'
ENVELOPED = '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
FORM = f'<ds:Transform Algorithm="{EXCLUSIVE}"/>'
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def sign(
    document: str = DOCUMENT,
    body: Body = ZED,
    *,
    transforms: str = XPATH.format(ALL) + FORM,
    uri: str = "",
    covered: Callable[[etree._Element], etree._Element | etree._ElementTree] = lambda root: root.getroottree(),
    more: str = "",
) -> bytes:
    """As Europass signs it, by hand: one reference with `transforms`, which digests what `covered` says."""
    root = parse(document.encode())
    digest = base64.b64encode(hashlib.sha256(canonical(covered(root), EXCLUSIVE)).digest()).decode()
    kind = "ecdsa" if isinstance(body.key, ec.EllipticCurvePrivateKey) else "rsa"
    certificate = base64.b64encode(body.der).decode()
    signature = f"""<ds:Signature xmlns:ds="{DS[1:-1]}"><ds:SignedInfo><ds:CanonicalizationMethod
Algorithm="{EXCLUSIVE}"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#{kind}-sha256"/>
<ds:Reference URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms><ds:DigestMethod Algorithm="{SHA256}"/>
<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>VALUE</ds:SignatureValue>
<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>{more}
</ds:Signature>"""
    element = etree.fromstring(signature)
    root.append(element)
    value = body.sign(canonical(element[0], EXCLUSIVE))
    element[1].text = base64.b64encode(value if kind == "rsa" else raw_form(value)).decode()
    return bytes(etree.tostring(root.getroottree(), encoding="utf-8"))


def raw_form(der: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    return b"".join(each.to_bytes(32) for each in decode_dss_signature(der))


@pytest.mark.parametrize(
    "raw",
    [
        signed_by_signxml(),
        sign(),
        sign(transforms=SUBTRACT.format("subtract", "/descendant::ds:Signature") + FORM),
        sign(transforms=ENVELOPED + FORM),
        sign(body=make(ROOT, o="University of Zed", id="NTRIE-654321")),
    ],
    ids=["by signxml", "XPath", "filter", "enveloped", "ECDSA"],
)
def test_a_seal_over_the_whole_document_is_valid(raw: bytes) -> None:
    found = check(raw)
    assert (found.report.verdict, found.report.code) == (Verdict.VALID, "ok")
    assert (found.report.format, found.report.issuer) == ("europass_xml", "NTRIE-654321")
    assert found.report.check("structure").facts == {"data_model": "ELM 2", "sealed_for": "itself"}
    assert found.credential is not None
    assert found.credential.claims["title"] == {"en": "Baking & more", "de": "Backen"}
    assert found.credential.subject == "urn:epass:person:1"


def test_references_are_followed_and_names_are_those_of_elm_3() -> None:
    found = check(sign()).credential
    assert found is not None
    claim = found.claims["credentialSubject"]["hasClaim"]  # type: ignore[index, call-overload]
    body = claim["awardedBy"]["awardingBody"]  # type: ignore[index, call-overload]
    assert body == found.claims["issuer"]
    assert body["legalName"] == {"en": "University of Zed"}  # type: ignore[index, call-overload]


def test_learning_outcomes_are_those_of_elm_3_and_so_are_concepts_of_the_first_schema() -> None:
    specified = """<specifiedBy><learningOutcomes><learningOutcome id="urn:epass:o:1"><prefLabel><text lang="en">Kneads
      </text></prefLabel><relatedEscoSkill uri="http://data.europa.eu/esco/skill/1"><targetName><text lang="en">knead
      </text></targetName></relatedEscoSkill></learningOutcome></learningOutcomes><mode><codeId>http://m.example/1</codeId>
      <name>Work</name></mode></specifiedBy></learningAchievement>"""
    record = check(DOCUMENT.replace("</learningAchievement>", specified).encode()).record
    assert record is not None
    assert [(each.text, each.uri) for each in record.outcomes] == [("Kneads", "http://data.europa.eu/esco/skill/1")]
    assert [(each.text, each.unit) for each in record.skills] == [("knead", "ESCO")]
    assert [(each.text, each.uri) for each in record.participation] == [("Work", "http://m.example/1")]


def test_without_an_anchor_a_seal_names_nobody() -> None:
    assert check(sign(body=NOBODY)).report.code == "key.unanchored"


def test_a_changed_document_fails() -> None:
    for raw in (sign(), signed_by_signxml(), sign(body=NOBODY)):
        assert check(raw.replace(b">Baking<", b">Cooking<")).report.code == "proof.signature"


def test_another_certificate_does_not_carry_the_signature() -> None:
    own, other = (base64.b64encode(each.der) for each in (make(o="X"), ZED))
    assert check(sign(body=make(o="Y")).replace(own, other)).report.verdict is not Verdict.VALID
    swapped = sign(body=NOBODY).replace(base64.b64encode(NOBODY.der), other)
    assert check(swapped).report.verdict is Verdict.VALID  # the same key: it is Zed's own signature
    assert check(swapped.replace(other, base64.b64encode(make(ROOT, o="Z").der))).report.code == "proof.signature"


@pytest.mark.parametrize(
    "transforms",
    [
        FORM,
        XPATH.format("not(ancestor-or-self::ds:Signature or self::title)") + FORM,
        XPATH.format("self::text()") + FORM,
        SUBTRACT.format("intersect", "/descendant::ds:Signature") + FORM,
        SUBTRACT.format("subtract", "/descendant::*") + FORM,
        XPATH.format(ALL) * 2 + FORM,
        FORM + XPATH.format(ALL),
        XPATH.format(ALL) + FORM + FORM,
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>' + XPATH.format(ALL) + FORM,
    ],
)
def test_a_transform_that_could_hide_something_is_not_followed(transforms: str) -> None:
    report = check(sign(transforms=transforms)).report
    assert report.verdict is not Verdict.VALID
    assert report.check("proof").code == "proof.unsupported"


def test_a_signature_over_a_part_is_not_one_over_the_document() -> None:
    """Signature wrapping: the signed credential is kept somewhere, another one is what a careless reader reads."""
    part = DOCUMENT.replace("<title>", '<title Id="part">', 1)
    raw = sign(part, transforms=FORM, uri="#part", covered=lambda root: root.find("{*}title"))
    assert check(raw).report.code == "proof.unsupported"
    inner = signed_by_signxml().decode().partition("?>")[2]
    outer = DOCUMENT.replace("Baking", "Surgery").replace(
        "</europassCredential>", f"<kept>{inner}</kept></europassCredential>"
    )
    report = check(outer.encode()).report
    assert report.verdict is not Verdict.VALID
    hidden = signed_by_signxml().replace(
        b"</ds:Signature>", b"<ds:Object><title>Surgery</title></ds:Object></ds:Signature>"
    )
    found = check(hidden)
    assert found.credential is not None
    assert "Surgery" not in str(found.credential.claims)


def test_a_signature_inside_the_signature_is_not_read() -> None:
    raw = sign(body=NOBODY)
    nested = raw.replace(
        b"</ds:Signature>", b"<ds:Object>" + raw[raw.index(b"<ds:Signature") : -21] + b"</ds:Object></ds:Signature>"
    )
    assert check(nested).report.verdict is not Verdict.VALID


def test_what_is_said_of_the_signature_has_to_be_signed() -> None:
    said = '<ds:Object><x:SignedProperties xmlns:x="http://uri.etsi.org/01903/v1.3.2#"/></ds:Object>'
    assert check(sign(more=said)).report.check("proof").code == "proof.malformed"


@pytest.mark.parametrize("value", [b"ABC", b"A=BC", "\u00e4\u00e4\u00e4\u00e4".encode(), b"AAAA" * 50_001])
def test_a_signature_that_is_no_base64_or_far_too_long_is_refused(value: bytes) -> None:
    raw = re.sub(rb"(<ds:SignatureValue[^>]*>)[^<]*", rb"\1" + value, signed_by_signxml())
    check_of_proof = check(raw).report.check("proof")
    assert (check_of_proof.code, check_of_proof.facts["reason"]) == ("proof.malformed", "not base64")


def test_two_elements_of_one_id_are_refused() -> None:
    raw = signed_by_signxml()
    identifier = raw.partition(b'SignedProperties" URI="#')[2].partition(b'"')[0]
    doubled = raw.replace(b"<title>", b'<title Id="' + identifier + b'">', 1)
    assert check(doubled).report.verdict is Verdict.INVALID


def test_comments_neither_split_nor_hide_what_is_signed() -> None:
    raw = sign().replace(b">Baking<", b">Ba<!-- x -->king<")
    found = check(raw)
    assert found.report.verdict is Verdict.VALID
    assert found.credential is not None
    claim = found.credential.claims["credentialSubject"]["hasClaim"]  # type: ignore[index, call-overload]
    assert claim["title"] == {"en": "Baking"}  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + DOCUMENT.partition("?>")[2].encode(),
        DOCUMENT.replace("UTF-8", "UTF-16").encode(),
        DOCUMENT.replace("</title>", "").encode(),
        b'<?xml version="1.0"?><europassCredential>\xff</europassCredential>',
        b"<europassCredential>" + b"<a>" * 5000,
        b"<europassCredential>&lol;</europassCredential>",
    ],
)
def test_what_is_no_safe_xml_is_refused(raw: bytes) -> None:
    assert check(raw).report.code == "structure.not_xml"


def test_without_a_seal_it_is_unsigned() -> None:
    assert check(DOCUMENT.encode()).report.code == "proof.missing"


def mandated(inner: str, kind: str = "http://data.europa.eu/snb/verifiable-presentation/c_825cddc0") -> str:
    return f"""<vp:verifiablePresentation xmlns:vp="http://data.europa.eu/snb/vp" xmlns="http://data.europa.eu/snb">
<vp:type uri="{kind}"><targetName><text lang="en">Mandated Issue</text></targetName></vp:type>
<vp:issuer id="urn:epass:org:9"><prefLabel><text lang="en">Sealers Ltd</text></prefLabel></vp:issuer>
{inner}</vp:verifiablePresentation>"""


def test_a_mandated_issue_is_one_credential_that_another_body_sealed() -> None:
    sealers = make(ROOT, o="Sealers Ltd", key=RSA_KEY)
    found = check(sign(mandated(DOCUMENT.partition("?>")[2]), sealers))
    assert found.report.verdict is Verdict.VALID
    assert found.inside == ()
    facts = found.report.check("structure").facts
    assert (facts["sealed_for"], facts["acts_for"], facts["mandate"]) == ("another", "University of Zed", "stated")


def test_any_other_presentation_is_as_good_as_what_it_carries() -> None:
    sealed, unsealed = sign().decode(), DOCUMENT.partition("?>")[2]
    good = check(sign(mandated(sealed, "urn:shared"), transforms=ENVELOPED + FORM))
    assert [each.report.verdict for each in good.inside] == [Verdict.VALID]
    assert good.report.verdict is Verdict.VALID
    assert check(sign(mandated(unsealed, "urn:shared"))).report.verdict is Verdict.INVALID
    assert check(mandated(sealed, "urn:shared").encode()).report.verdict is Verdict.VALID


def test_references_in_circles_and_in_crowds_cost_little() -> None:
    circle = DOCUMENT.replace(
        '<registration spatialID="IE">654321</registration>',
        '<unitOf idref="urn:epass:org:1"/><registration>1</registration>',
    )
    assert check(circle.encode()).report.code == "proof.missing"
    layers = "".join(
        f'<organization id="o{n}">' + f'<unitOf idref="o{n + 1}"/>' * 20 + "</organization>" for n in range(20)
    )
    crowd = DOCUMENT.replace('idref="urn:epass:org:1"', 'idref="o0"')
    crowd = crowd.replace("<agentReferences>", "<agentReferences>" + layers)
    assert check(crowd.encode()).report.verdict is Verdict.INVALID


RAW = signed_by_signxml()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(RAW) - 1), st.integers(0, 255))
def test_no_changed_byte_is_valid_unless_it_says_the_same(place: int, value: int) -> None:
    changed = bytearray(RAW)
    changed[place] = value
    found = check(bytes(changed))
    if found.report.verdict is Verdict.VALID:
        assert found.credential is not None
        expected = check(RAW).credential
        assert expected is not None
        assert found.credential.claims == expected.claims


@pytest.mark.corpus
def test_a_real_seal_holds_over_its_document() -> None:
    raw = shared("corpus", "items", "europass-edci-xml", "credential-QSeal.xml").read_bytes()
    report = check(raw).report
    assert report.check("proof").code == "ok"
    assert report.check("key").code == "key.lapsed"
    assert check(raw.replace(b"Sociology", b"Sociologie")).report.check("proof").code == "proof.signature"


@pytest.mark.parametrize(
    "many",
    [
        '<q idref="urn:epass:org:1"/>' * 50_000,
        '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>' * 50_000,
        "<a>" * 200 + "<b/>" * 50_000 + "</a>" * 200,
        "<c/>" * 100_000,
    ],
    ids=["references", "signatures", "depth", "elements"],
)
def test_a_document_made_to_be_slow_is_not(many: str) -> None:
    raw = DOCUMENT.replace("</europassCredential>", f"{many}</europassCredential>").encode()
    with measured() as cost:
        assert check(raw).report.verdict is Verdict.INVALID
    assert cost.seconds < 3
