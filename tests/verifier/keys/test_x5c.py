"""Certificates: whom they prove, and only under an anchor of the reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from tests.certificates import Body, make, stamp, stamping
from tests.world import NOW
from verifier.codec.certificates import load
from verifier.codec.controllers import ChainedKey
from verifier.codec.timestamps import read_stamp
from verifier.credential import Proof
from verifier.errors import Malformed, VerifierError
from verifier.keys import x5c
from verifier.pipeline import verify_in
from verifier.policy import DEFAULT
from verifier.visit import Visit
from verifier.world import World

ROOT = make(authority=True, o="Root")
MIDDLE = make(ROOT, authority=True, o="Middle")
SEAL = make(MIDDLE, o="ETH Zurich", id="NTRCH-CHE115200008", c="CH")
CLOCK = stamping(ROOT)
ENDED = NOW - timedelta(days=10)
CLOCKS, MAILS = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.EMAIL_PROTECTION


def uses(*kinds: x509.ObjectIdentifier, critical: bool = True) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    return ((x509.ExtendedKeyUsage(kinds), critical),)


OLD_SEAL = make(MIDDLE, o="ETH Zurich", id="NTRCH-CHE115200008", end=ENDED)
SIGNATURE = b"the signature"


def resolve(
    *chain: Body,
    anchors: tuple[Body, ...] = (ROOT,),
    issuer: str | None = None,
    stamps: tuple[tuple[bytes, bytes], ...] = (),
) -> ChainedKey:
    world = World(NOW, anchors=tuple(each.der for each in anchors))
    proof = Proof("ES256", None, None, chain=tuple(each.der for each in chain), stamps=stamps)
    return x5c.resolve_chain(proof, issuer, Visit(world, DEFAULT, verify_in))


def problem(found: ChainedKey) -> str | None:
    return found.problem.code if found.problem else None


def test_a_seal_that_leads_to_an_anchor_names_its_organisation() -> None:
    found = resolve(SEAL, MIDDLE)
    assert (problem(found), found.name) == (None, "ETH Zurich")
    assert found.facts["organisation_identifier"] == "NTRCH-CHE115200008"
    assert found.facts["revocation"] == "not checked"
    assert found.key.curve == "P-256"


@pytest.mark.parametrize("anchors", [(MIDDLE,), (SEAL,), (make(authority=True, o="Other"), ROOT)])
def test_any_certificate_of_the_path_may_be_the_anchor(anchors: tuple[Body, ...]) -> None:
    assert problem(resolve(SEAL, MIDDLE, anchors=anchors)) is None


def test_a_seal_says_who_it_is_by_its_own_subject() -> None:
    assert resolve(SEAL, MIDDLE, issuer="NTRCH-CHE115200008").name == "ETH Zurich"
    assert problem(resolve(SEAL, MIDDLE, issuer="NTRCH-CHE000000000")) == "key.not_the_issuers"


NOT_FOR_SIGNING = x509.KeyUsage(False, False, True, False, False, False, False, False, False)
IMPOSTOR = make(o="ETH Zurich", id="NTRCH-CHE115200008")
FALSE_ROOT = make(authority=True, o="Root")
UNDER_SEAL = make(SEAL, o="ETH Zurich")


@pytest.mark.parametrize(
    ("chain", "anchors"),
    [
        ((SEAL, MIDDLE), ()),
        ((SEAL,), (ROOT,)),
        ((IMPOSTOR,), (ROOT,)),
        ((IMPOSTOR, MIDDLE, ROOT), (ROOT,)),
        ((make(FALSE_ROOT, o="ETH Zurich"), FALSE_ROOT), (ROOT,)),
        ((UNDER_SEAL, SEAL, MIDDLE), (ROOT,)),
        ((make(MIDDLE, o="X", start=NOW + timedelta(days=1)), MIDDLE), (ROOT,)),
        ((make(MIDDLE, o="X", usage=NOT_FOR_SIGNING), MIDDLE), (ROOT,)),
        ((CLOCK,), (ROOT,)),
        ((make(MIDDLE, o="X", extensions=((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b""), True),)),
          MIDDLE), (ROOT,)),
    ],
    ids=["no anchor", "a gap", "self-made", "strangers along", "same name", "a seal as authority", "not yet",
         "not for signing", "for time stamps", "an unknown condition"],
)  # fmt: skip
def test_everything_else_leads_nowhere(chain: tuple[Body, ...], anchors: tuple[Body, ...]) -> None:
    found = resolve(*chain, anchors=anchors)
    assert (problem(found), found.name) == ("key.unanchored", None)


def test_an_authority_that_ended_before_anchors_nothing() -> None:
    ended = make(ROOT, authority=True, o="Middle", end=ENDED)
    assert problem(resolve(make(ended, o="X"), ended)) == "key.unanchored"


HOSTS = make(
    ROOT,
    o="University",
    extensions=(
        (
            x509.SubjectAlternativeName(
                [x509.DNSName("Uni.example"), x509.UniformResourceIdentifier("https://uri.example/issuer")]
            ),
            False,
        ),
    ),
)


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("https://uni.example", "uni.example"),
        ("https://uni.example/issuers/1", "uni.example"),
        ("https://uri.example/issuer", "https://uri.example/issuer"),
        ("https://uri.example/other", None),
        ("https://other.example", None),
        ("https://uni.example@other.example", None),
        ("https://uni.example.other.example", None),
        ("http://uni.example", None),
        ("https://[", None),
        ("University", None),
        ("", None),
    ],
)
def test_an_issuer_with_an_address_has_to_stand_in_the_certificate(issuer: str, name: str | None) -> None:
    found = resolve(HOSTS, issuer=issuer)
    assert found.name == name
    assert problem(found) == (None if name else "key.not_the_issuers")


def test_without_an_anchor_a_fitting_address_proves_nothing() -> None:
    assert problem(resolve(HOSTS, anchors=(), issuer="https://uni.example")) == "key.unanchored"


def stamped(by: Body = CLOCK, covered: bytes = SIGNATURE, days: int = 20) -> tuple[tuple[bytes, bytes], ...]:
    return ((stamp(by, covered, NOW - timedelta(days=days)), SIGNATURE),)


def test_a_seal_that_ended_counts_under_an_anchored_time_stamp_of_its_time() -> None:
    found = resolve(OLD_SEAL, MIDDLE, stamps=stamped())
    assert (problem(found), found.name) == (None, "ETH Zurich")
    assert found.facts["stamped_by"] == "Clockwork"


@pytest.mark.parametrize(
    "stamps",
    [
        (),
        stamped(days=5),
        stamped(days=-1),
        stamped(covered=b"another signature"),
        stamped(by=stamping()),
        stamped(by=make(ROOT, o="No clock")),
        stamped(by=make(ROOT, o="Clock and mail", extensions=uses(CLOCKS, MAILS))),
        stamped(by=make(ROOT, o="Perhaps a clock", extensions=uses(CLOCKS, critical=False))),
        stamped(by=stamping(ROOT, end=NOW - timedelta(days=1))),
        stamped(by=stamping(ROOT, start=NOW - timedelta(days=15))),
        ((b"no token", SIGNATURE),),
    ],
    ids=[
        "none", "too late", "tomorrow", "of something else", "self-made", "not for stamps", "for more", "not only",
        "ended", "too young", "no token",
    ],
)  # fmt: skip
def test_a_seal_that_ended_does_not_count_otherwise(stamps: tuple[tuple[bytes, bytes], ...]) -> None:
    found = resolve(OLD_SEAL, MIDDLE, stamps=stamps)
    assert (problem(found), found.name) == ("key.lapsed", None)


def test_a_stamp_does_not_anchor_a_seal() -> None:
    lapsed = make(o="ETH Zurich", end=ENDED)
    assert problem(resolve(lapsed, stamps=stamped())) == "key.unanchored"


def test_a_token_whose_content_was_changed_is_none() -> None:
    later = stamp(CLOCK, SIGNATURE, NOW - timedelta(days=5))
    assert read_stamp(later, SIGNATURE).at == NOW - timedelta(days=5)
    late, early = ((NOW - timedelta(days=days)).strftime("%Y%m%d%H%M%SZ").encode() for days in (5, 20))
    with pytest.raises(Malformed, match=r"key\.timestamp"):
        read_stamp(later.replace(late, early), SIGNATURE)


@given(st.integers(0, 10**6), st.integers(0, 255), st.booleans())
def test_no_change_of_a_token_makes_another_valid_one(place: int, value: int, cut: bool) -> None:
    token = bytearray(TOKEN)
    place %= len(token)
    token[place] = value
    changed = bytes(token[:place] if cut else token)
    try:
        found = read_stamp(changed, SIGNATURE)
    except VerifierError:
        return
    assert found.at == NOW
    assert found.signer == CLOCK.certificate


TOKEN = stamp(CLOCK, SIGNATURE, NOW)


@given(st.binary(max_size=200))
def test_anything_else_is_no_certificate_and_no_token(data: bytes) -> None:
    with pytest.raises(Malformed):
        load(data)
    with pytest.raises(Malformed):
        read_stamp(data, SIGNATURE)


def test_a_key_that_is_too_weak_is_not_used() -> None:
    weak = make(ROOT, o="Weak", key=rsa.generate_private_key(65537, 1024))
    with pytest.raises(VerifierError, match=r"key\.unsupported"):
        resolve(weak)


def test_a_person_is_not_the_organisation_where_they_belong() -> None:
    person = make(ROOT, o="ETH Zurich", id="NTRCH-CHE115200008", cn="Ana Muster", given="Ana")
    assert resolve(person).name == "Ana Muster"
    assert "organisation_identifier" not in resolve(person).facts
    assert problem(resolve(person, issuer="NTRCH-CHE115200008")) == "key.not_the_issuers"


def test_a_rsa_seal_is_read() -> None:
    seal = make(ROOT, o="University", key=rsa.generate_private_key(65537, 2048))
    found = resolve(seal)
    assert (found.key.curve, found.name) == ("RSA", "University")


def test_an_authority_for_time_stamps_alone_anchors_clocks_and_no_seals() -> None:
    authority = make(ROOT, authority=True, o="Clocks", extensions=uses(CLOCKS, critical=False))
    assert problem(resolve(make(authority, o="X"), authority)) == "key.unanchored"
    token = ((stamp(stamping(authority), SIGNATURE, NOW - timedelta(days=20)), SIGNATURE),)
    proof = Proof("ES256", None, None, chain=(OLD_SEAL.der, MIDDLE.der, authority.der), stamps=token)
    found = x5c.resolve_chain(proof, None, Visit(World(NOW, anchors=(ROOT.der,)), DEFAULT, verify_in))
    assert problem(found) is None
    mails = make(ROOT, authority=True, o="Mails", extensions=uses(MAILS, critical=False))
    proof = replace(proof, chain=(OLD_SEAL.der, MIDDLE.der, mails.der))
    proof = replace(proof, stamps=((stamp(stamping(mails), SIGNATURE, NOW - timedelta(days=20)), SIGNATURE),))
    found = x5c.resolve_chain(proof, None, Visit(World(NOW, anchors=(ROOT.der,)), DEFAULT, verify_in))
    assert problem(found) == "key.lapsed"


def test_many_certificates_and_tokens_cost_little() -> None:
    strangers = tuple(make(authority=True, o="Middle").der for _ in range(20))
    proof = Proof("ES256", None, None, chain=(SEAL.der, *strangers * 50), stamps=stamped() * 1000)
    found = x5c.resolve_chain(proof, None, Visit(World(NOW, anchors=(ROOT.der,)), DEFAULT, verify_in))
    assert problem(found) == "key.unanchored"
