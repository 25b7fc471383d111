"""The archive of everything that is a learner's: what is in it, what is not, and that it can be taken in again."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.life import count_rows, course, keep_one, revoke, share
from tests.services.test_organisations import publish_organisation
from tests.services.test_stacks import pathway
from tests.verifier.suites.parts import BBS, SD, base
from tests.verifier.test_showing import sd
from tests.world import Clock, FakeWeb, badge, signed
from verifier import examine
from verifier.codec.keys import generate, read_jwk
from verifier.errors import JsonObject
from verifier.policy import HOLDER
from verifier.present import did_key_of
from wallet.accounts.holder_keys import keep_holder_key, new_holder_key
from wallet.accounts.service import SignedIn
from wallet.credentials.imports import Taken, keep, preview, take_in
from wallet.credentials.service import delete_credential, list_summaries, open_credential, recheck
from wallet.demo.issuer import Issuers
from wallet.demo.signers import UNIVERSITY
from wallet.desk.deciding import answer_as
from wallet.desk.handing import hand_over
from wallet.desk.service import look
from wallet.export.archive import export_archive
from wallet.export.command import export_to
from wallet.export.stream import PIECE, stream_archive
from wallet.history.service import list_events
from wallet.organisations.members import invite, join
from wallet.organisations.organisation import Profile, Role
from wallet.organisations.service import begin_organisation, open_as
from wallet.pathways.drafts import list_drafts, save_draft
from wallet.recognition.pathway import read_pathway
from wallet.reviews.answer import Answer, Decision
from wallet.service import Problem, Service
from wallet.shares.life import stop_share
from wallet.shares.making import Choice, Content
from wallet.shares.opening import open_share
from wallet.shares.service import create_share
from wallet.shares.terms import Terms
from wallet.stacks.service import list_stacks, start_stack
from wallet.stacks.stack import read_stack
from wallet.tables import SQLModel

PASSPHRASE = "four stones on a hill"  # of the fixture `ada`


def archive_of(service: Service, learner: SignedIn) -> bytes:
    return b"".join(export_archive(service, learner))


def members(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        return {each.filename: archive.read(each) for each in archive.infolist()}


def index_of(found: dict[str, bytes]) -> JsonObject:
    index = json.loads(found["index.json"])
    assert isinstance(index, dict)
    return index


def originals(service: Service, learner: SignedIn) -> set[bytes]:
    return {open_credential(service, learner, each.id).raw for each in list_summaries(service, learner)}


@pytest.fixture
def full(service: Service, ada: SignedIn, issuers: Issuers, web: FakeWeb, clock: Clock) -> dict[str, bytes]:
    """A wallet with something of everything: name -> the original bytes of its credentials."""
    held = new_holder_key(service, ada, "For the bakers")
    raws = {
        "course": b"\xef\xbb\xbf \n" + course(issuers, "Knots / and “Splices”") + b"\n",
        "bound": sd(["/given_name"], held.key),
        "sd": json.dumps(base(SD)).encode(),
        "bbs": json.dumps(base(BBS)).encode(),
    }
    ids = {}
    for name, raw in raws.items():
        clock.pass_by(minutes=1)
        ids[name] = keep_one(service, ada, raw)
    clock.pass_by(days=1)
    revoke(web, issuers, course(issuers, "Another"))
    recheck(service, ada, ids["course"])
    made = share(service, ada, [ids["course"], ids["sd"]])
    open_share(service, made.id, made.owner.link_key, "Harbour Works")
    start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    save_draft(service, ada, read_pathway(pathway(issuers.did(UNIVERSITY.name))))
    stop_share(service, ada, share(service, ada, [ids["course"]]).id)
    begin_organisation(service, ada, Profile("Harbour University"), "Ada")
    return raws


def test_every_file_is_what_the_index_says(service: Service, ada: SignedIn, full: dict[str, bytes]) -> None:
    found = members(archive_of(service, ada))
    assert list(found)[:2] == ["index.json", "README.txt"]
    index = index_of(found)
    assert (index["type"], index["learner"]) == ("WalletArchive", {"name": "Ada", "email": "ada@example.org"})
    entries = index["credentials"]
    assert isinstance(entries, list)
    assert [found[each["file"]] for each in entries] == list(full.values()), "every byte, the oldest first"
    assert [each["sha256"] for each in entries] == [hashlib.sha256(raw).hexdigest() for raw in full.values()]
    assert [each["file"] for each in entries][:2] == [
        "credentials/001-knots-and-splices.json",
        f"credentials/002-{entries[1]['reports'].split('/')[1][4:]}.sd-jwt",
    ]
    assert [each["media_type"] for each in entries][:2] == ["application/ld+json", "application/dc+sd-jwt"]
    named = {each["file"] for each in entries} | {
        index[name]
        for name in ("keys", "shares", "openings", "answers", "stacks", "pathways", "organisations", "history")
    }
    folders = (*(each["reports"] for each in entries), index["evidence"])
    assert all(each in named or each.startswith(folders) for each in list(found)[2:])


def test_reports_rest_on_evidence_that_is_there(service: Service, ada: SignedIn, full: dict[str, bytes]) -> None:
    found = members(archive_of(service, ada))
    reports = [json.loads(raw) for name, raw in found.items() if name.startswith("reports/001-")]
    assert [each["code"] for each in reports] == ["ok", "ok"]
    assert reports[0]["at"] < reports[1]["at"]
    wanted = {each["sha256"] for report in reports for each in report["evidence"]}
    assert len(wanted) > 3, "the lists changed between the two checks"
    for digest in wanted:
        assert hashlib.sha256(found[f"evidence/{digest}"]).hexdigest() == digest


def test_what_can_be_derived_from_is_labelled(service: Service, ada: SignedIn, full: dict[str, bytes]) -> None:
    found = members(archive_of(service, ada))
    entries = index_of(found)["credentials"]
    assert isinstance(entries, list)
    labelled = [each["file"] for each in entries if "derive from it" in each.get("caution", "")]
    assert labelled == [each["file"] for each in entries[2:]]
    readme = found["README.txt"].decode()
    assert all(each in readme for each in labelled)
    assert entries[0]["file"] not in readme


def test_keys_links_openings_and_history_come_along(
    service: Service, ada: SignedIn, full: dict[str, bytes], clock: Clock
) -> None:
    kept = keep_holder_key(service, ada, "Brought along", generate("Ed25519"))
    found = members(archive_of(service, ada))
    keys = json.loads(found["keys/holder-keys.json"])
    assert "Private keys" in keys["about"]
    assert {each["label"] for each in keys["keys"]} == {"For the bakers", "Brought along"}
    for each in keys["keys"]:
        secret = base64.urlsafe_b64decode(each["d"] + "=")
        assert len(secret) == 32
        public = {name: value for name, value in each.items() if name in ("kty", "crv", "x", "y")}
        assert did_key_of_public(read_jwk(public).multikey) == each["kid"]
        assert (each["kid"] == did_key_of(kept.key)) == (secret == kept.key.secret)
    running, stopped = sorted(json.loads(found["shares/shares.json"]), key=lambda each: each["state"])
    assert running["link"].startswith("https://wallet.test/s/") and "#" in running["link"]
    assert [each["file"][:15] for each in running["shows"]] == ["credentials/001", "credentials/003"]
    assert stopped["state"] == "stopped" and "link" not in stopped
    (opening,) = json.loads(found["shares/openings.json"])
    assert (opening["name"], opening["link"]) == ("Harbour Works", running["id"])
    (stack,) = json.loads(found["stacks.json"])
    assert read_stack(json.dumps(stack["stack"]).encode()) == list_stacks(service, ada)[0].stack
    (draft,) = json.loads(found["pathways.json"])
    assert read_pathway(json.dumps(draft["pathway"]).encode()) == list_drafts(service, ada)[0].pathway
    history = json.loads(found["history/events.json"])
    assert {"history.signed_up", "history.kept", "history.exported"} <= {each["code"] for each in history}


def did_key_of_public(multikey: str) -> str:
    return f"did:key:{multikey}"


def test_taking_everything_along_leaves_its_trace(service: Service, ada: SignedIn) -> None:
    archive_of(service, ada)
    assert "history.exported" in {each.code for each in list_events(service, ada.learner_id, ada.box_private)}


def test_nothing_of_another_learner_is_in_it(
    service: Service, ada: SignedIn, bob: SignedIn, full: dict[str, bytes]
) -> None:
    new_holder_key(service, bob, "Secret of Bob's")
    his = keep_one(service, bob, signed(badge("Only Bob can row")))
    made = share(service, bob, [his])
    open_share(service, made.id, made.owner.link_key, "Reader of Bob's")
    everything = b"".join(
        [*members(archive_of(service, ada)).values(), *map(str.encode, members(archive_of(service, ada)))]
    )
    for secret in ("Only Bob", "Secret of Bob", "Reader of Bob", made.id, his, bob.learner_id):
        assert secret.encode() not in everything, secret
    assert b"Only Bob can row" in b"".join(members(archive_of(service, bob)).values())


def test_an_archive_can_be_taken_in_by_somebody_elses_wallet(
    service: Service, ada: SignedIn, bob: SignedIn, full: dict[str, bytes]
) -> None:
    raw = archive_of(service, ada)
    import_id = take_in(service, bob, [Taken("cairn.zip", raw)])
    items = preview(service, bob, import_id)
    assert [each.examined.report.code for each in items] == ["ok", "ok", "ok", "ok"]
    assert [each.name.split("/")[0] for each in items] == ["credentials"] * 4
    keep(service, bob, import_id, range(4))
    assert originals(service, bob) == {each.examined.raw for each in items}
    assert {each.strip(b"\xef\xbb\xbf \n") for each in originals(service, bob)} == {
        each.strip(b"\xef\xbb\xbf \n") for each in full.values()
    }
    again = take_in(service, ada, [Taken("cairn.zip", raw)])
    assert all(each.duplicate_of for each in preview(service, ada, again)), "nothing new for its own learner"


def test_any_verifier_takes_the_credentials_out_of_it(
    service: Service, ada: SignedIn, full: dict[str, bytes], web: FakeWeb
) -> None:
    examined = examine(archive_of(service, ada), service.world(), HOLDER)
    assert [each.report.code for each in examined.inside] == ["ok"] * 4


# What is a learner's and stays: ways into the vault, and what was not decided about yet.
LEFT = {"key_slot", "sign_in", "pending_import"}


def test_no_rows_of_a_learner_were_forgotten(service: Service, ada: SignedIn, full: dict[str, bytes]) -> None:
    """Whoever adds a table of the learner's puts it into the archive, and into `full`."""
    tables = {name for name, table in SQLModel.metadata.tables.items() if "learner_id" in table.columns}
    assert {name for name in tables - LEFT if count_rows(service).get(name)} == tables - LEFT
    of_links = {name for name, table in SQLModel.metadata.tables.items() if "share_id" in table.columns}
    assert of_links == {"opening", "review", "desk_case", "reading"}, "a reader's session is the reader's"


