"""What ties a learner to others: what readers answered, to whom links are handed over, where the learner belongs."""

from __future__ import annotations

import json

from verifier.codec.moments import write_moment
from verifier.errors import Json, JsonObject
from wallet.accounts.service import SignedIn
from wallet.desk.handing import list_handed
from wallet.organisations.service import list_memberships
from wallet.reviews.answer import write_received
from wallet.reviews.service import list_received
from wallet.service import Service


def answers_of(service: Service, signed_in: SignedIn) -> list[Json]:
    """Every comment and decision, with what it rests on and, where an organisation signed it, the credential."""
    found: list[Json] = []
    for each in list_received(service, signed_in):
        plain: JsonObject = {"id": each.id, "share": each.share_id, "at": write_moment(each.at)}
        if each.answer is not None and each.basis is not None:
            plain |= json.loads(write_received(each.answer, each.basis, each.credential))
        found.append(plain)
    return found


def organisations_of(service: Service, signed_in: SignedIn) -> list[Json]:
    """The organisations that a learner belongs to; what they hold is theirs, and not in here."""
    return [
        {
            "id": each.organisation.id,
            "name": each.organisation.profile.name,
            "did": each.organisation.did,
            "role": each.role.value,
        }
        for each in list_memberships(service, signed_in)
    ]


def handed_of(service: Service, signed_in: SignedIn, share_id: str) -> list[Json]:
    """To whom a link is handed over."""
    return [
        {
            "organisation": each.organisation.profile.name,
            "did": each.organisation.did,
            "since": write_moment(each.created_at),
            "until": write_moment(each.ends_at),
        }
        for each in list_handed(service, signed_in, share_id)
    ]
