"""What is read of a credential whose model we do not know."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verifier.records.reading import (
    ANYTHING,
    corpus_documents,
    credential,
    every_place,
    read_case,
    replaced,
    resolve,
    values,
)
from verifier.elements.values import MOST_VALUES
from verifier.records import generic

DEGREE, _ = read_case("degree_of_examples")


def test_everything_is_handled() -> None:
    assert generic.handles(credential({}))


def test_the_last_type_names_what_has_no_name() -> None:
    record = generic.read_record(credential({"type": ["VerifiableCredential", "Ticket", "SeasonTicket"]}))
    assert [(value.text, value.path) for value in record.title] == [("SeasonTicket", "/type/2")]


def test_a_credential_of_no_kind_has_no_title() -> None:
    assert generic.read_record(credential({"type": "VerifiableCredential"})).title == ()


def test_hashes_salts_and_pictures_are_not_listed() -> None:
    subject = {"identityHash": "sha256$00", "salt": "s", "photo": "data:image/png;base64,AA==", "encodedList": "uH4s"}
    assert generic.read_record(credential({"credentialSubject": subject})).further_information == ()


def test_a_european_student_identifier_is_private_wherever_it_stands() -> None:
    identifier = "urn:schac:personalUniqueCode:int:esi:uni.example:77"
    document = {"credentialSubject": {"id": identifier, "student": [{"number": identifier}]}}
    record = generic.read_record(credential(document))
    assert [value.detail["private"] for value in (*record.learner, *record.further_information)] == ["true", "true"]


def test_a_wide_subject_is_listed_in_part() -> None:
    wide = {"credentialSubject": {f"k{index}": index for index in range(5000)}}
    assert len(generic.read_record(credential(wide)).further_information) == MOST_VALUES


def test_a_deep_subject_ends() -> None:
    deep: Any = "bottom"
    for _ in range(90):
        deep = {"down": deep}
    assert generic.read_record(credential({"credentialSubject": deep})).further_information == ()


def test_a_name_that_cannot_be_shown_is_passed_over() -> None:
    subject = {"\u202eevil": "x", "n" * 500: "y", "fine": "z"}
    found = generic.read_record(credential({"credentialSubject": subject})).further_information
    assert [value.text for value in found] == ["z"]


def test_a_claim_names_it_and_a_person_is_named_as_employers_do() -> None:
    name = {"formattedName": "Ada Byron", "given": "Ada"}
    subject = {"claim": {"type": "Blockcerts", "name": "Bread"}, "person": {"name": name}}
    record = generic.read_record(credential({"type": ["BlockcertsCredential"], "credentialSubject": subject}))
    assert [(each.text, each.path) for each in record.title] == [("Bread", "/credentialSubject/claim/name")]
    assert [(each.text, each.detail["kind"]) for each in record.learner] == [
        ("Ada Byron", "name"),
        ("Ada", "givenName"),
    ]


@pytest.mark.parametrize("seconds", [-1, 10**30, 10**400, True, "soon"])
def test_an_impossible_date_is_no_date(seconds: Any) -> None:
    assert generic.read_record(credential({"iat": seconds, "vc": {}})).issued == ()


@given(st.sampled_from(every_place(DEGREE)), ANYTHING)
def test_no_document_raises(place: tuple[Any, ...], value: Any) -> None:
    check(replaced(DEGREE, place, value))


@given(st.dictionaries(st.sampled_from(["vc", "iss", "sub", "iat", "type", "issuer", "credentialSubject"]), ANYTHING))
def test_no_claims_raise(document: Any) -> None:
    check(document)


def check(document: Any) -> None:
    record = generic.read_record(credential(document))
    json.dumps(record.as_json(), ensure_ascii=False, allow_nan=False).encode()
    for value in values(record):
        resolve(document, value.path)


@pytest.mark.corpus
def test_every_json_credential_of_the_corpus_is_read_to_its_places() -> None:
    documents = corpus_documents()
    for path, document in documents:
        record = generic.read_record(credential(document))
        assert all(resolve(document, value.path) is not None for value in values(record)), path
        assert record.title or document.get("type") in ("VerifiableCredential", ["VerifiableCredential"], None), path
    assert len(documents) > 100
