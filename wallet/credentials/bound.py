"""Which credentials are bound to a key: without it nobody can show that they are the learner's."""

from __future__ import annotations

from verifier import read_disclosable
from verifier.codec.keys import PublicKey
from verifier.errors import VerifierError
from wallet.accounts.service import SignedIn
from wallet.credentials.service import list_summaries, open_credential
from wallet.service import NotFound, Service


def titles_bound_to(service: Service, signed_in: SignedIn, key: PublicKey) -> list[str]:
    """The titles of the learner's credentials that name `key` as their holder's, the newest first."""
    return [each.title for each in list_summaries(service, signed_in) if _holder(service, signed_in, each.id) == key]


def _holder(service: Service, signed_in: SignedIn, credential_id: str) -> PublicKey | None:
    try:
        return read_disclosable(open_credential(service, signed_in, credential_id).raw).holder
    except (NotFound, VerifierError):  # deleted meanwhile, or broken: nothing can be signed for it anyway
        return None
