"""Hostile input: whatever is done to a good credential, it is no longer valid, or it still says the same.

What may be changed and stays valid is listed in `SAME`, each with its reason; a signature over RDF covers statements,
so these are exactly the changes of the JSON that make no statement different.
"""

from __future__ import annotations

import base64
import copy
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.costs import measured
from tests.issuing import (
    LIST_URL,
    OTHER_KEY,
    V1,
    changed,
    credential,
    did_key,
    entry,
    method_of,
    report_on,
    sign,
    signed_credential,
    status_list,
)
from tests.world import NOW, FakeWeb
from verifier.errors import Json, JsonObject
from verifier.examine import examine
from verifier.report import Verdict
from verifier.world import World

Path = tuple[str | int, ...]
SECONDS, MEGABYTES = 2.0, 200  # for one hostile document: one of the processor's by itself, more where others use it


@cache
def _rich_text() -> str:
    document = credential(
        validUntil="2027-01-01T00:00:00Z",
        credentialStatus=[entry("1"), entry("2", "suspension")],
        evidence=[{"id": "https://school.example/e/1", "type": ["Evidence"], "name": "Three loaves"}],
        credentialSubject={
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": "Ada", "identityType": "name"},
            ],
            "result": [{"type": ["Result"], "resultDescription": "urn:x:grade", "value": "1.3"}],
            "achievement": {
                "id": "https://school.example/achievements/1",
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Baking bread",
                "description": "Flour, water, salt, time.",
                "criteria": {"narrative": "Bake three loaves."},
                "creditsAvailable": 2.5,
                "tag": ["bread", "oven"],
                "alignment": [
                    {"type": ["Alignment"], "targetName": "Baking", "targetUrl": "http://data.europa.eu/esco/skill/1"},
                    {"type": ["Alignment"], "targetName": "Timing", "targetUrl": "http://data.europa.eu/esco/skill/2"},
                ],
                "resultDescription": [
                    {"id": "urn:x:grade", "type": ["ResultDescription"], "name": "Grade", "resultType": "LetterGrade"},
                ],
            },
        },
    )
    return json.dumps(sign(document))


def rich() -> JsonObject:
    """A signed credential with something of everything."""
    document: JsonObject = json.loads(_rich_text())
    return document


@cache
def _list() -> bytes:
    return json.dumps(sign(status_list(purpose=["revocation", "suspension"]))).encode()


def judge(document: Json | bytes) -> Verdict:
    web = FakeWeb()
    web.put(LIST_URL, _list())
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return examine(raw, World(NOW, web.fetch)).report.verdict


@contextmanager
def in_bounded_time() -> Iterator[None]:
    with measured() as cost:
        yield
    assert cost.seconds < SECONDS
    assert cost.megabytes < MEGABYTES


