"""Hostile input: whatever is done to a good credential, it is no longer valid, or it still says the same.

What may be changed and stays valid is listed in `SAME`, each with its reason; a signature over RDF covers statements,
so these are exactly the changes of the JSON that make no statement different.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.issuing import OTHER_KEY, V1, changed, credential, did_key, method_of, report_on, sign, signed_credential
from tests.verifier.hostile import (
    ACHIEVEMENT,
    FEW,
    at,
    edited,
    judge,
    others,
    paths,
    replace_by,
    rich,
    rich_text,
    values,
)
from tests.world import FakeWeb
from verifier.errors import Json, JsonObject
from verifier.report import Verdict


def test_the_document_that_is_changed_is_a_good_one() -> None:
    assert judge(rich()) is Verdict.VALID
    assert len(list(paths(rich()))) > 80


def test_no_value_can_be_changed() -> None:
    for path in paths(rich()):
        value = at(rich(), path)
        for other in (each for each in others(value) if each != value):
            assert judge(edited(rich(), path, replace_by(other))) is not Verdict.VALID, (path, other)


def test_nothing_can_be_left_out() -> None:
    for path in paths(rich()):
        assert judge(edited(rich(), path, lambda parent, key: parent.pop(key))) is not Verdict.VALID, path


def test_nothing_can_be_emptied() -> None:
    for path in paths(rich()):
        for empty in ([], {}, None):
            assert judge(edited(rich(), path, replace_by(empty))) is not Verdict.VALID, (path, empty)


def test_nothing_can_be_moved() -> None:
    """Each member to each other object of the document."""
    objects = [(), *(path for path in paths(rich()) if isinstance(at(rich(), path), dict))]
    members = [path for path in paths(rich()) if isinstance(path[-1], str) and path[0] != "proof"]
    for path in members[:: 2 if len(members) > 60 else 1]:
        for target in objects:
            if target == path[:-1] or target[: len(path)] == path or path[-1] in at(rich(), target):
                continue
            document = rich()
            at(document, target)[path[-1]] = at(document, path[:-1]).pop(path[-1])
            assert judge(document) is not Verdict.VALID, (path, target)


def test_no_two_values_of_one_object_can_be_swapped() -> None:
    objects = [(), *(path for path in paths(rich()) if isinstance(at(rich(), path), dict))]
    for path in objects:
        names = list(at(rich(), path))
        for first, second in ((a, b) for i, a in enumerate(names) for b in names[i + 1 :]):
            document = rich()
            place = at(document, path)
            place[first], place[second] = place[second], place[first]
            assert judge(document) is not Verdict.VALID, (path, first, second)


def test_nothing_can_stand_twice_in_the_text() -> None:
    text = json.dumps(rich())
    for path in paths(rich()):
        if isinstance(path[-1], str):
            member = f"{json.dumps(path[-1])}: {json.dumps(at(rich(), path))}"
            assert member in text
            assert judge(text.replace(member, f"{member}, {member}", 1).encode()) is Verdict.INVALID, path


def test_nothing_can_be_added_anywhere() -> None:
    objects = [(), *(path for path in paths(rich()) if isinstance(at(rich(), path), dict))]
    for path in objects:
        for name in ("name", "description", "unheard", "@id", "@type", "id", "image", "https://x.example/y", "@graph"):
            for value in ("https://x.example/added", {"id": "urn:x:added", "name": "added"}):
                document = rich()
                place = at(document, path)
                if name in place:
                    continue
                place[name] = value
                assert judge(document) is not Verdict.VALID, (path, name, value)


# What stays the same


def set_of(*path: str | int) -> Callable[[JsonObject], None]:
    def change(document: JsonObject) -> None:
        at(document, path).reverse()

    return change


def wrapped(*path: str | int) -> Callable[[JsonObject], None]:
    def change(document: JsonObject) -> None:
        parent = at(document, path[:-1])
        parent[path[-1]] = [parent[path[-1]]]

    return change


def unwrapped(*path: str | int) -> Callable[[JsonObject], None]:
    def change(document: JsonObject) -> None:
        parent = at(document, path[:-1])
        (parent[path[-1]],) = parent[path[-1]]

    return change


def twice(*path: str | int) -> Callable[[JsonObject], None]:
    def change(document: JsonObject) -> None:
        at(document, path[:-1]).insert(0, at(document, path))

    return change


def put(value: Json, *path: str | int) -> Callable[[JsonObject], None]:
    def change(document: JsonObject) -> None:
        at(document, path[:-1])[path[-1]] = value

    return change


SAME: dict[str, Callable[[JsonObject], None]] = {
    # An array that is no @list is a set: its order says nothing ...
    "types in another order": set_of("type"),
    "status entries in another order": set_of("credentialStatus"),
    "alignments in another order": set_of(*ACHIEVEMENT, "alignment"),
    "tags in another order": set_of(*ACHIEVEMENT, "tag"),
    # ... one value is the set of it ...
    "a type that is no array": unwrapped("issuer", "type"),
    "a name that is an array": wrapped("name"),
    "a subject that is an array": wrapped("credentialSubject"),
    "an achievement that is an array": wrapped(*ACHIEVEMENT),
    "a proof that is an array": wrapped("proof"),
    # ... and the same thing twice is there once: text, and whatever has an id of its own.
    "a type twice": twice("type", 0),
    "a tag twice": twice(*ACHIEVEMENT, "tag", 0),
    "a status entry twice": twice("credentialStatus", 0),
    "an evidence twice": twice("evidence", 0),
    "a context twice": lambda document: document["@context"].append(document["@context"][1]),
    # Null and the empty array are no value.
    "a description that is null": put(None, "description"),
    "no images": put([], *ACHIEVEMENT, "image"),
    # Numbers and truth values are written like this in statements.
    "a number as its statement writes it": put("2.5E0", *ACHIEVEMENT, "creditsAvailable"),
    "false as its statement writes it": put("false", "credentialSubject", "identifier", 0, "hashed"),
    # A context that explains no word of the document changes no statement.
    "one context more": lambda document: document["@context"].append("https://w3id.org/security/data-integrity/v2"),
    "an unused word explained": lambda document: document["@context"].append({"unused": "https://x.example/unused"}),
    # What a word means to a type stays, whatever is said about the word elsewhere.
    "a word that its type explains": lambda document: document["@context"].append({"credentialStatus": None}),
    # Text is text without a language.
    "text as a value object": put({"@value": "Baking bread"}, "name"),
}


@pytest.mark.parametrize("name", SAME)
def test_what_makes_no_statement_different_stays_valid(name: str) -> None:
    document = changed(rich(), SAME[name])
    assert document != rich()
    assert judge(document) is Verdict.VALID


@pytest.mark.parametrize(
    ("write", "same"),
    [
        (lambda text: json.dumps(json.loads(text), indent=2), True),
        (lambda text: json.dumps(json.loads(text), sort_keys=True), True),
        (lambda text: " \n\t" + text + "\r\n", True),
        (lambda text: "\ufeff" + text, True),
        (lambda text: text.replace("Baking", "\\u0042aking"), True),
        (lambda text: text.replace("/", "\\/"), True),
        (lambda text: text.replace("2.5", "25e-1"), True),
        (lambda text: text.replace("2.5", "2.50"), True),
        (lambda text: text + "x", False),
        (lambda text: text[:-1], False),
        (lambda text: text.replace("2.5", "2.5000001"), False),
        (lambda text: text.replace("Baking", "Baki\\u006Eg\\u200b"), False),
        (lambda text: text.replace('"Baking bread"', "NaN"), False),
        (lambda text: text.replace('"Baking bread"', "Infinity"), False),
        (lambda text: text.replace("2.5", "1e999"), False),
        (lambda text: text.replace('"Baking bread"', "'Baking bread'"), False),
        (lambda text: text.replace('"Baking bread"', '"Baking bread",'), False),
    ],
)
def test_how_the_json_is_written_does_not_matter_as_long_as_it_is_json(write, same: bool) -> None:
    assert (judge(write(rich_text()).encode()) is Verdict.VALID) is same


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7"])
def test_other_encodings_are_refused(encoding: str) -> None:
    raw = rich_text().encode(encoding)
    assert judge(raw) is not Verdict.VALID or raw == rich_text().encode()


@pytest.mark.parametrize("form", [["é", "e\u0301"], ["Å", "\u212b"], ["a", "\u0430"], ["bread", "bread\u202e"]])
def test_letters_that_look_alike_are_others(form: list[str]) -> None:
    good = sign(credential(name=form[0]))
    assert judge(good) is Verdict.VALID
    assert judge({**good, "name": form[1]}) is Verdict.INVALID


@pytest.mark.parametrize(
    "text", ["\0", "a\0b", "\x1f", "\x7f", "\ufffe", "\u2028", '"\\', "\U0010ffff", "\n.\n_:a <x> <y>"]
)
def test_odd_characters_are_signed_as_they_are(text: str) -> None:
    good = sign(credential(name=text))
    assert judge(good) is Verdict.VALID
    assert judge({**good, "name": text + "x"}) is Verdict.INVALID
    assert judge({**good, "name": text.replace("\n", "\\n") if "\n" in text else "x" + text}) is Verdict.INVALID


@pytest.mark.parametrize("text", ["\\ud800", "\\udc00", "\\udc00\\ud800", "\\uD83D"])
def test_half_a_character_is_refused(text: str) -> None:
    assert judge(rich_text().replace("Baking", text, 1).encode()) is Verdict.INVALID


@FEW
@given(st.data())
def test_random_json_in_the_place_of_anything(data: st.DataObject) -> None:
    places = list(paths(rich()))
    path = data.draw(st.sampled_from(places))
    value = data.draw(values)
    document = edited(rich(), path, replace_by(value))
    same = [changed(rich(), change) for change in SAME.values()]
    if judge(document) is Verdict.VALID:
        assert value == at(rich(), path) or value == [at(rich(), path)] or document in same, (path, value)


@FEW
@given(st.data())
def test_random_bytes_in_the_place_of_some(data: st.DataObject) -> None:
    raw = rich_text().encode()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 8)))
    new = data.draw(st.binary(max_size=8))
    changed_raw = raw[:start] + new + raw[end:]
    if judge(changed_raw) is Verdict.VALID:
        assert json.loads(changed_raw) == rich(), "only white space, or the same text written otherwise"


# Contexts


@pytest.mark.parametrize(
    "context",
    [
        {"name": "https://x.example/other"},
        {"type": "https://x.example/other"},
        {"id": "https://x.example/other"},
        {"id": None},
        {"VerifiableCredential": "https://x.example/other"},
        {"Achievement": "https://x.example/other"},
        {"@vocab": None, "name": None},
        {"@base": "https://x.example/", "name": {"@id": "description"}},
        {"@language": "en"},
        {"@language": "en", "@direction": "rtl"},
        {"@import": V1},
        {"@propagate": False, "name": "https://x.example/other"},
        {"@version": 1.2},
        {"@context": {}},
        {"name": {"@id": "https://schema.org/name", "@container": "@language"}},
        {"a": {"@id": "b"}, "b": {"@id": "a"}},
        {"a": {"@id": "a:a"}},
        None,
        [None],
        7,
        True,
        V1,
        "relative",
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "data:application/json,{}",
        "\x00",
    ],
)
def test_a_context_that_would_change_what_words_mean_is_refused(context: Json) -> None:
    for document in (rich(), signed_credential()):
        contexts = document["@context"]
        assert isinstance(contexts, list)
        for place in range(1, len(contexts) + 1):
            tried = copy.deepcopy(document)
            tried["@context"].insert(place, context)  # type: ignore[union-attr]
            if judge(tried) is Verdict.VALID:
                # Before a context that protects its words, one can say what it likes: it is overruled.
                assert place < len(contexts), context


@pytest.mark.parametrize(
    "context", [None, {"name": "https://x.example/other"}, {"description": "https://schema.org/name"}, V1]
)
def test_a_context_further_in_cannot_change_what_words_mean(context: Json) -> None:
    for path in [path for path in paths(rich()) if isinstance(at(rich(), path), dict) and path[0] != "proof"]:
        document = rich()
        at(document, path)["@context"] = context
        if judge(document) is Verdict.VALID:
            # V1 says nothing new, and a word that is not used there may mean anything.
            assert context is not None, path
            assert context == V1 or not set(context) & set(at(rich(), path)), (path, context)


def test_a_fetched_context_cannot_change_what_words_mean() -> None:
    for terms in ({"name": "https://x.example/other"}, {"@protected": True, "Achievement": "https://x.example/A"}):
        web = FakeWeb()
        web.put("https://x.example/context", {"@context": terms})
        document = changed(signed_credential(), lambda each: each["@context"].append("https://x.example/context"))
        assert report_on(document, web).verdict is not Verdict.VALID


# Whose it is


def test_a_credential_cannot_be_taken_over() -> None:
    """Signed anew by somebody else, under the first issuer's name, with any of the names of the key."""
    unsigned = credential()
    for method in (method_of(), method_of(OTHER_KEY), did_key(), did_key(OTHER_KEY)):
        assert judge(sign(unsigned, OTHER_KEY, method)) is Verdict.INVALID


