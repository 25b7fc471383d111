"""Status: every entry is looked up in a list that verifies itself; whatever is not sure is never green."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable

import pytest

from tests.issuing import (
    LEGACY,
    LIST_2021,
    LIST_SIZE,
    LIST_URL,
    OTHER_KEY,
    V1,
    V2,
    bits,
    changed,
    credential,
    credential_v1,
    did_key,
    entry,
    found,
    method_of,
    report_on,
    sign,
    status_list,
)
from tests.world import NOW, FakeWeb
from verifier.codec.bitstrings import encode_bitstring
from verifier.errors import Json, JsonObject
from verifier.plugins import all_status_methods
from verifier.policy import Policy
from verifier.report import Report, Verdict
from verifier.visit import MAX_VERIFICATIONS
from verifier.world import World

PASS = ("pass", "ok")
REVOKED = ("fail", "status.revoked")
SUSPENDED = ("fail", "status.suspended")
UNUSABLE = ("unknown", "status.unusable")
UNREACHABLE = ("unknown", "status.unreachable")
MALFORMED = ("fail", "status.malformed")
SECOND_URL = "https://school.example/status/2"


def with_status(*entries: Json) -> JsonObject:
    return sign(credential(credentialStatus=list(entries) if len(entries) != 1 else entries[0]))


def judged(document: JsonObject, lists: dict[str, JsonObject | bytes], policy: Policy | None = None) -> Report:
    web = FakeWeb()
    for url, body in lists.items():
        web.put(url, body)
    return report_on(document, web, policy or Policy())


def status_of(document: JsonObject, body: JsonObject | bytes, policy: Policy | None = None) -> tuple[str, str]:
    """The status check of `document` where `body` stands at LIST_URL; the verdict always follows from it."""
    report = judged(document, {LIST_URL: body}, policy)
    outcome, code = found(report, "status")
    verdicts = {"pass": Verdict.VALID, "fail": Verdict.INVALID, "unknown": Verdict.UNDECIDED}
    assert report.verdict is verdicts[outcome]
    assert report.code == code
    return outcome, code


# One entry


@pytest.mark.parametrize(
    ("purpose", "index", "expected"),
    [
        ("revocation", "7", REVOKED),
        ("revocation", "6", PASS),
        ("revocation", "8", PASS),
        ("suspension", "7", SUSPENDED),
        ("refresh", "7", PASS),
        ("message", "7", PASS),
        ("something", "7", ("fail", "status.set")),
        ("revocation", "0", PASS),
        ("revocation", str(LIST_SIZE - 1), REVOKED),
        ("revocation", str(LIST_SIZE), UNUSABLE),
    ],
)
def test_one_entry(purpose: str, index: str, expected: tuple[str, str]) -> None:
    signed_list = sign(status_list(7, LIST_SIZE - 1, purpose=purpose))
    assert status_of(with_status(entry(index, purpose)), signed_list) == expected


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (7, REVOKED),
        ("07", REVOKED),
        (0, PASS),
        ("-7", MALFORMED),
        ("", MALFORMED),
        ("7.0", MALFORMED),
        ("seven", MALFORMED),
        ("٧", MALFORMED),
        ("1e0", MALFORMED),
        (" 7", MALFORMED),
        (7.5, MALFORMED),
        (True, MALFORMED),
        (None, MALFORMED),
        ([7], MALFORMED),
        ({"@value": "7"}, MALFORMED),
        (-7, MALFORMED),
        ("9" * 11, MALFORMED),
        ("1000000000", UNUSABLE),
        (10**20, UNUSABLE),
    ],
)
def test_indexes(index: Json, expected: tuple[str, str]) -> None:
    """`statusListIndex` is put in after signing, so the proof fails too: here the entry alone is looked at."""
    document = changed(with_status(entry()), lambda each: each["credentialStatus"].update(statusListIndex=index))
    report = judged(document, {LIST_URL: sign(status_list(7))})
    assert found(report, "status") == expected


@pytest.mark.parametrize("member", ["statusPurpose", "statusListIndex", "statusListCredential"])
@pytest.mark.parametrize("value", ["gone", None, [], {}, 7.5, True])
def test_an_entry_without_what_it_needs_fails(member: str, value: Json) -> None:
    def change(document: JsonObject) -> None:
        if value == "gone":
            del document["credentialStatus"][member]
        else:
            document["credentialStatus"][member] = value

    report = judged(changed(with_status(entry()), change), {LIST_URL: sign(status_list())})
    assert found(report, "status") == MALFORMED


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("BitstringStatusListEntry", PASS),
        (["BitstringStatusListEntry"], PASS),
        (["Thing", "BitstringStatusListEntry"], PASS),
        ("VelocityRevocationListJan2021", ("unknown", "status.unsupported")),
        (["Thing"], ("unknown", "status.unsupported")),
        (7, ("unknown", "status.unsupported")),
        (None, ("unknown", "status.unsupported")),
        ([["BitstringStatusListEntry"]], ("unknown", "status.unsupported")),
    ],
)
def test_types_of_entries(kind: Json, expected: tuple[str, str]) -> None:
    document = changed(with_status(entry()), lambda each: each["credentialStatus"].update(type=kind))
    assert found(judged(document, {LIST_URL: sign(status_list())}), "status") == expected


@pytest.mark.parametrize(
    ("size", "index", "ones", "expected"),
    [
        (2, "3", (6,), REVOKED),
        (2, "3", (7,), REVOKED),
        (2, "3", (5, 8), PASS),
        (8, str(LIST_SIZE // 8 - 1), (LIST_SIZE - 1,), REVOKED),
        (8, str(LIST_SIZE // 8), (), UNUSABLE),
        ("2", "3", (6,), REVOKED),
        (0, "3", (), MALFORMED),
        (65, "3", (), MALFORMED),
        (-1, "3", (), MALFORMED),
        (None, "3", (), MALFORMED),
    ],
)
def test_entries_of_several_bits(size: Json, index: str, ones: tuple[int, ...], expected: tuple[str, str]) -> None:
    document = changed(with_status(entry(index)), lambda each: each["credentialStatus"].update(statusSize=size))
    assert found(judged(document, {LIST_URL: sign(status_list(*ones))}), "status") == expected


def test_a_message_is_told_and_never_fails() -> None:
    messages: list[Json] = [{"status": "0x0", "message": "fine"}, {"status": "0x2", "message": "see the office"}]
    messages += ["x", {}, {"status": "zz", "message": "no"}, {"status": 2, "message": "no"}]
    document = changed(
        with_status(entry("3", "message")),
        lambda each: each["credentialStatus"].update(statusSize=2, statusMessage=messages),
    )
    check = judged(document, {LIST_URL: sign(status_list(6, purpose="message"))}).check("status")
    assert (check.outcome, check.facts["message"], check.facts["value"]) == ("pass", "see the office", 2)


# Several entries


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((entry("1"), entry("7")), REVOKED),
        ((entry("7"), entry("1")), REVOKED),
        ((entry("1"), entry("2")), PASS),
        ((entry("7", url="https://gone.example/"), entry("7")), REVOKED),
        ((entry("1"), entry("1", url="https://gone.example/")), UNREACHABLE),
        ((entry("1"), entry("9", "suspension", SECOND_URL)), SUSPENDED),
        ((entry("1"), {"id": "urn:x:1", "type": "BitstringStatusListEntry"}), MALFORMED),
    ],
)
def test_every_entry_counts_and_the_worst_decides(entries: tuple[Json, ...], expected: tuple[str, str]) -> None:
    lists: dict[str, JsonObject | bytes] = {
        LIST_URL: sign(status_list(7)),
        SECOND_URL: sign(status_list(9, purpose="suspension", url=SECOND_URL)),
    }
    report = judged(with_status(*entries), lists)
    assert found(report, "status") == expected
    assert len(report.check("status").facts["entries"]) == len(entries)


def test_one_list_may_serve_two_purposes() -> None:
    both = sign(status_list(7, purpose=["revocation", "suspension"]))
    assert status_of(with_status(entry("7", "suspension")), both) == SUSPENDED
    assert status_of(with_status(entry("7", "message")), both) == UNUSABLE


def test_a_list_is_fetched_once() -> None:
    web = FakeWeb()
    web.put(LIST_URL, sign(status_list()))
    report = report_on(with_status(entry("1"), entry("2")), web)
    assert web.requests == [LIST_URL]
    assert [each.url for each in report.evidence] == [LIST_URL]


# The list


def subject_with(**members: Json) -> JsonObject:
    return sign(status_list(subject=members))


def tampered_list() -> JsonObject:
    """A revoked bit taken back after signing."""
    encoded = encode_bitstring(bits())
    return changed(sign(status_list(7)), lambda each: each["credentialSubject"].update(encodedList=encoded))


BAD_LISTS: dict[str, Callable[[], JsonObject | bytes]] = {
    "tampered": tampered_list,
    "unsigned": status_list,
    "expired": lambda: sign(status_list(validUntil="2026-11-21T11:59:59Z")),
    "not yet valid": lambda: sign(status_list(validFrom="2026-11-21T12:01:01Z")),
    "signed by somebody else than its issuer": lambda: sign(status_list(), OTHER_KEY),
    "of an issuer whose key is unbound": lambda: sign(status_list(issuer="https://school.example/issuer")),
    "of an issuer that cannot be reached": lambda: sign(status_list(issuer="did:web:gone.example")),
    "for another purpose": lambda: sign(status_list(purpose="suspension")),
    "without a purpose": lambda: subject_with(statusPurpose=None),
    "of another type": lambda: sign(status_list(type=["VerifiableCredential"])),
    "whose subject has another type": lambda: sign(status_list(credentialSubject={"id": "urn:x:1", "name": "nothing"})),
    "whose subject has none": lambda: sign(status_list(credentialSubject={"name": "nothing"})),
    "not compressed": lambda: subject_with(encodedList="u" + base64.urlsafe_b64encode(bits()).decode().rstrip("=")),
    "not base64": lambda: subject_with(encodedList="u!!!"),
    "empty": lambda: subject_with(encodedList=""),
    "cut off": lambda: subject_with(encodedList=encode_bitstring(bits())[:-8]),
    "a page": lambda: b"<!doctype html><title>Not found</title>",
    "nothing": lambda: b"",
    "a list": lambda: b"[]",
    "a number": lambda: b"7",
    "a token": lambda: b"eyJhbGciOiJub25lIn0.e30.",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n",
    "not UTF-8": lambda: b"{\xff}",
    "nested too deep": lambda: b"[" * 200_000,
}


@pytest.mark.parametrize("name", BAD_LISTS)
@pytest.mark.parametrize("index", ["1", "7"])
def test_a_list_that_is(name: str, index: str) -> None:
    assert status_of(with_status(entry(index)), BAD_LISTS[name]()) == UNUSABLE


def test_a_list_that_was_signed_this_very_minute_counts_where_clocks_differ() -> None:
    fresh = sign(status_list(7, validFrom="2026-11-21T12:01:00Z"))
    assert status_of(with_status(entry("7")), fresh) == REVOKED
    assert judged(with_status(entry("1")), {LIST_URL: fresh}).verdict is Verdict.VALID


def test_a_list_of_no_subject_or_of_several_is_unusable() -> None:
    for subject in ([], [status_list()["credentialSubject"]]):
        document = changed(status_list(), lambda each, subject=subject: each.update(credentialSubject=subject))
        body: JsonObject | bytes = json.dumps(sign(document)).encode() if subject else json.dumps(document).encode()
        assert status_of(with_status(entry()), body) == UNUSABLE


def test_a_list_that_cannot_be_fetched_is_undecided() -> None:
    report = judged(with_status(entry()), {})
    assert found(report, "status") == UNREACHABLE
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "status.unreachable")


def test_offline_a_credential_with_a_status_is_undecided() -> None:
    assert report_on(with_status(entry())).code == "status.unreachable"


def test_the_credential_itself_is_no_list() -> None:
    document = with_status(entry())
    assert status_of(document, document) == UNUSABLE


def test_a_list_of_another_issuer_is_a_fact_that_a_policy_may_refuse() -> None:
    foreign = sign(status_list(7, issuer=did_key(OTHER_KEY)), OTHER_KEY)
    report = judged(with_status(entry("1")), {LIST_URL: foreign})
    assert report.verdict is Verdict.VALID
    assert report.check("status").facts["other_issuer"] is True
    assert report.check("status").facts["list_issuer"] == did_key(OTHER_KEY)
    assert status_of(with_status(entry("7")), foreign) == REVOKED
    strict = Policy(issuers_lists_only=True)
    assert status_of(with_status(entry("1")), foreign, strict) == UNUSABLE
    assert status_of(with_status(entry("1")), sign(status_list(7)), strict) == PASS
    assert "other_issuer" not in judged(with_status(entry("1")), {LIST_URL: sign(status_list())}).check("status").facts


def test_a_list_whose_id_is_not_its_address_is_a_fact() -> None:
    moved = sign(status_list(url="https://school.example/moved"))
    report = judged(with_status(entry()), {LIST_URL: moved})
    assert report.verdict is Verdict.VALID
    assert report.check("status").facts["list_id"] == "https://school.example/moved"


def test_a_short_list_is_a_fact_and_still_revokes() -> None:
    short = sign(status_list(7, size=1000))
    report = judged(with_status(entry("1")), {LIST_URL: short})
    assert report.verdict is Verdict.VALID
    assert report.check("status").facts["list_entries"] == 1000
    assert status_of(with_status(entry("7")), short) == REVOKED


def test_what_the_reader_expects_of_a_holder_is_not_expected_of_the_list() -> None:
    report = judged(with_status(entry()), {LIST_URL: sign(status_list())}, Policy(audience="a.example", nonce="1"))
    assert found(report, "status") == PASS
    assert report.code == "holder.missing"


# Encodings of the bit string


def compressed(how: str) -> str:
    raw = bits(7)
    packed = zlib.compress(raw) if "zlib" in how else gzip.compress(raw, mtime=0)
    text = (base64.b64encode if "standard" in how else base64.urlsafe_b64encode)(packed).decode()
    text = text if "padded" in how else text.rstrip("=")
    return "u" + text if "multibase" in how else text


@pytest.mark.parametrize(
    "how",
    ["multibase gzip", "gzip", "padded gzip", "standard padded gzip", "multibase zlib", "zlib", "standard padded zlib"],
)
def test_bit_strings_as_they_are_found(how: str) -> None:
    signed_list = subject_with(encodedList=compressed(how))
    assert status_of(with_status(entry("7")), signed_list) == REVOKED
    assert status_of(with_status(entry("6")), signed_list) == PASS


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024), mtime=0)
    signed_list = subject_with(encodedList="u" + base64.urlsafe_b64encode(bomb).decode().rstrip("="))
    assert status_of(with_status(entry()), signed_list) == UNUSABLE


# StatusList2021


def list_2021(*positions: int) -> JsonObject:
    document = status_list(*positions)
    subject = document["credentialSubject"]
    assert isinstance(subject, dict)
    return sign(
        {
            "@context": [V1, LIST_2021, "https://w3id.org/security/suites/ed25519-2020/v1"],
            "id": LIST_URL,
            "type": ["VerifiableCredential", "StatusList2021Credential"],
            "issuer": did_key(),
            "issuanceDate": "2026-01-02T03:04:05Z",
            "credentialSubject": {**subject, "type": "StatusList2021"},
        },
        suite=LEGACY,
    )


@pytest.mark.parametrize(("index", "expected"), [("7", REVOKED), ("8", PASS)])
def test_status_list_2021(index: str, expected: tuple[str, str]) -> None:
    contexts: Json = [V1, LIST_2021, "https://w3id.org/security/suites/ed25519-2020/v1"]
    status: Json = {**entry(index), "type": "StatusList2021Entry"}
    document = sign(credential_v1(**{"@context": contexts, "credentialStatus": status}), suite=LEGACY)
    assert status_of(document, list_2021(7)) == expected


def test_the_types_that_are_known() -> None:
    assert {"BitstringStatusListEntry", "StatusList2021Entry"} <= set(all_status_methods())


# Lists of lists


def test_a_list_with_a_status_of_its_own_is_judged_by_it() -> None:
    inner = sign(status_list(url=SECOND_URL, credentialStatus=entry("5")))
    document = with_status(entry("1", url=SECOND_URL))
    assert judged(document, {SECOND_URL: inner, LIST_URL: sign(status_list())}).verdict is Verdict.VALID
    assert found(judged(document, {SECOND_URL: inner, LIST_URL: sign(status_list(5))}), "status") == UNUSABLE


def test_a_list_that_needs_itself_ends_there() -> None:
    loop = sign(status_list(credentialStatus=entry("5")))
    assert status_of(with_status(entry("1")), loop) == UNUSABLE


def test_two_lists_that_need_each_other_end_there() -> None:
    lists: dict[str, JsonObject | bytes] = {
        LIST_URL: sign(status_list(credentialStatus=entry("5", url=SECOND_URL))),
        SECOND_URL: sign(status_list(url=SECOND_URL, credentialStatus=entry("5"))),
    }
    assert found(judged(with_status(entry("1")), lists), "status") == UNUSABLE


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for each document that was canonicalised for a proof."""
    from verifier.codec import data_integrity

    calls: list[object] = []
    real = data_integrity.rdfc_hash
    monkeypatch.setattr(data_integrity, "rdfc_hash", lambda *args: calls.append(args) or real(*args))
    return calls