def paths(value: Json, path: Path = ()) -> Iterator[Path]:
    """Every place below `value`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield (*path, key)
        yield from paths(child, (*path, key))


def at(document: Json, path: Path) -> Json:
    for key in path:
        document = document[key]  # type: ignore[index,call-overload]
    return document


def edited(document: JsonObject, path: Path, change: Callable[..., object]) -> JsonObject:
    """A copy after `change(parent, key)` at `path`."""
    result = copy.deepcopy(document)
    change(at(result, path[:-1]), path[-1])
    return result


def replace_by(value: Json) -> Callable[..., None]:
    def change(parent, key) -> None:
        parent[key] = value

    return change


def others(value: Json) -> Iterator[Json]:
    """Values that are not `value`."""
    if isinstance(value, bool):
        yield from (not value, None, "x")
    elif isinstance(value, str):
        yield from (value + "x", value.swapcase(), "", 7, {"id": "urn:x:1"})
    elif isinstance(value, int | float):
        yield from (value + 1, -value, str(value), None)
    elif isinstance(value, dict):
        yield from ("urn:x:other", 7, {**value, "id": "urn:x:other"}, {**value, "unheard": 1})
    else:
        yield from ("urn:x:other", [*value, "urn:x:other"], 7)


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


ACHIEVEMENT = ("credentialSubject", "achievement")
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
    assert (judge(write(_rich_text()).encode()) is Verdict.VALID) is same


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-7"])
def test_other_encodings_are_refused(encoding: str) -> None:
    raw = _rich_text().encode(encoding)
    assert judge(raw) is not Verdict.VALID or raw == _rich_text().encode()


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
    assert judge(_rich_text().replace("Baking", text, 1).encode()) is Verdict.INVALID


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


# Sizes


def many_proofs(document: JsonObject, *, chained: bool = False) -> JsonObject:
    """Ten proofs over something long; each over all that are before it, where they are a chain."""
    proof, results = document["proof"], [{"type": ["Result"], "value": str(number)} for number in range(2_000)]
    assert isinstance(proof, dict)
    before = [[f"urn:x:{each}" for each in range(number)] for number in range(10)]
    proofs: list[Json] = [
        {**proof, "id": f"urn:x:{number}", **({"previousProof": [*names]} if chained else {})}
        for number, names in enumerate(before)
    ]
    return {"proof": proofs, "evidence": [*results]}


def token(payload: bytes) -> bytes:
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": method_of()}
    parts = (json.dumps(header).encode(), payload, bytes(64))
    return b".".join(base64.urlsafe_b64encode(each).rstrip(b"=") for each in parts)


def packed(*members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, member in enumerate(members):
            archive.writestr(f"{number}.json", member)
    return out.getvalue()


def corners() -> bytes:
    """A picture of nothing but the corners of codes, two modules of each a pixel wide."""
    cell = bytes(
        0 if max(abs(x - 4), abs(y - 4)) in (0, 1, 3) else 255 for y in range(8) for x in range(8)
    )  # rings: dark, light, and a dark square of three
    rows = [cell[8 * y : 8 * y + 8] * 240 for y in range(8)]
    out = io.BytesIO()
    Image.frombytes("L", (1920, 1920), b"".join(rows) * 240).save(out, "PNG")
    return out.getvalue()


def presented(*credentials: bytes) -> bytes:
    head = b'{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],'
    return head + b'"verifiableCredential":[' + b",".join(credentials) + b"]}"


def entangled(number: int) -> bytes:
    """A signed credential, but its nodes without a name are told apart only by trying many orders."""

    def tree(levels: int) -> JsonObject:
        return {"https://x.example/more": [tree(levels - 1) for _ in range(10)]} if levels else {"type": "urn:x:leaf"}

    return json.dumps({**rich(), "name": str(number), "credentialSubject": tree(2)}).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(proof=[document["proof"]] * 100_000),
        lambda document: document.update(proof=[{"type": "X", "id": f"urn:x:{n}"} for n in range(100_000)]),
        lambda document: document.update(credentialStatus=[entry(str(n)) for n in range(100_000)]),
        lambda document: document["@context"].extend(["https://x.example/c"] * 100_000),
        lambda document: document["@context"].extend([{}] * 100_000),
        lambda document: document["@context"].extend({f"t{n}": "urn:x:y"} for n in range(9_999)),
        lambda document: document.update(type=document["type"] + [f"urn:x:{n}" for n in range(100_000)]),
        lambda document: document.update(credentialSubject=[{"id": "urn:x:1"}] * 100_000),
        lambda document: document.update(credentialSubject=[{"type": "AchievementSubject"} for _ in range(15_000)]),
        lambda document: document.update(name="x" * 7_000_000),
        lambda document: document.update(name=["x" * 60] * 100_000),
        lambda document: document.update({f"https://x.example/{n}": n for n in range(100_000)}),
        lambda document: document.update(evidence=[{"type": "Evidence", "name": str(n)} for n in range(6_000)]),
        lambda document: document["issuer"].update(id="did:key:z" + "2" * 1_000_000),
        lambda document: document["issuer"].update(id="did:web:" + "a:" * 1_000_000),
        lambda document: document["proof"].update(verificationMethod="did:key:z" + "2" * 1_000_000),
        lambda document: document["proof"].update(proofValue="z" + "2" * 1_000_000),
        lambda document: document["proof"].update(created="2" * 1_000_000),
        lambda document: document.update(validFrom="2" * 1_000_000),
        lambda document: document["@context"].extend({f"t{n}": "urn:x:y"} for n in range(4_000)),
        lambda document: document.update(many_proofs(document)),
        lambda document: document.update(many_proofs(document, chained=True)),
        lambda document: document["proof"].update(previousProof=[f"urn:x:{n}" for n in range(40_000)]),
        lambda document: document.update(
            proof=[
                {**document["proof"], "previousProof": [f"urn:x:{n}" for n in range(20_000)]},
                *({"type": "X", "id": f"urn:x:{n}"} for n in range(20_000)),
            ]
        ),
    ],
)  # fmt: skip
def test_too_much_of_anything_costs_little(change: Callable[[JsonObject], None]) -> None:
    raw = json.dumps(changed(rich(), change)).encode()
    with in_bounded_time():
        assert judge(raw) is not Verdict.VALID


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"\0",
        b"{",
        b"[",
        b"[]",
        b"{}",
        b"null",
        b"[null]",
        b"\xff\xfe{\0}\0",
        b"\xef\xbb\xbf",
        b"{" * 1_000_000,
        b"[" * 1_000_000,
        b'{"a":' * 500_000,
        b'{"' + b'\\"' * 2_000_000,
        b'["' + b"\\" * 3_000_001,
        b'{"a":' + b"1" * 5_000_000 + b"}",
        b'{"a":1.' + b"1" * 5_000_000 + b"}",
        b'{"a":1e' + b"9" * 5_000_000 + b"}",
        b'{"a":-' + b"0" * 5_000_000 + b"}",
        b"{}" * 3_000_000,
        b"[{}" + b",{}" * 2_000_000 + b"]",
        b"{" + b",".join(b'"%d":0' % n for n in range(500_000)) + b',"0":1}',
        b" " * 8_000_000,
        b"," * 8_000_000,
        b'"' * 8_000_000,
        b"<svg" * 1_000_000,
        b"x" * (8 * 1024 * 1024 + 1),
    ],
    ids=lambda raw: f"{raw[:12]!r} {len(raw)}",
)
def test_any_bytes_are_judged_in_bounded_time_and_never_valid(raw: bytes) -> None:
    with in_bounded_time():
        assert judge(raw) is not Verdict.VALID


EMPTY = b"[" + b"[]," * 1_200_000 + b"[]]"
NESTED = b"[" + b"[[[[[[]]]]]]," * 370_000 + b"[]]"
MANY: dict[str, Callable[[], bytes]] = {
    "empty lists": lambda: b'{"a":' + EMPTY + b"}",
    "lists in lists": lambda: b'{"a":' + NESTED + b"}",
    "objects": lambda: b'{"a":[' + b'{"a":0},' * 600_000 + b"{}]}",
    "as many values as are read, in a token": lambda: token(
        b'{"issuer":"urn:x:y","vc":{"type":["VerifiableCredential"],"a":[' + b"[[[[[[]]]]]]," * 16_000 + b"0]}}"
    ),
    "lists in a token": lambda: token(
        b'{"vc":{"type":["VerifiableCredential"],"a":[' + b"[[[[[[]]]]]]," * 250_000 + b"[]]}}"
    ),
    "lists in a presentation": lambda: presented(NESTED[1:-1]),
    "long credentials in a presentation": lambda: presented(
        *(json.dumps({**rich(), "tag": [*map(str, range(900))], "name": str(n)}).encode() for n in range(100))
    ),
    "entangled credentials in a presentation": lambda: presented(*map(entangled, range(100))),
    "entangled credentials in a list": lambda: b"[" + b",".join(map(entangled, range(100))) + b"]",
    "archives of nothing": lambda: packed(*[packed(*[b" " * 7_000_000] * 3)] * 100),
    "pictures with many parts": lambda: packed(*[b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0tEXt\0\0\0\0" * 20_000] * 100),
    "a picture full of corners of codes": corners,
    "pictures full of corners of codes": lambda: packed(*[corners()] * 100),
}


@pytest.mark.parametrize("name", MANY)
def test_many_of_anything_cost_little(name: str) -> None:
    raw = MANY[name]()
    assert len(raw) < 5 * 1024 * 1024
    with in_bounded_time():
        assert judge(raw) is not Verdict.VALID


@pytest.mark.parametrize(("depth", "wide"), [(1, 4000), (2, 100), (6, 5), (9, 3), (12, 2)])
def test_a_poisonous_graph_costs_little(depth: int, wide: int) -> None:
    terms: JsonObject = {"more": "https://x.example/more"}

    def tree(levels: int) -> JsonObject:
        return {"more": [tree(levels - 1) for _ in range(wide)]} if levels else {"type": "urn:x:leaf"}

    document = changed(
        rich(), lambda each: each.update({"@context": [*each["@context"], terms], "credentialSubject": tree(depth)})
    )
    with in_bounded_time():
        assert judge(document) is not Verdict.VALID


def test_a_fetched_context_that_never_ends_costs_little() -> None:
    deep: JsonObject = {"@id": "urn:x:0"}
    for _ in range(40):
        deep = {"@id": "urn:x:1", "@context": {"a": deep}}
    for body in (
        {"@context": {"a": deep}},
        {"@context": ["https://x.example/context"] * 3},
        {"@context": {f"t{n}": {"@id": f"t{n + 1}:x"} for n in range(3000)}},
        {"@context": {f"t{n}": f"urn:x:{n}" for n in range(200_000)}},
    ):
        web = FakeWeb()
        web.put("https://x.example/context", body)
        document = changed(signed_credential(), lambda each: each["@context"].append("https://x.example/context"))
        with in_bounded_time():
            report_on(document, web)


# Anything at all


values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "type", "@context", "@id", "@type", "name", "proof", "issuer", "credentialSubject"])
            | st.text(max_size=10),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@FEW
@given(st.binary(max_size=300))
def test_random_bytes(raw: bytes) -> None:
    assert judge(raw) is not Verdict.VALID


@FEW
@given(values)
def test_random_json(value: Json) -> None:
    assert judge(value) is not Verdict.VALID


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
    raw = _rich_text().encode()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 8)))
    new = data.draw(st.binary(max_size=8))
    changed_raw = raw[:start] + new + raw[end:]
    if judge(changed_raw) is Verdict.VALID:
        assert json.loads(changed_raw) == rich(), "only white space, or the same text written otherwise"


# What is open


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
