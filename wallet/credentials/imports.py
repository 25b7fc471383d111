"""Taking in: what came by paste, file or link is examined and looked at before anything is kept."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from verifier import Examined, World, examine
from verifier.budget import Budget
from verifier.codec.wallet_archives import read_credentials
from verifier.errors import Unsupported, VerifierError
from verifier.pipeline import unread_report
from verifier.policy import HOLDER
from verifier.reading import follow_link
from wallet.accounts.service import SignedIn
from wallet.credentials.sealing import fingerprint_of, sealed_rows, title_of
from wallet.credentials.tables import PendingImport, StoredCredential
from wallet.history.service import add_event
from wallet.service import NotFound, Problem, Service, is_id, new_id
from wallet.vault.blob import seal, unseal
from wallet.vault.keys import derive

PENDING_LIFE = timedelta(hours=1)
MAX_IMPORT_BYTES = 16 * 1024 * 1024
MAX_IMPORT_ITEMS = 200
MAX_PENDING = 10  # imports of one learner that wait for a decision
MAX_SECONDS = 60.0  # of waiting for others' answers, in one look at an import
_MUCH = 4  # times what one file may cost


@dataclass(frozen=True)
class Taken:
    """One file, paste or link as it came: a name for it (may be empty) and its bytes."""

    name: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class PreviewItem:
    """One credential of an import, or one thing that is none: examined, and the id of what is kept already, if any.

    `mark` is equal for equal credentials (`fingerprint_of`), empty for what is none.
    """

    index: int
    name: str
    examined: Examined
    duplicate_of: str | None
    mark: bytes = field(repr=False)


def take_in(service: Service, signed_in: SignedIn, taken: Sequence[Taken]) -> str:
    """Put what came aside, sealed, for a look before it is kept; returns the import's id.

    Of more than MAX_PENDING that wait, the oldest are forgotten. Raises Problem `import.empty`, `import.too_large`.
    """
    taken = [each for pieces in taken for each in _pieces(pieces) if each.raw.strip()]
    if not taken:
        raise Problem("import.empty")
    if sum(len(each.raw) for each in taken) > MAX_IMPORT_BYTES:
        raise Problem("import.too_large")
    import_id = new_id()
    parts = [{"name": each.name[:200], "raw": b64encode(each.raw).decode()} for each in taken]
    place = signed_in.place("pending_import", import_id, "sealed_parts")
    sealed = seal(derive(signed_in.key, "pending imports"), json.dumps(parts).encode(), place)
    row = PendingImport(
        id=import_id, learner_id=signed_in.learner_id, ends_at=service.now() + PENDING_LIFE, sealed_parts=sealed
    )
    with service.database.writing() as session:
        mine = PendingImport.learner_id == signed_in.learner_id
        newest_first = select(PendingImport.id).where(mine).order_by(col(PendingImport.ends_at).desc())
        old = session.exec(newest_first.offset(MAX_PENDING - 1)).all()
        session.exec(delete(PendingImport).where(col(PendingImport.id).in_(old)))
        session.add(row)
    return import_id


def _pieces(taken: Taken) -> list[Taken]:
    """The credentials of an archive that a wallet wrote, each for itself; anything else as it is."""
    try:
        found = read_credentials(taken.raw, "zip")
    except VerifierError:
        return [taken]
    return [Taken(name, raw) for name, raw in found] if found else [taken]


def take_in_link(service: Service, signed_in: SignedIn, url: str) -> str:
    """As `take_in`, with what an https link answers. Raises Problem `link.*` besides."""
    return take_in(service, signed_in, fetch_link(service, url))


def fetch_link(service: Service, url: str) -> list[Taken]:
    """What a link leads to. Raises Problem `link.malformed`, `link.refused`, `.timeout`, `.too_large`, `.failed` ..."""
    url = url.strip()
    if not url.startswith(("https://", "http://")):
        raise Problem("link.malformed", "link")
    try:
        found = follow_link(url, service.fetch_link)
    except VerifierError as error:
        raise Problem(error.code.replace("fetch.", "link."), "link") from error
    return [Taken(url[:200], each) for each in found]


def preview(service: Service, signed_in: SignedIn, import_id: str) -> list[PreviewItem]:
    """What an import holds, the first MAX_IMPORT_ITEMS of it, examined now; where there is more, one item more says so.

    Raises NotFound for one that is gone.
    """
    world = replace(service.world(), budget=Budget(MAX_SECONDS, times=_MUCH))
    items: list[PreviewItem] = []
    for taken in _pending(service, signed_in, import_id):
        if len(items) > MAX_IMPORT_ITEMS:
            break
        examined = examine(taken.raw, world, HOLDER) if len(items) < MAX_IMPORT_ITEMS else _beyond(world)
        for each in _apart(examined):
            mark = fingerprint_of(signed_in, each.raw) if each.credential is not None else b""
            items.append(PreviewItem(len(items), taken.name, each, None, mark))
    if len(items) > MAX_IMPORT_ITEMS:
        items[MAX_IMPORT_ITEMS:] = [replace(items[MAX_IMPORT_ITEMS], examined=_beyond(world), mark=b"")]
    with service.database.reading() as session:
        mine = StoredCredential.learner_id == signed_in.learner_id
        rows = session.exec(select(StoredCredential.fingerprint, StoredCredential.id).where(mine)).all()
    known = dict(iter(rows))
    return [replace(each, duplicate_of=known.get(each.mark)) for each in items]


def _apart(examined: Examined) -> tuple[Examined, ...]:
    """What is kept each for itself: a transcript is one, whatever it carries; what only came together is several."""
    credential = examined.credential
    is_whole = credential is not None and credential.inside and not credential.is_presentation
    return (examined,) if is_whole else examined.inside or (examined,)


def _beyond(world: World) -> Examined:
    """What stands for everything that an import has too much."""
    return Examined(b"", unread_report("", Unsupported("structure.too_many", {"limit": MAX_IMPORT_ITEMS}), world))


def keep(service: Service, signed_in: SignedIn, import_id: str, chosen: Sequence[int]) -> list[str]:
    """Keep the chosen items of an import and forget the rest; all of them or none. Returns the credentials' ids.

    What is kept already is not kept twice. Raises NotFound, Problem `import.nothing_chosen`.
    """
    items = [each for each in preview(service, signed_in, import_id) if each.index in chosen]
    items = [each for each in items if each.examined.credential is not None]
    if not items:
        raise Problem("import.nothing_chosen")
    new = {each.mark: each for each in items if each.duplicate_of is None}
    pairs = [sealed_rows(service, signed_in, each.examined) for each in new.values()]
    try:
        with service.database.writing() as session:
            for credential, report in pairs:
                session.add(credential)
                session.flush()
                session.add(report)
            for each in new.values():
                add_event(
                    session,
                    service,
                    signed_in.learner_id,
                    signed_in.box_public,
                    "history.kept",
                    {"title": title_of(each.examined.record)},
                )
            session.exec(delete(PendingImport).where(col(PendingImport.id) == import_id))
    except IntegrityError as error:
        raise Problem("import.kept_meanwhile") from error
    return [credential.id for credential, _ in pairs] + [each.duplicate_of for each in items if each.duplicate_of]


def discard(service: Service, signed_in: SignedIn, import_id: str) -> None:
    """Forget an import."""
    if not is_id(import_id):
        return
    with service.database.writing() as session:
        mine = col(PendingImport.learner_id) == signed_in.learner_id
        session.exec(delete(PendingImport).where(col(PendingImport.id) == import_id, mine))


def sweep_imports(service: Service) -> None:
    """Forget imports that nobody came back to."""
    with service.database.writing() as session:
        session.exec(delete(PendingImport).where(col(PendingImport.ends_at) <= service.now()))


def _pending(service: Service, signed_in: SignedIn, import_id: str) -> list[Taken]:
    with service.database.reading() as session:
        row = session.get(PendingImport, import_id) if is_id(import_id) else None
    if row is None or row.learner_id != signed_in.learner_id or row.ends_at <= service.now():
        raise NotFound
    place = signed_in.place("pending_import", import_id, "sealed_parts")
    parts = json.loads(unseal(derive(signed_in.key, "pending imports"), row.sealed_parts, place))
    return [Taken(each["name"], b64decode(each["raw"])) for each in parts]
