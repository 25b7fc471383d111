"""What nobody should hand in, handed in: each is told what it is, nothing is kept, and nobody waits for it."""

from __future__ import annotations

import gzip
import io
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.types import Receive, Scope, Send

from tests.services.life import PUBLIC_URL, count_rows
from tests.world import ISSUER_KEY, NOW, Clock, badge, issuer_of, signed
from verifier import Examined, Policy, World, examine
from verifier.budget import Budget
from verifier.errors import JsonObject
from verifier.net import GuardedFetch, InProcess
from wallet.accounts.service import SignedIn
from wallet.credentials.imports import MAX_IMPORT_BYTES, MAX_IMPORT_ITEMS, MAX_PENDING, Taken, keep, preview, take_in
from wallet.credentials.service import list_summaries, open_credential, recheck
from wallet.net import RememberingFetch
from wallet.service import NotFound, Problem, Service

SECONDS = 6.0  # a second or two on an idle machine

GOOD = signed(badge())
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


def poison(likes: int = 20) -> bytes:
    """A credential with a signature whose nodes without a name are all alike: they are told apart by trying orders."""
    like: JsonObject = {"knows": {"knows": {"says": "the same"}}}
    crowd: JsonObject = {"knows": [like] * likes}
    subject: JsonObject = {"id": "did:example:x", "knows": [crowd] * 4}
    method = f"{issuer_of()}#{ISSUER_KEY.public.multikey}"
    proof: JsonObject = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-02T03:04:05Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "proofValue": "z" + "2" * 86,
    }
    document = badge(credentialSubject=subject, proof=proof)
    document["@context"] = ["https://www.w3.org/ns/credentials/v2", EXAMPLES]
    return json.dumps(document).encode()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("credential.json", GOOD + b" " * 9_000_000)
    return out.getvalue()


def with_members(*members: str) -> bytes:
    return ("{" + ", ".join(['"type": ["VerifiableCredential"]', *members]) + "}").encode()


Make = Callable[[], bytes]

# Not even taken in: the problem's code.
REFUSED: dict[str, tuple[Make, str]] = {
    "nothing": (lambda: b"", "import.empty"),
    "white space": (lambda: b" \r\n\t ", "import.empty"),
    "50 MB": (lambda: b"[" + b" " * (50 * 1024 * 1024) + b"]", "import.too_large"),
    "one byte too much": (lambda: b"x" * (MAX_IMPORT_BYTES + 1), "import.too_large"),
}

