"""What goes along: credentials as they came, what was found about them, keys, links, who opened them, the history.

    index.json              says of every file what it is
    README.txt              the same for people
    credentials/            the bytes as they came
    reports/<credential>/   every report about it, oldest first
    evidence/<sha256>       what the reports rest on, as it was fetched
    keys/holder-keys.json   private keys, as a JWK set
    shares/                 links, to whom they are handed over, and who opened them
    answers.json            what readers answered
    stacks.json             larger goals, with the pathways that they follow
    pathways.json           the learner's own pathways that nobody else can read
    organisations.json      where the learner belongs
    history/events.json     what happened in the wallet

`index.json` comes first, which is how such an archive is told from others (`verifier.codec.wallet_archives`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from verifier.codec.keys import PrivateKey, write_jwk
from verifier.codec.moments import write_moment
from verifier.codec.multibase import encode_base64url
from verifier.codec.wallet_archives import INDEX, TYPE
from verifier.derive import holds_base_proof
from verifier.errors import Json, JsonObject
from verifier.present import did_key_of
from wallet.accounts.holder_keys import list_holder_keys
from wallet.accounts.service import SignedIn
from wallet.credentials.files import kind_of, stem_of
from wallet.credentials.service import each_report, list_summaries, open_credential
from wallet.export.others import answers_of, handed_of, organisations_of
from wallet.export.readme import CAUTION, KEYS, write_readme
from wallet.export.stream import Member, stream_archive
from wallet.history.service import add_event, list_events
from wallet.pathways.drafts import list_drafts
from wallet.service import NotFound, Service
from wallet.shares.openings import Asked, find_openings, write_json
from wallet.shares.owner import OwnShare
from wallet.shares.service import list_shares, share_link
from wallet.stacks.service import list_stacks
from wallet.stacks.stack import write_stack

MOST_EVENTS = 20_000  # of the history, the newest


@dataclass(frozen=True)
class Entry:
    """One credential of the archive. `name` is what its file and its folder of reports are called."""

    id: str
    name: str
    ending: str
    media_type: str
    title: str
    issuer: str
    added_at: datetime
    digest: str
    is_derivable: bool

    @property
    def file(self) -> str:
        return f"credentials/{self.name}{self.ending}"

    @property
    def reports(self) -> str:
        return f"reports/{self.name}/"

    def as_json(self) -> JsonObject:
        plain: JsonObject = {
            "file": self.file,
            "media_type": self.media_type,
            "title": self.title,
            "issuer": self.issuer,
            "added_at": write_moment(self.added_at),
            "sha256": self.digest,
            "reports": self.reports,
        }
        return {**plain, "caution": CAUTION} if self.is_derivable else plain


def export_archive(service: Service, signed_in: SignedIn) -> Iterator[bytes]:
    """Everything of this learner's and nothing of another's, piece by piece; one credential is in memory at a time.

    That it was taken along stands in the history from the moment that it begins.
    """
    with service.database.writing() as session:
        add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.exported", {})
    entries = _entries(service, signed_in)
    return stream_archive(_members(service, signed_in, entries), service.now())


def _entries(service: Service, signed_in: SignedIn) -> list[Entry]:
    """What the archive's credentials are called, the oldest first: a look at each before any is written."""
    found: list[Entry] = []
    for number, summary in enumerate(reversed(list_summaries(service, signed_in)), 1):
        try:
            raw = open_credential(service, signed_in, summary.id).raw
        except NotFound:  # deleted meanwhile
            continue
        ending, media_type = kind_of(raw)
        found.append(
            Entry(
                id=summary.id,
                name=f"{number:03d}-{stem_of(summary.title)}",
                ending=ending,
                media_type=media_type,
                title=summary.title,
                issuer=summary.issuer,
                added_at=summary.added_at,
                digest=hashlib.sha256(raw).hexdigest(),
                is_derivable=holds_base_proof(raw),
            )
        )
    return found


def _members(service: Service, signed_in: SignedIn, entries: list[Entry]) -> Iterator[Member]:
    yield INDEX, [_write(_index(service, signed_in, entries))]
    yield "README.txt", [write_readme([each.file for each in entries if each.is_derivable]).encode()]
    known: set[str] = set()
    for entry in entries:
        try:
            yield entry.file, [open_credential(service, signed_in, entry.id).raw]
            yield from _reports(service, signed_in, entry, known)
        except NotFound:  # deleted while the archive is on its way
            continue
    yield KEYS, [_write(_keys(service, signed_in))]
    shares = list_shares(service, signed_in)
    labels = {each.id: each.owner.label for each in shares}
    files = {each.id: each.file for each in entries}
    handed = {each.id: handed_of(service, signed_in, each.id) for each in shares}
    written: list[Json] = [{**_share(service, each, files), "handed_over": handed[each.id]} for each in shares]
    yield "shares/shares.json", [_write(written)]
    seen = find_openings(service, signed_in, Asked())
    yield "shares/openings.json", [write_json(seen, lambda share_id: labels.get(share_id, ""))]
    yield "answers.json", [_write(answers_of(service, signed_in))]
    yield "stacks.json", [_write(_stacks(service, signed_in))]
    yield "pathways.json", [_write(_pathways(service, signed_in))]
    yield "organisations.json", [_write(organisations_of(service, signed_in))]
    yield "history/events.json", [_write(_history(service, signed_in))]


