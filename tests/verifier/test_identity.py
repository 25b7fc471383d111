"""Is it theirs: what a reader types against hashes, recipients and disclosed claims."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verifier.records.reading import ANYTHING, every_place, replaced
from verifier.identity import Match, Typed, matches

ADA = "ada@school.example"


def identity(value=ADA, salt="s3", name="sha256", **more):
    digest = hashlib.new(name, f"{value}{salt}".encode()).hexdigest()
    return {"type": "IdentityObject", "hashed": True, "identityHash": f"{name}${digest}", "salt": salt, **more}


def badge(*identifiers, **subject):
    return {"name": "Bread", "credentialSubject": {"identifier": list(identifiers), **subject}}


EMAIL = {"identityType": "emailAddress"}


@pytest.mark.parametrize("name", ["sha256", "md5", "sha512"])
@pytest.mark.parametrize("typed", [ADA, f" {ADA} ", "Ada@School.example"])
def test_a_salted_digest_of_the_address_is_found(name, typed):
    claims = badge(identity(name=name, **EMAIL))
    assert matches(claims, Typed(email=typed)) is Match.SAME
    assert matches(claims, Typed(email="eve@school.example")) is Match.OTHER


def test_an_address_hashed_as_it_is_written_is_found_as_it_is_written():
    claims = badge(identity(value="Ada@School.Example", **EMAIL))
    assert matches(claims, Typed(email="Ada@School.Example")) is Match.SAME


def test_without_salt_the_address_alone_is_hashed():
    claims = badge({**identity(salt="", **EMAIL), "salt": None})
    assert matches(claims, Typed(email=ADA)) is Match.SAME


def test_the_salt_stands_behind_the_value():
    digest = hashlib.sha256(f"s3{ADA}".encode()).hexdigest()
    claims = badge({"hashed": True, "identityHash": f"sha256${digest}", "salt": "s3", **EMAIL})
    assert matches(claims, Typed(email=ADA)) is Match.OTHER


def test_of_several_identities_one_is_enough():
    claims = badge(identity(value="old@school.example", **EMAIL), identity(**EMAIL))
    assert matches(claims, Typed(email=ADA)) is Match.SAME


def test_the_recipient_of_an_older_badge():
    recipient = {"type": "email", "hashed": True, "salt": "s3", "identity": identity()["identityHash"]}
    assert matches({"recipient": recipient}, Typed(email=ADA)) is Match.SAME
    plain = {"type": "email", "hashed": False, "identity": ADA}
    assert matches({"recipient": plain}, Typed(email=ADA)) is Match.SAME


@pytest.mark.parametrize(
    "broken",
    [
        {"identityHash": "sha1$" + "0" * 40},
        {"identityHash": ADA},  # called hashed, and is none: nothing can be said
        {"identityHash": "sha256$" + "0" * 31},
        {"identityHash": None},
    ],
)
def test_a_digest_that_is_none_is_nothing_to_compare_with(broken):
    assert matches(badge({**identity(**EMAIL), **broken}), Typed(email=ADA)) is Match.NOTHING


@pytest.mark.parametrize("name", ["Ada Lovelace", "lovelace, ada", "ADA  LOVELACE"])
def test_disclosed_claims_of_name_and_birth(name):
    claims = {"vct": "x", "given_name": "Ada", "family_name": "Lovelace", "birthdate": "1815-12-10"}
    assert matches(claims, Typed(name=name, birth_date="1815-12-10")) is Match.SAME
    assert matches(claims, Typed(name=name, birth_date="1815-12-11")) is Match.OTHER
    assert matches(claims, Typed(name="Ada Byron", birth_date="1815-12-10")) is Match.OTHER
    assert matches({**claims, "birthdate": None}, Typed(name=name, birth_date="1815-12-10")) is Match.PARTLY


def test_names_in_languages_count_in_each():
    claims = badge(givenName={"en": ["Ada"], "el": ["Άντα"]}, familyName={"en": ["Lovelace"], "el": ["Λάβλεϊς"]})
    assert matches(claims, Typed(name="Άντα Λάβλεϊς")) is Match.SAME


def test_the_credentials_own_name_is_nobodys():
    assert matches(badge(), Typed(name="Bread")) is Match.NOTHING


def test_nothing_typed_and_nothing_said_is_nothing():
    assert matches(badge(identity(**EMAIL)), Typed()) is Match.NOTHING
    assert matches(badge(identity(**EMAIL)), Typed(email="  ")) is Match.NOTHING
    assert matches({}, Typed(email=ADA)) is Match.NOTHING
    assert matches(badge(identity(**EMAIL)), Typed(identifier=ADA)) is Match.NOTHING


def test_other_kinds_of_identity_are_identifiers():
    claims = badge(identity(value="x-77", identityType="sisSourcedId"))
    assert matches(claims, Typed(identifier="x-77")) is Match.SAME


FULL = badge(identity(**EMAIL), givenName="Ada", familyName="Lovelace", id="mailto:ada@x.example")


@given(st.sampled_from(every_place(FULL)), ANYTHING, st.text(max_size=30))
def test_nothing_raises(place, value, typed):
    matches(replaced(FULL, place, value), Typed(typed, typed, typed, typed))