# Taken in, and no credential: the report's code.
UNREADABLE: dict[str, tuple[Make, str]] = {
    "words": ("Grüße aus dem Hafen".encode, "structure.not_a_credential"),
    "bytes of zero": (lambda: bytes(1000), "structure.not_a_credential"),
    "random-looking bytes": (lambda: bytes(range(256)) * 40, "structure.not_a_credential"),
    "a number": (lambda: b"42", "structure.not_a_credential"),
    "JSON cut short": (lambda: GOOD[:-20], "structure.not_json"),
    "JSON and something after it": (lambda: b"[1] and more", "structure.not_json"),
    "NaN": (lambda: with_members('"a": NaN'), "structure.not_json"),
    "a number of too many digits": (lambda: with_members('"a": ' + "9" * 5000), "structure.not_json"),
    "UTF-16": (lambda: GOOD.decode().encode("utf-16"), "structure.encoding"),
    "UTF-16 without a mark": (lambda: GOOD.decode().encode("utf-16-le"), "structure.not_json"),
    "Latin-1": (lambda: with_members('"a": "ü"').decode().encode("latin-1"), "structure.encoding"),
    "overlong UTF-8": (lambda: with_members('"a": "X"').replace(b"X", b"\xc0\x80"), "structure.encoding"),
    "a surrogate in UTF-8": (lambda: with_members('"a": "X"').replace(b"X", b"\xed\xa0\x80"), "structure.encoding"),
    "half a surrogate pair": (lambda: with_members('"a": "\\ud800"'), "structure.encoding"),
    "half a surrogate pair as a name": (lambda: with_members('"\\uDFFF": 1'), "structure.encoding"),
    "arrays 10,000 deep": (lambda: with_members('"a": ' + "[" * 10_000 + "]" * 10_000), "structure.too_deep"),
    "objects 10,000 deep": (lambda: b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "structure.too_deep"),
    "open brackets alone": (lambda: b"[" * 1_000_000, "structure.too_deep"),
    "a name twice": (lambda: with_members('"issuer": "did:example:a"', '"issuer": "did:example:b"'),
                     "structure.duplicate_key"),
    "a name twice, written differently": (lambda: with_members('"issuer": 1', '"\\u0069ssuer": 2'),
                                          "structure.duplicate_key"),
    "10,000 credentials": (lambda: b"[" + b",".join([GOOD] * 5_000 + [b"{}"] * 5_000) + b"]",
                           "structure.too_large"),
    "9 MB in one": (lambda: b"[" + b",".join([GOOD] * 9_000) + b"]", "structure.too_large"),
    "10,000 small ones": (lambda: b"[" + b",".join([with_members()] * 10_000) + b"]", "structure.too_many"),
    "an object of 200,000 names": (lambda: with_members(*(f'"{number}": 1' for number in range(200_000))),
                                   "structure.too_large"),
    "PNG": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "structure.damaged"),
    "JPEG": (lambda: b"\xff\xd8\xff\xe0" + bytes(500), "structure.damaged"),
    "PDF": (lambda: b"%PDF-1.7\n" + bytes(500), "structure.damaged"),
    "ZIP": (zipped, "structure.too_large"),
    "gzip": (lambda: gzip.compress(bytes(9_000_000)), "structure.too_large"),
    "HTML": (lambda: b"<!doctype html><title>Not found</title>", "structure.not_a_credential"),
    "an empty envelope": (lambda: b'{"type": "EnvelopedVerifiableCredential"}', "structure.malformed"),
}  # fmt: skip

# A credential in name, which says nothing true: the report's code.
INVALID: dict[str, tuple[Make, str]] = {
    "no proof": (lambda: json.dumps(badge()).encode(), "proof.missing"),
    "a graph of poison": (poison, "structure.too_complex"),
    "nothing but a type": (with_members, "structure.malformed"),
    "an empty presentation": (lambda: b'{"type": "VerifiablePresentation"}', "structure.malformed"),
    "every member of a wrong kind": (
        lambda: json.dumps({**badge(), **dict.fromkeys(["issuer", "credentialSubject", "proof", "name"], 7)}).encode(),
        "structure.malformed",
    ),
    "a thousand proofs": (lambda: json.dumps(badge(proof=[{}] * 1000)).encode(), "structure.malformed"),
    "a thousand status entries": (
        lambda: json.dumps(badge(credentialStatus=[{"type": "BitstringStatusListEntry"}] * 1000)).encode(),
        "structure.malformed",
    ),
}


def look(service: Service, learner: SignedIn, raw: bytes) -> tuple[str, list[str]]:
    """Take it in and look at it, in time; the import's id, and what the preview says of each thing in it."""
    started = time.monotonic()
    import_id = take_in(service, learner, [Taken("strange \x00 \ud800 name" * 50, raw)])
    found = [each.examined.report.code for each in preview(service, learner, import_id)]
    assert time.monotonic() - started < SECONDS
    return import_id, found


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_nothing_or_too_much_is_not_taken_in(service: Service, ada: SignedIn, case: str) -> None:
    make, code = REFUSED[case]
    raw = make()
    before, started = count_rows(service), time.monotonic()
    with pytest.raises(Problem) as problem:
        take_in(service, ada, [Taken("", raw)])
    assert problem.value.code == code
    assert count_rows(service) == before
    assert time.monotonic() - started < SECONDS


