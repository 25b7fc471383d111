"""did:webvh: a log that holds gives the keys of its moment, and one that does not gives none."""

import json
from datetime import timedelta

import pytest

from tests.issuing import KEY, OTHER_KEY, changed, credential, found, report_on, sign
from tests.webvh import BEGIN, NEXT, STRANGER, UPDATE, WITNESSES, WebvhLog, key_hash, witness_list
from tests.world import NOW, FakeWeb
from verifier.codec.controllers import ControllerDocument
from verifier.codec.keys import PrivateKey, generate
from verifier.codec.moments import write_moment
from verifier.errors import Json, JsonObject, Malformed, Unreachable, Unsupported
from verifier.keys import did_webvh
from verifier.policy import Policy
from verifier.report import Report, Verdict
from verifier.visit import Visit
from verifier.world import World

DAY = timedelta(days=1)
FOLDER = "https://school.example/.well-known"


def resolve(log: WebvhLog, witnesses: Json = None, at: timedelta = NOW - BEGIN, query: str = "") -> ControllerDocument:
    web = log.publish(FakeWeb())
    if witnesses is not None:
        web.put(f"{FOLDER}/did-witness.json", witnesses)
    visit = Visit(World(BEGIN + at, web.fetch), Policy(), lambda *_: pytest.fail("nothing else to verify"))
    return did_webvh.resolve_controller(log.did + query, visit)


def refused(log: WebvhLog, witnesses: Json = None, at: timedelta = NOW - BEGIN, query: str = "") -> str:
    """The reason for which the log gives no document."""
    with pytest.raises(Unreachable) as caught:
        resolve(log, witnesses, at, query)
    assert caught.value.code == "key.unreachable"
    return str(caught.value.facts["reason"])


def report_of(log: WebvhLog, key: PrivateKey = KEY, method: str | None = None, web: FakeWeb | None = None) -> Report:
    """On a credential that the log's identifier issued with `key`."""
    document = sign(credential(log.did), key, method or log.method(key))
    return report_on(document, log.publish(FakeWeb()) if web is None else web)


# A credential, from end to end


def test_a_credential_of_a_did_webvh_is_valid_and_its_domain_is_proved() -> None:
    report = report_of(WebvhLog().add())
    assert report.verdict is Verdict.VALID
    assert report.check("key").facts["proved_by"] == "school.example"
    assert [each.url for each in report.evidence] == [f"{FOLDER}/did.jsonl"]


def test_a_changed_credential_is_not() -> None:
    log = WebvhLog()
    document = changed(sign(credential(log.did), method=log.method()), lambda each: each.update(name="Baking cake"))
    assert report_on(document, log.publish(FakeWeb())).code == "proof.signature"


def test_a_key_that_the_log_never_named_is_not_the_issuers() -> None:
    log = WebvhLog()
    assert found(report_of(log, OTHER_KEY), "key") == ("fail", "key.not_the_issuers")
    web = log.publish(FakeWeb())
    assert report_of(log, OTHER_KEY, log.method(KEY), web).code == "proof.signature"


def test_a_key_that_the_log_names_no_longer_is_retired() -> None:
    log = WebvhLog().add(keys=[OTHER_KEY])
    report = report_of(log)
    assert found(report, "key") == ("unknown", "key.retired")
    assert found(report, "proof") == ("pass", "ok")
    assert report.verdict is Verdict.UNDECIDED
    assert report_of(log, OTHER_KEY).verdict is Verdict.VALID


def test_a_log_that_was_deactivated_has_no_key_any_more() -> None:
    log = WebvhLog().add({"deactivated": True, "updateKeys": []})
    assert resolve(log).purposes == {}
    assert found(report_of(log), "key") == ("unknown", "key.retired")
    assert found(report_of(log, OTHER_KEY), "key") == ("fail", "key.not_the_issuers")


def test_without_a_log_nothing_is_known() -> None:
    report = report_of(WebvhLog(), web=FakeWeb())
    assert (report.verdict, report.code) == (Verdict.UNDECIDED, "key.unreachable")


def test_ports_and_paths_are_as_in_did_web() -> None:
    log = WebvhLog("school.example%3A8443:issuers:1")
    report = report_of(log, web=log.publish(FakeWeb(), "https://school.example:8443/issuers/1"))
    assert report.verdict is Verdict.VALID
    assert report.check("key").facts["proved_by"] == "school.example:8443/issuers/1"


