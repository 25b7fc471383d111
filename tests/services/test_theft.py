"""Somebody steals the disk: the database's files, its rows and the logs, of a wallet in which a whole life happened.

Nothing that a learner would call theirs may be in them, in any shape, nor a key that opens it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2.low_level import hash_secret_raw
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlmodel import update
from starlette.applications import Starlette

from tests.postgres import Postgres
from tests.services.life import DID_DOCUMENT, PUBLIC_URL, REVOCATION, all_rows, rotate_key
from tests.services.searching import files_under, find, shapes_of
from tests.world import Clock, FakeWeb
from verifier.net import InProcess
from wallet.accounts.holder_keys import new_holder_key
from wallet.accounts.service import change_passphrase, recover, replace_kit, sign_in, sign_up
from wallet.accounts.sessions import resume_session, start_session
from wallet.credentials.imports import Taken, keep, preview, take_in, take_in_link
from wallet.credentials.service import delete_credential, recheck
from wallet.database import Database
from wallet.demo import pages
from wallet.demo.issuer import Issuers
from wallet.demo.shelf import make_shelf
from wallet.history.service import list_events
from wallet.net import CachedAnswer, RememberingFetch
from wallet.pathways.drafts import save_draft
from wallet.recognition.pathway import read_pathway
from wallet.reviews.answer import Answer, Decision
from wallet.reviews.service import list_received, send_answer
from wallet.service import Service
from wallet.shares.life import change_share, pause_share, resume_share, stop_share, stop_shares_of
from wallet.shares.making import Choice, Content
from wallet.shares.opening import open_share, see_again
from wallet.shares.openings import list_openings
from wallet.shares.passcodes import PasscodeNeeded
from wallet.shares.restored import pause_after_restore
from wallet.shares.returning import write_visit
from wallet.shares.service import create_share, list_shares, share_link
from wallet.shares.terms import Terms, new_passcode
from wallet.stacks.service import start_stack
from wallet.upgrade import upgrade
from wallet.vault import keys as vault_keys
from wallet.vault import stretching

NAME, EMAIL = "Ada Lovelace-Byron", "ada.lovelace@example.org"
PASSPHRASE, NEW = "four stones on a hill", "a river under the bridge"
LEARNER_DID = "did:example:ada-of-the-hill"
LINK = "https://school.example/badges/ada-own-badge"
OTHER = "https://elsewhere.example/status/strange-list"

# What is written down of a life: every text that says something about somebody.
SAID: dict[str, str] = {
    "name": NAME,
    "e-mail address": EMAIL,
    "name as it is compared": NAME.casefold(),
    "passphrase": PASSPHRASE,
    "new passphrase": NEW,
    "title": "Data Literacy for Everyday Work",
    "title in German": "Datenkompetenz für den Arbeitsalltag",
    "title of what was deleted": "Academic Writing in English",
    "title of a self-made one": "Machine Learning Specialization",
    "description": "Finding, cleaning and reading data",
    "criteria": "Assessed by a supervised project",
    "skill": "esco/skill/data-analysis",
    "issuer's name": "Cairn Demo University",
    "a stranger's name": "Stanford University",
    "issuer's DID": "did:web:wallet.test",
    "a key's DID": "did:key:z6Mk",
    "learner's DID": LEARNER_DID,
    "list": REVOCATION,
    "path of lists": "/issuer/university/status/",
    "key document": DID_DOCUMENT,
    "link that was taken in": LINK,
    "list elsewhere": OTHER,
    "label": "For the shipyard at Harbour Street",
    "from": "Ada from the hill",
    "note": "Please look at my knots",
    "viewer": "Eve of the shipyard",
    "name of a key": "For the school on the mainland",
    "recipient": "Northern Harbour Works",
    "note beside one": "The second page says it all",
    "file's name": "my-own-file.json",
    "what is pending": "never kept, never forgotten",
    "pathway": "Pilot of the quiet harbour",
    "pathway of one's own": "A way that nobody else has seen",
    "reasons of a decision": "Thirty hours of practice are wanting",
    "who decided": "Board of the lighthouse",
    "code of a verdict": "status.revoked",
    "event": "history.kept",
    "kind of credential": "OpenBadgeCredential",
    "proof": "proofValue",
}


IN_THE_OPEN = {"public_document", "document_signature"}  # what institutions publish is nobody's secret
# Of these `test_theft_at_a_desk` has a life: what an organisation signs is in the open, and with it other words.
AT_A_DESK = {"organisation", "member", "invitation", "desk_case", "case_entry", "issued_decision"}


def a_pathway(title: str) -> bytes:
    rule = {"kind": "item", "match": {"specNames": [title]}}
    head = {"type": "Pathway", "id": "urn:example:quiet", "version": "1", "title": {"en": title}}
    return json.dumps({**head, "root": rule}).encode()


@pytest.fixture
def database(empty_database: Database) -> Database:
    """One of its own: no other test has left anything in its files."""
    upgrade(empty_database)
    return empty_database


@dataclass
class Keys:
    """Every key that was ever made while this listened."""

    found: dict[str, bytes] = field(default_factory=dict)

    def add(self, kind: str, key: bytes) -> None:
        self.found[f"{kind} {len(self.found)}"] = key


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Keys:
    """Listens where keys come from: the system's randomness (32 bytes are a key, 20 a kit), HKDF, Argon2id."""
    keys = Keys()
    urandom, derive, stretch = os.urandom, HKDF.derive, hash_secret_raw

    def listening_urandom(length: int) -> bytes:
        made = urandom(length)
        if length in (20, 32):
            keys.add("random", made)
        return made

    class ListeningHKDF:
        """The library's class is made of Rust, and cannot be changed from outside."""

        def __init__(self, **options: object) -> None:
            self._is_tag = b"cairn/share/tag/1" in bytes(options["info"])  # type: ignore[call-overload]
            self._inner = HKDF(**options)  # type: ignore[arg-type]

        def derive(self, secret: bytes) -> bytes:
            made = derive(self._inner, secret)
            if not self._is_tag:  # the one that is stored, on purpose
                keys.add("derived", made)
            return made

    def listening_stretch(*args: object, **options: object) -> bytes:
        made: bytes = stretch(*args, **options)  # type: ignore[arg-type]
        keys.add("stretched", made)
        return made

    monkeypatch.setattr(os, "urandom", listening_urandom)
    monkeypatch.setattr(vault_keys, "HKDF", ListeningHKDF)
    monkeypatch.setattr(stretching, "hash_secret_raw", listening_stretch)
    return keys


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """Everything that anybody logs, SQL and its parameters included."""
    file = tmp_path / "logs" / "wallet.log"
    file.parent.mkdir()
    handler = logging.FileHandler(file)
    root, sql = logging.getLogger(), logging.getLogger("sqlalchemy")
    before = root.level, sql.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    sql.setLevel(logging.DEBUG)
    yield file
    root.removeHandler(handler)
    root.setLevel(before[0])
    sql.setLevel(before[1])
    handler.close()