def test_a_list_is_verified_once(hashed: list[object]) -> None:
    document, signed_list = with_status(*(entry(str(number)) for number in range(20))), sign(status_list(7))
    hashed.clear()
    assert found(judged(document, {LIST_URL: signed_list}), "status") == REVOKED
    assert len(hashed) == 2


def test_many_entries_of_lists_of_many_entries_cost_little(hashed: list[object]) -> None:
    """Twenty entries in each of ten lists, all pointing at each other."""
    urls = [f"https://school.example/status/{number}" for number in range(10)]
    entries: list[Json] = [entry(str(number), url=url) for url in urls for number in range(2)]
    lists: dict[str, JsonObject | bytes] = {url: sign(status_list(url=url, credentialStatus=entries)) for url in urls}
    document = with_status(*entries)
    hashed.clear()
    report = judged(document, lists)
    assert report.verdict is Verdict.UNDECIDED
    assert len(hashed) <= 1 + len(urls) <= MAX_VERIFICATIONS


def test_more_entries_than_anybody_needs_are_refused_and_not_looked_up() -> None:
    web = FakeWeb()
    entries: list[Json] = [entry("1", url=f"https://school.example/{number}") for number in range(21)]
    document = changed(with_status(entry()), lambda each: each.update(credentialStatus=entries))
    report = report_on(document, web)
    assert found(report, "structure") == ("fail", "structure.malformed")
    assert len(web.requests) <= 20


def test_a_list_is_judged_at_the_worlds_moment() -> None:
    web = FakeWeb()
    web.put(LIST_URL, sign(status_list(validUntil="2026-11-21T12:00:00Z")))
    assert report_on(with_status(entry()), web, world=World(NOW)).verdict is Verdict.VALID
    later = World(NOW.replace(minute=1))
    assert found(report_on(with_status(entry()), web, world=later), "status") == UNUSABLE


def test_the_issuers_own_method_signs_the_list() -> None:
    assert method_of().startswith(did_key())
    assert V2 in status_list()["@context"]