# The log


@pytest.mark.parametrize(
    "log",
    [
        WebvhLog(),
        WebvhLog().add().add().add(),
        WebvhLog(parameters={"method": "did:webvh:0.5", "witness": None, "nextKeyHashes": None}),
        WebvhLog(parameters={"method": "did:webvh:0.5"}).add({"method": "did:webvh:1.0"}),
        WebvhLog(parameters={"nextKeyHashes": [], "witness": {}, "watchers": [], "portable": True, "ttl": 0}),
        WebvhLog().add({"updateKeys": [NEXT.public.multikey]}).add(by=NEXT),
        WebvhLog(parameters={"portable": True}).add({"portable": False}).add(),
    ],
)
def test_a_log_that_holds_gives_its_key(log: WebvhLog) -> None:
    document = resolve(log)
    assert document.methods[log.method()].key == KEY.public
    assert document.purposes["assertionMethod"] == {log.method()}


def test_every_byte_of_a_log_counts() -> None:
    log = WebvhLog().add()
    raw = log.raw
    for place in range(0, len(raw), 7):
        bad = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        web = FakeWeb()
        web.put(f"{FOLDER}/did.jsonl", bad)
        visit = Visit(World(NOW, web.fetch), Policy(), lambda *_: pytest.fail("nothing else to verify"))
        with pytest.raises((Unreachable, Unsupported)):
            did_webvh.resolve_controller(log.did, visit)


def test_a_tampered_entry_is_noticed_even_when_it_is_signed_again() -> None:
    log = WebvhLog().add()
    log.lines[1]["state"] = log.document(log.did, OTHER_KEY)
    assert refused(log.sign_again()) == "an entry of the log was changed"


def test_the_first_entry_is_held_to_the_identifier() -> None:
    log, other = WebvhLog(), WebvhLog(key=OTHER_KEY)
    other.scid = log.scid
    assert refused(other) == "the log is another one's"
    log.lines[0]["parameters"] = {**other_parameters(log), "ttl": 5}
    assert refused(log) == "the log does not begin as its identifier says"


def other_parameters(log: WebvhLog) -> JsonObject:
    parameters = log.lines[0]["parameters"]
    assert isinstance(parameters, dict)
    return parameters


def test_a_skipped_a_repeated_or_an_exchanged_version_breaks_the_chain() -> None:
    def lines(*places: int) -> WebvhLog:
        log = WebvhLog().add().add()
        log.lines = [log.lines[place] for place in places]
        return log

    assert resolve(lines(0, 1))
    for places in ([0, 2], [0, 1, 1], [0, 2, 1], [1, 2], [1]):
        with pytest.raises(Unreachable):
            resolve(lines(*places))


@pytest.mark.parametrize("number", ["1", "3", "02", "-2", "2.0", "", "two"])
def test_versions_are_counted(number: str) -> None:
    log = WebvhLog().add()
    log.lines[1]["versionId"] = f"{number}-{log.version_id.partition('-')[2]}"
    assert refused(log.sign_again()) == "an entry of the log was changed"


def test_times_only_grow() -> None:
    assert refused(WebvhLog().add(at=BEGIN)) == "the dates of the log are out of order"
    assert refused(WebvhLog().add(at=BEGIN - DAY)) == "the dates of the log are out of order"


@pytest.mark.parametrize("time", ["2026-01-02T00:00:00", "2026-01-02T01:00:00+01:00", "2026-01-02", "", 7, None])
def test_times_are_in_utc(time: Json) -> None:
    log = WebvhLog()
    log._append(
        {"versionId": log.version_id, "versionTime": time, "parameters": {}, "state": log.document(log.did)}, UPDATE
    )
    assert refused(log)


def test_an_entry_that_was_dated_in_the_future_breaks_the_log() -> None:
    assert refused(WebvhLog().add(at=NOW + DAY)) == "an entry of the log is dated in the future"
    assert (
        refused(WebvhLog().add(at=NOW + DAY).sign_again(created=None)) == "an entry of the log is dated in the future"
    )


def test_what_was_added_after_a_moment_is_not_seen_from_it() -> None:
    log = WebvhLog().add(keys=[OTHER_KEY], at=BEGIN + 9 * DAY, created=BEGIN + 9 * DAY)
    assert set(resolve(log, at=5 * DAY).methods) == {log.method(KEY)}
    assert set(resolve(log, at=9 * DAY).methods) == {log.method(OTHER_KEY)}
    log = WebvhLog()
    assert refused(log, at=-DAY) == "the log had not begun"
    log.sign_again(created=write_moment(BEGIN - DAY))
    assert refused(log, at=-DAY) == "an entry of the log is dated in the future"


