"""Reading: what is recognised, what is named though we do not read it, and many credentials in one."""

import json

import pytest

from tests.issuing import credential, report_on, sign, signed_credential
from tests.world import NOW
from verifier.errors import VerifierError
from verifier.examine import examine
from verifier.reading import MAX_BYTES, MAX_PARTS, looks_like_json, read, read_parts
from verifier.report import Verdict
from verifier.world import World

GOOD = json.dumps(signed_credential()).encode()
BAD = json.dumps({**signed_credential(), "name": "Baking cake"}).encode()
UNSUPPORTED = "structure.unsupported"
NONE = "structure.not_a_credential"


@pytest.mark.parametrize(
    ("raw", "code", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "structure.damaged", "qr"),
        (b"%PDF-1.7\n", "structure.damaged", "pdf"),
        (b"PK\x03\x04....", "structure.damaged", "zip"),
        (b"\x1f\x8b\x08....", "structure.damaged", "gzip"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NONE, "svg"),
        (b"<?xml version='1.0'?><europass/>", UNSUPPORTED, "xml"),
        (b"VP1-B3ECQDIYACEMHIGDODB7KOAMD", UNSUPPORTED, "cbor_ld"),
        (b"  \n\t<?XML version='1.0'?>", UNSUPPORTED, "xml"),
        (b"eyJhbGciOiJFUzI1NiJ9.e30.AA", NONE, None),
        (b"data:application/json;base64,e30=", NONE, None),
        (b'{"type":"VerifiablePresentation"}', "structure.malformed", None),
        (b'{"type":["Assertion"]}', "structure.malformed", None),
        (b'{"type":"EnvelopedVerifiableCredential"}', "structure.malformed", None),
        (b'{"payload":"e30","signatures":[]}', UNSUPPORTED, "jws_json"),
        (b'{"payload":"e30","signature":""}', UNSUPPORTED, "jws_json"),
        (b"\xff\xd8\xff\xe0", "structure.damaged", "qr"),
        (b"GIF89a", "structure.damaged", "qr"),
        (b"<!doctype html><p>", NONE, "html"),
        (b"{}", NONE, None),
        (b'{"type":7}', NONE, None),
        (b'{"type":[["VerifiableCredential"]]}', NONE, None),
        (b'{"credentialSubject":{}}', NONE, None),
        (b"hello", NONE, None),
        (b"7", NONE, None),
        (b'"VerifiableCredential"', NONE, None),
        (b"", "structure.empty", None),
        (b" \n\t", "structure.empty", None),
        (b"{", "structure.not_json", None),
        (b"{'a':1}", "structure.not_json", None),
        (b'{"a":1', "structure.not_json", None),
        (b'{"a":1,"a":1}', "structure.duplicate_key", None),
        (b"[" * 97, "structure.too_deep", None),
        (b"\xff\xfe{\x00}\x00", "structure.encoding", None),
        (b"\xfe\xff\x00{\x00}", "structure.encoding", None),
        (b'{"a":"\xff"}', "structure.encoding", None),
        (b"x" * (MAX_BYTES + 1), "structure.too_large", None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_it_is_is_named(raw: bytes, code: str, kind: str | None) -> None:
    report = examine(raw, World(NOW)).report
    assert (report.code, report.check("structure").facts.get("kind")) == (code, kind)
    assert report.verdict is (Verdict.UNDECIDED if code == UNSUPPORTED else Verdict.INVALID)
    assert len(report.checks) == 8


def test_a_credential_has_its_parts_and_keeps_its_bytes() -> None:
    found = read(GOOD)
    assert found.raw == GOOD
    assert found.format == "vc_jsonld"
    assert found.issuer == credential()["issuer"]["id"]  # type: ignore[index,call-overload]
    assert found.issuer_name == "Bakers' School"
    assert found.subject == "did:example:learner"
    assert found.period.start is not None
    assert found.period.end is None
    assert [(each.suite, each.purpose) for each in found.proofs] == [("eddsa-rdfc-2022", "assertionMethod")]


@pytest.mark.parametrize("issuer", [None, 7, [], {}, {"id": 7}, {"name": {"@value": "School"}}, {"name": [{}]}])
def test_odd_parts_are_read_as_nothing(issuer: object) -> None:
    found = read(json.dumps({**credential(), "issuer": issuer, "validFrom": 7, "credentialSubject": issuer}).encode())
    assert found.issuer is None
    assert found.period.start is None
    assert found.subject is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (GOOD, [GOOD]),
        (b"\n " + GOOD + b" \n", [b"\n " + GOOD + b" \n"]),
        (b"\xef\xbb\xbf" + GOOD, [b"\xef\xbb\xbf" + GOOD]),
        (b"[" + GOOD + b"]", [GOOD]),
        (b"[" + GOOD + b" , " + BAD + b"]", [GOOD, BAD]),
        (GOOD + b"\n" + BAD + b"\n", [GOOD, BAD]),
        (GOOD + BAD, [GOOD, BAD]),
        (GOOD + b"\r\n\r\n" + BAD, [GOOD, BAD]),
        (b"[7]", [b"7"]),
        (b'[[], "x", null]', [b"[]", b'"x"', b"null"]),
        (b"%PDF", [b"%PDF"]),
    ],
)
def test_parts_keep_their_bytes(raw: bytes, expected: list[bytes]) -> None:
    assert [part.raw for part in read_parts(raw)] == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"[]", "structure.empty"),
        (b"[ ]", "structure.empty"),
        (b"[" + GOOD, "structure.not_json"),
        (b"[" + GOOD + b",]", "structure.not_json"),
        (b"[," + GOOD + b"]", "structure.not_json"),
        (b"[" + GOOD + b"," + b"," + GOOD + b"]", "structure.not_json"),
        (b"[" + GOOD + GOOD + b"]", "structure.not_json"),
        (b"[" + GOOD + b"]]", "structure.not_json"),
        (b"[" + GOOD + b"]" + GOOD, "structure.not_json"),
        (GOOD + b"," + GOOD, "structure.not_json"),
        (GOOD + b",", "structure.not_json"),
        (GOOD + b"x", "structure.not_json"),
        (b'[{"a":1,"a":2}]', "structure.duplicate_key"),
        (b"[" + b"7," * MAX_PARTS + b"7]", "structure.too_many"),
        (b"{}" * (MAX_PARTS + 1), "structure.too_many"),
        (b" " * (MAX_BYTES + 1), "structure.too_large"),
    ],
    ids=lambda value: str(value)[-30:],
)
def test_a_whole_that_cannot_be_taken_apart_is_refused_as_a_whole(raw: bytes, code: str) -> None:
    with pytest.raises(VerifierError) as caught:
        read_parts(raw)
    assert caught.value.code == code
    assert (report_on(raw).verdict, report_on(raw).code) == (Verdict.INVALID, code)