def test_what_ties_a_learner_to_others_comes_along(
    service: Service, ada: SignedIn, bob: SignedIn, issuers: Issuers, web: FakeWeb
) -> None:
    office = open_as(service, bob, begin_organisation(service, bob, Profile("Recognition office"), "Bob"))
    publish_organisation(service, web, office)
    join(service, ada, invite(service, office, "Ada", Role.READER), "Ada")
    stack = start_stack(service, ada, pathway(issuers.did(UNIVERSITY.name)))
    content = Content((Choice(keep_one(service, ada, course(issuers))),), "Ada", stack=stack.id)
    made = create_share(service, ada, content, Terms(service.now() + timedelta(days=1)))
    case = hand_over(service, ada, made.id, office.organisation.id)
    sent = answer_as(service, office, look(service, office, case), Answer(Decision.FULL, "Well done."), "form", case)
    found = members(archive_of(service, ada))
    (answer,) = json.loads(found["answers.json"])
    assert (answer["answer"]["text"], answer["credential"]) == ("Well done.", sent.credential) and sent.credential
    (own,) = json.loads(found["shares/shares.json"])
    assert [(each["organisation"], each["did"]) for each in own["handed_over"]] == [
        ("Recognition office", office.organisation.did)
    ]
    assert [(each["name"], each["role"]) for each in json.loads(found["organisations.json"])] == [
        ("Recognition office", "reader")
    ]
    assert json.loads(members(archive_of(service, bob))["answers.json"]) == []


