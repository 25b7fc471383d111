"""Sessions: a browser's cookie holds what opens the learner's key; so does, once, a sign-in link."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from sqlmodel import col, delete

from wallet.accounts.service import SignedIn, end_sessions_of, open_learner
from wallet.accounts.tables import Learner, SignIn
from wallet.history.service import add_event
from wallet.service import NotFound, Service
from wallet.vault.blob import Place
from wallet.vault.errors import VaultError
from wallet.vault.keys import new_key
from wallet.vault.slots import SESSION, Slot, open_slot, seal_session_slot

SESSION_LIFE = timedelta(hours=12)
LINK_LIFE = timedelta(days=1)


def start_session(service: Service, signed_in: SignedIn, *, once: bool = False) -> str:
    """A cookie's value: a public half that finds the session, and the secret that opens it, which is stored nowhere.

    With `once` it is for a sign-in link instead.
    """
    public, secret = secrets.token_urlsafe(16), new_key()
    row_id, at = _session_id(public), service.now()
    slot = seal_session_slot(signed_in.key, secret, signed_in.place("sign_in", row_id, "wrapped"))
    row = SignIn(
        id=row_id,
        learner_id=signed_in.learner_id,
        salt=slot.salt,
        parameters=slot.parameters,
        wrapped=slot.wrapped,
        once=once,
        created_at=at,
        seen_at=at,
        ends_at=at + (LINK_LIFE if once else SESSION_LIFE),
    )
    with service.database.writing() as session:
        session.add(row)
    return f"{public}.{secret.hex()}"


def resume_session(service: Service, cookie: str, *, once: bool = False) -> SignedIn | None:
    """Who is signed in with this cookie, or None."""
    found = _read_cookie(cookie)
    if found is None:
        return None
    row_id, secret = found
    with service.database.reading() as session:
        row = session.get(SignIn, row_id)
        if row is None or row.once is not once or row.ends_at <= service.now():
            return None
        learner = session.get(Learner, row.learner_id)
    slot = Slot(SESSION, row.salt, row.parameters, row.wrapped)
    try:
        key = open_slot(slot, secret, Place("sign_in", row_id, "wrapped", row.learner_id))
    except VaultError:
        return None
    return open_learner(learner, key) if learner else None


def use_link(service: Service, token: str) -> SignedIn:
    """Sign in with a link that works once. Raises NotFound."""
    signed_in = resume_session(service, token, once=True)
    if signed_in is None:
        raise NotFound
    with service.database.writing() as session:
        gone = session.exec(delete(SignIn).where(col(SignIn.id) == _session_id(token.partition(".")[0])))
        if gone.rowcount != 1:
            raise NotFound
    return signed_in


def end_session(service: Service, cookie: str) -> None:
    """Sign this browser out."""
    found = _read_cookie(cookie)
    if found:
        with service.database.writing() as session:
            session.exec(delete(SignIn).where(col(SignIn.id) == found[0]))


def end_all_sessions(service: Service, signed_in: SignedIn) -> None:
    """Sign out everywhere."""
    with service.database.writing() as session:
        end_sessions_of(session, signed_in.learner_id)
        add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.signed_out_everywhere", {})


def sweep_sessions(service: Service) -> None:
    """Forget sessions that have ended."""
    with service.database.writing() as session:
        session.exec(delete(SignIn).where(col(SignIn.ends_at) <= service.now()))


def _session_id(public: str) -> str:
    return sha256(public.encode()).hexdigest()


def _read_cookie(cookie: str) -> tuple[str, bytes] | None:
    public, _, secret = cookie.partition(".")
    try:
        return _session_id(public), bytes.fromhex(secret)
    except ValueError:
        return None