# Who may sign it


@pytest.mark.parametrize("signer", [STRANGER, NEXT, KEY])
def test_only_an_authorised_key_adds_an_entry(signer: PrivateKey) -> None:
    expected = "an entry of the log is signed with a key that may not"
    assert refused(WebvhLog().add(by=signer)) == expected
    # Not even one that the entry itself names.
    assert refused(WebvhLog().add({"updateKeys": [signer.public.multikey]}, signer)) == expected
    log = WebvhLog()
    assert refused(log.sign_again(signer)) == expected


def test_a_key_that_was_replaced_adds_nothing() -> None:
    log = WebvhLog().add({"updateKeys": [NEXT.public.multikey]})
    assert refused(log.add(by=UPDATE)) == "an entry of the log is signed with a key that may not"


def test_a_signature_counts_for_the_key_that_it_names() -> None:
    log = WebvhLog()
    ours, theirs = UPDATE.public.multikey, STRANGER.public.multikey
    for method in (f"did:key:{theirs}#{ours}", f"did:key:{ours}#{theirs}", f"did:key:{ours}", ours, "", 7, None):
        assert refused(log.sign_again(STRANGER, verificationMethod=method)) == (
            "an entry of the log is signed with a key that may not"
        )
    forged = log.sign_again(STRANGER, verificationMethod=f"did:key:{ours}#{ours}")
    assert refused(forged) == "a signature of the log does not hold"


@pytest.mark.parametrize(
    "options",
    [
        {"type": "Ed25519Signature2020"},
        {"cryptosuite": "eddsa-rdfc-2022"},
        {"cryptosuite": "ecdsa-jcs-2019"},
        {"proofPurpose": "authentication"},
        {"expires": "2026-02-01T00:00:00Z"},
        {"expires": "soon"},
    ],
)
def test_a_signature_of_another_kind_does_not_count(options: JsonObject) -> None:
    assert refused(WebvhLog().sign_again(UPDATE, **options)).startswith("a signature of the log")


def test_a_further_signature_has_to_hold_too() -> None:
    log = WebvhLog()
    good, bad = log.lines[0]["proof"], WebvhLog(key=OTHER_KEY).lines[0]["proof"]
    assert isinstance(good, list)
    assert isinstance(bad, list)
    log.lines[0]["proof"] = good + good
    assert resolve(log)
    odd: list[Json] = [good + bad, bad, [], good * 4, "x", [None], [[]], {}]
    for proofs in odd:
        log.lines[0]["proof"] = proofs
        assert refused(log)


@pytest.mark.parametrize("curve", ["P-256", "RSA"])
def test_a_key_of_another_kind_signs_no_log(curve: str) -> None:
    other = generate(curve)
    log = WebvhLog(parameters={"updateKeys": [UPDATE.public.multikey, other.public.multikey]})
    multikey = other.public.multikey
    log.sign_again(UPDATE, verificationMethod=f"did:key:{multikey}#{multikey}")
    assert refused(log) == "a signature of the log does not hold"


# Keys that are promised


def test_a_log_that_promises_its_keys_keeps_to_them() -> None:
    def promised() -> WebvhLog:
        return WebvhLog(parameters={"nextKeyHashes": key_hash(NEXT)})

    kept: JsonObject = {"updateKeys": [NEXT.public.multikey], "nextKeyHashes": key_hash(STRANGER)}
    assert resolve(promised().add(kept, NEXT))
    assert refused(promised().add(kept, UPDATE)) == "an entry of the log is signed with a key that may not"
    both: list[Json] = [NEXT.public.multikey, STRANGER.public.multikey]
    assert refused(promised().add({**kept, "updateKeys": both}, NEXT)) == "a key that the log did not promise"
    same: list[Json] = [UPDATE.public.multikey]
    assert refused(promised().add({**kept, "updateKeys": same}, UPDATE)) == "a key that the log did not promise"
    for name in kept:
        without = {each: value for each, value in kept.items() if each != name}
        assert refused(promised().add(without, NEXT)) == "a parameter of the log is not as it has to be"
        assert refused(promised().add(without, UPDATE)) == "a parameter of the log is not as it has to be"