def test_an_empty_wallet_can_be_left_too(service: Service, ada: SignedIn) -> None:
    found = members(archive_of(service, ada))
    assert index_of(found)["credentials"] == []
    assert not any(name.startswith("credentials/") for name in found)


def test_what_is_deleted_while_the_archive_is_on_its_way_is_left_out(
    service: Service, ada: SignedIn, full: dict[str, bytes]
) -> None:
    pieces = export_archive(service, ada)
    last = list_summaries(service, ada)[0]
    delete_credential(service, ada, last.id)
    found = members(b"".join(pieces))
    assert sum(name.startswith("credentials/") for name in found) == 3
    import_id = take_in(service, ada, [Taken("", b"".join(export_archive(service, ada)))])
    assert len(preview(service, ada, import_id)) == 3


def test_no_more_than_a_piece_waits_in_memory() -> None:
    """What is asked of the source and not yet handed on stays small, however long the archive is."""
    asked = 0

    def pieces():
        nonlocal asked
        for _ in range(64):
            asked += 1
            yield os.urandom(PIECE)

    handed_on = 0
    for piece in stream_archive([("a", pieces()), ("b", [b"x"])], Clock().at):
        handed_on += len(piece)
        assert len(piece) < 3 * PIECE
        assert asked * PIECE - handed_on < 3 * PIECE
    assert handed_on > 64 * PIECE


def test_the_command_writes_a_new_file_for_its_owner_alone(
    service: Service, ada: SignedIn, full: dict[str, bytes], tmp_path: Path
) -> None:
    file = tmp_path / "mine.zip"
    with pytest.raises(Problem, match=r"sign_in\.wrong"):
        export_to(service, "Ada", "four stones on another", file)
    assert not file.exists()
    export_to(service, "ada@example.org", PASSPHRASE, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(members(file.read_bytes())) > 10
    with pytest.raises(FileExistsError):
        export_to(service, "Ada", PASSPHRASE, file)


def test_a_file_that_could_not_be_finished_is_taken_away(
    service: Service, ada: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object):
        yield b"a beginning"
        raise OSError("the disk is full")

    monkeypatch.setattr("wallet.export.command.export_archive", broken)
    with pytest.raises(OSError, match="full"):
        export_to(service, "Ada", PASSPHRASE, tmp_path / "mine.zip")
    assert list(tmp_path.glob("mine.zip*")) == []
