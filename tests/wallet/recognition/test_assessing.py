"""What is said of supervision, identity and quality, read no better than it is said."""

from __future__ import annotations

import pytest

from tests.wallet.recognition.values import value
from verifier.record import Value
from wallet.recognition.achievement import Assured, Supervised
from wallet.recognition.assessing import read_assessments, read_quality, read_supervision

VOCABULARY = "http://data.europa.eu/snb/supervision-verification/"


@pytest.mark.parametrize(
    ("stated", "supervised", "verified"),
    [
        (value("Unsupervised with no identity verification"), Supervised.NO, False),
        (value("Supervised with no identity verification"), Supervised.ONLINE, False),
        (value("Supervised online or onsite with identity verification"), Supervised.ONLINE, True),
        (value("Supervised onsite with identity verification"), Supervised.ONSITE, True),
        (value("supervised online with ID verification"), Supervised.ONLINE, True),
        (value("Supervised with ID Verification"), Supervised.ONLINE, True),
        (value("ID Verification"), None, True),
        (value("No ID Verification"), None, False),
        (value("mit Aufsicht", uri=f"{VOCABULARY}70be69aaf9"), Supervised.ONLINE, True),
        (value("x", uri=f"{VOCABULARY}c598449d64"), Supervised.NO, False),
        (value("something"), None, None),
        (value("true", kind="identityChecked"), None, True),
        (value("false", kind="identityChecked"), None, False),
        (value("perhaps", kind="identityChecked"), None, None),
    ],
)
def test_supervision_is_read_as_it_is_said(stated: Value, supervised: Supervised | None, verified: bool | None) -> None:
    [found] = read_supervision([stated])
    assert (found.supervised, found.verified, found.path) == (supervised, verified, stated.path)


def test_words_in_english_are_read_whatever_is_shown() -> None:
    shown = Value("Sans surveillance", "/x", {"fr": "Sans surveillance", "en": "Unsupervised"})
    assert read_supervision([shown])[0].supervised is Supervised.NO


def test_quality_is_proved_only_by_what_was_verified_for_itself() -> None:
    accreditation = value("Institutional", uri="https://a.example/1", kind="accreditation")
    assert [each.assured for each in read_quality([value("ISO 9001"), accreditation])] == [
        Assured.STATED,
        Assured.ACCREDITED,
    ]
    assert read_quality([accreditation], frozenset({"https://a.example/1"}))[0].assured is Assured.PROVED


def test_an_endorsement_is_no_quality_assurance_and_a_genre_no_assessment() -> None:
    assert read_quality([value("Union of Farmers", kind="endorsement")]) == ()
    assert [each.text for each in read_assessments([value("Report", kind="evidence"), value("exam")])] == ["exam"]