def live(service: Service, issuers: Issuers, web: FakeWeb, clock: Clock, tmp_path: Path) -> dict[str, str | bytes]:
    """Everything that a learner and their readers do. Returns the secrets that only they ever held."""
    assert not pause_after_restore(service)
    ada, kit = sign_up(service, NAME, EMAIL, PASSPHRASE)
    holder = new_holder_key(service, ada, SAID["name of a key"]).key
    cookie = start_session(service, ada)
    link = start_session(service, ada, once=True)
    assert resume_session(service, cookie) == ada
    shelf = make_shelf(issuers, clock(), LEARNER_DID)
    web.put(LINK, shelf[-1].raw)
    kept = keep(
        service, ada, take_in(service, ada, [Taken("my-own-file.json", each.raw) for each in shelf]), range(len(shelf))
    )
    take_in_link(service, ada, LINK)
    pending = take_in(service, ada, [Taken("my-own-file.json", b'{"name": "never kept, never forgotten"}')])
    preview(service, ada, pending)
    own = [
        create_share(
            service,
            ada,
            Content(tuple(Choice(each) for each in chosen), SAID["from"], SAID["note"]),
            Terms(clock() + timedelta(days=7), label=SAID["label"]),
        )
        for chosen in (kept[-1:], kept[-2:])
    ]
    opened = [open_share(service, each.id, each.owner.link_key, SAID["viewer"]) for each in own]
    assert see_again(service, own[0].id, opened[0].cookie) is not None
    assert list_openings(service, ada, own[0].id)[0].viewer == SAID["viewer"]
    stopped = create_share(service, ada, Content((Choice(kept[0]),)), Terms(own[0].ends_at, label=SAID["label"]))
    stop_share(service, ada, stopped.id)
    passcode = new_passcode()
    told = Terms(own[0].ends_at, max_opens=2, passcode=passcode, recipient=SAID["recipient"], label=SAID["label"])
    locked = create_share(service, ada, Content((Choice(kept[-1]),), SAID["from"]), told)
    for typed in ("not this passcode", ""):
        with pytest.raises(PasscodeNeeded):
            open_share(service, locked.id, locked.owner.link_key, SAID["viewer"], typed)
    change_share(service, ada, locked.id, Content((Choice(kept[-1], note=SAID["note beside one"]),), SAID["from"]))
    opened.append(open_share(service, locked.id, locked.owner.link_key, SAID["viewer"], passcode))
    resume_share(service, ada, pause_share(service, ada, locked.id).id)
    stack = start_stack(service, ada, a_pathway(SAID["pathway"]))
    save_draft(service, ada, read_pathway(a_pathway(SAID["pathway of one's own"])))
    stacked = create_share(service, ada, Content((Choice(kept[-1]),), stack=stack.id), Terms(own[0].ends_at))
    opened.append(open_share(service, stacked.id, stacked.owner.link_key, SAID["viewer"]))
    send_answer(
        service, opened[-1], Answer(Decision.COMMENT, SAID["reasons of a decision"], SAID["who decided"]), "form"
    )
    assert list_received(service, ada, stack.id)
    clock.pass_by(minutes=5)
    web.fail(OTHER)
    for each in kept:
        recheck(service, ada, each)
    delete_credential(service, ada, kept[-2], [stop_shares_of])
    new_kit = replace_kit(service, ada, PASSPHRASE)
    recover(service, EMAIL, new_kit.text, NEW)
    change_passphrase(service, ada, NEW, PASSPHRASE)
    sign_in(service, EMAIL, PASSPHRASE)
    rotate_key(web, tmp_path, clock)
    last = start_session(service, ada)
    assert len(list_events(service, ada.learner_id, ada.box_private)) > 10
    assert len(list_shares(service, ada)) == 5
    return {
        "kit": kit.text,
        "kit's secret": kit.secret,
        "kit without dashes": kit.text.replace("-", ""),
        "new kit": new_kit.text,
        "learner's key": ada.key,
        "learner's private box key": ada.box_private,
        "session's cookie": cookie,
        "session's secret": bytes.fromhex(cookie.partition(".")[2]),
        "session's public half": cookie.partition(".")[0],
        "last session's cookie": last,
        "last session's secret": bytes.fromhex(last.partition(".")[2]),
        "sign-in link": link,
        "reader's cookie": opened[0].cookie,
        "reader's secret": bytes.fromhex(opened[0].cookie.partition(".")[2]),
        "holder's key": holder.secret,
        "passcode": passcode,
        "passcode without dashes": passcode.replace("-", ""),
        "wrong passcode": "not this passcode",
        "what a reader's browser keeps": write_visit(opened[-1]).partition(".")[2],
        "data key": locked.owner.data_key,
        "digest of a view": opened[-1].digest,
        **{f"key of link {number}": each.owner.link_key for number, each in enumerate([*own, stopped, locked])},
        **{f"link {number}": share_link(service, each).partition("#")[2] for number, each in enumerate([*own, locked])},
        "name key": service.secrets.name_key,
        "cache key": service.secrets.cache_key,
        "signing seed": service.secrets.signer,
        "token key": service.secrets.token_key,
    }