def test_many_files_are_too_much_together(service: Service, ada: SignedIn) -> None:
    part = Taken("", b"x" * (MAX_IMPORT_BYTES // 2))
    take_in(service, ada, [part, part])
    with pytest.raises(Problem, match=r"import\.too_large"):
        take_in(service, ada, [part, part, Taken("", b"y")])


def test_no_more_is_looked_at_than_is_shown(service: Service, ada: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[bytes] = []

    def counting(raw: bytes, world: World, policy: Policy) -> Examined:
        looked_at.append(raw)
        return examine(raw, world, policy)

    monkeypatch.setattr("wallet.credentials.imports.examine", counting)
    import_id = take_in(service, ada, [Taken("", b"no credential")] * (MAX_IMPORT_ITEMS + 100))
    *shown, more = preview(service, ada, import_id)
    assert len(shown) == MAX_IMPORT_ITEMS == len(looked_at)
    assert (more.examined.report.code, more.examined.credential) == ("structure.too_many", None)
    assert more.examined.report.check("structure").facts == {"limit": MAX_IMPORT_ITEMS}
    exactly = take_in(service, ada, [Taken("", b"no credential")] * MAX_IMPORT_ITEMS)
    assert {each.examined.report.code for each in preview(service, ada, exactly)} == {"structure.not_a_credential"}


def test_what_is_left_out_of_a_list_is_said_and_cannot_be_kept(
    service: Service, ada: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallet.credentials.imports.MAX_IMPORT_ITEMS", 2)
    other = GOOD.replace(b"{", b'{"x":1,', 1)
    for raw, counted in ((b"[" + b",".join([GOOD, other]) + b"]", 2), (b"[" + b",".join([GOOD] * 3) + b"]", 3)):
        import_id = take_in(service, ada, [Taken("", raw)])
        items = preview(service, ada, import_id)
        assert len(items) == counted
        assert ("structure.too_many" in [each.examined.report.code for each in items]) is (counted == 3)
    with pytest.raises(Problem, match=r"import\.nothing_chosen"):
        keep(service, ada, import_id, [2])


def test_of_many_imports_that_wait_the_oldest_are_forgotten(
    service: Service, ada: SignedIn, bob: SignedIn, clock: Clock
) -> None:
    others = take_in(service, bob, [Taken("", b"his")])
    waiting = []
    for number in range(MAX_PENDING + 2):
        waiting.append(take_in(service, ada, [Taken("", b"%d" % number)]))
        clock.pass_by(seconds=1)
    for gone in waiting[:2]:
        with pytest.raises(NotFound):
            preview(service, ada, gone)
    for learner, import_id in [(bob, others), *((ada, each) for each in waiting[2:])]:
        assert len(preview(service, learner, import_id)) == 1


def test_one_look_at_an_import_waits_only_so_long(
    service: Service, ada: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    budgets: list[Budget | None] = []

    def counting(raw: bytes, world: World, policy: Policy) -> Examined:
        budgets.append(world.budget)
        return examine(raw, world, policy)

    monkeypatch.setattr("wallet.credentials.imports.examine", counting)
    preview(service, ada, take_in(service, ada, [Taken("", b"one"), Taken("", b"two")]))
    assert len(budgets) == 2
    assert budgets[0] is not None
    assert budgets[0] is budgets[1]


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_is_no_credential_is_called_what_it_is_and_cannot_be_kept(
    service: Service, ada: SignedIn, case: str
) -> None:
    make, code = UNREADABLE[case]
    import_id, found = look(service, ada, make())
    assert found == [code]
    if code != "structure.malformed":
        with pytest.raises(Problem, match=r"import\.nothing_chosen"):
            keep(service, ada, import_id, [0])
    assert list_summaries(service, ada) == []


@pytest.mark.parametrize("case", INVALID)
def test_what_is_a_credential_in_name_only_is_invalid_also_once_it_is_kept(
    service: Service, ada: SignedIn, case: str
) -> None:
    make, code = INVALID[case]
    raw = make()
    import_id, found = look(service, ada, raw)
    assert found == [code]
    (credential_id,) = keep(service, ada, import_id, [0])
    assert open_credential(service, ada, credential_id).raw == raw.strip()
    assert list_summaries(service, ada)[0].report.verdict.value == "invalid"
    assert recheck(service, ada, credential_id).code == code


def test_a_bad_one_among_good_ones_does_not_stand_in_their_way(service: Service, ada: SignedIn) -> None:
    strange = [make() for make, _ in UNREADABLE.values() if len(make()) < 10_000]
    import_id = take_in(service, ada, [*(Taken("", each) for each in strange), Taken("good", GOOD)])
    items = preview(service, ada, import_id)
    assert [each.examined.report.code for each in items][-1] == "ok"
    assert len(items) == len(strange) + 1
    (credential_id,) = keep(service, ada, import_id, range(len(items)))
    assert open_credential(service, ada, credential_id).raw == GOOD


# Addresses that no issuer may send us to


class OwnAddress:
    """Our own application, as far as this test needs one: it remembers who came, and has no status list."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[bytes, bytes]]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append((scope["path"], dict(scope["headers"])))
        headers = [(b"content-type", b"text/html"), (b"location", b"http://169.254.169.254/")]
        await send({"type": "http.response.start", "status": 302 if "elsewhere" in scope["path"] else 200,
                    "headers": headers})  # fmt: skip
        await send({"type": "http.response.body", "body": b"<!doctype html><title>Cairn</title>"})


@pytest.mark.parametrize(
    ("url", "code", "asked"),
    [
        ("file:///etc/passwd", "status.unreachable", False),
        ("http://169.254.169.254/latest/meta-data/", "status.unreachable", False),
        ("https://169.254.169.254/latest/meta-data/", "status.unreachable", False),
        ("https://127.0.0.1/", "status.unreachable", False),
        ("https://2130706433/", "status.unreachable", False),
        ("https://[::1]/", "status.unreachable", False),
        ("https://[::ffff:10.0.0.1]/", "status.unreachable", False),
        ("https://user:word@school.example/list", "status.unreachable", False),
        ("https://school.example:22/list", "status.unreachable", False),
        ("https://inside.example/list", "status.unreachable", False),
        ("ftp://school.example/list", "status.unreachable", False),
        ("gopher://school.example/list", "status.unreachable", False),
        ("data:application/json,7", "status.unreachable", False),
        ("https://" + "x" * 5000, "status.unreachable", False),
        (f"{PUBLIC_URL}/", "status.unusable", True),
        (f"{PUBLIC_URL}/elsewhere", "status.unreachable", True),
        ("http://wallet.test:443/", "status.unreachable", False),
        ("http://wallet.test/", "status.unusable", True),
    ],
    ids=lambda each: str(each)[:40],
)
def test_a_status_entry_that_points_inside_is_asked_of_nobody(
    service: Service, ada: SignedIn, url: str, code: str, asked: bool
) -> None:
    """A well-signed credential may name any address. The real door refuses, and our own address is met as a stranger
    would meet it: without cookies."""
    own, looked_up = OwnAddress(), []

    def resolve(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["10.0.0.7"]

    door = InProcess(PUBLIC_URL, own, GuardedFetch(resolve=resolve))
    fetch = RememberingFetch(door, service.database, service.secrets.cache_key, service.now)
    service = replace(service, fetch=fetch, fetch_link=door)
    entry: JsonObject = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": url,
    }
    import_id, found = look(service, ada, signed(badge(credentialStatus=entry)))
    assert found == [code]
    report = preview(service, ada, import_id)[0].examined.report
    assert report.verdict.value == "undecided"
    assert report.check("proof").code == "ok"
    assert set(looked_up) <= {"inside.example"}
    assert bool(own.asked) is asked
    assert not any(b"cookie" in headers or b"authorization" in headers for _, headers in own.asked)
    assert report.at == NOW