def test_a_proof_does_not_fit_another_credential() -> None:
    one, other = sign(credential()), sign(credential(name="Baking cake"))
    assert judge({**one, "proof": other["proof"]}) is Verdict.INVALID


# Words that would say something else


def exchange_own_words(document: JsonObject) -> None:
    """`passed` and `failed` change places, in the context and in the subject: every statement stays as it was."""
    contexts, subject = document["@context"], document["credentialSubject"]
    contexts[2] = {"passed": "urn:x:failed", "failed": "urn:x:passed"}
    subject["passed"], subject["failed"] = subject["failed"], subject["passed"]


def hide_a_description(document: JsonObject) -> None:
    """Schema.org's words belong to no vocabulary that `meaning.check_names` holds to its names."""
    document["@context"].append({"y": "https://schema.org/description"})
    achievement = at(document, ACHIEVEMENT)
    achievement["y"] = achievement.pop("description")


@pytest.mark.parametrize("change", [exchange_own_words, hide_a_description])
def test_no_word_can_be_read_as_another(change: Callable[[JsonObject], None]) -> None:
    contexts: Json = [
        V1,
        "https://w3id.org/security/data-integrity/v2",
        {"passed": "urn:x:passed", "failed": "urn:x:failed"},
    ]
    subject: Json = {"id": "did:example:learner", "passed": "Swimming", "failed": "Surgery"}
    plain: JsonObject = {
        "@context": contexts,
        "type": ["VerifiableCredential"],
        "issuer": did_key(),
        "issuanceDate": "2026-01-02T03:04:05Z",
        "credentialSubject": subject,
    }
    good = rich() if change is hide_a_description else sign(plain)
    assert judge(changed(good, change)) is not Verdict.VALID