def test_a_stolen_disk_says_nothing_about_anybody(
    keys: Keys,
    log_file: Path,  # before the database, whose engine asks once whether it may log
    database: Database,
    service: Service,
    issuers: Issuers,
    web: FakeWeb,
    clock: Clock,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    disk = disk_of(database, request)
    unchanged = {hashlib.sha256(content).digest() for _, content in disk()}
    # The issuers are met as in the demo: in this very process, through our own application.
    inside = InProcess(PUBLIC_URL, Starlette(routes=pages.routes(issuers)), web.fetch)
    service = replace(service, fetch=RememberingFetch(inside, database, service.secrets.cache_key, clock))

    held = live(service, issuers, web, clock, tmp_path)
    planted_key = os.urandom(31)
    planted: dict[str, str | bytes] = {"planted text": "Kontrollwert für den Dieb", "planted key": planted_key}
    logging.getLogger("wallet").debug("%s", planted["planted text"])
    _plant(database, planted_key)

    rows = all_rows(service)
    assert {name for name, found in rows.items() if found} | IN_THE_OPEN | AT_A_DESK == set(rows), (
        "this life is not whole"
    )
    stolen = [(where, content) for where, content in disk() if hashlib.sha256(content).digest() not in unchanged]
    stolen += [("log", log_file.read_bytes()), ("rows", repr(rows).encode()), ("cells", cells_of(rows))]
    database.close()
    stolen += [(f"{where} at rest", content) for where, content in disk() if not where.startswith("pg")]

    # What is planted has to be found, or the search is blind.
    assert any(each.startswith("log: planted text") for each in find(planted, stolen))
    assert sum("planted key" in each and "cached_answer" not in each for each in find(planted, stolen)) >= 3
    assert {held["learner's key"], held["session's secret"], held["kit's secret"]} <= set(keys.found.values())
    assert {each.partition(" ")[0] for each in keys.found} == {"random", "derived", "stretched"}
    assert find(SAID, stolen) == []
    assert find(held, stolen) == []
    assert find(keys.found, stolen) == []


def test_the_search_finds_every_shape() -> None:
    for secret in ("Datenkompetenz für alle", os.urandom(32)):
        for name, shape in shapes_of(secret).items():
            assert find({"it": secret}, [("here", b"xx" + shape + b"yy")]) != [], name
            assert find({"it": secret}, [("here", b"xx" + shape[:-1] + bytes([shape[-1] ^ 1]))]) == []


def test_base64_is_found_wherever_the_secret_stands_in_it() -> None:
    for before in range(4):
        for after in range(4):
            text = b64encode(bytes(before) + b"the secret itself" + bytes(after))
            assert find({"it": "the secret itself"}, [("here", text)]) != []


def disk_of(database: Database, request: pytest.FixtureRequest) -> Callable[[], list[tuple[str, bytes]]]:
    """A function that reads every file of the database as it is now: with its log, and what was not written back."""
    if database.engine.dialect.name == "sqlite":
        folder = Path(str(database.engine.url.database)).parent
        return lambda: list(files_under(folder))
    server: Postgres = request.getfixturevalue("postgres")

    def read() -> list[tuple[str, bytes]]:
        with server.connect() as connection:
            connection.execute("CHECKPOINT")
        return [(f"pg/{where}", content) for where, content in files_under(server.folder)]

    return read


def cells_of(rows: dict[str, list[dict[str, object]]]) -> bytes:
    """Every value of every row one after another, bytes as they are."""
    values = [value for found in rows.values() for row in found for value in row.values()]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def _plant(database: Database, key: bytes) -> None:
    with database.writing() as session:
        session.exec(update(CachedAnswer).values(sealed_body=key))