def _index(service: Service, signed_in: SignedIn, entries: list[Entry]) -> JsonObject:
    return {
        "type": TYPE,
        "version": 1,
        "made_at": write_moment(service.now()),
        "made_by": service.settings.public_url,
        "learner": {"name": signed_in.name, "email": signed_in.email},
        "credentials": [each.as_json() for each in entries],
        "evidence": "evidence/",
        "keys": KEYS,
        "shares": "shares/shares.json",
        "openings": "shares/openings.json",
        "answers": "answers.json",
        "stacks": "stacks.json",
        "pathways": "pathways.json",
        "organisations": "organisations.json",
        "history": "history/events.json",
    }


def _reports(service: Service, signed_in: SignedIn, entry: Entry, known: set[str]) -> Iterator[Member]:
    """The reports about one credential, and of what they rest on everything that is not in the archive yet."""
    for number, past in enumerate(each_report(service, signed_in, entry.id), 1):
        yield f"{entry.reports}{number:04d}.json", [_write(past.report.as_json())]
        for each in past.report.evidence:
            digest = hashlib.sha256(each.body).hexdigest()
            if digest not in known:
                known.add(digest)
                yield f"evidence/{digest}", [each.body]


def _keys(service: Service, signed_in: SignedIn) -> JsonObject:
    """A JWK set (RFC 7517, section 5) with names and dates of our own beside it."""
    keys: list[Json] = []
    for held in list_holder_keys(service, signed_in):
        own: JsonObject = {"kid": did_key_of(held.key), "label": held.label, "made_at": write_moment(held.created_at)}
        keys.append({**_private_jwk(held.key), **own})
    about = "Private keys. Issuers bound credentials to their public halves; whoever has them can show those as theirs."
    return {"about": about, "keys": keys}


def _private_jwk(key: PrivateKey) -> JsonObject:
    """RFC 7518, section 6.2.2.1; RFC 8037, section 2: both kinds of key have their secret bytes as `d`."""
    return {**write_jwk(key.public), "d": encode_base64url(key.secret)}


def _share(service: Service, own: OwnShare, files: dict[str, str]) -> JsonObject:
    owner = own.owner
    plain: JsonObject = {
        "id": own.id,
        "state": own.state.value,
        "label": owner.label,
        "recipient": owner.recipient,
        "titles": [*owner.titles],
        "created_at": write_moment(own.created_at),
        "ends_at": write_moment(own.ends_at),
        "stopped_at": write_moment(own.stopped_at) if own.stopped_at else None,
        "paused_at": write_moment(own.paused_at) if own.paused_at else None,
        "opens": own.opens,
        "max_opens": own.max_opens,
        "revision": own.revision,
    }
    if own.state.is_over:
        return plain
    content = owner.content
    choices: list[Json] = [
        {
            "file": files.get(each.credential),
            "kind": each.kind.value,
            "pointers": [*each.pointers],
            "note": each.note,
        }
        for each in content.choices
    ]
    return {
        **plain,
        "link": share_link(service, own),
        "passcode": owner.passcode,
        "from": content.from_name,
        "note": content.note,
        "offers": [*sorted(content.offers)],
        "shows": choices,
    }


def _stacks(service: Service, signed_in: SignedIn) -> list[Json]:
    return [
        {"id": each.id, "created_at": write_moment(each.created_at), "stack": json.loads(write_stack(each.stack))}
        for each in list_stacks(service, signed_in)
    ]


def _pathways(service: Service, signed_in: SignedIn) -> list[Json]:
    return [
        {"id": each.id, "changed_at": write_moment(each.changed_at), "pathway": each.pathway.as_json()}
        for each in list_drafts(service, signed_in)
    ]


def _history(service: Service, signed_in: SignedIn) -> list[Json]:
    events = list_events(service, signed_in.learner_id, signed_in.box_private, MOST_EVENTS)
    return [{"at": write_moment(each.at), "code": each.code, "facts": {**each.facts}} for each in events]


def _write(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace")