def test_as_many_parts_as_are_allowed() -> None:
    assert len(read_parts(b"[" + b"7," * (MAX_PARTS - 1) + b"7]")) == MAX_PARTS


def test_the_worst_of_many_decides() -> None:
    other = json.dumps(sign(credential(name="Baking cake"))).encode()
    good = examine(b"[" + GOOD + b"," + other + b"]", World(NOW))
    assert (good.report.verdict, good.report.code, len(good.inside)) == (Verdict.VALID, "ok", 2)
    assert good.report.format == "list"
    for raw in (b"[" + GOOD + b"," + BAD + b"]", BAD + GOOD, GOOD + b"\n" + BAD):
        found = examine(raw, World(NOW)).report
        assert (found.verdict, found.code) == (Verdict.INVALID, "proof.signature")
    undecided = examine(b"[" + GOOD + b',{"payload":"e30","signatures":[]}]', World(NOW)).report
    assert (undecided.verdict, undecided.code) == (Verdict.UNDECIDED, "structure.unsupported")
    assert examine(b"[" + GOOD + b",7]", World(NOW)).report.verdict is Verdict.INVALID


def test_the_json_of_many_has_each_inside() -> None:
    out = examine(b"[" + GOOD + b"," + BAD + b"]", World(NOW)).as_json()
    inside = out["credentials"]
    assert isinstance(inside, list)
    assert [each["verdict"] for each in inside] == ["valid", "invalid"]
    assert [check["name"] for check in out["checks"]] == [check["name"] for check in inside[0]["checks"]]
    assert out["record"] is None
    assert inside[0]["record"]["title"][0]["text"] == "Baking bread"


@pytest.mark.parametrize(
    ("raw", "json_like"),
    [
        (b"{", True),
        (b" [", True),
        (b"\xef\xbb\xbf{", True),
        (b"\xff\xfe", True),
        (b"", False),
        (b"x{", False),
        (b"\0{", False),
    ],
)
def test_what_looks_like_json(raw: bytes, json_like: bool) -> None:
    assert looks_like_json(raw) is json_like


def test_a_record_that_cannot_be_read_takes_nothing_from_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    from verifier.records import open_badge_3

    def explode(_credential: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(open_badge_3, "read_record", explode)
    found = examine(GOOD, World(NOW))
    assert found.record is None
    assert found.report.verdict is Verdict.VALID
