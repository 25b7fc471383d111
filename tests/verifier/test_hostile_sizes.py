"""Hostile input: too much of anything, and anything at all, costs little and is never valid."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.issuing import changed, entry, method_of, report_on, signed_credential
from tests.verifier.hostile import FEW, in_bounded_time, judge, rich, values
from tests.world import FakeWeb
from verifier.errors import Json, JsonObject
from verifier.report import Verdict


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


@FEW
@given(st.binary(max_size=300))
def test_random_bytes(raw: bytes) -> None:
    assert judge(raw) is not Verdict.VALID


@FEW
@given(values)
def test_random_json(value: Json) -> None:
    assert judge(value) is not Verdict.VALID
