"""Trusted lists: only signed by whom the reader named, only in time, only what is granted."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.certificates import Body, make
from tests.needs import shared
from tests.verifier.formats.test_europass_xml import ENVELOPED, FORM, sign
from tests.world import NOW
from verifier.errors import VerifierError
from verifier.files import read_anchors, read_trust
from verifier.trust import etsi_list, issuer_list
from verifier.world import TrustList

OPERATOR = make(o="Ministry", cn="Operator")
AUTHORITY = make(authority=True, o="Authority")
CLOCK = make(o="Clock")
SVC = "http://uri.etsi.org/TrstSvc"
GRANTED, WITHDRAWN = (f"{SVC}/TrustedList/Svcstatus/{each}" for each in ("granted", "withdrawn"))
QUALIFIED, STAMPS, DELIVERY = (f"{SVC}/Svctype/{each}" for each in ("CA/QC", "TSA/QTST", "EDS/Q"))
SITES, SEALS = (f"{SVC}/TrustedList/SvcInfoExt/{each}" for each in ("ForWebSiteAuthentication", "ForeSeals"))


def service(
    body: Body, kind: str = QUALIFIED, status: str = GRANTED, since: str = "2020-01-01T00:00:00Z", *uses: str
) -> str:
    said = "".join(f"<AdditionalServiceInformation><URI>{use}</URI></AdditionalServiceInformation>" for use in uses)
    return f"""<TrustServiceProvider><TSPServices><TSPService><ServiceInformation>
<ServiceTypeIdentifier>{kind}</ServiceTypeIdentifier>{identity(body)}<ServiceStatus>{status}</ServiceStatus>
<StatusStartingTime>{since}</StatusStartingTime>
<ServiceInformationExtensions><Extension>{said}</Extension></ServiceInformationExtensions></ServiceInformation>
<ServiceHistory><ServiceHistoryInstance>{identity(OPERATOR)}<ServiceStatus>{GRANTED}</ServiceStatus>
</ServiceHistoryInstance></ServiceHistory></TSPService></TSPServices></TrustServiceProvider>"""


def identity(body: Body) -> str:
    text = base64.b64encode(body.der).decode()
    inner = f"<DigitalId><X509Certificate>{text}</X509Certificate></DigitalId>"
    return f"<ServiceDigitalIdentity>{inner}</ServiceDigitalIdentity>"


def trusted_list(*services: str, until: str = "2027-01-01T00:00:00Z", by: Body = OPERATOR, points: str = "") -> bytes:
    return sign(
        f"""<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeInformation>{points}<NextUpdate>
