"""A learner's name and e-mail address: found by their hashes, readable only with the learner's key."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from wallet.accounts.service import SignedIn, _hash, _seal_profile
from wallet.accounts.tables import Learner
from wallet.history.service import add_event
from wallet.service import NotFound, Problem, Service


def change_profile(service: Service, signed_in: SignedIn, name: str, email: str) -> SignedIn:
    """Set name and e-mail address (empty for none); returns the learner as they are now called.

    Raises Problem `name.*`, `name.taken`, `email.*`, and NotFound for one who is gone.
    """
    email = email.strip()
    name_hash = _hash(service, name, "name")
    email_hash = _hash(service, email, "email") if email else None
    if email and ("@" not in email.strip("@") or " " in email):
        raise Problem("email.malformed", "email")
    changed = replace(signed_in, name=" ".join(name.split()), email=email or None)
    if changed == signed_in:
        return signed_in
    try:
        with service.database.writing() as session:
            learner = session.get(Learner, signed_in.learner_id)
            if learner is None:
                raise NotFound
            learner.name_hash, learner.email_hash = name_hash, email_hash
            learner.sealed_profile = _seal_profile(changed)
            session.add(learner)
            add_event(session, service, learner.id, learner.box_public, "history.profile_changed", {})
    except IntegrityError as error:
        raise Problem("name.taken", "name") from error
    return changed
