"""The memory behind the door to the network: what issuers publish for everybody, sealed under the server's own key.

It holds contexts, DID documents and status lists, as verifications fetch them; never what a learner takes in. Keys and
lists are asked for anew each time, since a verification speaks of this moment: what is remembered only says when the
last answer came. Contexts do not change, and are asked for once a day.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col, delete

from verifier.errors import Unreachable
from verifier.world import Answer, Fetch
from wallet.database import Database, Moment
from wallet.vault.blob import Place, seal, unseal
from wallet.vault.errors import VaultError
from wallet.vault.keys import derive
from wallet.vault.names import fingerprint

CONTEXTS_LIFE = timedelta(days=1)
ANSWERS_LIFE = timedelta(days=90)
MAX_REMEMBERED = 2 * 1024 * 1024
_CONTEXTS = "application/ld+json"


class CachedAnswer(SQLModel, table=True):
    """The last good answer of one address. `id` is a keyed hash of the URL, `sealed_body` is under the cache key."""

    __tablename__ = "cached_answer"
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    sealed_body: bytes


class RememberingFetch:
    """`fetch(url, accept) -> Answer`, see the module. Raises what `outside` raises, with `last_answer` in the facts."""

    def __init__(self, outside: Fetch, database: Database, cache_key: bytes, now: Callable[[], datetime]) -> None:
        self._outside = outside
        self._database = database
        self._key = derive(cache_key, "cached answers")
        self._names = derive(cache_key, "names of cached answers")
        self._now = now

    def __call__(self, url: str, accept: str) -> Answer:
        row_id = fingerprint(self._names, url.encode("utf-8", "surrogatepass")).hex()
        if accept.startswith(_CONTEXTS):
            known = self._remembered(row_id)
            if known is not None:
                return Answer(url, known)
        try:
            answer = self._outside(url, accept)
        except Unreachable as error:
            last = self._last(row_id)
            facts = {**error.facts, "last_answer": last.isoformat()} if last else error.facts
            raise Unreachable(error.code, facts) from error
        if len(answer.body) <= MAX_REMEMBERED:
            self._remember(row_id, answer.body)
        return answer

    def _remembered(self, row_id: str) -> bytes | None:
        with self._database.reading() as session:
            row = session.get(CachedAnswer, row_id)
        if row is None or row.at + CONTEXTS_LIFE <= self._now():
            return None
        try:
            return unseal(self._key, row.sealed_body, _place(row_id))
        except VaultError:
            return None

    def _last(self, row_id: str) -> datetime | None:
        with self._database.reading() as session:
            row = session.get(CachedAnswer, row_id)
        return row.at if row else None

    def _remember(self, row_id: str, body: bytes) -> None:
        sealed = seal(self._key, body, _place(row_id))
        # Two that ask for the first time at once: the other's answer is remembered.
        with suppress(IntegrityError), self._database.writing() as session:
            session.merge(CachedAnswer(id=row_id, at=self._now(), sealed_body=sealed))


def sweep_answers(database: Database, now: datetime) -> None:
    """Forget answers that nobody asked for again for a season."""
    with database.writing() as session:
        session.exec(delete(CachedAnswer).where(col(CachedAnswer.at) <= now - ANSWERS_LIFE))


def _place(row_id: str) -> Place:
    return Place("cached_answer", row_id, "sealed_body", "")
