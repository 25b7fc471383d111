"""Token status lists: one status out of a signed list, and every reason not to rely on it."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path

import pytest

from tests.needs import shared
from tests.world import NOW, FakeWeb
from verifier.codec import cose, jose
from verifier.codec.bitstrings import decode_bitstring, read_entry
from verifier.codec.cbor import Cbor, read_cbor, write_cbor
from verifier.codec.keys import PrivateKey, write_jwk
from verifier.codec.multibase import decode_base64url, encode_base64url
from verifier.codec.token_status_lists import read_status_list, write_status_list
from verifier.errors import Json, JsonObject, Malformed
from verifier.examine import examine
from verifier.policy import DEFAULT, Policy
from verifier.report import Check, Verdict
from verifier.world import World

KEY = PrivateKey("P-256", bytes(range(1, 33)))
OTHER = PrivateKey("P-256", bytes(range(2, 34)))
ISSUER = f"did:key:{KEY.public.multikey}"
METHOD = f"{ISSUER}#{KEY.public.multikey}"
FOREIGN = f"did:key:{OTHER.public.multikey}"
URL = "https://school.example/status/7"
AT = int(NOW.timestamp())
STATUSES = (0, 1, 2, 3, 0, 0, 2, 1, 3)


def claims(statuses: tuple[int, ...] = STATUSES, size: int = 2, **changes: Json) -> JsonObject:
    made: JsonObject = {
        "sub": URL,
        "iat": AT - 10,
        "exp": AT + 3600,
        "ttl": 600,
        "status_list": write_status_list(statuses, size),
    }
    return {name: value for name, value in {**made, **changes}.items() if value is not None}


def as_jwt(
    value: JsonObject | None = None,
    key: PrivateKey = KEY,
    kid: str | None = METHOD,
    typ: Json = "statuslist+jwt",
) -> bytes:
    header: JsonObject = {"typ": typ, **({"kid": kid} if kid else {})}
    return jose.sign_compact(header, json.dumps(claims() if value is None else value).encode(), key, "ES256").encode()


def as_cwt(value: JsonObject | None = None, key: PrivateKey = KEY, typ: Cbor = "application/statuslist+cwt") -> bytes:
    labels = {"iss": 1, "sub": 2, "exp": 4, "iat": 6, "ttl": 65534, "status_list": 65533}
    named: dict[int | str, Cbor] = {}
    for name, each in (claims() if value is None else value).items():
        if isinstance(each, dict):
            packed = each.get("lst")
            named[labels[name]] = {
                "bits": each.get("bits"),  # type: ignore[dict-item]
                "lst": decode_base64url(packed) if isinstance(packed, str) else None,
            }
        else:
            assert each is None or isinstance(each, int | str)
            named[labels[name]] = each
    return cose.sign1({cose.TYPE: typ}, {cose.KEY_ID: METHOD.encode()}, write_cbor(named), key, "ES256")


def status_of(
    answer: bytes | None,
    index: Json = 0,
    *,
    policy: Policy = DEFAULT,
    entry: JsonObject | None = None,
    answers: dict[str, bytes] | None = None,
) -> Check:
    web = FakeWeb()
    for url, body in {**({URL: answer} if answer is not None else {}), **(answers or {})}.items():
        web.put(url, body)
    payload: JsonObject = {
        "iss": ISSUER,
        "vct": "urn:example:course",
        "status": {"status_list": {"idx": index, "uri": URL} if entry is None else entry},
    }
    token = jose.sign_compact({"typ": "dc+sd-jwt", "kid": METHOD}, json.dumps(payload).encode(), KEY, "ES256") + "~"
    report = examine(token.encode(), World(NOW, fetch=web.fetch), policy).report
    check = next(each for each in report.checks if each.name == "status")
    assert (report.verdict is Verdict.VALID) == (check.outcome.value == "pass")
    return check


def found_of(check: Check) -> tuple[str, str]:
    return check.outcome.value, check.code


def entry_of(check: Check) -> dict[str, Json]:
    entries = check.facts["entries"]
    assert isinstance(entries, list)
    assert isinstance(entries[0], dict)
    return entries[0]


def unusable_because(check: Check) -> str:
    assert found_of(check) == ("unknown", "status.unusable")
    return str(check.facts["because"])


PASS = ("pass", "ok")
FOUND = {0: PASS, 1: ("fail", "status.revoked"), 2: ("fail", "status.suspended"), 3: ("fail", "status.set")}


@pytest.mark.parametrize("write", [as_jwt, as_cwt])
@pytest.mark.parametrize("index", range(len(STATUSES)))
def test_each_status_says_its_own(index: int, write: object) -> None:
    assert callable(write)
    check = status_of(write(), index)
    assert found_of(check) == FOUND[STATUSES[index]]
    facts = entry_of(check)
    assert (facts["index"], facts["value"], facts["list"], facts["list_issuer"]) == (
        index,
        STATUSES[index],
        URL,
        ISSUER,
    )


def test_a_status_of_the_issuers_own_making_is_named_by_its_number() -> None:
    assert entry_of(status_of(as_jwt(claims((0, 200), 8)), 1))["purpose"] == "0xc8"


def test_a_list_that_cannot_be_had_leaves_it_open() -> None:
    assert found_of(status_of(None)) == ("unknown", "status.unreachable")


@pytest.mark.parametrize("index", [9_999_999, 16])
def test_a_place_outside_of_the_list_is_unusable(index: int) -> None:
    assert unusable_because(status_of(as_jwt(), index)) == "status.unusable"


@pytest.mark.parametrize(
    "entry",
    [{}, {"idx": 0}, {"uri": URL}, {"idx": "0", "uri": URL}, {"idx": -1, "uri": URL}, {"idx": True, "uri": URL},
     {"idx": 0.0, "uri": URL}, {"idx": 0, "uri": 7}, {"idx": 0, "uri": ""}],
)  # fmt: skip
def test_an_entry_that_says_nothing_usable_fails(entry: JsonObject) -> None:
    check = status_of(as_jwt(), entry=entry)
    assert found_of(check) == ("fail", "status.malformed")


@pytest.mark.parametrize("write", [as_jwt, as_cwt])
@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"sub": "https://school.example/status/8"}, "status.other_list"),
        ({"sub": None}, "status.other_list"),
        ({"exp": AT}, "status.list_unverified"),
        ({"exp": "never"}, "structure.date"),
        ({"iat": AT + 400}, "status.list_unverified"),
        ({"iat": None}, "status.list_unverified"),
        ({"status_list": None}, "status.not_a_list"),
        ({"status_list": {"bits": 3, "lst": "eNpjAAAAAQAB"}}, "status.not_a_list"),
        ({"status_list": {"bits": 1}}, "status.not_a_list"),
        ({"status_list": {"bits": 1, "lst": encode_base64url(b"no zlib")}}, "status.unusable"),
        ({"status_list": {"bits": 1, "lst": "eNpjAAAAAQ"}}, "status.unusable"),  # cut off
    ],
)
def test_a_list_that_is_not_as_it_should_be_leaves_it_open(changes: JsonObject, because: str, write: object) -> None:
    assert callable(write)
    assert unusable_because(status_of(write(claims(**changes)), 1)) == because


def test_a_list_without_an_end_is_in_force() -> None:
    assert found_of(status_of(as_jwt(claims(exp=None, ttl=None)))) == PASS


@pytest.mark.parametrize("typ", ["JWT", "statuslist+cwt", "dc+sd-jwt", None, 7])
def test_another_token_of_the_issuer_is_no_list(typ: Json) -> None:
    assert unusable_because(status_of(as_jwt(typ=typ), 1)) == "status.not_a_list"
    cwt = typ if isinstance(typ, str) and typ != "statuslist+cwt" else "statuslist+jwt"
    assert unusable_because(status_of(as_cwt(typ=cwt), 1)) == "status.not_a_list"


@pytest.mark.parametrize("answer", [b"", b"<html>", b"eyJ", b"eyJ\xff", b"{}", b"\xd2\x84", b"\xd2", b"\x80"])
def test_what_is_no_list_at_all_leaves_it_open(answer: bytes) -> None:
    assert found_of(status_of(answer)) == ("unknown", "status.unusable")


def test_a_signature_by_another_key_leaves_it_open() -> None:
    assert unusable_because(status_of(as_jwt(key=OTHER))) == "proof.signature"
    assert unusable_because(status_of(as_cwt(key=OTHER))) == "proof.signature"
    head, body, signature = as_jwt(claims((0, 0))).decode().split(".")
    body = encode_base64url(json.dumps(claims((1, 1))).encode())
    assert unusable_because(status_of(f"{head}.{body}.{signature}".encode())) == "proof.signature"
    none = encode_base64url(b'{"alg":"none","typ":"statuslist+jwt"}')
    assert unusable_because(status_of(f"{none}.{body}.".encode())) == "proof.algorithm"


def test_without_a_key_named_the_credentials_issuers_is_meant() -> None:
    assert found_of(status_of(as_jwt(kid=None))) == PASS
    assert unusable_because(status_of(as_jwt(key=OTHER, kid=None))) == "proof.signature"


def test_a_list_by_another_issuer_is_shown_and_may_be_refused() -> None:
    kid = f"{FOREIGN}#{OTHER.public.multikey}"
    for value in (claims(), claims(iss=FOREIGN)):
        check = status_of(as_jwt(value, OTHER, kid))
        assert found_of(check) == PASS
        facts = entry_of(check)
        assert (facts["other_issuer"], facts["list_issuer"]) == (True, FOREIGN)
        refused = status_of(as_jwt(value, OTHER, kid), policy=Policy(issuers_lists_only=True))
        assert unusable_because(refused) == "status.foreign_list"
    assert "other_issuer" not in entry_of(status_of(as_jwt()))


def test_a_list_under_a_name_that_its_key_is_not_tied_to_leaves_it_open() -> None:
    assert unusable_because(status_of(as_jwt(claims(iss=FOREIGN)))) == "key.not_the_issuers"
    unread = as_jwt(claims(iss="https://lists.example"), kid="1")
    assert unusable_because(status_of(unread)) == "key.unreachable"
    metadata = {"issuer": "https://lists.example", "jwks": {"keys": [{**write_jwk(KEY.public), "kid": "1"}]}}
    read = {"https://lists.example/.well-known/jwt-vc-issuer": json.dumps(metadata).encode()}
    assert found_of(status_of(unread, answers=read)) == PASS


@pytest.mark.parametrize("size", [1, 2, 4, 8])
def test_what_is_written_is_read(size: int) -> None:
    statuses = [number % (1 << size) for number in range(37)]
    found = read_status_list(write_status_list(statuses, size))
    assert [found.read_status(index) for index in range(37)] == statuses


def test_what_does_not_fit_is_not_written() -> None:
    for statuses, size in (([2], 1), ([-1], 8), ([0], 3)):
        with pytest.raises(ValueError, match="fit"):
            write_status_list(statuses, size)


def test_a_list_that_would_fill_the_memory_is_not_unpacked() -> None:
    bomb = zlib.compress(bytes(17 * 1024 * 1024))
    with pytest.raises(Malformed, match=r"status\.unusable"):
        read_status_list({"bits": 8, "lst": encode_base64url(bomb)})


# Third-party vectors

LONG = {1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345, 0}


def vector(name: str) -> Path:
    return shared("corpus", "items", "token-status-list", f"{name}.txt")


def from_cbor(name: str) -> Cbor:
    return read_cbor(bytes.fromhex(vector(name).read_text().split("encoded:")[-1]), "status.not_a_list")


def from_json(name: str) -> Json:
    found: Json = json.loads(re.sub(r"\n +(?=[\w-]+[\"\n])", "", vector(name).read_text()))
    return found


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "size", "statuses"),
    [
        ("status_list_encoding_cbor", 1, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]),
        ("status_list_encoding2_cbor", 2, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]),
    ],
)
def test_the_short_lists_of_the_draft_say_what_the_draft_says(name: str, size: int, statuses: list[int]) -> None:
    found = read_status_list(from_cbor(name))
    assert (found.size, [found.read_status(index) for index in range(len(found))]) == (size, statuses)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("value", "size", "statuses"),
    [
        ("status_list_encoding1_long_cbor", 1, dict.fromkeys(LONG, 1)),
        ("status_list_encoding1_long_json", 1, dict.fromkeys(LONG, 1)),
        ("status_list_encoding2_long_cbor", 2, {0: 1, 1993: 2, 159495: 3, 645645: 2, 934534: 2, 1000345: 3, 1: 0}),
        ("status_list_encoding4_cbor", 4, {0: 1, 1993: 2, 35460: 3, 1000345: 12, 1030203: 13, 1030205: 15, 1030206: 0}),
        ("status_list_encoding8_json", 8, {19535: 255, 52451: 1, 52452: 0, 4520: 213}),
    ],
)  # fmt: skip
def test_the_long_lists_of_the_draft_say_what_the_draft_says(value: str, size: int, statuses: dict[int, int]) -> None:
    found = read_status_list(from_json(value) if value.endswith("json") else from_cbor(value))
    assert (found.size, len(found)) == (size, 1 << 20)
    assert {index: found.read_status(index) for index in statuses} == statuses
    if size == 1:
        assert sum(byte.bit_count() for byte in found.data) == len(LONG)


def waltid(name: str) -> dict[str, Json]:
    found: dict[str, Json] = json.loads(shared("corpus", "items", "waltid-status", f"{name}.json").read_text())
    return found


@pytest.mark.corpus
def test_walt_ids_list_is_verified_under_its_own_key() -> None:
    case = waltid("tokenstatuslist-revoked")
    token = str(case["status-credential"])
    payload = json.loads(jose.read_compact(token).payload)
    url = payload["sub"]
    revoked = status_of(None, entry={"idx": 5964, "uri": url}, answers={url: token.encode()})
    assert found_of(revoked) == ("fail", "status.revoked")
    assert str(entry_of(revoked)["list_issuer"]).startswith("did:jwk:")
    assert found_of(status_of(None, entry={"idx": 5965, "uri": url}, answers={url: token.encode()})) == PASS


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "set_at"),
    [
        ("bitstringstatuslist-custom-invalid", [0]),
        ("bitstringstatuslist-multi-status-all-valid", [0, 0]),
        ("bitstringstatuslist-multi-status-first-not-valid", [1, 0]),
        ("bitstringstatuslist-multi-status-last-not-valid", [0, 1]),
        ("bitstringstatuslist-unrevoked", [0]),
        ("bitstringstatuslist-wrong-list-encoding", [0]),
        ("revocationlist2020-revoked", [1]),
        ("revocationlist2020-unrevoked", [0]),
    ],
)
def test_walt_ids_bitstrings_are_decoded_however_they_are_written(name: str, set_at: list[int]) -> None:
    case = waltid(name)
    tokens, held = case["status-credential"], case["holder-credential"]
    assert isinstance(held, dict)
    assert isinstance(held["vc"], dict)
    entries = held["vc"]["credentialStatus"]
    values = []
    for token, entry in zip(
        [each["content"] for each in tokens if isinstance(each, dict)] if isinstance(tokens, list) else [tokens],
        entries if isinstance(entries, list) else [entries],
        strict=True,
    ):
        subject = json.loads(jose.read_compact(str(token)).payload)["vc"]["credentialSubject"]
        assert isinstance(entry, dict)
        index, size = int(str(entry["statusListIndex"])), entry.get("statusSize", 1)
        assert isinstance(size, int)
        values.append(read_entry(decode_bitstring(subject["encodedList"]), index, size))
    assert values == set_at