def test_a_log_may_stop_promising() -> None:
    log = WebvhLog(parameters={"nextKeyHashes": key_hash(NEXT)})
    log.add({"updateKeys": [NEXT.public.multikey], "nextKeyHashes": []}, NEXT).add(
        {"updateKeys": [UPDATE.public.multikey]}, NEXT
    )
    assert resolve(log.add(by=UPDATE))


# Witnesses


def test_enough_witnesses_have_to_agree() -> None:
    first, second, third = WITNESSES
    log = WebvhLog(parameters={"witness": witness_list(2, first, second, third)})
    assert resolve(log, log.witnessed(first, third))
    assert resolve(log, [*log.witnessed(first), *log.witnessed(second)])
    few = "too few witnesses of the log"
    assert refused(log, log.witnessed(first)) == few
    assert refused(log, log.witnessed(first, first)) == few
    assert refused(log, log.witnessed(first, STRANGER)) == few
    assert refused(log, log.witnessed(first, second, version_id="1-" + "Q" * 46)) == few
    other = WebvhLog(parameters={"witness": witness_list(2, first, second)}, key=OTHER_KEY)
    assert refused(log, other.witnessed(first, second)) == few
    assert refused(log) == "fetch.failed"
    unsigned: JsonObject = {"versionId": log.version_id}
    odd: list[Json] = [{}, "x", [7], [{}], [unsigned], [{**unsigned, "proof": [7]}], [{**unsigned, "proof": 7}]]
    for each in odd:
        assert refused(log, each) == few


def test_a_witness_proof_that_does_not_hold_does_not_count() -> None:
    first, second, _ = WITNESSES
    log = WebvhLog(parameters={"witness": witness_list(1, first, second)})
    bad = json.loads(json.dumps(log.witnessed(first)).replace(BEGIN.strftime("%Y-%m-%d"), "2026-01-03"))
    assert refused(log, bad) == "too few witnesses of the log"
    assert resolve(log, [*bad, *log.witnessed(second)])


def test_who_agrees_to_a_version_agrees_to_those_before() -> None:
    first = WITNESSES[0]
    log = WebvhLog(parameters={"witness": witness_list(1, first)})
    early = log.witnessed(first)
    log.add()
    assert resolve(log, log.witnessed(first))
    assert refused(log, early) == "too few witnesses of the log"


def test_new_witnesses_count_from_the_next_version_on_and_first_ones_at_once() -> None:
    first, second, _ = WITNESSES
    log = WebvhLog(parameters={"witness": witness_list(1, first)}).add({"witness": witness_list(1, second)})
    assert resolve(log, log.witnessed(first))
    assert refused(log, log.witnessed(second)) == "too few witnesses of the log"
    late = WebvhLog().add({"witness": witness_list(1, first)})
    assert resolve(late, late.witnessed(first))
    assert refused(late, late.witnessed(second)) == "too few witnesses of the log"
    ended = WebvhLog(parameters={"witness": witness_list(1, first)}).add({"witness": {}})
    agreed = ended.witnessed(first)
    assert resolve(ended.add(), agreed)
    assert refused(WebvhLog(parameters={"witness": witness_list(1, first)}).add({"witness": {}}), []) == (
        "too few witnesses of the log"
    )


def test_witnesses_proofs_are_limited() -> None:
    log = WebvhLog(parameters={"witness": witness_list(1, WITNESSES[0])})
    assert resolve(log, log.witnessed(WITNESSES[0]) * 400)
    assert refused(log, log.witnessed(WITNESSES[0]) * 401) == "the log is too long"


def test_witnesses_of_0_5_have_weights() -> None:
    first, second, _ = WITNESSES
    witnesses: JsonObject = {
        "threshold": 3,
        "witnesses": [
            {"id": f"did:key:{key.public.multikey}", "weight": weight} for key, weight in ((first, 2), (second, 1))
        ],
    }
    log = WebvhLog(parameters={"method": "did:webvh:0.5", "witness": witnesses})
    assert resolve(log, log.witnessed(first, second))
    assert refused(log, log.witnessed(first)) == "too few witnesses of the log"
    assert refused(WebvhLog(parameters={"witness": witnesses})) == "a parameter of the log is not as it has to be"


# Parameters


FIRST = f"did:key:{WITNESSES[0].public.multikey}"


