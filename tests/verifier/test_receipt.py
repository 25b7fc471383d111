"""A verification receipt holds for as long as anybody asks, offline too, and for nothing that it does not show."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests import certificates
from tests.issuing import (
    KEY,
    LIST_URL,
    OTHER_KEY,
    WEB_DID,
    WEB_METHOD,
    WEB_URL,
    credential,
    did_document,
    entry,
    found,
    school_credential,
    sign,
    status_list,
    web_with,
)
from tests.verifier.test_trust_traps import UNIVERSITY, sd_jwt, seal
from tests.world import NOW, FakeWeb
from verifier import Examined, Policy, World, examine
from verifier.cli import main
from verifier.codec import receipts
from verifier.codec.jose import sign_compact
from verifier.codec.keys import PrivateKey, write_jwk
from verifier.errors import Json, JsonObject, Unsupported
from verifier.plain import Tone, plain_report
from verifier.policy import Weight
from verifier.receipt import Checked, Signer, write_receipt
from verifier.report import Outcome, Verdict
from verifier.summary import examine_summary, summarise

SERVICE_KEY = PrivateKey("Ed25519", bytes(range(50, 82)))
SERVICE = Signer("did:web:wallet.example", SERVICE_KEY)
YEARS_LATER = NOW + timedelta(days=3000)


def keys_of(*signers: Signer) -> JsonObject:
    """The DID document of a service that has these keys."""
    return {
        "id": SERVICE.issuer,
        "verificationMethod": [
            {
                "id": each.method,
                "type": "JsonWebKey",
                "controller": SERVICE.issuer,
                "publicKeyJwk": dict(write_jwk(each.key.public)),
            }
            for each in signers
        ],
        "assertionMethod": [each.method for each in signers],
    }


def service_web(*signers: Signer) -> FakeWeb:
    """A network of years later: the school is gone, the service is there."""
    web = FakeWeb()
    web.put("https://wallet.example/.well-known/did.json", keys_of(*(signers or (SERVICE,))))
    return web


def school_web(*revoked: int) -> FakeWeb:
    web = web_with()
    web.put(LIST_URL, sign(status_list(*revoked, issuer=WEB_DID), method=WEB_METHOD))
    return web


def course(**more: Json) -> bytes:
    return json.dumps(school_credential(credentialStatus=entry(), **more)).encode()


def checked(raw: bytes, web: FakeWeb | None = None, world: World | None = None, **policy: object) -> Checked:
    """One thing, examined."""
    seen = world or World(NOW, (web or school_web()).fetch)
    return Checked(examine(raw, seen, Policy(**policy)), seen)  # type: ignore[arg-type]


def receipt_of(*things: Checked, signer: Signer = SERVICE) -> bytes:
    return write_receipt(things or [checked(course())], signer)


def look(raw: bytes, web: FakeWeb | None = None, **world: object) -> Examined:
    """A receipt, years later."""
    seen = World(YEARS_LATER, (web or service_web()).fetch)
    return examine(raw, replace(seen, **world))  # type: ignore[arg-type]


def members(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def statement(raw: bytes) -> JsonObject:
    document: JsonObject = json.loads(members(raw)["receipt.json"])
    return document


def told(raw: bytes, change: Callable[[JsonObject], object], files: tuple[bytes, ...] = ()) -> bytes:
    """The receipt of a service that says something else, really signed by it."""
    said = statement(raw)
    change(said)
    kept = [data for name, data in members(raw).items() if name.startswith("files/")]
    named = json.dumps(said)
    kept = [each for each in (*kept, *files) if sha256(each).hexdigest() in named]
    return receipts.write_receipt(named.encode(), kept, SERVICE.method, SERVICE_KEY)


def test_a_receipt_holds_years_later_when_the_issuer_is_gone() -> None:
    raw = receipt_of()
    web = service_web()
    examined = look(raw, web)
    assert examined.report.verdict is Verdict.VALID
    assert examined.report.issuer == "did:web:wallet.example"
    (inside,) = examined.inside
    assert inside.report.at == NOW
    assert found(inside.report, "status") == ("pass", "ok")
    assert web.requests == ["https://wallet.example/.well-known/did.json"]


def test_it_holds_every_byte_that_was_fetched_and_what_was_checked() -> None:
    raw, web = course(), school_web()
    kept = set(members(receipt_of(checked(raw, web))).values())
    assert {raw, web.fetch(WEB_URL, "").body, web.fetch(LIST_URL, "").body} <= kept


def test_it_is_never_greener_than_the_word_of_its_maker() -> None:
    """Whoever writes a receipt chooses the bytes in it: the school's key here is the forger's."""
    forged = web_with(did_document(verificationMethod=[{**did_document()["verificationMethod"][0]}]))  # type: ignore[index,dict-item]
    forged.put(LIST_URL, school_web().fetch(LIST_URL, "").body)
    examined = look(receipt_of(checked(course(), forged)))
    plain, inside = plain_report(examined, "en"), plain_report(examined.inside[0], "en")
    assert plain.tone is Tone.AMBER
    assert inside.tone is Tone.AMBER
    assert inside.sentence.startswith("As the receipt has it, on 21 November 2026: Genuine")
    assert inside.who == "school.example, as the receipt has it"
    assert examined.inside[0].report.check("key").code == "key.witnessed"
    assert next(each.source for each in inside.checks if each.name == "key") == "wallet.example"
    assert plain.sentence.startswith("A receipt of wallet.example for what was checked on 21 November 2026")
    assert plain_report(examined, "de").sentence.startswith("Ein Prüfbeleg von wallet.example")


def test_without_the_services_key_nothing_in_it_is_said_to_be_so() -> None:
    examined = look(receipt_of(), FakeWeb())
    assert (examined.report.verdict, examined.report.code) == (Verdict.UNDECIDED, "key.unreachable")
    (inside,) = examined.inside
    assert (inside.report.verdict, inside.report.code) == (Verdict.UNDECIDED, "key.unwitnessed")
    assert plain_report(examined, "en").tone is Tone.UNSURE
    assert "Genuine" not in plain_report(inside, "en").sentence


def test_a_reader_may_hand_in_the_services_key() -> None:
    method: JsonObject = keys_of(SERVICE)["verificationMethod"][0]  # type: ignore[assignment,index]
    examined = look(receipt_of(), FakeWeb(), keys={SERVICE.issuer: (method,)})
    assert examined.report.verdict is Verdict.VALID
    assert "nothing but a key says that it is of" in plain_report(examined, "en").sentence


def test_a_key_that_the_service_replaced_still_counts() -> None:
    newer = Signer(SERVICE.issuer, OTHER_KEY)
    assert look(receipt_of(), service_web(newer, SERVICE)).report.verdict is Verdict.VALID


def test_a_key_that_the_service_gave_up_does_not() -> None:
    examined = look(receipt_of(), service_web(Signer(SERVICE.issuer, OTHER_KEY)))
    assert (examined.report.verdict, examined.report.code) == (Verdict.INVALID, "key.not_the_issuers")
    assert examined.inside[0].report.verdict is Verdict.UNDECIDED


def test_a_receipt_of_a_credential_that_had_ended_is_no_better_than_it() -> None:
    examined = look(receipt_of(checked(course(validUntil="2026-06-01T00:00:00Z"))))
    assert {each.outcome for each in examined.report.checks} <= {Outcome.PASS, Outcome.ABSENT}
    assert (examined.report.verdict, examined.report.code) == (Verdict.INVALID, "validity.expired")


def test_what_ended_or_was_withdrawn_since_was_in_order_then() -> None:
    assert look(receipt_of(checked(course(validUntil="2027-01-01T00:00:00Z")))).report.verdict is Verdict.VALID
    revoked = look(receipt_of(checked(course(), school_web(7))))
    assert (revoked.report.verdict, revoked.report.code) == (Verdict.INVALID, "status.revoked")


def test_a_status_that_could_not_be_asked_stays_open() -> None:
    examined = look(receipt_of(checked(course(), web_with())))
    assert (examined.report.verdict, examined.report.code) == (Verdict.UNDECIDED, "status.unreachable")


def test_a_receipt_of_the_future_is_not_there_yet() -> None:
    early = examine(receipt_of(), World(NOW - timedelta(days=1), service_web().fetch))
    assert (early.report.verdict, early.report.code) == (Verdict.INVALID, "validity.not_yet")


@pytest.mark.parametrize("which", range(3))
def test_a_changed_file_is_noticed(which: int) -> None:
    files = members(receipt_of())
    name = [name for name in files if name.startswith("files/")][which]
    assert look(packed({**files, name: files[name] + b" "})).report.code == "structure.receipt_file"


@pytest.mark.parametrize("which", range(3))
def test_a_missing_file_is_noticed(which: int) -> None:
    files = members(receipt_of())
    del files[[name for name in files if name.startswith("files/")][which]]
    assert look(packed(files)).report.code == "structure.receipt_file"


def test_a_file_that_nothing_names_is_refused() -> None:
    assert look(packed({**members(receipt_of()), "files/more": b"x"})).report.code == "structure.receipt_file"


def test_another_credential_in_its_place_breaks_the_signature() -> None:
    mine, theirs = receipt_of(), receipt_of(checked(course(name="Something grander")))
    files = {**members(theirs), "receipt.jws": members(mine)["receipt.jws"]}
    examined = look(packed(files))
    assert (examined.report.verdict, examined.report.code) == (Verdict.INVALID, "proof.signature")
    assert examined.inside[0].report.verdict is Verdict.UNDECIDED


def _first(said: JsonObject) -> JsonObject:
    checked = said["checked"]
    assert isinstance(checked, list)
    assert isinstance(checked[0], dict)
    return checked[0]


def _call_it_valid(said: JsonObject) -> None:
    report = said["checked"][0]["report"]  # type: ignore[index,call-overload]
    report |= {"verdict": "valid", "code": "ok"}  # type: ignore[operator]


def _drop_a_check(said: JsonObject) -> None:
    _first(said)["report"]["checks"].pop()  # type: ignore[index,call-overload,union-attr]


def _say_nothing(said: JsonObject) -> None:
    said["checked"][0]["report"] = None  # type: ignore[index,call-overload]


def _leave_the_list_out(said: JsonObject) -> None:
    said["checked"][0]["answers"].pop()  # type: ignore[index,call-overload,union-attr]


def _move_the_clock(said: JsonObject) -> None:
    said["checked"][0]["at"] = "2025-01-01T00:00:00Z"  # type: ignore[index,call-overload]


@pytest.mark.parametrize("lie", [_call_it_valid, _drop_a_check, _say_nothing, _leave_the_list_out, _move_the_clock])
def test_a_service_that_says_what_does_not_follow_is_refused(lie: Callable[[JsonObject], object]) -> None:
    examined = look(told(receipt_of(checked(course(), school_web(7))), lie))
    assert (examined.report.verdict, examined.report.code) == (Verdict.INVALID, "structure.replay")


def test_rules_that_are_laxer_than_the_readers_do_not_count() -> None:
    lax = checked(course(), school_web(7), weights=dict.fromkeys(("proof", "status"), Weight.NOTED))
    raw = receipt_of(lax)
    assert look(raw).report.code == "structure.receipt_rules"
    assert look(raw).report.verdict is Verdict.UNDECIDED
    accepting = checked(sd_jwt(UNIVERSITY, x5c=[seal(o="ETH Zurich")]), accept_key=True)
    assert look(receipt_of(accepting)).report.verdict is Verdict.UNDECIDED


def test_stricter_rules_do() -> None:
    strict = checked(course(), issuers_lists_only=True)
    assert look(receipt_of(strict)).report.verdict is Verdict.VALID


def test_what_the_key_signed_as_something_else_is_no_receipt() -> None:
    files = members(receipt_of())
    other = sign_compact(
        {"kid": SERVICE.method, "typ": "JWT"}, files["receipt.json"], SERVICE_KEY, "EdDSA", detached=True
    )
    assert look(packed({**files, "receipt.jws": other.encode()})).report.code == "proof.malformed"


def test_unsigned_is_never_valid() -> None:
    files = members(receipt_of())
    unsigned = sign_compact({"kid": SERVICE.method}, files["receipt.json"], SERVICE_KEY, "EdDSA").split(".")[0]
    for signature in (b"", b"..", f"{unsigned}..".encode()):
        assert look(packed({**files, "receipt.jws": signature})).report.verdict is Verdict.INVALID


def test_several_things_in_one_receipt_and_the_worst_decides() -> None:
    raw = receipt_of(checked(course()), checked(course(validUntil="2026-06-01T00:00:00Z")))
    examined = look(raw)
    assert [each.report.verdict.value for each in examined.inside] == ["valid", "invalid"]
    assert examined.report.code == "validity.expired"


def test_a_summary_leaves_nothing_of_the_credential_in_it() -> None:
    raw = course(name="Baking for kings")
    whole = examine(raw, World(NOW, school_web().fetch))
    world = World(NOW, school_web().fetch)
    summary = examine_summary(summarise(whole, ["/issuer"]), world)
    receipt = receipt_of(Checked(summary, world, is_summary=True))
    held = b"".join(members(receipt).values())
    assert b"proofValue" not in members(receipt)[f"files/{summary.report.credential_digest}"]
    assert b"kings" not in held
    examined = look(receipt)
    assert (examined.report.verdict, examined.report.code) == (Verdict.UNDECIDED, "proof.withheld")
    assert {each.outcome for each in examined.report.checks} <= {Outcome.PASS, Outcome.ABSENT}


def test_a_context_that_is_not_bundled_comes_along() -> None:
    url = "https://school.example/contexts/bread.jsonld"
    web = school_web()
    web.put(url, {"@context": {"flour": "https://school.example/terms#flour"}})
    document = credential(WEB_DID, flour="rye")
    document["@context"] = [*document["@context"], url]  # type: ignore[misc]
    signed = sign(document, method=WEB_METHOD, world=World(NOW, web.fetch))
    raw = receipt_of(checked(json.dumps(signed).encode(), web))
    assert look(raw).report.verdict is Verdict.VALID
    assert web.fetch(url, "").body in members(raw).values()


def test_of_many_anchors_only_those_on_which_it_rests() -> None:
    root, *others = (certificates.make(authority=True, o=name).der for name in ("Root", "A", "B", "C"))
    plain = checked(course(), world=World(NOW, school_web().fetch, anchors=(root, *others)))
    assert statement(receipt_of(plain))["checked"][0]["anchors"] == []  # type: ignore[index,call-overload]
    authority = certificates.make(authority=True, o="Root of all")
    raw = _sealed_by(authority)
    sealed = checked(raw, world=World(NOW, anchors=(*others, authority.der, root)))
    assert sealed.examined.report.check("key").code == "ok"
    receipt = receipt_of(sealed)
    assert len(statement(receipt)["checked"][0]["anchors"]) == 1  # type: ignore[index,arg-type,call-overload]
    assert look(receipt).report.verdict is Verdict.VALID


def _sealed_by(authority: certificates.Body) -> bytes:
    from base64 import b64encode

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

    from tests.verifier.test_trust_traps import SD_JWT_KEY

    key = ec.derive_private_key(int.from_bytes(SD_JWT_KEY.secret), ec.SECP256R1())
    name = x509.SubjectAlternativeName([x509.DNSName("university.example")])
    leaf = certificates.make(authority, key=key, extensions=((name, False),), o="University")
    return sd_jwt(UNIVERSITY, x5c=[b64encode(leaf.der).decode()])


def test_a_key_that_was_retired_before_the_check_is_found_so_again() -> None:
    then = school_web()
    rotated = FakeWeb({**then.answers})
    rotated.put(WEB_URL, did_document(verificationMethod=[], assertionMethod=[]))
    world = World(NOW, rotated.fetch, kept={WEB_URL: then.fetch(WEB_URL, "").body})
    retired = checked(course(), world=world)
    assert retired.examined.report.check("key").code == "key.retired"
    assert look(receipt_of(retired)).inside[0].report.check("key").code == "key.retired"


def test_what_would_not_hold_is_not_signed() -> None:
    seen = checked(course())
    blind = replace(seen.examined.report, evidence=())
    with pytest.raises(Unsupported, match=r"structure\.replay"):
        receipt_of(replace(seen, examined=replace(seen.examined, report=blind)))


def test_a_receipt_of_a_receipt_is_not_followed() -> None:
    inner = receipt_of()
    digest = sha256(inner).hexdigest()
    raw = told(inner, lambda said: _first(said).update(sha256=digest, report=None), (inner,))
    assert look(raw).report.code == "structure.replay"
    (inside,) = look(raw).inside
    assert inside.report.check("structure").code == "structure.unreplayed"
    assert inside.inside == ()


POLICY = Policy().as_json()
WRONG: list[Callable[[JsonObject], object]] = [
    lambda said: said.update(checked=[]),
    lambda said: said.update(checked=[{}]),
    lambda said: said.update(checked={"a": 1}),
    lambda said: said.update(checked=said["checked"] * 101),  # type: ignore[operator]
    lambda said: said.update(at="yesterday"),
    lambda said: said.update(at="2026-11-21T12:00:00"),
    lambda said: said.update(issuer=None),
    lambda said: said.update(version=2),
    lambda said: _first(said).update(policy={}),
    lambda said: _first(said).update(policy={**POLICY, "weights": {"proof": "none"}}),
    lambda said: _first(said).update(policy={**POLICY, "audience": []}),
    lambda said: _first(said).update(kind="summary"),
    lambda said: _first(said).update(trusted=[{"id": 1}]),
    lambda said: _first(said).update(anchors=[1]),
    lambda said: _first(said).update(kept=[{"url": 1}]),
    lambda said: _first(said).update(at=7),
]


@pytest.mark.parametrize("wrong", range(len(WRONG)))
def test_an_odd_statement_is_invalid_and_nothing_worse(wrong: int) -> None:
    assert look(told(receipt_of(), WRONG[wrong])).report.verdict is Verdict.INVALID


def test_hostile_archives_are_bounded() -> None:
    files = members(receipt_of())
    bomb = packed({**files, "files/" + "0" * 64: bytes(9_000_000)})
    many = packed({**files, **{f"files/{n}": b"" for n in range(600)}})
    no_signature = packed({name: data for name, data in files.items() if name != "receipt.jws"})
    deep = packed({**files, "receipt.json": b"[" * 100_000})
    codes = [look(each).report.code for each in (bomb, many, no_signature, deep, packed(files)[:-30])]
    assert codes == [
        "structure.too_large",
        "structure.too_many",
        "structure.damaged",
        "structure.too_deep",
        "structure.damaged",
    ]
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = io.BytesIO()
        with zipfile.ZipFile(twice, "w") as archive:
            for name in ("receipt.json", "receipt.json", "receipt.jws"):
                archive.writestr(name, files[name])
    assert look(twice.getvalue()).report.code == "structure.damaged"


def test_the_command_checks_it_offline_with_the_services_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "receipt.zip").write_bytes(receipt_of())
    (tmp_path / "did.json").write_text(json.dumps(keys_of(SERVICE)))
    argv = ["check", "--json", "--offline", str(tmp_path / "receipt.zip"), "--at", "2034-01-01T00:00:00Z"]
    assert main(argv) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "key.unreachable"
    assert main([*argv, "--keys", str(tmp_path / "did.json")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["format"], said["verdict"], said["at"]) == ("receipt", "valid", "2034-01-01T00:00:00Z")
    (inside,) = said["credentials"]
    assert (inside["verdict"], inside["at"], inside["issuer"]) == ("valid", "2026-11-21T12:00:00Z", WEB_DID)
    assert inside["checks"][1]["code"] == "key.witnessed"


def test_the_same_things_make_the_same_receipt() -> None:
    seen = checked(course())
    assert receipt_of(seen) == receipt_of(seen)
    assert KEY.secret not in receipt_of(seen)
