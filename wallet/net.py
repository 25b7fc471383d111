"""The memory behind the door to the network: what issuers publish for everybody, sealed under the server's own key,
with the address that it came from.

It holds contexts, DID documents and status lists, as verifications fetch them; never what a learner takes in. Keys and
lists are asked for anew each time, since a verification speaks of this moment: what is remembered only says when the
last answer came. Contexts do not change, and are asked for once a day. `refresh` asks for all of it, whoever needed it:
an issuer learns nothing from that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col, delete, select

from verifier.errors import Unreachable, VerifierError
from verifier.world import Answer, Fetch
from wallet.database import Database, Moment
from wallet.vault.blob import Place, seal, unseal
from wallet.vault.errors import VaultError
from wallet.vault.keys import derive
from wallet.vault.names import fingerprint

CONTEXTS_LIFE = timedelta(days=1)
ANSWERS_LIFE = timedelta(days=90)
MAX_REMEMBERED = 2 * 1024 * 1024
AT_ONCE = 4  # addresses that a refresh asks at the same time
_CONTEXTS = "application/ld+json"


class CachedAnswer(SQLModel, table=True):
    """The last good answer of one address. `id` is a keyed hash of the URL, `sealed_body` is under the cache key."""

    __tablename__ = "cached_answer"
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    sealed_body: bytes


@dataclass(frozen=True)
class _Known:
    """What a row holds. `asked`: when somebody last needed it, which a refresh is not."""

    url: str
    accept: str
    asked: datetime
    body: bytes = field(repr=False)


class Outcome(StrEnum):
    """What became of one address in a refresh."""

    SAME = "same"
    CHANGED = "changed"
    FAILED = "failed"
    FORGOTTEN = "forgotten"  # nobody needed it for a season
    UNKNOWN = "unknown"  # of an earlier version, which kept no address


class RememberingFetch:
    """`fetch(url, accept) -> Answer`, see the module. Raises what `outside` raises, with `last_answer` in the facts."""

    def __init__(self, outside: Fetch, database: Database, cache_key: bytes, now: Callable[[], datetime]) -> None:
        self._outside = outside
        self._database = database
        self._key = derive(cache_key, "cached answers with their addresses")
        self._names = derive(cache_key, "names of cached answers")
        self._now = now

    def __call__(self, url: str, accept: str) -> Answer:
        row_id = fingerprint(self._names, url.encode("utf-8", "surrogatepass")).hex()
        if accept.startswith(_CONTEXTS):
            known = self._remembered(row_id)
            if known is not None:
                return Answer(url, known.body)
        try:
            answer = self._outside(url, accept)
        except Unreachable as error:
            last = self._last(row_id)
            facts = {**error.facts, "last_answer": last.isoformat()} if last else error.facts
            raise Unreachable(error.code, facts) from error
        if len(answer.body) <= MAX_REMEMBERED:
            self._remember(row_id, _Known(url, accept, self._now(), answer.body))
        return answer

    def refresh(self) -> Counter[Outcome]:
        """Ask for everything that is remembered; forget what nobody needed for ANSWERS_LIFE."""
        with self._database.reading() as session:
            ids = session.exec(select(CachedAnswer.id).order_by(col(CachedAnswer.at))).all()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = Counter(pool.map(self._refresh, ids))
        self._database.forget()
        return found

    def _refresh(self, row_id: str) -> Outcome:
        with self._database.reading() as session:
            row = session.get(CachedAnswer, row_id)
        known = self._read(row) if row else None
        if known is None:
            return Outcome.UNKNOWN
        if known.asked + ANSWERS_LIFE <= self._now():
            with self._database.writing() as session:
                session.exec(delete(CachedAnswer).where(col(CachedAnswer.id) == row_id))
            return Outcome.FORGOTTEN
        try:
            body = self._outside(known.url, known.accept).body
        except VerifierError:
            return Outcome.FAILED
        if len(body) > MAX_REMEMBERED:
            return Outcome.FAILED
        self._remember(row_id, replace(known, body=body))
        return Outcome.SAME if body == known.body else Outcome.CHANGED

    def _remembered(self, row_id: str) -> _Known | None:
        with self._database.reading() as session:
            row = session.get(CachedAnswer, row_id)
        return None if row is None or row.at + CONTEXTS_LIFE <= self._now() else self._read(row)

    def _read(self, row: CachedAnswer) -> _Known | None:
        try:
            plain = unseal(self._key, row.sealed_body, _place(row.id))
        except VaultError:
            return None
        about, _, body = plain.partition(b"\n")
        said = json.loads(about)
        return _Known(said["url"], said["accept"], datetime.fromisoformat(said["asked"]), body)

    def _last(self, row_id: str) -> datetime | None:
        with self._database.reading() as session:
            row = session.get(CachedAnswer, row_id)
        return row.at if row else None

    def _remember(self, row_id: str, known: _Known) -> None:
        about = {"url": known.url, "accept": known.accept, "asked": known.asked.isoformat()}
        sealed = seal(self._key, json.dumps(about).encode() + b"\n" + known.body, _place(row_id))
        # Two that ask for the first time at once: the other's answer is remembered.
        with suppress(IntegrityError), self._database.writing() as session:
            session.merge(CachedAnswer(id=row_id, at=self._now(), sealed_body=sealed))


def sweep_answers(database: Database, now: datetime) -> None:
    """Forget answers that nobody asked for again for a season."""
    with database.writing() as session:
        session.exec(delete(CachedAnswer).where(col(CachedAnswer.at) <= now - ANSWERS_LIFE))


def _place(row_id: str) -> Place:
    return Place("cached_answer", row_id, "sealed_body", "")