@pytest.mark.parametrize(
    "parameters",
    [
        {"updateKeys": "x"}, {"updateKeys": [7]}, {"updateKeys": ["x"] * 101}, {"nextKeyHashes": {}},
        {"portable": "true"}, {"portable": 1}, {"deactivated": "no"}, {"ttl": -1}, {"ttl": "3600"}, {"ttl": True},
        {"watchers": "x"}, {"method": None}, {"scid": None}, {"prerotation": True}, {"": 1},
        {"witness": []}, {"witness": {"threshold": 1}}, {"witness": {"threshold": 0, "witnesses": [{"id": FIRST}]}},
        {"witness": {"threshold": 2, "witnesses": [{"id": FIRST}]}},
        {"witness": {"threshold": 1, "witnesses": [{"id": FIRST}, {"id": FIRST}]}},
        {"witness": {"threshold": True, "witnesses": [{"id": FIRST}]}},
        {"witness": {"threshold": 1, "witnesses": [{"id": "did:web:school.example"}]}},
        {"witness": {"threshold": 1, "witnesses": [FIRST]}}, {"witness": {"threshold": 1, "witnesses": []}},
    ],
)  # fmt: skip
def test_parameters_are_as_the_method_has_them(parameters: JsonObject) -> None:
    assert refused(WebvhLog(parameters=parameters)) in (
        "a parameter of the log is not as it has to be", "the log is another one's"
    )  # fmt: skip


@pytest.mark.parametrize(
    "parameters", [{"scid": "Q" * 46}, {"portable": True}, {"method": "did:webvh:0.5"}, {"method": 1}]
)
def test_some_parameters_are_set_once(parameters: JsonObject) -> None:
    assert refused(WebvhLog().add(parameters)) == "a parameter of the log is not as it has to be"


@pytest.mark.parametrize("method", ["did:webvh:1.1", "did:webvh:0.4", "did:tdw:0.4", "did:webvh:1", ""])
def test_another_version_of_the_method_is_not_read(method: str) -> None:
    for log in (WebvhLog(parameters={"method": method}), WebvhLog().add({"method": method})):
        with pytest.raises(Unsupported) as caught:
            resolve(log)
        assert caught.value.code == "key.unsupported"
        assert found(report_of(log), "key") == ("unknown", "key.unsupported")


def test_an_entry_has_its_members_and_no_others() -> None:
    others: list[JsonObject] = [{"deactivated": True}, {"@context": []}]
    for more in others:
        log = WebvhLog()
        entry = {name: value for name, value in log.lines[0].items() if name != "proof"}
        log._append({**entry, "versionTime": write_moment(BEGIN + DAY), "parameters": {}, **more}, UPDATE)
        assert refused(log) == "an entry of the log is not as it has to be"


def test_nothing_follows_the_end() -> None:
    log = WebvhLog().add({"deactivated": True}).add({"deactivated": False})
    assert refused(log) == "the log goes on after its end"


# An identifier that moves


def moved(before: WebvhLog, parts: str = "new.example", known_as: Json = "old") -> WebvhLog:
    names: Json = [before.did] if known_as == "old" else known_as
    before.parts = parts
    return before.add(state=before.document(before.did, KEY, known_as=names))


def test_a_portable_identifier_moves_with_its_history() -> None:
    log = WebvhLog(parameters={"portable": True})
    old = log.did
    web = moved(log).publish(FakeWeb(), "https://new.example/.well-known")
    report = report_of(log, web=web)
    assert report.verdict is Verdict.VALID
    assert report.check("key").facts["proved_by"] == "new.example"
    # Its old address proves nothing any more, and the new one nothing about the old name.
    log.publish(web)
    visit = Visit(World(NOW, web.fetch), Policy(), lambda *_: pytest.fail("nothing else to verify"))
    with pytest.raises(Unreachable) as caught:
        did_webvh.resolve_controller(old, visit)
    assert caught.value.facts["reason"] == "the identifier moved"


@pytest.mark.parametrize(
    ("parameters", "known_as"),
    [({}, "old"), ({"portable": False}, "old"), ({"portable": True}, ["did:web:x"]),
     ({"portable": True}, None)],
)  # fmt: skip
def test_an_identifier_that_is_not_to_move_does_not(parameters: JsonObject, known_as: Json) -> None:
    log = moved(WebvhLog(parameters=parameters), "school.example:new", known_as)
    web = log.publish(FakeWeb(), "https://school.example/new")
    report = report_of(log, web=web)
    assert found(report, "key") == ("unknown", "key.unreachable")
    assert report.check("key").facts["reason"] == "the identifier moved, and may not"