<dateTime>{until}</dateTime></NextUpdate></SchemeInformation><TrustServiceProviderList>{"".join(services)}
</TrustServiceProviderList></TrustServiceStatusList>""",
        by,
        transforms=ENVELOPED + FORM,
    )


def read(raw: bytes, *signers: Body, at: datetime = NOW) -> TrustList:
    return etsi_list.read_list(raw, "list", tuple(each.der for each in signers or (OPERATOR,)), at)


def test_services_that_are_granted_become_anchors() -> None:
    raw = trusted_list(service(AUTHORITY), service(CLOCK, STAMPS), service(AUTHORITY))
    assert etsi_list.recognises(raw)
    assert not issuer_list.recognises(raw)
    assert read(raw) == TrustList(anchors=(AUTHORITY.der, CLOCK.der))


@pytest.mark.parametrize(
    "each",
    [
        service(AUTHORITY, status=WITHDRAWN),
        service(AUTHORITY, status=""),
        service(AUTHORITY, DELIVERY),
        service(AUTHORITY, QUALIFIED, GRANTED, "2026-12-01T00:00:00Z"),
        service(AUTHORITY, QUALIFIED, GRANTED, "some day"),
        service(AUTHORITY, QUALIFIED, GRANTED, "2020-01-01T00:00:00Z", SITES),
    ],
    ids=["withdrawn", "no status", "another kind", "tomorrow", "no date", "for web sites"],
)
def test_other_services_do_not(each: str) -> None:
    assert read(trusted_list(each)).anchors == ()


def test_a_service_for_seals_and_web_sites_counts() -> None:
    both = service(AUTHORITY, QUALIFIED, GRANTED, "2020-01-01T00:00:00Z", SITES, SEALS)
    assert read(trusted_list(both)).anchors == (AUTHORITY.der,)


GOOD = trusted_list(service(AUTHORITY))
ENDED = make(o="Ministry", end=NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("raw", "signers", "code"),
    [
        (GOOD, (AUTHORITY,), "trust.unsigned"),
        (trusted_list(by=ENDED), (ENDED,), "trust.unsigned"),
        (trusted_list(by=make(o="Ministry", cn="Operator")), (), "trust.unsigned"),
        (GOOD.replace(GRANTED.encode(), WITHDRAWN.encode(), 1), (), "trust.signature"),
        (trusted_list(until="2026-11-20T00:00:00Z"), (), "trust.outdated"),
        (trusted_list(until=""), (), "trust.malformed"),
        (GOOD[: GOOD.index(b"<ds:Signature")] + b"</TrustServiceStatusList>", (), "trust.malformed"),
        (b"<TrustServiceStatusList>", (), "trust.malformed"),
        (sign("<a><TrustServiceStatusList/></a>", OPERATOR), (), "trust.malformed"),
    ],
)
def test_any_other_list_is_refused(raw: bytes, signers: tuple[Body, ...], code: str) -> None:
    with pytest.raises(VerifierError) as raised:
        read(raw, *signers)
    assert raised.value.code == code


def test_nobody_named_accepts_nothing() -> None:
    with pytest.raises(VerifierError, match=r"trust\.unsigned"):
        etsi_list.read_list(GOOD, "list", (), NOW)


def pem(body: Body) -> bytes:
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(body.der) + b"-----END CERTIFICATE-----\n"


def test_a_list_of_lists_says_who_signs_the_others(tmp_path: Path) -> None:
    brussels = make(o="Commission")
    pointer = f"<PointersToOtherTSL><OtherTSLPointer><ServiceDigitalIdentities>{identity(OPERATOR)}"
    pointer += "</ServiceDigitalIdentities></OtherTSLPointer></PointersToOtherTSL>"
    files = {
        "anchor.pem": pem(brussels),
        "lists.xml": trusted_list(by=brussels, points=pointer),
        "country.xml": GOOD,
        "own.json": b'[{"id": "did:web:uni.example", "name": "Uni"}]',
    }
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    found = read_trust([tmp_path / name for name in files], NOW)
    assert found.anchors == (brussels.der, AUTHORITY.der)
    assert [each.name for each in found.issuers] == ["Uni"]
    with pytest.raises(VerifierError, match=r"trust\.unsigned"):
        read_trust([tmp_path / "anchor.pem", tmp_path / "country.xml"], NOW)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_no_changed_byte_gives_another_anchor(place: int, value: int) -> None:
    changed = bytearray(GOOD)
    changed[place] = value
    try:
        found = read(bytes(changed))
    except VerifierError as error:
        assert error.code.startswith("trust.")
        return
    assert found.anchors == (AUTHORITY.der,)


AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.corpus
def test_the_list_of_spain_under_its_signer_and_under_the_list_of_lists() -> None:
    folder = shared("vectors", "eu-trusted-list")
    spain, lists = folder / "es-tl-seq187.xml", folder / "eu-lotl-seq388.xml"
    alone = read_trust([folder / "es-tl-signer.pem", spain], AT)
    together = read_trust([folder / "eu-lotl-signer.pem", lists, spain], AT)
    assert set(alone.anchors) ^ set(together.anchors) == {
        *read_anchors(folder / "es-tl-signer.pem"),
        *read_anchors(folder / "eu-lotl-signer.pem"),
    }
    assert len(alone.anchors) > 100
    with pytest.raises(VerifierError, match=r"trust\.unsigned"):
        read_trust([spain], AT)