def test_a_document_is_never_another_ones() -> None:
    log = WebvhLog(parameters={"portable": True})
    other = f"did:webvh:{'Q' * 46}:school.example"
    for name in (other, "did:web:school.example", "", None, 7, f"did:webvh:{log.scid}"):
        copy = WebvhLog(parameters={"portable": True})
        state: JsonObject = {**copy.document(log.did, KEY), "id": name, "alsoKnownAs": [log.did]}
        assert refused(copy.add(state=state)) == "the document is not the issuer's"


# Versions that are asked for


def test_a_version_that_is_asked_for_only_narrows() -> None:
    log = WebvhLog().add(keys=[OTHER_KEY]).add(keys=[OTHER_KEY, STRANGER])
    second = str(log.lines[1]["versionId"])
    for query in (f"?versionId={second}", "?versionNumber=2", "?versionTime=2026-01-02T12:00:00Z"):
        document = resolve(log, query=query)
        assert document.id == log.did
        assert document.purposes["assertionMethod"] == {log.method(OTHER_KEY)}
        url = f"{log.did}{query}#{log.method(OTHER_KEY).partition('#')[2]}"
        assert report_of(log, OTHER_KEY, url).verdict is Verdict.VALID
        # Added later, and gone since.
        url = f"{log.did}{query}#{log.method(STRANGER).partition('#')[2]}"
        assert report_of(log, STRANGER, url).verdict is not Verdict.VALID
    url = f"{log.did}?versionNumber=1#{log.method(KEY).partition('#')[2]}"
    assert found(report_of(log, KEY, url), "key") == ("unknown", "key.retired")


@pytest.mark.parametrize(
    "query",
    ["?versionId=1-x", "?versionNumber=9", "?versionNumber=", "?versionTime=2025-12-31T00:00:00Z", "?versionTime=x",
     "?x=y", "?versionNumber=1&versionId=2", "?" + "a=b&" * 5000],
)  # fmt: skip
def test_a_version_that_is_not_there_gives_nothing(query: str) -> None:
    assert refused(WebvhLog(), query=query)


# Identifiers and sizes


@pytest.mark.parametrize(
    "rest",
    [
        "", ":", "{scid}", "{scid}:", "x:school.example", "{scid}x:school.example", ":school.example",
        "{scid}:127.0.0.1", "{scid}:127%2E0%2E0%2E1", "{scid}:127.0.0.1%3a443", "{scid}:2130706433",
        "{scid}:school.example:..", "{scid}:school.example:%2e%2e", "{scid}:school.example:a%2Fb",
        "{scid}:school.example%2Fevil", "{scid}:school.example#x", "{scid}:user%40school.example",
        "{scid}:school.example:a%3Fx", "{scid}:school.0x7f",
    ],
)  # fmt: skip
def test_what_is_no_did_webvh_is_never_asked(rest: str) -> None:
    web = FakeWeb()
    visit = Visit(World(NOW, web.fetch), Policy(), lambda *_: pytest.fail("nothing else to verify"))
    with pytest.raises(Malformed) as caught:
        did_webvh.resolve_controller("did:webvh:" + rest.format(scid="Q" * 46), visit)
    assert caught.value.code == "key.malformed"
    assert web.requests == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\n\n", b"{}", b"[]", b"null", b"\xff", b"{" * 1000, b"[" * 100_000, b"\n" * 1_000_000, b"{}\n" * 300_000,
        b'{"versionId":1,"versionTime":1,"parameters":1,"state":1,"proof":1}',
        b'{"versionId":"1-x","versionTime":"2026-01-01T00:00:00Z","parameters":{},"state":{},"proof":[],"more":1}',
    ],
)  # fmt: skip
def test_what_is_no_log_gives_nothing(body: bytes) -> None:
    log = WebvhLog()
    web = FakeWeb()
    web.put(f"{FOLDER}/did.jsonl", body)
    report = report_of(log, web=web)
    assert found(report, "key") == ("unknown", "key.unreachable")


def test_a_log_has_an_end() -> None:
    log = WebvhLog()
    for _ in range(199):
        log.add()
    assert resolve(log)
    assert refused(log.add()) == "the log is too long"
    large = WebvhLog()
    large.add(state={**large.document(large.did, KEY), "note": "x" * 600_000})
    assert refused(large) == "the log is too long"
